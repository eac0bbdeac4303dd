"""The report's tree is written as Typst; all text goes in quoted, so no character has a second meaning."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from analysis.rendering import tables
from analysis.rendering.blocks import Figure, Listing, Prose, Spot, Table
from analysis.rendering.svg import wrap_png
from analysis.rendering.tree import BLOCKS, Element, Node, classes, plain, walk
from analysis.rendering.typst_text import anchor, line, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.rendering.blocks import Block, Report

__all__ = ["picture", "to_typst"]

HEADINGS = frozenset({"h1", "h2", "h3"})
SHORT_ANNEX = 80  # entries that surely fit on a page

BOXES = {"annex": "annex", "answer": "answer", "masthead": "masthead-lines"}


def to_typst(report: Report) -> tuple[str, dict[str, bytes]]:
    """The whole report as Typst source, with the pictures it shows as files."""
    pictures: dict[str, bytes] = {}
    floating = _floating(report.blocks)
    parts: list[str] = []
    for number, (block, following) in enumerate(zip_longest(report.blocks, report.blocks[1:])):
        if isinstance(block, Prose):
            parts.append(_prose(block.body, leads=isinstance(following, Prose) and _opens_annex(following)))
        else:
            parts.append(_block(block, pictures, floats=number in floating))
    return "\n".join(parts), pictures


def _opens_annex(block: Prose) -> bool:
    """An annex starts on the page of the words that lead to it."""
    return any(isinstance(node, Element) and _box(node) == "annex" for node in block.body)


def _floating(blocks: list[Block]) -> set[int]:
    """Find the exhibits that may float: text before them keeps them below their heading, text after fills the hole.

    The first one stays where it is, for nothing belongs above the title.
    """
    first = next((number for number, block in enumerate(blocks) if isinstance(block, Figure | Table)), None)
    spoken, waiting, found = False, list[int](), set[int]()
    for number, block in enumerate(blocks):
        if isinstance(block, Figure | Table):
            waiting += [number] if spoken and number != first else []
        elif isinstance(block, Prose):
            heads = [isinstance(node, Element) and node.tag in HEADINGS for node in block.body if plain([node])]
            if any(heads):
                waiting.clear()
            if not all(heads):
                found.update(waiting)
                waiting.clear()
            spoken = bool(heads) and not heads[-1]
    return found


def picture(block: Figure, number: int) -> tuple[str, bytes]:
    """A drawing as the typesetter takes it: the name of a file, and what is in it."""
    data = block.data if block.mime == "image/svg+xml" else wrap_png(block.data, block.cell)
    return f"picture-{number}.svg", data


def content(nodes: Iterable[Node]) -> str:
    """Any nodes are written: runs of inline text become paragraphs when blocks stand beside them."""
    nodes = list(nodes)
    if not any(isinstance(node, Element) and node.tag in BLOCKS for node in nodes):
        return line(nodes)
    return "".join(piece for _, piece in _pieces(nodes, nested=True))


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
                f"#figure-exhibit({quote(path)}, {words}, spots: ({spots}), {_caption(block)}, floats: {_bool(floats)})"
            )
        case Table():
            return f"#table-exhibit({_grid(block.grid)}, {_caption(block)}, floats: {_bool(floats)})"


def _bool(value: bool) -> str:
    return str(value).lower()


def _spot(spot: Spot) -> str:
    attrs = spot.link.attrs
    place = ", ".join(f"{100 * part:.5g}%" for part in spot.box)
    return f"({quote(attrs['href'][1:])}, {quote(attrs.get('id', ''))}, {quote(plain(spot.link.children))}, {place}), "


def _caption(block: Figure | Table) -> str:
    title, source = (f"[{content(nodes)}]" if nodes else "none" for nodes in (block.title, block.source))
    return f"id: {quote(block.label)}, name: {quote(block.name)}, title: {title}, source: {source}"


def _prose(nodes: list[Node], *, leads: bool = False) -> str:
    """Text is set to a comfortable measure; headings, tables and boxes decide their own width."""
    parts: list[str] = []
    column: list[str] = []
    for wide, piece in _pieces(nodes):
        if wide and column:
            parts.append(f"#column[{''.join(column)}]")
            column = []
        (parts if wide else column).append(piece)
    if column:
        parts.append(f"#column(leads: {_bool(leads)})[{''.join(column)}]")
    return "\n".join(parts)


def _pieces(nodes: Iterable[Node], *, nested: bool = False) -> list[tuple[bool, str]]:
    """Each piece comes with the word whether it may use the full width of the page."""
    pieces: list[tuple[bool, str]] = []
    run: list[Node] = []

    def flush() -> None:
        if plain(run) or any(isinstance(node, Element) and node.attrs.get("id") for node in run):
            pieces.append((False, f"#par[{line(run)}]"))
        run.clear()

    for node in nodes:
        if isinstance(node, str) or node.tag not in BLOCKS:
            run.append(node)
            continue
        flush()
        if node.tag in {"div", "section", "article", "header", "footer", "address"} and not _box(node):
            if node.attrs.get("id"):
                pieces.append((False, anchor(node)))
            pieces += _pieces(node.children, nested=nested)
        else:
            wide = node.tag in {"table", "dl"} or bool(re.match(r"h[1-6]$", node.tag)) or _box(node) != ""
            piece = _element(node, nested=nested)
            pieces.append((wide, f"#spaced[{piece}]" if node.tag in {"ul", "ol"} else piece))
    flush()
    return pieces


def _box(node: Element) -> str:
    return next((BOXES[name] for name in classes(node) if name in BOXES), "")


def _element(node: Element, *, nested: bool = True) -> str:
    """One block: a heading, a paragraph, a list, a table or a box."""
    tag, inner = node.tag, node.children
    if re.match(r"h[1-6]$", tag):
        name = f"#label({quote(node.attrs['id'])})" if node.attrs.get("id") else ""
        return f"#heading(level: {max(int(tag[1]) - 1, 1)})[{line(inner)}]{name};\n"
    if tag == "table":
        if not any(cell.tag in {"td", "th"} for cell in walk(inner)):
            return ""
        where = f"id: {quote(node.attrs.get('id', ''))}, nested: {_bool(nested)}"
        return f"#table-exhibit({_grid(tables.read(node))}, {where})"
    place = anchor(node)
    if tag in {"ul", "ol"}:
        items = "".join(f"[{anchor(li)}{_item(li.children)}], " for li in inner if isinstance(li, Element))
        start = node.attrs.get("start", "1")
        first = f"start: {start}, " if tag == "ol" and start.isascii() and start.isdigit() else ""
        return f"{place}#{'enum' if tag == 'ol' else 'list'}({first}{items})"
    if tag == "dl":
        return place + _definitions(node)
    if tag == "pre":
        return f"{place}#listing({quote(''.join(_raw(inner)).strip(chr(10)))})"
    if tag == "hr":
        return "#rule();"
    body = place + content(inner)
    if tag == "p":
        return f"#par[{body}]"
    if tag == "aside":
        return f"#note[{body}]"
    if tag == "blockquote":
        return f"#quote(block: true)[{body}]"
    if tag == "summary":
        return f"#par[#strong[{body}]]"
    if _box(node) == "annex":
        terms = sum(part.tag == "dt" for part in walk(inner))
        return f"#annex(long: {_bool(terms > SHORT_ANNEX)})[{body}]"
    return f"#{_box(node)}[{body}]" if _box(node) else body


def _item(nodes: Iterable[Node]) -> str:
    """A list inside a list item stays close to its text."""
    nodes = list(nodes)
    for i, node in enumerate(nodes):
        if isinstance(node, Element) and node.tag in {"ul", "ol"}:
            return content(nodes[:i]) + _element(node) + _item(nodes[i + 1 :])
    return content(nodes)


def _definitions(node: Element) -> str:
    """Terms with their texts; those of workings run on, because there are hundreds of them."""
    run_on = "workings" in classes(node)
    entries: list[list[str]] = []
    for part in walk(node.children):
        if part.tag == "dt":
            entries.append([anchor(part) + content(part.children), ""])
        elif part.tag == "dd" and entries:
            text = anchor(part) + content(part.children)
            entries[-1][1] += f"{text} " if run_on else f"#par[{text}]" if entries[-1][1] else text
    function = "workings" if run_on else "definitions"
    return f"#{function}({''.join(f'([{term}], [{text}]), ' for term, text in entries)})"


def _raw(nodes: Iterable[Node]) -> list[str]:
    return [piece for n in nodes for piece in ([n] if isinstance(n, str) else _raw(n.children))]


def _grid(grid: tables.Grid) -> str:
    """Columns of prose may wrap and share the room that is left; columns of numbers keep their width."""
    head, body = ("".join(f"{_cell(cell, grid)}, " for row in rows for cell in row) for rows in (grid.head, grid.body))
    flex = ", ".join(_flex(grid, column) for column in range(grid.width))
    align = ", ".join(grid.align)
    return (
        f"align: ({align},), flex: ({flex},), heads: {len(grid.head)}, rows: {len(grid.body)}, "
        f"head: ({head}), body: ({body})"
    )


def _flex(grid: tables.Grid, column: int) -> str:
    texts, heads = grid.texts(column, head=False), grid.texts(column, body=False)
    longest = max(map(len, texts), default=0)
    if longest <= 22:  # headings may wrap, numbers and names keep their line
        words = [word for text in heads for word in text.split()]
        inside = max(map(len, [*words, *texts]), default=0)
        return f"(0, {inside if inside < max(map(len, heads), default=0) else 0})"
    texts = [*heads, *texts]
    word = max((len(word) for text in texts for word in text.split()), default=0)
    average = sum(map(len, texts)) / len(texts)
    return f"({round(max(longest**0.5, average**0.7), 2)}, {min(max(word, 10), 22)})"


def _cell(cell: tables.Cell, grid: tables.Grid) -> str:
    body = anchor(Element("td", cell.attrs)) + content(cell.content)
    if cell.head:
        body = f"#strong[{body}]"
    spans = "".join(f"{k}: {v}, " for k, v in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if v > 1)
    if cell.colspan > 1:
        spans += "align: left, " if cell.colspan == grid.width else "align: center, "
    return f"table.cell({spans})[{body}]" if spans else f"[{body}]"
