"""A finding: one number of the report, with everything it was made from."""

from __future__ import annotations

import html
import operator
import re
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from numbers import Number
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

from analysis.dataset.records import in_words
from analysis.dataset.units import KNOWN
from analysis.errors import AnalysisError, UnitError
from analysis.findings import quantity as formats
from analysis.findings.quantity import CURRENCIES, PLACES, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from analysis.dataset.records import Observation
    from analysis.findings.quantity import Quantity


class Wording(str):
    """A text in pieces, of which some may differ: the country, the year, the claim.

    `frame` is what stands around these, `own` are the words that may differ; read together they are the text.

    >>> label = worded("Chip support, ", varying("Austria"), ", share of GDP")
    >>> label, label.frame, label.own
    ('Chip support, Austria, share of GDP', ('Chip support, ', ', share of GDP'), ('Austria',))
    """

    frame: tuple[str, ...]
    own: tuple[str, ...]

    __slots__ = ("frame", "own")

    def __new__(cls, frame: Iterable[str], own: Iterable[str]) -> Wording:
        """Put a text together from its frame and the words that may differ."""
        frame, own = tuple(frame), tuple(own)
        text = super().__new__(cls, "".join((frame[0], *(a + b for a, b in zip(own, frame[1:], strict=True)))))
        text.frame, text.own = frame, own
        return text

    def __reduce__(self) -> tuple[type[Wording], tuple[tuple[str, ...], tuple[str, ...]]]:
        return type(self), (self.frame, self.own)


def varying(text: Any) -> Wording:
    """Mark words that may differ, such as the name of a country or a year."""
    return Wording(("", ""), (str(text),))


def worded(*parts: str) -> Wording:
    """Write parts one after the other; plain text stays as it is in all that was made alike."""
    frame, differing = [""], list[str]()
    for part in parts:
        first, *rest = part.frame if isinstance(part, Wording) else (str(part),)
        frame[-1] += first
        frame += rest
        differing += part.own if isinstance(part, Wording) else ()
    return Wording(frame, differing)


def joined(sign: str, parts: Iterable[str]) -> Wording:
    """Write parts with a sign between them."""
    first, *rest = parts
    return worded(first, *(piece for part in rest for piece in (sign, part)))


LESS, AND, PLUS = " less ", " and ", " plus "


def paired(one: str, words: str, sign: str, other: str) -> tuple[Wording, Wording]:
    """Write what was made of two, and how: what is added to a difference is not to be read as taken off with the rest.

    >>> print(*paired("Eggs less foxes", AND, "+", "hens"), sep="; ")
    Eggs less foxes plus hens; Eggs less foxes + hens
    >>> print(*paired("Nests", LESS, "−", "eggs less foxes"), sep="; ")
    Nests less (eggs less foxes); Nests − (eggs less foxes)
    """
    is_mixed = words == AND and (LESS in one or LESS in other)
    last = enclosed(other) if words == LESS else other
    return worded(one, PLUS if is_mixed else words, last), worded(one, f" {sign} ", last)


def enclosed(part: str) -> Wording:
    """Write a difference in brackets, where it stands behind a minus or in a list; all else stays as it is."""
    return worded("(", part, ")") if LESS in part else worded(part)


def filled(template: str, words: Mapping[str, str]) -> Wording:
    """Fill the places of a template, each with words that may differ or not."""
    return worded(*(piece for text, name in _places(template) for piece in (text, words[name] if name else "")))


@lru_cache(1024)
def _places(template: str) -> tuple[tuple[str, str | None], ...]:
    """Take a template apart: each text, and the name of the place behind it."""
    return tuple((text, name) for text, name, _, _ in Formatter().parse(template))


class GivenSource(str):
    """A source that the author of a notebook names in words, because the dataset does not have it."""

    __slots__ = ()

    @property
    def anchor(self) -> str:
        """The name of its entry in the list of sources."""
        return f"given-{sha256(self.encode()).hexdigest()[:8]}"


NUMBER = operator.attrgetter("quantity", "day", "observation")
"""What others are computed from."""


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One number, how it was computed, and the numbers and sources it rests on.

    `method` says in words what was done; `choices` names the analyst choices that it depends on. A finding without
    inputs is a figure from a source; every other one leads to such. `source_ids` say whose it is, `documents` where it
    was read, which confirm each other unless each carries `in_parts` what was averaged. `day` is the day of an exchange
    rate, and `place` the file and line that declare it. A count that is shown as a part of a whole, as "2 of 4", has
    the whole in `of`. `remark` is shown with it at the prompt, and is no part of what it says. Findings are added,
    subtracted, multiplied, divided and compared like numbers; a whole number scales one.
    """

    id: str
    label: str
    quantity: Quantity
    method: str
    inputs: tuple[Finding, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    source_ids: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    in_parts: bool = False
    observation: Observation | None = None
    as_printed: str = ""
    day: date | None = None
    place: str = ""
    of: int | None = None
    remark: str = field(default="", compare=False)

    def _repr_html_(self) -> str:
        return finding_html(self)

    def __repr__(self) -> str:
        remark = f"\n  {self.remark}" if self.remark else ""
        return f"{named(self)}: {self.text} (bounds {self.bounds}; {self.quantity.unit}; {self.id}){remark}"

    def __format__(self, spec: str) -> str:
        """Write the number in words for f"{x:words}", its value for f"{x:.1f}", or else all that is said of it."""
        if spec in ("words", "Words"):
            return self.written(spec)
        return format(self.value, spec) if spec else repr(self)

    def __float__(self) -> float:
        return self.quantity.value

    def __add__(self, other: Finding) -> Finding:
        return self._with(other, "sum", "+", AND, operator.add)

    def __radd__(self, other: int) -> Finding:
        return self if other == 0 else as_finding(other) + self  # `sum` begins with zero

    def __neg__(self) -> Finding:
        return self * -1

    def __abs__(self) -> Finding:
        if self.quantity.low < 0 < self.quantity.high:
            raise UnitError(f"whether {self.label} lies above zero is not sure: its bounds are {self.bounds}")
        return self if self.quantity.low >= 0 else -self

    def __sub__(self, other: Finding) -> Finding:
        return self._with(other, "difference", "−", LESS, operator.sub)

    def __rsub__(self, other: object) -> Finding:
        return as_finding(other) - self

    def __mul__(self, other: Finding | int) -> Finding:
        if not isinstance(other, Finding) and isinstance(other, SupportsIndex):
            times = operator.index(other)
            return self._by(times, "product", "times", "×", self.quantity.scaled(times))
        return self._with(other, "product", "×", " times ", operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other: Finding | int) -> Finding:
        if not isinstance(other, Finding) and isinstance(other, SupportsIndex):
            parts = operator.index(other)
            return self._by(parts, "part", "divided by", "÷", self.quantity.parted(parts))
        return self._with(other, "per", "÷", ", per ", operator.truediv)

    def __rtruediv__(self, other: object) -> Finding:
        return as_finding(other) / self

    def __eq__(self, other: object) -> bool:
        """Say whether a finding says all the same; a typed number, which no finding is, is refused as by > and <."""
        other = as_finding(other) if isinstance(other, Number) else other
        return CONTENT(self) == CONTENT(other) if isinstance(other, Finding) else NotImplemented

    def __lt__(self, other: Finding) -> bool:
        return self._below(as_finding(other))

    def __gt__(self, other: Finding) -> bool:
        return as_finding(other)._below(self)

    def __le__(self, other: Finding) -> bool:
        return not as_finding(other)._below(self)

    def __ge__(self, other: Finding) -> bool:
        return not self._below(as_finding(other))

    def _below(self, other: Finding) -> bool:
        """Say whether the number is smaller than another one, whatever lies within the bounds of both."""
        if (found := self.quantity.is_below(other.quantity)) is None:
            sides = " and ".join(f"{it.label} ({it.bounds})" for it in (self, other))
            raise AnalysisError(f"which is larger cannot be said: the bounds of {sides} overlap; compare their .value")
        return found

    def _by(self, number: int, what: str, words: str, sign: str, quantity: Quantity) -> Finding:
        label, method = worded(self.label, f", {words} {number}"), worded(self.label, f" {sign} {number}")
        return Finding(f"{what}({self.id},{number})", label, quantity, method, (self,))

    def _with(self, other: object, what: str, sign: str, words: str, do: Callable[[Any, Any], Any]) -> Finding:
        """Make a finding of two; its name says what was done with which, without blanks, for a page to lead to it."""
        other = self.beside(other)
        quantity: Quantity = do(self.quantity, other.quantity)
        if (what, quantity.unit) == ("per", "ratio"):
            what, words = "ratio", ", as a multiple of "
        label, method = paired(self.label, words, sign, other.label)
        remark = of_two_accounts(self, other) if sign in "−÷" else ""
        return Finding(f"{what}({self.id},{other.id})", label, quantity, method, (self, other), remark=remark)

    def beside(self, other: object) -> Finding:
        """Return what a finding is calculated with, as a finding.

        Raises `UnitError` for a number typed by hand, and `AnalysisError` for another number of the same name, such as
        the same figure as of another day: the workings of both would stand under that name.
        """
        other = as_finding(other)
        if other.id == self.id and other.quantity != self.quantity:
            hint = f'name one of them, as .named("then.{self.id}", "{self.label}, as of then")'
            raise AnalysisError(f"{self.id} is {self.text} and {other.text}, two numbers of one name; {hint}")
        return other

    def named(self, finding_id: str, label: str = "") -> Finding:
        """Return the same finding under another name.

        A step on the way may be named `.rate`: it takes the name of the finding that rests on it in front.
        """
        return replace(self, id=finding_id, label=label or self.label)

    def depending_on(self, **choices: str) -> Finding:
        """Return the same finding with the analyst's choices that it depends on, such as window="last_year"."""
        return replace(self, choices=tuple(choices.items()))

    @property
    def value(self) -> float:
        """The number itself, in base units."""
        return self.quantity.value

    @property
    def text(self) -> str:
        """The number as the report prints it."""
        return self.as_printed or formats.printed(self.quantity, self._most_digits, self._or_more)

    def written(self, form: str) -> str:
        """The number in another form: "words", "Words" with a capital, or "2" for two significant digits.

        What the bounds do not support is not written: without fitting words, or with fewer digits, it stays at these.
        """
        text = self.text
        if form.isdecimal():
            return self.as_printed or formats.printed(self.quantity, int(form), self._or_more)
        if form:
            text = formats.count_in_words(text) if self.as_printed else formats.in_words(self.quantity, text)
        return text[:1].upper() + text[1:] if form == "Words" else text

    @property
    def _or_more(self) -> str:
        """Say "more than" where a source did, which leaves the number itself out; all else open upwards takes it in."""
        return "more than" if self.observation and self.observation.qualifier == "gt" else "at least"

    @property
    def _most_digits(self) -> int:
        """A figure from a source keeps its own digits, and so does a rate; a share no more than can be meant."""
        unit = self.quantity.unit
        if " per " in unit and formats.SYMBOLS.keys() >= {*unit.split(" per ")}:
            return 5
        if self.observation is None or (unit == "share" and self.observation.precision <= formats.BEYOND):
            return formats.MOST_DIGITS
        return 4 if unit in formats.SYMBOLS else 6

    @property
    def bounds(self) -> str:
        """The lower and upper bound in words."""
        return formats.bounds(self.quantity, self._most_digits)

    @property
    def has_wider_bounds(self) -> bool:
        """True when the bounds reach further than the rounding of the digits that are shown."""
        return not formats.is_rounding(self.quantity, self._most_digits)

    @property
    def figure(self) -> str:
        """The name of the figure itself: two findings may show the same row of the evidence."""
        return self.observation.observation_id if self.observation else self.id

    def beneath(self) -> Iterator[Finding]:
        """Go through the finding itself and all that it rests on, each once; of one name are none but the same."""
        seen: dict[object, Finding] = {}
        stack = [self]
        while stack:
            finding = stack.pop()
            known = seen.get(finding.id, finding)
            name = finding.id if known is finding or NUMBER(known) == NUMBER(finding) else id(finding)
            if name not in seen:
                seen[name] = finding
                yield finding
                stack += reversed(finding.inputs)

    def leaves(self) -> Iterator[Finding]:
        """Go through the figures from sources that the finding rests on, each once."""
        return (finding for finding in self.beneath() if not finding.inputs)

    @property
    def since(self) -> date | None:
        """The day on which a figure from a source became public, or the day of a rate; of anything else none."""
        return self.observation.published if self.observation else self.day

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of all sources that the finding rests on, in order of first use."""
        return tuple(dict.fromkeys(source for leaf in self.leaves() for source in leaf.source_ids))


CONTENT = operator.attrgetter(*(it.name for it in fields(Finding) if it.compare))
"""All that a finding says."""


def of_two_accounts(one: Finding, other: Finding) -> str:
    """Remark that two figures of one indicator are by different accounts, which need not count alike."""
    rows = one.observation, other.observation
    if not (rows[0] and rows[1]) or rows[0].indicator != rows[1].indicator or rows[0].account == rows[1].account:
        return ""
    accounts = " and ".join(row.account or "the default" for row in rows if row)
    return f"remark: two accounts of {rows[0].indicator}, {accounts}, which may count differently"


def as_finding(other: object) -> Finding:
    """Take a finding as it is, and say of a number typed by hand how it gets a unit and a source."""
    if isinstance(other, Finding):
        return other
    if isinstance(other, Number):
        raise UnitError(f'{other} has no unit and no source; write an.number({other}, "unit", "its source") for it')
    raise UnitError(f'a {type(other).__name__} is not a number to calculate with; take a finding, such as d["NAME"]')


# -- how a finding is named: its period, whether it is a forecast, whose number it is

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

SHOWN = frozenset({*SYMBOLS, *PLACES, "share", "ratio"})
"""Units that a number shows by its signs."""


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


def newest_and_most(found: Iterable[Finding]) -> str:
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


# -- how a finding shows itself in a notebook: the number, its bounds, its origin

PLAIN_TEXT = ' class="mathjax_ignore tex2jax_ignore"'
"""Keeps JupyterLab from reading dollar signs as mathematics."""


class Marks(NamedTuple):
    """How a number is written, and how words of the dataset are."""

    number: Callable[[Finding], str]
    words: Callable[[str], str]


PLAIN = Marks(lambda finding: html.escape(finding.text), html.escape)
"""Without links: what is shown stands by itself."""


def finding_html(finding: Finding, marks: Marks = PLAIN) -> str:
    """Write a finding for a notebook; a click unfolds how it was made, input by input, down to the sources."""
    about = f"bounds {finding.bounds} · {finding.quantity.unit} · {finding.id}"
    remark = f"<br><small>{marks.words(finding.remark)}</small>" if finding.remark else ""
    return (
        f"<div{PLAIN_TEXT}><strong>{marks.number(finding)}</strong> · {marks.words(named(finding))}<br>"
        f"<small>{marks.words(about)}</small>{remark}{_origin(finding, marks)}</div>"
    )


def _origin(finding: Finding, marks: Marks) -> str:
    """Unfold one step of the way down; each input unfolds in turn."""
    row, said = finding.observation, marks.words(finding.method)
    if row is not None:
        seen = marks.words(f"{row.source_id}, public since {row.published}, printed “{row.printed}”")
        read = marks.words(f"read in {', '.join(row.documents)}: {row.locator}")
        return f"<br><small>{said}: {seen}; {read}</small>"
    if not finding.inputs:
        return f"<br><small>{said}: {marks.words(', '.join(finding.source_ids))}</small>"
    items = "".join(
        f"<li>{marks.number(part)} · {marks.words(named(part))}{_origin(part, marks)}</li>" for part in finding.inputs
    )
    return f"<details><summary><small>{said}</small></summary><ul>{items}</ul></details>"
