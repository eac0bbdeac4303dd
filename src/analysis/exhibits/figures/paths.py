"""The figure of any series over time, for the notebooks that go deeper than the report."""

from datetime import date
from itertools import pairwise
from statistics import median

import numpy as np
from matplotlib.ticker import MaxNLocator

from analysis.exhibits.figures import lines
from analysis.exhibits.figures.exhibit import exhibit
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.sheet import Place, Sheet, room_for
from analysis.exhibits.prose import Writer
from analysis.findings import Quantity, UnitError
from analysis.findings.formats import printed
from analysis.findings.series import Point, series
from analysis.rendering.palette import BLUE, FOCUS, GREEN, ORANGE, PURPLE

HUES = (FOCUS, BLUE, GREEN, ORANGE, PURPLE)
UNMARKED_FROM = 60
"""A line of more points than this bears no marks."""

MONTH = 1.5 / 12
"""A series whose points mostly lie nearer than that, in years, is a monthly one."""

YEAR_ROOM = 0.5
"""Room for a year on the axis in inches."""


@exhibit
def over_time(
    w: Writer, label: str, names: dict[str, str], *, title: str, subtitle: str, source: str, height: float = 3.0
) -> Figure | None:
    """Draw series over time, each named at its end with its last number; None where less than a year was known.

    `names` maps what a line is called to a series such as labour_force.AAA. Countries have their colours, all else
    its own; ranks have the first place at the top. Raises `UnitError` where the series differ in unit.
    """
    known = {name: series(w.catalogue, it) for name, it in names.items()}
    found = {name: points for name, points in known.items() if points and _year(points[-1]) - _year(points[0]) >= 1}
    if not found:
        return None
    units = {point.finding.quantity.unit for points in found.values() for point in points}
    if len(units) > 1:
        raise UnitError(f"{label}: one axis cannot show {' and '.join(sorted(units))}")
    (unit,) = units
    w.use(*(points[-1].finding for points in found.values()))  # only the last number is written out
    paths = [_path(w, name, points, HUES[at % len(HUES)]) for at, (name, points) in enumerate(found.items())]
    told = "; ".join(f"{p.shown} after {', '.join(f'{x:.0f}: {y:.4g}' for x, y in p.points)}" for p in paths)
    return draw(
        w, label, title=title, subtitle=subtitle, source=source, alt=f"{told}.",
        data=lines.table(paths, "year", unit), paint=lambda sheet: _paint(sheet, paths, unit, height),
    )  # fmt: skip


def _path(w: Writer, name: str, points: list[Point], hue: str) -> Line:
    """Make a line of a series; countries other than those in focus are thin, and what is monthly is so."""
    first, focus, economy = w.catalogue.study.focus, w.catalogue.parameters.focus, _economies(w).get(name)
    is_other = economy is not None and economy not in (focus, first)
    marks = [(_year(point), point.finding.value) for point in points]
    step = median(b - a for (a, _), (b, _) in pairwise(marks))
    return Line(
        name,
        marks,
        lines.tint(w, economy) if economy else hue,
        1.3 if is_other else 2.2,
        last=points[-1].finding,
        step=step if step < MONTH else 1.0,
        texts=[point.finding.text for point in points],
    )


def _paint(sheet: Sheet, paths: list[Line], unit: str, height: float) -> None:
    limits = _limits([value for path in paths for _, value in path.points], is_rank=unit == "rank")
    first, final = (choose(x for path in paths for x, _ in path.points) for choose in (min, max))
    ticks = [max(tick, 1) if unit == "rank" else tick for tick in _ticks(*sorted(limits), most=5)]
    marks = [printed(Quantity.exact(tick, unit)) for tick in ticks]
    place = Place(height=height, left=max(0.62, room_for(marks) + 0.1), right=2.1, top=0.102, below=0.34)
    axes = lines.over_time(sheet, sorted(paths, key=lambda path: path.width), place, limits=limits)
    for line in axes.lines:
        if np.size(line.get_xdata()) > UNMARKED_FROM:
            line.set_marker("")
    axes.set_yticks(ticks, marks)
    years = _ticks(first, final, most=max(1, int(sheet.breadth(axes) / YEAR_ROOM)), integer=True)
    axes.set_xticks(years, [f"{year:.0f}" for year in years])
    axes.grid(axis="y")


def _ticks(low: float, high: float, *, most: int, integer: bool = False) -> list[float]:
    """Choose round numbers between two bounds."""
    chosen = MaxNLocator(most, integer=integer).tick_values(low, high)
    return [float(tick) for tick in chosen if low <= tick <= high]


def _economies(w: Writer) -> dict[str, str]:
    return {row["name"]: e for e, row in w.catalogue.evidence.entities.items() if row["kind"] == "economy"}


def _year(point: Point) -> float:
    """A figure of a whole year stands at that year, any other at its day."""
    day = point.end
    if len(point.period) == len("2024"):
        return float(day.year)
    return day.year + (day - date(day.year, 1, 1)).days / 365.25


def _limits(values: list[float], *, is_rank: bool) -> tuple[float, float]:
    """Leave some room above and below; start at zero where that costs little, and turn ranks upside down."""
    low, high = min(values), max(values)
    room = 0.06 * (high - low) or 1.0
    if is_rank:
        return high + room, min(low - room, 0)
    return (0.0 if 0 <= low < 0.5 * high else low - room), high + room
