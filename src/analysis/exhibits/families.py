"""Texts that were made alike: what they share is said once, and of each only what is its own."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from analysis.findings.wording import Wording, worded

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

ELLIPSIS = "…"


class Told(NamedTuple):
    """What some texts share, with a gap where they differ, and what stands in the gaps of each."""

    shared: str
    own: list[tuple[str, ...]]


def frame(text: str) -> tuple[str, ...]:
    """Return what stands around the words that may differ; texts with the same frame are alike."""
    return worded(text).frame


def tell(texts: Sequence[str]) -> Told:
    """Say what texts with the same frame share, and what each has for itself.

    >>> from analysis.findings.wording import varying
    >>> tell([worded("Ratio to ", varying(name), ", ", varying(2024)) for name in ("Austria", "Belgium")])
    Told(shared='Ratio to …, 2024', own=[('Austria',), ('Belgium',)])
    """
    wordings = [worded(text) for text in texts]
    same = [len(set(column)) == 1 for column in zip(*(w.own for w in wordings), strict=True)]
    first = wordings[0]
    shared = Wording(
        first.frame, (word if is_same else ELLIPSIS for word, is_same in zip(first.own, same, strict=True))
    )
    own = [tuple(word for word, is_same in zip(w.own, same, strict=True) if not is_same) for w in wordings]
    return Told(str(shared), own)


def as_heading(shared: str) -> str:
    """Leave out the gaps between commas, where a heading reads well without them.

    >>> as_heading("inflow, …, as a share of GDP")
    'Inflow, as a share of GDP'
    """
    return capital(re.sub(rf", {ELLIPSIS}(?=[,.]| \(|$)", "", shared))


def capital(text: str) -> str:
    """Begin with a capital, as a heading or a sentence does."""
    return text[:1].upper() + text[1:]


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Put items with the same key together, in the order in which the keys come first."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups
