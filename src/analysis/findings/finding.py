"""A finding: one number of the report, with everything it was made from."""

from __future__ import annotations

import html
import operator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import isclose, isnan, nan
from numbers import Number
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex
from zlib import crc32

from analysis.dataset.records import in_words
from analysis.errors import AnalysisError, UnitError, UnknownAttributeError
from analysis.findings import quantity as formats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from analysis.dataset.records import Observation
    from analysis.findings.quantity import Quantity
    from analysis.findings.verdicts import Verdict


# ----- display ---------------------------------------------------------------------------------------------
# How findings and verdicts show themselves in a notebook: the number first, then its bounds, then its origin.

PLAIN_TEXT = ' class="mathjax_ignore tex2jax_ignore"'
"""Keeps JupyterLab from reading dollar signs as mathematics."""


def _instead(message: str) -> Callable[..., None]:
    """Make a method that only says what to write instead."""

    def refuse(*_: object) -> None:
        raise UnitError(message)

    return refuse


class Traceable:
    """What says how it is traced, as it does not do that itself."""

    __slots__ = ()
    if not TYPE_CHECKING:  # which would take every name for one that there is

        def __getattr__(self, name: str) -> None:
            if name == "trace":
                claim = getattr(self, "claim_id", "")
                it, what = (f'"{claim}"', "verdict") if claim else ("it", "finding")
                raise UnknownAttributeError(
                    f"write d.trace({it}) for a {what}, or in a terminal japan-tech trace {claim or 'NAME'}"
                )
            if name in {"to", "convert"} and hasattr(self, "quantity"):
                raise UnknownAttributeError(
                    f"a finding has no {name}; money is turned into another by an.convert(amount, rate)"
                )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


class Hinting(Traceable):
    """What says where that is which it does not have, and what to write instead of what it refuses."""

    __slots__ = ()
    if not TYPE_CHECKING:

        def __neg__(self) -> Finding:
            return self * -1

        def __abs__(self) -> Finding:
            if self.quantity.low < 0 < self.quantity.high:
                raise UnitError(f"whether {self.label} lies above zero is not sure: its bounds are {self.bounds}")
            return self if self.quantity.low >= 0 else -self

        __round__ = __floor__ = __ceil__ = _instead(
            'a finding is rounded where it is shown, to what its bounds support; write f"{x:,.2f}" for other digits, '
            "or round(float(x), 2) for a plain number"
        )
        __int__ = _instead("a finding has bounds, which a whole number has not; write float(x), or int(float(x))")
        __pow__ = _instead("a finding has no power; write x * x of a ratio or share, or float(x) ** 2")
        __floordiv__ = __mod__ = _instead("a finding is divided by /; of float(x) there are // and %, too")


def finding_text(finding: Finding) -> str:
    """Write a finding in a line: what it is, the number, its bounds and its unit."""
    for it in finding.beneath():
        it.refuse_changed()
    return f"{_named(finding)}: {finding.text} (bounds {finding.bounds}; {finding.quantity.unit}; {finding.id})"


def _named(finding: Finding) -> str:
    from analysis.findings.user_numbers import named  # which is made of findings, that show themselves

    return named(finding)


class Marks(NamedTuple):
    """How a number is written, and how words of the dataset are."""

    number: Callable[[Finding], str]
    words: Callable[[str], str]


PLAIN = Marks(lambda finding: html.escape(finding.text), html.escape)
"""Without links: what is shown stands by itself."""


def finding_html(finding: Finding, marks: Marks = PLAIN) -> str:
    """Write a finding for a notebook; a click unfolds how it was made, input by input, down to the sources."""
    about = f"bounds {finding.bounds} · {finding.quantity.unit} · {finding.id}"
    return (
        f"<div{PLAIN_TEXT}><strong>{marks.number(finding)}</strong> · {marks.words(_named(finding))}<br>"
        f"<small>{marks.words(about)}</small>{_origin(finding, marks)}</div>"
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
        f"<li>{marks.number(part)} · {marks.words(_named(part))}{_origin(part, marks)}</li>" for part in finding.inputs
    )
    return f"<details><summary><small>{said}</small></summary><ul>{items}</ul></details>"


def verdict_text(verdict: Verdict) -> str:
    """Write a verdict in a line: what it says, by which rule, and in how many specifications it holds."""
    verdict.refuse_changed()
    margin = f"; margin {verdict.margin.text}" if verdict.margin else ""
    holds = f"; holds in {verdict.holds_in} of {verdict.of} specifications" if verdict.of else ""
    rests = f"; weakest evidence: {verdict.grounds.words}" if verdict.grounds else ""
    return f"{verdict.claim_id}: {verdict.outcome.value} ({verdict.method}, {verdict.rule}{margin}{holds}{rests})"


def verdict_html(verdict: Verdict, marks: Marks = PLAIN) -> str:
    """Write a verdict for a notebook, with the evidence on each side and by which ways of counting it does not hold."""
    parts = [f"<div{PLAIN_TEXT}><strong>{marks.words(verdict_text(verdict))}</strong>"]
    for word, evidence in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
        if evidence:
            parts.append(f"<p>{word}:</p>{''.join(finding_html(it, marks) for it in evidence)}")
    if verdict.fails_by:
        parts.append(f"<p>The claim does not hold by: {marks.words('; '.join(verdict.fails_by))}.</p>")
    return "".join(parts) + "</div>"


# ----- sway ------------------------------------------------------------------------------------------------
# Whether a number was computed by a rule of ours, and whether it still rests on the figures beneath it.
#
# Every working is done twice: with the figures, and with others in their place. What comes out the same, as `x * 99 /
# x`
# does, rests on nothing but the whole numbers that were typed. Whoever computes notes what came out with the others; a
# finding that was put together otherwise, as by `dataclasses.replace`, has none.

SAME = 1e-9


def computed(finding: Finding, otherwise: float = nan) -> Finding:
    """Note that a rule computed a finding, and what it gave with other figures; refuse one that is the same then.

    What a rule made otherwise than by the four operations stands for itself, as a figure does.
    """
    object.__setattr__(finding, "_otherwise", otherwise)
    number = finding.quantity.value
    if _is_same(finding) and not is_of_itself(finding):
        names = " and ".join(dict.fromkeys(leaf.label for leaf in finding.leaves()))
        hint = f'an.number({number:.15g}, "{finding.quantity.unit}", "its source")'
        raise AnalysisError(f"{number:.15g} rests on whole numbers alone: {names} cancels out; bring it as {hint}")
    return finding


def is_of_itself(finding: Finding) -> bool:
    """Say whether a number was set against itself: less itself it is nothing, divided by itself one, whatever it is."""
    return _is_same(finding) and any(isclose(finding.quantity.value, it, abs_tol=SAME) for it in (0, 1))


def _is_same(finding: Finding) -> bool:
    return finding._otherwise is not None and isclose(finding._otherwise, finding.quantity.value, rel_tol=SAME)


def is_computed(finding: Finding) -> bool:
    """Say whether arithmetic or a rule of the study made a finding, so that nobody put it together otherwise."""
    return finding._otherwise is not None


def again(finding: Finding, **changes: Any) -> Finding:
    """Return a finding with other words, another name or another unit; it is computed as before."""
    made = replace(finding, **changes)
    object.__setattr__(made, "_otherwise", finding._otherwise)
    return made


def vouch(finding: Finding) -> Finding:
    """Take a finding of the study, with its steps, as computed by the rule that declares it."""
    stack = [finding]
    while stack:
        one = stack.pop()
        if one._otherwise is None:
            object.__setattr__(one, "_otherwise", nan)
        stack += [it for it in one.inputs if not it.place]  # what has a place was declared, and vouched for there
    return finding


def of(finding: Finding) -> float:
    """Return what a finding is with other figures; for a figure, and for what other rules made, a number is drawn."""
    if finding._otherwise is not None and not isnan(finding._otherwise):
        return finding._otherwise
    row, quantity = finding.observation, finding.quantity
    said = (row and row.observation_id, quantity.value, quantity.unit, finding.source_ids, *map(of, finding.inputs))
    more = 1 + crc32(repr(said).encode()) / 2**32
    drawn = quantity.value * more + more
    if is_computed(finding):
        object.__setattr__(finding, "_otherwise", drawn)
    return drawn


# ----- wording ---------------------------------------------------------------------------------------------
# Labels that remember which of their words may differ between findings that were made alike.


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


# ----- vintages --------------------------------------------------------------------------------------------
# Two figures of one thing: of two days of knowledge each has its day, and of two publishers each its publisher.


def told_apart(one: Finding, other: Finding) -> tuple[Finding, Finding]:
    """Return two findings as they are, or where one is a newer vintage of the other, with the day that each is from."""
    if one.label != other.label and one.id != other.id:
        return one, other
    days = [max((leaf.since for leaf in it.leaves() if leaf.since), default=None) for it in (one, other)]
    if days[0] == days[1]:
        return one, other
    older = 0 if (days[0] or days[1]) != max(day for day in days if day) else 1
    pair = [one, other]
    pair[older] = _renamed(pair[older], _names(pair[1 - older]), days[older])
    first, second = (_of_day(it, day) for it, day in zip(pair, days, strict=True))
    return first, second


def labels(one: Finding, other: Finding) -> tuple[str, str]:
    """Return the labels of two findings; of two figures of one indicator by different publishers each says whose."""
    rows = one.observation, other.observation
    whose = [row.account or it.publisher for row, it in zip(rows, (one, other), strict=True) if row]
    if not (rows[0] and rows[1] and rows[0].indicator == rows[1].indicator and whose[0] != whose[1]):
        return one.label, other.label
    return _with_publisher(one), _with_publisher(other)


def _with_publisher(finding: Finding) -> str:
    is_named = finding.observation is None or finding.observation.account or not finding.publisher
    return finding.label if is_named else worded(finding.label, f" ({finding.publisher})")


def _of_day(finding: Finding, day: date | None) -> Finding:
    return again(finding, label=worded(finding.label, ", as of ", varying(in_words(day)))) if day else finding


def _names(finding: Finding) -> dict[str, Finding]:
    """Return a finding and all beneath it by their names."""
    found: dict[str, Finding] = {}
    stack = [finding]
    while stack:
        if (one := stack.pop()).id not in found:
            found[one.id] = one
            stack += one.inputs
    return found


def _renamed(finding: Finding, others: dict[str, Finding], day: date | None) -> Finding:
    """Give what bears the name of another number a name with its day, so that each has a working of its own."""
    inputs = tuple(_renamed(part, others, day) for part in finding.inputs)
    other = others.get(finding.id)
    is_taken = other is not None and (other.quantity, other.inputs) != (finding.quantity, inputs)
    return again(finding, id=f"{finding.id}.{day}" if is_taken else finding.id, inputs=inputs)


# ----- finding ---------------------------------------------------------------------------------------------


CONTENT = operator.attrgetter(
    *("id", "label", "quantity.value", "quantity.low", "quantity.high", "quantity.unit", "method", "inputs", "choices"),
    *("source_ids", "documents", "in_parts", "observation", "as_printed", "day", "alias", "place", "of"),
)
"""All that a finding says. To keep it costs less than a digest, and no seed of hashes is in it when it is pickled."""

NUMBER = operator.attrgetter("quantity", "day", "observation")
"""What others are computed from."""


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Hinting):
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
        """Raise `AnalysisError` if anything in the finding is no longer what it was when it was made."""
        if CONTENT(self) != self._made:
            hint = "bring a number of your own as an.number(value, unit, source)"
            raise AnalysisError(f"{self._made[0]} was changed by hand after it was made; {hint}")

    def _repr_html_(self) -> str:
        return finding_html(self)

    def __repr__(self) -> str:
        return finding_text(self)

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
            return self._by(times, "product", "times", "×", self.quantity.scaled(times), of(self) * times)
        return self._with(other, "product", "×", " times ", operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other: Finding | int) -> Finding:
        if not isinstance(other, Finding) and isinstance(other, SupportsIndex):
            parts = operator.index(other)
            return self._by(parts, "part", "divided by", "÷", self.quantity.parted(parts), of(self) / parts)
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

    def _by(self, number: int, what: str, words: str, sign: str, quantity: Quantity, otherwise: float) -> Finding:
        label, method = worded(self.label, f", {words} {number}"), worded(self.label, f" {sign} {number}")
        return computed(Finding(f"{what}({self.id},{number})", label, quantity, method, (self,)), otherwise)

    def _with(self, other: object, what: str, sign: str, words: str, do: Callable[[Any, Any], Any]) -> Finding:
        """Make a finding of two; its name says what was done with which, without blanks, for a page to lead to it."""
        one, other = told_apart(self, as_finding(other))
        quantity: Quantity = do(one.quantity, other.quantity)
        if (what, quantity.unit) == ("per", "ratio"):
            what, words = "ratio", ", as a multiple of "
        own, others = (one.label, other.label) if what == "sum" else labels(one, other)
        label, method = paired(own, words, sign, others)
        made = Finding(f"{what}({one.id},{other.id})", label, quantity, method, (one, other))
        return computed(made, do(of(one), of(other)))

    def named(self, finding_id: str, label: str = "") -> Finding:
        """Return the same finding under another name.

        A step on the way may be named `.rate`: it takes the name of the finding that rests on it in front.
        """
        return again(self, id=finding_id, label=label or self.label)

    def depending_on(self, **choices: str) -> Finding:
        """Return the same finding with the analyst's choices that it depends on, such as window="last_year"."""
        return again(self, choices=tuple(choices.items()))

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
        raise UnitError(f'{other} has no unit and no source; write an.number({other}, "unit", "its source") for it')
    raise UnitError(f'a {type(other).__name__} is no number to calculate with; take a finding, such as d["NAME"]')
