"""Draw on sheets, wide or narrow: axes placed in inches, and their scales and ticks.

Ticks are plain texts and lines, because an axis of matplotlib writes five SVG elements for each.
"""

import itertools
import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN
from matplotlib.text import Text
from matplotlib.ticker import LogLocator, MaxNLocator
from matplotlib.transforms import Affine2D, ScaledTranslation

from analysis.findings import Quantity
from analysis.findings.quantity import printed
from analysis.rendering.palette import INK, LINE, SOFT

T = TypeVar("T")

WIDE, NARROW = 6.7, 3.42
"""Widths in inches: the text block of an A4 page, and a phone held upright less its margins."""

LETTER = 0.06
"""Average width of a letter in inches."""

LINE_HEIGHT = 0.142
"""Height of a line of text in inches."""

NAME_LETTERS = 17
"""Characters of a name on one line of a narrow sheet."""

LABEL, NUMBER = "label", "number"
"""Prefixes of the ids of texts in a drawing: a name from the data, and the number of a finding."""

RANK = "rank"
"""The unit of a rank; the first is best."""

ROOM = 0.06
"""Margin of an axis at each end, as a share of what is drawn on it."""

PAD, TICK = 3.5, 3.0
"""Distance between axes and labels, and the length of a tick, in points."""

THIN: dict[str, Any] = {"color": LINE, "linewidth": 0.6, "zorder": 0, "clip_on": False, "solid_capstyle": "butt"}
"""The style of a line behind the data."""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of axes on a sheet, in inches from its edges, and the space below them."""

    height: float
    left: float
    right: float = 0.0
    top: float = 0.0
    below: float = 0.0


class Sheet:
    """An empty drawing of a given width, whose height grows with the axes placed on it.

    A painting function is called with a wide sheet and with a narrow one. It places axes for the wide one; what is side
    by side there is stacked on the narrow one.
    """

    def __init__(self, width: float) -> None:
        self.width, self.bottom = width, 0.0
        self.drawing = Drawing(figsize=(width, 1.0), dpi=72, frameon=False)  # in points, as SVG has it
        self._places: dict[Axes, Place] = {}

    @property
    def narrow(self) -> bool:
        """Whether the sheet is the one for phones."""
        return self.width == NARROW

    def fit(self, wide: T, narrow: T) -> T:
        """Return the value for this sheet."""
        return narrow if self.narrow else wide

    def wrap(self, name: str, letters: int = NAME_LETTERS) -> str:
        """Break a name into as few lines of similar length as needed; a wide sheet keeps it on one line."""
        if not self.narrow:
            return name
        broken = [textwrap.wrap(name, most, break_long_words=False) for most in range(1, letters + 1)]
        return "\n".join(next(lines for lines in broken if len(lines) == len(broken[-1])))

    def axes(self, place: Place) -> Axes:
        """Add axes without visible lines; the sheet grows to fit them."""
        axes = self.drawing.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        self._places[axes] = place
        self.bottom = max(self.bottom, place.top + place.height + place.below)
        self.drawing.set_size_inches(self.width, self.bottom)
        # matplotlib places axes by shares of the sheet, which has just grown
        for placed, inches in self._places.items():
            low = self.bottom - inches.top - inches.height
            breadth = self.width - inches.left - inches.right
            placed.set_position(
                (inches.left / self.width, low / self.bottom, breadth / self.width, inches.height / self.bottom)
            )
        return axes

    def breadth(self, axes: Axes) -> float:
        """Return the width of axes in inches."""
        return self.width - self._places[axes].left - self._places[axes].right

    def head(self, axes: Axes, words: str, rise: float, *, left: float = 0.02) -> Text:
        """Write a heading `rise` points above a panel, from the left edge of the sheet."""
        away = ScaledTranslation(left - self._places[axes].left, 0, self.drawing.dpi_scale_trans)
        corner = Affine2D().translate(0, 1) + axes.transAxes + away
        return axes.annotate(
            words, (0, 0), xycoords=corner, xytext=(0, rise), textcoords="offset points", fontweight=600
        )


def room_for(texts: Iterable[str]) -> float:
    """Return the width of the longest line of texts in inches; capitals count as 1.25 letters."""
    lines = (line for text in texts for line in text.splitlines())
    return LETTER * (1 + max((len(line) + sum(map(str.isupper, line)) / 4 for line in lines), default=0))


def height_of(texts: Iterable[str]) -> float:
    """Return the height of the text with most lines in inches."""
    return LINE_HEIGHT * max((text.count("\n") + 1 for text in texts), default=1)


def apart(
    values: Sequence[float], heights: Sequence[float], limits: tuple[float, float] = (-math.inf, math.inf)
) -> list[float]:
    """Move labels as little as needed so that none overlaps another or exceeds the limits."""
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


def limits(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Return limits with margins; they start at zero if that costs little, and are reversed for ranks."""
    low, high = min(values), max(values)
    room = ROOM * (high - low) or 1.0
    if unit == RANK:
        return high + room, min(low - room, 0)
    return (0.0 if 0 <= low < 0.5 * high else low - room), high + room


def ticks(low: float, high: float, *, most: int, integer: bool = False) -> list[float]:
    """Choose round numbers between two bounds."""
    return _inside(MaxNLocator(most, integer=integer).tick_values(low, high), low, high)


def log_ticks(low: float, high: float, *, most: int) -> list[float]:
    """Choose numbers that begin with 1, 2 or 5 between two bounds of a logarithmic scale."""
    for begins in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        values = _inside(LogLocator(subs=begins, numticks=50).tick_values(low, high), low, high)
        if len(values) <= most:
            return values
    return values[:: -(-len(values) // most)]


def tick_words(values: Sequence[float], unit: str) -> list[str]:
    """Format numbers on an axis as the report formats numbers of their unit."""
    return [printed(Quantity.exact(value, unit)) for value in values]


def _inside(values: Sequence[float], low: float, high: float) -> list[float]:
    return [float(value) for value in values if low <= value <= high]


def words_left(axes: Axes, at: Iterable[float], words: Iterable[str], *, pad: float = PAD, **look: Any) -> None:
    """Write labels left of axes, each at its height."""
    place, upright, side = axes.get_yaxis_text1_transform(pad)
    look = {"va": upright, "ha": side, "gid": "ytick", "color": INK} | look
    for y, word in zip(at, words, strict=True):
        axes.text(0, y, word, transform=place, **look)


def name_rows(sheet: Sheet, axes: Axes, names: Sequence[str], *, rise: float, **look: Any) -> None:
    """Write the names of rows left of them, or on a narrow sheet `rise` rows above them, at full width."""
    up = sheet.fit(0, rise)
    above: dict[str, Any] = sheet.fit({}, {"pad": 0, "ha": "left", "va": "bottom"})
    words_left(axes, [y - up for y in range(len(names))], names, gid=LABEL, **above, **look)


def words_below(axes: Axes, at: Iterable[float], words: Iterable[str], *, pad: float = PAD) -> None:
    """Write labels below axes, each at its position; those beyond the ends are left out."""
    place, upright, side = axes.get_xaxis_text1_transform(pad)
    low, high = sorted(axes.get_xlim())
    for x, word in zip(at, words, strict=True):
        if low <= x <= high:
            axes.text(x, 0, word, transform=place, va=upright, ha=side, gid="xtick", color=SOFT, fontsize=9)


def foot(axes: Axes, at: Sequence[float], words: Iterable[str]) -> None:
    """Draw the line below axes, with ticks and labels."""
    inside = _inside(at, *sorted(axes.get_xlim()))
    look: dict[str, Any] = {"color": LINE, "clip_on": False}
    base: dict[str, Any] = {"linewidth": 0.8, "solid_capstyle": "projecting", "zorder": 2.5}
    axes.add_artist(Line2D([0, 1], [0, 0], transform=axes.transAxes, **base, **look))
    tick: dict[str, Any] = {
        "marker": TICKDOWN,
        "markersize": TICK,
        "markeredgewidth": 0.8,
        "linestyle": "",
        "zorder": 0,
    }
    axes.add_artist(Line2D(inside, [0] * len(inside), transform=axes.get_xaxis_transform(), **tick, **look))
    words_below(axes, at, words, pad=TICK + PAD)


def across(axes: Axes, at: Iterable[float], ends: tuple[float, float], **look: Any) -> None:
    """Draw thin horizontal lines as a single path, which makes a smaller SVG."""
    xs, ys = zip(*((x, y) for y in at for x, y in ((ends[0], y), (ends[1], y), (math.nan, y))), strict=True)
    axes.add_artist(Line2D(xs, ys, **(THIN | look)))


def level_lines(axes: Axes, at: Sequence[float], words: Iterable[str]) -> None:
    """Draw thin horizontal lines across axes, with labels on the left."""
    across(axes, at, (0, 1), transform=axes.get_yaxis_transform())
    words_left(axes, at, words)


def upright_lines(axes: Axes, at: Sequence[float], words: Iterable[str]) -> None:
    """Draw thin vertical lines through axes, with labels below."""
    xs, ys = zip(*((x, y) for x in at for y in (0, 1, math.nan)), strict=True)
    axes.add_artist(Line2D(xs, ys, transform=axes.get_xaxis_transform(), **THIN))
    words_below(axes, at, words)
