"""Figures of an analyst's own: any findings as bars, dots, lines, slopes or strips, complete with all their words."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes

from analysis.exhibits.comparison import Comparison
from analysis.exhibits.figures import bars, lines, paths, scales, slopes, strips
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.chosen import (
    NOT_FROM_ZERO,
    bars_of,
    head_of,
    known_of,
    nothing_of,
    place_on_scale,
    rows_of,
    tints_of,
    two_of,
    unit_of,
)
from analysis.exhibits.figures.exhibit import exhibit
from analysis.exhibits.figures.figure import Figure
from analysis.exhibits.figures.sheet import NARROW, WIDE, Place, Sheet, height_of, room_for
from analysis.exhibits.figures.slopes import Slope
from analysis.exhibits.figures.strips import Strip
from analysis.exhibits.figures.words import Words, bounds_said, complete, cut_said, told_of
from analysis.exhibits.page import Block
from analysis.exhibits.prose import Writer
from analysis.exhibits.selection import UnfitFigure, groups
from analysis.exhibits.selection import lines as lines_given
from analysis.findings import Finding
from analysis.findings.periods import forecast_said
from analysis.findings.series import Point
from analysis.rendering.palette import FOCUS

NAME_WIDTH = 34
"""Letters of a name on one line of a wide sheet."""

OPEN = 1.15
WIDE_SPREAD = 30
"""Where the largest number is so many times the smallest, dots stand on a logarithmic scale."""


FIRST = {scales.RANK: "the best place first"}
"""What stands first where dots are in order."""


@exhibit
def draw_bars(w: Writer, shown: Sequence[Any], words: Words, year: int = 0) -> Figure:
    """Draw bars from zero, the longest first where the order is free."""
    rows, ranked, unknown = rows_of(w, groups(w.catalogue, shown, year=year), words.highlight)
    known = known_of(rows)
    unit, longest = unit_of(known), max(finding.value for finding in known)
    if unit in NOT_FROM_ZERO:
        raise UnfitFigure(f"bars begin at zero, which a {unit} has not; take dots")

    def paint(sheet: Sheet) -> None:
        wrapped = _wrapped(sheet, rows)
        left, height = room_for([row.name for row in wrapped]) + 0.1, _row_height(wrapped)
        bars.horizontal(sheet, wrapped, Place(height, left, 0.1, top=0.04, below=0.04), room=None)

    said = [
        "the longest bar first" if ranked else "",
        bounds_said(known, "thin lines", "an arrow", bars.SEEN * longest),
        unknown,
    ]
    return complete(w, words, known, said, bars.table(("", rows)), told_of(rows, "Bars"), paint)


@exhibit
def draw_dots(w: Writer, shown: Sequence[Any], words: Words, log: bool | None, year: int = 0) -> Figure:
    """Draw dots with their bounds on a scale that need not begin at zero."""
    rows, ranked, unknown = rows_of(w, groups(w.catalogue, shown, year=year), words.highlight)
    known = known_of(rows)
    unit, is_log = unit_of(known), _is_log(known, log)

    def paint(sheet: Sheet) -> None:
        wrapped = _wrapped(sheet, rows)
        left, right = (room_for(texts) + 0.2 for texts in ([r.name for r in wrapped], [f.text for f in known]))
        place = Place(_row_height(wrapped), left, right, top=0.04, below=0.3)
        axes = bars.dots(sheet, wrapped, place, limits=_reach(known, unit, log=is_log), log=is_log)
        _mark(sheet, axes, unit, log=is_log)

    best = FIRST.get(unit, "the latest first" if unit in NOT_FROM_ZERO else "the largest first")
    said = [
        best if ranked else "",
        "logarithmic scale" if is_log else cut_said(_reach(known, unit, log=False)[0], unit),
        bounds_said(known, "pale bands", "a band to the edge"),
        unknown,
    ]
    return complete(w, words, known, said, bars.table(("", rows)), told_of(rows, "Dots"), paint)


@exhibit
def draw_strip(w: Writer, shown: Sequence[Any], words: Words, log: bool | None, year: int = 0) -> Figure:
    """Draw a row of dots for each group, on one scale."""
    found = [group for group in groups(w.catalogue, shown, by_period=True, year=year) if group.known]
    known = [finding for group in found for finding in group.known.values()]
    unit, is_log = unit_of(known), _is_log(known, log)
    tints = tints_of(w, [name for group in found for name in group.rows], words.highlight)
    rows = [Strip(g.name, sorted(bars_of(g.known, tints), key=place_on_scale)) for g in found]

    def paint(sheet: Sheet) -> None:
        axes = strips.strips(sheet, rows, limits=_reach(known, unit, log=is_log), log=is_log)
        _mark(sheet, axes, unit, log=is_log)

    scale = "logarithmic scale" if is_log else cut_said(_reach(known, unit, log=False)[0], unit)
    said = ["a dot for each, the ends named", scale]
    return complete(w, words, known, said, strips.table(rows), strips.describe(rows), paint)


@exhibit
def draw_slope(w: Writer, shown: Sequence[Any], words: Words, years: Sequence[int]) -> Figure:
    """Draw two columns, and a line from one to the other for each that has a number in both."""
    before, after = two_of(groups(w.catalogue, shown, by_period=True), [*map(str, years)])
    names = dict.fromkeys([*before.known, *after.known])
    tints = tints_of(w, list(names), words.highlight)
    pairs = {name: [group.rows.get(name) for group in (before, after)] for name in names}
    rows = [Slope(name, it, tints[name], [forecast_said(side) for side in it]) for name, it in pairs.items()]
    known = [*before.known.values(), *after.known.values()]
    unit, heads = unit_of(known), [before.name, after.name]
    drawn = [head_of(group) for group in (before, after)]
    w.use(*(head for head in drawn if isinstance(head, Finding)))

    def paint(sheet: Sheet) -> None:
        sides = [room_for([slopes.label(row, side) for row in rows]) + 0.2 for side in (0, 1)]
        edge = max(1.2, (WIDE - 3.4) / 2)
        place = Place(max(2.2, 0.3 * len(rows)), max(sides[0], edge), max(sides[1], edge), 0.3, 0.05)
        slopes.slope(sheet, rows, place, drawn, first_is_best=unit == scales.RANK)

    cut = cut_said(slopes.limits(rows)[0], unit)
    said = [f"{before.name} on the left, {after.name} on the right", cut]
    told = slopes.describe(
        rows, [f"in {head}" if head.isdigit() else f"({head})" for head in heads], first_is_best=unit == scales.RANK
    )
    return complete(w, words, known, said, slopes.table(rows, heads), told, paint)


@exhibit
def draw_over_time(w: Writer, shown: Sequence[Any], words: Words) -> Figure | Block:
    """Draw series over time; where none has more than a single period, the numbers of that one as bars or dots."""
    asked = lines_given(w.catalogue, shown)
    given = {name: points for name, points in asked.items() if points}
    found = {name: points for name, points in given.items() if paths.spans_a_year(points)}
    if not found:
        only = Comparison({name: points[-1].finding for name, points in given.items()})
        unit = unit_of(list(only.findings.values()))
        return draw_dots(w, [only], words, None) if unit in NOT_FROM_ZERO else draw_bars(w, [only], words)
    unit = unit_of([point.finding for points in found.values() for point in points])
    tints = tints_of(w, list(found), words.highlight) if words.highlight else None
    drawn = [_line(w, n, name, points, tints) for n, (name, points) in enumerate(found.items())]
    ends = [points[-1].finding for points in found.values()]
    labels = [point.finding.label for points in found.values() for point in points]
    alone = [name for name in given if name not in found]
    said = [
        cut_said(scales.limits([value for line in drawn for _, value in line.points], unit)[0], unit),
        paths.forecasts_told(drawn),
        f"of a single period and left out: {', '.join(alone)}" if alone else "",
        nothing_of([name for name in asked if name not in given]),
    ]
    told = lines.describe(drawn, first_is_best=unit == scales.RANK)
    data = lines.table(drawn, "year", unit)
    return complete(w, words, ends, said, data, told, lambda sheet: paths.paint(sheet, drawn, unit), labels)


def _line(w: Writer, n: int, name: str, points: list[Point], tints: Mapping[str, str] | None) -> lines.Line:
    """Make a line of a series; what is highlighted is thick and in the colour of the focus, and all else grey."""
    line = paths.line(w, name, points, paths.HUES[n % len(paths.HUES)])
    if tints is None:
        return line
    return replace(line, colour=tints[name], width=2.2 if tints[name] == FOCUS else 1.3)


def _wrapped(sheet: Sheet, rows: Sequence[Bar]) -> list[Bar]:
    """Break long names into lines also where there is room; a narrow sheet breaks them by itself."""
    if sheet.width == NARROW:
        return list(rows)
    return [replace(row, name=textwrap.fill(row.name, NAME_WIDTH, break_long_words=False)) for row in rows]


def _row_height(rows: Sequence[Bar]) -> float:
    return len(rows) * max(0.24, height_of([row.name for row in rows]) + 0.1)


def _is_log(known: Sequence[Finding], wanted: bool | None) -> bool:
    """Say whether a scale is logarithmic: as wanted, or where the numbers lie far apart and all are above zero."""
    values = [finding.value for finding in known]
    above = bool(values) and min(min(f.quantity.low for f in known), *values) > 0
    if wanted and not above:
        raise UnfitFigure("a logarithmic scale shows numbers above zero only")
    far = above and max(values) > WIDE_SPREAD * min(values)
    return wanted if wanted is not None else far and known[0].quantity.unit not in NOT_FROM_ZERO


def _reach(known: Sequence[Finding], unit: str, *, log: bool) -> tuple[float, float]:
    """Say from where to where a scale reaches: over all numbers and their bounds, as far as these have an end."""
    ends = [it for f in known for it in (f.quantity.low, f.value, f.quantity.high) if it < math.inf]
    if any(math.isinf(f.quantity.high) for f in known):
        ends.append(OPEN * max(ends))  # where the band of an open bound goes on to
    if log:
        return min(ends) / 1.3, max(ends) * 1.3
    return scales.limits(ends, unit)


def _mark(sheet: Sheet, axes: Axes, unit: str, *, log: bool) -> None:
    """Mark round numbers on the scale below dots, as many as there is room for."""
    low, high = sorted(axes.get_xlim())
    most = max(2, int(sheet.breadth(axes) / 0.75))
    chosen = scales.log_ticks(low, high, most=most) if log else scales.ticks(low, high, most=most)
    if unit in NOT_FROM_ZERO:
        chosen = sorted({max(round(tick), 1) for tick in chosen})
    scales.upright_lines(axes, chosen, scales.marks(chosen, unit))
