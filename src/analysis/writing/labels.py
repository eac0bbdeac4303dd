"""Compare labels: what they share becomes a heading, and what distinguishes them their names."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import compress, takewhile
from typing import NamedTuple, TypeVar

from analysis.findings.finding import Wording, compose

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

ELLIPSIS = "…"

FEWEST_SHARED_WORDS = 3
"""How many first words labels must share for these to be a heading."""


class SharedText(NamedTuple):
    """What texts share, with ellipses where they differ, and what each text has in their place."""

    shared: str
    own: list[tuple[str, ...]]


def constant_parts(text: str) -> tuple[str, ...]:
    """Return the text around the words that vary; texts with the same constant parts are grouped."""
    return compose(text).constant


def split_shared(texts: Sequence[str]) -> SharedText:
    """Split texts with the same constant parts into what they share and what is each one's own.

    >>> from analysis.findings.finding import varying
    >>> split_shared([compose("Ratio to ", varying(name), ", ", varying(2024)) for name in ("Austria", "Belgium")])
    SharedText(shared='Ratio to …, 2024', own=[('Austria',), ('Belgium',)])
    """
    wordings = [compose(text) for text in texts]
    columns = zip(*(wording.variable for wording in wordings), strict=True)
    differs = [len(set(column)) > 1 for column in columns]

    first = wordings[0]
    variable = [ELLIPSIS if is_own else word for word, is_own in zip(first.variable, differs, strict=True)]
    shared = Wording(first.constant, variable)
    return SharedText(str(shared), [tuple(compress(wording.variable, differs)) for wording in wordings])


def as_heading(shared: str) -> str:
    """Remove the ellipses between commas, without which a heading reads better.

    >>> as_heading("inflow, …, as a share of GDP")
    'Inflow, as a share of GDP'
    """
    return capitalise(re.sub(rf", {ELLIPSIS}(?=[,.]| \(|$)", "", shared))


def capitalise(text: str) -> str:
    """Capitalise the first letter, and leave the others as they are."""
    return text[:1].upper() + text[1:]


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Group items by key, in the order of first appearance."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def common_heading(labels: Iterable[str]) -> str:
    """Return a heading of what labels have in common, and their first parts if these differ.

    >>> common_heading(["Nests, Avonia, spring", "Nests, Borduria, spring"])
    'Nests, spring'
    >>> common_heading(["Nests, Avonia", "Population, Avonia"])
    'Nests and population, Avonia'
    >>> common_heading(["Support for storks (one office), Avonia", "Support for storks (the other), Borduria"])
    'Support for storks'
    """
    known = list(labels)
    if len(set(map(constant_parts, known))) == 1:
        heading = as_heading(split_shared(known).shared)
        if ELLIPSIS not in heading:
            return heading

    # Otherwise the heading is made of the parts between commas, which labels without variable words have too
    beginnings = list(dict.fromkeys(label.split(", ")[0] for label in known))
    first, *others = beginnings
    rest = [part for part in common_parts(known) if part != first]

    shared_words = _first_words([beginning.split() for beginning in beginnings])
    if not others:
        subject = first
    elif len(shared_words) >= FEWEST_SHARED_WORDS:
        subject = " ".join(shared_words)
    elif len(others) == 1:
        subject = f"{first} and {_uncapitalise(others[0])}"
    else:
        subject = f"{first} and others"
    return ", ".join([capitalise(subject), *rest])


def _uncapitalise(text: str) -> str:
    """Lower the first letter unless the word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def common_parts(labels: Sequence[str]) -> list[str]:
    """Return the comma-separated parts that all labels have, each once."""
    if not labels:
        return []
    split = [label.split(", ") for label in labels]
    return [part for part in dict.fromkeys(split[0]) if all(part in parts for parts in split)]


def distinguishing_parts(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return what distinguishes each text, given in parts, from the others: its own parts, or words of them.

    Texts without any part are unknown; what distinguishes them is empty.
    """
    known = [set(parts) for parts in texts if parts]
    shared = set.intersection(*known) if known else set()
    distinct = []
    for parts in texts:
        distinct.append([part for part in parts if part not in shared])

    if len(known) > 1 and all(len(parts) == 1 for parts in distinct):
        return _strip_shared_words([parts[0] for parts in distinct])
    return [", ".join(parts) for parts in distinct]


def _strip_shared_words(texts: Sequence[str]) -> list[str]:
    """Strip the words that all texts begin or end with, and brackets around the rest.

    >>> _strip_shared_words(["Support (one office)", "Support (the other)"])
    ['one office', 'the other']
    """
    split = [text.split() for text in texts]
    shared_ahead = len(_first_words(split))
    without_beginning = [words[shared_ahead:] for words in split]
    shared_behind = len(_first_words([words[::-1] for words in without_beginning]))

    stripped = []
    for words in without_beginning:
        end = len(words) - shared_behind
        stripped.append(" ".join(words[:end]))
    if not all(stripped):
        return list(texts)
    return [re.sub(r"^\((.*)\)$", r"\1", text) for text in stripped]


def _first_words(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all texts begin with."""
    columns = zip(*texts, strict=False)
    return [words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns)]
