"""What stands at a place to which a link leads, in few words: a working or a source, a card, a figure or a table."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Exhibit, Prose
from analysis.rendering.called import LONGEST
from analysis.rendering.lines import HOLD
from analysis.rendering.tree import Element, classes, plain, walk
from analysis.rendering.uses import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.rendering.blocks import Block

__all__ = ["landings"]

FIRST = re.compile(r"[.:](?: |$)")
"""Where the first words of an entry end, which say what it is."""


def landings(blocks: Iterable[Block]) -> dict[str, str]:
    """Say what is at each place that has a name, for who hears a link without what it leads to."""
    return {name: words.replace(HOLD, " ") for block in blocks for name, words in _of(block)}


def _of(block: Block) -> Iterator[tuple[str, str]]:
    if isinstance(block, Exhibit) and block.name:
        yield block.label, f"{block.name}: {plain(block.title)}"
    for element in walk(block.body) if isinstance(block, Prose) else ():
        if "workings" in classes(element):
            yield from _entries(element)
        elif "claim" in classes(element) and element.attrs.get("id"):
            yield element.attrs["id"], plain(it for it in walk(element.children) if it.tag == "h3")


def _entries(listed: Element) -> Iterator[tuple[str, str]]:
    """Call a working by its number, what it shares with its neighbours and its first words; a source by whose it is.

    Who published a number is heard at its working; the heading of such workings leads to the source.
    """
    heading = shared = whose = ""
    for part in (it for it in listed.children if isinstance(it, Element)):
        if part.tag == "dt":
            heading, shared = plain(part.children), ""
            whose = heading if any(it.tag == "a" for it in walk(part.children)) else ""
        elif not part.attrs.get("id"):
            note = plain(part.children)
            shared = note.removesuffix(":") if note.endswith(":") else ""
        else:
            number, _, own = plain(part.children).partition(" · ")
            first, *more = [number, shared or (heading if heading != whose else "")] if own else [heading]
            words = ", ".join(filter(None, [first, *more]))
            longer = ", ".join(filter(None, [words, FIRST.split(own or number)[0]]))
            if len(longer) > LONGEST:
                longer = shorten(longer, LONGEST, placeholder=" …") if words == number else words
            yield from ((name, longer) for name in names_of(part))
