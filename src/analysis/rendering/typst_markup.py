"""A report is written as Typst, the language of the typesetter; all text is quoted, so that none is a command."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Figure, Listing, Prose, Spot, Table
from analysis.rendering.svg import wrap_png
from analysis.rendering.tree import Element, plain
from analysis.rendering.typst_prose import box, content, prose, table
from analysis.rendering.typst_text import line, quote, truth

if TYPE_CHECKING:
    from analysis.rendering.blocks import Block, Report

__all__ = ["picture", "to_typst"]

HEADINGS = frozenset({"h1", "h2", "h3"})

APART = 700
"""How many signs of text stand at least between two exhibits that may move; a page full of moved ones loses text."""


def to_typst(report: Report) -> tuple[str, dict[str, bytes]]:
    """Write the whole report as Typst source, and return it with the pictures, by file name."""
    pictures: dict[str, bytes] = {}
    floating = _floating(report.blocks)
    parts: list[str] = []
    for number, (block, following) in enumerate(zip_longest(report.blocks, report.blocks[1:])):
        if isinstance(block, Prose):
            parts.append(prose(block.body, leads=isinstance(following, Prose) and _opens_annex(following)))
        else:
            parts.append(_block(block, pictures, floats=number in floating))
    return "\n".join(parts), pictures


def _opens_annex(block: Prose) -> bool:
    """Whether a block begins an annex, which must start on the same page as the text before it."""
    return any(isinstance(node, Element) and box(node) == "annex" for node in block.body)


def _floating(blocks: list[Block]) -> set[int]:
    """Return the figures and tables that may move to the top of a page, as numbers of blocks.

    There must be text between the heading and the exhibit, so that it cannot move above its heading, and text after
    it to fill the gap; between two that move, more than a few lines. The first exhibit never moves, as it could come
    to stand above the title.
    """
    first = next((number for number, block in enumerate(blocks) if isinstance(block, Figure | Table)), None)
    spoken, since, waiting, found = False, APART, list[int](), set[int]()
    for number, block in enumerate(blocks):
        if isinstance(block, Figure | Table):
            if spoken and since >= APART and number != first:
                waiting.append(number)
                since = 0
        elif isinstance(block, Prose):
            heads = [isinstance(node, Element) and node.tag in HEADINGS for node in block.body if plain([node])]
            if any(heads):
                waiting.clear()
            if not all(heads):
                found.update(waiting)
                waiting.clear()
            spoken = bool(heads) and not heads[-1]
            since += len(plain(block.body))
    return found


def picture(block: Figure, number: int) -> tuple[str, bytes]:
    """Return a drawing as a file for Typst: its name and its content."""
    data = block.data if block.mime == "image/svg+xml" else wrap_png(block.data, block.cell)
    return f"picture-{number}.svg", data


def _block(block: Listing | Figure | Table, pictures: dict[str, bytes], *, floats: bool) -> str:
    match block:
        case Listing():
            return f"#listing({quote(block.text)}, kind: {quote(block.kind)})"
        case Figure():
            path, data = picture(block, len(pictures) + 1)
            pictures[path] = data
            subtitle = f"[{line(block.subtitle)}]" if plain(block.subtitle) else "none"
            words = f"alt: {quote(block.alt)}, subtitle: {subtitle}"
            spots = "".join(map(_spot, block.spots))
            return (
                f"#figure-exhibit({quote(path)}, {words}, spots: ({spots}), {_caption(block)}, floats: {truth(floats)})"
            )
        case Table():
            return f"#table-exhibit({table(block.grid)}, {_caption(block)}, floats: {truth(floats)})"


def _spot(spot: Spot) -> str:
    attrs = spot.link.attrs
    place = ", ".join(f"{100 * part:.5g}%" for part in spot.box)
    return f"({quote(attrs['href'][1:])}, {quote(attrs.get('id', ''))}, {quote(plain(spot.link.children))}, {place}), "


def _caption(block: Figure | Table) -> str:
    title, source = (f"[{content(nodes)}]" if nodes else "none" for nodes in (block.title, block.source))
    return f"id: {quote(block.label)}, name: {quote(block.name)}, title: {title}, source: {source}"
