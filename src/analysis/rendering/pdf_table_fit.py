"""How a table fits the printed page: widths of its columns, size of its print, and whether the page is turned.

Lengths across the page are in small letters of the font: a capital is 1.3 letters wide, a Chinese character 2.2.
"""

from __future__ import annotations

import unicodedata
from itertools import chain
from typing import TYPE_CHECKING, Any

from analysis.rendering.html_tree import BLOCKS, WHITE_SPACE, text_as_typed, walk

if TYPE_CHECKING:
    from analysis.rendering.table_grid import Cell, TableGrid


LINE_LENGTH = 118
"""Letters across the page in print of `FULL_SIZE`."""

TURNED_LINE_LENGTH = LINE_LENGTH * 1.5
"""Letters across a page in landscape: between the margins, A4 is half as wide again."""

COLUMN_GAP = 2.5
"""Letters between two columns."""

NARROWEST_COLUMN = 3.0
"""Letters of a column, even if its cells are shorter or empty."""

LONGEST_WORD = 24
"""Characters that fit into any column; a longer word may be broken across lines."""

FULL_SIZE = 8.0
"""The size of the print of a table in points; a wide table has smaller print."""

SMALLEST_SIZE = 6.0
"""The size in points below which the page is turned instead."""

LINE_HEIGHT = 11.4
ROW_SPACE = 6.7
"""Points of one line of a row, and of the space around a row."""

UNBROKEN_HEIGHT = 460
"""Points of a table that is kept on one page: about three fifths of it, so that little is left empty before it."""

UNBROKEN_LINES = 30
"""Lines of a row that is kept on one page: about half of what it holds."""


def fit(grid: TableGrid) -> dict[str, Any]:
    """Return how a table of at least one column fits the page, by the letters in its cells.

    Returns:
        `columns`, the relative width of each column, or nothing if all are as wide as their content; `size` of the
        print in points; whether the page is `turned`; whether the table is `short` enough to be kept on one page; and
        whether it has a row so `tall` that rows may be broken across pages.

    """
    # Measure the longest word and the longest text of each column
    words: list[float] = []
    texts: list[float] = []
    for head, body in zip(grid.columns(grid.head), grid.columns(grid.body), strict=True):
        word_widths = [NARROWEST_COLUMN]
        text_widths = [NARROWEST_COLUMN]
        for cell in head + body:
            word_widths += [_text_width(word) for word in WHITE_SPACE.split(text_as_typed(cell.content))]
            text_widths.append(_text_width(cell.text))
        words.append(min(max(word_widths), LONGEST_WORD))
        texts.append(max(text_widths))

    # Turn the page if the words would fit only in print that is too small
    gaps = COLUMN_GAP * grid.width
    needed = sum(words) + gaps
    is_turned = needed * SMALLEST_SIZE > LINE_LENGTH * FULL_SIZE
    available = TURNED_LINE_LENGTH if is_turned else LINE_LENGTH

    # Typst makes the columns as wide as their content if all of it fits on one line
    is_natural = sum(texts) + gaps <= available

    # Each column gets its longest word, and a share of what remains by the root of what its longest text needs beyond
    spare = max(available - needed, 0)
    shares = [max(text - word, 0) ** 0.5 for text, word in zip(texts, words, strict=True)]
    total = sum(shares) or 1  # all are 0 if no text is longer than its longest word
    widths = [word + spare * share / total for word, share in zip(words, shares, strict=True)]

    # A row is as high as its highest cell; the head is not counted
    row_lines = []
    for row in grid.body:
        lines = 1
        for cell in row:
            width = sum(widths[cell.column : cell.column + cell.colspan])
            lines = max(lines, _line_count(cell, width))
        row_lines.append(lines)
    height = sum(row_lines) * LINE_HEIGHT + len(row_lines) * ROW_SPACE

    # A cell that spans rows would keep all of them on one page
    spans_rows = any(cell.rowspan > 1 for cell in chain.from_iterable(grid.body))
    return {
        "columns": [] if is_natural else [width + COLUMN_GAP for width in widths],
        "size": FULL_SIZE * min(1, available / needed),
        "turned": is_turned,
        "short": height <= UNBROKEN_HEIGHT,
        "tall": spans_rows or max(row_lines, default=0) > UNBROKEN_LINES,
    }


def _text_width(text: str) -> float:
    width = 0.0
    for character in text:
        if unicodedata.east_asian_width(character) in "WF":
            width += 2.2
        elif character.isupper():
            width += 1.3
        else:
            width += 1
    return width


def _line_count(cell: Cell, width: float) -> int:
    """Return an upper estimate of the lines of a cell in a column of so many letters."""
    lines = 1 + int(_text_width(cell.text) / width)
    # each of these may begin a line
    for element in walk(cell.content):
        if element.tag == "br" or element.tag in BLOCKS:
            lines += 1
        if element.tag == "pre":
            lines += text_as_typed(element.children).count("\n")
    return lines
