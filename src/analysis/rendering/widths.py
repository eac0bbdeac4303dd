"""How wide the columns of a printed table are, where prose saves the most lines, and which of its rows may be tall."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from analysis.rendering.tree import BLOCKS, Element, walk
from analysis.rendering.typst_text import raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.rendering.tables import Cell, Grid
    from analysis.rendering.tree import Node

    Widths = NDArray[np.int_]

__all__ = ["parted", "shared", "tall_rows", "widths"]

LONGEST_RIGID = 22  # signs; headings may wrap, numbers and names as short as that stay on one line
LEAST, MOST_HELD = 10, 22  # signs of the longest word of a column of prose, for which it has room
LINES = ((11, 117), (21, 125), (1_000_000, 135))  # signs across the page in a table of fewer rows: long ones are small
BOLD = 1.07  # how much wider bold letters are
GAP = 3  # signs that the gap between columns would hold
RAGGED = 3  # signs that stay free where a line ends before a long word
MOST_ROWS = 60  # of a long table that are looked at
MANY = 40  # lines that may be as high as a page
NARROW, SHARED = 12, 100  # signs on a line where a column is narrow, and those that all columns share at least
NO_BREAK = re.compile("[\u00a0\u202f]")
HELD = re.compile(rf"[\S\u00a0\u202f]{{{MOST_HELD + 1},}}")
SPACE = re.compile(r"[ \t\n\r\f]+")  # not \s: a no-break space parts no words


def widths(grid: Grid) -> list[tuple[int, int]]:
    """Say how each column shares the room: its weight, and how long a word it holds; both are 0 where nothing wraps."""
    found: list[tuple[int, int]] = []
    taken, prose = 0, dict[int, int]()
    for column, (head, body) in enumerate(zip(grid.columns(grid.head), grid.columns(grid.body), strict=True)):
        heads, texts = [cell.text for cell in head], [cell.text for cell in body]
        longest = max(map(len, texts), default=0)
        if longest <= LONGEST_RIGID:
            inside = max(map(len, [*(word for text in heads for word in text.split()), *texts]), default=0)
            found.append((0, inside if inside < max(map(len, heads), default=0) else 0))
            taken += inside + GAP
        else:
            signs = ("".join(raw(cell.content)) for cell in [*head, *body])  # a no-break space parts no words
            found.append((0, min(max(LEAST, *(len(word) for text in signs for word in SPACE.split(text))), MOST_HELD)))
            prose[column] = found[-1][1]
    rows = [
        {cell.column: round(len(cell.text) * (BOLD if cell.head else 1)) for cell in row if cell.colspan == 1}
        for row in [*grid.head, *grid.body]
    ]
    line = next(signs for most, signs in LINES if len(grid.body) < most)
    lengths = [[row.get(column, 0) for row in rows[:MOST_ROWS]] for column in prose]
    for column, width in zip(prose, shared(lengths, list(prose.values()), line - taken), strict=True):
        found[column] = (width + GAP, found[column][1])
    return found


def shared(lengths: Sequence[Sequence[int]], least: Sequence[int], room: int) -> list[int]:
    """Share a line among columns, given how long their texts are row by row and how wide each column is at least.

    >>> shared([[30, 30, 12], [80, 12, 12]], [10, 10], 80)
    [31, 43]
    """
    if not lengths:
        return []
    taken, texts = np.array(least), np.array(lengths)
    free = max(room - int(taken.sum()) - GAP * len(taken), 0)
    for column in range(len(taken)):
        taken[column] += free // len(taken) + (column < free % len(taken))
    while tried := list(_moved(taken, least)):
        best = min(tried, key=lambda widths: _height(texts, widths))
        if _height(texts, best) >= _height(texts, taken):
            break
        taken = best
    return [int(width) for width in taken]


def tall_rows(grid: Grid) -> Iterator[tuple[int, int]]:
    """Say from which cell to which a row goes that may be taller than a page, or several that a cell holds together."""
    begin = end = lines = last = 0
    signs = max(NARROW, SHARED // max(grid.width, 1))
    for number, row in enumerate(grid.body):
        lines += max((_lines(cell, signs) for cell in row), default=1)
        end += len(row)
        last = max([last, *(number + cell.rowspan for cell in row)])
        if last <= number + 1 or number + 1 == len(grid.body):
            if lines > MANY:
                yield begin, end
            begin, lines = end, 0


def parted(nodes: Iterable[Node]) -> list[Node]:
    """Let a line end where blanks hold more words together than a column has room for."""
    return [
        HELD.sub(lambda found: NO_BREAK.sub(" ", found[0]), node)
        if isinstance(node, str)
        else Element(node.tag, node.attrs, parted(node.children))
        for node in nodes
    ]


def _moved(widths: Widths, least: Sequence[int]) -> Iterator[Widths]:
    """Go through all ways in which one column can give room to another one."""
    for giver, taker in permutations(range(len(widths)), 2):
        for signs in range(1, int(widths[giver]) - least[giver] + 1):
            moved = widths.copy()
            moved[[giver, taker]] += [-signs, signs]
            yield moved


def _height(texts: Widths, widths: Widths) -> float:
    """Say how many lines a table has; one in a cell beside a higher one counts a little, as less to read around."""
    breadths = widths[:, None]
    lines = np.where(texts <= breadths, 1, np.ceil(texts / np.maximum(breadths - RAGGED, 1)))
    return float(lines.max(axis=0).sum() + 0.02 * lines.sum())


def _lines(cell: Cell, signs: int) -> int:
    """Return as many lines as a cell may have in a column of so many signs."""
    inside = walk(cell.content)
    ends = sum(it.tag == "br" or it.tag in BLOCKS for it in inside)
    typed = sum("".join(raw(it.children)).count("\n") for it in inside if it.tag == "pre")
    return 1 + ends + typed + len(cell.text) // signs
