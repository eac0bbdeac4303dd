"""Each number links to its working, and each working links back to every place where its number is used."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Exhibit, Prose
from analysis.rendering.numbering import HEADING, unique
from analysis.rendering.tree import Element, Node, classes, plain, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.blocks import Block

__all__ = ["lead_back"]

Uses = dict[str, dict[str, list[str]]]


def lead_back(blocks: list[Block], names: set[str]) -> None:
    """Give each number in the report an id, and end its working in links to all places where it is shown."""
    uses = _name_uses(blocks, names)
    for block in blocks:
        for entry in _entries(block):
            places: dict[str, list[str]] = defaultdict(list)
            for name in (element.attrs.get("id", "") for element in walk([entry])):
                for place, found in uses.get(name, {}).items():
                    places[place] += found
            if places:
                entry.children += [" In ", *_links(places), "."]


def _name_uses(blocks: list[Block], names: set[str]) -> Uses:
    """Return for each working the places that show its number, and the ids of the numbers there."""
    uses: Uses = defaultdict(lambda: defaultdict(list))
    section = "the opening"
    for block in blocks:
        for nodes in block.texts():
            for element in _outside_workings(nodes):
                if title := _place(element):
                    section = title
                if element.tag == "a" and (target := element.attrs.get("href", "")).startswith("#f-"):
                    if title := element.attrs.pop("title", ""):
                        element.attrs["data-about"] = title.partition("\n")[0]  # the working says the rest
                    element.attrs["id"] = name = element.attrs.get("id") or unique("use", names)
                    place = block.name if isinstance(block, Exhibit) and block.name else section
                    uses[target[1:]][place].append(name)
    return uses


def _place(element: Element) -> str:
    """Return the name of the place that an element begins: the first words of a heading, or the term of a list."""
    if HEADING.match(element.tag):
        return re.split(r"[:,] ", plain(element.children))[0]
    if element.tag == "dt":
        return plain(node for node in element.children if isinstance(node, str) or "label" in classes(node))
    return ""


def _outside_workings(nodes: list[Node]) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, Element) and "workings" not in classes(node):
            yield node
            yield from _outside_workings(node.children)


def _entries(block: Block) -> Iterator[Element]:
    """Return the entries of the workings; notes that a group of entries shares have no id and are left out."""
    for element in walk(block.body) if isinstance(block, Prose) else ():
        if element.tag == "dl" and "workings" in classes(element):
            yield from (part for part in walk(element.children) if part.tag == "dd" and part.attrs.get("id"))


def _links(places: dict[str, list[str]]) -> Iterator[Node]:
    """Write links to all places; of several uses in one place the first has its name, the others say *again*."""
    for number, (place, names) in enumerate(places.items()):
        for count, name in enumerate(names):
            yield ", " if number or count else ""
            yield Element("a", {"href": f"#{name}", "class": "use"}, ["again" if count else _kept_together(place)])


def _kept_together(place: str) -> str:
    """Put a no-break space between "Figure" or "Table" and the number."""
    return re.sub(r"^(Figure|Table) (?=\d+$)", "\\1\u00a0", place)
