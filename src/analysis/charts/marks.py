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
from analysis.charts.canvas import LABEL, LINE_HEIGHT, NAME_LETTERS, NUMBER, Place, Sheet, apart, room_for
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


def markers(axes: Axes, points: Sequence[Point], **look: Any) -> None:
    """Draw markers at points, without lines between them."""
    line(axes, points, linestyle="", clip_on=False, **look)


def line(axes: Axes, points: Sequence[Point], **look: Any) -> None:
    """Draw a line from point to point, without changing the limits of the axes."""
    axes.add_artist(Line2D([x for x, _ in points], [y for _, y in points], **look))


def block(axes: Axes, y: float, ends: tuple[float, float], height: float, **look: Any) -> None:
    """Draw a horizontal bar, without changing the limits of the axes."""
    axes.add_artist(Rectangle((ends[0], y - height / 2), ends[1] - ends[0], height, **look))


def number(
    axes: Axes, finding: Finding | None, at: Point, offset: Point = (0, 0), *, words: str = "", **look: Any
) -> Text:
    """Write the number of a finding, or words with it, `offset` points from a position, as a link to its working.

    Without a finding, the words are a name and may hold digits.
    """
    usual: dict[str, Any] = {"va": "center_baseline", "color": INK, "fontweight": 600, "gid": LABEL}
    words = words or (finding.text if finding else "")
    text = axes.annotate(words, at, xytext=offset, textcoords="offset points", **usual | look)
    if finding:
        text.set_gid(NUMBER)
        text.set_label(anchor(finding))
    return text


def quantity_cells(finding: Finding) -> Row:
    """Return value, bounds and unit for the table of a chart; shares are in per cent, as in the chart."""
    quantity = finding.quantity
    scale, unit = (100, "per cent") if quantity.unit == "share" else (1, quantity.unit)
    return quantity.value * scale, quantity.low * scale, quantity.high * scale, unit


# Bars and dots with bounds, a row for each

NOT_KNOWN = "not known on this day, not seen, or no such rate"
"""The words in place of a missing bar."""

SMALLEST_WHISKER = 0.03
"""The width of bounds, as a share of the longest bar, below which they would not be visible."""

MOST_DESCRIBED = 5
"""Bars described one by one; of more, only the ends, the coloured and the unknown ones are."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or dot: its name, its finding, or None if unknown, and its colour; a forecast is hollow.

    Dots also differ by marker, so that colour is never the only distinction. A remark follows the number in a slope.
    `form` is how the number is written: "2" for two significant digits.
    """

    name: str
    finding: Finding | None
    colour: str = GREY
    marker: str = "o"
    is_hollow: bool = False
    remark: str = ""
    form: str = ""

    @property
    def dot(self) -> dict[str, Any]:
        """The style of the dot."""
        return {"marker": self.marker, "color": self.colour, **(HOLLOW if self.is_hollow else {})}

    @property
    def value(self) -> float:
        """The number; zero if unknown."""
        return self.finding.value if self.finding else 0.0

    @property
    def text(self) -> str:
        """The formatted number."""
        return self.finding.written(self.form) if self.finding else "not known"

    @property
    def label(self) -> str:
        """The name and the number in one line."""
        return f"{self.name} {self.text}"


BarPanel = tuple[str, Sequence[Bar]]
"""Bars or dots under one heading."""


def bars(sheet: Sheet, rows: Sequence[Bar], place: Place, *, room: float | None = 1.3) -> Axes:
    """Draw bars from zero, each with its number at the end and its bounds as a thin line.

    `room` is the width of the axes as a multiple of the longest bar; on a narrow sheet, or if it is None, the numbers
    take only the space they need.
    """
    axes = _row_axes(sheet, rows, place)
    values = [row.value for row in rows if row.finding]
    top, bottom = max(values, default=1.0), 1.05 * min([0.0, *values])
    ends = []
    for y, row in enumerate(rows):
        if row.finding is None:
            axes.text(top * 0.01, y, sheet.wrap(NOT_KNOWN, 30), va="center", color=SOFT, fontsize=9)
            continue
        hollow = {"facecolor": WHITE, "edgecolor": row.colour, "linewidth": 1.2, "linestyle": DASHED}
        look = hollow if row.is_hollow else {"color": row.colour, "linewidth": 0}
        block(axes, y, (0, row.value), 0.58 if row.is_hollow else 0.62, **look)
        end = max(0.0, row.value, _whisker(axes, row.finding, y, top))
        ends.append((end, row.text))
        number(axes, row.finding, (end, y), (6, 0), words=row.text)
    if ends and (sheet.narrow or room is None):
        breadth = sheet.breadth(axes)
        right = max(bottom + (end - bottom) * breadth / (breadth - room_for([text]) - 0.1) for end, text in ends)
    else:
        right = top * (room or 1.3)
    axes.set_xlim(bottom, right)
    axes.axvline(0, color=SOFT, linewidth=0.8)
    return axes


def _whisker(axes: Axes, finding: Finding, y: float, top: float) -> float:
    """Draw the bounds if they are wide enough to be visible, an open one as an arrow; return where they end."""
    low, high = finding.quantity.low, finding.quantity.high
    if high == math.inf:
        end = finding.value + top * 0.05
        axes.annotate("", (end, y), (finding.value, y), arrowprops=ARROW)
        return end
    if high - low < top * SMALLEST_WHISKER:
        return 0.0
    line(axes, [(low, y), (high, y)], color=INK, linewidth=1.2, solid_capstyle="butt")
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
    axes = _row_axes(sheet, rows, place, numbers or [row.text for row in rows if row.finding], letters)
    if log:
        axes.set_xscale("log")
    axes.set_xlim(*limits)
    for y, row in enumerate(rows):
        if row.finding:
            low, high = row.finding.quantity.low, min(row.finding.quantity.high, max(limits))
            line(axes, [(low, y), (high, y)], color=row.colour, linewidth=8, alpha=0.35, solid_capstyle="butt")
            markers(axes, [(row.value, y)], markersize=5.5, **row.dot)
            number(axes, row.finding, (1.02, y), words=row.text, xycoords=axes.get_yaxis_transform())
    canvas.across(axes, range(len(rows)), limits)
    return axes


def _row_axes(
    sheet: Sheet, rows: Sequence[Bar], place: Place, numbers: Sequence[str] = (), letters: int = NAME_LETTERS
) -> Axes:
    """Add axes with a row for each bar, at `place` on a wide sheet, fitted to names and numbers on a narrow one."""
    names = [sheet.wrap(row.name, letters) for row in rows]
    if sheet.narrow:
        height = (canvas.height_of(names) + 0.09) * len(rows)
        place = replace(place, height=height, left=room_for(names) + 0.08, right=room_for(numbers) + 0.05)
    axes = sheet.axes(place)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    canvas.words_left(axes, range(len(rows)), names, gid=LABEL)
    return axes


def describe_bars(rows: Sequence[Bar]) -> str:
    """Describe bars or dots: a few one by one; of many the ends, the coloured and the unknown ones."""
    if len(rows) <= MOST_DESCRIBED:
        return "; ".join(f"{row.name}: {row.text}" for row in rows) + "."
    known = sorted((row for row in rows if row.finding), key=lambda row: row.value)
    parts = [f"From {describe_range(known)}"] if known else []
    parts += [row.label for row in known[1:-1] if row.colour != GREY]
    if unknown := [row.name for row in rows if not row.finding]:
        parts.append(f"not known: {', '.join(unknown)}")
    return "; ".join(parts) + "."


def describe_range(rows: Sequence[Bar]) -> str:
    """Return the smallest and the largest number, each with its name in brackets; a single one by itself."""
    known = sorted((row for row in rows if row.finding), key=lambda row: row.value)
    if not known:
        raise NotKnownError("any of the bars")
    ends = dict.fromkeys((known[0], known[-1]))
    return " to ".join(f"{row.text} ({row.name})" for row in ends)


def bar_table(*panels: BarPanel, panel: str = "panel", name: str = "name", value: str = "value") -> Iterator[Row]:
    """Yield the bars of one or more panels as rows of a table: what is drawn, its bounds, and its finding.

    `panel`, `name` and `value` are the column names for the panels, the rows and their numbers.
    """
    yield panel, name, value, "low", "high", "unit", "printed", "finding"
    for heading, rows in panels:
        for row in rows:
            f = row.finding
            yield heading, row.name, *((*quantity_cells(f), f"{row.text}{row.remark}", f.id) if f else ("",) * 6)


# Pairs: two dots on one scale in each row, joined by a line

PAIR_ROW = 0.52
"""Height of a row on a narrow sheet, in inches: a name, below it the labels, below them the dots."""

BESIDE = 7
"""Points between the centre of a dot and its label."""


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
    height = sheet.fit(place.height, PAIR_ROW * len(rows))
    axes = sheet.axes(replace(place, height=height, **sheet.fit({}, {"left": 0.02, "right": 0.02})))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    margin = sheet.fit(0.0, 0.06) * (ticks[-1] - ticks[0])
    axes.set_xlim(ticks[0] - margin, ticks[-1] + margin)
    at_edge: dict[str, Any] = sheet.fit({"pad": 72 * place.left - 1.5, "ha": "left"}, {})
    canvas.name_rows(sheet, axes, [row.name for row in rows], rise=0.2, **at_edge)
    canvas.foot(axes, ticks, words)
    levels = [y + sheet.fit(0, 0.27) for y in range(len(rows))]
    for at, (row, y) in enumerate(zip(rows, levels, strict=True)):
        drawn = sorted(row.dots, key=lambda dot: dot.value)
        line(axes, [(dot.value, y) for dot in drawn], color=GREY, linewidth=1.6, zorder=1)
        for dot in drawn:
            markers(axes, [(dot.value, y)], markersize=7, markeredgewidth=1.4, **dot.dot)
            words_of_dot = dot.label if at == 0 or dot.colour == GREY else dot.text
            _label_dot(sheet, axes, dot, y, words_of_dot, is_left=dot is not drawn[-1])
    return axes


def _label_dot(sheet: Sheet, axes: Axes, dot: Bar, y: float, words: str, *, is_left: bool) -> None:
    """Write the label of a dot beside it, or above it on a narrow sheet, within the sheet."""
    weight = 400 if dot.colour == GREY else 600
    look: dict[str, Any] = {"color": LETTERING.get(dot.colour, dot.colour), "fontweight": weight}
    side = "right" if is_left else "left"
    offset: Point = (-BESIDE if is_left else BESIDE, 0)
    if sheet.narrow:
        low, high = axes.get_xlim()
        center = sheet.breadth(axes) * (dot.value - low) / (high - low)
        room = room_for([words])
        start = center + 0.05 - room if is_left else center - 0.05
        side, look["va"] = "left", "baseline"
        offset = (72 * (min(max(start, 0.0), sheet.breadth(axes) - room) - center), BESIDE)
    number(axes, dot.finding, (dot.value, y), offset, words=words, ha=side, **look)


def describe_pairs(rows: Sequence[Pair]) -> str:
    """Describe each row with the numbers of its dots."""
    return "; ".join(f"{row.name}: {', '.join(dot.label for dot in row.dots)}" for row in rows) + "."


# Slopes: the same things by two accounts or at two times, joined by lines

LEADERLESS = 3.0
"""Vertical distance in points from a marker at which words get a leader line."""

ASIDE = 0.18
"""Inches between a column and the words beside it, for leader lines."""

RING: dict[str, Any] = {"markeredgecolor": WHITE, "markeredgewidth": 0.6}
"""The outline of a marker, which separates overlapping ones."""

Head = str | Finding
"""The heading of a column: words, or a number such as a year."""


def _slope_limits(panels: Sequence[BarPanel]) -> tuple[float, float]:
    """Return the limits of the columns: the range of all numbers, with margins."""
    values = [row.value for _, rows in panels for row in rows]
    room = 0.06 * (max(values) - min(values))
    return min(values) - room, max(values) + room


def slopes(sheet: Sheet, panels: Sequence[BarPanel], place: Place, heads: Sequence[Head] = ()) -> Axes:
    """Draw a column of dots for each panel; those of the same name are joined by a line.

    All dots must be known. Each has its name and number beside it.
    `heads` replace the headings of the panels.
    """
    room = [room_for([row.label for row in rows]) + ASIDE + 0.05 for _, rows in panels]
    left, right = sheet.fit((place.left, place.right), [*room, 0.1][:2])
    axes = sheet.axes(replace(place, left=left, right=right))
    limits = _slope_limits(panels)
    axes.set_ylim(*limits)
    axes.set_xlim(-0.02, 1.02)
    for side, head in enumerate(heads or [heading for heading, _ in panels]):
        axes.axvline(side, color=LINE, linewidth=0.8, zorder=0)
        if isinstance(head, str):
            _name_side(axes, side, limits[1], head, INK, None, rise=8)
        else:
            _name_side(axes, side, limits[1], head.text, INK, head, rise=8)
    for ends in sorted(_by_name(panels), key=lambda ends: ends[0][1].colour != GREY):
        hue = ends[0][1].colour
        xs, ys = zip(*((side, row.value) for side, row in ends), strict=True)
        axes.plot(xs, ys, color=hue, linewidth=1.3 if hue == GREY else 2.4)
        markers(axes, [(side, row.value) for side, row in ends], marker="o", color=hue, markersize=5.5, **RING)
    inch = (limits[1] - limits[0]) / place.height
    for side, (_, rows) in enumerate(panels):
        places = apart([row.value for row in rows], [1.15 * LINE_HEIGHT * inch] * len(rows), limits)
        for row, y in zip(rows, places, strict=True):
            hue, rise = LETTERING.get(row.colour, row.colour), 72 * (y - row.value) / inch
            arrow = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3}
            leader = {**arrow, "relpos": (0 if side else 1, 0.5)} if abs(rise) > LEADERLESS else None
            _name_side(axes, side, row.value, row.label, hue, row.finding, rise=rise, leader=leader)
    return axes


def _by_name(panels: Sequence[BarPanel]) -> list[list[tuple[int, Bar]]]:
    """Return the bars of each name in all panels, each with the number of its panel."""
    names = dict.fromkeys(row.name for _, rows in panels for row in rows)
    sides = [(side, row) for side, (_, rows) in enumerate(panels) for row in rows]
    return [[(side, row) for side, row in sides if row.name == name] for name in names]


def _name_side(
    axes: Axes, side: int, y: float, words: str, hue: str, of: Finding | None, *, rise: float, leader: Any = None
) -> None:
    """Write words outside a column, `rise` points above a position, as a link if there is a finding."""
    offset, weight = (72 * ASIDE * (1 if side else -1), rise), 600 if hue != LETTERING[GREY] else 400
    look: dict[str, Any] = {"ha": "left" if side else "right", "color": hue, "fontweight": weight}
    number(axes, of, (side, y), offset, words=words, annotation_clip=False, arrowprops=leader, **look)


def describe_slopes(panels: Sequence[BarPanel], heads: Sequence[str]) -> str:
    """Describe slopes: the coloured ones first and with the headings, the others briefly."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    every = _by_name(panels)
    has_colour = any(row.colour != GREY for ends in every for _, row in ends)
    for at, ends in enumerate(every):
        is_full = ends[0][1].colour != GREY if has_colour else at == 0
        if is_full or len(ends) < len(panels):
            text = ", ".join(f"{row.text} {heads[side]}" for side, row in ends)
        else:
            text = " and ".join(row.text for _, row in ends)
        parts[is_full].append(f"{ends[0][1].name}: {text}")
    return "; ".join(parts[True] + parts[False]) + "."


# Stacks: amounts with a part of each, and those that were given up

GAP = 1
"""Gap in points between the two colours of a bar, which are similar in dark mode."""

THICK = 0.143
"""Thickness of a bar in inches."""


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
    height = sheet.fit(0.23, 0.5)
    start, margin = sheet.fit(left, 0.02), 0.02
    reach = _reach(sheet, panels, total, sheet.width - start - margin)
    if total:
        axes = sheet.axes(Place(TOTAL_HEIGHT, start, margin, sheet.bottom + 0.24, 0.06))
        axes.set_ylim(0.5, -0.5)
        axes.set_xlim(0, reach)
        _stack(axes, 0, total, 1.0)
        head = sheet.head(axes, f"{total.name}, total: {total.text}", 5)
        head.set_gid(NUMBER)
        head.set_label(anchor(total.whole))
        _label_part(sheet, axes, total)
    for heading, rows in panels:
        axes = sheet.axes(Place(height * len(rows), start, margin, sheet.bottom + 0.27, 0.08))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, reach)
        canvas.name_rows(sheet, axes, [stack.name for stack in rows], rise=0.13)
        for row, stack in enumerate(rows):
            y = row + sheet.fit(0, 0.16)
            end = _stack(axes, y, stack, THICK / height)
            number(axes, stack.whole, (end, y), (6, 0), words=stack.text)
            if remark := stack.remark:  # on a narrow sheet above the bar, at the edge
                beside = 8 + 72 * room_for([stack.text])
                at, side, offset = sheet.fit(
                    ((end, y), "left", (beside, 0.0)), ((axes.get_xlim()[1], y), "right", (0.0, 18.0))
                )
                hue = LETTERING.get(remark.colour, remark.colour)
                look = {"ha": side, "color": hue, "fontsize": 9, "fontweight": 400}
                number(axes, remark.finding, at, offset, words=remark.words, **look)
        if not sheet.narrow:
            axes.axvline(0, color=SOFT, linewidth=0.8)
        sheet.head(axes, heading, 5)


def _reach(sheet: Sheet, panels: Sequence[StackPanel], total: Stack | None, breadth: float) -> float:
    """Return the amount at the right edge of a sheet, so that each bar has room for its numbers."""
    ends = [total.whole.value * breadth / (breadth - 0.15)] if total else []
    for stack in (stack for _, rows in panels for stack in rows):
        room = 0.2 + room_for([stack.text])
        if stack.remark and not sheet.narrow:
            room += 0.1 + room_for([stack.remark.words])
        ends.append(stack.whole.value * breadth / (breadth - room))
    return max(ends)


def _label_part(sheet: Sheet, axes: Axes, total: Stack) -> None:
    """Write the remark of a total within its part, in as many lines as it takes."""
    if not total.part or not total.remark:
        return
    breadth = sheet.breadth(axes) * total.part.value / axes.get_xlim()[1]
    words = textwrap.fill(total.remark.words, max(1, int(breadth / TOTAL_LETTER)), break_long_words=False)
    center = total.whole.value - total.part.value / 2
    look: dict[str, Any] = {"ha": "center", "va": "center", "color": WHITE, "fontsize": 9, "linespacing": 1.05}
    number(axes, total.remark.finding, (center, 0), words=words, **look)


def _stack(axes: Axes, y: float, stack: Stack, height: float) -> float:
    """Draw one bar, hollow if it was given up, and return where it ends."""
    whole, part, reach = stack.whole.value, stack.part.value if stack.part else 0.0, axes.get_xlim()[1]
    if stack.given_up:
        block(axes, y, (0, whole), height, facecolor="none", edgecolor=stack.colour, linewidth=1, linestyle=(0, (3, 2)))
    else:
        rest, gap = whole - part, reach / axes.bbox.width * GAP if part else 0.0
        block(axes, y, (0, rest - min(gap, rest / 2)), height, color=stack.colour, linewidth=0)
        if part:
            block(axes, y, (rest, whole), height, color=INK, linewidth=0)
    if stack.whole.quantity.high < math.inf:
        return whole
    end = whole + reach * 0.025
    axes.annotate("", (end, y), (whole, y), arrowprops=ARROW)
    return end


def describe_stacks(panels: Sequence[StackPanel]) -> str:
    """Describe the first and the last bar of each panel."""
    return " ".join(
        f"{heading}: {' down to '.join(map(_describe_stack, dict.fromkeys((rows[0], rows[-1]))))}."
        for heading, rows in panels
    )


def _describe_stack(stack: Stack) -> str:
    return f"{stack.name}, {stack.text}{f' ({stack.remark.words})' if stack.remark else ''}"


def stack_table(
    panels: Sequence[StackPanel], *, panel: str = "panel", name: str = "name", value: str = "value", part: str = "part"
) -> Iterator[Row]:
    """Yield the bars as rows of a table: the whole amount, its part, and the remarks.

    `panel`, `name`, `value` and `part` are column names; each part also has its exact value. In place of a missing part
    is the reason.
    """
    have_parts = any(stack.part for _, rows in panels for stack in rows)
    stated = [stack.remark.column for _, rows in panels for stack in rows if stack.remark]
    columns = list(dict.fromkeys(filter(None, stated)))
    yield panel, name, value, "low", "high", "unit", "printed", part, f"{part}, exact", *columns
    for heading, rows in panels:
        for stack in rows:
            missing = ("not drawn" if stack.is_left_out else "none seen") if have_parts else ""
            parts = (stack.part.written(stack.form), quantity_cells(stack.part)[0]) if stack.part else (missing, "")
            remarks = {stack.remark.column: stack.remark.cell} if stack.remark else {}
            cells = (remarks.get(column, "") for column in columns)
            yield heading, stack.name, *quantity_cells(stack.whole), stack.text, *parts, *cells


# Squares of a hundred cells: a share of a whole, one cell for each per cent

SIDE = 10
"""Cells along each side."""


def square(axes: Axes, part: Bar, hue: str) -> None:
    """Fill one of a hundred cells for each per cent of a share, from the lower left, and write the share above them."""
    axes.set_xlim(0, SIDE)
    axes.set_ylim(0, SIDE)
    block(axes, SIDE / 2, (0, SIDE), SIDE, color=LINE, linewidth=0)
    if part.finding:
        cells = min(max(part.value, 0.0), 1.0) * SIDE * SIDE
        for row in range(math.ceil(cells / SIDE)):
            block(axes, row + 0.5, (0, min(SIDE, cells - SIDE * row)), 1, color=hue, linewidth=0)
        number(axes, part.finding, (0, SIDE), (0, 5), words=part.text, va="baseline")
    gap = (math.nan, math.nan)  # a single path makes a smaller SVG
    grid = [point for at in range(1, SIDE) for point in ((at, 0), (at, SIDE), gap, (0, at), (SIDE, at), gap)]
    axes.plot(*zip(*grid, strict=True), color=WHITE, linewidth=1)


# Lines over time, named at their ends instead of in a legend

YEAR_WIDTH = 0.4
"""Space for a year on the axis, in inches."""

THICK_LINE = 1.5
"""Lines thicker than this are what the chart is about."""

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
        label = f"{self.name} {self.last.text}{self.forecasts.get(end, '')}" if self.last else self.name
        return label if end == last else f"{label} ({math.floor(end)})"


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
    is_inside = sheet.narrow and rises is not None
    ended = [row for row in rows if row.points]
    last = max((row.points[-1][0] for row in ended), default=0.0)
    names = [sheet.wrap(row.label(last), 20) for row in ended]
    right = 0.06 if is_inside else sheet.fit(place.right, room_for(names) + 0.14)
    axes = sheet.axes(replace(place, right=right))
    axes.set_ylim(*limits)
    for row in rows:
        _line(axes, row)
    axes.set_xlim(min((row.points[0][0] for row in ended), default=0.0) - 0.2, last + 0.12)
    inch = abs(limits[1] - limits[0]) / place.height
    heights = [1.1 * canvas.height_of([name]) * inch for name in names]
    places = apart([row.points[-1][1] for row in ended], heights, limits)
    for row, name, y in zip(ended, names, places, strict=True):
        hue, weight = LETTERING.get(row.colour, row.colour), 600 if row.width > THICK_LINE else 400
        look: dict[str, Any] = {"va": "center", "color": hue, "fontweight": weight, "annotation_clip": False}
        if is_inside and rises is not None:
            rise = rises[row.name]
            piece = [value for year, value in row.points if year >= max(row.breaks, default=year)]
            edge = (max if rise > 0 else min)(piece)
            number(axes, row.last, (last, edge), (2, rise), words=row.label(last), ha="right", **look)
            continue
        number(axes, row.last, (last, y), (8, 0), words=name, **look)
        if last - row.points[-1][0] > row.step:
            line(axes, [row.points[-1], (last, y)], color=SOFT, linewidth=0.7, linestyle=DOTTED, zorder=1)
    marked = years(sorted({x for row in rows for x, _ in row.points}), sheet.breadth(axes))
    canvas.foot(axes, marked, [f"{year:.0f}" for year in marked])
    return axes


def _line(axes: Axes, row: Line) -> None:
    """Draw a line in runs, dotted over gaps; segments to forecasts are dashed, and their dots hollow."""
    runs = _runs(row)
    for run in runs:
        before: list[Point] = []
        for are_forecasts, points in itertools.groupby(run, key=lambda point: point[0] in row.forecasts):
            piece = [*before, *points]
            dashed = {"linestyle": DASHED, **HOLLOW} if are_forecasts else {}
            joint = {"markevery": slice(1, None)} if before else {}
            look: dict[str, Any] = {"markersize": row.width * 1.6, "clip_on": False, **dashed, **joint}
            marker = "o" if len(piece) <= MOST_MARKERS else ""
            line(axes, piece, color=row.colour, linewidth=row.width, marker=marker, **look)
            before = piece[-1:]
    for one, other in pairwise(runs):
        if row.bridged or other[0][0] not in row.breaks:
            line(axes, [one[-1], other[0]], color=row.colour, linewidth=row.width * 0.6, linestyle=(0, (1, 2)))


def _runs(row: Line) -> list[list[Point]]:
    """Split points where one is missing or the series starts anew."""
    runs: list[list[Point]] = []
    for point in row.points:
        if runs and point[0] - runs[-1][-1][0] <= 1.5 * row.step and point[0] not in row.breaks:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def note(
    axes: Axes, point: Point, words: str, finding: Finding, *, up: float, across: float = 0, side: str = "center"
) -> Text:
    """Annotate a point of a line, `up` points above it (or below, if negative) and `across` points beside it."""
    leader = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "shrinkB": 3}
    upright = "bottom" if up > 0 else "top"
    return number(
        axes,
        finding,
        point,
        (across, up),
        words=words,
        ha=side,
        va=upright,
        fontsize=9,
        fontweight=400,
        arrowprops=leader,
    )


def extremes(values: Sequence[float]) -> list[int]:
    """Return the indices of the first, highest, lowest and last value, in order, without extremes near an end.

    >>> extremes([26, 52, 8])
    [0, 1, 2]
    >>> extremes([19, 6, 5, 15]), extremes([1, 10, 9.5]), extremes([3])
    ([0, 2, 3], [0, 2], [0])
    """
    low, high, last = min(values), max(values), len(values) - 1
    edges, least = (values[0], values[-1]), SMALLEST_TURN * (high - low)
    indices = {0, last}
    if high - max(edges) > least:
        indices.add(values.index(high))
    if min(edges) - low > least:
        indices.add(values.index(low))
    return sorted(indices)


def describe_course(values: Sequence[float], text_at: Callable[[int], str], *, first_is_best: bool = False) -> str:
    """Describe the course of a line from its first point through its peak and low to the last.

    >>> describe_course([26, 52, 8], lambda i: f"{[26, 52, 8][i]}%")
    'rises from 26% to 52%, then falls to 8%'
    """
    words = {1: "rises", 0: "goes", -1: "falls"}
    parts: list[str] = []
    for before, here in pairwise(extremes(values)):
        rise = (values[here] > values[before]) - (values[here] < values[before])
        start = "" if parts else f" from {text_at(before)}"
        parts.append(f"{words[-rise if first_is_best else rise]}{start} to {text_at(here)}")
    return ", then ".join(parts) or f"is at {text_at(0)}"


def describe_lines(rows: Sequence[Line], *, first_is_best: bool = False) -> str:
    """Describe lines: the thick ones by their course, the others by their ends.

    If `first_is_best`, a smaller number counts as a rise.
    """
    thick = [row for row in rows if row.width > THICK_LINE] or rows
    courses = []
    for row in thick:
        at = [f"{text} in {int(x)}{_forecast(row, x)}" for text, (x, _) in zip(row.texts, row.points, strict=True)]
        course = describe_course([y for _, y in row.points], at.__getitem__, first_is_best=first_is_best)
        courses.append(f"{capitalise(row.name)} {course}.")
    return " ".join([*courses, describe_ends([row for row in rows if row not in thick])]).strip()


def describe_ends(rows: Sequence[Line]) -> str:
    """Describe the ends of lines by year: "In 2025: Avonia 2nd, Borduria 18th."."""
    by_year: dict[int, list[str]] = {}
    for row in rows:
        last = row.points[-1][0]
        by_year.setdefault(int(last), []).append(f"{row.name} {row.texts[-1]}{_forecast(row, last)}")
    return " ".join(f"In {year}: {', '.join(names)}." for year, names in by_year.items())


def _forecast(row: Line, x: float) -> str:
    return " (forecast)" if x in row.forecasts else ""


def line_table(rows: Sequence[Line], x: str, y: str, *, name: str = "line") -> Iterator[Row]:
    """Yield the points of all lines as rows of a table; `x`, `y` and `name` are column names."""
    yield name, x, y, "printed"
    for row in rows:
        for point, text in zip(row.points, row.texts, strict=True):
            yield row.name, *point, f"{text}{row.forecasts.get(point[0], '')}"
