"""What stands at a place to which a link leads, in few words: a section, a working or a source, a card, an exhibit."""

from __future__ import annotations

import re
from itertools import chain
from textwrap import shorten
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Exhibit, Prose
from analysis.rendering.called import LONGEST
from analysis.rendering.lines import HOLD
from analysis.rendering.tree import Element, classes, plain, walk
from analysis.rendering.uses import AGAIN, names_of, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.blocks import Block, Report

__all__ = ["landings"]

FIRST = re.compile(r"[.:](?: |$)")
"""Where the first words of an entry end, which say what it is."""


def landings(report: Report) -> dict[str, str]:
    """Say what is at each place that has a name, for who hears a link without what it leads to.

    A section is called by the first words of its heading, and so is a number of it to which a working leads back.
    """
    sections = ((name, short(heading)) for _, name, heading in report.contents)
    found = chain(sections, *map(_of, report.blocks))
    return {name: words.replace(HOLD, " ") for name, words in found}


def _of(block: Block) -> Iterator[tuple[str, str]]:
    if isinstance(block, Exhibit) and block.name:
        yield block.label, f"{block.name}: {plain(block.title)}"
    for element in walk(block.body, past="workings") if isinstance(block, Prose) else ():
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
            yield from _ways_back(part)


def _ways_back(entry: Element) -> Iterator[tuple[str, str]]:
    """Call each place at which a number is shown as the working does that leads back there."""
    place = ""
    for link in (it for it in entry.children if isinstance(it, Element) and "use" in classes(it)):
        place = said if (said := plain(link.children)) != AGAIN else place
        yield link.attrs.get("href", "")[1:], place
