"""Slopes: the same things by two counts or at two moments, those with both joined by a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analysis.charts import bars
from analysis.charts.bars import Bar
from analysis.charts.canvas import LINE_HEIGHT, Place, Sheet, across, apart, height_of, room_for
from analysis.charts.figure import in_numbers, is_label, mark, set_origin
from analysis.findings import Finding
from analysis.findings.quantity import ordinal
from analysis.rendering.palette import GREY, INK, LETTERING, LINE, SOFT, WHITE

# ----- slopes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slope:
    """One thing: its name, its numbers from left to right, None where it has none on a side, and its colour.

    `remarks` stand behind the numbers, such as that one is a forecast, whose dot is hollow and whose line dashed.
    """

    name: str
    sides: Sequence[Finding | None]
    colour: str = GREY
    remarks: Sequence[str] = ("", "")


Head = str | Finding
"""What stands above a side: words, or a number such as a year."""

NEAR = 3.0
"""Points by which words may stand above or below a mark and are still seen to be its own."""

ASIDE = 0.18
"""Inches between a column and the words beside it, in which leaders to marks near each other stay apart."""

RING: dict[str, Any] = {"markeredgecolor": WHITE, "markeredgewidth": 0.6}
"""How a mark keeps apart from another one that it lies on."""

LEADER: dict[str, Any] = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3}
"""How the line looks that leads from words to a mark."""


def limits(slopes: Sequence[Slope]) -> tuple[float, float]:
    """Say from where to where the columns reach: over all numbers, with some room at both ends."""
    values = [f.value for s in slopes for f in s.sides if f]
    room = 0.06 * (max(values) - min(values))
    return min(values) - room, max(values) + room


def slope(
    sheet: Sheet, slopes: Sequence[Slope], place: Place, heads: Sequence[Head], *, first_is_best: bool = False
) -> Axes:
    """Draw one column of dots for each head, each dot with its name and number; what has two is joined by a line.

    Where `first_is_best` the smallest number stands at the top.
    """
    shown = [[s for s in slopes if s.sides[side]] for side in range(len(heads))]
    margins = [room_for([label(s, side) for s in found]) + ASIDE + 0.05 for side, found in enumerate(shown)] + [0.1]
    left, right = sheet.fit((place.left, place.right), margins[:2])
    axes = sheet.axes(Place(place.height, left, right, place.top, place.below))
    ends = limits(slopes)
    top = ends[0] if first_is_best else ends[1]
    axes.set_ylim(*(ends[::-1] if first_is_best else ends))
    axes.set_xlim(-0.02, 1.02)
    for side, head in enumerate(heads):
        axes.axvline(side, color=LINE, linewidth=0.8, zorder=0)
        _name(axes, side, (side, top), head if isinstance(head, str) else head.text, INK, head, rise=8)
    for s in sorted(slopes, key=lambda s: s.colour != GREY):
        points = [(side, f.value) for side, f in enumerate(s.sides) if f]
        dashed: dict[str, Any] = {"linestyle": (0, (3, 1.5))} if any(s.remarks) else {}
        axes.plot(*zip(*points, strict=True), color=s.colour, linewidth=1.3 if s.colour == GREY else 2.4, **dashed)
        for look in ({}, {"markerfacecolor": WHITE}):
            drawn = [point for point in points if bool(s.remarks[point[0]]) == bool(look)]
            if drawn:
                mark(axes, drawn, marker="o", color=s.colour, markersize=5.5, **(look or RING))
    inch = (ends[1] - ends[0]) / place.height
    point = (-inch if first_is_best else inch) / 72
    for side, found in enumerate(shown):
        heights = [1.15 * height_of([s.name]) * inch] * len(found)
        places = apart([f.value for s in found if (f := s.sides[side])], heights, ends)
        for s, y in zip(found, places, strict=True):
            colour = LETTERING.get(s.colour, s.colour)
            if f := s.sides[side]:
                rise, head = (y - f.value) / point, heads[side]
                _name(axes, side, (side, f.value), label(s, side), colour, f, rise=rise, is_mark=True)
    return axes


def label(s: Slope, side: int) -> str:
    """Write the name and number of a thing as they stand on a side; nothing where it has none there."""
    found = s.sides[side]
    return f"{s.name} {found.text}{s.remarks[side]}" if found else ""


def _name(
    axes: Axes,
    side: int,
    at: tuple[float, float],
    words: str,
    colour: str,
    leads: Head,
    *,
    rise: float,
    is_mark: bool = False,
) -> None:
    """Write words beside a column, outward, so many points above a place; those with a number have its origin.

    A thin line leads to a mark from words that are not level with it.
    """
    is_apart = is_mark and abs(rise) > NEAR
    text = axes.annotate(
        words,
        at,
        xytext=(72 * ASIDE * (1 if side else -1), rise),
        textcoords="offset points",
        ha="left" if side else "right",
        va="center_baseline",
        color=colour,
        fontweight=600 if colour != LETTERING[GREY] else 400,
        annotation_clip=False,
        arrowprops=LEADER | {"relpos": (0 if side else 1, 0.5)} if is_apart else None,
    )
    if isinstance(leads, Finding):
        set_origin(text, leads)
    elif any(map(str.isdigit, words)):
        is_label(text)


def describe(slopes: Sequence[Slope], heads: Sequence[str]) -> str:
    """Write the slopes as a sentence, for those who cannot see them: those in a colour first, the others in short."""
    full = [s for s in slopes if s.colour != GREY] or slopes[:1]
    others = [s for s in slopes if s not in full]
    return f"{'; '.join([*(_told(s, heads) for s in full), *(_told(s, heads, is_short=True) for s in others)])}."


def _told(s: Slope, heads: Sequence[str], *, is_short: bool = False) -> str:
    """Tell a thing with what stands above its numbers; in short without it, if there is a number on every side."""
    sides = zip(s.sides, heads, s.remarks, strict=False)
    found = [(f"{f.text}{remark}", f"{f.text} {head}{remark}") for f, head, remark in sides if f]
    if is_short and all(s.sides):
        return f"{s.name}: {' and '.join(short for short, _ in found)}"
    return f"{s.name}: {', '.join(full for _, full in found)}"


def table(
    slopes: Sequence[Slope], heads: Sequence[str], *, side: str = "side", named: str = "name", told: str = "value"
) -> Iterator[tuple[object, ...]]:
    """Write the slopes as a table: who stands where on which side, with the bounds and the finding.

    `side`, `named` and `told` are what a reader calls the sides, the rows and their numbers.
    """
    yield side, named, told, "low", "high", "unit", "printed", "finding"
    for at, head in enumerate(heads):
        for s in slopes:
            if f := s.sides[at]:
                yield head, s.name, *in_numbers(f), f"{f.text}{s.remarks[at]}", f.id


# ----- strips ----------------------------------------------------------------------------------------------
# Strips: where each stands on a scale, a row of dots for each group, with the names of those that matter.

MOVED = 5
"""Points that a name may stand beside its dot without a line from one to the other."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: its name, and its dots from left to right of the scale; those in a colour are named, and both ends."""

    name: str
    dots: Sequence[Bar]

    @property
    def told(self) -> list[Bar]:
        """The dots that bear their name and number: the ends of the row, and those in a colour."""
        ends = (self.dots[0], self.dots[-1])
        return [dot for dot in self.dots if dot.colour != GREY or any(dot is end for end in ends)]


def strips(sheet: Sheet, rows: Sequence[Strip], *, limits: tuple[float, float], log: bool = False) -> Axes:
    """Draw a row of dots for each strip; names and numbers stand above the dots that they belong to.

    On a narrow sheet the name of a row stands above it.
    """
    left = sheet.fit(room_for([row.name for row in rows]) + 0.15 if rows[0].name else 0.15, 0.15)
    height = 0.56 + sheet.fit(0, LINE_HEIGHT if rows[0].name else 0)
    axes = sheet.axes(Place(height * len(rows), left, 0.15, sheet.fit(0.02, 0.06), 0.3))
    if log:
        axes.set_xscale("log")
    axes.set_xlim(*limits)
    axes.set_ylim(len(rows) - 0.75, -sheet.fit(0.75, 0.9))
    across(axes, range(len(rows)), limits, linewidth=0.8)
    for y, row in enumerate(rows):
        for dot in sorted(row.dots, key=lambda dot: dot.colour != GREY):
            if dot.finding:
                mark(axes, [(dot.finding.value, y)], markersize=6.5, alpha=0.85, **dot.dot)
        _name_row(sheet, axes, row.name, y)
        _name_dots(sheet, axes, row, y)
    return axes


def _name_row(sheet: Sheet, axes: Axes, name: str, y: float) -> None:
    """Write the name of a row left of it, on a narrow sheet above the names of its dots."""
    axes.annotate(
        name, (0, y), xycoords=axes.get_yaxis_transform(), textcoords="offset points", fontweight=600, gid="label",
        xytext=sheet.fit((-8.0, 0.0), (-8.0, 38.0)), ha=sheet.fit("right", "left"), va="center_baseline",
    )  # fmt: skip


def _name_dots(sheet: Sheet, axes: Axes, row: Strip, y: float) -> None:
    """Write names and numbers above the dots, as far from one another as they need, with a line to the dot from one that moved."""
    told = [(dot, dot.finding, f"{dot.name}\n{dot.finding.text}") for dot in row.told if dot.finding]
    breadth = sheet.breadth(axes)
    to_inches = axes.transData + axes.transAxes.inverted()
    wanted = [float(to_inches.transform((finding.value, y))[0]) * breadth for _, finding, _ in told]
    widths = [room_for([words]) + 0.08 for *_, words in told]
    places = apart(wanted, widths, (-0.12, breadth + 0.12))
    for (dot, finding, words), inch, at in zip(told, places, wanted, strict=True):
        away = 72 * (inch - at)
        leader = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 4, "relpos": (0.5, 0)}
        label = axes.annotate(
            words, (finding.value, y), xytext=(away, 9), arrowprops=leader if abs(away) > MOVED else None, textcoords="offset points", ha="center",
            va="bottom", color=LETTERING.get(dot.colour, dot.colour), fontsize=9, linespacing=1.05,
            fontweight=400 if dot.colour == GREY else 600, annotation_clip=False,
        )  # fmt: skip
        set_origin(label, finding)


def describe_strips(rows: Sequence[Strip]) -> str:
    """Write the strips as sentences, for those who cannot see them: both ends of each, and where those in a colour stand."""
    return " ".join(_told_strips(row) for row in rows)


def _told_strips(row: Strip) -> str:
    known = [(dot, dot.finding) for dot in row.dots if dot.finding]
    (first, low), (last, high) = known[0], known[-1]
    said = f"{row.name}: " if row.name else ""
    if len(known) == 1:
        return f"{said}{first.name} {low.text}."
    said += f"from {low.text} ({first.name}) to {high.text} ({last.name})"
    for place, (dot, found) in enumerate(reversed(known), 1):
        if dot.colour != GREY:
            said += f"; {dot.name} at {found.text}, {ordinal(place)} of {len(known)}"
    return f"{said[:1].upper()}{said[1:]}."


def table_strips(rows: Sequence[Strip]) -> Iterator[tuple[object, ...]]:
    """Write the dots of all strips as a table: what is drawn, its bounds, and the finding behind it."""
    return bars.table(*((row.name, row.dots) for row in rows))
