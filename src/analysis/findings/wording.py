"""Labels that remember which of their words may differ between findings that were made alike."""

from __future__ import annotations

from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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
