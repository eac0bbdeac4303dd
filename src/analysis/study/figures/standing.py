"""The figures about where Japan stands: its place in the digital ranking, and its unicorns."""

from dataclasses import replace

from analysis.exhibits.figures import bars, lines
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.prose import Writer
from analysis.study.competitiveness import RANK
from analysis.study.unicorns import DENSITIES


@exhibit
def rank_path(w: Writer) -> Figure:
    """Draw the place in the digital ranking over its editions, first place at the top."""
    evidence, focus = w.catalogue.evidence, w.catalogue.parameters.focus
    paths = []
    for economy in dict.fromkeys((*w.catalogue.parameters.economies, "JPN")):
        rows = [
            (o.period_end.year, f)
            for o in evidence.series(RANK, economy)
            if o.period_end and (f := w.catalogue[f"imd.{economy}.{o.period_end.year}.rank"])
        ]
        if len(rows) > 1:
            w.use(rows[-1][1])  # only the last place is written out
            width = 2.4 if economy in (focus, "JPN", "KOR") else 1.3
            name = evidence.entities[economy]["name"]
            points, texts = [(y, f.value) for y, f in rows], [f.text for _, f in rows]
            paths.append(Line(name, points, lines.tint(w, economy), width, last=rows[-1][1], texts=texts))

    def paint(sheet: Sheet) -> None:
        place = Place(height=2.958, left=0.402, right=1.876, top=0.102, below=0.34)
        axes = lines.over_time(sheet, sorted(paths, key=lambda p: p.width), place, limits=(52, 0))
        axes.set_yticks([1, 10, 20, 30, 40, 50], ["1st", "10th", "20th", "30th", "40th", "50th"])
        axes.grid(axis="y")
        lines.event(axes, evidence.judged_at.year - 0.7, 37, "article")

    alt = "; ".join(f"{p.shown} after {', '.join(f'{y:.0f}: {r:.0f}' for y, r in p.points)}" for p in paths) + "."
    return draw(
        w,
        "fig-rank",
        title="Japan’s best place was {imd.JPN.best}, in the article it is {imd.JPN.rank}; up to then the gap to South Korea on the whole {imd.gap.KOR.change:widened|stayed|narrowed}",
        subtitle="Place in the IMD World Digital Competitiveness Ranking by edition; the number of economies changes; dotted where an edition was not seen",
        alt=alt,
        data=lines.table(paths, "edition", "place"),
        source="IMD World Competitiveness Center; ranks only, as reported.",
        paint=paint,
    )


@exhibit
def unicorn_density(w: Writer) -> Figure:
    """Draw unicorns as a count and against the size of the economy or the people."""
    entities, denominator = w.catalogue.evidence.entities, w.catalogue.parameters["denominator"]
    economies = w.catalogue.parameters.economies
    order = sorted(economies, key=lambda e: -(f.value if (f := known(w, f"unicorns.{e}.{denominator}")) else 0))
    counts = [Bar(entities[e]["name"], known(w, f"unicorns.{e}.count"), colour(w, e)) for e in order]
    density = [Bar("", known(w, f"unicorns.{e}.{denominator}"), colour(w, e)) for e in order]

    named = [Bar(c.name, d.finding) for c, d in zip(counts, density, strict=True)]

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.26 * len(order) + 0.1, left=1.139, right=3.149, top=0.275, below=0.025)
        left = bars.horizontal(sheet, counts, place)
        left.set_title("number", pad=6)
        beside = sheet.fit(density, named)  # the names stand once in a row
        place = replace(place, left=4.02, right=0.268, top=sheet.beside + 0.275)
        right = bars.horizontal(sheet, beside, place)
        right.set_title(DENSITIES[denominator], pad=6)

    return draw(
        w,
        "fig-unicorns",
        title=f"The United States has {{unicorns.ratio.USA.{denominator}}} times as many unicorns as Japan {DENSITIES[denominator]}",
        subtitle="Private companies worth a billion dollars or more, list of {unicorns.JPN.date}",
        alt=f"Number: {bars.describe(counts)} {DENSITIES[denominator].capitalize()}: {bars.describe(named)}",
        data=bars.table(("number", counts), (DENSITIES[denominator], named)),
        source="CB Insights, own count of a list copy; GDP and population of the IMF.",
        paint=paint,
    )
