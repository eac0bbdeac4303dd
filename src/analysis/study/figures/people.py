"""The figures about people at work, and about what an hour of work yields."""

from itertools import pairwise

from analysis.evidence import Observation
from analysis.exhibits.figures import bars, lines
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.scales import level_lines
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.prose import Writer
from analysis.rendering.palette import SOFT
from analysis.study.workforce import WINDOWS, stands_beside

WORK = {"employed": "employed", "labour_force": "labour force", "population_15_64": "population 15–64"}
WIDTHS = {"employed": 1.2, "labour_force": 2.6, "population_15_64": 2.6}
"""How thick the lines are: all are of one country and in its colour, and two of them lie close together."""

NEWEST_THEN = "newest when the article ran"
"""What stands at the line that parts what was known then from what came later."""


@exhibit
def workforce_paths(w: Writer) -> Figure:
    """Draw the labour force, the employed and the population of working age from a common start."""
    evidence = w.catalogue.evidence
    start = evidence.judged_at.year - 1 - max(WINDOWS.values())
    paths = []
    for measure, name in WORK.items():
        rows = [o for o in evidence.series(measure, "JPN") if o.period_end and o.period_end.year >= start]
        if rows:
            base = rows[0].value
            points = [(o.period_end.year, 100 * (o.value / base - 1)) for o in rows if o.period_end]
            breaks = _rebased(rows, int(evidence.settings.windows["census_every"]))
            texts = [f"{change:+.1f}%".replace("-", "−") for _, change in points]
            w.draws(*map(w.catalogue.row, rows))
            paths.append(Line(name, points, colour(w, "JPN"), WIDTHS[measure], breaks, texts=texts))

    grown, years = known(w, "work.labour_force.ten_years"), w.catalogue["window.ten_years"]
    newest = w.catalogue["work.year"].value
    force = dict(next((path.points for path in paths if path.name == WORK["labour_force"]), []))

    def paint(sheet: Sheet) -> None:
        place = Place(height=1.98, left=0.402, right=1.809, top=0.045, below=0.225)
        axes = lines.over_time(sheet, paths, place, limits=(-10, 12))
        axes.axhline(0, color=SOFT, linewidth=0.9)
        lines.event(axes, newest, 10.8, NEWEST_THEN)
        if grown and (end := start + max(WINDOWS.values())) in force:
            words = sheet.wrap(f"{grown.text} in {years.text} years", 9)
            lines.note(axes, (end, force[end]), words, grown, up=-8, side="right", across=-5)
        level_lines(axes, [-10, -5, 0, 5, 10], ["−10%", "−5%", "0%", "+5%", "+10%"])

    return draw(
        w,
        "fig-workforce",
        title="Japan’s labour force {work.labour_force.ten_years:grew|stood still|shrank} over [{window.ten_years} years] ({work.labour_force.ten_years}); its people of working age {work.population_15_64.one_year:grew more|stood still|became fewer}",
        subtitle="Change since the first year shown, by the newest figure for each year; dotted where neighbouring figures rest on different censuses",
        alt=f"Change since {start}. {lines.describe(paths)} {NEWEST_THEN.capitalize()}: {newest:.0f}.",
        data=lines.table(paths, "year", "change_percent", named="who is counted"),
        source="Statistics Bureau of Japan: Labour Force Survey, Current Population Estimates.",
        paint=paint,
    )


def _rebased(rows: list[Observation], every: int) -> tuple[float, ...]:
    """Return the years whose figures do not stand beside those of the year before, which lack a census."""
    return tuple(float(b.period_end.year) for a, b in pairwise(rows) if b.period_end and not stands_beside(a, b, every))


@exhibit
def productivity(w: Writer) -> Figure:
    """Draw what an hour of work yields, at purchasing power and at the market rate."""
    rows = [
        Bar("United States", known(w, "productivity.USA"), colour(w, "USA")),
        Bar("Germany", known(w, "productivity.DEU"), colour(w, "DEU")),
        Bar("Japan", known(w, "productivity.JPN"), colour(w, "JPN")),
        Bar("South Korea", known(w, "productivity.KOR"), colour(w, "KOR")),
        Bar("Japan, market rate", known(w, "productivity.JPN.market"), colour(w, "JPN")),
    ]

    def paint(sheet: Sheet) -> None:
        bars.horizontal(sheet, rows, Place(height=1.586, left=1.474, right=0.201, top=0.04, below=0.04))

    return draw(
        w,
        "fig-productivity",
        title="In {productivity.year} an hour of work in Japan yielded {productivity.JPN_of_USA} of what it yielded in the United States",
        subtitle="GDP per hour worked in {productivity.year}: international dollars at purchasing power parity; last bar in dollars at the year’s market rate",
        alt=bars.describe(rows),
        data=bars.table(("", rows), named="country", told="GDP for an hour worked"),
        source="Japan Productivity Center from OECD data, in dollars and in yen; Federal Reserve {label:H10}.",
        paint=paint,
    )
