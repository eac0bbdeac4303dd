"""A number that the author of a notebook brings along, with its unit and where it is from."""

import re
from calendar import month_name
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from analysis.dataset.dataset import PARTS
from analysis.dataset.records import in_words
from analysis.dataset.units import KNOWN, ONLY, spelled, unit_fault
from analysis.errors import ParameterError
from analysis.findings import quantity as formats
from analysis.findings.finding import Finding
from analysis.findings.quantity import CURRENCIES, PLACES, SYMBOLS, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.findings.series import Point


__all__ = [
    "GivenSource",
    "number",
    "numbers_in",
    "own_marked",
    "own_said",
    "own_unit",
    "source_row",
]


# ----- given -----------------------------------------------------------------------------------------------

MOST = 1e100
SCALES = ("thousand", "million", "billion", "trillion", "mn", "bn", "tn")
COUNTED = "|".join((*SCALES, *SYMBOLS, *CURRENCIES.values(), "per ?cent", "pct"))
YEAR = (
    r"(?<![$¥€£₩])\b(?:1[5-9]|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?(?:-\d\d)?\b"
    rf"(?! ?%| ?(?i:{COUNTED})s?\b)"
)
NAMING = re.compile(rf"{YEAR}|\b\d{{1,2}} (?={'|'.join(filter(None, month_name))})|(?<=[^\W\d_])\d+\b")
"""Digits that count nothing: those of a year or day, and of a name such as CO2."""

DIGITS = re.compile(r"\S*\d\S*")
SHOWN = frozenset({*SYMBOLS, *PLACES, "share", "ratio"})
"""Units that a number shows by its signs."""

SIGNS = "$¥€£₩₹"
METHOD = "as given in the notebook, not dated"


class GivenSource(str):
    """A source that the author of a notebook names in words, because the dataset does not have it."""

    __slots__ = ()

    @property
    def anchor(self) -> str:
        """The name of its entry in the list of sources."""
        return f"given-{sha256(self.encode()).hexdigest()[:8]}"


def number(
    value: float, unit: str, source: str, label: str = "", *, low: float | None = None, high: float | None = None
) -> Finding:
    """Take a number of your own into the report, with its unit and where it is from.

    >>> import analysis as an
    >>> an.number(1.19e12, "JPY", "Nikkei Asia, 3 May 2024", "Cost of the plant").text
    '¥1.19 trillion'

    `source` says who published the number, and where it can be looked up; *Workings* and *Sources* repeat it. `label`
    says what the number is. A unit that is not known here, such as "robots per ten thousand workers", is printed behind
    the number as it was given, unless the sentence names it. Without `low` and `high` the number is taken as exact.
    Raises `ParameterError` with one sentence.
    """
    bounds = (value if low is None else low, value if high is None else high)
    for name, words in (("unit", unit), ("source", source)):
        if not isinstance(words, str) or not words.strip() or (name == "source" and not any(map(str.isalpha, words))):
            raise ParameterError(f"a number needs a {name}: an.number({value!r}, unit, source)")
    are_numbers = all(isinstance(it, int | float) and not isinstance(it, bool) for it in (value, *bounds))
    if not are_numbers or not all(abs(it) <= MOST for it in (value, *bounds)):
        raise ParameterError(f"{value!r} is no number with bounds; low and high are numbers, too")
    unit = spelled(" ".join(unit.split()))
    in_words = {"percentage points": "points", "%": "per cent", **dict.fromkeys(SIGNS, "dollars")}
    if fault := unit_fault(re.sub("|".join(map(re.escape, in_words)), lambda it: in_words[it[0]], unit.lower())):
        raise ParameterError(f"{unit!r}: {fault}")
    _refuse_numbers(unit, label)
    if unit in PLACES and not all(it == int(it) for it in (value, *bounds)):
        raise ParameterError(f"a {unit} is a whole number, not {value!r}")
    if not bounds[0] <= value <= bounds[1]:
        raise ParameterError(f"{value!r} does not lie between low={bounds[0]!r} and high={bounds[1]!r}")
    called = label or f"Number given in the notebook, {unit}"
    quantity = Quantity(float(value), float(bounds[0]), float(bounds[1]), unit)
    name = re.sub(r"\W+", "-", label or unit).strip("-").lower()
    name += f"-{sha256(repr((quantity, source, label)).encode()).hexdigest()[:8]}"  # others may be called the same
    return Finding(f"given.{name}", called, quantity, METHOD, source_ids=(GivenSource(" ".join(source.split())),))


def own_said(finding: Finding) -> str:
    """Say of a number that the notebook gave it, or that it rests on one which it gave; of any other one nothing."""
    if not any(isinstance(source, GivenSource) for source in finding.sources):
        return ""
    return "rests on an own number" if finding.inputs else "own number"


def own_marked(finding: Finding, words: str = "") -> str:
    """Write behind a number what words around it leave out: a unit that is not known here, and that it is an own one.

    A unit of which the words around tell already is not named again, nor is one that has words of its own, as people.
    """
    remark = own_said(finding)
    over, _, under = (unit := own_unit(finding) if remark or words else "").partition(" per ")
    told = f"per {CURRENCIES.get(under, under)}" if under and over in SHOWN else unit
    told = re.sub(r"\bpersons$", "people", told)
    is_said = not unit or unit in formats.COUNTED or told.split()[-1].rstrip("s").lower() in words.lower()
    return f"{'' if is_said else f' {told}'}{f' ({remark})' if remark else ''}"


def own_unit(finding: Finding) -> str:
    """Name the unit of a number where neither it nor the program shows it: one of the notebook, or of the dataset."""
    unit = finding.quantity.unit
    if own_said(finding):
        return "" if unit in SHOWN else unit
    is_counted = any(leaf.observation and leaf.quantity.unit == unit for leaf in finding.leaves())
    return unit if unit.islower() and unit not in (*KNOWN, *OF_A_FIGURE) and is_counted else ""


def _refuse_numbers(unit: str, label: str) -> None:
    """Refuse a number in the words for another one."""
    for words in (unit, label):
        if found := numbers_in(words):
            hint = ONLY if words is unit and " per " in unit else "leave it out, or say it in the source"
            raise ParameterError(f"{found[0]!r} in {words!r} is another number; {hint}")


def numbers_in(words: str) -> list[str]:
    """List the numbers in some words but for those of a year, a day and a name such as CO2."""
    return DIGITS.findall(NAMING.sub("", words))


def source_row(source_id: str, sources: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return what is known of a source: its row in the dataset, or the words of the notebook that names it."""
    if isinstance(source_id, GivenSource):
        return {
            "publisher": source_id,
            "title": "As named in the notebook",
            "kind": "given",
            "licence": "as its publisher says",
        }
    return sources[source_id]


# ----- periods ---------------------------------------------------------------------------------------------
# Of which year or day a number is, whether it is a forecast, and which of several years is meant where none is named.
#
# One rule holds wherever a single figure of a series is taken: of the periods that had ended on the day of knowledge
# the
# last one counts, or the year that was asked for. So a forecast of a year to come is nobody's newest figure.

OF_A_FIGURE = ("date", "month", "year")
"""What belongs to a figure: the label names the figure, and nothing was computed."""

YEAR_PERIODS = timedelta(days=365)
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
    return (start, end) if start and end and end - start > YEAR_PERIODS else (end or row.published,)


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
    """Say what a number is, and whether it is a forecast or one that the notebook gave."""
    forecast = "forecast" if finding.observation else "rests on a forecast"
    return ", ".join(filter(None, (finding.label, forecast_marked(finding) and forecast, own_said(finding))))


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
