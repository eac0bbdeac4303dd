"""Charts of any findings and series, with the words that follow from what they show."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from matplotlib.axes import Axes

from analysis.charts import canvas, marks
from analysis.charts.canvas import RANK, WIDE, Place, Sheet, height_of, room_for
from analysis.charts.figure import Chart, colour, exhibit
from analysis.charts.marks import Bar, BarPanel, Line
from analysis.errors import NotKnownError, TemplateError, UnitError, UnknownNameError, nearest
from analysis.findings import Finding
from analysis.findings.arithmetic import year_of
from analysis.findings.finding import forecast_said, is_forecast, own_said, when
from analysis.findings.quantity import SYMBOLS, unit_said
from analysis.findings.series import Point, series
from analysis.findings.user_numbers import source_row
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, ORANGE, PURPLE
from analysis.report.comparison import Comparison, Group, groups, series_by_name
from analysis.report.markup import capital, shared
from analysis.report.page import Block, too_short
from analysis.report.tables import Verbatim
from analysis.report.writer import PLAIN, Writer

NOT_FROM_ZERO = (RANK, "year", "month", "date")
"""Units that have no ratios, so that a bar from zero would mislead."""

BY_THEMSELVES = ("share", "points", "ratio", "", *NOT_FROM_ZERO)
"""Units that are told by the printed number itself, or by no word."""

MOST_GAPS, MOST_ROWS, MOST_PUBLISHERS = 3, 40, 4
"""So many unknown ones have a row that says so; so many bars can be read; so many publishers are named."""

NAME_WIDTH = 34
"""Letters of a name on one line of a wide sheet."""

OPEN = 1.15
"""How far a scale goes beyond the largest number where one has no upper bound."""

WIDE_SPREAD = 30
"""Where the largest number is so many times the smallest, dots stand on a logarithmic scale."""

HUES = (FOCUS, BLUE, GREEN, ORANGE, PURPLE)
"""Colours of lines that are not of a country."""

MONTH = 1.5 / 12
"""A series whose points mostly lie nearer than that, in years, is a monthly one."""

YEAR_ROOM = 0.5
"""Room for a year on the axis in inches."""


@dataclass(frozen=True, slots=True)
class Words:
    """What an author says of a chart; what is left empty follows from what the chart shows."""

    label: str
    title: str = ""
    subtitle: str = ""
    highlight: Sequence[str] = ()
    alt: str = ""


def bars(w: Writer, words: Words, *shown: Any, year: int = 0) -> Chart:
    """Draw bars from zero, the longest first where the order is free."""
    rows, ranked, unknown = _rows(w, groups(w.catalogue, shown, year=year), words.highlight)
    known = [row.finding for row in rows if row.finding]
    unit, longest = _unit_of(known), max(finding.value for finding in known)
    if unit in NOT_FROM_ZERO:
        raise TemplateError(f"bars begin at zero, which a {unit} has not; take dots")

    def paint(sheet: Sheet) -> None:
        wrapped, height, left = _wrapped(sheet, rows)
        marks.bars(sheet, wrapped, Place(height, left + 0.1, 0.1, top=0.04, below=0.04), room=None)

    notes = [
        "the longest bar first" if ranked else "",
        _bounds_said(known, "thin lines", "an arrow", marks.SEEN * longest),
        unknown,
    ]
    chart = Chart(words.label, "", "", "", marks.describe_bars(rows), marks.bar_table(("", rows)), paint)
    return _complete(w, words, chart, known, notes)


def dots(w: Writer, words: Words, *shown: Any, log: bool | None = None, year: int = 0) -> Chart:
    """Draw dots with their bounds on a scale that need not begin at zero."""
    rows, ranked, unknown = _rows(w, groups(w.catalogue, shown, year=year), words.highlight)
    known = [row.finding for row in rows if row.finding]
    scale = _Scale.of(known, log)

    def paint(sheet: Sheet) -> None:
        wrapped, height, left = _wrapped(sheet, rows)
        right = room_for([finding.text for finding in known]) + 0.2
        place = Place(height, left + 0.2, right, top=0.04, below=0.3)
        scale.mark(sheet, marks.dots(sheet, wrapped, place, limits=scale.limits, log=scale.log))

    first = "the best place" if scale.unit == RANK else "the latest" if scale.unit in NOT_FROM_ZERO else "the largest"
    notes = [
        f"{first} first" if ranked else "",
        scale.note,
        _bounds_said(known, "pale bands", "a band to the edge"),
        unknown,
    ]
    chart = Chart(words.label, "", "", "", marks.describe_bars(rows), marks.bar_table(("", rows)), paint)
    return _complete(w, words, chart, known, notes)


def strip(w: Writer, words: Words, *shown: Any, log: bool | None = None, year: int = 0) -> Chart:
    """Draw a row of dots for each group, on one scale."""
    found = [group for group in groups(w.catalogue, shown, by_period=True, year=year) if group.known]
    known = [finding for group in found for finding in group.known.values()]
    scale = _Scale.of(known, log)
    tints = _tints(w, [name for group in found for name in group.rows], words.highlight)
    panels = [(g.name, sorted(_bars(g.known, tints), key=lambda bar: -_rank(bar)[1])) for g in found]

    def paint(sheet: Sheet) -> None:
        scale.mark(sheet, marks.strips(sheet, panels, limits=scale.limits, log=scale.log))

    notes = ["a dot for each, the ends named", scale.note]
    chart = Chart(words.label, "", "", "", marks.describe_strips(panels), marks.bar_table(*panels), paint)
    return _complete(w, words, chart, known, notes)


def slope(w: Writer, words: Words, *shown: Any, years: Sequence[int] | int = ()) -> Chart:
    """Draw two columns, and a line from one to the other for each that has a number in both."""
    wanted = [str(year) for year in ([years] if isinstance(years, int) else years)]
    sides = _two_of(groups(w.catalogue, shown, by_period=True), wanted)
    known = [finding for group in sides for finding in group.known.values()]
    tints = _tints(w, [name for group in sides for name in group.known], words.highlight)
    unit, first, second = _unit_of(known), *(group.name for group in sides)
    panels: list[BarPanel] = [(g.name, _bars(g.known, tints, are_slopes=True)) for g in sides]
    heads = [_head(group) for group in sides]
    w.use(*(head for head in heads if isinstance(head, Finding)))

    def paint(sheet: Sheet) -> None:
        edge = max(1.2, (WIDE - 3.4) / 2)
        left, right = (max(room_for([row.label for row in rows]) + 0.2, edge) for _, rows in panels)
        height = max(2.2, 0.3 * len({row.name for _, rows in panels for row in rows}))
        marks.slopes(sheet, panels, Place(height, left, right, 0.3, 0.05), heads, first_is_best=unit == RANK)

    notes = [f"{first} on the left, {second} on the right", _cut_said(marks.slope_limits(panels)[0], unit)]
    alt = marks.describe_slopes(panels, [f"in {it}" if it.isdigit() else f"({it})" for it in (first, second)])
    chart = Chart(words.label, "", "", "", alt, marks.bar_table(*panels, panel="side"), paint)
    return _complete(w, words, chart, known, notes)


def lines(w: Writer, words: Words, *shown: Any) -> Chart:
    """Draw series over time; where none has more than a single period, the numbers of that one as bars or dots."""
    asked = series_by_name(w.catalogue, shown)
    known = {name: points for name, points in asked.items() if points}
    found = {name: points for name, points in known.items() if _spans_a_year(points)}
    if not found:
        only = Comparison({name: points[-1].finding for name, points in known.items()})
        kind = dots if _unit_of(list(only.findings.values())) in NOT_FROM_ZERO else bars
        return kind(w, words, only)
    findings = [point.finding for points in found.values() for point in points]
    unit = _unit_of(findings)
    rows = _lines(w, found)
    if words.highlight:
        tints = _tints(w, list(found), words.highlight)
        rows = [replace(row, colour=(hue := tints[row.name]), width=2.2 if hue == FOCUS else 1.3) for row in rows]
    alone = [name for name in known if name not in found]
    notes = [
        _cut_said(canvas.limits([value for row in rows for _, value in row.points], unit)[0], unit),
        _forecasts_said(rows),
        f"of a single period and left out: {', '.join(alone)}" if alone else "",
        _nothing_of([name for name in asked if name not in known]),
    ]
    ends, labels = [points[-1].finding for points in found.values()], [finding.label for finding in findings]
    return _complete(w, words, _line_chart(words.label, rows, unit), ends, notes, labels)


@exhibit
def over_time(
    w: Writer, label: str, names: dict[str, str], *, title: str, subtitle: str, source: str, height: float = 3.0
) -> Chart | Block:
    """Draw series over time, each named at its end with its last number; a note where less than a year was known.

    `names` maps what a line is called to a series such as labour_force.AAA. Countries have their colours, all else
    its own; ranks have the first place at the top. The subtitle ends with how forecasts are drawn, where there are any.
    Raises `UnitError` where the series differ in unit.
    """
    known = {name: series(w.catalogue, it) for name, it in names.items()}
    found = {name: points for name, points in known.items() if _spans_a_year(points)}
    if not found:
        return too_short(names)
    findings = [point.finding for points in found.values() for point in points]
    unit = _unit_of(findings)
    w.use(*(points[-1].finding for points in found.values()))  # only the last number is written out
    w.draws(*findings)
    rows = _lines(w, found)
    said = "; ".join(filter(None, (subtitle, _forecasts_said(rows))))
    return replace(_line_chart(label, rows, unit, height), title=title, subtitle=said, source=source)


def _line_chart(label: str, rows: Sequence[Line], unit: str, height: float = 3.0) -> Chart:
    """Return a chart of lines without title, subtitle and source."""
    alt = marks.describe_lines(rows, first_is_best=unit == RANK)
    data = marks.line_table(rows, "year", unit)
    return Chart(label, "", "", "", alt, data, lambda sheet: _paint_lines(sheet, rows, unit, height))


# Words that follow from what a chart shows


def _complete(
    w: Writer, words: Words, chart: Chart, known: Sequence[Finding], notes: Sequence[str], labels: Sequence[str] = ()
) -> Chart:
    """Return a chart with the author's words, and with those that follow from the findings where there are none."""
    w.use(*known)
    named = shared(labels or [finding.label for finding in known])
    is_told = bool(words.subtitle) or named.split(", ")[0].lower() in words.title.lower()
    measure = named if words.title and not is_told else ""
    periods = {when(finding) for finding in known}
    period = periods.pop() if words.title and not labels and len(periods) == 1 else ""
    unit = _unit_said(known[0].quantity.unit, is_named=not (words.title or known[0].observation))
    parts = (measure, "" if period in measure else period, "" if unit in measure.lower() else unit)
    about = "; ".join(filter(None, parts))
    told = f"{capital(about)}. {chart.alt}" if words.title and about else chart.alt
    return replace(
        chart,
        title=words.title or Verbatim(named),
        subtitle=words.subtitle or Verbatim(capital("; ".join(filter(None, (about, *notes))))),
        source=Verbatim(_publishers(w, known)),
        alt=w.fill(words.alt, PLAIN) if words.alt else told,
    )


def _publishers(w: Writer, known: Sequence[Finding]) -> str:
    """Name the publishers of all that a chart rests on, in the order of first use."""
    rows = w.catalogue.evidence.sources
    found = list(dict.fromkeys(source_row(it, rows)["publisher"] for finding in known for it in finding.sources))
    more = " and others" if len(found) > MOST_PUBLISHERS else ""
    own = " With own numbers of the notebook." if any(map(own_said, known)) else ""
    return f"{'; '.join(found[:MOST_PUBLISHERS])}{more}.{own}" if found else "Own calculation."


def _unit_said(unit: str, *, is_named: bool) -> str:
    """Name a unit where the numbers do not, nor a title that follows from what was computed, as so many per head."""
    is_said = unit in (*BY_THEMSELVES, *SYMBOLS) or (" per " in unit and is_named)
    return "" if is_said else unit_said(unit)


def _cut_said(lowest: float, unit: str) -> str:
    """Say where a scale begins above zero, so that a small step may look like a large one; places have no zero."""
    return "the scale does not begin at zero" if lowest > 0 and unit not in NOT_FROM_ZERO else ""


def _bounds_said(known: Sequence[Finding], drawn: str, open_end: str, seen: float = 0.0) -> str:
    """Say how bounds are drawn, where some reach further than rounding and as far as `seen`, and those without an end."""
    widths = [f.quantity.high - f.quantity.low for f in known if f.has_wider_bounds]
    said = f"{drawn} are bounds" if any(seen <= width < math.inf for width in widths) else ""
    return "; ".join(filter(None, (said, f"{open_end} has no upper bound" if math.inf in widths else "")))


def _forecasts_said(rows: Sequence[Line]) -> str:
    return "dashed where forecast" if any(row.forecasts for row in rows) else ""


def _nothing_of(names: Sequence[str]) -> str:
    """Name what nothing was known of, or say how many."""
    told = ", ".join(names) if len(names) <= MOST_GAPS else f"{len(names)} others"
    return f"nothing known of {told}" if names else ""


# Rows


def _rows(w: Writer, found: list[Group], highlight: Sequence[str]) -> tuple[list[Bar], bool, str]:
    """Make a row of each finding; return whether they were put in order, and what nothing was known of.

    A few that are not known have a row that says so; more of them are left out.
    """
    several = len(found) > 1
    named = {
        f"{name}, {group.name}" if several and group.name else name: finding
        for group in found
        for name, finding in group.rows.items()
    }
    gaps = [name for name, finding in named.items() if finding is None]
    if len(gaps) > MOST_GAPS:
        named = {name: finding for name, finding in named.items() if finding}
    if len(named) > MOST_ROWS:
        raise TemplateError(f"{len(named)} rows are more than can be read; draw them over time, or fewer of them")
    if not any(named.values()):
        raise NotKnownError("nothing of what the figure shows")
    rows = _bars(named, _tints(w, list(named), highlight))
    ranked = all(group.is_ranked for group in found)
    unknown = _nothing_of(gaps) if len(gaps) > MOST_GAPS else ""
    return (sorted(rows, key=_rank) if ranked else rows), ranked and len(rows) > 1, unknown


def _bars(named: Mapping[str, Finding | None], tints: Mapping[str, str], *, are_slopes: bool = False) -> list[Bar]:
    """Make a bar of each finding, in its colour; a forecast is hollow, and called one behind the name or the number."""
    bars = []
    for name, finding in named.items():
        said = forecast_said(finding)
        is_hollow = bool(said) if are_slopes else bool(finding and is_forecast(finding))
        about = (name, said) if are_slopes else (f"{name}{said}", "")
        bars.append(Bar(about[0], finding, tints[name], is_hollow=is_hollow, remark=about[1]))
    return bars


def _rank(bar: Bar) -> tuple[bool, float]:
    """Put the largest first, or the best place, and what is not known last."""
    is_place = bar.finding is not None and bar.finding.quantity.unit == RANK
    return bar.finding is None, bar.value if is_place else -bar.value


def _unit_of(known: Sequence[Finding]) -> str:
    """Return the unit that all have; different ones share no axis."""
    units = sorted({finding.quantity.unit for finding in known})
    if not units:
        raise NotKnownError("nothing of what the figure shows")
    if len(units) > 1:
        raise UnitError(f"one axis cannot show {' and '.join(units)}; draw a figure for each, or set both against one")
    return units[0]


def _tints(w: Writer, names: Sequence[str], highlight: Sequence[str]) -> dict[str, str]:
    """Colour what is highlighted, which is named as in the chart or by its code; without a word the country in focus."""
    codes = {w.catalogue.name(economy): economy for economy in w.catalogue.evidence.economies}
    countries = {name: name.partition(", ")[0] for name in names}  # without the year or the measure behind it
    if not highlight:
        about = (w.catalogue.parameters.focus, w.catalogue.study.focus)  # a hue is also what a strip names a dot for
        return {name: colour(w, code) if (code := codes.get(countries[name])) in about else GREY for name in names}
    by_code = {code: name for name, code in codes.items()}
    wanted = {by_code.get(it, it) for it in highlight}
    for it in sorted(wanted.difference(names, countries.values())):
        hint = nearest(it, names) or nearest(it, codes.values(), labels=by_code)
        raise UnknownNameError(f"nothing in the figure is called {it!r}{hint}")
    return {name: FOCUS if wanted & {name, countries[name]} else GREY for name in names}


def _two_of(given: list[Group], years: Sequence[str]) -> list[Group]:
    """Return the two groups of a slope: those of the years wanted, or the first and last that most have a number in."""
    found = [group for group in given if group.known]
    if years:
        by_name = {group.name: group for group in found}
        if len(years) != 2 or years[0] == years[1]:
            said = ", ".join(years)
            raise TemplateError(f"a slope goes from one year to another, as years=(2015, 2024); given: {said}")
        if missing := [year for year in years if year not in by_name]:
            raise TemplateError(f"nothing is known for {' and '.join(missing)}; there are {', '.join(by_name)}")
        return [by_name[year] for year in years]
    if not found or len(found) < 2 <= len(given):
        raise NotKnownError("nothing of what the figure shows")
    if all(group.name.isdigit() for group in found):
        names = {name for group in found for name in group.known}
        most = [group for group in found if 2 * len(group.known) > len(names)]
        found = most if len(most) > 1 else found
        found = [found[0], *found[1:][-1:]]
    if len(found) != 2:
        raise TemplateError(f"a slope goes from one measure or year to another; known here: {len(found)}")
    return found


def _head(group: Group) -> marks.Head:
    """Head a column by its name; a year leads to the working that says of what."""
    first = next(iter(group.known.values()))
    if group.name.isdigit() and first.observation and str(first.observation.period_end)[:4] == group.name:
        return year_of(first)
    return group.name


def _lines(w: Writer, found: Mapping[str, list[Point]]) -> list[Line]:
    """Make a line of each series; countries other than those in focus are thin.

    What leads to a forecast is dashed, and called so.
    """
    rows = w.catalogue.evidence.entities.items()
    economies = {row["name"]: code for code, row in rows if row["kind"] == "economy"}
    about = (w.catalogue.study.focus, w.catalogue.parameters.focus)
    made = []
    for at, (name, points) in enumerate(found.items()):
        economy, xs = economies.get(name), [_year(point) for point in points]
        step = median(after - before for before, after in pairwise(xs))
        remarks = {x: forecast_said(point.finding) for x, point in zip(xs, points, strict=True)}
        line = Line(
            name,
            [(x, point.finding.value) for x, point in zip(xs, points, strict=True)],
            colour(w, economy) if economy else HUES[at % len(HUES)],
            2.2 if economy is None or economy in about else 1.3,
            last=points[-1].finding,
            step=step if step < MONTH else 1.0,
            texts=[point.finding.text for point in points],
            forecasts={x: remark for x, remark in remarks.items() if remark},
        )
        made.append(line)
    return made


def _spans_a_year(points: list[Point]) -> bool:
    """Whether points reach from one year into another, so that there is something to be seen over time."""
    return bool(points) and _year(points[-1]) - _year(points[0]) >= 1


def _year(point: Point) -> float:
    """A figure of a whole year stands at that year, any other at its day."""
    day = point.end
    if len(point.period) == len("2024"):
        return float(day.year)
    return day.year + (day - date(day.year, 1, 1)).days / 365.25


# Layout


def _wrapped(sheet: Sheet, rows: Sequence[Bar]) -> tuple[Sequence[Bar], float, float]:
    """Break long names into lines; return the rows, how high all are and how wide the names.

    A narrow sheet breaks names by itself.
    """
    if not sheet.narrow:
        rows = [replace(row, name=textwrap.fill(row.name, NAME_WIDTH, break_long_words=False)) for row in rows]
    names = [row.name for row in rows]
    return rows, len(rows) * max(0.24, height_of(names) + 0.1), room_for(names)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The scale of dots: from where to where it reaches, and whether it is logarithmic."""

    unit: str
    limits: tuple[float, float]
    log: bool

    @classmethod
    def of(cls, known: Sequence[Finding], wanted: bool | None) -> "_Scale":
        """Choose the scale: logarithmic as wanted, or where the numbers lie far apart and all are above zero."""
        unit = _unit_of(known)
        values = [finding.value for finding in known]
        reach = [it for f in known for it in (f.quantity.low, f.value, f.quantity.high) if it < math.inf]
        is_above = min(reach) > 0
        if wanted and not is_above:
            raise TemplateError("a logarithmic scale shows numbers above zero only")
        is_far = is_above and max(values) > WIDE_SPREAD * min(values) and unit not in NOT_FROM_ZERO
        log = is_far if wanted is None else wanted
        if any(math.isinf(f.quantity.high) for f in known):
            reach.append(OPEN * max(reach))  # where the band of an open bound goes on to
        return cls(unit, (min(reach) / 1.3, max(reach) * 1.3) if log else canvas.limits(reach, unit), log)

    @property
    def note(self) -> str:
        """What a reader has to know of the scale."""
        return "logarithmic scale" if self.log else _cut_said(self.limits[0], self.unit)

    def mark(self, sheet: Sheet, axes: Axes) -> None:
        """Mark round numbers below the dots, as many as there is room for."""
        low, high = sorted(axes.get_xlim())
        most = max(2, int(sheet.breadth(axes) / 0.75))
        chosen = canvas.log_ticks(low, high, most=most) if self.log else canvas.ticks(low, high, most=most)
        if self.unit in NOT_FROM_ZERO:
            chosen = sorted({max(round(tick), 1) for tick in chosen})
        canvas.upright_lines(axes, chosen, canvas.tick_words(chosen, self.unit))


def _paint_lines(sheet: Sheet, rows: Sequence[Line], unit: str, height: float) -> None:
    """Draw lines over time with ticks on both axes."""
    limits = canvas.limits([value for row in rows for _, value in row.points], unit)
    ticks = [max(tick, 1) if unit == RANK else tick for tick in canvas.ticks(*sorted(limits), most=5)]
    words = canvas.tick_words(ticks, unit)
    last = max(row.points[-1][0] for row in rows)
    right = max(2.1, room_for([row.label(last) for row in rows]) + 0.14)
    place = Place(height=height, left=max(0.62, room_for(words) + 0.1), right=right, top=0.102, below=0.34)

    def years(every: Sequence[float], breadth: float) -> Sequence[float]:
        return canvas.ticks(every[0], every[-1], most=max(1, int(breadth / YEAR_ROOM)), integer=True)

    axes = marks.lines(sheet, sorted(rows, key=lambda row: row.width), place, limits=limits, years=years)
    canvas.level_lines(axes, ticks, words)
