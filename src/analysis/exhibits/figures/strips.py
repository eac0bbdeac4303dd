"""Strips: where each stands on a scale, a row of dots for each group, with the names of those that matter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.exhibits.figures import bars
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.figure import leads_to, mark
from analysis.exhibits.figures.scales import across, apart
from analysis.exhibits.figures.sheet import LINE_HEIGHT, Place, Sheet, room_for
from analysis.findings.formats import ordinal
from analysis.rendering.palette import GREY, LETTERING, SOFT

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
    height = max(0.56, 2 * sheet.finger) + sheet.fit(0, LINE_HEIGHT if rows[0].name else 0)
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
    widths = [max(room_for([words]) + 0.08, sheet.finger) for *_, words in told]
    places = apart(wanted, widths, (-0.12, breadth + 0.12))
    for (dot, finding, words), inch, at in zip(told, places, wanted, strict=True):
        away = 72 * (inch - at)
        leader = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 4, "relpos": (0.5, 0)}
        label = axes.annotate(
            words, (finding.value, y), xytext=(away, 9), arrowprops=leader if abs(away) > MOVED else None, textcoords="offset points", ha="center",
            va="bottom", color=LETTERING.get(dot.colour, dot.colour), fontsize=9, linespacing=1.05,
            fontweight=400 if dot.colour == GREY else 600, annotation_clip=False,
        )  # fmt: skip
        leads_to(finding, label, f"{row.name}," if row.name else "")


def describe(rows: Sequence[Strip]) -> str:
    """Write the strips as sentences, for those who cannot see them: both ends of each, and where those in a colour stand."""
    return " ".join(_told(row) for row in rows)


def _told(row: Strip) -> str:
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


def table(rows: Sequence[Strip]) -> Iterator[tuple[object, ...]]:
    """Write the dots of all strips as a table: what is drawn, its bounds, and the finding behind it."""
    return bars.table(*((row.name, row.dots) for row in rows))
