"""A finding: one number of the report, with everything it was made from."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from numbers import Number
from typing import TYPE_CHECKING, Any, SupportsIndex

from analysis.errors import AnalysisError
from analysis.findings import display, formats, sway
from analysis.findings.vintages import labels, told_apart
from analysis.findings.wording import AND, LESS, paired, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from analysis.evidence.observations import Observation
    from analysis.findings.quantity import Quantity


class BoundsOverlap(AnalysisError, ValueError):
    """Two numbers were compared whose bounds overlap, so that either may be the larger one."""


class PlainNumber(AnalysisError, TypeError):
    """A number without a source was calculated with; only whole numbers scale a finding."""


class ChangedByHand(AnalysisError, ValueError):
    """A finding was changed after it was made, so that its working tells of another number."""


CONTENT = operator.attrgetter(
    *("id", "label", "quantity.value", "quantity.low", "quantity.high", "quantity.unit", "method", "inputs", "choices"),
    *("source_ids", "documents", "in_parts", "observation", "as_printed", "day", "alias", "place", "of"),
)
"""All that a finding says. To keep it costs less than a digest, and no seed of hashes is in it when it is pickled."""

NUMBER = operator.attrgetter("quantity", "day", "observation")
"""What others are computed from."""


@dataclass(frozen=True, slots=True, repr=False)
class Finding(display.Hinting):
    """One number, how it was computed, and the numbers and sources it rests on.

    `method` says in words what was done; `choices` names the analyst choices that it depends on. A finding without
    inputs is a figure from a source, by `publisher`; every other one leads to such. `source_ids` say whose it is,
    `documents` where it was read, which confirm each other unless each carries `in_parts` what was averaged. `day` is
    the day of an exchange rate, `alias` the name under which a reader's choice puts another finding in its place, and
    `place` the file and line that declare it. A count that is shown as a part of a whole, as "2 of 4", has the whole in
    `of`. Findings are added, subtracted, multiplied, divided and compared like numbers; a whole number scales one.
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
    alias: str = ""
    place: str = ""
    of: int | None = None
    publisher: str = ""
    _made: tuple[object, ...] = field(init=False, compare=False)
    _otherwise: float | None = field(init=False, compare=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_made", CONTENT(self))

    def refuse_changed(self) -> None:
        """Raise `ChangedByHand` if anything in the finding is no longer what it was when it was made."""
        if CONTENT(self) != self._made:
            hint = "bring a number of your own as an.number(value, unit, source)"
            raise ChangedByHand(f"{self._made[0]} was changed by hand after it was made; {hint}")

    def _repr_html_(self) -> str:
        return display.finding_html(self)

    def __repr__(self) -> str:
        return display.finding_text(self)

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

    def __sub__(self, other: Finding) -> Finding:
        return self._with(other, "difference", "−", LESS, operator.sub)

    def __rsub__(self, other: object) -> Finding:
        return as_finding(other) - self

    def __mul__(self, other: Finding | int) -> Finding:
        if not isinstance(other, Finding) and isinstance(other, SupportsIndex):
            times = operator.index(other)
            return self._by(times, "product", "times", "×", self.quantity.scaled(times), sway.of(self) * times)
        return self._with(other, "product", "×", " times ", operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other: Finding | int) -> Finding:
        if not isinstance(other, Finding) and isinstance(other, SupportsIndex):
            parts = operator.index(other)
            return self._by(parts, "part", "divided by", "÷", self.quantity.parted(parts), sway.of(self) / parts)
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
            raise BoundsOverlap(f"which is larger cannot be said: the bounds of {sides} overlap; compare their .value")
        return found

    def _by(self, number: int, what: str, words: str, sign: str, quantity: Quantity, otherwise: float) -> Finding:
        label, method = worded(self.label, f", {words} {number}"), worded(self.label, f" {sign} {number}")
        return sway.computed(Finding(f"{what}({self.id},{number})", label, quantity, method, (self,)), otherwise)

    def _with(self, other: object, what: str, sign: str, words: str, do: Callable[[Any, Any], Any]) -> Finding:
        """Make a finding of two; its name says what was done with which, without blanks, for a page to lead to it."""
        one, other = told_apart(self, as_finding(other))
        quantity: Quantity = do(one.quantity, other.quantity)
        if (what, quantity.unit) == ("per", "ratio"):
            what, words = "ratio", ", as a multiple of "
        own, others = (one.label, other.label) if what == "sum" else labels(one, other)
        label, method = paired(own, words, sign, others)
        made = Finding(f"{what}({one.id},{other.id})", label, quantity, method, (one, other))
        return sway.computed(made, do(sway.of(one), sway.of(other)))

    def named(self, finding_id: str, label: str = "") -> Finding:
        """Return the same finding under another name.

        A step on the way may be named `.rate`: it takes the name of the finding that rests on it in front.
        """
        return sway.again(self, id=finding_id, label=label or self.label)

    def depending_on(self, **choices: str) -> Finding:
        """Return the same finding with the analyst's choices that it depends on, such as window="last_year"."""
        return sway.again(self, choices=tuple(choices.items()))

    @property
    def value(self) -> float:
        """The number itself, in base units."""
        return self.quantity.value

    @property
    def text(self) -> str:
        """The number as the report prints it; of one that was changed by hand nothing is printed."""
        self.refuse_changed()
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


def as_finding(other: object) -> Finding:
    """Take a finding as it is, and say of a number typed by hand how it gets a unit and a source."""
    if isinstance(other, Finding):
        return other
    if isinstance(other, Number):
        raise PlainNumber(f'{other} has no unit and no source; write an.number({other}, "unit", "its source") for it')
    raise PlainNumber(f'a {type(other).__name__} is no number to calculate with; take a finding, such as d["NAME"]')
