"""Find faults in a report: typed numbers, figures without alternative text, and text beyond the edge of the PDF."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from analysis.rendering.document import (
    UNSOURCED,
    Exhibit,
    Fault,
    FigureBlock,
    ListingBlock,
    ProseBlock,
    ReportDocument,
    TableBlock,
    mark,
    note_below,
)
from analysis.rendering.html_tree import NOT_SET, NOUN, Element, Node, classes, from_parsed, plain, walk
from analysis.rendering.id_prefixes import WORKING
from analysis.rendering.report_errors import NO_SOURCE
from analysis.rendering.svg import inline_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.rendering.document import Block


ORIGINS = frozenset({"label", "number", "ref", "tick", UNSOURCED, "use", "workings"})
"""Classes of elements that may contain digits: names from the data, numbers without a link or in a drawing, references
to exhibits, tick labels, marks of other faults, backlinks, and the workings. So may links to workings, `<time>` and
`<svg>`, which in prose is a formula."""

MOST_FAULTS_LISTED = 3
"""Maximum number of typed numbers that are listed for one table or printed output; more are counted."""

CONTEXT = 30
"""Characters before and after the start of a number that a message quotes."""

LEAVE_OUT = "or tag the cell remove-cell to leave it out"
SOURCES = {
    ListingBlock: f"what a cell prints has no source: say it in a sentence, as d.say(…), {LEAVE_OUT}",
    TableBlock: f'give the table a source, as d.exhibit(table, source="whose numbers"), {LEAVE_OUT}',
}
"""How to correct the numbers in an output that the package did not write."""

NO_ALT = "The figure has no alternative text."
"""The mark in a draft at a figure without alternative text, and what a screen reader reads there."""

GIVE_ALT = 'show it as d.exhibit(figure, alt="what it shows", source="whose numbers"), or tag the cell remove-cell'
"""How to give a figure an alternative text."""

MASK = "\0"
"""Replaces each character of a name that may contain digits, so that the words after it keep their places."""


def faults(report: ReportDocument) -> list[str]:
    """Return a line for each fault, naming the cell."""
    return [fault.line for fault in find(report)]


def find(report: ReportDocument) -> list[Fault]:
    """Find all faults, in the order of the cells.

    Those that were found while the notebook was read come before figures without alternative text and typed numbers of
    the same cell.
    """
    names = names_pattern(tuple(report.names))  # a tuple, as the pattern is cached
    result = list(report.faults)
    for figure in report.wordless:
        result.append(Fault(f"{figure.cell}: the figure has no alt text; {GIVE_ALT}", NO_ALT, figure))
    for heading in (report.title, report.subtitle):
        result += _unsourced("the top of the page", None, _Text([heading], 0, is_markable=False), names)
    for block in report.blocks:
        typed: list[Fault] = []
        for text in _texts(block):
            typed += _unsourced(block.cell, block, text, names)

        # A printed table may have hundreds of numbers and one remedy
        if type(block) in SOURCES and len(typed) > MOST_FAULTS_LISTED:
            line = f"{typed[0].line}, as {len(typed) - 1} others; {SOURCES[type(block)]}"
            typed = [Fault(line, f"{len(typed)} numbers without a source", block)]
        result += typed

    return _in_order(result, report)


def remarks(report: ReportDocument) -> list[str]:
    """Return a line for each formula that is not set; a report with one is not refused."""
    return [_not_set(block, formula).line for block, formula in _formulas_not_set(report)]


def _formulas_not_set(report: ReportDocument) -> Iterator[tuple[Block, Element]]:
    for block in report.blocks:
        for nodes in block.texts():
            for element in walk(nodes):
                if NOT_SET in classes(element):
                    yield block, element


def _not_set(block: Block, formula: Element) -> Fault:
    return Fault(f"{block.cell}: {plain(formula.children)}", block=block)


def _in_order(found: list[Fault], report: ReportDocument) -> list[Fault]:
    """Sort faults by their cells; those at the top of the page come first, and those of a cell keep their order."""
    order: dict[str, int] = {}
    for block in report.blocks:
        order.setdefault(block.cell, len(order))
    return sorted(found, key=lambda fault: order.get(fault.block.cell, len(order)) if fault.block else -1)


def make_draft(report: ReportDocument) -> list[str]:
    """Turn a report into a draft with a mark at each fault, and return the faults, with formulas that are not set."""
    result = find(report)
    for block, formula in _formulas_not_set(report):
        result.append(_not_set(block, formula))
        formula.children = [mark(formula.children)]
    result = _in_order(result, report)

    # from the end, so that a mark does not move the places before it
    for fault in reversed(result):
        if fault.nodes:
            text = str(fault.nodes[fault.position])
            marked = mark([text[fault.span]], "no source")
            pieces = [text[: fault.span.start], marked, text[fault.span.stop :]]
            fault.nodes[fault.position : fault.position + 1] = pieces
        elif fault.note:
            _add_note(report, fault)

    for figure in report.wordless:
        figure.alt = NO_ALT
    report.title = f"DRAFT: {report.title}"
    # search engines would show its verdicts as published
    report.linked_data = {}
    report.marked = len(result)
    return [fault.line for fault in result]


def _add_note(report: ReportDocument, fault: Fault) -> None:
    """Write a fault below its block or at the top of the page, if its place cannot be marked."""
    block = fault.block
    if isinstance(block, Exhibit | ProseBlock):
        note_below(block, fault.note)
        return

    # Insert a block after the one with the fault; without a block, at the top
    index = 0
    for number, other in enumerate(report.blocks, 1):
        if other is block:
            index = number
            break
    report.blocks.insert(index, ProseBlock("draft", [Element("p", {}, [mark([fault.note])])]))
    # A note behind the last block of the story still belongs to the story
    if report.story_length is not None and index <= report.story_length:
        report.story_length += 1


class _Text(NamedTuple):
    """The text `nodes[position]`; one from a drawing, a listing or an attribute cannot be marked."""

    nodes: list[Node]
    position: int
    is_markable: bool = True


def _texts(block: Block) -> Iterator[_Text]:
    """Yield the texts of a block that must not contain digits."""
    # the code of a cell that failed is a fault already
    if isinstance(block, ListingBlock) and block.kind != "error":
        yield _Text([block.text], 0, is_markable=False)
    for nodes in block.texts():
        yield from _texts_without_origin(nodes)
    if not isinstance(block, FigureBlock) or block.mime != "image/svg+xml":
        return

    # Drawings of the package mark their numbers, names and ticks; in others every text counts
    for drawing in (block.data, block.narrow):
        if not drawing:
            continue
        if block.is_ours:
            # this turns the ids that matplotlib writes into the classes of ORIGINS; its own ids and name are not read
            svg = inline_svg(drawing, name="", prefix="", cell=block.cell)
            for text in _texts_without_origin(from_parsed(etree.fromstring(svg))):
                yield text._replace(is_markable=False)
        else:
            for element in etree.fromstring(drawing).iter("{*}text"):
                yield _Text(["".join(element.itertext())], 0, is_markable=False)


def _texts_without_origin(nodes: list[Node], *, has_origin: bool = False) -> Iterator[_Text]:
    """Yield the texts outside elements that give a number a source."""
    for position, node in enumerate(nodes):
        if isinstance(node, str):
            if not has_origin:
                yield _Text(nodes, position)
            continue

        # The number with which a list begins
        yield _Text([node.attrs.get("start", "")], 0, is_markable=False)

        kinds = set(classes(node))
        is_working_link = node.attrs.get("href", "").startswith(f"#{WORKING}")
        is_origin = is_working_link or node.tag in {"time", "svg"} or not ORIGINS.isdisjoint(kinds)
        # the link of a number may include typed words, which need a source
        is_noun = NOUN in kinds and "label" not in kinds
        yield from _texts_without_origin(node.children, has_origin=(has_origin or is_origin) and not is_noun)


def _unsourced(cell: str, block: Block | None, typed: _Text, names: re.Pattern[str]) -> Iterator[Fault]:
    """Yield a fault for each number in a text, except for those in `names`."""
    text = str(typed.nodes[typed.position])
    nodes = typed.nodes if typed.is_markable else None
    for span in _numbers(names.sub(lambda name: MASK * len(name[0]), text)):
        word = text[span]
        # NO_SOURCE ends with the opening quotation mark
        line = f"{cell}: the number {word!r} {NO_SOURCE}{_excerpt(text, word)}”"
        yield Fault(line, f"{word} has no source", block, nodes, typed.position, span)


def _numbers(text: str) -> Iterator[slice]:
    """Yield the words with a digit or another numeral such as ½, without trailing punctuation."""
    for word in re.finditer(rf"[^\s{MASK}]+", text):
        # letters such as 三 are numeric too, but are words
        if any(character.isnumeric() and not character.isalpha() for character in word[0]):
            yield slice(word.start(), word.start() + len(word[0].rstrip(",.")))


def _excerpt(text: str, part: str) -> str:
    """Return the words around a part of a text, or around the first place with the same characters."""
    text = " ".join(text.split())
    position = text.index(part)
    start, end = position - CONTEXT, position + CONTEXT
    before = "…" if start > 0 else ""
    after = "…" if end < len(text) else ""
    return f"{before}{text[max(start, 0) : end]}{after}"


@lru_cache(maxsize=64)
def names_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for whole names that may contain digits.

    >>> names_pattern(("5G", "2 nm")).sub("…", "5G at 2 nm, 15G at 12 nm, 5G’s at 3.2 nm")
    '… at …, 15G at 12 nm, …’s at 3.2 nm'
    """
    # the longest first, since a pattern takes the first alternative that fits
    longest_first = sorted((name for name in names if name), key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")  # matches nothing
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    # not inside a word or a number, such as 3.5 or 3·5
    return re.compile(rf"(?<![\w·])(?<!\d[.,])(?:{alternatives})(?!\w|[.,]\d)")


def sheet_faults(pdf: bytes) -> list[str]:
    """Return a line for each sheet of a PDF on which text runs off the edge."""
    import pypdfium2  # takes a tenth of a second to load, and only the PDF needs it

    lines = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number, sheet in enumerate(document, 1):
            words = _words_beyond(sheet)
            if words:
                lines.append(f"page {number} of the PDF: “{words[:60]}” runs off the sheet")
    finally:
        document.close()
    return lines


def _words_beyond(sheet: Any) -> str:
    """Return the first words of a sheet that run off its edge, if any do."""
    width, height = sheet.get_size()
    text = sheet.get_textpage()
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        if min(left, bottom) < 0 or right > width or top > height:
            words = text.get_text_bounded(left, bottom, right, top).split()
            if words:
                return " ".join(words)
    return ""
