"""What a report says in the place of something that was not known on its day."""

from collections.abc import Iterable

from analysis.exhibits.markup import HTML
from analysis.exhibits.page import Block
from analysis.rendering.foreign import LEFT_OUT


def left_out(what: str) -> Block:
    """Say that a figure or table is left out, because what it shows was not known."""
    return _note(f"A {what} is left out here: on the day of knowledge not all was known that it shows.")


def too_short(names: Iterable[str]) -> Block:
    """Say that a figure over time is left out, because what it would show does not reach over two years."""
    words = "A figure over time is left out here, for less than a year was known of what it shows: {}."
    return _note(words, ", ".join(names))


def _note(words: str, name: str = "") -> Block:
    """Write a note; a name in it may hold a digit."""
    page = words.format(HTML.label(name))
    return Block(f'<aside class="note"><p>{page}</p></aside>', words.format(name), {LEFT_OUT: True})
