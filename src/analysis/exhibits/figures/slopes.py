"""Slopes: the same things by two counts or at two moments, those with both joined by a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analysis.exhibits.figures.figure import in_numbers, is_label, leads_to, mark
from analysis.exhibits.figures.scales import apart
from analysis.exhibits.figures.sheet import Place, Sheet, height_of, room_for
from analysis.findings import Finding
from analysis.rendering.palette import GREY, INK, LETTERING, LINE, SOFT, WHITE


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
        heights = [max(1.15 * height_of([s.name]), sheet.finger) * inch] * len(found)
        places = apart([f.value for s in found if (f := s.sides[side])], heights, ends)
        for s, y in zip(found, places, strict=True):
            colour = LETTERING.get(s.colour, s.colour)
            if f := s.sides[side]:
                rise, head = (y - f.value) / point, heads[side]
                beside = f"{head if isinstance(head, str) else head.text},"
                _name(axes, side, (side, f.value), label(s, side), colour, f, rise=rise, beside=beside)
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
    beside: str = "",
) -> None:
    """Write words beside a column, outward, so many points above a place; those with a number lead to its working.

    Words `beside` which the head of the column stands are of a mark; a thin line leads there where they are not level.
    """
    is_apart = bool(beside) and abs(rise) > NEAR
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
        leads_to(leads, text, beside)
    elif any(map(str.isdigit, words)):
        is_label(text)


def describe(slopes: Sequence[Slope], heads: Sequence[str], *, first_is_best: bool = False) -> str:
    """Write the slopes as a sentence, for those who cannot see them: where each stands on either side, and the trend."""
    return "; ".join(f"{s.name}: {_told(s, heads, first_is_best)}" for s in slopes) + "."


def _told(s: Slope, heads: Sequence[str], first_is_best: bool) -> str:
    sides = zip(s.sides, heads, s.remarks, strict=False)
    found = [(f, f"{f.text} {head}{remark}") for f, head, remark in sides if f]
    if len(found) == 1:
        return found[0][1]
    (before, first), (after, second) = found
    rise = (before.value - after.value) if first_is_best else (after.value - before.value)
    return f"from {first} {'up to' if rise > 0 else 'down to' if rise < 0 else 'level with'} {second}"


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
