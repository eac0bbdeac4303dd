"""Texts that were made alike: what they share is said once, and of each only what is its own."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple, TypeVar

from analysis.findings.wording import Wording, worded

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

ELLIPSIS = "…"
WORDS_IN_COMMON = 3
"""So many words that labels begin with make a heading by themselves."""


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


def shared(labels: Iterable[str]) -> str:
    """Say what some labels have in common, as a heading, and what each begins with where that differs.

    >>> shared(["Nests, Avonia, spring", "Nests, Borduria, spring"])
    'Nests, spring'
    >>> shared(["Nests, Avonia", "Population, Avonia"])
    'Nests and population, Avonia'
    >>> shared(["Support for storks (one office), Avonia", "Support for storks (the other), Borduria"])
    'Support for storks'
    """
    known = list(labels)
    if len(set(map(frame, known))) == 1 and ELLIPSIS not in (said := as_heading(tell(known).shared)):
        return said
    first, *others = dict.fromkeys(label.split(", ")[0] for label in known)
    rest = [part for part in common_parts(known) if part != first]
    words = _leading([it.split() for it in (first, *others)])
    if others and len(words) >= WORDS_IN_COMMON:
        first, others = " ".join(words), []
    more = "" if not others else f" and {_small(others[0])}" if len(others) == 1 else " and others"
    return ", ".join([f"{capital(first)}{more}", *rest])


def _small(text: str) -> str:
    """Begin with a small letter where the word is no abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def common_parts(labels: Sequence[str]) -> list[str]:
    """Return the parts between commas that all labels have, each once."""
    split = [label.split(", ") for label in labels]
    return [part for part in dict.fromkeys(split[0]) if all(part in parts for parts in split)] if split else []


def own_parts(texts: Sequence[Sequence[str]]) -> list[str]:
    """Say of each text, given in parts, what the others do not share: its own parts, or words of them."""
    known = [parts for parts in texts if parts]
    own = [[part for part in parts if not all(part in others for others in known)] for parts in texts]
    if len(known) > 1 and all(len(parts) == 1 for parts in own):
        return _own_words([parts[0] for parts in own])
    return [", ".join(parts) for parts in own]


def _own_words(texts: Sequence[str]) -> list[str]:
    """Leave out the words that all texts begin or end with, and the brackets around what is left.

    >>> _own_words(["Support (one office)", "Support (the other)"])
    ['one office', 'the other']
    """
    split = [text.split() for text in texts]
    ahead = len(_leading(split))
    left = [words[ahead:] for words in split]
    behind = len(_leading([words[::-1] for words in left]))
    cut = [" ".join(words[: len(words) - behind]) for words in left]
    return [re.sub(r"^\((.*)\)$", r"\1", text) for text in cut] if all(cut) else list(texts)


def _leading(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all texts begin with."""
    return [words[0] for words in takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False))]
