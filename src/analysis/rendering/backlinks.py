"""Number the workings, and link each back to the places that show its number."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.rendering.document import Exhibit, FigureBlock, ProseBlock
from analysis.rendering.html_tree import Element, Node, classes, plain, walk
from analysis.rendering.id_prefixes import WORKING
from analysis.rendering.outline import HEADING, unique

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from analysis.rendering.document import Block


BARE = re.compile(r"[A-Za-z]+|[0-9]{1,3}")
"""The text of a link such as “four” or “11”, which is meaningless in a screen reader's list of links."""

Uses = dict[str, dict[str, str]]
"""For the id of each working, the places that show its number, each with the id of the first use there."""

NUMBERED = "data-number"
"""The attribute with the number of an entry of the workings."""

PLACE = "data-place"
"""The attribute of a link to a working that says where it leads on a page instead."""

LONGEST_DESCRIPTION = 90
"""Maximum length in characters of the description of a link's target."""


def shortened(words: str) -> str:
    """Return the first words of a text, up to the maximum length of a description.

    >>> shortened("Storks of Avonia")
    'Storks of Avonia'
    >>> shortened("Nests of storks in all countries of the continent as far as they are known, counted in spring 2019")
    'Nests of storks in all countries of the continent as far as they are known, counted in …'
    """
    if len(words) <= LONGEST_DESCRIPTION:
        return words
    return f"{words[:LONGEST_DESCRIPTION].rpartition(' ')[0]} …"


def lead_back(blocks: list[Block], names: set[str]) -> None:
    """Give each number in the report an id, and append to its working backlinks to the places that show it.

    The workings are numbered in order, so that they can be found in print.
    """
    uses = _name_uses(blocks, names)
    workings: list[Element] = []
    for block in blocks:
        workings += entries(block)
    for number, entry in enumerate(workings, 1):
        entry.attrs[NUMBERED] = str(number)
        # The title of a link, its tooltip in JupyterLab, sums a working up; here it would repeat its neighbours
        for element in walk([entry]):
            if element.attrs.get("href", "").startswith(f"#{WORKING}"):
                element.attrs.pop("title", None)

        # An entry of several workings leads back to the uses of each, and to one use in each place
        places: dict[str, str] = {}
        for name in names_of(entry):
            places = uses.get(name, {}) | places  # in one place, the use of the first id counts
        separator = " In "
        for place, use in places.items():
            backlink = Element("a", {"href": f"#{use}", "class": "use"}, [place])
            entry.children += [separator, backlink]
            separator = ", "
        if places:
            entry.children.append(".")


def lead_to_places(blocks: list[Block], places: Mapping[str, str], names: Set[str]) -> None:
    """Mark the links of an answer that lead to a section, figure or table on a page; in print they keep their workings.

    `places` has ids by the names of workings; an id that is not in `names` was left out.
    """
    for block in blocks:
        if not isinstance(block, ProseBlock):
            continue
        for element in walk(block.body):
            if "answer" not in classes(element):
                continue
            for link in walk(element.children):
                # without "#"; what is left of other addresses is no working
                place = places.get(link.attrs.get("href", "")[1:], "")
                if place in names:
                    link.attrs[PLACE] = place


def names_of(entry: Element) -> Iterator[str]:
    """Yield the ids of an entry: its own, then those of workings with the same content, which are at its start."""
    nodes: list[Node] = [entry]
    while nodes:
        first = nodes[0]
        if not isinstance(first, Element) or not first.attrs.get("id"):
            return
        yield first.attrs["id"]
        nodes = first.children + nodes[1:]


def _name_uses(blocks: list[Block], names: set[str]) -> Uses:
    """Give each number an id; return where each working is used, apart from the inputs of other workings.

    A place is a figure or table, which must have its number by now, or else the section.
    """
    uses: Uses = defaultdict(dict)
    section = "the opening"
    order = itertools.count(1)
    for block in blocks:
        for nodes in block.texts():
            for element in walk(nodes, not_into="workings"):
                if HEADING.match(element.tag):
                    section = _place(element) or section  # an empty heading begins none
                target = element.attrs.get("href", "")
                if element.tag != "a" or not target.startswith(f"#{WORKING}"):
                    continue

                # The page shows workings itself, in place of titles; but a number that says nothing by itself is
                # described by the first line of its title, for screen readers
                description = element.attrs.pop("title", "").partition("\n")[0]
                is_bare = BARE.fullmatch(plain(element.children)) is not None
                if description and is_bare and isinstance(block, ProseBlock):
                    element.attrs["aria-description"] = shortened(description)

                use = element.attrs.get("id") or unique("use", names, next(order))
                element.attrs["id"] = use
                place = block.name if isinstance(block, Exhibit) and block.name else section
                uses[target[1:]].setdefault(_kept_together(place), use)
        if isinstance(block, FigureBlock) and block.name:
            for target in block.numbers:
                uses[target].setdefault(_kept_together(block.name), block.label)
    return uses


def _place(heading: Element) -> str:
    """Return the short name of a section: the number of its claim, or the first words of its heading."""
    for part in heading.children:
        if isinstance(part, Element) and "self" in classes(part):
            return plain(part.children)
    return short(plain(heading.children))


def short(heading: str) -> str:
    """Return the first words of a heading, up to a colon or a comma, as a short name of its section."""
    return re.split(r"[:,] ", heading)[0]


def entries(block: Block) -> Iterator[Element]:
    """Yield the entries of the workings, without the notes that a group of entries shares."""
    if not isinstance(block, ProseBlock):
        return
    for element in walk(block.body, not_into="workings"):
        if element.tag == "dl" and "workings" in classes(element):
            for part in walk(element.children):
                if part.tag == "dd" and part.attrs.get("id", "").startswith(WORKING):
                    yield part


def _kept_together(place: str) -> str:
    """Put a no-break space between "Figure" or "Table" and the number."""
    return re.sub(r"^(Figure|Table) (?=\d+$)", "\\1\u00a0", place)
