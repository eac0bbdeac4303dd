"""Bars and dots with intervals: the drawing that most comparisons need."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matplotlib.axes import Axes

from analysis.charts.canvas import NAME_LETTERS, Place, Sheet, across, height_of, name_rows, room_for, words_left
from analysis.charts.figure import block, in_numbers, line, mark, set_origin
from analysis.errors import NotKnownError
from analysis.findings import Finding
from analysis.rendering.palette import GREY, INK, LETTERING, LINE, SOFT, WHITE

# ----- bars ------------------------------------------------------------------------------------------------

NOT_KNOWN = "not known on this day, not seen, or no such rate"
"""What stands in the place of a bar that is missing."""


SEEN = 0.03
"""Bounds that lie nearer to each other, as a part of the longest bar, could not be seen as a line."""

DOT = 0.025
"""How wide a dot is, as a part of the scale: narrower bounds vanish behind it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its finding, or None for a gap, and its colour; that of a forecast is hollow."""

    name: str
    finding: Finding | None
    colour: str = GREY
    marker: str = "o"  # the sign of a dot, so that colour is never the only one
    is_hollow: bool = False

    @property
    def dot(self) -> dict[str, Any]:
        """How the dot looks."""
        hollow = {"markerfacecolor": WHITE} if self.is_hollow else {}
        return {"marker": self.marker, "color": self.colour, **hollow}


def horizontal(
    sheet: Sheet, bars: Sequence[Bar], place: Place, *, scale: float = 1.0, room: float | None = 1.3
) -> Axes:
    """Draw bars from zero, each with its number at the end and its bounds as a thin line.

    `room` is the width of the axes as a multiple of the longest bar; on a narrow sheet, and without it, the numbers
    take no more than they need.
    """
    axes = _rows(sheet, bars, place)
    values = [b.finding.value / scale for b in bars if b.finding]
    top, bottom = max(values, default=1.0), 1.05 * min([0.0, *values])
    ends = []
    for y, bar in enumerate(bars):
        if bar.finding is None:
            axes.text(top * 0.01, y, sheet.wrap(NOT_KNOWN, 30), va="center", color=SOFT, fontsize=9)
            continue
        value = bar.finding.value / scale
        if bar.is_hollow:
            look = {"facecolor": WHITE, "edgecolor": bar.colour, "linewidth": 1.2, "linestyle": (0, (3, 1.5))}
            block(axes, y, (0, value), 0.58, **look)
        else:
            block(axes, y, (0, value), 0.62, color=bar.colour, linewidth=0)
        end = max(0.0, value, _whisker(axes, bar.finding, y, scale, top))
        ends.append((end, bar.finding.text))
        number = axes.annotate(
            bar.finding.text,
            (end, y),
            xytext=(6, 0),
            textcoords="offset points",
            va="center_baseline",
            color=INK,
            fontsize=9.5,
            fontweight=600,
        )
        set_origin(number, bar.finding)
    fits = ends and (sheet.narrow or room is None)
    axes.set_xlim(bottom, _reach(ends, bottom, sheet.breadth(axes)) if fits else top * (room or 1.3))
    axes.axvline(0, color=SOFT, linewidth=0.8)
    return axes


def _reach(ends: Sequence[tuple[float, str]], bottom: float, breadth: float) -> float:
    """Return how far an axis has to reach to leave each number its room at the end of its bar."""
    return max(bottom + (end - bottom) * breadth / (breadth - room_for([number]) - 0.1) for end, number in ends)


def _whisker(axes: Axes, finding: Finding, y: float, scale: float, top: float) -> float:
    """Draw the bounds where they are wide enough to be seen as a line; an open bound ends in an arrow. Return where it ends."""
    low, high = finding.quantity.low / scale, finding.quantity.high / scale
    if high == float("inf"):
        value = finding.value / scale
        axes.annotate(
            "", (value + top * 0.05, y), (value, y), arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1}
        )
        return value + top * 0.05
    if high - low < top * SEEN:
        return 0.0
    line(axes, [(low, y), (high, y)], color=INK, linewidth=1.2, solid_capstyle="butt")
    return high


def dots(
    sheet: Sheet,
    bars: Sequence[Bar],
    place: Place,
    *,
    limits: tuple[float, float],
    scale: float = 1.0,
    log: bool = False,
    letters: int = NAME_LETTERS,
) -> Axes:
    """Draw dots with their bounds, for scales that do not start at zero; the numbers stand in a column.

    `letters` is how many of a name stand on one line where room is scarce.
    """
    axes = _rows(sheet, bars, place, [b.finding.text for b in bars if b.finding], letters)
    if log:
        axes.set_xscale("log")
    axes.set_xlim(*limits)
    for y, bar in enumerate(bars):
        if bar.finding is None:
            continue
        low, high = bar.finding.quantity.low / scale, bar.finding.quantity.high / scale
        high = high if math.isfinite(high) else max(limits)  # the band of an open bound ends where the scale does
        line(axes, [(low, y), (high, y)], color=bar.colour, linewidth=8, alpha=0.35, solid_capstyle="butt")
        mark(axes, [(bar.finding.value / scale, y)], markersize=5.5, **bar.dot)
        number = axes.text(
            1.02,
            y,
            bar.finding.text,
            transform=axes.get_yaxis_transform(),
            va="center_baseline",
            color=INK,
            fontsize=9.5,
            fontweight=600,
        )
        set_origin(number, bar.finding)
    across(axes, range(len(bars)), limits)
    return axes


def _rows(
    sheet: Sheet, bars: Sequence[Bar], place: Place, numbers: Sequence[str] = (), letters: int = NAME_LETTERS
) -> Axes:
    """Add axes with a row for each bar: placed as told on a wide sheet, on a narrow one as names and numbers allow."""
    names = [sheet.wrap(b.name, letters) for b in bars]
    if sheet.narrow:
        height = (height_of(names) + 0.09) * len(bars)
        place = replace(place, height=height, left=room_for(names) + 0.08, right=room_for(numbers) + 0.05)
    axes = sheet.axes(place)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    words_left(axes, range(len(bars)), names, gid="label")
    return axes


LISTED = 5
"""As many bars are told one by one; of more only the ends, those in a colour, and those not known."""


def describe(bars: Sequence[Bar]) -> str:
    """Write the bars as a sentence, for those who cannot see them: a few one by one, of many the ends and the focus."""
    if len(bars) <= LISTED:
        told = (f"{bar.name}: {bar.finding.text if bar.finding else 'not known'}" for bar in bars)
        return f"{'; '.join(told)}."
    return f"{'; '.join(_told(bars))}."


def _told(bars: Sequence[Bar]) -> Iterator[str]:
    known = sorted((bar for bar in bars if bar.finding), key=value_of)
    if known:
        yield f"From {ends(known)}"
    yield from (f"{bar.name} {bar.finding.text}" for bar in known[1:-1] if bar.finding and bar.colour != GREY)
    if unknown := [bar.name for bar in bars if not bar.finding]:
        yield f"not known: {', '.join(unknown)}"


def value_of(bar: Bar) -> float:
    """Return the number of a bar; zero where none is known."""
    return bar.finding.value if bar.finding else 0.0


def ends(bars: Sequence[Bar]) -> str:
    """Write the smallest and the largest number, each with its name in brackets."""
    known = sorted((bar for bar in bars if bar.finding), key=value_of)
    if not known:
        raise NotKnownError("any of the bars")
    return " to ".join(f"{bar.finding.text} ({bar.name})" for bar in (known[0], known[-1]) if bar.finding)


def table(
    *panels: tuple[str, Sequence[Bar]], panel: str = "panel", named: str = "name", told: str = "value"
) -> Iterator[tuple[object, ...]]:
    """Write the bars of one or more panels as a table: what is drawn, its bounds, and the finding behind it.

    `panel`, `named` and `told` are what a reader calls the panels, the rows and their numbers.
    """
    yield panel, named, told, "low", "high", "unit", "printed", "finding"
    for heading, bars in panels:
        for bar in bars:
            f = bar.finding
            yield heading, bar.name, *((*in_numbers(f), f.text, f.id) if f else ("",) * 6)


# ----- squares ---------------------------------------------------------------------------------------------
# Squares of a hundred cells: a share of a whole, one cell for each per cent.

SIDE = 10
"""Cells along each side."""


def square(axes: Axes, part: Finding | None, colour: str) -> None:
    """Fill as many of a hundred cells as a share has per cents, from the lower left, and write the share above them."""
    axes.set_xlim(0, SIDE)
    axes.set_ylim(0, SIDE)
    block(axes, SIDE / 2, (0, SIDE), SIDE, color=LINE, linewidth=0)
    if part:
        for row, cells in enumerate(_rows_squares(part.value)):
            block(axes, row + 0.5, (0, cells), 1, color=colour, linewidth=0)
        number = axes.annotate(
            part.text, (0, SIDE), xytext=(0, 5), textcoords="offset points", color=INK, fontweight=600
        )
        set_origin(number, part)
    axes.plot(*_grid(), color=WHITE, linewidth=1)


def _grid() -> tuple[list[float], list[float]]:
    """Return all lines between the cells as one path: a hundred paths of their own would weigh as much as a photo."""
    along, across = [], []
    for at in range(1, SIDE):
        along += [at, at, math.nan, 0, SIDE, math.nan]
        across += [0, SIDE, math.nan, at, at, math.nan]
    return along, across


def _rows_squares(share: float) -> list[float]:
    """Say how much of each row is filled, from below.

    >>> [round(cells, 2) for cells in _rows_squares(0.158)]
    [10, 5.8]
    """
    cells = min(max(share, 0.0), 1.0) * SIDE * SIDE
    return [min(SIDE, cells - SIDE * row) for row in range(math.ceil(cells / SIDE))]


def describe_squares(parts: Sequence[tuple[str, Finding | None]]) -> str:
    """Write the shares as a sentence, for those who cannot see them."""
    return "; ".join(f"{words} {part.text if part else 'not known'}" for words, part in parts) + "."


# ----- stacks ----------------------------------------------------------------------------------------------
# Stacked bars: of each sum the part that comes from elsewhere, and what has been given up.

GAP = 1
"""How many points of paper part the two colours of a bar, which by night lie near each other."""

BAR = 0.143
"""How thick a bar is, in inches."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a bar behind its number: words, of which the number in braces leads to its finding."""

    template: str
    finding: Finding
    column: str
    """What the table of the figure calls the number."""
    colour: str = SOFT

    @property
    def words(self) -> str:
        """The words with the number in them."""
        return self.template.format(self.finding.text)

    @property
    def cell(self) -> object:
        """The number as the figure shows it, for a table: a share in per cent, a day as a day."""
        if self.finding.quantity.unit == "date":
            return date.fromordinal(round(self.finding.value))
        shown = re.search(r"[\d.,]+", self.finding.text)
        return shown[0].replace(",", "") if shown else self.finding.text


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its name, the whole sum, the part of it that is told apart, a remark, and its colour; what was given up is hollow.

    Where a part `is_left_out`, one is known of that is not drawn; else a bar without one has none that was seen.
    """

    name: str
    whole: Finding
    part: Finding | None = None
    remark: Remark | None = None
    given_up: bool = False
    colour: str = GREY
    is_left_out: bool = False

    @property
    def missing(self) -> str:
        """Why no part is drawn."""
        return "not drawn" if self.is_left_out else "none seen"


StackPanel = tuple[str, Sequence[Stack]]
"""Bars under one heading."""


def stacked(sheet: Sheet, panels: Sequence[StackPanel], *, left: float) -> None:
    """Draw panels of bars on one scale, the part of each in ink at its end, the numbers behind it.

    On a narrow sheet the names stand above their bars. An arrow says that there is no upper bound.
    """
    longest = max(stack.whole.value for _, rows in panels for stack in rows)
    row = sheet.fit(0.23, 0.5)
    for heading, rows in panels:
        axes = sheet.axes(Place(row * len(rows), sheet.fit(left, 0.02), 0.02, sheet.bottom + 0.27, 0.08))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, longest * sheet.breadth(axes) / (sheet.breadth(axes) - sheet.fit(2.6, 1.45)))
        name_rows(sheet, axes, [stack.name for stack in rows], rise=0.13)
        for y, stack in enumerate(rows):
            bar = y + sheet.fit(0, 0.16)
            _numbers(sheet, axes, bar, stack, _bar(axes, bar, stack, BAR / row))
        if not sheet.narrow:
            axes.axvline(0, color=SOFT, linewidth=0.8)
        sheet.head(axes, heading, 5)


def _bar(axes: Axes, y: float, stack: Stack, height: float) -> float:
    """Draw one bar, hollow where it was given up, and return where what is drawn of it ends."""
    whole, part = stack.whole.value, stack.part.value if stack.part else 0.0
    if stack.given_up:
        block(axes, y, (0, whole), height, facecolor="none", edgecolor=stack.colour, linewidth=1, linestyle=(0, (3, 2)))
    else:
        gap = axes.get_xlim()[1] / axes.bbox.width * axes.figure.dpi * GAP / 72 if part else 0.0
        rest = whole - part
        block(axes, y, (0, rest - min(gap, rest / 2)), height, color=stack.colour, linewidth=0)
        if part:
            block(axes, y, (rest, whole), height, color=INK, linewidth=0)
    if stack.whole.quantity.high < math.inf:
        return whole
    end = whole + axes.get_xlim()[1] * 0.025
    axes.annotate("", (end, y), (whole, y), arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1})
    return end


def _numbers(sheet: Sheet, axes: Axes, y: float, stack: Stack, end: float) -> None:
    """Write the sum behind its bar, and the remark behind it or, where room is scarce, above it at the edge."""
    number = axes.annotate(
        stack.whole.text, (end, y), xytext=(6, 0), textcoords="offset points", va="center_baseline",
        color=INK, fontweight=600,
    )  # fmt: skip
    set_origin(number, stack.whole)
    if remark := stack.remark:
        across = 8 + 72 * room_for([stack.whole.text])
        at, side, away = (
            ((axes.get_xlim()[1], y), "right", (0, 18)) if sheet.narrow else ((end, y), "left", (across, 0))
        )
        words = axes.annotate(
            remark.words, at, xytext=away, textcoords="offset points", ha=side, va="center_baseline",
            color=LETTERING.get(remark.colour, remark.colour), fontsize=9,
        )  # fmt: skip
        set_origin(words, remark.finding)


def describe_stacks(panels: Sequence[StackPanel]) -> str:
    """Write the bars as sentences, for those who cannot see them: the first and the last of each panel."""
    return " ".join(
        f"{heading}: {' down to '.join(map(_told_stacks, dict.fromkeys((rows[0], rows[-1]))))}."
        for heading, rows in panels
    )


def _told_stacks(stack: Stack) -> str:
    return f"{stack.name}, {stack.whole.text}{f' ({stack.remark.words})' if stack.remark else ''}"


def table_stacks(
    panels: Sequence[StackPanel], *, panel: str = "panel", named: str = "name", told: str = "value", part: str = "part"
) -> Iterator[tuple[object, ...]]:
    """Write the bars as a table, a row for each: the whole sum, the part told apart, and what is said of it.

    `panel`, `named`, `told` and `part` are what a reader calls the panels, the rows, their sums and the parts of these;
    the number by which a part is sorted stands behind it. In the place of a part that is not drawn stands why.
    """
    have_parts = any(stack.part for _, rows in panels for stack in rows)
    columns = list(dict.fromkeys(stack.remark.column for _, rows in panels for stack in rows if stack.remark))
    yield panel, named, told, "low", "high", "unit", "printed", part, f"{part}, exact", *columns
    for heading, rows in panels:
        for stack in rows:
            remarks = {stack.remark.column: stack.remark.cell} if stack.remark else {}
            missing = stack.missing if have_parts else ""
            shown = (stack.part.text, in_numbers(stack.part)[0]) if stack.part else (missing, "")
            said = (remarks.get(column, "") for column in columns)
            yield heading, stack.name, *in_numbers(stack.whole), stack.whole.text, *shown, *said
