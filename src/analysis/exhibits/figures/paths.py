"""The figure of any series over time, for the notebooks that go deeper than the report."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

import numpy as np

from analysis.exhibits.figures import lines, scales
from analysis.exhibits.figures.exhibit import colour, exhibit
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.sheet import Place, Sheet, room_for
from analysis.exhibits.gaps import too_short
from analysis.exhibits.page import Block
from analysis.exhibits.prose import Writer
from analysis.findings import UnitError
from analysis.findings.periods import forecast_said
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
    told = "; ".join(f"{p.shown} after {', '.join(_told(p))}" for p in paths)
    return draw(
        w, label, title=title, subtitle=said, source=source, alt=f"{told}.",
        data=lines.table(paths, "year", unit), paint=lambda sheet: paint(sheet, paths, unit, height),
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


def _told(line: Line) -> Iterator[str]:
    """Tell each point of a line to who cannot see it."""
    for x, y in line.points:
        yield f"{int(x)}: {y:.4g}{line.forecasts.get(x, '')}"


def paint(sheet: Sheet, paths: list[Line], unit: str, height: float = 3.0) -> None:
    """Draw lines over time with marks on both axes."""
    limits = scales.limits([value for path in paths for _, value in path.points], unit)
    ticks = [max(tick, 1) if unit == scales.RANK else tick for tick in scales.ticks(*sorted(limits), most=5)]
    marks = scales.marks(ticks, unit)
    last = max(path.points[-1][0] for path in paths)
    right = max(2.1, room_for(lines.at_the_end(path, last) for path in paths) + 0.14)
    place = Place(height=height, left=max(0.62, room_for(marks) + 0.1), right=right, top=0.102, below=0.34)

    def years(given: Sequence[float], breadth: float) -> Sequence[float]:
        return scales.ticks(given[0], given[-1], most=max(1, int(breadth / YEAR_ROOM)), integer=True)

    axes = lines.over_time(sheet, sorted(paths, key=lambda path: path.width), place, limits=limits, years=years)
    for drawn in axes.lines:
        if np.size(drawn.get_xdata()) > UNMARKED_FROM:
            drawn.set_marker("")
    scales.level_lines(axes, ticks, marks)


def _economies(w: Writer) -> dict[str, str]:
    return {row["name"]: e for e, row in w.catalogue.evidence.entities.items() if row["kind"] == "economy"}


def _year(point: Point) -> float:
    """A figure of a whole year stands at that year, any other at its day."""
    day = point.end
    if len(point.period) == len("2024"):
        return float(day.year)
    return day.year + (day - date(day.year, 1, 1)).days / 365.25
