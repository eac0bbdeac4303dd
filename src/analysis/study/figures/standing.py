"""The figures about where Japan stands: its place in the digital ranking, and its unicorns."""

from analysis.exhibits.figures import bars, lines, squares
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.scales import level_lines
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.prose import Writer
from analysis.rendering.palette import INK, LETTERING
from analysis.study.competitiveness import RANK
from analysis.study.unicorns import DENSITIES


@exhibit
def rank_path(w: Writer) -> Figure:
    """Draw the place in the digital ranking over its editions, first place at the top."""
    japan, korea, hue = w.catalogue.name("JPN"), w.catalogue.name("KOR"), colour(w, "KOR")
    every = [line for e in dict.fromkeys((*w.catalogue.parameters.economies, "JPN")) if (line := _places(w, e))]
    newest = max(line.points[-1][0] for line in every)
    paths = [line for line in every if line.points[-1][0] == newest or line.width > OTHERS]
    unseen = ", ".join(line.name for line in every if line not in paths)
    left_out = f"Left out, as not seen in the newest: {unseen}" if unseen else ""
    w.use(*(line.last for line in paths if line.last))
    marked = [
        (japan, "best", known(w, "imd.JPN.best"), -44),
        (japan, "in the article", known(w, "imd.JPN.rank"), -20),
        (korea, "", known(w, "imd.KOR.rank"), -24),
    ]

    def paint(sheet: Sheet) -> None:
        place = Place(height=2.958, left=0.402, right=1.876, top=0.102, below=0.34)
        axes = lines.over_time(sheet, sorted(paths, key=lambda p: p.width), place, limits=(52, 0))
        level_lines(axes, [1, 10, 20, 30, 40, 50], ["1st", "10th", "20th", "30th", "40th", "50th"])
        # what stands at the end of the line is told there
        points = {(p.name, y): (x, y) for p in paths for x, y in reversed(p.points) if x < newest}
        for name, words, found, up in marked:
            if found and (at := points.get((name, found.value))):
                label = lines.note(axes, at, f"{words} {found.text}".strip(), found, up=up)
                label.set_color(INK if words else LETTERING.get(hue, hue))  # a bare number bears the colour of its line

    return draw(
        w,
        "fig-rank",
        title="Japan’s best place was {imd.JPN.best}; in the article’s edition it was {imd.JPN.rank}, and South Korea {imd.KOR.rank}",
        subtitle="Place in the IMD World Digital Competitiveness Ranking by edition; the number of economies changes; dotted where an edition was not seen"
        f"{'. ' if left_out else ''}{left_out}",
        alt=f"{lines.describe(paths, first_is_best=True)} {left_out}".strip(),
        data=lines.table(paths, "edition", "place", named="economy"),
        source="IMD World Competitiveness Center; ranks only, as reported.",
        paint=paint,
    )


OTHERS = 1.3
"""How wide the line of a country is that the article does not name."""


def _places(w: Writer, economy: str) -> Line | None:
    """Make the line of a country's places; one place makes none."""
    evidence, focus = w.catalogue.evidence, w.catalogue.parameters.focus
    years = [o.period_end.year for o in evidence.series(RANK, economy) if o.period_end]
    rows = [(year, w.catalogue[f"imd.{economy}.{year}.rank"]) for year in years]
    if len(rows) < 2:
        return None
    w.draws(*(f for _, f in rows))
    width = 2.4 if economy in (focus, "JPN", "KOR") else OTHERS
    points, texts = [(year, f.value) for year, f in rows], [f.text for _, f in rows]
    return Line(w.catalogue.name(economy), points, colour(w, economy), width, last=rows[-1][1], texts=texts)


DENOMINATORS = {"gdp": "economy", "gdp_ppp": "economy", "population": "people"}
"""What the first square is, by what unicorns are set against."""

MEASURES = {"gdp": "GDP", "gdp_ppp": "GDP at purchasing power", "population": "population"}
"""What of the size stands in its source."""

YEARS = {"gdp": "economy.year", "gdp_ppp": "economy.year.gdp_ppp", "population": "economy.year.population"}
"""The year of the size."""

SIZES = {
    "gdp": "Japan’s economy is",
    "gdp_ppp": "At purchasing power Japan’s economy is",
    "population": "Japan’s population is",
}
"""How the title begins that sets the unicorns against a size."""


@exhibit
def unicorn_density(w: Writer) -> Figure:
    """Draw Japan beside the United States, in size and in unicorns, and unicorns for the size of every economy."""
    size = w.catalogue.parameters["denominator"]
    parts = [
        (DENOMINATORS[size], known(w, f"{size}.JPN_of_USA")),
        ("unicorns", known(w, "unicorns.JPN_of_USA")),
    ]
    found = {e: known(w, f"unicorns.{e}.{size}") for e in w.catalogue.parameters.economies}
    order = sorted(found, key=lambda e: -(f.value if (f := found[e]) else 0))
    rows = [Bar(w.catalogue.name(e), found[e], colour(w, e)) for e in order]

    def paint(sheet: Sheet) -> None:
        side, gap = 1.45, sheet.fit(0.28, 0.42)
        for i, (words, part) in enumerate(parts):
            axes = sheet.axes(Place(side, 0.03 + i * (side + gap), sheet.width - 0.03 - i * (side + gap) - side, 0.5))
            squares.square(axes, part, colour(w, "JPN"))
            sheet.head(axes, words, 18, left=0.03 + i * (side + gap))
        top = sheet.beside + sheet.fit(0.333, 0.5)
        axes = bars.horizontal(sheet, rows, Place(0.24 * len(rows), left=4.35, right=0.3, top=top, below=0.025))
        sheet.head(axes, f"unicorns {DENSITIES[size]}", 6, left=sheet.fit(3.4, 0.03))

    return draw(
        w,
        "fig-unicorns",
        title=f"{SIZES[size]} [{{{size}.JPN_of_USA}} of the American one], its unicorns are {{unicorns.JPN_of_USA}}",
        subtitle="Each block of squares is the United States, its coloured part Japan; private companies worth a billion dollars or more, list of {unicorns.JPN.date}",
        alt=f"Japan as a share of the United States: {squares.describe(parts)} Unicorns {DENSITIES[size]}: {bars.describe(rows)}",
        data=bars.table(
            ("Japan as a share of the United States", [Bar(words, part) for words, part in parts]),
            (f"unicorns {DENSITIES[size]}", rows),
            panel="what is measured",
            named="of what, or where",
            told="share or rate",
        ),
        source=f"CB Insights, own count of a list copy; {MEASURES[size]} in {{{YEARS[size]}}} of the IMF.",
        paint=paint,
    )
