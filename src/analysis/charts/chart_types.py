"""The kinds of chart: how their rows are drawn, described in words, and written as a table.

Each kind has a section with a class for a row, and functions that draw rows on a sheet, describe them for readers who
cannot see the drawing, and yield them as the rows of a table:

    Bar    bars, dots   describe_bars      bar_table
    Pair   pairs        describe_pairs     bar_table
    Bar    slopes       describe_slopes    bar_table
    Stack  stacks       describe_stacks    stack_table
    Bar    square       describe_bars      bar_table
    Line   lines        describe_lines     line_table

Rows of bars are at 0, 1, 2 and so on, from the top of the axes to the bottom.
"""

import itertools
import math
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.charts import axis_layout
from analysis.charts.axis_layout import LABEL, LINE_HEIGHT, NAME_LETTERS, NUMBER, Place, Sheet, room_for
from analysis.errors import NotKnownError
from analysis.findings import Finding
from analysis.findings.label_composition import capitalise
from analysis.rendering.palette import GREY, INK, LETTERING, LINE, SOFT, WHITE
from analysis.writing.writer import anchor

TableRow = tuple[object, ...]
"""A row of the table of a chart; the first row has the column names."""

Position = tuple[float, float]
"""A point of a drawing: x and y in the units of the data, or an offset in points."""

DASHED = (0, (3, 1.5))
"""The style of a line to a forecast."""

HOLLOW = {"markerfacecolor": WHITE}
"""The style of the dot of a forecast."""

ARROW = {"arrowstyle": "->", "color": INK, "linewidth": 1}
"""The end of a bar without an upper bound."""


def draw_markers(axes: Axes, points: Sequence[Position], **style: Any) -> None:
    """Draw markers at points, without lines between them."""
    draw_line(axes, points, linestyle="", clip_on=False, **style)


def draw_line(axes: Axes, points: Sequence[Position], **style: Any) -> None:
    """Draw a line from point to point, without changing the limits of the axes."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    axes.add_artist(Line2D(xs, ys, **style))


def draw_block(axes: Axes, y: float, ends: tuple[float, float], height: float, **style: Any) -> None:
    """Draw a horizontal bar centred at `y`, without changing the limits of the axes."""
    left, right = ends
    lower_left = (left, y - height / 2)
    axes.add_artist(Rectangle(lower_left, right - left, height, **style))


def write_number(
    axes: Axes, finding: Finding | None, point: Position, offset: Position = (0, 0), *, words: str = "", **style: Any
) -> Text:
    """Write the number of a finding, or words with it, `offset` points from a position, as a link to its working.

    Without a finding, the words are a name and may hold digits. `style` is added to the usual one.
    """
    usual: dict[str, Any] = {"va": "center_baseline", "color": INK, "fontweight": 600, "gid": LABEL}
    if finding and not words:
        words = finding.text
    text = axes.annotate(words, point, xytext=offset, textcoords="offset points", **usual | style)
    if finding:
        text.set_gid(NUMBER)
        text.set_label(anchor(finding))  # not drawn; the figure reads from it where the number links to
    return text


def quantity_cells(finding: Finding) -> TableRow:
    """Return value, bounds and unit for the table of a chart; shares are in per cent, as in the chart."""
    quantity = finding.quantity
    scale, unit = 1, quantity.unit
    if unit == "share":
        scale, unit = 100, "per cent"
    return quantity.value * scale, quantity.low * scale, quantity.high * scale, unit


# Bars and dots with bounds, a row for each

BAR_THICKNESS, HOLLOW_BAR_THICKNESS = 0.62, 0.58
"""Thickness of bars, as a share of the distance between rows; the outline of a hollow one lies half outside."""

BAR_GAP = 6
"""Points between the end of a bar and its number."""

WIDTH_WITH_NUMBERS = 1.3
"""Width of the axes, as a multiple of the longest bar: the space beside it is for the numbers."""

ARROW_LENGTH = 0.05
"""Length of the arrow at a bar without an upper bound, as a share of the longest bar."""

SMALLEST_WHISKER = 0.03
"""The width of bounds, as a share of the longest bar, below which they would not be visible."""

MOST_DESCRIBED = 5
"""Bars described one by one; of more, only the ends, the coloured and the unknown ones are."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or dot: its name, its finding, or None if unknown, and its colour; a forecast is hollow.

    Dots also differ by marker, so that colour is never the only distinction. `form` is how the number is written: "2"
    for two significant digits.
    """

    name: str
    finding: Finding | None
    colour: str = GREY
    marker: str = "o"
    is_hollow: bool = False
    form: str = ""

    @property
    def dot_style(self) -> dict[str, Any]:
        """The style of the dot."""
        style = {"marker": self.marker, "color": self.colour}
        return style | HOLLOW if self.is_hollow else style

    @property
    def value(self) -> float:
        """The number; zero if unknown."""
        return self.finding.value if self.finding else 0.0

    @property
    def text(self) -> str:
        """The formatted number, or that it is not known."""
        return self.finding.written(self.form) if self.finding else "not known"

    @property
    def label(self) -> str:
        """The name and the number in one line."""
        return f"{self.name} {self.text}"


BarPanel = tuple[str, Sequence[Bar]]
"""Bars or dots under one heading."""


def bars(sheet: Sheet, rows: Sequence[Bar], place: Place, *, room: float | None = WIDTH_WITH_NUMBERS) -> Axes:
    """Draw bars from zero, each with its number at the end and its bounds as a thin line.

    `room` is the width of the axes as a multiple of the longest bar; on a narrow sheet, or if it is None, the numbers
    take only the space they need. At least one bar must not be below zero, unless `room` is None.
    """
    axes = _row_axes(sheet, rows, place)
    values = [row.value for row in rows if row.finding]
    longest = max(values, default=1.0)
    lowest = min(values, default=0.0)
    left = 1.05 * min(lowest, 0.0)  # bars below zero do not touch the edge

    ends: list[tuple[float, str]] = []  # where each number begins, and the number
    for y, row in enumerate(rows):
        if row.finding is None:
            # no id, as the words are neither a number nor a name from the data
            write_number(axes, None, (0, y), (BAR_GAP, 0), words=row.text, gid=None, color=SOFT, fontweight=400)
            continue
        if row.is_hollow:
            outline = {"facecolor": WHITE, "edgecolor": row.colour, "linewidth": 1.2, "linestyle": DASHED}
            draw_block(axes, y, (0, row.value), HOLLOW_BAR_THICKNESS, **outline)
        else:
            draw_block(axes, y, (0, row.value), BAR_THICKNESS, color=row.colour, linewidth=0)
        whisker_end = _draw_whisker(axes, row.finding, y, longest)
        end = max(0.0, row.value, whisker_end)  # the number of a bar below zero is right of zero, clear of the name
        write_number(axes, row.finding, (end, y), (BAR_GAP, 0), words=row.text)
        ends.append((end, row.text))

    if ends and (sheet.is_narrow or room is None):
        # The axes end where the last of the numbers does. A number is as wide in inches however many units the axes
        # have, so its bar gets the rest of the breadth, and the limit follows from what one inch then stands for.
        breadth = sheet.breadth(axes)
        limits = []
        for end, text in ends:
            for_bar = breadth - room_for([text]) - 0.1
            units_per_inch = (end - left) / for_bar
            limits.append(left + units_per_inch * breadth)
        right = max(limits)
    else:
        right = longest * (room or WIDTH_WITH_NUMBERS)  # None comes here only if no number is known
    axes.set_xlim(left, right)
    axes.axvline(0, color=SOFT, linewidth=0.8)
    return axes


def _draw_whisker(axes: Axes, finding: Finding, y: float, longest: float) -> float:
    """Draw the bounds if they are wide enough to be visible, an open one as an arrow.

    Returns where they end; zero if they are not drawn.
    """
    low, high = finding.quantity.low, finding.quantity.high
    if high == math.inf:
        end = finding.value + longest * ARROW_LENGTH
        axes.annotate("", (end, y), (finding.value, y), arrowprops=ARROW)
        return end
    if high - low < longest * SMALLEST_WHISKER:
        return 0.0
    draw_line(axes, [(low, y), (high, y)], color=INK, linewidth=1.2, solid_capstyle="butt")
    return high


def dots(
    sheet: Sheet,
    rows: Sequence[Bar],
    place: Place,
    *,
    limits: tuple[float, float],
    log: bool = False,
    letters: int = NAME_LETTERS,
    numbers: Sequence[str] = (),
) -> Axes:
    """Draw dots with their bounds, for scales that do not start at zero, with the numbers in a column.

    `letters` is the number of characters of a name on one line of a narrow sheet. `numbers` are those of all panels
    that share the scale, for which a narrow sheet has to leave room.
    """
    numbers = numbers or [row.text for row in rows if row.finding]
    axes = _row_axes(sheet, rows, place, numbers=numbers, letters=letters)
    if log:
        axes.set_xscale("log")
    axes.set_xlim(*limits)
    for y, row in enumerate(rows):
        if row.finding:
            low = row.finding.quantity.low
            # an open bound goes to the edge; the limits of ranks are reversed
            high = min(row.finding.quantity.high, max(limits))
            draw_line(axes, [(low, y), (high, y)], color=row.colour, linewidth=8, alpha=0.35, solid_capstyle="butt")
            draw_markers(axes, [(row.value, y)], markersize=5.5, **row.dot_style)
            column = axes.get_yaxis_transform()  # x as a share of the axes, from left to right; y as a row
            write_number(axes, row.finding, (1.02, y), words=row.text, xycoords=column)
    axis_layout.horizontal_lines(axes, range(len(rows)), limits)
    return axes


def _row_axes(
    sheet: Sheet, rows: Sequence[Bar], place: Place, numbers: Sequence[str] = (), letters: int = NAME_LETTERS
) -> Axes:
    """Add axes with a row for each bar, at `place` on a wide sheet, fitted to names and numbers on a narrow one.

    `numbers` are those right of the axes; those of bars are within them.
    """
    names = [sheet.wrap(row.name, letters) for row in rows]
    if sheet.is_narrow:
        height = (axis_layout.height_of(names) + 0.09) * len(rows)
        place = replace(place, height=height, left=room_for(names) + 0.08, right=room_for(numbers) + 0.05)
    axes = sheet.axes(place)
    axes.set_ylim(len(rows) - 0.4, -0.6)  # the first row at the top, and space for half a row around the others
    axis_layout.label_left(axes, range(len(rows)), names, gid=LABEL)
    return axes


def describe_bars(rows: Sequence[Bar]) -> str:
    """Describe bars or dots: a few one by one; of many the ends, the coloured and the unknown ones."""
    if len(rows) <= MOST_DESCRIBED:
        return "; ".join(f"{row.name}: {row.text}" for row in rows) + "."

    parts = []
    known = _from_smallest(rows)
    if known:
        parts.append(f"From {describe_range(known)}")
    between = known[1:-1]
    parts += [row.label for row in between if row.colour != GREY]
    unknown = [row.name for row in rows if not row.finding]
    if unknown:
        parts.append(f"not known: {', '.join(unknown)}")
    return "; ".join(parts) + "."


def describe_range(rows: Sequence[Bar]) -> str:
    """Return the smallest and the largest number, each with its name in brackets; a single one by itself."""
    known = _from_smallest(rows)
    if not known:
        raise NotKnownError("any of the bars")
    ends = dict.fromkeys((known[0], known[-1]))  # once if it is the only one
    return " to ".join(f"{row.text} ({row.name})" for row in ends)


def _from_smallest(rows: Sequence[Bar]) -> list[Bar]:
    """Return the bars that are known, the smallest first."""
    return sorted((row for row in rows if row.finding), key=lambda row: row.value)


def bar_table(*panels: BarPanel, panel: str = "panel", name: str = "name", value: str = "value") -> Iterator[TableRow]:
    """Yield the bars of one or more panels as rows of a table: what is drawn, its bounds, and its finding.

    `panel`, `name` and `value` are the column names for the panels, the rows and their numbers.
    """
    yield panel, name, value, "low", "high", "unit", "printed", "finding"
    for heading, rows in panels:
        for row in rows:
            if row.finding:
                cells = quantity_cells(row.finding)
                yield heading, row.name, *cells, row.text, row.finding.id
            else:
                yield heading, row.name, "", "", "", "", "", ""


# Pairs: two dots on one scale in each row, joined by a line

PAIR_ROW = 0.52
"""Height of a row on a narrow sheet, in inches: a name, below it the labels, below them the dots."""

NAME_RISE, DOT_DROP = 0.2, 0.27
"""On a narrow sheet the name is so far above the centre of its row, and the dots so far below, as shares of a row."""

DOT_GAP = 7
"""Points between the centre of a dot and its label."""

EDGE_MARGIN = 0.02
"""Inches between drawings and the edges of a sheet where no words are between them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of dots on one scale: its name and one or two dots.

    Each dot has its name and number as label; the name of a coloured one stands only in the first row.
    """

    name: str
    dots: Sequence[Bar]


def pairs(sheet: Sheet, rows: Sequence[Pair], place: Place, ticks: Sequence[float], tick_words: Sequence[str]) -> Axes:
    """Draw rows of dots on a scale from the first to the last tick, with each label beside its dot.

    The names stand at the left edge; on a narrow sheet they are above their rows, and the labels above their dots.
    """
    names = [row.name for row in rows]
    if sheet.is_narrow:
        axes = sheet.axes(replace(place, height=PAIR_ROW * len(rows), left=EDGE_MARGIN, right=EDGE_MARGIN))
    else:
        axes = sheet.axes(place)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    margin = sheet.fit(0.0, 0.06) * (ticks[-1] - ticks[0])  # on a narrow sheet the axes reach the edges
    axes.set_xlim(ticks[0] - margin, ticks[-1] + margin)

    if sheet.is_narrow:
        axis_layout.name_rows(sheet, axes, names, rise=NAME_RISE)
    else:
        # the distance in points from the axes to the left edge of the sheet, less a margin
        axis_layout.label_left(axes, range(len(rows)), names, gid=LABEL, pad=72 * place.left - 1.5, ha="left")
    axis_layout.bottom_axis(axes, ticks, tick_words)

    for index, row in enumerate(rows):
        y = index + sheet.fit(0, DOT_DROP)
        from_left = sorted(row.dots, key=lambda dot: dot.value)
        draw_line(axes, [(dot.value, y) for dot in from_left], color=GREY, linewidth=1.6, zorder=1)
        for dot in from_left:
            draw_markers(axes, [(dot.value, y)], markersize=7, markeredgewidth=1.4, **dot.dot_style)
            is_named = index == 0 or dot.colour == GREY
            words = dot.label if is_named else dot.text
            _label_dot(sheet, axes, dot, y, words, is_left=dot is not from_left[-1])
    return axes


def _label_dot(sheet: Sheet, axes: Axes, dot: Bar, y: float, words: str, *, is_left: bool) -> None:
    """Write the label of a dot beside it, or above it on a narrow sheet, within the sheet.

    `is_left` means that another dot is on its right, so that the label is on its left.
    """
    style: dict[str, Any] = {
        "color": LETTERING.get(dot.colour, dot.colour),
        "fontweight": 400 if dot.colour == GREY else 600,
        "ha": "right" if is_left else "left",
    }
    offset: Position = (-DOT_GAP if is_left else DOT_GAP, 0)

    if sheet.is_narrow:
        # in inches from the left end of the axes: the centre of the dot, and where the label begins
        low, high = axes.get_xlim()
        breadth = sheet.breadth(axes)
        center = breadth * (dot.value - low) / (high - low)
        width = room_for([words])
        begin = center + 0.05 - width if is_left else center - 0.05
        within = min(max(begin, 0.0), breadth - width)  # moved so that neither end is beyond the axes
        offset = (72 * (within - center), DOT_GAP)
        style |= {"ha": "left", "va": "baseline"}
    write_number(axes, dot.finding, (dot.value, y), offset, words=words, **style)


def describe_pairs(rows: Sequence[Pair]) -> str:
    """Describe each row with the numbers of its dots."""
    parts = []
    for row in rows:
        labels = ", ".join(dot.label for dot in row.dots)
        parts.append(f"{row.name}: {labels}")
    return "; ".join(parts) + "."


# Slopes: the same things by two accounts or at two times, joined by lines

LEADER_RISE = 3.0
"""Points by which a label may be above or below its marker without a line that leads to it."""

COLUMN_GAP = 0.18
"""Inches between a column and the words beside it, for leader lines."""

LABEL_HEIGHT = 1.15 * LINE_HEIGHT
"""Height of a label beside a column in inches, with space to the next one."""

RING: dict[str, Any] = {"markeredgecolor": WHITE, "markeredgewidth": 0.6}
"""The outline of a marker, which separates overlapping ones."""

Head = str | Finding
"""The heading of a column: words, or a number such as a year."""


class SlopeEnd(NamedTuple):
    """One end of a slope: the column that it is in, 0 on the left and 1 on the right, and its bar."""

    side: int
    bar: Bar


def slopes(sheet: Sheet, panels: Sequence[BarPanel], place: Place, heads: Sequence[Head] = ()) -> Axes:
    """Draw a column of dots for each panel, one or two; those of the same name are joined by a line.

    All dots must be known, and not all equal. Each has its name and number beside it. `heads` replace the headings of the panels.
    """
    if sheet.is_narrow:
        label_widths = []
        for _, rows in panels:
            label_widths.append(room_for([row.label for row in rows]) + COLUMN_GAP + 0.05)
        right = label_widths[1] if len(panels) > 1 else 0.1
        place = replace(place, left=label_widths[0], right=right)
    axes = sheet.axes(place)
    values = [row.value for _, rows in panels for row in rows]
    margin = axis_layout.AXIS_MARGIN * (max(values) - min(values))
    limits = min(values) - margin, max(values) + margin
    axes.set_ylim(*limits)
    axes.set_xlim(-0.02, 1.02)  # the columns are at 0 and 1

    # columns and their headings
    for side, head in enumerate(heads or [heading for heading, _ in panels]):
        axes.axvline(side, color=LINE, linewidth=0.8, zorder=0)
        if isinstance(head, str):
            _write_aside(axes, side, limits[1], head, INK, finding=None, rise=8)
        else:
            _write_aside(axes, side, limits[1], head.text, INK, finding=head, rise=8)

    # lines between them, the coloured ones last, so that they are on top of the grey
    for ends in sorted(_ends_by_name(panels), key=lambda ends: ends[0].bar.colour != GREY):
        colour = ends[0].bar.colour
        sides = [end.side for end in ends]
        heights = [end.bar.value for end in ends]
        axes.plot(sides, heights, color=colour, linewidth=1.3 if colour == GREY else 2.4)
        points = list(zip(sides, heights, strict=True))
        draw_markers(axes, points, marker="o", color=colour, markersize=5.5, **RING)

    # names and numbers, with a leader line where they had to move
    units_per_inch = (limits[1] - limits[0]) / place.height
    for side, (_, rows) in enumerate(panels):
        label_heights = [LABEL_HEIGHT * units_per_inch] * len(rows)
        centers = axis_layout.spread_labels([row.value for row in rows], label_heights, limits)
        for row, y in zip(rows, centers, strict=True):
            rise = 72 * (y - row.value) / units_per_inch
            leader = None
            if abs(rise) > LEADER_RISE:
                start = (0 if side else 1, 0.5)  # the middle of the side that faces the column
                leader = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3}
                leader |= {"relpos": start}
            ink = LETTERING.get(row.colour, row.colour)
            _write_aside(axes, side, row.value, row.label, ink, row.finding, rise=rise, leader=leader)
    return axes


def _ends_by_name(panels: Sequence[BarPanel]) -> list[list[SlopeEnd]]:
    """Return the ends of each slope: the bars that have the same name, from left to right."""
    ends: dict[str, list[SlopeEnd]] = {}
    for side, (_, rows) in enumerate(panels):
        for row in rows:
            ends.setdefault(row.name, []).append(SlopeEnd(side, row))
    return list(ends.values())


def _write_aside(
    axes: Axes, side: int, y: float, words: str, ink: str, finding: Finding | None, *, rise: float, leader: Any = None
) -> None:
    """Write words outside a column, `rise` points above a position, as a link if there is a finding.

    `leader` is the style of a line from the words to the position.
    """
    style: dict[str, Any] = {
        "ha": "left" if side else "right",
        "color": ink,
        "fontweight": 400 if ink == LETTERING[GREY] else 600,
    }
    across = 72 * COLUMN_GAP
    offset = (across if side else -across, rise)
    write_number(axes, finding, (side, y), offset, words=words, annotation_clip=False, arrowprops=leader, **style)


def describe_slopes(panels: Sequence[BarPanel], heads: Sequence[str]) -> str:
    """Describe slopes: the coloured ones first and with the headings, the others briefly.

    One with a single end has its heading in any case, as nothing else tells which end it is. Such as "Japan: 4% in 2022, 5% in 2032; Germany: 6% and 7%."
    """
    slopes_by_name = _ends_by_name(panels)
    has_colour = any(row.colour != GREY for _, rows in panels for row in rows)
    full: list[str] = []
    brief: list[str] = []
    for index, ends in enumerate(slopes_by_name):
        first = ends[0].bar

        # without a coloured slope the first one tells what the headings are
        is_full = first.colour != GREY if has_colour else index == 0
        has_one_end = len(ends) < len(panels)
        if is_full or has_one_end:
            numbers = ", ".join(f"{bar.text} {heads[side]}" for side, bar in ends)
        else:
            numbers = " and ".join(bar.text for _, bar in ends)
        parts = full if is_full else brief
        parts.append(f"{first.name}: {numbers}")
    return "; ".join(full + brief) + "."


# Stacks: amounts with a part of each, and those that were given up

PART_GAP = 1
"""Gap in points between the two colours of a bar, which are similar in dark mode."""

STACK_THICKNESS = 0.143
"""Thickness of a bar in inches."""

STACK_RISE = 0.13
"""On a narrow sheet a name is so far above the centre of its row, as a share of the row; below it is the bar."""

STACK_DROP = 0.16
"""On a narrow sheet a bar is so far below the centre of its row, as a share of the row."""

REMARK_GAP = 8
"""Points from the end of a bar to its remark, beside the width of the number between them."""

REMARK_RISE = 18.0
"""On a narrow sheet a remark is so many points above its bar, on the line of the name."""


@dataclass(frozen=True, slots=True)
class Remark:
    """The words that follow the number of a bar; a number in braces links to its finding.

    `column` is the column name of the number in the table of the chart; empty if another column has the number.
    """

    template: str
    finding: Finding
    column: str
    colour: str = SOFT

    @property
    def words(self) -> str:
        """The words, with the number filled in."""
        return self.template.format(self.finding.text)

    @property
    def cell(self) -> object:
        """The number for the table, with the digits of the drawing: a share in per cent; a day as a date."""
        if self.finding.quantity.unit == "date":
            return date.fromordinal(round(self.finding.value))
        digits = re.search(r"[\d.,]+", self.finding.text)  # "1,250" of "$1,250m": as precise as in the drawing
        return digits[0].replace(",", "") if digits else self.finding.text


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its name, the whole amount, a part of it, a remark, and its colour.

    What was given up is hollow, and its part is not drawn. `is_left_out` means that there is a part that is not drawn; otherwise a bar without a
    part has none that is known. `form` is how the amounts are written: "2" for two significant digits.
    """

    name: str
    whole: Finding
    part: Finding | None = None
    remark: Remark | None = None
    given_up: bool = False
    colour: str = GREY
    is_left_out: bool = False
    form: str = ""

    @property
    def text(self) -> str:
        """The formatted amount."""
        return self.whole.written(self.form)


StackPanel = tuple[str, Sequence[Stack]]
"""Bars under one heading."""

TOTAL_HEIGHT, TOTAL_LETTER = 0.5, 0.063
"""Height of the bar of a total, and the width of a letter within it, in inches."""


def stacks(sheet: Sheet, panels: Sequence[StackPanel], *, left: float, total: Stack | None = None) -> None:
    """Draw panels of bars on one scale, each with its part in dark at its end, followed by the numbers.

    On a narrow sheet the names are above their bars. An arrow means that there is no upper bound. A total is a thick
    bar on top, with its name and amount above it and its remark within its part.
    """
    row_height = sheet.fit(0.23, 0.5)  # inches: on a narrow sheet the name is above the bar
    start = sheet.fit(left, EDGE_MARGIN)
    reach = _reach(sheet, panels, total, sheet.width - start - EDGE_MARGIN)

    if total:
        place = Place(TOTAL_HEIGHT, left=start, right=EDGE_MARGIN, top=sheet.bottom + 0.24, below=0.06)
        axes = sheet.axes(place)
        axes.set_ylim(0.5, -0.5)
        axes.set_xlim(0, reach)
        _draw_stack(axes, 0, total, height=1.0)
        head = sheet.head(axes, f"{total.name}, total: {total.text}", 5)
        head.set_gid(NUMBER)  # a link, like what `write_number` writes
        head.set_label(anchor(total.whole))
        _label_part(sheet, axes, total)

    for heading, rows in panels:
        height = row_height * len(rows)
        axes = sheet.axes(Place(height, left=start, right=EDGE_MARGIN, top=sheet.bottom + 0.27, below=0.08))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, reach)
        axis_layout.name_rows(sheet, axes, [stack.name for stack in rows], rise=STACK_RISE)
        for row, stack in enumerate(rows):
            y = row + sheet.fit(0, STACK_DROP)
            end = _draw_stack(axes, y, stack, STACK_THICKNESS / row_height)
            write_number(axes, stack.whole, (end, y), (BAR_GAP, 0), words=stack.text)
            if stack.remark:
                _write_remark(sheet, axes, stack.remark, (end, y), stack.text)
        if not sheet.is_narrow:
            axes.axvline(0, color=SOFT, linewidth=0.8)
        sheet.head(axes, heading, 5)


def _write_remark(sheet: Sheet, axes: Axes, remark: Remark, end: Position, number: str) -> None:
    """Write a remark behind the number at the end of a bar, or on a narrow sheet above the bar, at the right edge."""
    point, side = end, "left"
    offset = (REMARK_GAP + 72 * room_for([number]), 0.0)
    if sheet.is_narrow:
        point, side = (axes.get_xlim()[1], end[1]), "right"
        offset = (0.0, REMARK_RISE)
    ink = LETTERING.get(remark.colour, remark.colour)
    style: dict[str, Any] = {"ha": side, "color": ink, "fontsize": 9, "fontweight": 400}
    write_number(axes, remark.finding, point, offset, words=remark.words, **style)


def _reach(sheet: Sheet, panels: Sequence[StackPanel], total: Stack | None, breadth: float) -> float:
    """Return the amount at the right edge of axes `breadth` inches wide, so that each bar has room for its numbers.

    A bar of 10 whose words take a quarter of the axes needs axes that reach to 10 / (3/4); the largest of these counts.
    """
    amounts = []
    if total:
        for_arrow = 0.15
        amounts.append(total.whole.value * breadth / (breadth - for_arrow))
    for _, rows in panels:
        for stack in rows:
            for_words = 0.2 + room_for([stack.text])  # an arrow or a gap, and the number
            if stack.remark and not sheet.is_narrow:  # on a narrow sheet it is above the bar
                for_words += 0.1 + room_for([stack.remark.words])
            amounts.append(stack.whole.value * breadth / (breadth - for_words))
    return max(amounts)


def _label_part(sheet: Sheet, axes: Axes, total: Stack) -> None:
    """Write the remark of a total within its part, in as many lines as it takes."""
    if not total.part or not total.remark:
        return
    _, right = axes.get_xlim()
    breadth_of_part = sheet.breadth(axes) * total.part.value / right
    letters = max(1, int(breadth_of_part / TOTAL_LETTER))
    words = textwrap.fill(total.remark.words, letters, break_long_words=False)
    center = total.whole.value - total.part.value / 2  # the part is at the right end
    style: dict[str, Any] = {"ha": "center", "va": "center", "color": WHITE, "fontsize": 9, "linespacing": 1.05}
    write_number(axes, total.remark.finding, (center, 0), words=words, **style)


def _draw_stack(axes: Axes, y: float, stack: Stack, height: float) -> float:
    """Draw one bar, hollow if it was given up, and return where it ends, its arrow included.

    `height` is its thickness as a share of a row.
    """
    whole = stack.whole.value
    part = stack.part.value if stack.part else 0.0
    _, reach = axes.get_xlim()
    if stack.given_up:
        outline = {"facecolor": "none", "edgecolor": stack.colour, "linewidth": 1, "linestyle": (0, (3, 2))}
        draw_block(axes, y, (0, whole), height, **outline)
    else:
        rest = whole - part
        gap = 0.0
        if part:
            units_per_point = reach / axes.bbox.width  # in pixels, which are points on a sheet of 72 dpi
            gap = min(PART_GAP * units_per_point, rest / 2)  # leaves something of a small rest
        draw_block(axes, y, (0, rest - gap), height, color=stack.colour, linewidth=0)
        if part:
            draw_block(axes, y, (rest, whole), height, color=INK, linewidth=0)

    if stack.whole.quantity.high < math.inf:
        return whole
    end = whole + reach * 0.025
    axes.annotate("", (end, y), (whole, y), arrowprops=ARROW)
    return end


def describe_stacks(panels: Sequence[StackPanel]) -> str:
    """Describe the first and the last bar of each panel, whose bars stand in order of size, the largest first."""
    sentences = []
    for heading, rows in panels:
        ends = dict.fromkeys((rows[0], rows[-1]))  # once if it is the only one
        descriptions = " down to ".join(_describe_stack(stack) for stack in ends)
        sentences.append(f"{heading}: {descriptions}.")
    return " ".join(sentences)


def _describe_stack(stack: Stack) -> str:
    description = f"{stack.name}, {stack.text}"
    return f"{description} ({stack.remark.words})" if stack.remark else description


def stack_table(
    panels: Sequence[StackPanel], *, panel: str = "panel", name: str = "name", value: str = "value", part: str = "part"
) -> Iterator[TableRow]:
    """Yield the bars as rows of a table: the whole amount, its part, and the remarks.

    `panel`, `name`, `value` and `part` are column names; each part also has its exact value. In place of a missing part
    is the reason; where no bar at all has a part, these columns are empty.
    """
    stacks_drawn = [stack for _, rows in panels for stack in rows]
    have_parts = any(stack.part for stack in stacks_drawn)
    remarks = [stack.remark for stack in stacks_drawn if stack.remark]
    remark_columns = list(dict.fromkeys(remark.column for remark in remarks if remark.column))

    yield panel, name, value, "low", "high", "unit", "printed", part, f"{part}, exact", *remark_columns
    for heading, rows in panels:
        for stack in rows:
            if stack.part:
                exact_part, *_ = quantity_cells(stack.part)
                part_cells: TableRow = (stack.part.written(stack.form), exact_part)
            elif have_parts:
                part_cells = ("not drawn" if stack.is_left_out else "none seen", "")
            else:
                part_cells = ("", "")

            remark_cells: dict[str, object] = dict.fromkeys(remark_columns, "")
            if stack.remark and stack.remark.column:
                remark_cells[stack.remark.column] = stack.remark.cell
            yield heading, stack.name, *quantity_cells(stack.whole), stack.text, *part_cells, *remark_cells.values()


# Squares of a hundred cells: a share of a whole, one cell for each per cent

SQUARE_SIDE = 10
"""Cells along each side of a square."""


def square(axes: Axes, part: Bar, hue: str) -> None:
    """Fill one of a hundred cells for each per cent of a share, from the lower left, and write the share above them."""
    axes.set_xlim(0, SQUARE_SIDE)
    axes.set_ylim(0, SQUARE_SIDE)
    draw_block(axes, SQUARE_SIDE / 2, (0, SQUARE_SIDE), SQUARE_SIDE, color=LINE, linewidth=0)
    if part.finding:
        cells = min(max(part.value, 0.0), 1.0) * SQUARE_SIDE * SQUARE_SIDE
        for row in range(math.ceil(cells / SQUARE_SIDE)):
            cells_in_row = min(SQUARE_SIDE, cells - SQUARE_SIDE * row)  # the last row may end within a cell
            draw_block(axes, row + 0.5, (0, cells_in_row), 1, color=hue, linewidth=0)
        write_number(axes, part.finding, (0, SQUARE_SIDE), (0, 5), words=part.text, va="baseline")

    # the lines between cells, one upright and one level at a time, as a single path, which makes a smaller SVG
    xs: list[float] = []
    ys: list[float] = []
    for cell in range(1, SQUARE_SIDE):
        xs += [cell, cell, math.nan, 0, SQUARE_SIDE, math.nan]
        ys += [0, SQUARE_SIDE, math.nan, cell, cell, math.nan]
    axes.plot(xs, ys, color=WHITE, linewidth=1)


# Lines over time, named at their ends instead of in a legend

YEAR_WIDTH = 0.4
"""Space for a year on the axis, in inches."""

THICK_LINE = 1.5
"""Lines thicker than this, in points, are what the chart is about: their names are bold, and their course is told."""

NAME_GAP = 8
"""Points between the last year of the plot and the names beside it."""

MOST_MARKERS = 60
"""Lines with more points than this, such as monthly ones, have no markers, which would run into a band."""

DOTTED = (0, (1, 6))
"""Dots far apart, unlike a line of the data or over a gap."""

SMALLEST_TURN = 0.125
"""Minimum distance of a peak or low from both ends of a line to be described, as a share of its range."""

Years = Callable[[Sequence[float], float], Sequence[float]]
"""Chooses the years to mark from those of all points and the width in inches."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its points and its colour; a year without a figure is a gap.

    Attributes:
        breaks: Points at which the series starts anew, such as a rebased survey.
        last: The finding at the end of the line, whose number follows the name there.
        step: The distance between neighbouring points if none is missing.
        texts: The formatted numbers of all points.
        bridged: False if a break is another way of counting, so that the line must not be joined there.
        forecasts: The points that are forecasts, each with the words for it; the line to them is dashed.
    """

    name: str
    points: Sequence[Position]
    colour: str = GREY
    width: float = 1.3
    breaks: tuple[float, ...] = ()
    last: Finding | None = None
    step: float = 1.0
    texts: Sequence[str] = ()
    bridged: bool = True
    forecasts: Mapping[float, str] = field(default_factory=dict)

    def label(self, last: float) -> str:
        """The name at the end of the line, its last number, and its last year if others continue until `last`."""
        end, _ = self.points[-1]
        label = self.name
        if self.last:
            label += f" {self.last.text}{self.forecasts.get(end, '')}"
        if end != last:
            label += f" ({math.floor(end)})"  # June 2024 is at 2024.5
        return label


def readable_years(years: Sequence[float], breadth: float) -> Sequence[float]:
    """Choose every year, or every second or third one, depending on the width of the axes."""
    width_of_all = YEAR_WIDTH * len(years)
    step = math.ceil(width_of_all / breadth)
    return years[::step]


def lines(
    sheet: Sheet,
    rows: Sequence[Line],
    place: Place,
    *,
    limits: tuple[float, float],
    years: Years = readable_years,
    rises: Mapping[str, float] | None = None,
) -> Axes:
    """Draw lines over years, with the names beside the plot, without overlap.

    Dots far apart connect a line that ended long before the others to its name. `years` chooses the years to mark.
    With `rises`, the plot has the full width of a narrow sheet, and each name there is at the right edge, so many points
    above what comes after the last break of its line, or below it if negative.
    """
    with_points = [row for row in rows if row.points]
    first = min((row.points[0][0] for row in with_points), default=0.0)
    last = max((row.points[-1][0] for row in with_points), default=0.0)
    names = [sheet.wrap(row.label(last), 20) for row in with_points]
    name_rises = rises if sheet.is_narrow else None  # None: the names are beside the plot
    if name_rises is not None:
        right = 0.06
    else:
        right = sheet.fit(place.right, room_for(names) + 0.14)
    axes = sheet.axes(replace(place, right=right))
    axes.set_ylim(*limits)
    for row in rows:
        _draw_runs(axes, row)
    axes.set_xlim(first - 0.2, last + 0.12)

    # names, beside the plot or within it
    units_per_inch = abs(limits[1] - limits[0]) / place.height
    label_heights = [1.1 * axis_layout.height_of([name]) * units_per_inch for name in names]
    last_values = [row.points[-1][1] for row in with_points]
    centers = axis_layout.spread_labels(last_values, label_heights, limits)
    for row, name, y in zip(with_points, names, centers, strict=True):
        style: dict[str, Any] = {
            "va": "center",
            "color": LETTERING.get(row.colour, row.colour),
            "fontweight": 600 if row.width > THICK_LINE else 400,
            "annotation_clip": False,
        }
        if name_rises is not None:
            # clear of the whole last piece of the line: above its highest or below its lowest point
            rise = name_rises[row.name]
            last_break = max(row.breaks, default=-math.inf)
            values = [value for year, value in row.points if year >= last_break]
            edge = max(values) if rise > 0 else min(values)
            write_number(axes, row.last, (last, edge), (2, rise), words=row.label(last), ha="right", **style)
            continue
        write_number(axes, row.last, (last, y), (NAME_GAP, 0), words=name, **style)
        end_year, _ = row.points[-1]
        if last - end_year > row.step:  # one step behind the others is close enough to its name
            ends = [row.points[-1], (last, y)]
            draw_line(axes, ends, color=SOFT, linewidth=0.7, linestyle=DOTTED, zorder=1)

    years_drawn = {year for row in rows for year, _ in row.points}
    marked = years(sorted(years_drawn), sheet.breadth(axes))
    axis_layout.bottom_axis(axes, marked, [f"{year:.0f}" for year in marked])
    return axes


def _draw_runs(axes: Axes, row: Line) -> None:
    """Draw a line in runs, dotted over gaps; segments to forecasts are dashed, and their dots hollow."""
    runs = _runs(row)
    for run in runs:
        # Pieces of measured years and of forecasts; each begins with the last point of the one before, the joint
        joint: list[Position] = []
        for are_forecasts, points in itertools.groupby(run, key=lambda point: point[0] in row.forecasts):
            piece = joint + list(points)
            style: dict[str, Any] = {
                "color": row.colour,
                "linewidth": row.width,
                "marker": "o" if len(piece) <= MOST_MARKERS else "",
                "markersize": row.width * 1.6,
                "clip_on": False,
            }
            if are_forecasts:
                style |= {"linestyle": DASHED, **HOLLOW}
            if joint:  # its marker has been drawn with the piece before
                style["markevery"] = slice(1, None)
            draw_line(axes, piece, **style)
            joint = piece[-1:]

    for before, after in pairwise(runs):
        next_year, _ = after[0]
        if row.bridged or next_year not in row.breaks:
            ends = [before[-1], after[0]]
            draw_line(axes, ends, color=row.colour, linewidth=row.width * 0.6, linestyle=(0, (1, 2)))


def _runs(row: Line) -> list[list[Position]]:
    """Split points where one is missing or the series starts anew: 2019, 2020 and 2022 make two runs."""
    runs: list[list[Position]] = []
    previous = -math.inf  # the first point begins a run
    for point in row.points:
        year, _ = point
        is_after_gap = year - previous > 1.5 * row.step  # months and days are not all equally far apart
        if is_after_gap or year in row.breaks:
            runs.append([])
        runs[-1].append(point)
        previous = year
    return runs


def note(
    axes: Axes, point: Position, words: str, finding: Finding, *, up: float, across: float = 0, side: str = "center"
) -> Text:
    """Annotate a point of a line, `up` points above it (or below, if negative) and `across` points beside it."""
    style: dict[str, Any] = {
        "ha": side,
        "va": "bottom" if up > 0 else "top",
        "fontsize": 9,
        "fontweight": 400,
        "arrowprops": {"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "shrinkB": 3},
    }
    return write_number(axes, finding, point, (across, up), words=words, **style)


def extremes(values: Sequence[float]) -> list[int]:
    """Return the indices of the first, highest, lowest and last value, in order, without extremes near an end.

    Of several that are equally high or low, the first counts.

    >>> extremes([26, 52, 8])
    [0, 1, 2]
    >>> extremes([19, 6, 5, 15]), extremes([1, 10, 9.5]), extremes([3])
    ([0, 2, 3], [0, 2], [0])
    """
    low, high = min(values), max(values)
    last = len(values) - 1
    ends = (values[0], values[-1])
    smallest_turn = SMALLEST_TURN * (high - low)

    indices = {0, last}
    if high - max(ends) > smallest_turn:
        indices.add(values.index(high))
    if min(ends) - low > smallest_turn:
        indices.add(values.index(low))
    return sorted(indices)


def describe_course(values: Sequence[float], text_at: Callable[[int], str], *, first_is_best: bool = False) -> str:
    """Describe the course of a line from its first point through its peak and low to the last.

    `text_at` gives the words for a point by its index.

    >>> describe_course([26, 52, 8], lambda i: f"{[26, 52, 8][i]}%")
    'rises from 26% to 52%, then falls to 8%'
    """
    up, down = ("falls", "rises") if first_is_best else ("rises", "falls")
    parts: list[str] = []
    for before, after in pairwise(extremes(values)):  # none for a single point
        verb = "goes"
        if values[after] > values[before]:
            verb = up
        elif values[after] < values[before]:
            verb = down
        start = "" if parts else f" from {text_at(before)}"
        parts.append(f"{verb}{start} to {text_at(after)}")
    return ", then ".join(parts) or f"is at {text_at(0)}"


def describe_lines(rows: Sequence[Line], *, first_is_best: bool = False) -> str:
    """Describe lines: the thick ones by their course, the others by their ends; all by their course if none is thick.

    If `first_is_best`, a smaller number counts as a rise.
    """
    thick = [row for row in rows if row.width > THICK_LINE] or rows
    sentences = []
    for row in thick:
        points_in_words = []
        for text, (x, _) in zip(row.texts, row.points, strict=True):
            points_in_words.append(f"{text} in {int(x)}{_forecast_remark(row, x)}")
        values = [y for _, y in row.points]
        course = describe_course(values, points_in_words.__getitem__, first_is_best=first_is_best)
        sentences.append(f"{capitalise(row.name)} {course}.")
    sentences.append(describe_ends([row for row in rows if row not in thick]))
    return " ".join(sentences).strip()  # the last is empty if all are thick


def describe_ends(rows: Sequence[Line]) -> str:
    """Describe the ends of lines by year: "In 2025: Avonia 2nd, Borduria 18th."."""
    by_year: dict[int, list[str]] = {}
    for row in rows:
        last, _ = row.points[-1]
        words = f"{row.name} {row.texts[-1]}{_forecast_remark(row, last)}"
        by_year.setdefault(int(last), []).append(words)
    return " ".join(f"In {year}: {', '.join(names)}." for year, names in by_year.items())


def _forecast_remark(row: Line, x: float) -> str:
    return " (forecast)" if x in row.forecasts else ""


def line_table(rows: Sequence[Line], x: str, y: str, *, name: str = "line") -> Iterator[TableRow]:
    """Yield the points of all lines as rows of a table; `x`, `y` and `name` are column names."""
    yield name, x, y, "printed"
    for row in rows:
        for (position, value), text in zip(row.points, row.texts, strict=True):
            yield row.name, position, value, f"{text}{row.forecasts.get(position, '')}"
