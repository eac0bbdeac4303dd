"""A sheet to draw on, wide for pages and paper or narrow for phones; axes stand on it in inches."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from analysis.exhibits.figures.panel import Panel
from analysis.exhibits.figures.scales import words_left

T = TypeVar("T")

WIDE, NARROW = 6.7, 3.42
"""Widths in inches: the text block of an A4 page, and a phone held upright less its margins."""

SHOWN = {WIDE: 800, NARROW: 328}
"""Pixels that a drawing is wide where it is shown: on a desk, and on a phone of three hundred and sixty pixels."""

FINGER = 24
"""Pixels from one link to the next above it that a finger can tell apart; WCAG asks for them."""

LETTER = 0.06
"""Room for a letter in inches, on the average of many; for a few, one more is reckoned."""

LINE_HEIGHT = 0.142
"""Room for a line of lettering in inches."""

NAME_LETTERS = 17
"""Letters of a name on one line where room is scarce."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where axes stand on a sheet, in inches from its edges, and how much room the sheet leaves below them."""

    height: float
    left: float
    right: float = 0.0
    top: float = 0.0
    below: float = 0.0


class Sheet:
    """An empty drawing of some width, as high as what is placed on it.

    A painting function is called with a wide sheet and with a narrow one. It says where axes stand on the wide one;
    what stands there side by side stands one below the other on the narrow one.
    """

    def __init__(self, width: float) -> None:
        self.width, self.bottom = width, 0.0
        self.pane: Axes | None = None  # where a pointer may look up what stands at a moment
        self.drawing = Drawing(figsize=(width, 1.0), dpi=72, frameon=False)  # in points, as SVG has it
        self._places: dict[Axes, Place] = {}

    @property
    def narrow(self) -> bool:
        """Say whether the sheet is the one for phones."""
        return self.width == NARROW

    @property
    def finger(self) -> float:
        """How many inches a finger needs from one number to the next above it."""
        return FINGER * self.width / SHOWN[self.width]

    @property
    def beside(self) -> float:
        """The upper edge of a panel that stands beside the last one where there is room for two."""
        return self.bottom if self.narrow else 0.0

    def fit(self, wide: T, narrow: T) -> T:
        """Choose what fits this sheet."""
        return narrow if self.narrow else wide

    def wrap(self, name: str, letters: int = NAME_LETTERS) -> str:
        """Break a name into lines where room is scarce: as few as needed, and of about the same length."""
        if not self.narrow:
            return name
        broken = [textwrap.wrap(name, most, break_long_words=False) for most in range(1, letters + 1)]
        return "\n".join(next(lines for lines in broken if len(lines) == len(broken[-1])))

    def axes(self, place: Place) -> Axes:
        """Add axes, of which nothing is seen; the sheet becomes as high as all axes need."""
        axes = self.drawing.add_axes(Panel(self.drawing, (0, 0, 1, 1)))
        axes.set_axis_off()
        self._places[axes] = place
        self.bottom = max(self.bottom, place.top + place.height + place.below)
        self.drawing.set_size_inches(self.width, self.bottom)
        for placed, it in self._places.items():
            low, share = self.bottom - it.top - it.height, (self.width - it.left - it.right) / self.width
            placed.set_position((it.left / self.width, low / self.bottom, share, it.height / self.bottom))
        return axes

    def stretch(self, times: float) -> None:
        """Make a painted sheet higher: its axes grow, its lettering stays as large as it is."""
        self.drawing.set_size_inches(self.width, self.bottom * times)

    def breadth(self, axes: Axes) -> float:
        """Return how many inches wide some axes are."""
        return self.width - self._places[axes].left - self._places[axes].right

    def point(self, axes: Axes, left: float, rise: float) -> Transform:
        """Return a point in inches from the left edge of the sheet and above the upper edge of some axes."""
        away = ScaledTranslation(left - self._places[axes].left, rise, self.drawing.dpi_scale_trans)
        return Affine2D().translate(0, 1) + axes.transAxes + away

    def head(self, axes: Axes, words: str, rise: float, *, left: float = 0.02) -> Text:
        """Write a heading so many points above a panel, from the left edge of the sheet."""
        corner = self.point(axes, left, 0)
        return axes.annotate(
            words, (0, 0), xycoords=corner, xytext=(0, rise), textcoords="offset points", fontweight=600
        )


def room_for(texts: Iterable[str]) -> float:
    """Return how many inches the longest line of some texts takes; a capital is as wide as a letter and a quarter."""
    lines = (line for text in texts for line in text.splitlines())
    return LETTER * (1 + max((len(line) + sum(map(str.isupper, line)) / 4 for line in lines), default=0))


def height_of(texts: Iterable[str]) -> float:
    """Return how many inches the text with most lines takes."""
    return LINE_HEIGHT * max((text.count("\n") + 1 for text in texts), default=1)


def name_rows(sheet: Sheet, axes: Axes, names: Sequence[str], *, rise: float, **lettering: Any) -> None:
    """Write the names of rows left of them; on a narrow sheet above them, by `rise` rows, where they have its width."""
    up = sheet.fit(0, rise)
    above = sheet.fit({}, {"away": 0, "ha": "left", "va": "bottom"})
    words_left(axes, [y - up for y in range(len(names))], names, gid="label", **above, **lettering)
