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
from analysis.findings.number_format import printed
from analysis.rendering.palette import INK, LINE, SOFT

T = TypeVar("T")

WIDE, NARROW = 6.7, 3.42
"""Widths in inches: the text block of an A4 page, and a phone held upright less its margins."""

LETTER = 0.06
"""Average width of a letter in inches, in the typeface of figures at its usual size."""

LINE_HEIGHT = 0.142
"""Height of a line of text in inches: that of 9.5 points with a little space."""

NAME_LETTERS = 17
"""Characters of a name on one line of a narrow sheet."""

LABEL, NUMBER = "label", "number"
"""Prefixes of the ids of texts in a drawing: a name from the data, and the number of a finding."""

RANK = "rank"
"""The unit of a rank; the first is best."""

AXIS_MARGIN = 0.06
"""Margin of an axis at each end, as a share of what is drawn on it, so that no dot touches an edge."""

PAD, TICK = 3.5, 3.0
"""Distance between axes and labels, which is matplotlib's default, and the length of a tick, in points."""

MOST_ROUNDS = 60
"""Rounds in which overlapping labels push each other apart: nine or ten labels need about that many."""

SMALLEST_OVERLAP = 1e-9
"""Overlaps below this are rounding errors."""

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
    def is_narrow(self) -> bool:
        """Whether the sheet is the one for phones."""
        return self.width == NARROW

    def fit(self, wide: T, narrow: T) -> T:
        """Return the value for this sheet."""
        return narrow if self.is_narrow else wide

    def wrap(self, name: str, letters: int = NAME_LETTERS) -> str:
        """Break a name into as few lines of similar length as needed; a wide sheet keeps it on one line."""
        if not self.is_narrow:
            return name
        fewest = len(textwrap.wrap(name, letters, break_long_words=False))

        # the narrowest width that needs no more lines makes them similar in length
        for width in range(1, letters + 1):
            lines = textwrap.wrap(name, width, break_long_words=False)
            if len(lines) == fewest:
                break
        return "\n".join(lines)

    def axes(self, place: Place) -> Axes:
        """Add axes without visible lines; the sheet grows to fit them."""
        axes = self.drawing.add_axes((0, 0, 1, 1))  # until it is placed below
        axes.set_axis_off()
        self._places[axes] = place
        self.bottom = max(self.bottom, place.top + place.height + place.below)
        self.drawing.set_size_inches(self.width, self.bottom)

        # matplotlib places axes by shares of the sheet, which has just grown
        for placed, inches in self._places.items():
            left = inches.left / self.width
            bottom = (self.bottom - inches.top - inches.height) / self.bottom
            width = self.breadth(placed) / self.width
            height = inches.height / self.bottom
            placed.set_position((left, bottom, width, height))
        return axes

    def breadth(self, axes: Axes) -> float:
        """Return the width of axes in inches."""
        return self.width - self._places[axes].left - self._places[axes].right

    def head(self, axes: Axes, words: str, rise: float, *, left: float = 0.02) -> Text:
        """Write a heading `rise` points above a panel, `left` inches from the left edge of the sheet."""
        to_edge = ScaledTranslation(left - self._places[axes].left, 0, self.drawing.dpi_scale_trans)
        upper_left = Affine2D().translate(0, 1) + axes.transAxes + to_edge  # (0, 0) becomes the upper left of the axes
        return axes.annotate(
            words, (0, 0), xycoords=upper_left, xytext=(0, rise), textcoords="offset points", fontweight=600
        )


def room_for(texts: Iterable[str]) -> float:
    """Return the width of the longest line of texts in inches, and of one more letter."""
    longest = 0.0
    for text in texts:
        for line in text.splitlines():
            capitals = sum(letter.isupper() for letter in line)
            longest = max(longest, len(line) + capitals / 4)  # capitals are a quarter wider
    return LETTER * (1 + longest)


def height_of(texts: Iterable[str]) -> float:
    """Return the height of the text with most lines in inches."""
    return LINE_HEIGHT * max((text.count("\n") + 1 for text in texts), default=1)


def spread_labels(
    values: Sequence[float], heights: Sequence[float], limits: tuple[float, float] = (-math.inf, math.inf)
) -> list[float]:
    """Move labels as little as needed so that none overlaps another or exceeds the limits.

    `values` are the positions of their centres, and `heights` their heights in the same unit. Returns the new centres
    in the order given. Where there are too many for the limits, the lowest labels exceed them. The limits may be reversed,
    as those of ranks are.
    """
    order = sorted(range(len(values)), key=lambda index: values[index])  # from the lowest, as indices of `values`
    centers = [values[index] for index in order]
    sizes = [heights[index] for index in order]

    # neighbours that overlap share the way equally
    for _ in range(MOST_ROUNDS):
        for lower, upper in itertools.pairwise(range(len(order))):
            overlap = (sizes[lower] + sizes[upper]) / 2 - (centers[upper] - centers[lower])
            if overlap > SMALLEST_OVERLAP:
                centers[lower] -= overlap / 2
                centers[upper] += overlap / 2

    # keep within the limits: up from below, then down from above; each label is the limit of the next
    low, high = sorted(limits)
    for place, size in enumerate(sizes):
        centers[place] = max(centers[place], low + size / 2)
        low = centers[place] + size / 2
    for place, size in reversed(list(enumerate(sizes))):
        centers[place] = min(centers[place], high - size / 2)
        high = centers[place] - size / 2

    moved = dict(zip(order, centers, strict=True))
    return [moved[index] for index in range(len(values))]


def axis_limits(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Return limits with margins; they start at zero if that costs little, and are reversed for ranks."""
    low, high = min(values), max(values)
    margin = AXIS_MARGIN * (high - low) or 1.0  # equal values need some room as well
    if unit == RANK:
        return high + margin, min(low - margin, 0)  # to 0, so that the distance from the first place is visible
    if 0 <= low < 0.5 * high:  # less than half of the axis would be empty
        return 0.0, high + margin
    return low - margin, high + margin


def ticks(low: float, high: float, *, most: int, integer: bool = False) -> list[float]:
    """Choose round numbers between two bounds, which make at most `most` intervals."""
    return _inside(MaxNLocator(most, integer=integer).tick_values(low, high), low, high)


def log_ticks(low: float, high: float, *, most: int) -> list[float]:
    """Choose at most `most` numbers between two bounds of a logarithmic scale.

    They begin with 1, 2 or 5; where these are too many with 1 or 3, or with 1 alone.
    """
    for first_digits in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        locator = LogLocator(subs=first_digits, numticks=50)  # enough that matplotlib itself leaves out none
        values = _inside(locator.tick_values(low, high), low, high)
        if len(values) <= most:
            return values

    # powers of ten are still too many: every second one, or third, and so on
    step = math.ceil(len(values) / most)
    return values[::step]


def tick_words(values: Sequence[float], unit: str) -> list[str]:
    """Format numbers on an axis as the report formats numbers of their unit."""
    return [printed(Quantity.exact(value, unit)) for value in values]


def _inside(values: Sequence[float], low: float, high: float) -> list[float]:
    """Return the values between two bounds: matplotlib's locators go beyond them."""
    return [float(value) for value in values if low <= value <= high]


def label_left(axes: Axes, heights: Iterable[float], words: Iterable[str], *, pad: float = PAD, **style: Any) -> None:
    """Write labels left of axes, each at its height."""
    place, vertical, horizontal = axes.get_yaxis_text1_transform(pad)
    style = {"va": vertical, "ha": horizontal, "gid": "ytick", "color": INK} | style
    for y, label in zip(heights, words, strict=True):
        axes.text(0, y, label, transform=place, **style)  # x is the left edge of the axes


def name_rows(sheet: Sheet, axes: Axes, names: Sequence[str], *, rise: float, **style: Any) -> None:
    """Write the names of rows left of them, or on a narrow sheet `rise` rows above them, at full width."""
    if sheet.is_narrow:
        style = {"pad": 0, "ha": "left", "va": "bottom"} | style
    heights = [row - sheet.fit(0, rise) for row in range(len(names))]  # rows count downwards
    label_left(axes, heights, names, gid=LABEL, **style)


def label_below(axes: Axes, positions: Iterable[float], words: Iterable[str], *, pad: float = PAD) -> None:
    """Write labels below axes, each at its position; those beyond the ends are left out."""
    place, vertical, horizontal = axes.get_xaxis_text1_transform(pad)
    low, high = sorted(axes.get_xlim())
    for x, label in zip(positions, words, strict=True):
        if low <= x <= high:
            axes.text(x, 0, label, transform=place, va=vertical, ha=horizontal, gid="xtick", color=SOFT, fontsize=9)


def bottom_axis(axes: Axes, positions: Sequence[float], words: Iterable[str]) -> None:
    """Draw the line below axes, with a tick and a label at each position."""
    style: dict[str, Any] = {"color": LINE, "clip_on": False}
    base = Line2D(
        [0, 1], [0, 0], transform=axes.transAxes, linewidth=0.8, solid_capstyle="projecting", zorder=2.5, **style
    )
    axes.add_artist(base)

    low, high = sorted(axes.get_xlim())
    inside = _inside(positions, low, high)
    tick_style = style | {
        "marker": TICKDOWN,
        "markersize": TICK,
        "markeredgewidth": 0.8,
        "linestyle": "",
        "zorder": 0,
    }
    tick_marks = Line2D(inside, [0] * len(inside), transform=axes.get_xaxis_transform(), **tick_style)
    axes.add_artist(tick_marks)
    label_below(axes, positions, words, pad=TICK + PAD)


def horizontal_lines(axes: Axes, heights: Iterable[float], ends: tuple[float, float], **style: Any) -> None:
    """Draw thin horizontal lines as a single path, which makes a smaller SVG."""
    left, right = ends
    xs: list[float] = []
    ys: list[float] = []
    for y in heights:
        xs += [left, right, math.nan]  # nan lifts the pen
        ys += [y, y, y]
    axes.add_artist(Line2D(xs, ys, **(THIN | style)))


def level_lines(axes: Axes, heights: Sequence[float], words: Iterable[str]) -> None:
    """Draw thin horizontal lines across axes, with labels on the left."""
    horizontal_lines(axes, heights, (0, 1), transform=axes.get_yaxis_transform())
    label_left(axes, heights, words)


def upright_lines(axes: Axes, positions: Sequence[float], words: Iterable[str]) -> None:
    """Draw thin vertical lines through axes as a single path, with labels below."""
    xs: list[float] = []
    ys: list[float] = []
    for x in positions:
        xs += [x, x, x]
        ys += [0, 1, math.nan]
    axes.add_artist(Line2D(xs, ys, transform=axes.get_xaxis_transform(), **THIN))
    label_below(axes, positions, words)
