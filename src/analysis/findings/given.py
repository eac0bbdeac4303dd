"""A number that the author of a notebook brings along, with its unit and where it is from."""

import re
from calendar import month_name
from collections.abc import Mapping
from hashlib import sha256

from analysis.errors import AnalysisError
from analysis.evidence.units import KNOWN, ONLY, spelled
from analysis.findings import formats
from analysis.findings.finding import Finding
from analysis.findings.formats import CURRENCIES, SYMBOLS
from analysis.findings.quantity import PLACES, Quantity
from analysis.findings.sway import is_of_itself

__all__ = ["GivenSource", "NoNumber", "number", "numbers_in", "own_marked", "own_said", "own_unit", "source_row"]

MOST = 1e100
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "mn": 1e6, "bn": 1e9, "tn": 1e12}
SCALE = rf"({'|'.join(SCALES)})s?\b\.?"
SCALED = re.compile(rf"{SCALE}(?: of)? (.+)|(.+?),?(?: in)? \(?{SCALE}\)?", re.IGNORECASE)
"""A unit of which the first or last word is a scale, as in million USD and USD, bn."""

PER_CENT = re.compile(r"%|\bper ?cent\b|\bpct\b|\bpercentage of\b", re.IGNORECASE)
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

METHOD = "as given in the notebook, not dated"


class NoNumber(AnalysisError, ValueError):
    """A number was given without a source or unit, or with bounds that do not hold it."""


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
    Raises `NoNumber` with one sentence.
    """
    bounds = (value if low is None else low, value if high is None else high)
    for name, words in (("unit", unit), ("source", source)):
        if not isinstance(words, str) or not words.strip() or (name == "source" and not any(map(str.isalpha, words))):
            raise NoNumber(f"a number needs a {name}: an.number({value!r}, unit, source)")
    are_numbers = all(isinstance(it, int | float) and not isinstance(it, bool) for it in (value, *bounds))
    if not are_numbers or not all(abs(it) <= MOST for it in (value, *bounds)):
        raise NoNumber(f"{value!r} is no number with bounds; low and high are numbers, too")
    unit = spelled(" ".join(unit.split()))
    _refuse_unit(unit, value, {"low": low, "high": high})
    _refuse_numbers(unit, label)
    if unit in PLACES and not all(it == int(it) for it in (value, *bounds)):
        raise NoNumber(f"a {unit} is a whole number, not {value!r}")
    if not bounds[0] <= value <= bounds[1]:
        raise NoNumber(f"{value!r} does not lie between low={bounds[0]!r} and high={bounds[1]!r}")
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


def remarks_on(finding: Finding) -> tuple[str, ...]:
    """Say what has to stand beside a number: that the notebook gave it, or that it was set against itself."""
    return tuple(filter(None, (own_said(finding), "compared with itself" if is_of_itself(finding) else "")))


def own_marked(finding: Finding, words: str = "") -> str:
    """Write behind a number what words around it leave out: a unit that is not known here, and that it is an own one.

    A unit of which the words around tell already is not named again, nor is one that has words of its own, as people.
    """
    remarks = ", ".join(remarks_on(finding))
    over, _, under = (unit := own_unit(finding) if remarks or words else "").partition(" per ")
    told = f"per {CURRENCIES.get(under, under)}" if under and over in SHOWN else unit
    told = re.sub(r"\bpersons$", "people", told)
    is_said = not unit or unit in formats.COUNTED or told.split()[-1].rstrip("s").lower() in words.lower()
    return f"{'' if is_said else f' {told}'}{f' ({remarks})' if remarks else ''}"


def own_unit(finding: Finding) -> str:
    """Name the unit of a number where neither it nor the program shows it: one of the notebook, or of the dataset."""
    unit = finding.quantity.unit
    if own_said(finding):
        return "" if unit in SHOWN else unit
    is_counted = any(leaf.observation and leaf.quantity.unit == unit for leaf in finding.leaves())
    return unit if unit.islower() and unit not in KNOWN and is_counted else ""


def _refuse_numbers(unit: str, label: str) -> None:
    """Refuse a number in the words for another one."""
    for words in (unit, label):
        if found := numbers_in(words):
            hint = ONLY if words is unit and " per " in unit else "leave it out, or say it in the source"
            raise NoNumber(f"{found[0]!r} in {words!r} is another number; {hint}")


def numbers_in(words: str) -> list[str]:
    """List the numbers in some words but for those of a year, a day and a name such as CO2."""
    return DIGITS.findall(NAMING.sub("", words))


def _refuse_unit(unit: str, value: float, bounds: Mapping[str, float | None]) -> None:
    """Say what would be right in place of a unit that holds a scale, per cent, or the name of a currency."""
    times, right = _mended(unit)
    if re.search(rf"\b{SCALE}", right.partition(" per ")[0], re.IGNORECASE) or right.lower() in SCALES:
        raise NoNumber(f"{unit!r} is not a unit; give the number in full, with a unit that holds no scale")
    if right != unit:
        more = "".join(f", {name}={it * times:.15g}" for name, it in bounds.items() if it is not None)
        raise NoNumber(f"{unit!r} is not a unit; write an.number({value * times:.15g}, {right!r}, …{more})")


def _mended(unit: str) -> tuple[float, str]:
    """Return the unit that is meant by one of one's own, and how many of it one of that is."""
    if PER_CENT.search(unit):
        return (1, "points") if "point" in unit.lower() else (0.01, "share")
    over, per, under = unit.partition(" per ")
    times = 1.0
    while found := SCALED.fullmatch(over):
        times, over = times * SCALES[(found[1] or found[4]).lower()], found[2] or found[3]
    codes = {name: code for code, name in CURRENCIES.items()} | {code.lower(): code for code in SYMBOLS}
    codes |= {sign.lower(): code for code, sign in SYMBOLS.items()}
    over, base = (codes.get(it.lower().removesuffix("s")) or codes.get(it.lower(), it) for it in (over, under))
    return times, f"{over}{per}{base if over in SYMBOLS else under}"


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
