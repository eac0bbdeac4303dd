"""Lines over time, labelled at their ends instead of in a legend."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from analysis.charts import canvas
from analysis.charts.canvas import Place, Sheet, Years, apart, foot, height_of, readable, room_for
from analysis.charts.figure import Figure, colour, draw, exhibit, is_label, set_origin
from analysis.charts.figure import line as straight
from analysis.errors import UnitError
from analysis.findings import Finding
from analysis.findings.finding import forecast_said
from analysis.findings.series import Point, series
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, INK, LETTERING, ORANGE, PURPLE, SOFT, WHITE
from analysis.report.markup import capital
from analysis.report.page import Block, too_short
from analysis.report.writer import Writer

# ----- lines -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its points and its colour; a year without a figure is a gap.

    `breaks` are points at which the series starts anew, such as a rebased survey; `last` is the finding at the end
    of the line, whose number stands behind the name there. `step` is how far neighbouring points lie apart where none is missing.
    `texts` are the numbers of all points as the report prints them. `bridged` is False where a break is another count,
    which must not be read as one line with what came before. `forecasts` are the points that were forecast, each with
    the words for it; the line to them is dashed.
    """

    name: str
    points: Sequence[tuple[float, float]]
    colour: str = GREY
    width: float = 1.3
    breaks: tuple[float, ...] = ()
    last: Finding | None = None
    step: float = 1.0
    texts: Sequence[str] = ()
    bridged: bool = True
    forecasts: Mapping[float, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The name as it is written at the end of the line, with the number there."""
        return f"{self.name} {self.last.text}{self.forecasts.get(self.points[-1][0], '')}" if self.last else self.name


THIN = 1.5
"""A line thicker than that is one that the chart is about."""

LEADER = (0, (1, 6))
"""Dots far apart, which nobody takes for a line of the data, not even for one over a gap."""


def over_time(
    sheet: Sheet, lines: Sequence[Line], place: Place, *, limits: tuple[float, float], years: Years = readable
) -> Axes:
    """Draw lines over years and write each name beside the plot, the names as far apart as they can be read.

    From a line that ended long before the others dots far apart lead to its name: no data are drawn so. `years` chooses those that are marked.
    """
    ended = [line for line in lines if line.points]
    last = max((line.points[-1][0] for line in ended), default=0.0)
    names = [sheet.wrap(at_the_end(line, last), 20) for line in ended]
    axes = sheet.axes(replace(place, right=sheet.fit(place.right, room_for(names) + 0.14)))
    axes.set_ylim(*limits)
    for line in lines:
        _draw(axes, line)
    axes.set_xlim(min((line.points[0][0] for line in ended), default=0.0) - 0.2, last + 0.12)
    inch = abs(limits[1] - limits[0]) / place.height
    places = apart(
        [line.points[-1][1] for line in ended],
        [1.1 * height_of([name]) * inch for name in names],
        limits,
    )
    for line, name, y in zip(ended, names, places, strict=True):
        _name_end(axes, line, name, (last, y))
        if last - line.points[-1][0] > line.step:
            straight(axes, [line.points[-1], (last, y)], color=SOFT, linewidth=0.7, linestyle=LEADER, zorder=1)
    marked = years(sorted({x for line in lines for x, _ in line.points}), sheet.breadth(axes))
    foot(axes, marked, [f"{year:.0f}" for year in marked])
    return axes


def _name_end(axes: Axes, line: Line, name: str, at: tuple[float, float]) -> None:
    """Write the name of a line beside its end; with a number it leads to its working."""
    label = axes.annotate(
        name, at, xytext=(8, 0), textcoords="offset points", va="center", annotation_clip=False, **_lettering(line)
    )
    _lead(line, label)


def _lettering(line: Line) -> dict[str, Any]:
    weight = 600 if line.width > THIN else 400
    return {"color": LETTERING.get(line.colour, line.colour), "fontsize": 9.5, "fontweight": weight}


def _lead(line: Line, label: Text) -> None:
    if line.last:
        set_origin(label, line.last)
    else:
        is_label(label)


def at_the_end(line: Line, last: float) -> str:
    """Write the name of a line, with its last year where others go on by one more."""
    return line.shown if line.points[-1][0] == last else f"{line.shown} ({math.floor(line.points[-1][0])})"


def _draw(axes: Axes, line: Line) -> None:
    runs = _runs(line)
    for piece, look in (drawn for run in runs for drawn in _pieces(run, line.forecasts)):
        straight(
            axes,
            piece,
            color=line.colour,
            linewidth=line.width,
            marker="o",
            markersize=line.width * 1.6,
            clip_on=False,
            **look,
        )
    for before, after in _joints(line):
        straight(
            axes,
            [before[-1], after[0]],
            color=line.colour,
            linewidth=line.width * 0.6,
            linestyle=(0, (1, 2)),
        )


def _pieces(
    run: Sequence[tuple[float, float]], forecasts: Mapping[float, str]
) -> Iterator[tuple[list[tuple[float, float]], dict[str, Any]]]:
    """Part a run where forecasts begin or end; what leads to a forecast is dashed, and its points are hollow."""
    before: list[tuple[float, float]] = []
    for are_forecasts, points in itertools.groupby(run, key=lambda point: point[0] in forecasts):
        piece = [*before, *points]
        look = {"linestyle": (0, (3, 1.5)), "markerfacecolor": WHITE} if are_forecasts else {}
        yield piece, look | ({"markevery": slice(1, None)} if before else {})
        before = piece[-1:]


def event(axes: Axes, x: float, y: float, name: str) -> None:
    """Mark a moment with an upright line and its name left of it at height `y`; one after the last point is left out."""
    if x < axes.get_xlim()[1]:
        axes.axvline(x, color=SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
        axes.annotate(name, (x, y), xytext=(-3, 0), textcoords="offset points", ha="right", color=SOFT, fontsize=9)


def note(
    axes: Axes,
    point: tuple[float, float],
    words: str,
    finding: Finding,
    *,
    up: float,
    across: float = 0,
    side: str = "center",
) -> Text:
    """Write at a point of a line what a reader would ask there, so many points above or below it and beside it."""
    label = axes.annotate(
        words, point, xytext=(across, up), textcoords="offset points", ha=side, va="bottom" if up > 0 else "top",
        color=INK, fontsize=9, arrowprops={"arrowstyle": "-", "color": SOFT, "linewidth": 0.7, "shrinkB": 3},
    )  # fmt: skip
    set_origin(label, finding)
    return label


def _runs(line: Line) -> list[list[tuple[float, float]]]:
    """Split points where one is missing or a series starts anew, so that no line is drawn as if all were one."""
    runs: list[list[tuple[float, float]]] = []
    for point in line.points:
        if runs and point[0] - runs[-1][-1][0] <= 1.5 * line.step and point[0] not in line.breaks:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _joints(line: Line) -> Iterator[tuple[list[tuple[float, float]], list[tuple[float, float]]]]:
    """Return the runs between which a dotted line leads, each with the one after it."""
    for before, after in itertools.pairwise(_runs(line)):
        if line.bridged or after[0][0] not in line.breaks:
            yield before, after


def describe(lines: Sequence[Line], *, first_is_best: bool = False) -> str:
    """Write the lines as sentences, for those who cannot see them: the thick ones by their course, the others by their ends.

    Where `first_is_best` a smaller number is a better place.
    """
    thick = [line for line in lines if line.width > THIN] or lines
    told = (
        f"{capital(line.name)} {canvas.tell([y for _, y in line.points], partial(_point, line), first_is_best=first_is_best)}."
        for line in thick
    )
    return " ".join([*told, describe_ends([line for line in lines if line not in thick])]).strip()


def describe_ends(lines: Sequence[Line]) -> str:
    """Write only where each line ends, year by year: "In 2025: Avonia 2nd, Borduria 18th."."""
    found: dict[int, list[str]] = {}
    for line in lines:
        found.setdefault(int(line.points[-1][0]), []).append(f"{line.name} {line.texts[-1]}{_forecast(line, -1)}")
    return " ".join(f"In {year}: {', '.join(names)}." for year, names in found.items())


def _point(line: Line, at: int) -> str:
    return f"{line.texts[at]} in {int(line.points[at][0])}{_forecast(line, at)}"


def _forecast(line: Line, at: int) -> str:
    return " (forecast)" if line.points[at][0] in line.forecasts else ""


def table(lines: Sequence[Line], x: str, y: str, *, named: str = "line") -> Iterator[tuple[object, ...]]:
    """Write the points of all lines as a table; `x` and `y` say what the axes measure, `named` whose the lines are."""
    yield named, x, y, "printed"
    for line in lines:
        for point, text in zip(line.points, line.texts, strict=True):
            yield line.name, *point, f"{text}{line.forecasts.get(point[0], '')}"


# ----- paths -----------------------------------------------------------------------------------------------
# The figure of any series over time, for the notebooks that go deeper than the report.

HUES = (FOCUS, BLUE, GREEN, ORANGE, PURPLE)
UNMARKED_FROM = 60
"""A line of more points than this bears no marks."""

MONTH = 1.5 / 12
"""A series whose points mostly lie nearer than that, in years, is a monthly one."""

YEAR_ROOM = 0.5
"""Room for a year on the axis in inches."""


@exhibit
def over_time_paths(
    w: Writer, label: str, names: dict[str, str], *, title: str, subtitle: str, source: str, height: float = 3.0
) -> Figure | Block:
    """Draw series over time, each named at its end with its last number; a note where less than a year was known.

    `names` maps what a line is called to a series such as labour_force.AAA. Countries have their colours, all else
    its own; ranks have the first place at the top. The subtitle ends with how forecasts are drawn, where there are any.
    Raises `UnitError` where the series differ in unit.
    """
    known = {name: series(w.catalogue, it) for name, it in names.items()}
    found = {name: points for name, points in known.items() if spans_a_year(points)}
    if not found:
        return too_short(names)
    units = {point.finding.quantity.unit for points in found.values() for point in points}
    if len(units) > 1:
        raise UnitError(f"{label}: one axis cannot show {' and '.join(sorted(units))}")
    (unit,) = units
    w.use(*(points[-1].finding for points in found.values()))  # only the last number is written out
    w.draws(*(point.finding for points in found.values() for point in points))
    paths = [line(w, name, points, HUES[at % len(HUES)]) for at, (name, points) in enumerate(found.items())]
    said = "; ".join(filter(None, (subtitle, forecasts_told(paths))))
    return draw(
        w, label, title=title, subtitle=said, source=source, alt=describe(paths, first_is_best=unit == canvas.RANK),
        data=table(paths, "year", unit), paint=lambda sheet: paint(sheet, paths, unit, height),
    )  # fmt: skip


def forecasts_told(drawn: Sequence[Line]) -> str:
    """Say how forecasts are drawn, where there is one."""
    return "dashed where forecast" if any(line.forecasts for line in drawn) else ""


def spans_a_year(points: list[Point]) -> bool:
    """Say whether points reach from one year into another, so that there is something to be seen over time."""
    return bool(points) and _year(points[-1]) - _year(points[0]) >= 1


def line(w: Writer, name: str, points: list[Point], hue: str) -> Line:
    """Make a line of a series; countries other than those in focus are thin, and so is what is monthly.

    What leads to a forecast is dashed, and called so.
    """
    first, focus, economy = w.catalogue.study.focus, w.catalogue.parameters.focus, _economies(w).get(name)
    is_other = economy is not None and economy not in (focus, first)
    marks = [(_year(point), point.finding.value) for point in points]
    step = median(b - a for (a, _), (b, _) in pairwise(marks))
    remarks = [forecast_said(point.finding) for point in points]
    return Line(
        name,
        marks,
        colour(w, economy) if economy else hue,
        1.3 if is_other else 2.2,
        last=points[-1].finding,
        step=step if step < MONTH else 1.0,
        texts=[point.finding.text for point in points],
        forecasts={x: remark for (x, _), remark in zip(marks, remarks, strict=True) if remark},
    )


def paint(sheet: Sheet, paths: list[Line], unit: str, height: float = 3.0) -> None:
    """Draw lines over time with marks on both axes."""
    limits = canvas.limits([value for path in paths for _, value in path.points], unit)
    ticks = [max(tick, 1) if unit == canvas.RANK else tick for tick in canvas.ticks(*sorted(limits), most=5)]
    marks = canvas.marks(ticks, unit)
    last = max(path.points[-1][0] for path in paths)
    right = max(2.1, room_for(at_the_end(path, last) for path in paths) + 0.14)
    place = Place(height=height, left=max(0.62, room_for(marks) + 0.1), right=right, top=0.102, below=0.34)

    def years(given: Sequence[float], breadth: float) -> Sequence[float]:
        return canvas.ticks(given[0], given[-1], most=max(1, int(breadth / YEAR_ROOM)), integer=True)

    axes = over_time(sheet, sorted(paths, key=lambda path: path.width), place, limits=limits, years=years)
    for drawn in axes.lines:
        if np.size(drawn.get_xdata()) > UNMARKED_FROM:
            drawn.set_marker("")
    canvas.level_lines(axes, ticks, marks)


def _economies(w: Writer) -> dict[str, str]:
    return {row["name"]: e for e, row in w.catalogue.evidence.entities.items() if row["kind"] == "economy"}


def _year(point: Point) -> float:
    """A figure of a whole year stands at that year, any other at its day."""
    day = point.end
    if len(point.period) == len("2024"):
        return float(day.year)
    return day.year + (day - date(day.year, 1, 1)).days / 365.25
