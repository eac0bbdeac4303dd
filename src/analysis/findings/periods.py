"""Of which year or day a number is, whether it is a forecast, and which of several years is meant where none is named.

One rule holds wherever a single figure of a series is taken: of the periods that had ended on the day of knowledge the
last one counts, or the year that was asked for. So a forecast of a year to come is nobody's newest figure.
"""

import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.evidence.dataset import PARTS
from analysis.evidence.observations import in_words
from analysis.findings.finding import Finding
from analysis.findings.given import remarks_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.findings.series import Point

OF_A_FIGURE = ("date", "month", "year")
"""What belongs to a figure: the label names the figure, and nothing was computed."""

YEAR = timedelta(days=365)
"""What lies between the first and the last day of a leap year; no year is longer."""

FORECAST = "F"
"""The status of a figure of a time that had not come when it was published, as SDMX has it."""

WISH = re.compile(r"\b(?:target|hope|plan|aim)", re.IGNORECASE)
"""What is named as a wish is no forecast, and calls itself what it is."""


FORESEEN = re.compile(r"\b(?:fore(?:cast|see|saw)|project(?:ed|ion)|predict)", re.IGNORECASE)
"""Words that say of the numbers beside them that they are forecasts."""


def when(finding: Finding) -> str:
    """Say of which period or day a number is; one that was computed is of those beneath it, from first to last."""
    known: dict[str, date] = {}
    for leaf in finding.leaves():
        if row := leaf.observation:
            if row.when:
                known.setdefault(row.when, row.period_end or row.published)
        elif leaf.day:
            known.setdefault(in_words(leaf.day), leaf.day)
    if len(known) < 3:
        return " and ".join(sorted(known, key=known.__getitem__))
    first, last = (choose(known.values()).year for choose in (min, max))
    return f"{first} to {last}" if first < last else str(last)


def years(finding: Finding) -> str:
    """Say of which years a number is, or those beneath one that was computed, for a table: 2023, or 2023 to 2025.

    What runs for longer than a year, such as a programme, is of all its years, not of its last one.
    """
    found = sorted({day.year for leaf in finding.leaves() for day in _ends(leaf) if day})
    return " to ".join(dict.fromkeys(map(str, (found[0], found[-1])))) if found else ""


def _ends(leaf: Finding) -> tuple[date | None, ...]:
    """Return the day that a figure is of; of a period longer than a year the first and the last."""
    row = leaf.observation
    if row is None:
        return (leaf.day,)
    start, end = row.period_start, row.period_end
    return (start, end) if start and end and end - start > YEAR else (end or row.published,)


def newest_and_most(found: "Iterable[Finding]") -> str:
    """Return the years that most of some numbers are of; of two that are as frequent, the later ones."""
    counted = Counter(map(years, found))
    return max(counted, key=lambda said: (counted[said], said), default="")


def is_forecast(finding: Finding) -> bool:
    """Say whether a number is a forecast, or rests on one."""
    return any(map(_is_forecast, finding.leaves()))


def forecast_said(finding: Finding | None) -> str:
    """Say behind a name or number that it is a forecast, or that it rests on one; of anything else nothing."""
    if finding is None or not is_forecast(finding):
        return ""
    return ", forecast" if all(map(_is_forecast, finding.leaves())) else ", in part forecast"


def named(finding: Finding) -> str:
    """Say what a number is, and whether it is a forecast, one that the notebook gave, or set against itself."""
    forecast = "forecast" if finding.observation else "rests on a forecast"
    return ", ".join([finding.label, *[forecast] * bool(forecast_marked(finding)), *remarks_on(finding)])


def forecast_marked(finding: Finding) -> str:
    """Mark a forecast behind its number; the day of one is none itself, nor is a count of what was tried."""
    counts = finding.quantity.unit in OF_A_FIGURE or any(it.of is not None for it in (finding, *finding.inputs))
    return "" if counts else forecast_said(finding)


def in_brackets(finding: Finding, *words: str) -> str:
    """Mark a forecast in brackets behind its number, where none of the words around it says that it is one."""
    said = "" if any(map(FORESEEN.search, words)) else forecast_marked(finding)
    return f" ({said.removeprefix(', ')})" if said else ""


def _is_forecast(leaf: Finding) -> bool:
    is_one = leaf.observation is not None and leaf.observation.status == FORECAST
    return is_one and not WISH.search(leaf.label)


def chosen(points: "Sequence[Point]", as_of: date, year: int = 0) -> "Point | None":
    """Choose a point of a series: of the year wanted, or the last one of which the period had ended on a day.

    Where none has ended, as of a plan for years to come, it is the last one. A month or quarter stands for no year.
    """
    if year:
        wanted = [point for point in points if point.end.year == year and not _is_part(point.finding)]
        return wanted[-1] if wanted else None
    ended = [point for point in points if point.end <= as_of] or points
    return ended[-1] if ended else None


def _is_part(finding: Finding) -> bool:
    return any(leaf.observation and leaf.observation.frequency in PARTS for leaf in finding.leaves())
