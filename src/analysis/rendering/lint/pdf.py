"""Faults of a PDF: a number that differs from the page of the same report, and text that runs off its sheet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate, groupby, zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.rendering.lint.reading import read_page
from analysis.rendering.uses import AGAIN, USED_IN

if TYPE_CHECKING:
    from analysis.rendering.lint.reading import Page

__all__ = ["pdf_faults", "sheet_faults"]

PRINTED_NUMBER = re.compile(r"[−+$¥€£₩]*\d[\d.,]*%?(?:trillion|billion|million)?")
ADDED = re.compile(
    r"(?m)\[[\d–,\s]+\]|\((?:p\.\s*\d+[,\s]*)+\)|,\s+p\.\s\d+(?=\))|^(?:.* )?p\.\s\d+\s*$"
    r"|\sRead\s+at\s+[\w.,\s-]+?\.(?=\s)"
)
"""What only the PDF has: numbers of workings in brackets, pages in or before brackets, lines of the contents, and whose
addresses sources were read at."""

SENTENCE = re.compile(r"\.(?=\s|$)")
"""Where one ends: in print, what an entry shares with others may tell more of the document that it names."""

UNPRINTED = frozenset({AGAIN, ", "})
"""What stands in a working for a further use in the same place, of which print gives the page alone."""

ANNEX = "Annex: "
BEGINNING = 30
"""So many letters of its title tell a figure or table from all others."""

DROPPED = re.compile(r"[^\w.,%$¥€£₩+−]+|_+")


def pdf_faults(page: str, pdf: bytes) -> list[str]:
    """Name the first number that the PDF prints differently from the page; headers and footers of sheets are left out.

    In print a figure or table may move to where there is room, so each is looked for as a whole; all other text must
    have the same numbers in the same order. The workings are printed in an annex, in the order of their numbers.
    """
    read = read_page(page)
    printed, annex = _running_text(pdf, read.edition)
    told = (piece for piece in read.text if piece.listed not in read.numbered)
    runs = [
        (exhibit, [(piece.cell, _kept(piece.text)) for piece in pieces])
        for exhibit, pieces in groupby(told, key=lambda piece: piece.exhibit)
    ]
    # What was moved into another exhibit goes before that one is looked for.
    for take in (_without, _without_parts, _without_order):
        kept = []
        for exhibit, pieces in runs:
            left = take(printed, [text for _, text in pieces]) if exhibit else None
            printed = printed if left is None else left
            kept += [(exhibit, pieces)] if left is None else []
        runs = kept
    if difference := _difference([piece for _, pieces in runs for piece in pieces], printed):
        lost = (_difference(pieces, printed, inside=True) for exhibit, pieces in runs if exhibit)
        return [next(filter(None, lost), difference)]
    return _missing(read, annex)


def sheet_faults(pdf: bytes) -> list[str]:
    """Name the sheets of the PDF on which text runs off the edge."""
    beyond = ((number, sheet.beyond) for number, sheet in enumerate(_opened(pdf).sheets, 1))
    return [
        f"page {number} of the PDF: “{words[:60]}” runs off the sheet" for number, words in beyond if words is not None
    ]


class _Sheet(NamedTuple):
    """The text of a sheet, and the first words of it that run off the edge, if any do."""

    text: str
    beyond: str | None


class _Document(NamedTuple):
    title: str
    sheets: list[_Sheet]


@lru_cache(maxsize=1)
def _opened(pdf: bytes) -> _Document:
    """Read all sheets of a PDF once, whatever is asked of them."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return _Document(document.get_metadata_value("Title"), [_sheet(it) for it in document])
    finally:
        document.close()


def _sheet(page: Any) -> _Sheet:
    (width, height), text = page.get_size(), page.get_textpage()
    for rectangle in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(rectangle)
        if min(left, bottom) < 0 or right > width or top > height:
            return _Sheet(text.get_text_range(), " ".join(text.get_text_bounded(left, bottom, right, top).split()))
    return _Sheet(text.get_text_range(), None)


def _without(printed: str, said: list[str]) -> str | None:
    """Remove an exhibit from the print; None if it does not stand there as a whole."""
    before, found, after = printed.partition("".join(said))
    return before + after if found else None


def _without_parts(printed: str, said: list[str]) -> str | None:
    """Remove a table that goes on over the end of a sheet, where its head is repeated; None if it is not there."""
    first = bisect_left(range(1, len(said) + 1), True, key=lambda n: "".join(said[:n]) not in printed)
    if not first or not "".join(said[:first]):
        return None
    before, _, after = printed.partition("".join(said[:first]))
    rest = said[first:]
    if not rest:
        return before + after
    head = after[: max(after.find("".join(rest[:3])), 0)]
    left = _without_parts(after.removeprefix(head), rest) if head in "".join(said) else None
    return None if left is None else before + left


def _without_order(printed: str, said: list[str]) -> str | None:
    """Remove a table whose cells the PDF reads in another order, as where one of a row goes over two lines."""
    whole = "".join(said)
    start = printed.find(whole[:BEGINNING])
    end = start + len(whole)
    found = printed[max(start, 0) : end]
    is_same = sorted(found) == sorted(whole) and all(cell in found for cell in said)
    return printed[:start] + printed[end:] if is_same else None


def _missing(read: Page, annex: str) -> list[str]:
    """Name the first working of which the annex has not every word, in the order of the numbers."""
    at = 0
    for working in sorted((it for it in read.workings.values() if it.number), key=lambda it: int(it.number)):
        told = (it.removesuffix(USED_IN) for it in working.text if it not in UNPRINTED)
        for text in (_kept(sentence) for it in told for sentence in SENTENCE.split(it)):
            at = annex.find(text, at)
            if at < 0:
                return [f"working {working.number}: the PDF lacks “{text[:60]}”"]
            at += len(text)
    return []


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


def _running_text(pdf: bytes, edition: str) -> tuple[str, str]:
    """Return letters and numbers of all sheets, and of the annex, without what each sheet has as header and footer."""
    read = _opened(pdf)
    title = _kept(read.title)
    parts, annex = list[str](), list[str]()
    for number, (sheet, _) in enumerate(read.sheets, 1):
        head, _, body = sheet.partition("\n") if sheet.startswith(ANNEX) else ("", "", sheet)
        text = _kept(ADDED.sub("", body)).removesuffix(f"{_kept(edition)}Page{number}of{len(read.sheets)}")
        (annex if head else parts).append(text.removeprefix(title) if number > 1 else text)
    return "".join(parts), "".join(annex)


def _kept(text: str) -> str:
    """Keep letters, digits and signs of numbers: page and print differ in spaces, bullets and line ends."""
    return DROPPED.sub("", text.replace(" ", ""))  # most of what is dropped are spaces
