"""Charts of any findings and series, with default titles, subtitles and descriptions."""

import math
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from matplotlib.axes import Axes

from analysis.charts import axis_layout, chart_types
from analysis.charts.axis_layout import RANK, Place, Sheet, height_of, room_for
from analysis.charts.chart_types import Bar, Line
from analysis.charts.figure import Chart, colour, exhibit
from analysis.errors import NotKnownError, TemplateError, UnitError, UnknownNameError, nearest
from analysis.findings import Finding
from analysis.findings.finding import author_note, forecast_note, is_forecast
from analysis.findings.label_composition import capitalise
from analysis.findings.number_format import SYMBOLS, unit_said
from analysis.findings.number_periods import when
from analysis.findings.quantity import ORDINAL_UNITS
from analysis.findings.series import Point, series
from analysis.findings.user_numbers import source_row
from analysis.rendering.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, STUDY_COLOUR
from analysis.writing.block import Block, note_too_short
from analysis.writing.country_comparison import Comparison
from analysis.writing.exhibit_lookup import Group, groups, series_by_name
from analysis.writing.label_comparison import common_heading
from analysis.writing.tables import Verbatim
from analysis.writing.writer import PLAIN, Writer

SHOWN_BY_NUMBER = ("share", "points", "ratio", "", *ORDINAL_UNITS)
"""Units that the printed number shows (12%, 3rd, May 2024), or that have no name; the subtitle leaves them out."""

MOST_GAPS = 3
"""Unknown findings that get a row of their own, or are named; of more only their number is given."""

MOST_ROWS = 40
"""Bars or dots in one figure: with more it would be higher than a printed page."""

MOST_PUBLISHERS = 4
"""Publishers named in the line of sources; of more, “and others” is said."""

NAME_WIDTH = 34
"""Characters of a name on one line of a wide sheet: about a third of its width."""

SMALLEST_ROW = 0.24
"""Height of a row whose name has one line, in inches, so that neighbouring numbers do not touch."""

OPEN_REACH = 1.15
"""By what factor a scale exceeds the largest number if one has no upper bound, so that its band can be seen."""

LOG_MARGIN = 1.3
"""By what factor a logarithmic scale exceeds the smallest and the largest number."""

WIDE_SPREAD = 30
"""The ratio of the largest number to the smallest above which dots get a logarithmic scale.

On a scale that begins at zero, the smallest would then be less than a thirtieth of the width from the edge.
"""

HUES = (STUDY_COLOUR, BLUE, GREEN, ORANGE, PURPLE)
"""Colours of lines other than those of countries."""

FOCUS_WIDTH, OTHER_WIDTH = 2.2, 1.3
"""Width of the lines that the chart is about, and of the others, in points; `chart_types.THICK_LINE` lies between."""

MOST_BETWEEN_MONTHS = 1.5 / 12
"""A series whose points are mostly closer than this, in years, is monthly."""

YEAR_ROOM, TICK_ROOM = 0.5, 0.75
"""Space for a year and for a number on the axis, in inches."""

PLOT_HEIGHT = 3.0
"""Height of a plot of lines in inches, which is flat enough to show two on a page."""


@dataclass(frozen=True, slots=True)
class Words:
    """The author's words for a chart; empty ones are derived from what it shows."""

    label: str
    title: str = ""
    subtitle: str = ""
    highlight: Sequence[str] = ()
    alt: str = ""


def bars(writer: Writer, words: Words, *content: Any, year: int = 0) -> Chart:
    """Describe bars from zero, the longest first if the order is free."""
    content_groups = groups(writer.catalogue, content, year=year)
    rows, is_sorted, unknown = _rows(writer, content_groups, words.highlight)
    findings = [row.finding for row in rows if row.finding]
    unit = _unit_of(findings)
    if unit in ORDINAL_UNITS:
        raise TemplateError(f"bars start at zero, and a {unit} has none; use dots")

    def paint(sheet: Sheet) -> None:
        wrapped, height, names_width = _wrapped(sheet, rows)
        place = Place(height, left=names_width + 0.1, right=0.1, top=0.04, below=0.04)
        chart_types.bars(sheet, wrapped, place, room=None)

    longest = max(finding.value for finding in findings)
    notes = [
        "the longest bar first" if is_sorted else "",
        _bounds_note(
            findings, shape="thin lines", open_shape="an arrow", visible=chart_types.SMALLEST_WHISKER * longest
        ),
        unknown,
    ]
    chart = _untitled(words.label, chart_types.describe_bars(rows), chart_types.bar_table(("", rows)), paint)
    return _complete(writer, words, chart, findings, notes)


def dots(writer: Writer, words: Words, *content: Any, log: bool | None = None, year: int = 0) -> Chart:
    """Describe dots with their bounds on a scale that need not start at zero."""
    content_groups = groups(writer.catalogue, content, year=year)
    rows, is_sorted, unknown = _rows(writer, content_groups, words.highlight)
    findings = [row.finding for row in rows if row.finding]
    scale = _Scale.of(findings, log)

    def paint(sheet: Sheet) -> None:
        wrapped, height, names_width = _wrapped(sheet, rows)
        numbers_width = room_for([finding.text for finding in findings])
        place = Place(height, left=names_width + 0.2, right=numbers_width + 0.2, top=0.04, below=0.3)
        axes = chart_types.dots(sheet, wrapped, place, limits=scale.limits, log=scale.log)
        scale.mark(sheet, axes)

    if not is_sorted:
        order = ""
    elif scale.unit == RANK:
        order = "the best place first"
    elif scale.unit in ORDINAL_UNITS:
        order = "the latest first"
    else:
        order = "the largest first"
    bounds = _bounds_note(findings, shape="pale bands", open_shape="a band to the edge")
    notes = [order, scale.note, bounds, unknown]
    chart = _untitled(words.label, chart_types.describe_bars(rows), chart_types.bar_table(("", rows)), paint)
    return _complete(writer, words, chart, findings, notes)


def lines(writer: Writer, words: Words, *content: Any) -> Chart:
    """Describe series over time; if none spans a year, describe their latest numbers as bars or dots."""
    all_series = series_by_name(writer.catalogue, content)
    known = {name: points for name, points in all_series.items() if points}
    drawn = {name: points for name, points in known.items() if _spans_a_year(points)}
    if not drawn:
        latest = Comparison({name: points[-1].finding for name, points in known.items()})
        if _unit_of(_last_findings(known)) in ORDINAL_UNITS:  # raises `NotKnownError` if nothing is known
            return dots(writer, words, latest)
        return bars(writer, words, latest)

    findings = _findings(drawn)
    unit = _unit_of(findings)
    rows = _lines(writer, drawn)
    if words.highlight:
        # the author's choice replaces the colours of countries
        tints = _tints(writer, list(drawn), words.highlight)
        rows = [_tinted(row, tints[row.name]) for row in rows]

    lowest, _ = axis_layout.axis_limits(_values(rows), unit)
    too_short = [name for name in known if name not in drawn]
    unknown = [name for name in all_series if name not in known]
    notes = [
        _axis_note(lowest, unit),
        _forecast_note(rows),
        f"shorter than a year and left out: {', '.join(too_short)}" if too_short else "",
        _unknown_note(unknown),
    ]
    chart = _line_chart(words.label, rows, unit)
    labels = [finding.label for finding in findings]
    return _complete(writer, words, chart, _last_findings(drawn), notes, labels)


@exhibit
def over_time(
    writer: Writer,
    label: str,
    names: dict[str, str],
    *,
    title: str,
    subtitle: str,
    source: str,
    height: float = PLOT_HEIGHT,
) -> Chart | Block:
    """Draw series over time, each labelled at its end with its last number; a note if they span less than a year.

    `names` maps the labels of lines to series such as labour_force.AAA. Countries have fixed colours; ranks have the
    first place at the top. The subtitle also says how forecasts are drawn, if there are any. Raises `UnitError` for
    series of different units.
    """
    drawn = {}
    for line_name, series_name in names.items():
        points = series(writer.catalogue, series_name)
        if _spans_a_year(points):
            drawn[line_name] = points
    if not drawn:
        return note_too_short(names)
    findings = _findings(drawn)
    unit = _unit_of(findings)
    writer.use(*_last_findings(drawn))  # the chart writes out these alone
    writer.draws(*findings)
    rows = _lines(writer, drawn)
    forecasts = _forecast_note(rows)
    if forecasts:
        subtitle = f"{subtitle}; {forecasts}" if subtitle else forecasts
    return replace(_line_chart(label, rows, unit, height), title=title, subtitle=subtitle, source=source)


def _findings(series_by_name: Mapping[str, list[Point]]) -> list[Finding]:
    """Return the findings of all points."""
    return [point.finding for points in series_by_name.values() for point in points]


def _last_findings(series_by_name: Mapping[str, list[Point]]) -> list[Finding]:
    """Return the finding at the end of each series, the only one that is written out."""
    return [points[-1].finding for points in series_by_name.values()]


def _line_chart(label: str, rows: Sequence[Line], unit: str, height: float = PLOT_HEIGHT) -> Chart:
    """Return a chart of lines without title, subtitle and source."""
    alt = chart_types.describe_lines(rows, first_is_best=unit == RANK)
    data = chart_types.line_table(rows, "year", unit)
    return _untitled(label, alt, data, lambda sheet: _paint_lines(sheet, rows, unit, height))


def _untitled(label: str, alt: str, data: Iterable[tuple[object, ...]], paint: Callable[[Sheet], object]) -> Chart:
    """Return a chart whose title, subtitle and source are still to be added."""
    return Chart(label, title="", subtitle="", source="", alt=alt, data=data, paint=paint)


# Default words


def _complete(
    writer: Writer,
    words: Words,
    chart: Chart,
    findings: Sequence[Finding],
    notes: Sequence[str],
    labels: Sequence[str] = (),
) -> Chart:
    """Return a chart with the author's words, or default ones derived from the findings that it writes out.

    `labels` are those of all findings that it draws, if they are more, as in a chart over time.
    """
    writer.use(*findings)
    label = common_heading(labels or [finding.label for finding in findings])
    about = _besides_title(words, label, findings, is_over_time=bool(labels))

    alt = chart.alt
    if words.alt:
        alt = writer.fill(words.alt, PLAIN)
    elif words.title and about:
        alt = f"{capitalise(about)}. {chart.alt}"
    return replace(
        chart,
        title=words.title or Verbatim(label),
        subtitle=words.subtitle or Verbatim(capitalise(_join_notes((about, *notes)))),
        source=Verbatim(_publishers(writer, findings)),
        alt=alt,
    )


def _besides_title(words: Words, label: str, findings: Sequence[Finding], *, is_over_time: bool) -> str:
    """Return what a reader needs besides the title: the measure, the period and the unit, such as "Nests; 2019".

    `label` is what the labels of the findings have in common, and the default title, which says all but the unit.
    """
    measure = period = ""
    if words.title:
        # "Nests of storks, Avonia": the author's title may name the measure without the rest of the label
        name = label.split(", ")[0]
        has_measure = bool(words.subtitle) or name.lower() in words.title.lower()
        if not has_measure:
            measure = label
        periods = {when(finding) for finding in findings}
        if len(periods) == 1 and not is_over_time:
            period = periods.pop()

    first = findings[0]
    has_computed_label = not words.title and not first.observation
    unit = _unit_note(first.quantity.unit, is_named=has_computed_label)

    # a label may contain its period and its unit
    if period in measure:
        period = ""
    if unit in measure.lower():
        unit = ""
    return _join_notes((measure, period, unit))


def _join_notes(parts: Iterable[str]) -> str:
    """Join the parts that are not empty."""
    return "; ".join(part for part in parts if part)


def _publishers(writer: Writer, findings: Sequence[Finding]) -> str:
    """Name the publishers of everything a chart shows, in order of first use."""
    rows = writer.catalogue.evidence.sources
    publishers: dict[str, None] = {}  # a set that keeps the order
    for finding in findings:
        for source_id in finding.sources:
            publishers[source_row(source_id, rows)["publisher"]] = None
    if not publishers:
        return "Own calculation."

    words = "; ".join(list(publishers)[:MOST_PUBLISHERS])
    if len(publishers) > MOST_PUBLISHERS:
        words += " and others"
    if any(author_note(finding) for finding in findings):
        words += ". With own numbers of the notebook"
    return f"{words}."


def _unit_note(unit: str, *, is_named: bool) -> str:
    """Name a unit, unless the numbers show it; `is_named` means that the title names a rate, as in “… per head”."""
    is_shown = unit in SHOWN_BY_NUMBER or unit in SYMBOLS
    is_rate_in_title = is_named and " per " in unit
    if is_shown or is_rate_in_title:
        return ""
    return unit_said(unit)


def _axis_note(lowest: float, unit: str) -> str:
    """Note that a scale does not begin at zero, which makes differences look larger."""
    has_zero = unit not in ORDINAL_UNITS
    return "the scale does not begin at zero" if has_zero and lowest > 0 else ""


def _bounds_note(findings: Sequence[Finding], *, shape: str, open_shape: str, visible: float = 0.0) -> str:
    """Note how bounds are drawn, if any are wider than rounding and than `visible`, and how open ones are."""
    widths = [finding.quantity.high - finding.quantity.low for finding in findings if finding.has_wider_bounds]
    notes = []
    if any(visible <= width < math.inf for width in widths):
        notes.append(f"{shape} are bounds")
    if math.inf in widths:
        notes.append(f"{open_shape} has no upper bound")
    return "; ".join(notes)


def _forecast_note(rows: Sequence[Line]) -> str:
    """Note how forecasts are drawn, if there are any."""
    return "dashed where forecast" if any(row.forecasts for row in rows) else ""


def _unknown_note(names: Sequence[str]) -> str:
    """Name what was not known, or how many if they are many."""
    if not names:
        return ""
    if len(names) > MOST_GAPS:
        return f"nothing known of {len(names)} others"
    return f"nothing known of {', '.join(names)}"


# Rows


def _rows(writer: Writer, content: list[Group], highlight: Sequence[str]) -> tuple[list[Bar], bool, str]:
    """Return a row for each finding, whether the rows are sorted, and a note on what was not known.

    A few unknown findings have a row that says so; more of them are left out. Rows in an author's own order are not
    sorted. At least one row is known: otherwise `NotKnownError` is raised.
    """
    # several groups have the same names, such as those of countries, so each name is followed by its group's
    findings: dict[str, Finding | None] = {}
    for group in content:
        measure = f", {group.name}" if len(content) > 1 and group.name else ""
        for name, finding in group.rows.items():
            findings[f"{name}{measure}"] = finding

    # rows that say "not known", or a note instead
    note = ""
    gaps = [name for name, finding in findings.items() if finding is None]
    if len(gaps) > MOST_GAPS:
        note = _unknown_note(gaps)
        findings = {name: finding for name, finding in findings.items() if finding}
    if len(findings) > MOST_ROWS:
        raise TemplateError(f"{len(findings)} rows are more than can be read; draw them over time, or fewer of them")
    if not any(findings.values()):
        raise NotKnownError("nothing of what the figure shows")

    tints = _tints(writer, list(findings), highlight)
    rows = []
    for name, finding in findings.items():
        is_hollow = finding is not None and is_forecast(finding)
        name_with_note = f"{name}{forecast_note(finding)}"
        rows.append(Bar(name_with_note, finding, tints[name], is_hollow=is_hollow))
    is_ranked = all(group.is_ranked for group in content)
    if is_ranked:
        rows.sort(key=_rank)
    return rows, is_ranked and len(rows) > 1, note


def _rank(bar: Bar) -> tuple[bool, float]:
    """Sort key: the largest number or the best rank first, unknown ones last."""
    if bar.finding is None:
        return True, 0.0
    if bar.finding.quantity.unit == RANK:
        return False, bar.value
    return False, -bar.value


def _unit_of(findings: Sequence[Finding]) -> str:
    """Return the common unit; raise `UnitError` if there are several, which cannot share an axis."""
    units = sorted({finding.quantity.unit for finding in findings})
    if not units:
        raise NotKnownError("nothing of what the figure shows")
    if len(units) > 1:
        raise UnitError(
            f"one axis cannot show {' and '.join(units)}; draw a chart for each, or divide both by the same"
        )
    return units[0]


def _tints(writer: Writer, names: Sequence[str], highlight: Sequence[str]) -> dict[str, str]:
    """Return the colour of each name: grey, but for those to `highlight` or, if there are none, for countries in focus.

    What to highlight is given by its name in the chart, by a country's name, or by its code. Raises `UnknownNameError`
    for what is not in the chart.
    """
    codes = {writer.catalogue.name(economy): economy for economy in writer.catalogue.evidence.economies}
    countries = {name: name.partition(", ")[0] for name in names}  # "Avonia, 2019" and "Avonia, per head" are Avonia's
    tints = dict.fromkeys(names, GREY)
    if not highlight:
        in_focus = (writer.catalogue.parameters.focus, writer.catalogue.study.focus)
        for name, country in countries.items():
            economy = codes.get(country)
            if economy in in_focus:
                tints[name] = colour(writer, economy)
        return tints

    names_by_code = {code: name for name, code in codes.items()}
    wanted = {names_by_code.get(name, name) for name in highlight}
    unknown = sorted(wanted.difference(names, countries.values()))
    if unknown:
        drawn = {codes[country]: country for country in countries.values() if country in codes}
        hint = nearest(unknown[0], names) or nearest(unknown[0], drawn, labels=drawn)
        raise UnknownNameError(f"nothing in the figure is called {unknown[0]!r}{hint}")
    for name, country in countries.items():
        if name in wanted or country in wanted:
            tints[name] = STUDY_COLOUR
    return tints


def _tinted(row: Line, tint: str) -> Line:
    """Return a line in a colour, wide if it is highlighted."""
    return replace(row, colour=tint, width=FOCUS_WIDTH if tint == STUDY_COLOUR else OTHER_WIDTH)


def _lines(writer: Writer, series_by_name: Mapping[str, list[Point]]) -> list[Line]:
    """Return a line for each series, thin for countries not in focus; segments to forecasts are dashed and labelled."""
    entities = writer.catalogue.evidence.entities
    economies = {row["name"]: code for code, row in entities.items() if row["kind"] == "economy"}
    in_focus = (writer.catalogue.study.focus, writer.catalogue.parameters.focus)  # the latter is the reader's choice
    rows = []
    for index, (name, points) in enumerate(series_by_name.items()):
        economy = economies.get(name)
        if economy:
            tint = colour(writer, economy)
            width = FOCUS_WIDTH if economy in in_focus else OTHER_WIDTH
        else:
            tint = HUES[index % len(HUES)]
            width = FOCUS_WIDTH

        # Of a monthly series every month that is missing is a gap; of any other, every year
        # (each has two points at least, since it spans a year)
        years = [_decimal_year(point) for point in points]
        usual_step = median(after - before for before, after in pairwise(years))
        is_monthly = usual_step < MOST_BETWEEN_MONTHS

        forecasts = {}
        positions = []
        for year, point in zip(years, points, strict=True):
            positions.append((year, point.finding.value))
            remark = forecast_note(point.finding)
            if remark:
                forecasts[year] = remark
        line = Line(
            name,
            positions,
            tint,
            width,
            last=points[-1].finding,
            step=usual_step if is_monthly else 1.0,
            texts=[point.finding.text for point in points],
            forecasts=forecasts,
        )
        rows.append(line)
    return rows


def _values(rows: Sequence[Line]) -> list[float]:
    return [value for row in rows for _, value in row.points]


def _spans_a_year(points: list[Point]) -> bool:
    """True if points span at least a year, so that a line has something to show."""
    return bool(points) and _decimal_year(points[-1]) - _decimal_year(points[0]) >= 1


def _decimal_year(point: Point) -> float:
    """Return the position of a point: a calendar year as it is, any other period at its last day.

    The year 2024 is at 2024.0, and June 2024, which ends on the 30th, at about 2024.5.
    """
    day = point.end
    is_calendar_year = len(point.period) == len("2024")
    if is_calendar_year:
        return float(day.year)
    return day.year + (day - date(day.year, 1, 1)).days / 365.25


# Layout


def _wrapped(sheet: Sheet, rows: Sequence[Bar]) -> tuple[Sequence[Bar], float, float]:
    """Break long names into lines; return the rows, their total height and the width of the names, in inches.

    For a narrow sheet names stay as they are, since `chart_types` breaks them there.
    """
    wrapped = []
    for row in rows:
        name = row.name
        if not sheet.is_narrow:
            name = textwrap.fill(name, NAME_WIDTH, break_long_words=False)
        wrapped.append(replace(row, name=name))
    names = [row.name for row in wrapped]
    row_height = max(SMALLEST_ROW, height_of(names) + 0.1)
    return wrapped, len(wrapped) * row_height, room_for(names)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The scale of dots: its limits, and whether it is logarithmic."""

    unit: str
    limits: tuple[float, float]
    log: bool

    @classmethod
    def of(cls, findings: Sequence[Finding], wanted: bool | None) -> "_Scale":
        """Choose the scale: logarithmic as `wanted` or, if that is None, where all numbers are above zero and far apart."""
        unit = _unit_of(findings)

        # everything that has to be on the scale: the numbers and their bounds
        values = [finding.value for finding in findings]
        drawn = []
        for finding in findings:
            ends = (finding.quantity.low, finding.value, finding.quantity.high)
            drawn += [end for end in ends if end < math.inf]  # an open upper bound is added below

        is_above_zero = min(drawn) > 0
        if wanted and not is_above_zero:
            raise TemplateError("a logarithmic scale shows numbers above zero only")
        log = wanted
        if log is None:
            is_far_apart = max(values) > WIDE_SPREAD * min(values)
            log = is_above_zero and is_far_apart and unit not in ORDINAL_UNITS

        if any(math.isinf(finding.quantity.high) for finding in findings):
            drawn.append(OPEN_REACH * max(drawn))  # how far the band of an open bound is drawn
        if log:
            limits = min(drawn) / LOG_MARGIN, max(drawn) * LOG_MARGIN
        else:
            limits = axis_layout.axis_limits(drawn, unit)
        return cls(unit, limits, log)

    @property
    def note(self) -> str:
        """What a reader has to know about the scale."""
        return "logarithmic scale" if self.log else _axis_note(self.limits[0], self.unit)

    def mark(self, sheet: Sheet, axes: Axes) -> None:
        """Draw ticks at round numbers below the dots, as many as fit."""
        low, high = sorted(axes.get_xlim())  # the scale of ranks is reversed
        most = max(2, int(sheet.breadth(axes) / TICK_ROOM))
        choose = axis_layout.log_ticks if self.log else axis_layout.ticks
        positions = choose(low, high, most=most)
        if self.unit in ORDINAL_UNITS:  # ranks and days are whole and begin with the first
            positions = sorted({max(round(position), 1) for position in positions})
        axis_layout.upright_lines(axes, positions, axis_layout.tick_words(positions, self.unit))


def _paint_lines(sheet: Sheet, rows: Sequence[Line], unit: str, height: float) -> None:
    """Draw lines over time with ticks on both axes."""
    limits = axis_layout.axis_limits(_values(rows), unit)
    low, high = sorted(limits)  # those of ranks are reversed
    ticks = axis_layout.ticks(low, high, most=5)
    if unit == RANK:
        ticks = sorted({max(round(tick), 1) for tick in ticks})  # ranks are whole, and there is no rank 0
    words = axis_layout.tick_words(ticks, unit)
    last = max(row.points[-1][0] for row in rows)

    # room for the numbers on the left and the names on the right, the same in most figures so that plots align
    left = max(0.62, room_for(words) + 0.1)
    right = max(2.1, room_for([row.label(last) for row in rows]) + 0.14)
    place = Place(height=height, left=left, right=right, top=0.102, below=0.34)

    def years(positions: Sequence[float], breadth: float) -> Sequence[float]:
        most = max(1, int(breadth / YEAR_ROOM))
        return axis_layout.ticks(positions[0], positions[-1], most=most, integer=True)

    from_thinnest = sorted(rows, key=lambda row: row.width)  # what is drawn last hides others
    axes = chart_types.lines(sheet, from_thinnest, place, limits=limits, years=years)
    axis_layout.level_lines(axes, ticks, words)
