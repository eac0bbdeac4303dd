"""A number that the author of a notebook brings along, with its unit and where it is from."""

import re
from calendar import month_name
from collections.abc import Mapping
from hashlib import sha256

from analysis.errors import AnalysisError, nearest
from analysis.findings import formats
from analysis.findings.finding import Finding
from analysis.findings.formats import CURRENCIES, SYMBOLS
from analysis.findings.quantity import PLACES, Quantity
from analysis.findings.sway import is_of_itself

__all__ = ["GivenSource", "NoNumber", "number", "numbers_in", "own_marked", "own_said", "own_unit", "source_row"]

MOST = 1e100
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "mn": 1e6, "bn": 1e9, "tn": 1e12}
SCALED = re.compile(rf"(?<!\bper )\b({'|'.join(SCALES)})s?\b\.?(?: of\b)?", re.IGNORECASE)
PER_CENT = re.compile(r"%|\bper ?cent\b|\bpct\b|\bpercentage of\b", re.IGNORECASE)
COUNTED = "|".join((*SCALES, *SYMBOLS, *CURRENCIES.values(), "per ?cent", "pct"))
YEAR = (
    r"(?<![$¥€£₩])\b(?:1[5-9]|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?(?:-\d\d)?\b"
    rf"(?! ?%| ?(?i:{COUNTED})s?\b)"
)
NAMING = re.compile(rf"{YEAR}|\b\d{{1,2}} (?={'|'.join(filter(None, month_name))})|(?<=[^\W\d_])\d+\b")
"""Digits that count nothing: those of a year or day, and of a name such as CO2."""

MONEY = re.compile("[A-Z]{3}")
"""How the codes of currencies are written."""

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
    says what the number is. A unit that is not known here, such as "furlongs", is printed behind the number as it was
    given, unless the sentence names it. Without `low` and `high` the number is taken as exact. Raises `NoNumber` with
    one sentence.
    """
    bounds = (value if low is None else low, value if high is None else high)
    for name, words in (("unit", unit), ("source", source)):
        if not isinstance(words, str) or not words.strip() or (name == "source" and not any(map(str.isalpha, words))):
            raise NoNumber(f"a number needs a {name}: an.number({value!r}, unit, source)")
    are_numbers = all(isinstance(it, int | float) and not isinstance(it, bool) for it in (value, *bounds))
    if not are_numbers or not all(abs(it) <= MOST for it in (value, *bounds)):
        raise NoNumber(f"{value!r} is no number with bounds; low and high are numbers, too")
    _refuse_unit(unit, value)
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
    """Mark behind its number, in brackets, what has to be said of it, and before that name a unit that is not known.

    A unit of which the words around tell already is not named again, nor is one that has words of its own, as people.
    """
    if not (remarks := ", ".join(remarks_on(finding))):
        return ""
    over, _, under = (unit := own_unit(finding)).partition(" per ")
    told = f"per {CURRENCIES.get(under, under)}" if under and over in SHOWN else unit
    is_said = not unit or unit in formats.COUNTED or told.split()[-1].rstrip("s").lower() in words.lower()
    return f" ({remarks})" if is_said else f" {told} ({remarks})"


def own_unit(finding: Finding) -> str:
    """Name the unit of a number that the notebook gave, or that rests on one, where the number does not show it."""
    unit = finding.quantity.unit
    return "" if not own_said(finding) or unit in SHOWN else unit


def _refuse_numbers(unit: str, label: str) -> None:
    """Refuse a number in the words for another one."""
    for words in (unit, label):
        if found := numbers_in(words):
            hint = "is another number; leave it out, or say it in the source"
            raise NoNumber(f"{found[0]!r} in {words!r} {hint}")


def numbers_in(words: str) -> list[str]:
    """List the numbers in some words but for those of a year, a day and a name such as CO2."""
    return DIGITS.findall(NAMING.sub("", words))


def _refuse_unit(unit: str, value: float) -> None:
    """Say what would be right in place of a unit that holds a scale, per cent, or the name of a currency."""
    if scaled := SCALED.search(unit):
        full, rest = value * SCALES[scaled[1].lower()], " ".join(SCALED.sub("", unit).split()) or "its unit"
        raise NoNumber(f"a number stands in full, as an.number({full:.15g}, {rest!r}, …)")
    if PER_CENT.search(unit):
        raise NoNumber(f"per cent is a share: an.number({value / 100:.15g}, 'share', …)")
    named = {name: code for code, name in CURRENCIES.items()} | {code.lower(): code for code in SYMBOLS}
    named |= {sign.lower(): code for code, sign in SYMBOLS.items()}
    if (code := named.get(unit.lower().rstrip("s")) or named.get(unit.lower())) and unit != code:
        raise NoNumber(f"{unit!r} is no unit of money; write {code!r}")
    if MONEY.fullmatch(unit) and unit not in SYMBOLS and (hint := nearest(unit, SYMBOLS, "")):
        raise NoNumber(f"{unit!r} is no unit of money known here{hint}")


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
