"""Days of publication, and the figures entered by hand that are due."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pandas as pd
from pandas.tseries.holiday import USFederalHolidayCalendar

from analysis.dataset.evidence import Evidence
from analysis.dataset.loading import load
from analysis.dataset.records import Interface, Observation
from analysis.sources.fetchers import SourceError


def monday_after(day: date) -> date:
    """Return the Monday after a day's week, or the next day that is no holiday of the federal government.

    >>> monday_after(date(2025, 9, 26)), monday_after(date(2026, 9, 4))
    (datetime.date(2025, 9, 29), datetime.date(2026, 9, 8))
    """
    monday = day + timedelta(days=7 - day.weekday())
    while monday in _holidays(monday.year):
        monday += timedelta(days=1)
    return monday


@lru_cache(maxsize=128)
def _holidays(year: int) -> frozenset[date]:
    days = USFederalHolidayCalendar().holidays(f"{year}-01-01", f"{year}-12-31")
    return frozenset(day.date() for day in days)


PUBLICATION_RULES: Mapping[str, Callable[[date], date]] = {"same_day": lambda day: day, "monday_after": monday_after}
"""For values of the column `published` of `interfaces.csv`: when the figure of a day becomes public."""


def entry_days(days: Sequence[date], seen: date, edition: date) -> list[date]:
    """Return the days of publication of the new figures of one answer.

    That is the day of each figure; but if the newest edition is of one of these days or later, it is the day of the
    refresh for all of them, so that no edition changes afterwards.

    Raises:
        SourceError: there are figures, and an edition is of the day they were seen or of a later one.
    """
    if days and seen < edition:
        raise SourceError(f"there is an edition of {edition}, which lies after today; check the clock")
    if days and seen == edition:
        raise SourceError(f"there is an edition of {edition} already; refresh again tomorrow")
    is_after_edition = all(day > edition for day in days)
    return list(days) if is_after_edition else [seen] * len(days)


MONTHS_UNTIL_NEXT = {"A": 12, "Q": 3, "M": 1}
"""How many months after a figure the next of its series comes, by frequency; other figures have no rhythm."""

READ_AGAIN_AFTER = timedelta(days=365)
"""The time after which the documents of a verdict by hand are due for another reading."""

HOW_TO_ENTER = "enter them as CONTRIBUTING.md says under “Add a series”"


def due(data: Path, interfaces: Sequence[Interface], today: date) -> list[str]:
    """Return a line for each series that is due to be entered by hand, and for each verdict due for a review.

    A figure is expected one period after the latest one of its series became public; one figure alone is no series.
    """
    evidence = load(data, as_of=date.max)
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

    waiting: list[tuple[date, Observation]] = []
    for rows in by_series.values():
        latest = max(rows, key=lambda row: (row.period_end or date.min, row.published))
        months = pd.DateOffset(months=MONTHS_UNTIL_NEXT[latest.frequency])
        expected = (pd.Timestamp(latest.published) + months).date()
        periods = {row.period_end for row in rows}
        if len(periods) > 1 and expected <= today:
            waiting.append((expected, latest))

    waiting.sort(key=lambda due: (due[0], due[1].observation_id))
    for expected, row in waiting:
        document = evidence.documents[row.document_id]
        account = f" ({evidence.accounts[row.account]})" if row.account else ""
        name = f"{evidence.indicators[row.indicator]['name']}{account}"
        place = document.url or document.title
        yield f"{name}: after {row.period}, expected since {expected}; see {place}; {HOW_TO_ENTER}"


def _verdicts_due(evidence: Evidence, today: date) -> Iterator[str]:
    """Yield a line for each verdict by hand whose documents were read too long ago."""
    for claim_id, claim in evidence.claims.items():
        if claim["check"] != "editorial":
            continue
        days = [evidence.documents[name].seen for name in claim["evidence"].split()]
        if days and today - date.fromisoformat(max(days)) > READ_AGAIN_AFTER:
            yield f"the verdict on {claim_id} rests on documents last seen on {max(days)}; read them again"
