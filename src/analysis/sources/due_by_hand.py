"""What is due to be done by hand: figures to be entered, and verdicts whose documents are to be read again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.dataset.dataset_as_of import Evidence
from analysis.dataset.loading import load
from analysis.dataset.records import Interface, Observation

MONTHS_UNTIL_NEXT = {"A": 12, "Q": 3, "M": 1}
"""How many months after a figure the next of its series comes, by frequency; other figures have no rhythm."""

READ_AGAIN_AFTER = timedelta(days=365)
"""The time after which the documents of a verdict by hand are due for another reading."""

HOW_TO_ENTER = "enter them as CONTRIBUTING.md says under “Add a series”"


class Expected(NamedTuple):
    """A figure that is due: the day from which it is expected, and the latest stored figure of its series."""

    day: date
    latest: Observation


def due(data: Path, interfaces: Sequence[Interface], today: date) -> list[str]:
    """Return a line for each series that is due to be entered by hand, and for each verdict due for a review.

    A figure is expected one period after the latest one of its series became public; one figure alone is no series.
    """
    evidence = load(data, as_of=date.max)  # everything that is stored
    fetched = {(series.indicator, series.account) for series in interfaces if not series.is_of_rates}
    lines = list(_figures_due(evidence, fetched, today))
    lines += _verdicts_due(evidence, today)
    return lines


def _figures_due(evidence: Evidence, fetched: set[tuple[str, str]], today: date) -> Iterator[str]:
    """Yield a line for each series whose next figure is expected by today, the longest due first.

    `fetched` has indicator and account of the series that a publisher's interface serves.
    """
    by_series: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for name in evidence.names_of_rows:
        row = evidence.observation(name)
        if row.frequency in MONTHS_UNTIL_NEXT and (row.indicator, row.account) not in fetched:
            by_series[row.indicator, row.account, row.frequency].append(row)

    waiting: list[Expected] = []
    for rows in by_series.values():
        # the latest period, and of its revisions the last
        latest = max(rows, key=lambda row: (row.period_end or date.min, row.published))
        months = pd.DateOffset(months=MONTHS_UNTIL_NEXT[latest.frequency])
        expected = (pd.Timestamp(latest.published) + months).date()
        periods = {row.period_end for row in rows}
        if len(periods) > 1 and expected <= today:
            waiting.append(Expected(expected, latest))

    waiting.sort(key=lambda figure: (figure.day, figure.latest.observation_id))
    for expected, row in waiting:
        document = evidence.documents[row.document_id]
        account = f" ({evidence.accounts[row.account]})" if row.account else ""
        name = f"{evidence.indicators[row.indicator]['name']}{account}"
        place = document.url or document.title
        yield f"{name}: after {row.period}, expected since {expected}; see {place}; {HOW_TO_ENTER}"


def _verdicts_due(evidence: Evidence, today: date) -> Iterator[str]:
    """Yield a line for each verdict by hand whose documents were read too long ago; the last reading counts."""
    for claim_id, claim in evidence.claims.items():
        if claim["check"] != "editorial":
            continue
        days = [evidence.documents[name].seen for name in claim["evidence"].split()]
        if days and today - date.fromisoformat(max(days)) > READ_AGAIN_AFTER:
            yield f"the verdict on {claim_id} rests on documents last seen on {max(days)}; read them again"
