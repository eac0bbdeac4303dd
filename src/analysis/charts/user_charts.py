"""What is drawn in a figure of an analyst's own: rows in order, in one unit, with what is highlighted in colour."""

import math
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from matplotlib.axes import Axes

from analysis.charts import bars, canvas, dots, lines
from analysis.charts.bars import Bar
from analysis.charts.canvas import NARROW, WIDE, Place, Sheet, height_of, room_for
from analysis.charts.dots import Head, Slope, Strip
from analysis.charts.figure import Figure, colour, draw, exhibit
from analysis.errors import NotKnownError, TemplateError, UnitError, UnknownNameError, nearest
from analysis.findings import Finding
from analysis.findings.arithmetic import year_of
from analysis.findings.finding import forecast_said, is_forecast, own_said, when
from analysis.findings.quantity import SYMBOLS, unit_said
from analysis.findings.series import Point
from analysis.findings.user_numbers import source_row
from analysis.rendering.palette import FOCUS, GREY
from analysis.report.comparison import Comparison, Group, groups
from analysis.report.comparison import lines as lines_given
from analysis.report.markup import capital, shared
from analysis.report.page import Block
from analysis.report.tables import Verbatim
from analysis.report.writer import PLAIN, Writer

# ----- chosen ----------------------------------------------------------------------------------------------

NOT_FROM_ZERO = ("rank", "year", "month", "date")
"""Units of which nothing is twice as much; a bar, which says so, would mislead."""

MOST_GAPS = 3
MOST_ROWS = 40
"""So many bars or dots can be read; more of them are lines over time."""


def rows_of(w: Writer, found: list[Group], highlight: Sequence[str]) -> tuple[list[Bar], bool, str]:
    """Make a row of each finding; say whether they were put in order, and of which nothing was known.

    A few that are not known have a row that says so; more of them are left out.
    """
    several = len(found) > 1
    named = {_in_group(name, group.name, several): it for group in found for name, it in group.rows.items()}
    gaps = [name for name, it in named.items() if it is None]
    if len(gaps) > MOST_GAPS:
        named = {name: it for name, it in named.items() if it}
    if len(named) > MOST_ROWS:
        raise TemplateError(f"{len(named)} rows are more than can be read; draw them over time, or fewer of them")
    if not any(named.values()):
        raise NotKnownError("nothing of what the figure shows")
    rows = bars_of(named, tints_of(w, list(named), highlight))
    ranked = all(group.is_ranked for group in found)
    unknown = nothing_of(gaps) if len(gaps) > MOST_GAPS else ""
    return (sorted(rows, key=rank) if ranked else rows), ranked and len(rows) > 1, unknown


def nothing_of(names: Sequence[str]) -> str:
    """Say of which nothing was known, or of how many."""
    told = ", ".join(names) if len(names) <= MOST_GAPS else f"{len(names)} others"
    return f"nothing known of {told}" if names else ""


def bars_of(named: Mapping[str, Finding | None], tints: Mapping[str, str]) -> list[Bar]:
    """Make a row of each finding, in its colour; a forecast is hollow and called one."""
    return [
        Bar(f"{name}{forecast_said(it)}", it, tints[name], is_hollow=bool(it and is_forecast(it)))
        for name, it in named.items()
    ]


def _in_group(name: str, group: str, several: bool) -> str:
    return f"{name}, {group}" if several and group else name


def rank(bar: Bar) -> tuple[bool, float]:
    """Put the largest first, or the best place, and what is not known last."""
    if bar.finding is None:
        return True, 0.0
    return False, bar.finding.value if bar.finding.quantity.unit == canvas.RANK else -bar.finding.value


def place_on_scale(bar: Bar) -> float:
    """Put the smallest first, or the last place, as they stand from left to right of a scale."""
    return -rank(bar)[1]


def known_of(rows: Iterable[Bar]) -> list[Finding]:
    """Return the findings of those rows that have one."""
    return [row.finding for row in rows if row.finding]


def unit_of(known: Sequence[Finding]) -> str:
    """Return the unit that all have; different ones share no axis."""
    units = sorted({finding.quantity.unit for finding in known})
    if not units:
        raise NotKnownError("nothing of what the figure shows")
    if len(units) > 1:
        raise UnitError(f"one axis cannot show {' and '.join(units)}; draw a figure for each, or set both against one")
    return units[0]


def tints_of(w: Writer, names: Sequence[str], highlight: Sequence[str]) -> dict[str, str]:
    """Colour what is highlighted, which is named as in the figure or by its code; without a word the country in focus."""
    codes = {w.catalogue.name(economy): economy for economy in w.catalogue.evidence.economies}
    if not highlight:
        about = (w.catalogue.parameters.focus, w.catalogue.study.focus)  # a hue is also what a strip names a dot for
        return {name: colour(w, code) if (code := codes.get(_base(name))) in about else GREY for name in names}
    wanted = {next((full for full, code in codes.items() if code == it), it) for it in highlight}
    for it in wanted:
        if it not in {*names, *map(_base, names)}:
            hint = nearest(it, names) or nearest(
                it, codes.values(), labels={code: full for full, code in codes.items()}
            )
            raise UnknownNameError(f"nothing in the figure is called {it!r}{hint}")
    return {name: FOCUS if {name, _base(name)} & wanted else GREY for name in names}


def _base(name: str) -> str:
    """Return the name of a country without the year or the measure behind it."""
    return name.partition(", ")[0]


def two_of(given: list[Group], years: Sequence[str]) -> tuple[Group, Group]:
    """Return the two groups of a slope: those of the years wanted, or the first and last that most have a number in."""
    found = [group for group in given if group.known]
    by_name = {group.name: group for group in found}
    if years:
        if len(set(years)) != len(years) or len(years) != 2:
            raise TemplateError(
                f"a slope goes from one year to another, as years=(2015, 2024); given: {', '.join(years)}"
            )
        if years[0] > years[1]:
            raise TemplateError(f"years=({', '.join(years)}) goes back in time; write years=({years[1]}, {years[0]})")
        if missing := [year for year in years if year not in by_name]:
            raise TemplateError(f"nothing is known for {' and '.join(missing)}; there are {', '.join(by_name)}")
        found = [by_name[year] for year in years]
    if not found or len(found) < 2 <= len(given):
        raise NotKnownError("nothing of what the figure shows")
    are_years = all(group.name.isdigit() for group in found)
    all_names = {name for group in found for name in group.known}
    most = [group for group in found if 2 * len(group.known) > len(all_names)]
    chosen = most if are_years and len(most) > 1 else found
    if len(chosen) < 2 or (len(chosen) > 2 and not are_years):
        raise TemplateError(f"a slope goes from one measure or year to another; known here: {len(chosen)}")
    return chosen[0], chosen[-1]


def head_of(group: Group) -> Head:
    """Head a column by its name; a year leads to the working that says of what."""
    first = next(iter(group.known.values()))
    if group.name.isdigit() and first.observation and str(first.observation.period_end)[:4] == group.name:
        return year_of(first)
    return group.name


# ----- words -----------------------------------------------------------------------------------------------
# What is said of a figure of an analyst's own: the words that were given, or those that follow from what it shows.

MOST_PUBLISHERS = 4
BY_THEMSELVES = ("share", "points", "ratio", "", *NOT_FROM_ZERO)
"""Units that are told by the printed number itself, or by no word."""


@dataclass(frozen=True, slots=True)
class Words:
    """What may be said of a figure in other words than those that follow from what it shows."""

    label: str
    title: str = ""
    subtitle: str = ""
    highlight: Sequence[str] = ()
    alt: str = ""
    findings: Mapping[str, Finding] = field(default_factory=dict)


def complete(
    w: Writer,
    words: Words,
    known: Sequence[Finding],
    said: Sequence[str],
    data: Iterable[tuple[object, ...]],
    told: str,
    paint: Callable[[Sheet], None],
    labels: Sequence[str] = (),
) -> Figure:
    """Draw a figure with the words given, and with those that follow from the findings where there are none."""
    w.use(*known)
    pen = copy(w)  # what it uses is used by the pen of the report
    pen.own = words.findings
    named = shared(labels or [finding.label for finding in known])
    is_told = bool(words.subtitle) or named.split(", ")[0].lower() in words.title.lower()
    measure = named if words.title and not is_told else ""
    period = _period(known) if words.title and not labels else ""
    unit = _unit(known[0].quantity.unit, is_named=not (words.title or known[0].observation))
    about = "; ".join(
        filter(None, (measure, period if period not in measure else "", unit if unit not in measure.lower() else ""))
    )
    subtitle = "; ".join(filter(None, (about, *said)))
    figure = draw(
        pen,
        words.label,
        title=words.title or Verbatim(named),
        subtitle=words.subtitle or Verbatim(capital(subtitle)),
        alt=pen.fill(words.alt, PLAIN) if words.alt else f"{capital(about)}. {told}" if words.title and about else told,
        source=Verbatim(sources(w, known)),
        data=data,
        paint=paint,
    )
    return replace(figure, is_own=True)


def _period(known: Sequence[Finding]) -> str:
    """Say of which period all are, which a title of one's own may leave open."""
    periods = {when(finding) for finding in known}
    return periods.pop() if len(periods) == 1 else ""


def sources(w: Writer, known: Sequence[Finding]) -> str:
    """Name the publishers of all that a figure rests on, in the order of first use."""
    rows = w.catalogue.evidence.sources
    found = list(dict.fromkeys(source_row(it, rows)["publisher"] for finding in known for it in finding.sources))
    more = " and others" if len(found) > MOST_PUBLISHERS else ""
    own = " With own numbers of the notebook." if any(map(own_said, known)) else ""
    return f"{'; '.join(found[:MOST_PUBLISHERS])}{more}.{own}" if found else "Own calculation."


def _unit(unit: str, *, is_named: bool) -> str:
    """Name a unit where the numbers do not, nor a title that follows from what was computed, as so many per head."""
    is_said = unit in (*BY_THEMSELVES, *SYMBOLS) or (" per " in unit and is_named)
    return "" if is_said else unit_said(unit)


def cut_said(lowest: float, unit: str) -> str:
    """Say where a scale begins above zero, so that a small step may look like a large one; places have no zero."""
    return "the scale does not begin at zero" if lowest > 0 and unit not in NOT_FROM_ZERO else ""


def bounds_said(known: Sequence[Finding], drawn: str, open_end: str, seen: float = 0.0) -> str:
    """Say how bounds are drawn, where some reach further than rounding and as far as `seen`, and those without an end."""
    widths = [f.quantity.high - f.quantity.low for f in known if f.has_wider_bounds]
    said = f"{drawn} are bounds" if any(seen <= width < math.inf for width in widths) else ""
    return "; ".join(filter(None, (said, f"{open_end} has no upper bound" if math.inf in widths else "")))


# ----- own -------------------------------------------------------------------------------------------------
# Figures of an analyst's own: any findings as bars, dots, lines, slopes or strips, complete with all their words.

NAME_WIDTH = 34
"""Letters of a name on one line of a wide sheet."""

OPEN = 1.15
WIDE_SPREAD = 30
"""Where the largest number is so many times the smallest, dots stand on a logarithmic scale."""


FIRST = {canvas.RANK: "the best place first"}
"""What stands first where dots are in order."""


@exhibit
def draw_bars(w: Writer, shown: Sequence[Any], words: Words, year: int = 0) -> Figure:
    """Draw bars from zero, the longest first where the order is free."""
    rows, ranked, unknown = rows_of(w, groups(w.catalogue, shown, year=year), words.highlight)
    known = known_of(rows)
    unit, longest = unit_of(known), max(finding.value for finding in known)
    if unit in NOT_FROM_ZERO:
        raise TemplateError(f"bars begin at zero, which a {unit} has not; take dots")

    def paint(sheet: Sheet) -> None:
        wrapped = _wrapped(sheet, rows)
        left, height = room_for([row.name for row in wrapped]) + 0.1, _row_height(wrapped)
        bars.horizontal(sheet, wrapped, Place(height, left, 0.1, top=0.04, below=0.04), room=None)

    said = [
        "the longest bar first" if ranked else "",
        bounds_said(known, "thin lines", "an arrow", bars.SEEN * longest),
        unknown,
    ]
    return complete(w, words, known, said, bars.table(("", rows)), bars.describe(rows), paint)


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
    return complete(w, words, known, said, bars.table(("", rows)), bars.describe(rows), paint)


@exhibit
def draw_strip(w: Writer, shown: Sequence[Any], words: Words, log: bool | None, year: int = 0) -> Figure:
    """Draw a row of dots for each group, on one scale."""
    found = [group for group in groups(w.catalogue, shown, by_period=True, year=year) if group.known]
    known = [finding for group in found for finding in group.known.values()]
    unit, is_log = unit_of(known), _is_log(known, log)
    tints = tints_of(w, [name for group in found for name in group.rows], words.highlight)
    rows = [Strip(g.name, sorted(bars_of(g.known, tints), key=place_on_scale)) for g in found]

    def paint(sheet: Sheet) -> None:
        axes = dots.strips(sheet, rows, limits=_reach(known, unit, log=is_log), log=is_log)
        _mark(sheet, axes, unit, log=is_log)

    scale = "logarithmic scale" if is_log else cut_said(_reach(known, unit, log=False)[0], unit)
    said = ["a dot for each, the ends named", scale]
    return complete(w, words, known, said, dots.table_strips(rows), dots.describe_strips(rows), paint)


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
        sides = [room_for([dots.label(row, side) for row in rows]) + 0.2 for side in (0, 1)]
        edge = max(1.2, (WIDE - 3.4) / 2)
        place = Place(max(2.2, 0.3 * len(rows)), max(sides[0], edge), max(sides[1], edge), 0.3, 0.05)
        dots.slope(sheet, rows, place, drawn, first_is_best=unit == canvas.RANK)

    cut = cut_said(dots.limits(rows)[0], unit)
    said = [f"{before.name} on the left, {after.name} on the right", cut]
    told = dots.describe(rows, [f"in {head}" if head.isdigit() else f"({head})" for head in heads])
    return complete(w, words, known, said, dots.table(rows, heads), told, paint)


@exhibit
def draw_over_time(w: Writer, shown: Sequence[Any], words: Words) -> Figure | Block:
    """Draw series over time; where none has more than a single period, the numbers of that one as bars or dots."""
    asked = lines_given(w.catalogue, shown)
    given = {name: points for name, points in asked.items() if points}
    found = {name: points for name, points in given.items() if lines.spans_a_year(points)}
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
        cut_said(canvas.limits([value for line in drawn for _, value in line.points], unit)[0], unit),
        lines.forecasts_told(drawn),
        f"of a single period and left out: {', '.join(alone)}" if alone else "",
        nothing_of([name for name in asked if name not in given]),
    ]
    told = lines.describe(drawn, first_is_best=unit == canvas.RANK)
    data = lines.table(drawn, "year", unit)
    return complete(w, words, ends, said, data, told, lambda sheet: lines.paint(sheet, drawn, unit), labels)


def _line(w: Writer, n: int, name: str, points: list[Point], tints: Mapping[str, str] | None) -> lines.Line:
    """Make a line of a series; what is highlighted is thick and in the colour of the focus, and all else grey."""
    line = lines.line(w, name, points, lines.HUES[n % len(lines.HUES)])
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
        raise TemplateError("a logarithmic scale shows numbers above zero only")
    far = above and max(values) > WIDE_SPREAD * min(values)
    return wanted if wanted is not None else far and known[0].quantity.unit not in NOT_FROM_ZERO


def _reach(known: Sequence[Finding], unit: str, *, log: bool) -> tuple[float, float]:
    """Say from where to where a scale reaches: over all numbers and their bounds, as far as these have an end."""
    ends = [it for f in known for it in (f.quantity.low, f.value, f.quantity.high) if it < math.inf]
    if any(math.isinf(f.quantity.high) for f in known):
        ends.append(OPEN * max(ends))  # where the band of an open bound goes on to
    if log:
        return min(ends) / 1.3, max(ends) * 1.3
    return canvas.limits(ends, unit)


def _mark(sheet: Sheet, axes: Axes, unit: str, *, log: bool) -> None:
    """Mark round numbers on the scale below dots, as many as there is room for."""
    low, high = sorted(axes.get_xlim())
    most = max(2, int(sheet.breadth(axes) / 0.75))
    chosen = canvas.log_ticks(low, high, most=most) if log else canvas.ticks(low, high, most=most)
    if unit in NOT_FROM_ZERO:
        chosen = sorted({max(round(tick), 1) for tick in chosen})
    canvas.upright_lines(axes, chosen, canvas.marks(chosen, unit))
