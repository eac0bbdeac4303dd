"""The kinds of chart: how their rows are drawn, described in words, and written as a table."""

import itertools
import math
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.charts import canvas
from analysis.charts.canvas import LABEL, LINE_HEIGHT, NAME_LETTERS, NUMBER, Place, Sheet, room_for
from analysis.errors import NotKnownError
from analysis.findings import Finding
from analysis.rendering.palette import GREY, INK, LETTERING, LINE, SOFT, WHITE
from analysis.writing.labels import capitalise
from analysis.writing.writer import anchor

Row = tuple[object, ...]
"""A row of the table of a chart; the first row has the column names."""

Point = tuple[float, float]

DASHED = (0, (3, 1.5))
"""The style of a line to a forecast."""

HOLLOW = {"markerfacecolor": WHITE}
"""The style of the dot of a forecast."""

ARROW = {"arrowstyle": "->", "color": INK, "linewidth": 1}
"""The end of a bar without an upper bound."""


def draw_markers(axes: Axes, points: Sequence[Point], **look: Any) -> None:
    """Draw markers at points, without lines between them."""
    draw_line(axes, points, linestyle="", clip_on=False, **look)


def draw_line(axes: Axes, points: Sequence[Point], **look: Any) -> None:
    """Draw a line from point to point, without changing the limits of the axes."""
    axes.add_artist(Line2D([x for x, _ in points], [y for _, y in points], **look))


def draw_block(axes: Axes, y: float, ends: tuple[float, float], height: float, **look: Any) -> None:
    """Draw a horizontal bar, without changing the limits of the axes."""
    axes.add_artist(Rectangle((ends[0], y - height / 2), ends[1] - ends[0], height, **look))


def write_number(
    axes: Axes, finding: Finding | None, point: Point, offset: Point = (0, 0), *, words: str = "", **look: Any
) -> Text:
    """Write the number of a finding, or words with it, `offset` points from a position, as a link to its working.

    Without a finding, the words are a name and may hold digits.
    """
    usual: dict[str, Any] = {"va": "center_baseline", "color": INK, "fontweight": 600, "gid": LABEL}
    if finding and not words:
        words = finding.text
    text = axes.annotate(words, point, xytext=offset, textcoords="offset points", **usual | look)
    if finding:
        text.set_gid(NUMBER)
        text.set_label(anchor(finding))
    return text


def quantity_cells(finding: Finding) -> Row:
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

BESIDE_BARS = 1.3
"""Width of the axes, as a multiple of the longest bar: what is beside it is for the numbers."""

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
    def dot_look(self) -> dict[str, Any]:
        """The style of the dot."""
        look = {"marker": self.marker, "color": self.colour}
        return look | HOLLOW if self.is_hollow else look

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


def bars(sheet: Sheet, rows: Sequence[Bar], place: Place, *, room: float | None = BESIDE_BARS) -> Axes:
    """Draw bars from zero, each with its number at the end and its bounds as a thin line.

    `room` is the width of the axes as a multiple of the longest bar; on a narrow sheet, or if it is None, the numbers
    take only the space they need.
    """
    axes = _row_axes(sheet, rows, place)
    values = [row.value for row in rows if row.finding]
    longest = max(values, default=1.0)
    left = 1.05 * min([0.0, *values])  # bars below zero do not touch the edge

    ends: list[tuple[float, str]] = []
    for y, row in enumerate(rows):
        if row.finding is None:
            write_number(axes, None, (0, y), (BAR_GAP, 0), words=row.text, gid=None, color=SOFT, fontweight=400)
            continue
        if row.is_hollow:
            outline = {"facecolor": WHITE, "edgecolor": row.colour, "linewidth": 1.2, "linestyle": DASHED}
            draw_block(axes, y, (0, row.value), HOLLOW_BAR_THICKNESS, **outline)
        else:
            draw_block(axes, y, (0, row.value), BAR_THICKNESS, color=row.colour, linewidth=0)
        end = max(0.0, row.value, _draw_whisker(axes, row.finding, y, longest))
        write_number(axes, row.finding, (end, y), (BAR_GAP, 0), words=row.text)
        ends.append((end, row.text))

    right = longest * (room or BESIDE_BARS)
    if ends and (sheet.is_narrow or room is None):
        # what a number needs is the same in inches however long the axes are
        breadth = sheet.breadth(axes)
        needed = []
        for end, text in ends:
            for_bar = breadth - room_for([text]) - 0.1
            needed.append(left + (end - left) * breadth / for_bar)
        right = max(needed)
    axes.set_xlim(left, right)
    axes.axvline(0, color=SOFT, linewidth=0.8)
    return axes


def _draw_whisker(axes: Axes, finding: Finding, y: float, longest: float) -> float:
    """Draw the bounds if they are wide enough to be visible, an open one as an arrow; return where they end."""
    low, high = finding.quantity.low, finding.quantity.high
    if high == math.inf:
        end = finding.value + longest * 0.05
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
    axes = _row_axes(sheet, rows, place, numbers, letters)
    if log:
        axes.set_xscale("log")
    axes.set_xlim(*limits)
    for y, row in enumerate(rows):
        if row.finding:
            low = row.finding.quantity.low
            high = min(row.finding.quantity.high, max(limits))  # an open bound goes to the edge
            draw_line(axes, [(low, y), (high, y)], color=row.colour, linewidth=8, alpha=0.35, solid_capstyle="butt")
            draw_markers(axes, [(row.value, y)], markersize=5.5, **row.dot_look)
            column = axes.get_yaxis_transform()  # x as a share of the axes, y as a row
            write_number(axes, row.finding, (1.02, y), words=row.text, xycoords=column)
    canvas.horizontal_lines(axes, range(len(rows)), limits)
    return axes


def _row_axes(
    sheet: Sheet, rows: Sequence[Bar], place: Place, numbers: Sequence[str] = (), letters: int = NAME_LETTERS
) -> Axes:
    """Add axes with a row for each bar, at `place` on a wide sheet, fitted to names and numbers on a narrow one."""
    names = [sheet.wrap(row.name, letters) for row in rows]
    if sheet.is_narrow:
        height = (canvas.height_of(names) + 0.09) * len(rows)
        place = replace(place, height=height, left=room_for(names) + 0.08, right=room_for(numbers) + 0.05)
    axes = sheet.axes(place)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    canvas.label_left(axes, range(len(rows)), names, gid=LABEL)
    return axes


def describe_bars(rows: Sequence[Bar]) -> str:
    """Describe bars or dots: a few one by one; of many the ends, the coloured and the unknown ones."""
    if len(rows) <= MOST_DESCRIBED:
        return "; ".join(f"{row.name}: {row.text}" for row in rows) + "."

    parts = []
    known = _from_smallest(rows)
    if known:
        parts.append(f"From {describe_range(known)}")
    parts += [row.label for row in known[1:-1] if row.colour != GREY]
    unknown = [row.name for row in rows if not row.finding]
    if unknown:
        parts.append(f"not known: {', '.join(unknown)}")
    return "; ".join(parts) + "."


def describe_range(rows: Sequence[Bar]) -> str:
    """Return the smallest and the largest number, each with its name in brackets; a single one by itself."""
    known = _from_smallest(rows)
    if not known:
        raise NotKnownError("any of the bars")
    ends = dict.fromkeys((known[0], known[-1]))
    return " to ".join(f"{row.text} ({row.name})" for row in ends)


def _from_smallest(rows: Sequence[Bar]) -> list[Bar]:
    """Return the bars that are known, the smallest first."""
    return sorted((row for row in rows if row.finding), key=lambda row: row.value)


def bar_table(*panels: BarPanel, panel: str = "panel", name: str = "name", value: str = "value") -> Iterator[Row]:
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

BESIDE_DOT = 7
"""Points between the centre of a dot and its label."""

EDGE = 0.02
"""Inches between drawings and the edges of a sheet where no words are between them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of dots on one scale: its name and one or two dots.

    Each dot has its name and number as label; the name of a coloured one stands only in the first row.
    """

    name: str
    dots: Sequence[Bar]


def pairs(sheet: Sheet, rows: Sequence[Pair], place: Place, ticks: Sequence[float], words: Sequence[str]) -> Axes:
    """Draw rows of dots on a scale from the first to the last tick, with each label beside its dot.

    The names stand at the left edge; on a narrow sheet they are above their rows, and the labels above their dots.
    """
    names = [row.name for row in rows]
    if sheet.is_narrow:
        axes = sheet.axes(replace(place, height=PAIR_ROW * len(rows), left=EDGE, right=EDGE))
    else:
        axes = sheet.axes(place)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    margin = sheet.fit(0.0, 0.06) * (ticks[-1] - ticks[0])
    axes.set_xlim(ticks[0] - margin, ticks[-1] + margin)

    if sheet.is_narrow:
        canvas.name_rows(sheet, axes, names, rise=NAME_RISE)
    else:
        canvas.label_left(axes, range(len(rows)), names, gid=LABEL, pad=72 * place.left - 1.5, ha="left")
    canvas.bottom_axis(axes, ticks, words)

    for index, row in enumerate(rows):
        y = index + sheet.fit(0, DOT_DROP)
        drawn = sorted(row.dots, key=lambda dot: dot.value)
        draw_line(axes, [(dot.value, y) for dot in drawn], color=GREY, linewidth=1.6, zorder=1)
        for dot in drawn:
            draw_markers(axes, [(dot.value, y)], markersize=7, markeredgewidth=1.4, **dot.dot_look)
            is_named = index == 0 or dot.colour == GREY
            _label_dot(sheet, axes, dot, y, dot.label if is_named else dot.text, is_left=dot is not drawn[-1])
    return axes


def _label_dot(sheet: Sheet, axes: Axes, dot: Bar, y: float, words: str, *, is_left: bool) -> None:
    """Write the label of a dot beside it, or above it on a narrow sheet, within the sheet."""
    look: dict[str, Any] = {
        "color": LETTERING.get(dot.colour, dot.colour),
        "fontweight": 400 if dot.colour == GREY else 600,
        "ha": "right" if is_left else "left",
    }
    offset: Point = (-BESIDE_DOT if is_left else BESIDE_DOT, 0)

    if sheet.is_narrow:
        # in inches from the left end of the axes: the centre of the dot, and where the label starts
        low, high = axes.get_xlim()
        breadth = sheet.breadth(axes)
        center = breadth * (dot.value - low) / (high - low)
        width = room_for([words])
        start = center - 0.05
        if is_left:
            start = center + 0.05 - width
        start = min(max(start, 0.0), breadth - width)
        offset = (72 * (start - center), BESIDE_DOT)
        look |= {"ha": "left", "va": "baseline"}
    write_number(axes, dot.finding, (dot.value, y), offset, words=words, **look)


def describe_pairs(rows: Sequence[Pair]) -> str:
    """Describe each row with the numbers of its dots."""
    parts = []
    for row in rows:
        labels = ", ".join(dot.label for dot in row.dots)
        parts.append(f"{row.name}: {labels}")
    return "; ".join(parts) + "."


# Slopes: the same things by two accounts or at two times, joined by lines

LEADERLESS = 3.0
"""Vertical distance in points from a marker at which words get a leader line."""

ASIDE = 0.18
"""Inches between a column and the words beside it, for leader lines."""

LABEL_HEIGHT = 1.15 * LINE_HEIGHT
"""Height of a label beside a column in inches, with space to the next one."""

RING: dict[str, Any] = {"markeredgecolor": WHITE, "markeredgewidth": 0.6}
"""The outline of a marker, which separates overlapping ones."""

Head = str | Finding
"""The heading of a column: words, or a number such as a year."""


def slopes(sheet: Sheet, panels: Sequence[BarPanel], place: Place, heads: Sequence[Head] = ()) -> Axes:
    """Draw a column of dots for each panel; those of the same name are joined by a line.

    All dots must be known. Each has its name and number beside it. `heads` replace the headings of the panels.
    """
    if sheet.is_narrow:
        widths = [room_for([row.label for row in rows]) + ASIDE + 0.05 for _, rows in panels]
        place = replace(place, left=widths[0], right=widths[1] if len(panels) > 1 else 0.1)
    axes = sheet.axes(place)
    values = [row.value for _, rows in panels for row in rows]
    margin = canvas.AXIS_MARGIN * (max(values) - min(values))
    limits = min(values) - margin, max(values) + margin
    axes.set_ylim(*limits)
    axes.set_xlim(-0.02, 1.02)

    # columns and their headings
    for side, head in enumerate(heads or [heading for heading, _ in panels]):
        axes.axvline(side, color=LINE, linewidth=0.8, zorder=0)
        if isinstance(head, str):
            _write_aside(axes, side, limits[1], head, INK, None, rise=8)
        else:
            _write_aside(axes, side, limits[1], head.text, INK, head, rise=8)

    # lines between them, the coloured ones on top of the grey
    for ends in sorted(_by_name(panels), key=lambda ends: ends[0][1].colour != GREY):
        colour = ends[0][1].colour
        sides = [side for side, _ in ends]
        heights = [row.value for _, row in ends]
        axes.plot(sides, heights, color=colour, linewidth=1.3 if colour == GREY else 2.4)
        points = list(zip(sides, heights, strict=True))
        draw_markers(axes, points, marker="o", color=colour, markersize=5.5, **RING)

    # names and numbers, with a leader line where they had to move
    inch = (limits[1] - limits[0]) / place.height
    for side, (_, rows) in enumerate(panels):
        heights = canvas.spread_labels([row.value for row in rows], [LABEL_HEIGHT * inch] * len(rows), limits)
        for row, y in zip(rows, heights, strict=True):
            rise = 72 * (y - row.value) / inch
            leader = None
            if abs(rise) > LEADERLESS:
                start = (0 if side else 1, 0.5)  # the middle of the side that faces the column
                leader = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3}
                leader |= {"relpos": start}
            ink = LETTERING.get(row.colour, row.colour)
            _write_aside(axes, side, row.value, row.label, ink, row.finding, rise=rise, leader=leader)
    return axes


def _by_name(panels: Sequence[BarPanel]) -> list[list[tuple[int, Bar]]]:
    """Return the bars of each name in all panels, each with the number of its panel."""
    ends: dict[str, list[tuple[int, Bar]]] = {}
    for side, (_, rows) in enumerate(panels):
        for row in rows:
            ends.setdefault(row.name, []).append((side, row))
    return list(ends.values())


def _write_aside(
    axes: Axes, side: int, y: float, words: str, ink: str, finding: Finding | None, *, rise: float, leader: Any = None
) -> None:
    """Write words outside a column, `rise` points above a position, as a link if there is a finding."""
    look: dict[str, Any] = {
        "ha": "left" if side else "right",
        "color": ink,
        "fontweight": 400 if ink == LETTERING[GREY] else 600,
    }
    offset = (72 * ASIDE * (1 if side else -1), rise)
    write_number(axes, finding, (side, y), offset, words=words, annotation_clip=False, arrowprops=leader, **look)


def describe_slopes(panels: Sequence[BarPanel], heads: Sequence[str]) -> str:
    """Describe slopes: the coloured ones first and with the headings, the others briefly."""
    slopes_by_name = _by_name(panels)
    has_colour = any(row.colour != GREY for ends in slopes_by_name for _, row in ends)
    full: list[str] = []
    brief: list[str] = []
    for index, ends in enumerate(slopes_by_name):
        first = ends[0][1]

        # without a coloured slope the first one tells what the headings are
        is_full = first.colour != GREY if has_colour else index == 0
        if is_full or len(ends) < len(panels):
            numbers = ", ".join(f"{row.text} {heads[side]}" for side, row in ends)
        else:
            numbers = " and ".join(row.text for _, row in ends)
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
        """The number for the table: a share in per cent, a day as a date."""
        if self.finding.quantity.unit == "date":
            return date.fromordinal(round(self.finding.value))
        digits = re.search(r"[\d.,]+", self.finding.text)  # with the digits of the drawing
        return digits[0].replace(",", "") if digits else self.finding.text


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its name, the whole amount, a part of it, a remark, and its colour.

    What was given up is hollow. `is_left_out` means that there is a part that is not drawn; otherwise a bar without a
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
    start = sheet.fit(left, EDGE)
    reach = _reach(sheet, panels, total, sheet.width - start - EDGE)

    if total:
        axes = sheet.axes(Place(TOTAL_HEIGHT, start, EDGE, sheet.bottom + 0.24, 0.06))
        axes.set_ylim(0.5, -0.5)
        axes.set_xlim(0, reach)
        _draw_stack(axes, 0, total, 1.0)
        head = sheet.head(axes, f"{total.name}, total: {total.text}", 5)
        head.set_gid(NUMBER)
        head.set_label(anchor(total.whole))
        _label_part(sheet, axes, total)

    for heading, rows in panels:
        axes = sheet.axes(Place(row_height * len(rows), start, EDGE, sheet.bottom + 0.27, 0.08))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, reach)
        canvas.name_rows(sheet, axes, [stack.name for stack in rows], rise=STACK_RISE)
        for row, stack in enumerate(rows):
            y = row + sheet.fit(0, STACK_DROP)
            end = _draw_stack(axes, y, stack, STACK_THICKNESS / row_height)
            write_number(axes, stack.whole, (end, y), (BAR_GAP, 0), words=stack.text)
            if stack.remark:
                _write_remark(sheet, axes, stack.remark, (end, y), stack.text)
        if not sheet.is_narrow:
            axes.axvline(0, color=SOFT, linewidth=0.8)
        sheet.head(axes, heading, 5)


def _write_remark(sheet: Sheet, axes: Axes, remark: Remark, end: Point, number: str) -> None:
    """Write a remark behind the number at the end of a bar, or on a narrow sheet above the bar, at the right edge."""
    point, side = end, "left"
    offset = (REMARK_GAP + 72 * room_for([number]), 0.0)
    if sheet.is_narrow:
        point, side = (axes.get_xlim()[1], end[1]), "right"
        offset = (0.0, REMARK_RISE)
    ink = LETTERING.get(remark.colour, remark.colour)
    look: dict[str, Any] = {"ha": side, "color": ink, "fontsize": 9, "fontweight": 400}
    write_number(axes, remark.finding, point, offset, words=remark.words, **look)


def _reach(sheet: Sheet, panels: Sequence[StackPanel], total: Stack | None, breadth: float) -> float:
    """Return the amount at the right edge of axes `breadth` inches wide, so that each bar has room for its numbers."""
    amounts = []
    if total:
        for_arrow = 0.15
        amounts.append(total.whole.value * breadth / (breadth - for_arrow))
    for _, rows in panels:
        for stack in rows:
            for_words = 0.2 + room_for([stack.text])  # an arrow or a gap, and the number
            if stack.remark and not sheet.is_narrow:
                for_words += 0.1 + room_for([stack.remark.words])
            amounts.append(stack.whole.value * breadth / (breadth - for_words))
    return max(amounts)


def _label_part(sheet: Sheet, axes: Axes, total: Stack) -> None:
    """Write the remark of a total within its part, in as many lines as it takes."""
    if not total.part or not total.remark:
        return
    breadth = sheet.breadth(axes) * total.part.value / axes.get_xlim()[1]
    letters = max(1, int(breadth / TOTAL_LETTER))
    words = textwrap.fill(total.remark.words, letters, break_long_words=False)
    center = total.whole.value - total.part.value / 2
    look: dict[str, Any] = {"ha": "center", "va": "center", "color": WHITE, "fontsize": 9, "linespacing": 1.05}
    write_number(axes, total.remark.finding, (center, 0), words=words, **look)


def _draw_stack(axes: Axes, y: float, stack: Stack, height: float) -> float:
    """Draw one bar, hollow if it was given up, and return where it ends."""
    whole = stack.whole.value
    part = stack.part.value if stack.part else 0.0
    reach = axes.get_xlim()[1]
    if stack.given_up:
        outline = {"facecolor": "none", "edgecolor": stack.colour, "linewidth": 1, "linestyle": (0, (3, 2))}
        draw_block(axes, y, (0, whole), height, **outline)
    else:
        rest = whole - part
        gap = 0.0
        if part:
            gap = min(reach / axes.bbox.width * PART_GAP, rest / 2)
        draw_block(axes, y, (0, rest - gap), height, color=stack.colour, linewidth=0)
        if part:
            draw_block(axes, y, (rest, whole), height, color=INK, linewidth=0)

    if stack.whole.quantity.high < math.inf:
        return whole
    end = whole + reach * 0.025
    axes.annotate("", (end, y), (whole, y), arrowprops=ARROW)
    return end


def describe_stacks(panels: Sequence[StackPanel]) -> str:
    """Describe the first and the last bar of each panel."""
    sentences = []
    for heading, rows in panels:
        ends = dict.fromkeys((rows[0], rows[-1]))
        descriptions = " down to ".join(_describe_stack(stack) for stack in ends)
        sentences.append(f"{heading}: {descriptions}.")
    return " ".join(sentences)


def _describe_stack(stack: Stack) -> str:
    description = f"{stack.name}, {stack.text}"
    return f"{description} ({stack.remark.words})" if stack.remark else description


def stack_table(
    panels: Sequence[StackPanel], *, panel: str = "panel", name: str = "name", value: str = "value", part: str = "part"
) -> Iterator[Row]:
    """Yield the bars as rows of a table: the whole amount, its part, and the remarks.

    `panel`, `name`, `value` and `part` are column names; each part also has its exact value. In place of a missing part
    is the reason.
    """
    stacks_drawn = [stack for _, rows in panels for stack in rows]
    have_parts = any(stack.part for stack in stacks_drawn)
    remark_columns = [stack.remark.column for stack in stacks_drawn if stack.remark and stack.remark.column]
    columns = list(dict.fromkeys(remark_columns))

    yield panel, name, value, "low", "high", "unit", "printed", part, f"{part}, exact", *columns
    for heading, rows in panels:
        for stack in rows:
            if stack.part:
                parts: Row = (stack.part.written(stack.form), quantity_cells(stack.part)[0])
            elif have_parts:
                parts = ("not drawn" if stack.is_left_out else "none seen", "")
            else:
                parts = ("", "")
            remark = stack.remark
            remarks = [remark.cell if remark and remark.column == column else "" for column in columns]
            yield heading, stack.name, *quantity_cells(stack.whole), stack.text, *parts, *remarks


# Squares of a hundred cells: a share of a whole, one cell for each per cent

SIDE = 10
"""Cells along each side."""


def square(axes: Axes, part: Bar, hue: str) -> None:
    """Fill one of a hundred cells for each per cent of a share, from the lower left, and write the share above them."""
    axes.set_xlim(0, SIDE)
    axes.set_ylim(0, SIDE)
    draw_block(axes, SIDE / 2, (0, SIDE), SIDE, color=LINE, linewidth=0)
    if part.finding:
        cells = min(max(part.value, 0.0), 1.0) * SIDE * SIDE
        for row in range(math.ceil(cells / SIDE)):
            draw_block(axes, row + 0.5, (0, min(SIDE, cells - SIDE * row)), 1, color=hue, linewidth=0)
        write_number(axes, part.finding, (0, SIDE), (0, 5), words=part.text, va="baseline")

    # the lines between cells, one upright and one level at a time, as a single path, which makes a smaller SVG
    xs: list[float] = []
    ys: list[float] = []
    for cell in range(1, SIDE):
        xs += [cell, cell, math.nan, 0, SIDE, math.nan]
        ys += [0, SIDE, math.nan, cell, cell, math.nan]
    axes.plot(xs, ys, color=WHITE, linewidth=1)


# Lines over time, named at their ends instead of in a legend

YEAR_WIDTH = 0.4
"""Space for a year on the axis, in inches."""

THICK_LINE = 1.5
"""Lines thicker than this, in points, are what the chart is about."""

NAME_GAP = 8
"""Points between the last year of the plot and the names beside it."""

MOST_MARKERS = 60
"""Lines with more points than this have no markers."""

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
    points: Sequence[Point]
    colour: str = GREY
    width: float = 1.3
    breaks: tuple[float, ...] = ()
    last: Finding | None = None
    step: float = 1.0
    texts: Sequence[str] = ()
    bridged: bool = True
    forecasts: Mapping[float, str] = field(default_factory=dict)

    def label(self, last: float) -> str:
        """The name at the end of the line, its last number, and its last year if others continue."""
        end = self.points[-1][0]
        label = self.name
        if self.last:
            label += f" {self.last.text}{self.forecasts.get(end, '')}"
        if end != last:
            label += f" ({math.floor(end)})"
        return label


def readable_years(years: Sequence[float], breadth: float) -> Sequence[float]:
    """Choose every year, or every second or third one, depending on the width of the axes."""
    return years[:: math.ceil(YEAR_WIDTH * len(years) / breadth)]


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
    ended = [row for row in rows if row.points]
    last = max((row.points[-1][0] for row in ended), default=0.0)
    names = [sheet.wrap(row.label(last), 20) for row in ended]
    name_rises = rises if sheet.is_narrow else None
    if name_rises is not None:
        right = 0.06
    else:
        right = sheet.fit(place.right, room_for(names) + 0.14)
    axes = sheet.axes(replace(place, right=right))
    axes.set_ylim(*limits)
    for row in rows:
        _draw_runs(axes, row)
    axes.set_xlim(min((row.points[0][0] for row in ended), default=0.0) - 0.2, last + 0.12)

    # names, beside the plot or within it
    inch = abs(limits[1] - limits[0]) / place.height
    label_heights = [1.1 * canvas.height_of([name]) * inch for name in names]
    centers = canvas.spread_labels([row.points[-1][1] for row in ended], label_heights, limits)
    for row, name, y in zip(ended, names, centers, strict=True):
        look: dict[str, Any] = {
            "va": "center",
            "color": LETTERING.get(row.colour, row.colour),
            "fontweight": 600 if row.width > THICK_LINE else 400,
            "annotation_clip": False,
        }
        if name_rises is not None:
            rise = name_rises[row.name]
            last_break = max(row.breaks, default=-math.inf)
            values = [value for year, value in row.points if year >= last_break]
            edge = max(values) if rise > 0 else min(values)
            write_number(axes, row.last, (last, edge), (2, rise), words=row.label(last), ha="right", **look)
            continue
        write_number(axes, row.last, (last, y), (NAME_GAP, 0), words=name, **look)
        if last - row.points[-1][0] > row.step:
            ends = [row.points[-1], (last, y)]
            draw_line(axes, ends, color=SOFT, linewidth=0.7, linestyle=DOTTED, zorder=1)

    marked = years(sorted({x for row in rows for x, _ in row.points}), sheet.breadth(axes))
    canvas.bottom_axis(axes, marked, [f"{year:.0f}" for year in marked])
    return axes


def _draw_runs(axes: Axes, row: Line) -> None:
    """Draw a line in runs, dotted over gaps; segments to forecasts are dashed, and their dots hollow."""
    runs = _runs(row)
    for run in runs:
        joint: list[Point] = []
        for are_forecasts, points in itertools.groupby(run, key=lambda point: point[0] in row.forecasts):
            piece = [*joint, *points]
            look: dict[str, Any] = {
                "color": row.colour,
                "linewidth": row.width,
                "marker": "o" if len(piece) <= MOST_MARKERS else "",
                "markersize": row.width * 1.6,
                "clip_on": False,
            }
            if are_forecasts:
                look |= {"linestyle": DASHED, **HOLLOW}
            if joint:  # its marker has been drawn with the piece before
                look["markevery"] = slice(1, None)
            draw_line(axes, piece, **look)
            joint = piece[-1:]

    for before, after in pairwise(runs):
        if row.bridged or after[0][0] not in row.breaks:
            ends = [before[-1], after[0]]
            draw_line(axes, ends, color=row.colour, linewidth=row.width * 0.6, linestyle=(0, (1, 2)))


def _runs(row: Line) -> list[list[Point]]:
    """Split points where one is missing or the series starts anew."""
    runs: list[list[Point]] = []
    for point in row.points:
        year = point[0]
        is_missing = bool(runs) and year - runs[-1][-1][0] > 1.5 * row.step
        if not runs or is_missing or year in row.breaks:
            runs.append([])
        runs[-1].append(point)
    return runs


def note(
    axes: Axes, point: Point, words: str, finding: Finding, *, up: float, across: float = 0, side: str = "center"
) -> Text:
    """Annotate a point of a line, `up` points above it (or below, if negative) and `across` points beside it."""
    look: dict[str, Any] = {
        "ha": side,
        "va": "bottom" if up > 0 else "top",
        "fontsize": 9,
        "fontweight": 400,
        "arrowprops": {"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "shrinkB": 3},
    }
    return write_number(axes, finding, point, (across, up), words=words, **look)


def extremes(values: Sequence[float]) -> list[int]:
    """Return the indices of the first, highest, lowest and last value, in order, without extremes near an end.

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

    >>> describe_course([26, 52, 8], lambda i: f"{[26, 52, 8][i]}%")
    'rises from 26% to 52%, then falls to 8%'
    """
    up, down = ("falls", "rises") if first_is_best else ("rises", "falls")
    parts: list[str] = []
    for before, after in pairwise(extremes(values)):
        verb = "goes"
        if values[after] > values[before]:
            verb = up
        elif values[after] < values[before]:
            verb = down
        start = "" if parts else f" from {text_at(before)}"
        parts.append(f"{verb}{start} to {text_at(after)}")
    return ", then ".join(parts) or f"is at {text_at(0)}"


def describe_lines(rows: Sequence[Line], *, first_is_best: bool = False) -> str:
    """Describe lines: the thick ones by their course, the others by their ends.

    If `first_is_best`, a smaller number counts as a rise.
    """
    thick = [row for row in rows if row.width > THICK_LINE] or rows
    sentences = []
    for row in thick:
        points = []
        for text, (x, _) in zip(row.texts, row.points, strict=True):
            points.append(f"{text} in {int(x)}{_forecast_remark(row, x)}")
        values = [y for _, y in row.points]
        course = describe_course(values, points.__getitem__, first_is_best=first_is_best)
        sentences.append(f"{capitalise(row.name)} {course}.")
    sentences.append(describe_ends([row for row in rows if row not in thick]))
    return " ".join(sentences).strip()


def describe_ends(rows: Sequence[Line]) -> str:
    """Describe the ends of lines by year: "In 2025: Avonia 2nd, Borduria 18th."."""
    by_year: dict[int, list[str]] = {}
    for row in rows:
        last = row.points[-1][0]
        by_year.setdefault(int(last), []).append(f"{row.name} {row.texts[-1]}{_forecast_remark(row, last)}")
    return " ".join(f"In {year}: {', '.join(names)}." for year, names in by_year.items())


def _forecast_remark(row: Line, x: float) -> str:
    return " (forecast)" if x in row.forecasts else ""


def line_table(rows: Sequence[Line], x: str, y: str, *, name: str = "line") -> Iterator[Row]:
    """Yield the points of all lines as rows of a table; `x`, `y` and `name` are column names."""
    yield name, x, y, "printed"
    for row in rows:
        for (position, value), text in zip(row.points, row.texts, strict=True):
            yield row.name, position, value, f"{text}{row.forecasts.get(position, '')}"
