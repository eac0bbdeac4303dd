"""How many of something a figure is given for, such as a million people, as a word and as a number."""

from typing import Any, NamedTuple

from analysis.errors import nearest
from analysis.findings.quantity import UnitError


class Each(NamedTuple):
    """How many of something figures are given for, such as a trillion dollars, and how that is said."""

    number: float
    word: str


WORDS = {
    "hundred": 1e2,
    "thousand": 1e3,
    "ten thousand": 1e4,
    "hundred thousand": 1e5,
    "million": 1e6,
    "ten million": 1e7,
    "hundred million": 1e8,
    "billion": 1e9,
    "trillion": 1e12,
}
TRILLION = Each(1e12, "trillion")
TEN_MILLION = Each(1e7, "ten million")


def each_of(word: Any) -> Each:
    """Return how many a word such as million stands for."""
    if word in WORDS:
        return Each(WORDS[word], word)
    known = next((name for name, number in WORDS.items() if number == word), "")
    hint = f"; write each={known!r}" if known else nearest(str(word), WORDS, "known are " + ", ".join(WORDS))
    raise UnitError(f"each {word!r} is no such number{hint}")
