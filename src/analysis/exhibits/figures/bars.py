"""Bars and dots with intervals: the drawing that most comparisons need."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes

from analysis.exhibits.figures.figure import block, in_numbers, leads_to, line, mark
from analysis.exhibits.figures.scales import across, words_left
from analysis.exhibits.figures.sheet import NAME_LETTERS, Place, Sheet, height_of, room_for
from analysis.findings import Finding
from analysis.findings.formats import bounds
from analysis.rendering.palette import GREY, INK, SOFT, WHITE

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
        leads_to(bar.finding, number, bar.name)
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
        leads_to(bar.finding, number, bar.name)
    across(axes, range(len(bars)), limits)
    return axes


def _rows(
    sheet: Sheet, bars: Sequence[Bar], place: Place, numbers: Sequence[str] = (), letters: int = NAME_LETTERS
) -> Axes:
    """Add axes with a row for each bar: placed as told on a wide sheet, on a narrow one as names and numbers allow."""
    names = [sheet.wrap(b.name, letters) for b in bars]
    if sheet.narrow:
        height = max(height_of(names) + 0.09, sheet.finger) * len(bars)
        place = replace(place, height=height, left=room_for(names) + 0.08, right=room_for(numbers) + 0.05)
    axes = sheet.axes(place)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    words_left(axes, range(len(bars)), names, gid="label")
    return axes


def describe(bars: Sequence[Bar], least: float = 0.0) -> str:
    """Write the bars as a sentence, for those who cannot see them, with the bounds that are wide enough to be seen.

    `least` is how far such bounds lie apart, without it as far as those of bars.
    """
    least = least or SEEN * max((b.finding.value for b in bars if b.finding), default=1.0)
    return "; ".join(f"{b.name}: {_told(b.finding, least) if b.finding else 'not known'}" for b in bars) + "."


def _told(finding: Finding, least: float) -> str:
    """Tell a number, and its bounds where it does not say by itself that one of them is open."""
    q = finding.quantity
    is_seen = q.low and least <= q.high - q.low < math.inf
    return f"{finding.text} (from {bounds(q)})" if is_seen else finding.text


def describe_by(bars: Sequence[Bar], line: Finding, least: float = 0.0) -> str:
    """Write the bars as two sentences, for those who cannot see on which side of a line that decides each lies."""
    sides = {
        f"At {line.text} or more": [b for b in bars if b.finding and b.finding.value >= line.value],
        f"Below {line.text}": [b for b in bars if b.finding and b.finding.value < line.value],
        "": [b for b in bars if not b.finding],
    }
    return " ".join(f"{side}: {describe(found, least)}".removeprefix(": ") for side, found in sides.items() if found)


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
