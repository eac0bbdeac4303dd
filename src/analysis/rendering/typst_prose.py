"""Running text is written as Typst: paragraphs, headings, lists, cards and other boxes."""

from __future__ import annotations

from hashlib import blake2s
from typing import TYPE_CHECKING, NamedTuple

from analysis.rendering import tables
from analysis.rendering.headings import HEADING
from analysis.rendering.read_at import hosts
from analysis.rendering.tree import BLOCKS, READ_AT, Element, Node, classes, plain, walk
from analysis.rendering.typst_text import anchor, anchors, line, quote, raw, steady, truth
from analysis.rendering.typst_workings import are_numbered, numbered
from analysis.rendering.widths import parted, tall_rows, widths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Piece", "box", "content", "pieces", "table"]

SHORT_ANNEX = 80  # as many entries fit on a page in any case
MOST_HOSTS = 2  # that many are printed for a source
LONGEST_HELD = 24  # signs that are not parted at the end of a line

BOXES = {"annex": "annex", "answer": "answer", "claim": "card", "masthead": "masthead-lines", "tiles": "tiles"}
LISTS = {"card": "pairs", "keys": "keys", "workings": "workings"}

PASSED = frozenset({"div", "section", "article", "header", "footer", "address"})
"""Tags that only hold others; what stands in them is written as if it stood there by itself."""


def content(nodes: Iterable[Node]) -> str:
    """Write any nodes; inline text becomes a paragraph where it stands beside blocks."""
    nodes = list(nodes)
    if not _has_blocks(nodes):
        return line(nodes)
    return "".join(piece.text for piece in pieces(nodes, nested=True))


def _has_blocks(nodes: Iterable[Node]) -> bool:
    return any(isinstance(node, Element) and node.tag in BLOCKS for node in nodes)


def _within(nodes: Iterable[Node], *parts: str) -> Iterator[tuple[str, Element]]:
    """Go through the parts of a list, each with the places that it is; what stands beside them becomes a part as well.

    It is one of the last kind, as on a screen.
    """
    places = ""
    for node in nodes:
        if isinstance(node, Element) and node.tag in PASSED and any(it.tag in parts for it in walk(node.children)):
            places += anchor(node)
            found = _within(node.children, *parts)
        elif isinstance(node, Element) and node.tag in parts:
            found = iter([(anchor(node), node)])
        elif plain([node]):
            found = iter([("", Element(parts[-1], {}, [node]))])
        else:
            places += anchors([node])
            continue
        for inside, part in found:
            yield places + inside, part
            places = ""
    if places:
        yield places, Element(parts[-1])


class Piece(NamedTuple):
    """A block as it is written, how it stands on the page (see `_width`), and what it was written from."""

    text: str
    width: str
    nodes: list[Node]


def pieces(nodes: Iterable[Node], *, nested: bool = False) -> list[Piece]:
    """Write nodes piece by piece; inline text becomes a paragraph where it stands beside blocks."""
    found: list[Piece] = []
    run: list[Node] = []

    def flush() -> None:
        if plain(run) or any(isinstance(node, Element) and node.attrs.get("id") for node in run):
            found.append(Piece(f"#par[{line(run)}]", "column", list(run)))
        run.clear()

    for node in nodes:
        if isinstance(node, str) or node.tag not in BLOCKS:
            run.append(node)
            continue
        flush()
        if node.tag in PASSED and not box(node):
            if node.attrs.get("id"):
                found.append(Piece(anchor(node), "column", []))
            found += pieces(node.children, nested=nested)
        else:
            piece = _element(node, nested=nested)
            text = f"#spaced[{piece}]" if node.tag in {"ul", "ol"} else piece
            found += [Piece(text, _width(node), [node])] if text else []
    flush()
    return found


def _width(node: Element) -> str:
    """Say what an element is for the page: a card, an annex, a heading, a table, wide text or text in its column."""
    if box(node) == "card" or node.tag == "table":
        return box(node) or node.tag
    if HEADING.match(node.tag):
        return "head"
    if any(box(it) == "annex" or (it.tag == "dl" and "workings" in classes(it)) for it in walk([node])):
        return "annex"
    return "wide" if node.tag == "dl" or box(node) else "column"


def box(node: Element) -> str:
    """Return the kind of box that an element is, such as an answer or an annex; empty if it is none."""
    return next((BOXES[name] for name in classes(node) if name in BOXES), "")


def _element(node: Element, *, nested: bool = True) -> str:
    """Write one block: a heading, a paragraph, a list, a table or a box."""
    tag, inner = node.tag, node.children
    if HEADING.match(tag):
        return _heading(node)
    if tag == "table":
        if not any(cell.tag in {"td", "th"} for cell in walk(inner)):
            return ""
        grid = tables.read(node)
        title = f", title: [{line(grid.title)}]" if plain(grid.title) else ""
        given = f"{table(grid)}, id: {quote(node.attrs.get('id', ''))}{title}"
        return f"#inner-table({given})" if nested else given
    place = anchor(node)
    if tag in {"ul", "ol"}:
        items = "".join(f"[{places}{_item(it.children)}], " for places, it in _within(inner, "li"))
        start = node.attrs.get("start", "1")
        first = f"start: {start}, " if tag == "ol" and start.isascii() and start.isdigit() else ""
        return f"{place}#{'enum' if tag == 'ol' else 'list'}({first}{items})"
    if tag == "dl":
        return place + _definitions(node)
    if tag == "pre":
        return f'{place}{anchors(inner)}#listing({quote("".join(raw(inner)).strip(chr(10)))}, kind: "typed")'
    if tag == "hr":
        return f"{place}#rule();"
    if box(node) == "tiles":
        return place + _tiles(node)
    if box(node) == "annex" and are_numbered(inner):
        return f"{place}{numbered(inner)}"
    body = place + content(inner)
    if tag == "p":
        return body if _has_blocks(inner) else f"#par[{body}]"
    if tag == "aside":
        return f"#note[{body}]"
    if tag == "blockquote":
        return f"#quote(block: true)[{body}]"
    if tag == "summary":  # on paper nothing is folded, so that what only says that there is more says nothing
        words = f"#strong[{body}]"
        return "" if "more" in classes(node) else words if _has_blocks(inner) else f"#par[{words}]"
    return _boxed(node, body)


def _heading(node: Element) -> str:
    inner = node.children
    if len(inner) > 1 and isinstance(last := inner[-1], Element) and "verdict" in classes(last):
        below = Element("br", {"class": "verdict"})  # of one weight with the title, it has a line of its own
        inner = [*inner[:-1], below, last]
    name = f"#label({quote(node.attrs['id'])})" if node.attrs.get("id") else ""
    return f"#heading(level: {max(int(node.tag[1]) - 1, 1)})[{line(inner, is_heading=True)}]{name};\n"


def _boxed(node: Element, body: str) -> str:
    """Write the box around a text, if it has one: a card names its claim, an annex says whether it is long."""
    if box(node) == "annex":
        terms = sum(part.tag == "dt" for part in walk(node.children))
        return f"#annex(long: {truth(terms > SHORT_ANNEX)}, steady: {steady(body)})[{body}]"
    if box(node) == "card":
        return f"#card({quote(node.attrs.get('id', ''))})[{body}]"
    return f"#{box(node)}[{body}]" if box(node) else body


def _tiles(node: Element) -> str:
    """Write a grid of boxes, one for each element inside."""
    tiles = (it for it in node.children if isinstance(it, Element))
    return f"#tiles({''.join(f'[{anchor(it)}{content(it.children)}], ' for it in tiles)})"


def _item(nodes: Iterable[Node]) -> str:
    """Write a list item; a list inside it stays close to its text."""
    nodes = list(nodes)
    for i, node in enumerate(nodes):
        if isinstance(node, Element) and node.tag in {"ul", "ol"}:
            return content(nodes[:i]) + _element(node) + _item(nodes[i + 1 :])
    return content(nodes)


def _definitions(node: Element) -> str:
    """Write terms with their texts; those of workings share paragraphs, because there are hundreds of them."""
    if are_numbered(node.children):
        return numbered(node.children)
    run_on = "workings" in classes(node)
    entries: list[list[str]] = []
    for places, part in _within(node.children, "dt", "dd"):
        if part.tag == "dt" or not entries:
            entries.append([places + content(part.children) if part.tag == "dt" else "", ""])
        if part.tag == "dd":
            text = (_run_on(part) if run_on else places + content(part.children)) + _read_at(part)
            has_own = not entries[-1][1] or _has_blocks(part.children)  # or it would run on behind the one before
            entries[-1][1] += f"{text} " if run_on else text if has_own else f"#par[{text}]"
    function = next((LISTS[name] for name in classes(node) if name in LISTS), "definitions")
    return f"#{function}({''.join(f'([{term}], [{text}]), ' for term, text in entries)})"


def _read_at(part: Element) -> str:
    """Write at whose addresses the figures of a source were read."""
    links = [f"#outside({quote(it)})[{line([host])}]" for host, it in hosts(part.attrs.get(READ_AT, "")).items()]
    others = " and others, all in Workings" if len(links) > MOST_HOSTS else ""
    return f" Read at {', '.join(links[:MOST_HOSTS])}{others}." if links else ""


def _run_on(part: Element) -> str:
    """Write an entry that runs on after another one; its place keeps to its first word when the line ends there."""
    first, *others = part.children or [""]
    if isinstance(first, Element) and first.tag == "b" and len(plain([first])) <= LONGEST_HELD:
        return f"#box[#place(bottom + left)[{anchor(part)}]{line([first])}]{content(others)}"
    return anchor(part) + content(part.children)


def table(grid: tables.Grid) -> str:
    """Write a table; columns of prose wrap and share the room that is left, columns of numbers keep their width."""
    head, body = ("".join(f"{_cell(cell, grid)}, " for row in rows for cell in row) for rows in (grid.head, grid.body))
    flex = ", ".join(f"({weight}, {word})" for weight, word in widths(grid))
    align = ", ".join(grid.align)
    leads = any(it.tag == "a" for row in grid.head for cell in row for it in walk(cell.content))
    once = "repeats: false, " if leads else ""  # a head that comes again is heard once, so that no link may be in it
    tall = "".join(f"{cells}, " for cells in tall_rows(grid))
    long = f"long: ({tall}), key: {quote(blake2s(body.encode(), digest_size=8).hexdigest())}, " if tall else ""
    return (
        f"align: ({align},), flex: ({flex},), heads: {len(grid.head)}, {once}rows: {len(grid.body)}, {long}"
        f"head: ({head}), body: ({body})"
    )


def _cell(cell: tables.Cell, grid: tables.Grid) -> str:
    body = anchor(Element("td", cell.attrs)) + content(parted(cell.content))
    if cell.head:
        body = f"#strong[{body}]"
    spans = "".join(f"{k}: {v}, " for k, v in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if v > 1)
    if cell.colspan > 1:
        spans += "align: left, " if cell.colspan == grid.width else "align: center, "
    return f"table.cell({spans})[{body}]" if spans else f"[{body}]"
