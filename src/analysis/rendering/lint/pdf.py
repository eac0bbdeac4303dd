"""Faults of a PDF: a number that differs from the page of the same report, and text that runs off its sheet."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, groupby, zip_longest

from analysis.rendering.lint.reading import read_page

__all__ = ["pdf_faults", "sheet_faults"]

PRINTED_NUMBER = re.compile(r"[−+$¥€£₩]*\d[\d.,]*%?(?:trillion|billion|million)?")
DROPPED = re.compile(r"[^\w.,%$¥€£₩+−]+|_+")


def pdf_faults(page: str, pdf: bytes) -> list[str]:
    """Name the first number that the PDF prints differently from the page; headers and footers of sheets are left out.

    In print a figure or table may move to where there is room, so each is looked for as a whole; all other text must
    have the same numbers in the same order.
    """
    read = read_page(page)
    printed = _running_text(pdf, read.edition)
    rest, lost = [], []
    for exhibit, pieces in groupby(read.text, key=lambda piece: piece.exhibit):
        kept = [(piece.cell, _kept(piece.text)) for piece in pieces]
        before, found, after = printed.partition("".join(text for _, text in kept)) if exhibit else ("", "", "")
        if found:
            printed = before + after
        else:
            rest += kept
            lost += [kept] if exhibit else []
    if difference := _difference(rest, printed):
        return [next(filter(None, (_difference(pieces, printed, inside=True) for pieces in lost)), difference)]
    return []


def sheet_faults(pdf: bytes) -> list[str]:
    """Name the sheets of the PDF on which text runs off the edge."""
    import pypdfium2

    found = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number, sheet in enumerate(document, 1):
            (width, height), text = sheet.get_size(), sheet.get_textpage()
            for rectangle in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(rectangle)
                if min(left, bottom) < 0 or right > width or top > height:
                    words = " ".join(text.get_text_bounded(left, bottom, right, top).split())
                    found.append(f"page {number} of the PDF: “{words[:60]}” runs off the sheet")
                    break
    finally:
        document.close()
    return found


def _difference(pieces: list[tuple[str, str]], printed: str, *, inside: bool = False) -> str:
    """Describe the first number that differs; with `inside` the pieces may stand anywhere in the print."""
    said = "".join(text for _, text in pieces)
    start = printed.find(PRINTED_NUMBER.split(said, maxsplit=1)[0]) if inside else 0
    for ours, theirs in zip_longest(PRINTED_NUMBER.finditer(said), PRINTED_NUMBER.findall(printed[max(start, 0) :])):
        if ours is None and inside:
            break
        if ours is None or theirs is None or ours[0] != theirs:
            starts = [*accumulate((len(text) for _, text in pieces), initial=0)]
            cell = pieces[bisect_right(starts, ours.start()) - 1][0] if ours else pieces[-1][0]
            told = f"the page says {ours[0] if ours else 'nothing'}, the PDF {theirs or 'nothing'}"
            return f"{cell}: a number differs: {told}"
    return ""


def _running_text(pdf: bytes, edition: str) -> str:
    """Return letters and numbers of all sheets, without the header and footer that each sheet repeats."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        sheets = [sheet.get_textpage().get_text_range() for sheet in document]
        title = _kept(document.get_metadata_value("Title"))
    finally:
        document.close()
    parts = []
    for number, sheet in enumerate(sheets, 1):
        text = _kept(sheet).removesuffix(f"{_kept(edition)}Page{number}of{len(sheets)}")
        parts.append(text.removeprefix(title) if number > 1 else text)
    return "".join(parts)


def _kept(text: str) -> str:
    """Keep letters, digits and signs of numbers: page and print differ in spaces, bullets and line ends."""
    return DROPPED.sub("", text)
