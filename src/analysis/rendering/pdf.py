"""Typst makes the PDF; where it fails, the error names the cell of the notebook to mend."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Figure, Listing
from analysis.rendering.errors import ReportError, printable
from analysis.rendering.landings import landings
from analysis.rendering.pdf_files import fill_files
from analysis.rendering.pdf_links import NotPrinted, lead_to_places, take_places
from analysis.rendering.pdf_objects import pack, take_apart
from analysis.rendering.pdf_tags import add_tags
from analysis.rendering.tree import plain, walk
from analysis.rendering.typesetting import SettingFailed, typeset
from analysis.rendering.typst_text import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.rendering.blocks import Block, Report

__all__ = ["compile_pdf"]

ATTACHING = {"a-2a": "a-3a", "a-2u": "a-3u", "a-2b": "a-3b"}
"""PDF/A-2 allows nothing to be attached; PDF/A-3 does, and allows no more than that besides."""

RAISED, AS_CHOSEN = b"<pdfaid:part>3<", b"<pdfaid:part>2<"
"""How a PDF says which it is."""

MISSING_GLYPH = re.compile(
    r'the (?:text|PDF) (?:contains the codepoint )?`"((?:[^"\\]|\\.)+)"`(?: could not be displayed)?'
)
"""What Typst says of a sign that its fonts lack, and of one for private use, which no font has."""

PICTURE = re.compile(r"picture-(\d+)\.")


def compile_pdf(
    report: Report, files: dict[str, bytes], standards: list[str], timestamp: int
) -> tuple[bytes, list[str]]:
    """Return the PDF and the warnings of Typst; if Typst fails, raise `ReportError` with one clear sentence."""
    raised = [ATTACHING.get(name, name) for name in standards]
    try:
        pdf, warnings = typeset(files, format="pdf", pdf_standards=raised, timestamp=timestamp)
    except SettingFailed as error:
        raise ReportError(_in_words(report, files, str(error))) from None
    if raised != standards and not report.attachments:  # but for the list of places, which is taken out
        pdf = pdf.replace(RAISED, AS_CHOSEN, 1)
    return _packed(pdf, report), warnings


def _packed(pdf: bytes, report: Report) -> bytes:
    """Pack the small objects of a PDF together; Typst writes each tag and link by itself, at three times the size."""
    objects, head, trailer = take_apart(pdf)
    try:
        lead_to_places(objects, take_places(objects), landings(report))
    except NotPrinted as name:
        raise ReportError(f"{_leading_to(str(name), report)}; give its id to a paragraph or a heading.") from None
    fill_files(objects, {table.name: table.text.encode() for table in report.attachments})
    add_tags(objects)
    return pack(objects, head, trailer)


def _leading_to(name: str, report: Report) -> str:
    """Say where a link leads to what is not printed as a place."""
    links = ((block, link) for block in report.blocks for nodes in block.texts() for link in walk(nodes))
    cell = next((block.cell for block, link in links if link.attrs.get("href") == f"#{name}"), report.title)
    return f"{cell}: the link to {'#' + name!r} leads to what has no place in print, as a part of a table"


def _in_words(report: Report, files: Mapping[str, bytes], message: str) -> str:
    if found := MISSING_GLYPH.search(message):
        text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), found[1])
        signs = [f"{c!r} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in dict.fromkeys(text)]
        found_in = [(block.cell, _all_text(block)) for block in report.blocks if text in _all_text(block)]
        where, words = found_in[0] if found_in else (report.title, text)
        (word,) = re.findall(rf"\S*{re.escape(text)}\S*", words)[:1] or [text]
        seen = printable(word)
        hint = "leave that word or column out, as by table.drop(columns=…), or make the page alone, with --to html"
        return f"{where}: the fonts of the PDF have no sign for {', '.join(signs)}, as in “{seen:.40}”; {hint}."
    figures = [block for block in report.blocks if isinstance(block, Figure)]
    broken = (int(found[1]) for name in files if (found := PICTURE.match(name)) and not _is_picture(name, files))
    if number := next(broken, 0):
        return f"{figures[number - 1].cell}: the figure cannot be printed: {message}"
    return f"The PDF cannot be made: {message}"


def _is_picture(name: str, files: Mapping[str, bytes]) -> bool:
    """Whether Typst can read a picture."""
    try:
        typeset({name: files[name], "main.typ": f"#image({quote(name)})".encode()}, format="svg")
    except SettingFailed:
        return False
    return True


def _all_text(block: Block) -> str:
    parts = [plain(nodes) for nodes in block.texts()]
    if isinstance(block, Listing):
        parts.append(block.text)
    if isinstance(block, Figure):
        parts += [plain(block.subtitle), unescape(block.data.decode("utf-8", "replace"))]
    return "\n".join(parts)
