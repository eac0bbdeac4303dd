"""What has to be done by hand: figures without an interface that should be out by now, verdicts long not reread."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from analysis.evidence.dataset import Evidence
from analysis.evidence.interfaces import RATES, parse
from analysis.evidence.loading import load
from analysis.evidence.observations import Observation
from analysis.evidence.refresh.run import read

MONTHS = {"A": 12, "Q": 3, "M": 1}
"""How many months after a figure the next of its series comes, by frequency; other figures have no rhythm."""

YEAR = timedelta(days=365)
HOW = "enter them as CONTRIBUTING.md says under “Add a series”"


def due(data: Path, today: date) -> list[str]:
    """Say in a line each which figures are expected, since when, where and how to enter them, and what to reread.

    A figure is expected one period after the newest one of its series became public; one figure alone is no series.
    """
    tables = read(data)
    served = parse(tables["interfaces"]) if "interfaces" in tables else []
    fetched = {(of.indicator, of.account) for of in served if of.table != RATES}
    evidence = load(data, as_of=date.max)
    return [*_figures(evidence, fetched, today), *_verdicts(evidence, today)]


def _figures(evidence: Evidence, fetched: set[tuple[str, str]], today: date) -> Iterator[str]:
    periods: dict[tuple[str, str, str], set[date | None]] = defaultdict(set)
    newest: dict[tuple[str, str, str], Observation] = {}
    for name in evidence.names_of_rows:
        row = evidence.observation(name)
        if row.frequency in MONTHS and (row.indicator, row.account) not in fetched:
            key = (row.indicator, row.account, row.frequency)
            periods[key].add(row.period_end)
            newest[key] = max(newest.get(key, row), row, key=lambda o: (o.period_end or date.min, o.published))
    series = [row for key, row in newest.items() if len(periods[key]) > 1]
    waiting = [(later(row.published, MONTHS[row.frequency]), row) for row in series]
    for since, row in sorted(waiting, key=lambda pair: (pair[0], pair[1].observation_id)):
        if since <= today:
            document = evidence.documents[row.document_id]
            what = " ".join(filter(None, (evidence.indicators[row.indicator]["name"], _of(evidence, row))))
            where = document.url or document.title
            yield f"{what}: after {row.period}, expected since {since}; see {where}; {HOW}"


def _of(evidence: Evidence, row: Observation) -> str:
    return f"({evidence.accounts[row.account]})" if row.account else ""


def later(day: date, months: int) -> date:
    """Return the day some months later, or the last day of that month where it has none of that number.

    >>> later(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_after - timedelta(days=1))


def _verdicts(evidence: Evidence, today: date) -> Iterator[str]:
    for claim_id, claim in evidence.claims.items():
        seen = [evidence.documents[name].seen for name in claim["evidence"].split()]
        if claim["check"] == "editorial" and seen and today - date.fromisoformat(max(seen)) > YEAR:
            yield f"the verdict on {claim_id} rests on documents last seen on {max(seen)}; read them again"
