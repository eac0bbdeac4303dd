"""Labels put together from parts, of which some vary."""

from __future__ import annotations

from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Wording(str):
    """A text with variable parts, such as a country, a year or a claim.

    `constant` has the parts that do not vary, `variable` those between them; in turn they are the text.

    >>> label = compose("Chip support, ", varying("Austria"), ", share of GDP")
    >>> label, label.constant, label.variable
    ('Chip support, Austria, share of GDP', ('Chip support, ', ', share of GDP'), ('Austria',))
    """

    constant: tuple[str, ...]
    variable: tuple[str, ...]

    __slots__ = ("constant", "variable")

    def __new__(cls, constant: Iterable[str], variable: Iterable[str]) -> Wording:
        """Build a text from its constant and its variable parts."""
        first, *others = constant
        between = tuple(variable)
        parts = [first]
        for variable_part, constant_part in zip(between, others, strict=True):
            parts += [variable_part, constant_part]
        text = super().__new__(cls, "".join(parts))
        text.constant = (first, *others)
        text.variable = between
        return text

    def __reduce__(self) -> tuple[type[Wording], tuple[tuple[str, ...], tuple[str, ...]]]:
        return type(self), (self.constant, self.variable)


def varying(text: Any) -> Wording:
    """Mark a text as variable, such as the name of a country or a year."""
    return Wording(("", ""), (str(text),))


def compose(*parts: str) -> Wording:
    """Concatenate parts; plain strings are constant."""
    constant = [""]
    variable: list[str] = []
    for part in parts:
        if isinstance(part, Wording):
            first, *others = part.constant
            constant[-1] += first
            constant += others
            variable += part.variable
        else:
            constant[-1] += str(part)
    return Wording(constant, variable)


def join_parts(separator: str, parts: Iterable[str]) -> Wording:
    """Join parts, of which there is at least one, with a separator."""
    first, *others = parts
    pieces = [first]
    for part in others:
        pieces += [separator, part]
    return compose(*pieces)


LESS, AND, PLUS = " less ", " and ", " plus "


def label_operation(first: str, words: str, sign: str, second: str) -> tuple[Wording, Wording]:
    """Return label and method of an operation on two findings, so that "a less b and c" is unambiguous.

    >>> print(*label_operation("Eggs less foxes", AND, "+", "hens"), sep="; ")
    Eggs less foxes plus hens; Eggs less foxes + hens
    >>> print(*label_operation("Nests", LESS, "−", "eggs less foxes"), sep="; ")
    Nests less (eggs less foxes); Nests − (eggs less foxes)
    """
    last = bracket_difference(second) if words == LESS else second
    has_difference = LESS in first or LESS in second
    if words == AND and has_difference:
        words = PLUS
    label = compose(first, words, last)
    method = compose(first, f" {sign} ", last)
    return label, method


def bracket_difference(part: str) -> Wording:
    """Put a difference in brackets, for use after a minus sign or in a list."""
    if LESS not in part:
        return compose(part)
    return compose("(", part, ")")


def join_names(names: Sequence[str], last: str = "and") -> str:
    """Join names as in a sentence.

    >>> join_names(["chips", "wafers", "robots"]), join_names(["chips"])
    ('chips, wafers and robots', 'chips')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def fill_template(template: str, words: Mapping[str, str]) -> Wording:
    """Fill the placeholders of a template; the values may be variable parts."""
    parts = []
    for text, name in _parse_template(template):
        parts.append(text)
        if name:
            parts.append(words[name])
    return compose(*parts)


@lru_cache(1024)
def _parse_template(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return each text of a template, with the name of the placeholder after it, or None at the end.

    A format or conversion, as in `{name:>3}`, is ignored: the values are text to be put in as it is.
    """
    return tuple((text, name) for text, name, _, _ in Formatter().parse(template))


def capitalise(text: str) -> str:
    """Capitalise the first letter, and leave the others as they are."""
    return text[:1].upper() + text[1:]
