"""Compare the labels of findings: what they share becomes a heading, and what distinguishes them their names.

A label such as “Nests of storks, Avonia, 2019” is compared in one of two ways. A `Wording` knows which of its words
vary, here the country and the year. Any other text is split at its commas.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import compress
from typing import NamedTuple, TypeVar

from analysis.findings.label_composition import Wording, capitalise, compose

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

ELLIPSIS = "…"

FEWEST_SHARED_WORDS = 3
"""How many first words labels must share for these to be a heading; fewer, such as “Support for”, say too little."""


class SharedText(NamedTuple):
    """What texts have in common, and how they differ.

    Attributes:
        shared: The words of all texts, with an ellipsis in place of those that differ.
        own: For each text, its words in place of the ellipses.

    """

    shared: str
    own: list[tuple[str, ...]]


def constant_parts(text: str) -> tuple[str, ...]:
    """Return the text around the words that vary; texts with the same constant parts are grouped."""
    return compose(text).constant


def split_shared(texts: Sequence[str]) -> SharedText:
    """Split texts, at least one, with the same constant parts into what they share and how each differs.

    >>> from analysis.findings.label_composition import varying
    >>> split_shared([compose("Ratio to ", varying(name), ", ", varying(2024)) for name in ("Austria", "Belgium")])
    SharedText(shared='Ratio to …, 2024', own=[('Austria',), ('Belgium',)])
    """
    wordings = [compose(text) for text in texts]
    first = wordings[0]

    # Whether the texts differ in their first variable words, in their second ones, and so on
    variable_words = [wording.variable for wording in wordings]
    differs = []
    for words_at_position in zip(*variable_words, strict=True):
        differs.append(len(set(words_at_position)) > 1)

    words = []
    for word, is_different in zip(first.variable, differs, strict=True):
        words.append(ELLIPSIS if is_different else word)
    shared = Wording(first.constant, words)

    own = []
    for variable in variable_words:
        own.append(tuple(compress(variable, differs)))
    return SharedText(str(shared), own)


def as_heading(shared: str) -> str:
    """Make a heading of a shared text: without the ellipses between commas, and capitalised.

    >>> as_heading("inflow, …, as a share of GDP")
    'Inflow, as a share of GDP'
    """
    heading = re.sub(rf", {ELLIPSIS}(?=[,.]| \(|$)", "", shared)
    return capitalise(heading)


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Group items by key, in the order of first appearance."""
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def common_heading(labels: Iterable[str]) -> str:
    """Return a heading of what labels, at least one, have in common; if their first parts differ, of these as well.

    >>> common_heading(["Nests, Avonia, spring", "Nests, Borduria, spring"])
    'Nests, spring'
    >>> common_heading(["Nests, Avonia", "Population, Avonia"])
    'Nests and population, Avonia'
    >>> common_heading(["Support for storks (one office), Avonia", "Support for storks (the other), Borduria"])
    'Support for storks'
    """
    labels = list(labels)
    frames = {constant_parts(label) for label in labels}
    if len(frames) == 1:
        heading = as_heading(split_shared(labels).shared)
        # An ellipsis that remains stands within a phrase, as in “Ratio to …”, and a heading needs whole phrases
        if ELLIPSIS not in heading:
            return heading

    # Otherwise compare the parts between commas, which labels without variable words have too
    beginnings = [label.split(", ")[0] for label in labels]
    first, *others = dict.fromkeys(beginnings)
    rest = [part for part in common_parts(labels) if part != first]

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
    """Lower the first letter, unless the second is a capital too, as in an abbreviation."""
    if not text[1:2].islower():
        return text
    return text[:1].lower() + text[1:]


def common_parts(labels: Sequence[str]) -> list[str]:
    """Return the comma-separated parts that all labels have, each once, in the order of the first label."""
    if not labels:
        return []
    first, *others = [label.split(", ") for label in labels]
    common = []
    for part in dict.fromkeys(first):
        if all(part in parts for parts in others):
            common.append(part)
    return common


def distinguishing_parts(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return what distinguishes each text, given in parts, from the others: the parts that not all have.

    If that is a single part of each, words with which all of these begin or end are left out. Texts without any part
    are unknown; what distinguishes them is empty.

    >>> distinguishing_parts([["Nests", "Avonia", "2019"], ["Nests", "Borduria", "2018"]])
    ['Avonia, 2019', 'Borduria, 2018']
    >>> distinguishing_parts([["Nests", "by count"], ["Nests", "by estimate"]])
    ['count', 'estimate']
    """
    known = [set(parts) for parts in texts if parts]
    shared = set.intersection(*known) if known else set()
    distinct = []
    for parts in texts:
        distinct.append([part for part in parts if part not in shared])

    have_single_parts = all(len(parts) == 1 for parts in distinct)
    if len(known) > 1 and have_single_parts:
        return _strip_shared_words([parts[0] for parts in distinct])
    return [", ".join(parts) for parts in distinct]


def _strip_shared_words(texts: Sequence[str]) -> list[str]:
    """Strip the words that all texts begin or end with, and brackets around the rest.

    If nothing would remain of a text, all are returned as they are.

    >>> _strip_shared_words(["Support (one office)", "Support (the other)"])
    ['one office', 'the other']
    """
    split = [text.split() for text in texts]
    count_ahead = len(_first_words(split))
    without_beginning = [words[count_ahead:] for words in split]

    # The words that all end with are the first ones from behind
    count_behind = len(_first_words([words[::-1] for words in without_beginning]))
    stripped = []
    for words in without_beginning:
        end = len(words) - count_behind
        stripped.append(" ".join(words[:end]))
    if not all(stripped):
        return list(texts)
    return [re.sub(r"^\((.*)\)$", r"\1", text) for text in stripped]


def _first_words(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all texts, split into words, begin with."""
    shared = []
    for words_at_position in zip(*texts, strict=False):
        if len(set(words_at_position)) > 1:
            break
        shared.append(words_at_position[0])
    return shared
