"""Charts of any findings and series, with default titles, subtitles and descriptions."""

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
from analysis.charts.canvas import RANK, Place, Sheet, height_of, room_for
from analysis.charts.figure import Chart, colour, exhibit
from analysis.charts.marks import Bar, Line
from analysis.errors import NotKnownError, TemplateError, UnitError, UnknownNameError, nearest
from analysis.findings import Finding
from analysis.findings.finding import forecast_said, is_forecast, own_said, when
from analysis.findings.quantity import SYMBOLS, unit_said
from analysis.findings.series import Point, series
from analysis.findings.user_numbers import source_row
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, ORANGE, PURPLE
from analysis.writing.block import Block, too_short
from analysis.writing.by_country import Comparison, Group, groups, series_by_name
from analysis.writing.markup import capital, shared
from analysis.writing.tables import Verbatim
from analysis.writing.writer import PLAIN, Writer

NOT_FROM_ZERO = (RANK, "year", "month", "date")
"""Units without a meaningful zero, for which bars would mislead."""

BY_THEMSELVES = ("share", "points", "ratio", "", *NOT_FROM_ZERO)
"""Units that the printed number shows itself, or that have no name."""

MOST_GAPS, MOST_ROWS, MOST_PUBLISHERS = 3, 40, 4
"""Unknown findings that get a row of their own; bars that can be read; publishers that are named."""

NAME_WIDTH = 34
"""Characters of a name on one line of a wide sheet."""

OPEN = 1.15
"""By what factor a scale exceeds the largest number if one has no upper bound."""

WIDE_SPREAD = 30
"""The ratio of the largest number to the smallest from which dots get a logarithmic scale."""

HUES = (FOCUS, BLUE, GREEN, ORANGE, PURPLE)
"""Colours of lines other than those of countries."""

FOCUS_WIDTH, OTHER_WIDTH = 2.2, 1.3
"""Width of the lines that the chart is about, and of the others."""

MOST_BETWEEN_MONTHS = 1.5 / 12
"""A series whose points are mostly closer than this, in years, is monthly."""

YEAR_ROOM = 0.5
"""Space for a year on the axis, in inches."""


@dataclass(frozen=True, slots=True)
class Words:
    """The author's words for a chart; empty ones are derived from what it shows."""

    label: str
    title: str = ""
    subtitle: str = ""
    highlight: Sequence[str] = ()
    alt: str = ""


def bars(writer: Writer, words: Words, *content: Any, year: int = 0) -> Chart:
    """Draw bars from zero, the longest first if the order is free."""
    rows, ranked, unknown = _rows(writer, groups(writer.catalogue, content, year=year), words.highlight)
    known = [row.finding for row in rows if row.finding]
    unit, longest = _unit_of(known), max(finding.value for finding in known)
    if unit in NOT_FROM_ZERO:
        raise TemplateError(f"bars start at zero, and a {unit} has none; use dots")

    def paint(sheet: Sheet) -> None:
        wrapped, height, left = _wrapped(sheet, rows)
        marks.bars(sheet, wrapped, Place(height, left + 0.1, 0.1, top=0.04, below=0.04), room=None)

    notes = [
        "the longest bar first" if ranked else "",
        _bounds_note(known, "thin lines", "an arrow", marks.SMALLEST_WHISKER * longest),
        unknown,
    ]
    chart = Chart(words.label, "", "", "", marks.describe_bars(rows), marks.bar_table(("", rows)), paint)
    return _complete(writer, words, chart, known, notes)


def dots(writer: Writer, words: Words, *content: Any, log: bool | None = None, year: int = 0) -> Chart:
    """Draw dots with their bounds on a scale that need not start at zero."""
    rows, ranked, unknown = _rows(writer, groups(writer.catalogue, content, year=year), words.highlight)
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
        _bounds_note(known, "pale bands", "a band to the edge"),
        unknown,
    ]
    chart = Chart(words.label, "", "", "", marks.describe_bars(rows), marks.bar_table(("", rows)), paint)
    return _complete(writer, words, chart, known, notes)


def lines(writer: Writer, words: Words, *content: Any) -> Chart:
    """Draw series over time; if all have a single period, draw its numbers as bars or dots."""
    all_series = series_by_name(writer.catalogue, content)
    known = {name: points for name, points in all_series.items() if points}
    drawn = {name: points for name, points in known.items() if _spans_a_year(points)}
    if not drawn:
        latest = Comparison({name: points[-1].finding for name, points in known.items()})
        kind = dots if _unit_of(list(latest.findings.values())) in NOT_FROM_ZERO else bars
        return kind(writer, words, latest)
    findings = [point.finding for points in drawn.values() for point in points]
    unit = _unit_of(findings)
    rows = _lines(writer, drawn)
    if words.highlight:
        tints = _tints(writer, list(drawn), words.highlight)
        rows = [
            replace(row, colour=tints[row.name], width=FOCUS_WIDTH if tints[row.name] == FOCUS else OTHER_WIDTH)
            for row in rows
        ]
    single = [name for name in known if name not in drawn]
    notes = [
        _axis_note(canvas.axis_limits([value for row in rows for _, value in row.points], unit)[0], unit),
        _forecast_note(rows),
        f"of a single period and left out: {', '.join(single)}" if single else "",
        _unknown_note([name for name in all_series if name not in known]),
    ]
    ends, labels = [points[-1].finding for points in drawn.values()], [finding.label for finding in findings]
    return _complete(writer, words, _line_chart(words.label, rows, unit), ends, notes, labels)


@exhibit
def over_time(
    writer: Writer, label: str, names: dict[str, str], *, title: str, subtitle: str, source: str, height: float = 3.0
) -> Chart | Block:
    """Draw series over time, each labelled at its end with its last number; a note if they span less than a year.

    `names` maps the labels of lines to series such as labour_force.AAA. Countries have fixed colours; ranks have the
    first place at the top. The subtitle also says how forecasts are drawn, if there are any. Raises `UnitError` for
    series of different units.
    """
    known = {label: series(writer.catalogue, name) for label, name in names.items()}
    drawn = {name: points for name, points in known.items() if _spans_a_year(points)}
    if not drawn:
        return too_short(names)
    findings = [point.finding for points in drawn.values() for point in points]
    unit = _unit_of(findings)
    writer.use(*(points[-1].finding for points in drawn.values()))  # only the last number is written out
    writer.draws(*findings)
    rows = _lines(writer, drawn)
    subtitle = "; ".join(filter(None, (subtitle, _forecast_note(rows))))
    return replace(_line_chart(label, rows, unit, height), title=title, subtitle=subtitle, source=source)


def _line_chart(label: str, rows: Sequence[Line], unit: str, height: float = 3.0) -> Chart:
    """Return a chart of lines without title, subtitle and source."""
    alt = marks.describe_lines(rows, first_is_best=unit == RANK)
    data = marks.line_table(rows, "year", unit)
    return Chart(label, "", "", "", alt, data, lambda sheet: _paint_lines(sheet, rows, unit, height))


# Default words


def _complete(
    writer: Writer,
    words: Words,
    chart: Chart,
    known: Sequence[Finding],
    notes: Sequence[str],
    labels: Sequence[str] = (),
) -> Chart:
    """Return a chart with the author's words, or default ones derived from the findings."""
    writer.use(*known)
    label = shared(labels or [finding.label for finding in known])
    has_measure = bool(words.subtitle) or label.split(", ")[0].lower() in words.title.lower()
    measure = label if words.title and not has_measure else ""
    periods = {when(finding) for finding in known}
    period = periods.pop() if words.title and not labels and len(periods) == 1 else ""
    unit = _unit_note(known[0].quantity.unit, is_named=not (words.title or known[0].observation))
    parts = (measure, "" if period in measure else period, "" if unit in measure.lower() else unit)
    about = "; ".join(filter(None, parts))
    alt = f"{capital(about)}. {chart.alt}" if words.title and about else chart.alt
    return replace(
        chart,
        title=words.title or Verbatim(label),
        subtitle=words.subtitle or Verbatim(capital("; ".join(filter(None, (about, *notes))))),
        source=Verbatim(_publishers(writer, known)),
        alt=writer.fill(words.alt, PLAIN) if words.alt else alt,
    )


def _publishers(writer: Writer, known: Sequence[Finding]) -> str:
    """Name the publishers of everything a chart shows, in order of first use."""
    rows = writer.catalogue.evidence.sources
    publishers: dict[str, None] = {}
    for finding in known:
        for source_id in finding.sources:
            publishers[source_row(source_id, rows)["publisher"]] = None
    if not publishers:
        return "Own calculation."
    words = "; ".join(list(publishers)[:MOST_PUBLISHERS])
    if len(publishers) > MOST_PUBLISHERS:
        words += " and others"
    return f"{words}. With own numbers of the notebook." if any(map(own_said, known)) else f"{words}."


def _unit_note(unit: str, *, is_named: bool) -> str:
    """Name a unit, unless the numbers or a default title such as “… per head” do."""
    is_known = unit in (*BY_THEMSELVES, *SYMBOLS) or (" per " in unit and is_named)
    return "" if is_known else unit_said(unit)


def _axis_note(lowest: float, unit: str) -> str:
    """Note that a scale does not begin at zero, which makes differences look larger."""
    return "the scale does not begin at zero" if lowest > 0 and unit not in NOT_FROM_ZERO else ""


def _bounds_note(known: Sequence[Finding], shape: str, open_shape: str, visible: float = 0.0) -> str:
    """Note how bounds are drawn, if any are wider than rounding and than `visible`, and how open ones are."""
    widths = [finding.quantity.high - finding.quantity.low for finding in known if finding.has_wider_bounds]
    notes = []
    if any(visible <= width < math.inf for width in widths):
        notes.append(f"{shape} are bounds")
    if math.inf in widths:
        notes.append(f"{open_shape} has no upper bound")
    return "; ".join(notes)


def _forecast_note(rows: Sequence[Line]) -> str:
    return "dashed where forecast" if any(row.forecasts for row in rows) else ""


def _unknown_note(names: Sequence[str]) -> str:
    """Name what was not known, or how many if they are many."""
    text = ", ".join(names) if len(names) <= MOST_GAPS else f"{len(names)} others"
    return f"nothing known of {text}" if names else ""


# Rows


def _rows(writer: Writer, content: list[Group], highlight: Sequence[str]) -> tuple[list[Bar], bool, str]:
    """Return a row for each finding, whether the rows are sorted, and a note on what was not known.

    A few unknown findings have a row that says so; more of them are left out.
    """
    named: dict[str, Finding | None] = {}
    for group in content:
        measure = f", {group.name}" if len(content) > 1 and group.name else ""
        for name, finding in group.rows.items():
            named[f"{name}{measure}"] = finding
    gaps = [name for name, finding in named.items() if finding is None]
    if len(gaps) > MOST_GAPS:
        named = {name: finding for name, finding in named.items() if finding}
    if len(named) > MOST_ROWS:
        raise TemplateError(f"{len(named)} rows are more than can be read; draw them over time, or fewer of them")
    if not any(named.values()):
        raise NotKnownError("nothing of what the figure shows")
    rows = _bars(named, _tints(writer, list(named), highlight))
    ranked = all(group.is_ranked for group in content)
    if ranked:
        rows.sort(key=_rank)
    unknown = _unknown_note(gaps) if len(gaps) > MOST_GAPS else ""
    return rows, ranked and len(rows) > 1, unknown


def _bars(named: Mapping[str, Finding | None], tints: Mapping[str, str]) -> list[Bar]:
    """Return a bar for each finding; a forecast is hollow and says so behind the name."""
    return [
        Bar(
            f"{name}{forecast_said(finding)}",
            finding,
            tints[name],
            is_hollow=finding is not None and is_forecast(finding),
        )
        for name, finding in named.items()
    ]


def _rank(bar: Bar) -> tuple[bool, float]:
    """Sort key: the largest number or the best rank first, unknown ones last."""
    is_place = bar.finding is not None and bar.finding.quantity.unit == RANK
    return bar.finding is None, bar.value if is_place else -bar.value


def _unit_of(known: Sequence[Finding]) -> str:
    """Return the common unit; raise `UnitError` if there are several, which cannot share an axis."""
    units = sorted({finding.quantity.unit for finding in known})
    if not units:
        raise NotKnownError("nothing of what the figure shows")
    if len(units) > 1:
        raise UnitError(
            f"one axis cannot show {' and '.join(units)}; draw a chart for each, or divide both by the same"
        )
    return units[0]


def _tints(writer: Writer, names: Sequence[str], highlight: Sequence[str]) -> dict[str, str]:
    """Return the colours by name: of what is highlighted, by its name in the chart or code, or else of the focus."""
    codes = {writer.catalogue.name(economy): economy for economy in writer.catalogue.evidence.economies}
    countries = {name: name.partition(", ")[0] for name in names}  # names may end in a year or measure
    if not highlight:
        tints = dict.fromkeys(names, GREY)
        for name, country in countries.items():
            economy = codes.get(country)
            if economy in (writer.catalogue.parameters.focus, writer.catalogue.study.focus):
                tints[name] = colour(writer, economy)
        return tints

    by_code = {code: name for name, code in codes.items()}
    wanted = {by_code.get(name, name) for name in highlight}
    unknown = sorted(wanted.difference(names, countries.values()))
    if unknown:
        hint = nearest(unknown[0], names) or nearest(unknown[0], codes.values(), labels=by_code)
        raise UnknownNameError(f"nothing in the figure is called {unknown[0]!r}{hint}")
    return {name: FOCUS if name in wanted or country in wanted else GREY for name, country in countries.items()}


def _lines(writer: Writer, series_by_name: Mapping[str, list[Point]]) -> list[Line]:
    """Return a line for each series, thin for countries not in focus; segments to forecasts are dashed and labelled."""
    rows = writer.catalogue.evidence.entities.items()
    economies = {row["name"]: code for code, row in rows if row["kind"] == "economy"}
    about = (writer.catalogue.study.focus, writer.catalogue.parameters.focus)
    result = []
    for at, (name, points) in enumerate(series_by_name.items()):
        economy, xs = economies.get(name), [_year(point) for point in points]
        step = median(after - before for before, after in pairwise(xs))
        remarks = {x: forecast_said(point.finding) for x, point in zip(xs, points, strict=True)}
        line = Line(
            name,
            [(x, point.finding.value) for x, point in zip(xs, points, strict=True)],
            colour(writer, economy) if economy else HUES[at % len(HUES)],
            FOCUS_WIDTH if economy is None or economy in about else OTHER_WIDTH,
            last=points[-1].finding,
            step=step if step < MOST_BETWEEN_MONTHS else 1.0,
            texts=[point.finding.text for point in points],
            forecasts={x: remark for x, remark in remarks.items() if remark},
        )
        result.append(line)
    return result


def _spans_a_year(points: list[Point]) -> bool:
    """True if points span at least a year, so that a line has something to show."""
    return bool(points) and _year(points[-1]) - _year(points[0]) >= 1


def _year(point: Point) -> float:
    """Return the position of a point: a calendar year as it is, any other period at its last day."""
    day = point.end
    if len(point.period) == len("2024"):
        return float(day.year)
    return day.year + (day - date(day.year, 1, 1)).days / 365.25


# Layout


def _wrapped(sheet: Sheet, rows: Sequence[Bar]) -> tuple[Sequence[Bar], float, float]:
    """Break long names into lines; return the rows, their total height and the width of the names.

    A narrow sheet breaks names itself.
    """
    if not sheet.is_narrow:
        rows = [replace(row, name=textwrap.fill(row.name, NAME_WIDTH, break_long_words=False)) for row in rows]
    names = [row.name for row in rows]
    return rows, len(rows) * max(0.24, height_of(names) + 0.1), room_for(names)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The scale of dots: its limits, and whether it is logarithmic."""

    unit: str
    limits: tuple[float, float]
    log: bool

    @classmethod
    def of(cls, known: Sequence[Finding], wanted: bool | None) -> "_Scale":
        """Choose the scale: logarithmic as requested, or if all numbers are above zero and far apart."""
        unit = _unit_of(known)
        values = [finding.value for finding in known]
        reach = []
        for finding in known:
            ends = (finding.quantity.low, finding.value, finding.quantity.high)
            reach += [end for end in ends if end < math.inf]
        is_above = min(reach) > 0
        if wanted and not is_above:
            raise TemplateError("a logarithmic scale shows numbers above zero only")
        is_far = is_above and max(values) > WIDE_SPREAD * min(values) and unit not in NOT_FROM_ZERO
        log = is_far if wanted is None else wanted
        if any(math.isinf(f.quantity.high) for f in known):
            reach.append(OPEN * max(reach))  # how far the band of an open bound is drawn
        return cls(unit, (min(reach) / 1.3, max(reach) * 1.3) if log else canvas.axis_limits(reach, unit), log)

    @property
    def note(self) -> str:
        """What a reader has to know about the scale."""
        return "logarithmic scale" if self.log else _axis_note(self.limits[0], self.unit)

    def mark(self, sheet: Sheet, axes: Axes) -> None:
        """Draw ticks at round numbers below the dots, as many as fit."""
        low, high = sorted(axes.get_xlim())
        most = max(2, int(sheet.breadth(axes) / 0.75))
        chosen = canvas.log_ticks(low, high, most=most) if self.log else canvas.ticks(low, high, most=most)
        if self.unit in NOT_FROM_ZERO:
            chosen = sorted({max(round(tick), 1) for tick in chosen})
        canvas.upright_lines(axes, chosen, canvas.tick_words(chosen, self.unit))


def _paint_lines(sheet: Sheet, rows: Sequence[Line], unit: str, height: float) -> None:
    """Draw lines over time with ticks on both axes."""
    limits = canvas.axis_limits([value for row in rows for _, value in row.points], unit)
    ticks = [max(tick, 1) if unit == RANK else tick for tick in canvas.ticks(*sorted(limits), most=5)]
    words = canvas.tick_words(ticks, unit)
    last = max(row.points[-1][0] for row in rows)
    right = max(2.1, room_for([row.label(last) for row in rows]) + 0.14)
    place = Place(height=height, left=max(0.62, room_for(words) + 0.1), right=right, top=0.102, below=0.34)

    def years(every: Sequence[float], breadth: float) -> Sequence[float]:
        return canvas.ticks(every[0], every[-1], most=max(1, int(breadth / YEAR_ROOM)), integer=True)

    axes = marks.lines(sheet, sorted(rows, key=lambda row: row.width), place, limits=limits, years=years)
    canvas.level_lines(axes, ticks, words)
