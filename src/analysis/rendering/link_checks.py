"""Collect the ids of a report, and check that each link inside it leads to one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from analysis.errors import nearest
from analysis.rendering.document import UNSOURCED, Exhibit, Fault, FigureBlock, TableBlock, note_below, unseen
from analysis.rendering.html_tree import Element, plain, walk
from analysis.rendering.id_prefixes import CARD, SOURCE, WORKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from analysis.rendering.document import Block


NO_WORKINGS = "; end the notebook with cells that call d.source_list() and d.workings()."
"""The end of the message about a number without a working."""

EXPLAINED_LINK = re.compile(f"#(?:{WORKING}|{SOURCE})")
"""The start of a link to a working or a source."""

LABEL_LINK = re.compile(r"#(?:fig|tbl)-")
"""The start of a link to a figure or table."""

RESERVED = frozenset({"main", "contents"})
"""Ids that the template of the page uses itself."""

OUR_PLACES = re.compile(r"(?:f|s|c|use|after)-")
"""Prefixes of ids that the package generates: workings, sources, cards, uses, and the places after exhibits."""


def collect_names(blocks: list[Block]) -> tuple[set[str], list[Fault]]:
    """Collect every id and label, which are ids on the page too; remove those that are taken or reserved.

    Returns:
        The ids and labels with those that are reserved, and the faults for those that were removed.

    """
    names: set[str] = set(RESERVED)
    faults = []
    for block in blocks:
        taken: list[str] = []
        if isinstance(block, Exhibit) and OUR_PLACES.match(block.label):
            prefix = block.label.partition("-")[0]
            why = f"the label {block.label!r} begins with {prefix}-, as names of ours do; use fig- or tbl-."
            faults.append(_noted(block, why))
            block.label = ""
        if isinstance(block, Exhibit) and block.label in names:
            taken.append(block.label)
            block.label = ""
        elif isinstance(block, Exhibit) and block.label:
            names.add(block.label)

        for attrs in _attributes(block):
            if not attrs.get("id"):
                attrs.pop("id", None)  # an empty id is none
            elif attrs["id"] in names:
                taken.append(attrs.pop("id"))
            else:
                names.add(attrs["id"])

        if taken:
            others = f", as {len(taken) - 1} others" if len(taken) > 1 else ""
            why = f"the id {taken[0]!r} is used twice in the document{others}; ids and labels must be unique."
            faults.append(_noted(block, why))
    return names, faults


def _attributes(block: Block) -> Iterator[dict[str, str]]:
    """Yield the attributes of every cell of a table and of every element in the texts of a block."""
    if isinstance(block, TableBlock):
        for row in block.grid.head + block.grid.body:
            for cell in row:
                yield cell.attrs
    for nodes in block.texts():
        for element in walk(nodes):
            yield element.attrs


def check_links(blocks: list[Block], names: set[str], removed: Set[str] = frozenset()) -> list[Fault]:
    """Mark each link inside the document that has no target, and return them as faults.

    A link to a section in `removed`, which was empty, becomes plain text.
    """
    faults = []
    unexplained: list[tuple[Block, str]] = []
    for block in blocks:
        for link in _dead_links(block, names, removed):
            address = unquote(link.attrs["href"])
            if EXPLAINED_LINK.match(address):
                # the author knows a generated link by its text only
                unexplained.append((block, f"“{plain(link.children)}” leads nowhere in this document"))
            else:
                hint = nearest(address[1:], names) if LABEL_LINK.match(address) else ""
                line = f"{block.cell}: the link to {address!r} leads nowhere in this document{hint or '.'}"
                faults.append(Fault(line, block=block))
            link.tag = "mark"
            link.attrs = {"class": UNSOURCED}
            link.children.append(unseen("leads nowhere"))

        if isinstance(block, FigureBlock) and not names.issuperset(block.numbers):
            block.numbers = [number for number in block.numbers if number in names]
            note_below(block, "A number in the figure has no working.")
            unexplained.append((block, "a number in the figure has no working"))

    # Without workings no number has one, and there is one remedy
    if unexplained:
        block, why = unexplained[0]
        others = f", as {len(unexplained) - 1} others" if len(unexplained) > 1 else ""
        faults.append(Fault(f"{block.cell}: {why}{others}{NO_WORKINGS}", block=block))
    return faults


def _dead_links(block: Block, names: set[str], removed: Set[str]) -> Iterator[Element]:
    """Yield the links of a block that lead to a missing place of the document."""
    for nodes in block.texts():
        for element in walk(nodes):
            if element.attrs.get("href") and not _has_target(element, names, removed):
                yield element


def _has_target(link: Element, names: set[str], removed: Set[str]) -> bool:
    """Return True unless a link leads to a missing place of the document; write its target as the id is written.

    A link to a place that may be missing becomes plain text, and counts as one with a target.
    """
    address = unquote(link.attrs["href"])
    if not address.startswith("#"):
        return True

    # JupyterLab keeps capitals in the ids of headings; here they are lower case
    name = address[1:]
    candidates = [name, name.lower(), f"section-{name.lower()}"]
    for candidate in candidates:
        if candidate in names:
            link.attrs["href"] = f"#{candidate}"
            return True

    # A claim may have no card in this document, and a section may have been empty
    if name.startswith(CARD) or not removed.isdisjoint(candidates):
        link.tag = "span"
        del link.attrs["href"]
        return True
    return False


def _noted(block: Block, why: str) -> Fault:
    """Write a fault below its block, and return it."""
    note_below(block, why)
    return Fault(f"{block.cell}: {why}", block=block)
