"""Find faults in a report: numbers that were typed, figures without alternative text, text off the sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from analysis.rendering.document import Exhibit, FigureBlock, ListingBlock, ProseBlock, ReportDocument, TableBlock
from analysis.rendering.errors import no_words
from analysis.rendering.svg import inline_svg
from analysis.rendering.tree import NOUN, Element, Node, classes, from_parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.rendering.document import Block


ORIGINS = frozenset({"label", "number", "ref", "tick", "use", "workings"})
"""Classes of elements that may hold a digit: a name from the data, a number without a link or in a drawing, a reference
to a figure or table, a tick label, a backlink, the workings. A link to a working, a `<time>` and a formula may hold one
too."""

FEW = 3
"""Typed numbers of one table, or of one printed output, that are listed one by one."""

LEAVE_OUT = "or tag the cell remove-cell to leave it out"
SOURCES = {
    ListingBlock: f"what a cell prints has no source: say it in a sentence, as d.say(…), {LEAVE_OUT}",
    TableBlock: f'give the table a source, as d.exhibit(table, source="whose numbers"), {LEAVE_OUT}',
}
"""What to do about the numbers of what a cell shows of its own."""

UNSOURCED = "unsourced"
"""The class of a mark in a draft."""

NO_ALT = "The figure has no alternative text."
HIDDEN = "\0"
"""What stands for each sign of a name that may hold a digit."""


class Fault(NamedTuple):
    """A fault with its message, and where a draft marks it: within a text of a block, or in a note below the block.

    `block` is None for the top of the page. `nodes` is the list that holds the text, `at` its index there, and `span`
    the characters to mark.
    """

    line: str
    note: str
    block: Block | None = None
    nodes: list[Node] | None = None
    at: int = 0
    span: slice = slice(0)


def faults(report: ReportDocument) -> list[str]:
    """Return a line for each figure without alternative text and each typed number, naming the cell."""
    return [fault.line for fault in find(report)]


def find(report: ReportDocument) -> list[Fault]:
    """Find each figure without alternative text and each typed number, in the order of the page."""
    names = names_pattern(tuple(report.names))
    found = [Fault(no_words(figure.cell), NO_ALT, figure) for figure in report.wordless]
    for text in (report.title, report.subtitle):
        found += _untraced("the top of the page", None, _Text([text], 0, is_shown=False), names)
    for block in report.blocks:
        typed = [fault for text in _texts(block) for fault in _untraced(block.cell, block, text, names)]
        if type(block) in SOURCES and len(typed) > FEW:
            line = f"{typed[0].line}, as {len(typed) - 1} others; {SOURCES[type(block)]}"
            typed = [Fault(line, f"{len(typed)} numbers without a source", block)]
        found += typed
    return found


def make_draft(report: ReportDocument) -> list[str]:
    """Make a draft of a report, in which every fault is marked; return the faults."""
    found = find(report)
    for fault in reversed(found):  # so that places in front of a mark stay where they are
        if fault.nodes:
            text = str(fault.nodes[fault.at])
            said: list[Node] = [text[fault.span], Element("span", {"class": "unseen"}, [" (no source)"])]
            marked = Element("mark", {"class": UNSOURCED}, said)
            fault.nodes[fault.at : fault.at + 1] = [text[: fault.span.start], marked, text[fault.span.stop :]]
        else:
            _add_note(report, fault)
    for figure in report.wordless:
        figure.alt = NO_ALT
    report.title, report.linked_data, report.marked = f"DRAFT: {report.title}", {}, len(found)
    return [fault.line for fault in found]


def _add_note(report: ReportDocument, fault: Fault) -> None:
    """Say below a block, or at the top of the page, what cannot be marked where it stands."""
    note, block = Element("mark", {"class": UNSOURCED}, [fault.note]), fault.block
    if isinstance(block, Exhibit):
        block.source += [" ", note]
    elif isinstance(block, ProseBlock):
        block.body.append(Element("p", {}, [note]))
    else:
        at = next((at for at, it in enumerate(report.blocks, 1) if it is block), 0)
        report.blocks.insert(at, ProseBlock("draft", [Element("p", {}, [note])]))
        if report.story_length is not None and at <= report.story_length:
            report.story_length += 1


class _Text(NamedTuple):
    """A text in a list of nodes; one that is drawn, or an attribute, is not shown as such."""

    nodes: list[Node]
    at: int
    is_shown: bool = True


def _texts(block: Block) -> Iterator[_Text]:
    """Go through the texts of a block that may hold no digit."""
    if isinstance(block, ListingBlock):
        yield _Text([block.text], 0, is_shown=False)
    for nodes in block.texts():
        yield from _typed(nodes)
    if isinstance(block, FigureBlock) and block.mime == "image/svg+xml":
        for drawing in filter(None, (block.data, block.narrow)):
            if block.is_ours:
                drawn = from_parsed(etree.fromstring(inline_svg(drawing, "", "lint-", block.cell)))
                yield from (text._replace(is_shown=False) for text in _typed(drawn))
            else:
                for text in etree.fromstring(drawing).iter("{*}text"):
                    yield _Text(["".join(text.itertext())], 0, is_shown=False)


def _typed(nodes: list[Node], *, has_origin: bool = False) -> Iterator[_Text]:
    """Go through the texts of a tree that stand in nothing that gives a number its origin."""
    for at, node in enumerate(nodes):
        if isinstance(node, Element):
            kinds = set(classes(node))
            is_origin = node.tag in {"time", "svg"} or node.attrs.get("href", "").startswith("#f-") or kinds & ORIGINS
            is_noun = NOUN in kinds and "label" not in kinds  # typed words that the link of a number takes in
            yield _Text([node.attrs.get("start", "")], 0, is_shown=False)  # the number with which a list begins
            yield from _typed(node.children, has_origin=(has_origin or bool(is_origin)) and not is_noun)
        elif not has_origin:
            yield _Text(nodes, at)


def _untraced(cell: str, block: Block | None, typed: _Text, names: re.Pattern[str]) -> Iterator[Fault]:
    text = str(typed.nodes[typed.at])
    for span in _numbers(names.sub(lambda name: HIDDEN * len(name[0]), text)):
        word = text[span]
        line = f"{cell}: the number {word!r} has no source, in “{_excerpt(text, word)}”"
        nodes = typed.nodes if typed.is_shown else None
        yield Fault(line, f"{word} has no source", block, nodes, typed.at, span)


def _numbers(text: str) -> Iterator[slice]:
    """Go through the words that hold a digit, or another numeral such as ½, without punctuation behind them."""
    for word in re.finditer(rf"[^\s{HIDDEN}]+", text):
        if any(it.isnumeric() and not it.isalpha() for it in word[0]):
            yield slice(word.start(), word.start() + len(word[0].rstrip(",.")))


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
