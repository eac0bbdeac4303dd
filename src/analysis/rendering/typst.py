"""Running text is written as Typst: paragraphs, headings, lists, cards and other boxes."""

from __future__ import annotations

import re
from hashlib import blake2s
from itertools import groupby, pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from analysis.rendering import document
from analysis.rendering import links as links_module
from analysis.rendering.document import Figure, Listing, Prose, Table
from analysis.rendering.html_tree import BLOCKS, READ_AT, Element, Node, classes, plain, walk
from analysis.rendering.links import HEADING, NUMBERED, hosts
from analysis.rendering.svg import wrap_png
from analysis.rendering.typst_tables import (
    are_numbered,
    in_brackets,
    leads_to,
    numbered,
    parted,
    tall_rows,
    widths,
)
from analysis.rendering.typst_text import CUT, anchor, anchors, line, quote, raw, steady, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.rendering.document import Block, Report


__all__ = ["Piece", "box", "content", "picture", "pieces", "prose", "reference", "table", "to_typst"]


# ----- typst_prose -----------------------------------------------------------------------------------------

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
        return _heading_typst_prose(node)
    if tag == "table":
        if not any(cell.tag in {"td", "th"} for cell in walk(inner)):
            return ""
        grid = document.read(node)
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


def _heading_typst_prose(node: Element) -> str:
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


def table(grid: document.Grid) -> str:
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


def _cell(cell: document.Cell, grid: document.Grid) -> str:
    body = anchor(Element("td", cell.attrs)) + content(parted(cell.content))
    if cell.head:
        body = f"#strong[{body}]"
    spans = "".join(f"{k}: {v}, " for k, v in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if v > 1)
    if cell.colspan > 1:
        spans += "align: left, " if cell.colspan == grid.width else "align: center, "
    return f"table.cell({spans})[{body}]" if spans else f"[{body}]"


# ----- typst_story -----------------------------------------------------------------------------------------
# Running text is written as the blocks of a story, which the printed report parts into pages.

MOST_LINES = 50  # that end before the column does, of a paragraph that is whole
LONGEST_WHOLE = 600  # signs of a paragraph, some eight lines, that no foot of a page and no figure parts


def prose(nodes: Iterable[Node], *, leads: bool = False, numbers: Mapping[str, int] | None = None) -> list[str]:
    """Write running text as the blocks of a story; an annex is no part of one, and is written as it is.

    Beside each paragraph stand the numbers of the workings that its numbers link to.
    """
    numbers = numbers or {}
    parts: list[str] = []
    for width, found in groupby(pieces(nodes), key=lambda piece: piece.width):
        if width == "card":
            cards = "".join(f"[{_cited(piece, numbers)}], " for piece in found)
            parts.append(f"cards(steady: {steady(cards)}, {cards})")
        elif width == "annex":
            parts += (_cited(piece, numbers) for piece in found)
        else:
            parts += (_told(piece, numbers, leads=leads and width == "column") for piece in found)
    return parts


def reference(nodes: Iterable[Node], numbers: Mapping[str, int]) -> str:
    """Write reference matter, which stands in narrow columns; the numbers of workings follow each paragraph."""
    return "\n".join(_followed(piece, numbers) for piece in pieces(nodes, nested=True))


def _followed(piece: Piece, numbers: Mapping[str, int]) -> str:
    """Write a paragraph that ends in the numbers of its workings, so that no end of a column comes between the two."""
    note = in_brackets(leads_to(piece.nodes, numbers))
    return (
        f"{piece.text[:-1]}~#cited({quote(note)})]"
        if note and piece.text.startswith("#par[")
        else _cited(piece, numbers)
    )


def _told(piece: Piece, numbers: Mapping[str, int], *, leads: bool) -> str:
    """Write a block of a story, and say whether it may be parted at the end of a page."""
    if piece.width == "table":
        return f"() => table-exhibit({piece.text}, note: {quote(in_brackets(leads_to(piece.nodes, numbers)))})"
    if piece.width == "head":
        return f"head(begins: {truth(_begins(piece.nodes))})[{_cited(piece, numbers)}]"
    if piece.width == "wide":
        return f"flow[{_cited(piece, numbers)}]"
    lines = sum(it.tag == "br" for it in walk(piece.nodes))
    is_whole = piece.text.startswith("#par") and len(plain(piece.nodes)) <= LONGEST_WHOLE and lines <= MOST_LINES
    note = in_brackets(leads_to(piece.nodes, numbers))
    body = f"#noted({quote(note)}, whole: {truth(is_whole)})[{piece.text}]" if note else piece.text
    body = f"#whole[{body}]" if is_whole and not note else body
    kind = "head" if leads else "words" if is_whole else "flow"
    return f"{kind}[#column(leads: {truth(leads)})[{body}]]"


def _begins(nodes: list[Node]) -> bool:
    return any(isinstance(node, Element) and node.tag == "h2" for node in nodes)


def _cited(piece: Piece, numbers: Mapping[str, int]) -> str:
    """Write what has no margin beside it with the numbers of its workings below it."""
    is_annex = any(box(node) == "annex" for node in walk(piece.nodes))
    note = "" if is_annex else in_brackets(leads_to(piece.nodes, numbers))
    return f"{piece.text}#below({quote(note)});" if note else piece.text


# ----- typst_markup ----------------------------------------------------------------------------------------
# A report is written as Typst, the language of the typesetter; all text is quoted, so that none is a command.

SECTION, TABLE = "h2", "table"

IMPORT = 'import "report.typ": *\n'

UNNAMED = "Workings"
"""What the annex of workings is called that stand without a heading."""

LONG_LISTED, LISTED = re.compile(r"(\S{17,})"), re.compile(r"\S{1,14}?[/._-]+|\S{1,14}")
"""A word that no line of the contents holds, and its pieces."""

FEWEST_LISTED = 4
"""So many sections make a list of contents worth its room."""


def to_typst(report: Report, byline: str = "") -> tuple[str, dict[str, bytes]]:
    """Write the whole report as Typst source, and return it with its stories and pictures, by file name."""
    pictures: dict[str, bytes] = {}
    front, blocks = _front(report)
    numbers = links_module.numbers(blocks)
    blocks = list(_by_sections(blocks))
    held = [*map(_held, blocks)]
    back, second = _back(blocks, held), _second_page(blocks, held)
    floating = _floating(blocks[: back.start or None])  # nothing moves in among reference matter
    opening = f"opening(subtitle: {quote(report.subtitle)}, byline: {quote(byline)})"
    parts = [opening, *([_contents(report, front, numbers)] if front else [])]
    for number, (block, following) in enumerate(zip(blocks, [*held, set[str]()][1:], strict=True)):
        if number in back:
            if number == back.start:
                nodes = [node for it in blocks[back.start : back.stop] if isinstance(it, Prose) for node in it.body]
                matter = reference(nodes, numbers)
                parts.append(f"#back(steady: {steady(matter)})[{matter}]")
            continue
        if number == second:
            parts.append("alone")
        if isinstance(block, Prose):
            if words := _annexed(blocks[number - 1 : number], block, held[number], following):
                parts.append(f"#annexed({quote(words)})")
                parts += [] if _heading(block) else [f"#heading(level: 1)[#{quote(words)}];"]
            parts += prose(block.body, leads=_runs_on(following) or "card" in following, numbers=numbers)
            parts += ['#annexed("")'] if NUMBERED in held[number] and number + 1 < len(blocks) else []
        else:
            parts.append(_block(block, pictures, numbers, floats=number in floating))
    body, stories = _stories(parts)
    return body, stories | pictures


def _stories(parts: list[str]) -> tuple[str, dict[str, bytes]]:
    """Join the blocks that follow each other to stories, a file each; what else there is begins as a command does."""
    body, stories = list[str](), dict[str, bytes]()
    for number, (is_command, found) in enumerate(groupby(parts, key=lambda part: part.startswith("#"))):
        if is_command:
            body += found
        else:
            body.append(f"#set-story({number})")
            stories[f"story-{number}.typ"] = f"{IMPORT}({', '.join(found)},)".encode()
    return "\n".join(body), stories


def _front(report: Report) -> tuple[list[Node], list[Block]]:
    """Part off the text before anything wide, which has the contents beside it, if there is enough to list."""
    front: list[Node] = []
    if sum(level == 2 for level, _, _ in report.contents) < FEWEST_LISTED:
        return front, report.blocks
    for number, block in enumerate(report.blocks):
        body = block.body if isinstance(block, Prose) else []
        narrow = list(takewhile(lambda node: not _is_wide(node), body))
        front += narrow
        if len(narrow) < len(body) or not isinstance(block, Prose):
            rest = [Prose(block.cell, body[len(narrow) :])] if isinstance(block, Prose) else [block]
            return front, [*rest, *report.blocks[number + 1 :]]
    return front, []


def _is_wide(node: Node) -> bool:
    """Whether a node holds a heading or something that needs the width of the page."""
    found = walk([node])
    return any(HEADING.match(it.tag) or it.tag == TABLE or box(it) == "tiles" or _is_list(it) for it in found)


def _is_list(element: Element) -> bool:
    return element.tag == "dl" and "keys" not in classes(element)


def _contents(report: Report, front: list[Node], numbers: Mapping[str, int]) -> str:
    """Write the opening with the contents beside it, and how a number in brackets is to be read."""
    listed = "".join(f"({quote(to)}, {_listed(text)}), " for level, to, text in report.contents if level == 2)
    cites = in_brackets(leads_to(front, numbers))
    return f"front(({listed}), cites: {quote(cites)})[{content(front)}]"


def _listed(heading: str) -> str:
    """Write what a section is called in the contents, whose column is narrow: its line may end within a long word."""
    parts = LONG_LISTED.split(links_module.short(heading))
    if len(parts) == 1:
        return quote(parts[0])
    cut = (LISTED.findall(part) if place % 2 else [part] for place, part in enumerate(parts))
    return f"[{CUT.join(f'#{quote(piece)};' for pieces in cut for piece in pieces if piece)}]"


def _by_sections(blocks: Iterable[Block]) -> Iterator[Block]:
    """Part running text at the headings of sections, so that each begins a block."""
    for block in blocks:
        starts = [i for i, node in enumerate(block.body) if _is_heading(node)] if isinstance(block, Prose) else []
        if isinstance(block, Prose) and starts:
            for start, end in pairwise([0, *starts, len(block.body)]):
                if start < end:
                    yield Prose(block.cell, block.body[start:end], block.markdown)
        else:
            yield block


def _is_heading(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == SECTION


def _heading(block: Block) -> Element | None:
    """Return the heading of a section that a block begins with."""
    body = block.body if isinstance(block, Prose) else []
    return next((node for node in body[:1] if isinstance(node, Element) and _is_heading(node)), None)


def _second_page(blocks: list[Block], held: list[set[str]]) -> int | None:
    """Return the section behind the tiles: what stands before it tells the whole story, on a page by itself."""
    told = next((n for n, kinds in enumerate(held) if "tiles" in kinds), len(blocks))
    return next((n for n in range(told + 1, len(blocks)) if _heading(blocks[n])), None)


def _held(block: Block) -> set[str]:
    """Name what a block of text holds that has a place of its own: boxes, tables, workings with numbers."""
    inside = [*walk(block.body)] if isinstance(block, Prose) else []
    tables = {it.tag for it in inside if it.tag == TABLE}
    return {*map(box, inside), *tables, *(name for it in inside for name in it.attrs if name == NUMBERED)}


def _runs_on(held: set[str]) -> bool:
    """Whether a block is an annex in which entries run on, not one whose entries are numbered."""
    return "annex" in held and NUMBERED not in held


def _annexed(before: list[Block], block: Prose, held: set[str], following: set[str]) -> str:
    """Name the annex of numbered workings that begins with a block: by its heading, where there is one."""
    if NUMBERED in following and (heading := _heading(block)):
        return plain(heading.children)
    return UNNAMED if NUMBERED in held and not any(map(_heading, before)) else ""


def _back(blocks: list[Block], held: list[set[str]]) -> range:
    """Return the last sections of a report with cards that hold nothing wide: reference matter, in narrow columns."""
    stop = next((n for n, kinds in enumerate(held) if NUMBERED in kinds or _runs_on(kinds)), len(blocks))
    if stop < len(blocks):  # the heading of an annex stands with it
        stop = max((n for n in range(stop) if _heading(blocks[n])), default=0)
    wide = max((n + 1 for n in range(stop) if not isinstance(blocks[n], Prose) or {"card", TABLE} & held[n]), default=0)
    start = next((n for n in range(wide, stop) if _heading(blocks[n])), stop)
    return range(start, stop) if any("card" in kinds for kinds in held) else range(0)


def _floating(blocks: list[Block]) -> set[int]:
    """Return the numbers of the figures and tables that may move to the head or foot of a page.

    There must be text after each to fill the gap, and below its heading, which would else stand over nothing.
    """
    waiting, found, below, is_told = set[int](), set[int](), 0, True
    for number, block in enumerate(blocks):
        if isinstance(block, Figure | Table):
            waiting.add(number)
        elif isinstance(block, Prose):
            for node in block.body:
                if isinstance(node, Element) and HEADING.match(node.tag):
                    waiting = waiting if is_told else {it for it in waiting if it < below}
                    below, is_told = number, False
                elif plain([node]):
                    found, waiting, is_told = found | waiting, set(), True
    return found


def picture(block: Figure, number: int) -> tuple[str, bytes]:
    """Return a drawing as a file for Typst: its name and its content."""
    data = block.data if block.mime == "image/svg+xml" else wrap_png(block.data, block.cell)
    return f"picture-{number}.svg", data


def _block(
    block: Listing | Figure | Table, pictures: dict[str, bytes], numbers: Mapping[str, int], *, floats: bool
) -> str:
    moves = f"floats: {truth(floats)}"
    match block:
        case Listing():
            return f"flow[#listing({quote(block.text)}, kind: {quote(block.kind)})]"
        case Figure():
            path, data = picture(block, len(pictures) + 1)
            pictures[path] = data
            subtitle = f"[{line(block.subtitle)}]" if plain(block.subtitle) else "none"
            words = f"alt: {quote(block.alt)}, subtitle: {subtitle}, {_caption(block, numbers)}"
            return f"() => figure-exhibit({quote(path)}, {words}, {moves})"
        case Table():
            return f"() => table-exhibit({table(block.grid)}, {_caption(block, numbers)}, {moves})"


def _caption(block: Figure | Table, numbers: Mapping[str, int]) -> str:
    title = f"[{line(block.title)}]" if block.title else "none"
    source = f"[{content(block.source)}]" if block.source else "none"
    drawn = [numbers[it] for it in block.numbers if it in numbers] if isinstance(block, Figure) else []
    note = in_brackets([*drawn, *(number for nodes in block.texts() for number in leads_to(nodes, numbers))])
    about = f"id: {quote(block.label)}, name: {quote(block.name)}, note: {quote(note)}"
    return f"{about}, title: {title}, source: {source}"
