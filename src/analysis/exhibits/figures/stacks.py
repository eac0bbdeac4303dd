"""Stacked bars: of each sum the part that comes from elsewhere, and what has been given up."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes

from analysis.exhibits.figures.figure import block, in_numbers, leads_to
from analysis.exhibits.figures.sheet import Place, Sheet, name_rows, room_for
from analysis.findings import Finding
from analysis.rendering.palette import GREY, INK, LETTERING, SOFT

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


Panel = tuple[str, Sequence[Stack]]
"""Bars under one heading."""


def stacked(sheet: Sheet, panels: Sequence[Panel], *, left: float) -> None:
    """Draw panels of bars on one scale, the part of each in ink at its end, the numbers behind it.

    On a narrow sheet the names stand above their bars. An arrow says that there is no upper bound.
    """
    longest = max(stack.whole.value for _, rows in panels for stack in rows)
    row = sheet.fit(0.23, 2 * sheet.finger)
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
    leads_to(stack.whole, number, stack.name)
    if remark := stack.remark:
        across = 8 + 72 * room_for([stack.whole.text])
        at, side, away = (
            ((axes.get_xlim()[1], y), "right", (0, 72 * sheet.finger))
            if sheet.narrow
            else ((end, y), "left", (across, 0))
        )
        words = axes.annotate(
            remark.words, at, xytext=away, textcoords="offset points", ha=side, va="center_baseline",
            color=LETTERING.get(remark.colour, remark.colour), fontsize=9,
        )  # fmt: skip
        leads_to(remark.finding, words, stack.name)


def describe(panels: Sequence[Panel]) -> str:
    """Write the bars as sentences, for those who cannot see them."""
    return " ".join(f"{heading}: {'; '.join(map(_told, rows))}." for heading, rows in panels)


def _told(stack: Stack) -> str:
    return f"{stack.name} {stack.whole.text}{f', {stack.remark.words}' if stack.remark else ''}"


def table(
    panels: Sequence[Panel], *, panel: str = "panel", named: str = "name", told: str = "value", part: str = "part"
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
