"""A report is written as Typst, the language of the typesetter; all text is quoted, so that none is a command."""

from __future__ import annotations

import re
from itertools import groupby, pairwise, takewhile
from typing import TYPE_CHECKING

from analysis.rendering import on_screen, uses
from analysis.rendering.blocks import Figure, Listing, Prose, Spot, Table
from analysis.rendering.headings import HEADING
from analysis.rendering.png import wrap_png
from analysis.rendering.tree import Element, classes, plain, walk
from analysis.rendering.typst_prose import box, content, table
from analysis.rendering.typst_story import prose, reference
from analysis.rendering.typst_text import CUT, line, quote, steady, truth
from analysis.rendering.typst_workings import in_brackets, leads_to
from analysis.rendering.uses import NUMBERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.rendering.blocks import Block, Report
    from analysis.rendering.tree import Node

__all__ = ["picture", "to_typst"]

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
    numbers = uses.numbers(blocks)
    blocks = list(_by_sections(on_screen.printed(blocks)))
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
    parts = LONG_LISTED.split(uses.short(heading))
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
            spots = "".join(map(_spot, block.spots))
            return f"() => figure-exhibit({quote(path)}, {words}, spots: ({spots}), {moves})"
        case Table():
            return f"() => table-exhibit({table(block.grid)}, {_caption(block, numbers)}, {moves})"


def _spot(spot: Spot) -> str:
    attrs = spot.link.attrs
    place = ", ".join(f"{100 * part:.5g}%" for part in spot.box)
    return f"({quote(attrs['href'][1:])}, {quote(attrs.get('id', ''))}, {quote(plain(spot.link.children))}, {place}), "


def _caption(block: Figure | Table, numbers: Mapping[str, int]) -> str:
    title = f"[{line(block.title)}]" if block.title else "none"
    source = f"[{content(block.source)}]" if block.source else "none"
    note = in_brackets(number for nodes in block.texts() for number in leads_to(nodes, numbers))
    about = f"id: {quote(block.label)}, name: {quote(block.name)}, note: {quote(note)}"
    return f"{about}, title: {title}, source: {source}"
