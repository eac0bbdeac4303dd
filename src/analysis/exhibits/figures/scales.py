"""Scales: from where to where an axis reaches, which round numbers are marked on it, and how.

Marks are plain words and lines: the axis of the library, with five parts a mark, costs as much as all else in a drawing.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN
from matplotlib.ticker import LogLocator, MaxNLocator

from analysis.findings import Quantity
from analysis.findings.formats import printed
from analysis.rendering.palette import INK, LINE, SOFT

RANK = "rank"
"""The unit of a place, of which the first is the best."""

ROOM = 0.06
"""How much of its length an axis reaches beyond what is drawn on it."""

YEAR_WIDTH = 0.4
"""Room for a year on the axis in inches."""

AWAY, STROKE = 3.5, 3.0
"""Points from the axes to the words beside them, and of the stroke at a mark."""

THIN: dict[str, Any] = {"color": LINE, "linewidth": 0.6, "zorder": 0, "clip_on": False, "solid_capstyle": "butt"}
"""How a line behind the data looks."""


def limits(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Leave some room at both ends; start at zero where that costs little, and turn ranks upside down."""
    low, high = min(values), max(values)
    room = ROOM * (high - low) or 1.0
    if unit == RANK:
        return high + room, min(low - room, 0)
    return (0.0 if 0 <= low < 0.5 * high else low - room), high + room


def ticks(low: float, high: float, *, most: int, integer: bool = False) -> list[float]:
    """Choose round numbers between two bounds."""
    return _inside(MaxNLocator(most, integer=integer).tick_values(low, high), low, high)


def log_ticks(low: float, high: float, *, most: int) -> list[float]:
    """Choose numbers that begin with a one, two or five, between two bounds of a logarithmic scale."""
    for begins in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        found = _inside(LogLocator(subs=begins, numticks=50).tick_values(low, high), low, high)
        if len(found) <= most:
            return found
    return found[:: -(-len(found) // most)]


Years = Callable[[Sequence[float], float], Sequence[float]]
"""Which years are marked, by those of all points and by the inches that these have."""


def readable(years: Sequence[float], breadth: float) -> Sequence[float]:
    """Choose every year, or every second or third one, as the breadth of the axes allows."""
    return years[:: math.ceil(YEAR_WIDTH * len(years) / breadth)]


def marks(values: Sequence[float], unit: str) -> list[str]:
    """Write the numbers that are marked on an axis as the report writes numbers of their unit."""
    return [printed(Quantity.exact(value, unit)) for value in values]


def apart(
    values: Sequence[float], heights: Sequence[float], limits: tuple[float, float] = (-math.inf, math.inf)
) -> list[float]:
    """Move labels of some heights as little as needed so that none lies on its neighbour or beyond the limits."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    places = [values[i] for i in order]
    for _ in range(60):
        for a, (one, other) in enumerate(itertools.pairwise(order)):
            short = (heights[one] + heights[other]) / 2 - (places[a + 1] - places[a])
            if short > 1e-9:
                places[a] -= short / 2
                places[a + 1] += short / 2
    sizes, (low, high) = [heights[i] for i in order], sorted(limits)
    for a, size in enumerate(sizes):  # up from below, then down from above
        places[a] = max(places[a], low + size / 2)
        low = places[a] + size / 2
    for a, size in reversed(list(enumerate(sizes))):
        places[a] = min(places[a], high - size / 2)
        high = places[a] - size / 2
    moved = dict(zip(order, places, strict=True))
    return [moved[i] for i in range(len(values))]


def _inside(values: Sequence[float], low: float, high: float) -> list[float]:
    return [float(value) for value in values if low <= value <= high]


def words_left(axes: Axes, at: Iterable[float], words: Iterable[str], **how: Any) -> None:
    """Write words left of some axes, each at its height."""
    place, upright, side = axes.get_yaxis_text1_transform(how.pop("away", AWAY))
    how = {"va": upright, "ha": side, "gid": "ytick", "color": INK} | how
    for y, word in zip(at, words, strict=True):
        axes.text(0, y, word, transform=place, **how)


def words_below(axes: Axes, at: Iterable[float], words: Iterable[str], *, away: float = AWAY) -> None:
    """Write words below some axes, each at its place, those left out that lie beyond the ends."""
    place, upright, side = axes.get_xaxis_text1_transform(away)
    low, high = sorted(axes.get_xlim())
    for x, word in zip(at, words, strict=True):
        if low <= x <= high:
            axes.text(x, 0, word, transform=place, va=upright, ha=side, gid="xtick", color=SOFT, fontsize=9)


def foot(axes: Axes, at: Sequence[float], words: Iterable[str]) -> None:
    """Draw the line below some axes, with strokes at its marks and words below them."""
    inside = _inside(at, *sorted(axes.get_xlim()))
    look: dict[str, Any] = {"color": LINE, "clip_on": False}
    line: dict[str, Any] = {"linewidth": 0.8, "solid_capstyle": "projecting", "zorder": 2.5}
    axes.add_artist(Line2D([0, 1], [0, 0], transform=axes.transAxes, **line, **look))
    strokes: dict[str, Any] = {
        "marker": TICKDOWN,
        "markersize": STROKE,
        "markeredgewidth": 0.8,
        "linestyle": "",
        "zorder": 0,
    }
    axes.add_artist(Line2D(inside, [0] * len(inside), transform=axes.get_xaxis_transform(), **strokes, **look))
    words_below(axes, at, words, away=STROKE + AWAY)


def across(axes: Axes, at: Iterable[float], ends: tuple[float, float], **look: Any) -> None:
    """Draw thin level lines from one end to the other, all as one path, which is shorter than one for each."""
    xs, ys = zip(*((x, y) for y in at for x, y in ((ends[0], y), (ends[1], y), (math.nan, y))), strict=True)
    axes.add_artist(Line2D(xs, ys, **(THIN | look)))


def level_lines(axes: Axes, at: Sequence[float], words: Iterable[str]) -> None:
    """Draw thin lines across some axes, and write left of them what each stands for."""
    across(axes, at, (0, 1), transform=axes.get_yaxis_transform())
    words_left(axes, at, words)


def upright_lines(axes: Axes, at: Sequence[float], words: Iterable[str]) -> None:
    """Draw thin upright lines through some axes, and write below them what each stands for."""
    xs, ys = zip(*((x, y) for x in at for y in (0, 1, math.nan)), strict=True)
    axes.add_artist(Line2D(xs, ys, transform=axes.get_xaxis_transform(), **THIN))
    words_below(axes, at, words)
