"""Texts that were made alike: what they share is said once, and of each only what is its own."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

GAP = "…"
PERIOD = r"\d{4}-\d\d-\d\d(?: to \d{4}-\d\d-\d\d)?|\b(?:19|20)\d\d(?:–\d{4})?\b"
CLAIM = r"\bC\d\d\b"


class Told(NamedTuple):
    """What some texts share, with a gap where they differ, and what stands in the gaps of each."""

    shared: str
    own: list[tuple[str, ...]]


class Alike:
    """Compares texts that may differ in a name, a claim, a year or a period, and in nothing else."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names that may differ, such as those of economies and firms."""
        listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        self._varies = re.compile(rf"(\b(?:{listed})(?!\w)|{CLAIM}|{PERIOD})")

    def frame(self, text: str) -> tuple[str, ...]:
        """Return what stands around all that may differ; texts with the same frame are alike."""
        return tuple(self._varies.split(text)[::2])

    def tell(self, texts: Sequence[str]) -> Told:
        """Say what texts with the same frame share, and what each has for itself.

        >>> alike = Alike(["China", "Germany", "Japan"])
        >>> alike.tell(["Japan ÷ China, 2024", "Japan ÷ Germany, 2024"])
        Told(shared='Japan ÷ …, 2024', own=[('China',), ('Germany',)])
        """
        rows = [self._varies.split(text) for text in texts]
        columns = list(zip(*rows, strict=True))
        same = [len(set(column)) == 1 for column in columns]
        shared = "".join(column[0] if is_same else GAP for column, is_same in zip(columns, same, strict=True))
        own = [tuple(cell for cell, is_same in zip(row, same, strict=True) if not is_same) for row in rows]
        return Told(shared, own)


def as_heading(shared: str) -> str:
    """Leave out the gaps between commas, where a heading reads well without them.

    >>> as_heading("inflow, …, as a share of GDP")
    'Inflow, as a share of GDP'
    """
    return capital(re.sub(rf", {GAP}(?=[,.]| \(|$)", "", shared))


def capital(text: str) -> str:
    """Begin with a capital, as a heading or a sentence does."""
    return text[:1].upper() + text[1:]


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Put items with the same key together, in the order in which the keys come first."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups
