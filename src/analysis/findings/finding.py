"""A finding: a number with its bounds, its inputs and its sources."""

from __future__ import annotations

import html
import operator
import re
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from numbers import Number, Real
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

from analysis.dataset.unit_names import is_counted
from analysis.errors import AnalysisError, UnitError
from analysis.findings import number_format
from analysis.findings.label_composition import AND, LESS, compose, label_operation
from analysis.findings.quantity import TIME_UNITS, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from analysis.dataset.records import Observation


RATIOS = ("ratio", "")
"""Units of pure numbers that are printed as they are, unlike a share."""

COMPARED_WITH = {
    "year": "compare .value, as in .value > 2020",
    "month": "compare .value, as in .value > date(2024, 4, 12).toordinal()",
    "date": "compare .value, as in .value > date(2024, 4, 12).toordinal()",
}
"""How a finding in a unit is compared with a number, where the number cannot be given that unit as it stands."""

NUMBER_FIELDS = operator.attrgetter("quantity", "day", "observation")
"""The fields that findings are computed from; the others are words, names and origins."""


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One number, how it was computed, and the findings and sources it is based on.

    A finding without inputs is a figure from a source. Findings are added, subtracted, multiplied, divided and compared
    like numbers, and multiplied or divided by whole numbers; ranks, counts and ratios are compared with plain numbers
    too.

    Attributes:
        method: How it was computed, in words.
        inputs: The findings it was computed from.
        choices: The analyst choices it depends on, as axis and option.
        source_ids: Who published the figure.
        documents: Where it was read. Several documents confirm each other, or with `in_parts` each has a part of what
            was averaged.
        observation: The row of the dataset that it is.
        as_printed: The text of the number, if it is not written from the quantity.
        day: The day of an exchange rate, or the calendar day that is the number.
        place: The file and line that declare it.
        of: The whole, for a count shown as a part of it, such as "2 of 4".
        remark: What is shown with it at the prompt; no part of what it says.
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
        """Write the number in words for f"{x:words}", its value for f"{x:.1f}", or else its repr."""
        if spec in ("words", "Words"):
            return self.written(spec)
        return format(self.value, spec) if spec else repr(self)

    def __float__(self) -> float:
        return self.quantity.value

    def __add__(self, other: Finding) -> Finding:
        return self._with(other, "sum", "+", AND, operator.add)

    def __radd__(self, other: int) -> Finding:
        return self if other == 0 else as_finding(other) + self  # `sum` starts with zero

    def __neg__(self) -> Finding:
        return self * -1

    def __abs__(self) -> Finding:
        if self.quantity.low < 0 < self.quantity.high:
            raise UnitError(f"the sign of {self.label} is not certain: its bounds are {self.bounds}")
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
            return self._by(parts, "part", "divided by", "÷", self.quantity.divided(parts))
        return self._with(other, "per", "÷", ", per ", operator.truediv)

    def __rtruediv__(self, other: object) -> Finding:
        return as_finding(other) / self

    def __eq__(self, other: object) -> bool:
        """Compare all fields; a plain number is compared with the value of a rank, count or ratio."""
        if isinstance(other, Number):
            return self._equals(self._plain(other))
        if isinstance(other, Finding):
            return COMPARED_FIELDS(self) == COMPARED_FIELDS(other)
        return NotImplemented

    def __lt__(self, other: Finding | float) -> bool:
        return self._below(self._plain(other))

    def __gt__(self, other: Finding | float) -> bool:
        return self._plain(other)._below(self)

    def __le__(self, other: Finding | float) -> bool:
        return not self._plain(other)._below(self)

    def __ge__(self, other: Finding | float) -> bool:
        return not self._below(self._plain(other))

    def _plain(self, other: object) -> Finding:
        """Return the other side of a comparison; a plain number beside a rank, a count or a ratio has its unit.

        Beside a share it is refused, as 5 might mean 5% or five times, and beside an amount it has no currency.
        """
        if not isinstance(other, Real):
            return as_finding(other)
        unit = self.quantity.unit
        if unit in RATIOS or is_counted(unit):
            return Finding(str(other), str(other), Quantity.exact(float(other), unit), "given")

        # Say how to write it: 0.05 and 5 are most likely 5%
        if unit == "share":
            number = float(other)
            share = number if abs(number) < 1 else number / 100
            recipe = f'{100 * share:g}% is an.number({share:g}, "share", "its source")'
        else:
            recipe = COMPARED_WITH.get(unit, f'write an.number({other}, "{unit}", "its source") for it')
        raise UnitError(f"{other} has no unit and no source; {recipe}")

    def _equals(self, other: Finding) -> bool:
        """Return whether this is another number, an exact one."""
        if self.quantity.is_exact:
            return self.value == other.value
        if self.quantity.low <= other.value <= self.quantity.high:
            raise AnalysisError(f"{self.label} ({self.bounds}) may be {other.label} or not; compare its .value")
        return False

    def _below(self, other: Finding) -> bool:
        """Return whether this is smaller for all values within the bounds of both."""
        is_below = self.quantity.is_below(other.quantity)
        if is_below is None:
            sides = f"{self.label} ({self.bounds}) and {other.label} ({other.bounds})"
            raise AnalysisError(f"cannot tell which is larger: the bounds of {sides} overlap; compare their .value")
        return is_below

    def _by(self, number: int, operation: str, words: str, sign: str, quantity: Quantity) -> Finding:
        """Return the result of multiplying or dividing by a whole number, as `product(nests.AVO,3)`."""
        label = compose(self.label, f", {words} {number}")
        method = compose(self.label, f" {sign} {number}")
        return Finding(f"{operation}({self.id},{number})", label, quantity, method, (self,))

    def _with(self, other: object, operation: str, sign: str, words: str, do: Callable[[Any, Any], Any]) -> Finding:
        """Combine two findings, as `difference(nests.AVO,nests.BOR)`.

        The generated name has no blanks, as it is used as an anchor. `do` combines their quantities.
        """
        other = self.beside(other)
        quantity: Quantity = do(self.quantity, other.quantity)
        if (operation, quantity.unit) == ("per", "ratio"):
            operation, words = "ratio", ", as a multiple of "
        label, method = label_operation(self.label, words, sign, other.label)
        # A difference or a quotient compares the two, while a sum or a product may well combine accounts
        remark = of_two_accounts(self, other) if sign in "−÷" else ""
        return Finding(f"{operation}({self.id},{other.id})", label, quantity, method, (self, other), remark=remark)

    def beside(self, other: object) -> Finding:
        """Return the other operand of a calculation.

        Raises `UnitError` for a plain number, and `AnalysisError` for another number of the same name, such as the same
        figure as of another day: the page could explain only one of them under that name.
        """
        other = as_finding(other)
        if other.id == self.id and other.quantity != self.quantity:
            hint = f'name one of them, as .named("then.{self.id}", "{self.label}, as of then")'
            raise AnalysisError(f"{self.id} is {self.text} and {other.text}, two numbers of one name; {hint}")
        return other

    def named(self, finding_id: str, label: str = "") -> Finding:
        """Return the finding under another name.

        An intermediate result may be named `.rate`: the name of the finding it is an input of is put in front.
        """
        return replace(self, id=finding_id, label=label or self.label)

    def depending_on(self, **choices: str) -> Finding:
        """Return the finding with the analyst choices it depends on, such as window="last_year"."""
        return replace(self, choices=tuple(choices.items()))

    @property
    def value(self) -> float:
        """The number itself, in base units."""
        return self.quantity.value

    @property
    def text(self) -> str:
        """The number as the report prints it."""
        return self.as_printed or number_format.printed(self.quantity, self._most_digits, self._or_more)

    def written(self, form: str) -> str:
        """Return the number in another form: "words", "Words" with a capital, or "2" for two significant digits.

        Bounds are respected: it stays in digits if no words fit, and has fewer digits if they do not support more.
        """
        if form.isdecimal():
            return self.as_printed or number_format.printed(self.quantity, int(form), self._or_more)
        if not form:
            return self.text

        if self.as_printed:
            text = number_format.count_in_words(self.text)
        else:
            text = number_format.in_words(self.quantity, self.text)
        if form == "Words":
            return text[:1].upper() + text[1:]
        return text

    @property
    def _or_more(self) -> str:
        """Return "more than" if a source said so; any other number without an upper bound includes the lower one."""
        return "more than" if self.observation and self.observation.qualifier == "gt" else "at least"

    @property
    def _most_digits(self) -> int:
        """The most significant digits shown: more for an exchange rate and for a figure from a source.

        Such a figure keeps its own digits, unless they are spurious.
        """
        unit = self.quantity.unit
        is_exchange_rate = " per " in unit and set(unit.split(" per ")) <= number_format.SYMBOLS.keys()
        if is_exchange_rate:
            return 5  # as banks quote it: 153.17
        if self.observation is None:
            return number_format.MOST_DIGITS
        is_spurious = unit == "share" and self.observation.precision <= number_format.SPURIOUS_PRECISION
        if is_spurious:
            return number_format.MOST_DIGITS
        # As many as sources print of an amount of money, and of a count, a level or an index
        is_money = unit in number_format.SYMBOLS
        return 4 if is_money else 6

    @property
    def bounds(self) -> str:
        """The lower and upper bound as text."""
        return number_format.bounds(self.quantity, self._most_digits)

    @property
    def has_wider_bounds(self) -> bool:
        """True if the bounds are wider than the rounding of the digits shown."""
        return not number_format.is_rounding(self.quantity, self._most_digits)

    @property
    def figure(self) -> str:
        """The id of the row it was read from, which several findings may share, or its own."""
        return self.observation.observation_id if self.observation else self.id

    def beneath(self) -> Iterator[Finding]:
        """Iterate over the finding and, recursively, its inputs, each once; two numbers of one name both count.

        Of the second such number, equal copies may be repeated.
        """
        visited: dict[object, Finding] = {}
        stack = [self]
        while stack:
            finding = stack.pop()

            # Another number of a name already visited, such as that of another day, is told by its identity
            namesake = visited.get(finding.id, finding)
            is_same = namesake is finding or NUMBER_FIELDS(namesake) == NUMBER_FIELDS(finding)
            key = finding.id if is_same else id(finding)
            if key not in visited:
                visited[key] = finding
                yield finding
                stack += reversed(finding.inputs)

    def leaves(self) -> Iterator[Finding]:
        """Iterate over the figures from sources that the finding is based on, each once."""
        return (finding for finding in self.beneath() if not finding.inputs)

    @property
    def since(self) -> date | None:
        """The day on which a figure was published, or the day of a rate; None for anything computed."""
        return self.observation.published if self.observation else self.day

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of all sources that the finding is based on, in order of first use."""
        sources: dict[str, None] = {}
        for leaf in self.leaves():
            sources |= dict.fromkeys(leaf.source_ids)
        return tuple(sources)


COMPARED_FIELDS = operator.attrgetter(*(attribute.name for attribute in fields(Finding) if attribute.compare))
"""All fields of a finding that == compares."""


def of_two_accounts(first: Finding, second: Finding) -> str:
    """Remark that two figures of one indicator are by different accounts, which need not count alike."""
    row, other_row = first.observation, second.observation
    if row is None or other_row is None:
        return ""
    if row.indicator != other_row.indicator or row.account == other_row.account:
        return ""
    accounts = f"{row.account or 'the default'} and {other_row.account or 'the default'}"
    return f"remark: two accounts of {row.indicator}, {accounts}, which may count differently"


def as_finding(value: object) -> Finding:
    """Return a finding as it is; raise `UnitError` for anything else."""
    if isinstance(value, Finding):
        return value
    if isinstance(value, Number):
        raise UnitError(f'{value} has no unit and no source; write an.number({value}, "unit", "its source") for it')
    raise UnitError(f'a {type(value).__name__} is not a number to calculate with; take a finding, such as d["NAME"]')


PLAIN_TEXT = ' class="mathjax_ignore tex2jax_ignore"'
"""Keep JupyterLab from rendering dollar signs as mathematics."""


class Marks(NamedTuple):
    """How to write a number, and words of the dataset, as HTML."""

    number: Callable[[Finding], str]
    words: Callable[[str], str]


PLAIN = Marks(lambda finding: html.escape(finding.text), html.escape)
"""Escaped text without links."""


def finding_html(finding: Finding, marks: Marks = PLAIN) -> str:
    """Return a finding as HTML; its inputs unfold on a click, down to the sources."""
    about = f"bounds {finding.bounds} · {finding.quantity.unit} · {finding.id}"
    remark = f"<br><small>{marks.words(finding.remark)}</small>" if finding.remark else ""
    return (
        f"<div{PLAIN_TEXT}><strong>{marks.number(finding)}</strong> · {marks.words(named(finding))}<br>"
        f"<small>{marks.words(about)}</small>{remark}{_origin(finding, marks)}</div>"
    )


def _origin(finding: Finding, marks: Marks) -> str:
    """Return the inputs of a finding as nested details elements, or its source."""
    method = marks.words(finding.method)
    row = finding.observation
    if row is not None:
        source = marks.words(f"{row.source_id}, public since {row.published}, printed “{row.printed}”")
        read = marks.words(f"read in {', '.join(row.documents)}: {row.locator}")
        return f"<br><small>{method}: {source}; {read}</small>"
    if not finding.inputs:
        return f"<br><small>{method}: {marks.words(', '.join(finding.source_ids))}</small>"

    items = []
    for part in finding.inputs:
        items.append(f"<li>{marks.number(part)} · {marks.words(named(part))}{_origin(part, marks)}</li>")
    return f"<details><summary><small>{method}</small></summary><ul>{''.join(items)}</ul></details>"


class GivenSource(str):
    """A source that a notebook names in words, because the dataset does not have it."""

    __slots__ = ()

    @property
    def anchor(self) -> str:
        """The anchor of its entry in the list of sources."""
        return f"given-{sha256(self.encode()).hexdigest()[:8]}"


FORECAST = "F"
"""The SDMX code for the status of a forecast."""


WISH = re.compile(r"\b(?:target|hope|plan|aim)", re.IGNORECASE)
"""Words in the label of a target or plan, which is not called a forecast as well."""


def is_forecast(finding: Finding) -> bool:
    """Return whether a number is a forecast or is based on one."""
    return any(map(_is_forecast, finding.leaves()))


def forecast_note(finding: Finding | None) -> str:
    """Return a note for a forecast or a number based on one, to be put after it; otherwise an empty text."""
    if finding is None or not is_forecast(finding):
        return ""
    return ", forecast" if all(map(_is_forecast, finding.leaves())) else ", in part forecast"


def named(finding: Finding) -> str:
    """Return the label, with a note on a forecast and on a number that the notebook supplied."""
    parts = [finding.label]
    if forecast_suffix(finding):
        parts.append("forecast" if finding.observation else "rests on a forecast")
    if author_note(finding):
        parts.append(author_note(finding))
    return ", ".join(part for part in parts if part)


def forecast_suffix(finding: Finding) -> str:
    """Return the note on a forecast; there is none for its day, or for a count of specifications."""
    if finding.quantity.unit in TIME_UNITS:
        return ""
    is_count = any(part.of is not None for part in (finding, *finding.inputs))
    return "" if is_count else forecast_note(finding)


def _is_forecast(leaf: Finding) -> bool:
    if leaf.observation is None or leaf.observation.status != FORECAST:
        return False
    return not WISH.search(leaf.label)


def author_note(finding: Finding) -> str:
    """Return a note for a number that the notebook supplied, or one based on such; otherwise an empty text."""
    has_own_source = any(isinstance(source, GivenSource) for source in finding.sources)
    if not has_own_source:
        return ""
    return "rests on an own number" if finding.inputs else "own number"
