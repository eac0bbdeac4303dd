"""Find faults in a report: numbers that were typed, figures without alternative text, text off the sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from analysis.rendering.document import FigureBlock, ListingBlock, ReportDocument, TableBlock
from analysis.rendering.errors import LintError, no_words
from analysis.rendering.svg import inline_svg
from analysis.rendering.tree import NOUN, Element, Node, classes, from_parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analysis.rendering.document import Block


ORIGINS = frozenset({"label", "number", "ref", "tick", "use", "workings"})
"""Classes of elements that may hold a digit: a name from the data, a number without a link or in a drawing, a reference
to a figure or table, a tick label, a backlink, the workings. A link to a working and a `<time>` may hold one too."""

FEW = 3
"""Typed numbers of one table, or of one printed output, that are listed one by one."""

LEAVE_OUT = "or tag the cell remove-cell to leave it out"
SOURCES = {
    ListingBlock: f"what a cell prints has no source: say it in a sentence, as d.say(…), {LEAVE_OUT}",
    TableBlock: f'give the table a source, as d.exhibit(table, source="whose numbers"), {LEAVE_OUT}',
}
"""What to do about the numbers of what a cell shows of its own."""


def refuse(report: ReportDocument) -> None:
    """Raise `LintError` with every fault of a report, if there is any."""
    if found := faults(report):
        raise LintError(found)


def refuse_overflow(pdf: bytes) -> None:
    """Raise `LintError` if text runs off a sheet of a PDF."""
    if found := sheet_faults(pdf):
        raise LintError(found)


def faults(report: ReportDocument) -> list[str]:
    """Return a line for each figure without alternative text and each typed number, naming the cell."""
    names = names_pattern(tuple(report.names))
    found = [no_words(figure.cell) for figure in report.wordless]
    found += _untraced("the top of the page", [report.title, report.subtitle], names)
    for block in report.blocks:
        lines = _untraced(block.cell, _texts(block), names)
        if type(block) in SOURCES and len(lines) > FEW:
            lines = [f"{lines[0]}, as {len(lines) - 1} others; {SOURCES[type(block)]}"]
        found += lines
    return found


def _texts(block: Block) -> Iterator[str]:
    """Go through the texts of a block that may hold no digit."""
    if isinstance(block, ListingBlock):
        yield block.text
    for nodes in block.texts():
        yield from _typed(nodes)
    if isinstance(block, FigureBlock) and block.mime == "image/svg+xml":
        for drawing in filter(None, (block.data, block.narrow)):
            if block.is_ours:
                yield from _typed(from_parsed(etree.fromstring(inline_svg(drawing, "", "lint-", block.cell))))
            else:
                yield from ("".join(text.itertext()) for text in etree.fromstring(drawing).iter("{*}text"))


def _typed(nodes: Iterable[Node], *, has_origin: bool = False) -> Iterator[str]:
    """Go through the texts of a tree that stand in nothing that gives a number its origin."""
    for node in nodes:
        if isinstance(node, Element):
            kinds = set(classes(node))
            is_origin = node.tag == "time" or node.attrs.get("href", "").startswith("#f-") or kinds & ORIGINS
            is_noun = NOUN in kinds and "label" not in kinds  # typed words that the link of a number takes in
            yield node.attrs.get("start", "")  # the number with which a list begins
            yield from _typed(node.children, has_origin=(has_origin or bool(is_origin)) and not is_noun)
        elif not has_origin:
            yield node


def _untraced(cell: str, texts: Iterable[str], names: re.Pattern[str]) -> list[str]:
    return [
        f"{cell}: the number {word!r} has no source, in “{_excerpt(text, word)}”"
        for text in texts
        for word in _numbers(names.sub("", text))
    ]


def _numbers(text: str) -> list[str]:
    """List the words that hold a digit, or another numeral such as ½, without punctuation behind them."""
    return [word.rstrip(",.") for word in text.split() if any(it.isnumeric() and not it.isalpha() for it in word)]


def _excerpt(text: str, part: str) -> str:
    """Return the words around a part of a text."""
    text = " ".join(text.split())
    at = max(text.find(part), 0)
    return f"{'…' if at > 30 else ''}{text[max(at - 30, 0) : at + 30]}{'…' if at + 30 < len(text) else ''}"


@lru_cache(maxsize=64)
def names_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of some names that may hold a digit, each only as a whole.

    >>> names_pattern(("5G", "2 nm")).sub("…", "5G at 2 nm, 15G at 12 nm, 5G’s at 3.2 nm")
    '… at …, 15G at 12 nm, …’s at 3.2 nm'
    """
    known = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True) if name)
    return re.compile(rf"(?<![\w·])(?<!\d[.,])(?:{known})(?!\w|[.,]\d)" if known else r"(?!)")


def sheet_faults(pdf: bytes) -> list[str]:
    """Return a line for each sheet of a PDF on which text runs off the edge."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        beyond = [_beyond(sheet) for sheet in document]
    finally:
        document.close()
    return [f"page {n} of the PDF: “{words[:60]}” runs off the sheet" for n, words in enumerate(beyond, 1) if words]


def _beyond(sheet: Any) -> str:
    """Return the first words of a sheet that run off its edge, if any do."""
    (width, height), text = sheet.get_size(), sheet.get_textpage()
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        is_beyond = min(left, bottom) < 0 or right > width or top > height
        if is_beyond and (words := text.get_text_bounded(left, bottom, right, top).split()):
            return " ".join(words)
    return ""
