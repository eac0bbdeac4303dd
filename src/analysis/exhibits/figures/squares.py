"""Squares of a hundred cells: a share of a whole, one cell for each per cent."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from analysis.exhibits.figures.figure import block, leads_to
from analysis.findings import Finding
from analysis.rendering.palette import INK, LINE, WHITE

SIDE = 10
"""Cells along each side."""


def square(axes: Axes, part: Finding | None, colour: str) -> None:
    """Fill as many of a hundred cells as a share has per cents, from the lower left, and write the share above them."""
    axes.set_xlim(0, SIDE)
    axes.set_ylim(0, SIDE)
    block(axes, SIDE / 2, (0, SIDE), SIDE, color=LINE, linewidth=0)
    if part:
        for row, cells in enumerate(_rows(part.value)):
            block(axes, row + 0.5, (0, cells), 1, color=colour, linewidth=0)
        number = axes.annotate(
            part.text, (0, SIDE), xytext=(0, 5), textcoords="offset points", color=INK, fontweight=600
        )
        leads_to(part, number)
    axes.plot(*_grid(), color=WHITE, linewidth=1)


def _grid() -> tuple[list[float], list[float]]:
    """Return all lines between the cells as one path: a hundred paths of their own would weigh as much as a photo."""
    along, across = [], []
    for at in range(1, SIDE):
        along += [at, at, math.nan, 0, SIDE, math.nan]
        across += [0, SIDE, math.nan, at, at, math.nan]
    return along, across


def _rows(share: float) -> list[float]:
    """Say how much of each row is filled, from below.

    >>> [round(cells, 2) for cells in _rows(0.158)]
    [10, 5.8]
    """
    cells = min(max(share, 0.0), 1.0) * SIDE * SIDE
    return [min(SIDE, cells - SIDE * row) for row in range(math.ceil(cells / SIDE))]


def describe(parts: Sequence[tuple[str, Finding | None]]) -> str:
    """Write the shares as a sentence, for those who cannot see them."""
    return "; ".join(f"{words} {part.text if part else 'not known'}" for words, part in parts) + "."
