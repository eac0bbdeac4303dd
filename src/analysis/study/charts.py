"""The charts of this study, beside those that any study has.

Places are in inches on a wide sheet: on the left there is room for the longest name or tick, on the right for the
longest label or number, and at the top and below for words outside the plot. A row is as high as its name needs. A
narrow sheet measures names and numbers itself.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.charts import Figure, chart_types, over_time
from analysis.charts.axis_layout import Place, Sheet, level_lines
from analysis.charts.chart_types import Bar, Line
from analysis.charts.figure import Chart, colour, exhibit, known
from analysis.findings.label_composition import join_names
from analysis.rendering.palette import GREY, INK, LETTERING, LINE, SOFT, STUDY_COLOUR
from analysis.study.answer import MAJORITY
from analysis.study.charts_money import (
    american_money,
    dollar_figures,
    foreign_capital,
    pledges,
    subsidy_accounts,
    subsidy_yardsticks,
    yen_path,
)
from analysis.study.chip_industry import FABS, MAKERS, TOOLS
from analysis.study.chips import CHIP_SALES_SHARE
from analysis.study.competitiveness import IMD_RANK
from analysis.study.economy import FIRST
from analysis.study.labour_force import WORKFORCE_WINDOWS, is_comparable
from analysis.study.lead import MEASURES, period_year
from analysis.study.unicorns import DENSITIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from analysis.dataset import Observation
    from analysis.findings import Finding
    from analysis.writing.writer import Writer


__all__ = [
    "Figure",
    "american_money",
    "chip_share_path",
    "chip_tools",
    "dollar_figures",
    "foreign_capital",
    "logic_capacity",
    "over_time",
    "pledges",
    "productivity",
    "rank_path",
    "research_path",
    "subsidy_accounts",
    "subsidy_yardsticks",
    "unicorn_density",
    "workforce_paths",
    "yen_path",
]


LEFT, RIGHT = 0.402, 1.876
"""Inches left and right of the plots of lines, for numbers and names: the same in most, so that they align."""


# ----- the lead ----------------------------------------------------------------------------------------------

SOURCE_NAMES = {"": "Dataquest", "ihs": "IHS", "sia": "SIA"}
"""Sources of chip sales by account, in the order in which one continues the other; Dataquest's has no name."""

HOME_COUNTRIES = {"Japan": ("JPN",), "United States": ("NAM", "USA"), "South Korea": ("KOR",), "Europe": ("EUROPE",)}
"""Lines of the chart and their entities; Dataquest counts North America instead of the United States."""

LINE_STYLES = {
    "Japan": (STUDY_COLOUR, 2.2),
    "United States": (SOFT, 2.2),
    "South Korea": (GREY, 1.3),
    "Europe": (GREY, 1.3),
}
"""Colour of each line, and its width in points: those of Japan and the United States are wide."""

NAME_RISES = {"Japan": -11.0, "United States": -11.0, "South Korea": 9.0, "Europe": 8.0}
"""On a narrow sheet the points from the last piece of each line to its name: above or below, clear of the others."""


class PieceName(NamedTuple):
    """Where the name of a piece stands: beside its first or its lowest point, so many points away, and on which side."""

    at_lowest: bool
    offset: tuple[float, float]
    side: str


PIECE_NAMES = {
    ("United States", "Dataquest"): PieceName(at_lowest=True, offset=(0, -12), side="center"),
    ("Europe", "Dataquest"): PieceName(at_lowest=False, offset=(-4, 10), side="left"),
    ("United States", "IHS"): PieceName(at_lowest=False, offset=(-6, 0), side="right"),
    ("South Korea", "IHS"): PieceName(at_lowest=False, offset=(-6, 0), side="right"),
    ("Europe", "IHS"): PieceName(at_lowest=False, offset=(-6, 0), side="right"),
}
"""Pieces of lines that are named: those of earlier sources, of all but Japan, which has a hue."""


def _name_pieces(axes: Axes, paths: Sequence[Line], sources: Mapping[tuple[str, float], str]) -> None:
    """Write the name of a country beside each piece of its line that is not named at its end.

    `sources` holds the source of each point, by the name of its line and its year.
    """
    paths_by_name = {path.name: path for path in paths}
    for (name, source), place in PIECE_NAMES.items():
        path = paths_by_name.get(name)
        if path is None:
            continue
        piece = [(year, share) for year, share in path.points if sources[name, year] == source]
        ends_the_line = path.points[-1] in piece
        if not piece or ends_the_line:
            continue
        point = min(piece, key=lambda point: point[1]) if place.at_lowest else piece[0]
        style: dict[str, Any] = {"color": LETTERING.get(path.colour, path.colour), "fontsize": 9, "fontweight": 400}
        chart_types.write_number(
            axes, finding=None, point=point, offset=place.offset, words=name, ha=place.side, va="center", **style
        )


def _years_by_source(sources: Mapping[tuple[str, float], str]) -> dict[str, list[float]]:
    """Return the years of the figures of each source."""
    years_by_source: dict[str, list[float]] = {}
    for (_, year), source in sources.items():
        years_by_source.setdefault(source, []).append(year)
    return years_by_source


def _shade_gaps(axes: Axes, sources: Mapping[tuple[str, float], str]) -> None:
    """Shade the years between two sources, and say in the widest band that there are no figures."""
    spans = sorted((min(years), max(years)) for years in _years_by_source(sources).values())
    gaps = []  # the last year of a source, and the first of the next one
    for (_, last), (first, _) in pairwise(spans):
        if first - last > 1:
            gaps.append((last, first))

    for last, first in gaps:
        # the band keeps half a year away from the figures on both sides
        axes.axvspan(last + 0.5, first - 0.5, color=LINE, alpha=0.45, linewidth=0, zorder=0)
    if gaps:
        last, first = max(gaps, key=lambda gap: gap[1] - gap[0])
        # the words stand half-way up the scale
        axes.text((last + first) / 2, 0.3, "no figures", color=SOFT, fontsize=9, ha="center", va="center")


def _shares_by_year(w: Writer, entities: tuple[str, ...]) -> list[tuple[Observation, bool]]:
    """List shares of world chip sales by year; True marks the first year of another source."""
    shares: dict[int, tuple[Observation, bool]] = {}
    for account in SOURCE_NAMES:
        rows: list[Observation] = []
        for entity in entities:
            rows += w.catalogue.evidence.series(CHIP_SALES_SHARE, entity, account=account)
        exact = [row for row in rows if row.qualifier != "gt"]  # "more than" is not a point of a line
        for index, row in enumerate(sorted(exact, key=period_year)):
            begins_source = index == 0 and account != ""  # the line itself begins with the first source
            shares[period_year(row)] = (row, begins_source)  # of two sources for a year the later one stays
    return [shares[year] for year in sorted(shares)]


@exhibit
def chip_share_path(w: Writer) -> Chart:
    """Draw shares of world chip sales by the firm's home country, one source after another."""
    paths: list[Line] = []
    rounded: list[Line] = []  # for the description: with as many digits as the title has
    sources: dict[tuple[str, float], str] = {}  # of each point, by the name of its line and its year
    for name, entities in HOME_COUNTRIES.items():
        points, breaks, findings = [], [], []
        for row, begins_source in _shares_by_year(w, entities):
            year = float(period_year(row))
            finding = w.catalogue.row(row)
            sources[name, year] = SOURCE_NAMES[row.account]
            findings.append(finding)
            points.append((year, finding.value))
            if begins_source:
                breaks.append(year)
        if not findings:
            continue
        w.use(findings[-1])
        w.draws(*findings)
        hue, width = LINE_STYLES[name]
        line = Line(name, points, colour=hue, width=width, breaks=tuple(breaks), last=findings[-1], bridged=False)
        paths.append(replace(line, texts=[finding.text for finding in findings]))
        rounded.append(replace(line, texts=[finding.written("2") for finding in findings]))

    peak = known(w, "chips.JPN.peak")

    def paint(sheet: Sheet) -> None:
        place = Place(height=sheet.fit(2.4, 2.8), left=LEFT, right=RIGHT, top=0.25, below=0.3)
        japan_last = sorted(paths, key=lambda path: path.colour == STUDY_COLOUR)  # what is drawn last hides others
        decades = range(1980, 2030, 10)
        axes = chart_types.lines(sheet, japan_last, place, limits=(0, 0.62), years=lambda *_: decades, rises=NAME_RISES)
        _shade_gaps(axes, sources)
        _name_pieces(axes, paths, sources)
        level_lines(axes, [0, 0.2, 0.4, 0.6], ["0%", "20%", "40%", "60%"])
        for source, years in _years_by_source(sources).items():
            axes.annotate(source, (min(years), 0.64), color=SOFT, fontsize=9, annotation_clip=False)
        of_japan = paths[0]  # the first of `HOME_COUNTRIES`; without figures of Japan there is no peak to mark either
        for year, share in of_japan.points:
            if peak and share == peak.value:
                words = f"Japan’s peak {peak.text}"
                chart_types.note(axes, (year, share), words, peak, up=10, across=-32, side="left")

    # the table has one more column: the source of each point
    header, *rows = chart_types.line_table(paths, "year", "share", name="home country")
    table = [(*header, "counted_by")]
    points_drawn = [(path.name, year) for path in paths for year, _ in path.points]
    for cells, point in zip(rows, points_drawn, strict=True):
        table.append((*cells, sources[point]))
    return Chart(
        "fig-lead-chips",
        title="Japan’s share of world chip sales: {chips.JPN.peak:2} in {chips.peak_year}, {lead.chips.now:2} in {lead.chips.now.year}",
        subtitle="Share of world chip sales, by home country; one source after another, dotted where years are missing",
        alt=chart_types.describe_lines(rounded),
        data=table,
        source="Dataquest, IHS and the Semiconductor Industry Association (SIA), mostly as reported in the press. Dataquest counts North America, the others the United States.",
        paint=paint,
    )


@exhibit
def logic_capacity(w: Writer) -> Chart:
    """Draw shares of capacity for the most advanced logic chips, measured and forecast."""
    measured_year = w.catalogue["lead.logic.now.year"]
    forecast_year = w.catalogue["lead.capacity.year"]
    panels = []
    for year, status in ((measured_year, "measured"), (forecast_year, "forecast")):
        rows = []
        for place in FABS:
            share = known(w, f"lead.capacity.{place}.{status}")
            if share:
                rows.append(Bar(w.catalogue.name(place), share, colour(w, place)))
        panels.append((year.text, rows))
    w.use(measured_year, forecast_year)
    heads = (measured_year, forecast_year)
    logic_place = Place(height=1.9, left=2.2, right=2.2, top=0.3, below=0.05)
    return Chart(
        "fig-lead-logic",
        title="Japan had [{lead.logic.now} of the capacity] for the most advanced logic chips in {lead.logic.now.year}; a forecast gave it {lead.capacity.JPN.forecast} for {lead.capacity.year}",
        subtitle="Share of world capacity for logic chips {label:most_advanced}, by place of the plant",
        alt=chart_types.describe_slopes(panels, [f"in {measured_year.text}", f"forecast for {forecast_year.text}"]),
        data=chart_types.bar_table(*panels, panel="year", name="place of the plants", value="share, in per cent"),
        source="Boston Consulting Group and the Semiconductor Industry Association, as reported in the press. Totals may not add up to the whole because of rounding and smaller producers.",
        paint=lambda sheet: chart_types.slopes(sheet, panels, logic_place, heads),
    )


COATERS = "coater_developer"
"""Machines that coat wafers: a kind whose shares are from another source, which names no rival."""

TOOL_NAMES = {
    "lithography": "Printing (lithography)", "etch_clean": "Etching and cleaning", "deposition": "Deposition",
    "process_control": "Inspection", "test": "Testing", COATERS: "Coating",
}  # fmt: skip
"""Names of the kinds of machine in the chart."""

TOOL_USES = {
    "lithography": "printing circuits", "etch_clean": "etching and cleaning", "deposition": "deposition",
    "process_control": "inspection", "test": "testing chips", COATERS: "coating wafers",
}  # fmt: skip
"""What they are for, in the title."""


@exhibit
def chip_tools(w: Writer) -> Chart:
    """Draw Japan's share of sales and the largest share of a rival for each kind of machine, on one scale."""
    dots_by_tool = {}
    for tool in (*TOOLS, COATERS):
        dots = _dots_of_makers(w, tool)
        if dots:
            dots_by_tool[tool] = dots

    from_largest = sorted(dots_by_tool, key=lambda tool: -dots_by_tool[tool][0].value)  # by Japan's dot, the first
    rows = [chart_types.Pair(TOOL_NAMES[tool], dots_by_tool[tool]) for tool in from_largest]
    led = [tool for tool in from_largest if _is_led(dots_by_tool[tool])]
    ticks = [0, 0.25, 0.5, 0.75, 1]

    subtitle = "Share of world sales in {lead.tool.year}, by home country of the maker"
    source = "Center for Security and Emerging Technology, from TechInsights"
    if COATERS in dots_by_tool:
        subtitle += "; hollow: {lead.niche.year}, rivals’ shares not known"
        source += "; for coating, T. Yunogami in EE Times Japan"

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.27 * len(rows), left=1.5, right=0.5, top=0.03, below=0.3)
        chart_types.pairs(sheet, rows, place, ticks, [f"{100 * tick:.0f}%" for tick in ticks])

    panels = [(row.name, row.dots) for row in rows]
    return Chart(
        "fig-lead-tools",
        title=_title_of_tools(led, from_largest),
        subtitle=subtitle,
        alt=chart_types.describe_pairs(rows),
        data=chart_types.bar_table(
            *panels, panel="machines", name="home country of the maker", value="share, in per cent"
        ),
        source=f"{source}. Kinds of machine chosen by us.",
        paint=paint,
    )


def _dots_of_makers(w: Writer, tool: str) -> list[Bar]:
    """Return the dot of Japan for a kind of machine and that of the largest rival known; nothing without Japan's."""
    is_other_source = tool == COATERS
    name = f"lead.niche.{tool}" if is_other_source else f"lead.tool.{tool}.{FIRST}"
    japan = known(w, name)
    if not japan:
        return []
    dots = [Bar(w.catalogue.name(FIRST), japan, colour(w, FIRST), is_hollow=is_other_source, form="2")]
    if is_other_source:
        return dots  # that source names no rival

    names = {maker: f"lead.tool.{tool}.{maker}" for maker in MAKERS if maker != FIRST}
    rivals = [maker for maker, name in names.items() if w.catalogue.knows(name)]
    if rivals:
        largest = max(rivals, key=lambda maker: w.catalogue[names[maker]].value)
        dots.append(Bar(w.catalogue.name(largest), known(w, names[largest]), colour(w, largest), form="2"))
    return dots


def _is_led(dots: Sequence[Bar]) -> bool:
    """Return whether Japan has more than the largest rival or, where none is known, more than half of the world."""
    japan, *rivals = dots
    if rivals:
        return japan.value > rivals[0].value
    return japan.value > MAJORITY


def _title_of_tools(led: Sequence[str], drawn: Sequence[str]) -> str:
    """Return the title, which names the kinds of machine in which Japan leads."""
    if not led:
        return "Rivals lead in each of these kinds of machine for making chips"
    uses = join_names([TOOL_USES[tool] for tool in led])
    title = f"Japan leads in machines for {uses}"
    if len(led) < len(drawn):
        title += "; rivals lead in the others"
    return title


@exhibit
def research_path(w: Writer) -> Chart:
    """Draw spending on research and development as a share of GDP, by country."""
    indicator = MEASURES["research"].indicator
    paths, uncovered = [], []
    # Japan is drawn even if it is not one of those compared, and only once if it is
    for economy in dict.fromkeys((*w.catalogue.parameters.economies, "JPN")):
        rows = [row for row in w.catalogue.evidence.series(indicator, economy) if row.period_end]
        path = _path(w, economy, {period_year(row): w.catalogue.row(row) for row in rows})
        if path:
            paths.append(path)
        else:
            uncovered.append(f"{{entity:{economy}}}")
    w.use(*_last_numbers(paths))

    def paint(sheet: Sheet) -> None:
        place = Place(height=2.6, left=LEFT, right=RIGHT, top=0.102, below=0.3)
        from_thinnest = sorted(paths, key=lambda path: path.width)  # what is drawn last hides others
        axes = chart_types.lines(sheet, from_thinnest, place, limits=(0, 0.054))
        level_lines(axes, [0, 0.01, 0.02, 0.03, 0.04, 0.05], ["0%", "1%", "2%", "3%", "4%", "5%"])

    source = "World Bank, from UNESCO and the OECD"
    if uncovered:
        source += f"; not covered: {join_names(uncovered)}"
    return Chart(
        "fig-lead-research",
        title="Japan spends [{lead.research.now:2} of its GDP] on research and development, {lead.research.place.now} compared",
        subtitle="Spending on research and development, share of GDP",
        alt=chart_types.describe_lines(paths),
        data=chart_types.line_table(paths, "year", "share", name="country"),
        source=f"{source}.",
        paint=paint,
    )


WIDE_LINE, THIN_LINE = 2.4, 1.3
"""Width of the lines of the countries that the article compares, and of the others, in points."""


def _path(w: Writer, economy: str, findings: Mapping[int, Finding]) -> Line | None:
    """Return the line of a country from its figures by year, or None if there are fewer than two."""
    if len(findings) < 2:
        return None
    w.draws(*findings.values())
    # the two that the article compares, and the one that the reader has put first
    is_wide = economy in (w.catalogue.parameters.focus, "JPN", "KOR")
    last = list(findings.values())[-1]
    return Line(
        w.catalogue.name(economy),
        [(float(year), finding.value) for year, finding in findings.items()],
        colour=colour(w, economy),
        width=WIDE_LINE if is_wide else THIN_LINE,
        last=last,
        texts=[finding.text for finding in findings.values()],
    )


def _last_numbers(paths: Sequence[Line]) -> list[Finding]:
    """Return the findings at the ends of lines, which are written out there."""
    return [path.last for path in paths if path.last]


def _has_gap(line: Line) -> bool:
    """Return whether a year is missing between two points of a line."""
    return any(later - earlier > line.step for (earlier, _), (later, _) in pairwise(line.points))


# ----- labour and productivity ---------------------------------------------------------------------------------

WORKFORCE = {"employed": "in work", "labour_force": "labour force", "population_15_64": "aged 15–64"}
"""Indicators of the lines, and their names in the chart."""

WORKFORCE_WIDTHS = {"employed": 1.2, "labour_force": 2.6, "population_15_64": 2.6}
"""Width of each line in points, which tells them apart, since all are in the colour of one country."""

LATEST_THEN = "latest when the article ran"
"""Label of the line between figures known when the article ran and later ones."""


@exhibit
def workforce_paths(w: Writer) -> Chart:
    """Draw the change of the labour force, employment and the population of working age since a common year."""
    evidence = w.catalogue.evidence
    window = max(WORKFORCE_WINDOWS.values())
    start = evidence.judged_at.year - 1 - window  # counted back from the last full year before the article
    census_interval = int(evidence.settings.windows["census_every"])
    paths = []
    for measure, name in WORKFORCE.items():
        rows = [row for row in evidence.series(measure, "JPN") if row.period_end and row.period_end.year >= start]
        if not rows:
            continue
        base = rows[0].value  # of `start`, for which the data have each of these measures
        points = [(period_year(row), 100 * (row.value / base - 1)) for row in rows]
        texts = [f"{change:+.1f}%".replace("-", "−") for _, change in points]
        breaks = _breaks(rows, census_interval)
        w.draws(*(w.catalogue.row(row) for row in rows))
        width = WORKFORCE_WIDTHS[measure]
        paths.append(Line(name, points, colour=colour(w, "JPN"), width=width, breaks=breaks, texts=texts))

    subtitle = "Change since the first year shown"
    if any(path.breaks for path in paths):
        subtitle += "; dotted where neighbouring figures rest on different censuses"

    growth = known(w, "work.labour_force.ten_years")
    window_text = w.catalogue["window.ten_years"].text
    then = w.catalogue["work.year"].value
    labour_force = {}  # the points of this line: its change by year
    for path in paths:
        if path.name == WORKFORCE["labour_force"]:
            labour_force = dict(path.points)

    def paint(sheet: Sheet) -> None:
        place = Place(height=1.98, left=LEFT, right=1.809, top=0.045, below=0.225)
        axes = chart_types.lines(sheet, paths, place, limits=(-10, 12))
        axes.axhline(0, color=SOFT, linewidth=0.9)
        _, last_year = axes.get_xlim()
        if then < last_year:  # without later figures there is nothing to set apart
            axes.axvline(then, color=SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
            beside: dict[str, Any] = {"xytext": (-3, 0), "textcoords": "offset points", "ha": "right"}
            axes.annotate(LATEST_THEN, (then, 10.8), color=SOFT, fontsize=9, **beside)
        end = start + window
        if growth and end in labour_force:
            sign = "+" if growth.value > 0 else ""
            words = f"{sign}{growth.written('1')} in {window_text} years"  # as few digits as the axis has
            point = (end, labour_force[end])
            chart_types.note(axes, point, sheet.wrap(words, 9), growth, up=-8, side="right", across=-5)
        level_lines(axes, [-10, -5, 0, 5, 10], ["−10%", "−5%", "0%", "+5%", "+10%"])

    return Chart(
        "fig-workforce",
        title="Japan has {work.population_15_64.across:more|as many|fewer} people of working age and {work.labour_force.ten_years:more|as many|fewer} in the labour force than in {work.start:plain}",
        subtitle=subtitle,
        alt=f"Change since {start}. {chart_types.describe_ends(paths)}",
        data=chart_types.line_table(paths, "year", "change_percent", name="who is counted"),
        source="Statistics Bureau of Japan: Labour Force Survey, Current Population Estimates.",
        paint=paint,
    )


def _breaks(rows: list[Observation], census_interval: int) -> tuple[float, ...]:
    """Return the years whose figures cannot be compared with the year before, as they rest on another census."""
    breaks = []
    for before, after in pairwise(rows):
        if not is_comparable(before, after, census_interval):
            breaks.append(float(period_year(after)))
    return tuple(breaks)


@exhibit
def productivity(w: Writer) -> Chart:
    """Draw GDP per hour worked, at purchasing power and at the market rate."""
    rows = [
        Bar("United States", known(w, "productivity.USA"), colour(w, "USA")),
        Bar("Germany", known(w, "productivity.DEU"), colour(w, "DEU")),
        Bar("Japan", known(w, "productivity.JPN"), colour(w, "JPN")),
        Bar("South Korea", known(w, "productivity.KOR"), colour(w, "KOR")),
        Bar("Japan, market rate", known(w, "productivity.JPN.market"), colour(w, "JPN")),
    ]

    def paint(sheet: Sheet) -> None:
        chart_types.bars(sheet, rows, Place(height=1.586, left=1.474, right=0.201, top=0.04, below=0.04))

    return Chart(
        "fig-productivity",
        title="In {productivity.year} an hour’s work in Japan produced {productivity.JPN_of_USA:2} of what it did in the United States",
        subtitle="GDP per hour worked in {productivity.year}, in international dollars; the last bar at the year’s market exchange rate",
        alt=chart_types.describe_bars(rows),
        data=chart_types.bar_table(("", rows), name="country", value="GDP for an hour worked"),
        source="Japan Productivity Center, from OECD data; Federal Reserve {label:H10}.",
        paint=paint,
    )


# ----- digital ranking and unicorns ----------------------------------------------------------------------------


class MarkedRank(NamedTuple):
    """A rank named in the chart: whose it is, a remark, and by how many points its label is above it."""

    name: str
    remark: str
    rank: Finding | None
    up: float


@exhibit
def rank_path(w: Writer) -> Chart:
    """Draw ranks in the digital ranking by edition, the first at the top."""
    japan, korea = w.catalogue.name("JPN"), w.catalogue.name("KOR")
    korean_colour = colour(w, "KOR")
    korean_ink = LETTERING.get(korean_colour, korean_colour)
    all_paths = []
    # Japan is drawn even if it is not one of those compared, and only once if it is
    for economy in dict.fromkeys((*w.catalogue.parameters.economies, "JPN")):
        years = [period_year(row) for row in w.catalogue.evidence.series(IMD_RANK, economy) if row.period_end]
        path = _path(w, economy, {year: w.catalogue[f"imd.{economy}.{year}.rank"] for year in years})
        if path:
            all_paths.append(path)

    # thin lines that ended early are left out; there is at least the line of Japan, which is older than the article
    latest = max(path.points[-1][0] for path in all_paths)
    paths = [path for path in all_paths if path.points[-1][0] == latest or path.width > THIN_LINE]
    w.use(*_last_numbers(paths))
    marked = [
        MarkedRank(japan, remark="at best", rank=known(w, "imd.JPN.best"), up=-44),
        MarkedRank(japan, remark="as in the article", rank=known(w, "imd.JPN.rank"), up=-20),
        MarkedRank(korea, remark="", rank=known(w, "imd.KOR.rank"), up=-24),
    ]

    # the first year of each rank, except in the latest edition, whose rank is at the end of the line
    points: dict[tuple[str, float], chart_types.Position] = {}
    for path in paths:
        for year, place in path.points:
            if year < latest:
                points.setdefault((path.name, place), (year, place))

    def paint(sheet: Sheet) -> None:
        place = Place(height=2.958, left=LEFT, right=RIGHT, top=0.102, below=0.34)
        from_thinnest = sorted(paths, key=lambda path: path.width)  # what is drawn last hides others
        axes = chart_types.lines(sheet, from_thinnest, place, limits=(52, 0))
        level_lines(axes, [1, 10, 20, 30, 40, 50], ["1st", "10th", "20th", "30th", "40th", "50th"])
        for name, remark, rank, up in marked:
            if rank and (name, rank.value) in points:
                words = f"{rank.text}, {remark}" if remark else rank.text
                label = chart_types.note(axes, points[name, rank.value], words, rank, up=up)
                label.set_color(INK if remark else korean_ink)  # a bare number bears the colour of its line

    subtitle = "Place in the IMD World Digital Competitiveness Ranking, by edition"
    if any(_has_gap(path) for path in paths):
        subtitle += "; dotted where a country’s place was not found"
    return Chart(
        "fig-rank",
        title="Japan slipped from {imd.JPN.best} at best to {imd.JPN.rank} when the article ran; South Korea was {imd.KOR.rank}",
        subtitle=subtitle,
        alt=chart_types.describe_lines(paths, first_is_best=True),
        data=chart_types.line_table(paths, "edition", "place", name="economy"),
        source="IMD World Competitiveness Center, as reported. The number of economies ranked changes.",
        paint=paint,
    )


SQUARE_LABELS = {"gdp": "economy", "gdp_ppp": "economy", "population": "people"}
"""Label of the first square, by denominator."""

DENOMINATOR_NAMES = {"gdp": "GDP", "gdp_ppp": "GDP at purchasing power", "population": "population"}
"""Name of the denominator in the line of sources."""

DENOMINATOR_YEARS = {
    "gdp": "economy.year",
    "gdp_ppp": "economy.year.gdp_ppp",
    "population": "economy.year.population",
}
"""The finding that holds the year of the denominator."""

TITLE_BEGINNINGS = {
    "gdp": "Japan’s economy is",
    "gdp_ppp": "At purchasing power Japan’s economy is",
    "population": "Japan’s population is",
}
"""Beginning of the title, by denominator."""


@exhibit
def unicorn_density(w: Writer) -> Chart:
    """Draw Japan as a share of the United States in size and in unicorns, and unicorns relative to size by economy."""
    size = w.catalogue.parameters["denominator"]
    parts = [  # with as many digits as in the title
        Bar(SQUARE_LABELS[size], known(w, f"{size}.JPN_of_USA"), form="2"),
        Bar("unicorns", known(w, "unicorns.JPN_of_USA"), form="1"),
    ]
    rows = []
    for economy in w.catalogue.parameters.economies:
        density = known(w, f"unicorns.{economy}.{size}")
        rows.append(Bar(w.catalogue.name(economy), density, colour(w, economy), form="2"))
    rows.sort(key=lambda row: -row.value)  # the largest first; those not known count as zero
    density_heading = f"unicorns {DENSITIES[size]}"

    def paint(sheet: Sheet) -> None:
        # two squares side by side, all measures in inches; both fit on a narrow sheet
        side, gap, margin = 1.45, sheet.fit(0.28, 0.42), 0.03
        for index, part in enumerate(parts):
            start = index * (side + gap)
            right = sheet.width - margin - start - side
            axes = sheet.axes(Place(height=side, left=margin + start, right=right, top=0.5))
            chart_types.square(axes, part, colour(w, "JPN"))
            sheet.head(axes, part.name, 18, left=margin + start)

        # beside the squares, or on a narrow sheet below them
        top = sheet.fit(0.333, sheet.bottom + 0.5)
        axes = chart_types.bars(sheet, rows, Place(height=0.24 * len(rows), left=4.35, right=0.3, top=top, below=0.025))
        sheet.head(axes, density_heading, 6, left=sheet.fit(3.4, margin))

    return Chart(
        "fig-unicorns",
        title=f"{TITLE_BEGINNINGS[size]} [{{{size}.JPN_of_USA:2}} the size of America’s]; it has {{unicorns.JPN_of_USA:1}} as many unicorns",
        subtitle="Each block of squares is the United States, the coloured part Japan; private firms worth a billion dollars or more, {unicorns.JPN.date}",
        alt=f"Japan as a share of the United States: {chart_types.describe_bars(parts)} Unicorns {DENSITIES[size]}. {chart_types.describe_bars(rows)}",
        data=chart_types.bar_table(
            ("Japan as a share of the United States", parts),
            (density_heading, rows),
            panel="what is measured",
            name="of what, or where",
            value="share or rate",
        ),
        source=f"CB Insights, our count in a copy of the list; {DENOMINATOR_NAMES[size]} in {{{DENOMINATOR_YEARS[size]}}} from the IMF.",
        paint=paint,
    )
