"""The figures about where Japan stands: rank, unicorns, the yen, people at work, what an hour yields."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.evidence import ECB, H10, Observation, Rate
from analysis.exhibits.figures import bars, lines
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.figure import BLUE, FOCUS, GREY, INK, SOFT, Figure, draw, leads_to, mark
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.money import colour, known
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.findings.unicorns import WORDS
from analysis.findings.workforce import Rebasing, census_basis

if TYPE_CHECKING:
    from datetime import date

    from analysis.exhibits.prose import Writer


def rank_path(w: Writer) -> Figure:
    """Draw the place in the digital ranking over its editions, first place at the top."""
    evidence, focus = w.catalogue.evidence, w.catalogue.parameters.focus
    paths = []
    for economy in dict.fromkeys((*w.catalogue.parameters.economies, "JPN")):
        rows = [
            (o.period_end.year, f)
            for o in evidence.series("imd_wdcr_rank", economy)
            if o.period_end and (f := w.catalogue[f"imd.{economy}.{o.period_end.year}.rank"])
        ]
        if len(rows) > 1:
            w.use(rows[-1][1])  # only the last place is written out
            width = 2.4 if economy in (focus, "JPN", "KOR") else 1.3
            name = f"{evidence.entities[economy]['name']} {rows[-1][1].text}"
            points, texts = [(y, f.value) for y, f in rows], [f.text for _, f in rows]
            paths.append(Line(name, points, lines.tint(economy, focus), width, last=rows[-1][1], texts=texts))

    def paint(sheet: Sheet) -> None:
        place = Place(height=2.958, left=0.402, right=1.876, top=0.102, below=0.34)
        axes = lines.over_time(sheet, sorted(paths, key=lambda p: p.width), place, limits=(52, 0))
        axes.set_yticks([1, 10, 20, 30, 40, 50], ["1st", "10th", "20th", "30th", "40th", "50th"])
        axes.grid(axis="y")
        lines.event(axes, evidence.judged_at.year - 0.7, 37, "article")

    alt = "; ".join(f"{p.name} after {', '.join(f'{y:.0f}: {r:.0f}' for y, r in p.points)}" for p in paths) + "."
    return draw(
        w,
        "fig-rank",
        title="Japan’s best place was {imd.JPN.best}, in the article it is {imd.JPN.rank}; the gap to South Korea {imd.gap.KOR.change:widened|stayed|narrowed}",
        subtitle="Place in the IMD World Digital Competitiveness Ranking by edition; the number of economies changes; dotted where an edition was not seen",
        alt=alt,
        data=lines.table(paths, "edition", "place"),
        source="IMD World Competitiveness Center; ranks only, as reported.",
        paint=paint,
    )


def unicorn_density(w: Writer) -> Figure:
    """Draw unicorns as a count and against the size of the economy or the people."""
    entities, denominator = w.catalogue.evidence.entities, w.catalogue.parameters.denominator
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
        right.set_title(WORDS[denominator], pad=6)

    return draw(
        w,
        "fig-unicorns",
        title=f"The United States has {{unicorns.ratio.USA.{denominator}}} times as many unicorns as Japan {WORDS[denominator]}",
        subtitle="Private companies worth a billion dollars or more, list of {unicorns.JPN.date}",
        alt=f"Number: {bars.describe(counts)} {WORDS[denominator].capitalize()}: {bars.describe(named)}",
        data=bars.table(("number", counts), (WORDS[denominator], named)),
        source="CB Insights, own count of a list copy; GDP and population of the IMF.",
        paint=paint,
    )


def yen_path(w: Writer) -> Figure:
    """Draw the price of a dollar in yen, month by month, and the level of the article's day."""
    rates, end = w.catalogue.evidence.rates, w.catalogue.parameters.as_of
    start = w.catalogue.evidence.choices["windows"]["rates_start"]
    noon = _series(rates.between("USD", "JPY", start, end, H10))
    yen, usd = (_series(rates.between("EUR", quote, noon.index[-1].date(), end, ECB)) for quote in ("JPY", "USD"))
    daily = pd.concat([noon, (yen / usd).loc[noon.index[-1] :].iloc[1:]])
    monthly = daily.resample("MS").mean()
    months = list(zip(pd.DatetimeIndex(monthly.index), monthly, strict=True))
    points = [(day.year + (day.month - 0.5) / 12, value) for day, value in months]
    level, marks = w.catalogue["yen.day"], []
    for rate_id, text in (
        ("yen.last_weaker", "last as weak"),
        ("yen.day", "article"),
        ("since.yen.weakest", "weakest since"),
    ):
        if (finding := known(w, rate_id)) and finding.day:
            marks.append((finding.day, finding, text))

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(Place(height=2.61, left=0.469, right=sheet.fit(0.201, 0.05), top=0.09, below=0.3))
        sheet.pane = axes
        axes.axhline(level.value, color=SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
        axes.plot(*zip(*points, strict=True), color=FOCUS, linewidth=1.5)
        for i, (day, finding, text) in enumerate(marks):
            x = day.year + (day.timetuple().tm_yday - 1) / 365.25
            mark(axes, [(x, finding.value)], marker="o", color=INK, markersize=5)
            below, side = text == "article", "left" if i == 0 else "right"  # straight up or down, never across the line
            above = sheet.fit(52, 80) if i == 0 else 46  # without room beside the last one the first stands higher
            label = axes.annotate(
                f"{text}\n{finding.text}, {_month(day)}",
                (x, finding.value),
                xytext=(0, -40 if below else above),
                textcoords="offset points",
                ha=side,
                va="top" if below else "bottom",
                fontsize=9,
                linespacing=1.3,
                color=INK,
                arrowprops={
                    "arrowstyle": "-",
                    "color": SOFT,
                    "linewidth": 0.7,
                    "relpos": (int(i > 0), int(below)),
                    "shrinkB": 4,
                },
            )
            leads_to(finding, label)
        axes.set_ylim(30, 370)
        axes.set_yticks([100, 150, 200, 250, 300, 350], ["¥100", "¥150", "¥200", "¥250", "¥300", "¥350"])
        axes.set_xlim(points[0][0], points[-1][0] + 1)
        axes.grid(axis="y")

    alt = "; ".join(f"{text}: {finding.text} on {day.isoformat()}" for day, finding, text in marks) + "."
    return draw(
        w,
        "fig-yen",
        title="Before this fall of the yen, a dollar had last cost as much on {yen.last_weaker_day}",
        subtitle="Yen for a dollar, monthly means of daily rates: a higher line is a weaker yen",
        alt=alt,
        data=[
            ("period", "yen_per_dollar", "mark"),
            *((f"{day:%Y-%m}", value, "") for day, value in months),
            *((day.isoformat(), finding.value, text) for day, finding, text in marks),
        ],
        source="Federal Reserve {label:H10}; European Central Bank for the newest months and for the marked days of the article and later.",
        paint=paint,
    )


def _series(rates: list[Rate]) -> pd.Series[float]:
    return pd.Series([r.value for r in rates], index=pd.DatetimeIndex([r.day for r in rates]))


def _month(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


WORK = {"employed": "employed", "labour_force": "labour force", "population_15_64": "population 15–64"}


def workforce_paths(w: Writer) -> Figure:
    """Draw the labour force, the employed and the population of working age from a common start."""
    evidence = w.catalogue.evidence
    start = int(evidence.choices["windows"]["workforce_start"])
    tints = {"employed": GREY, "labour_force": FOCUS, "population_15_64": BLUE}
    paths = []
    for measure, name in WORK.items():
        rows = [o for o in evidence.series(measure, "JPN") if o.period_end and o.period_end.year >= start]
        if rows:
            base = rows[0].value
            points = [(o.period_end.year, 100 * (o.value / base - 1)) for o in rows if o.period_end]
            breaks = () if measure.startswith("population") else _rebased(rows, evidence.choices["windows"]["rebased"])
            texts = [f"{change:+.1f}%".replace("-", "−") for _, change in points]
            paths.append(Line(name, points, tints[measure], 2.2, breaks, texts=texts))
            w.use(w.catalogue.row(rows[0]), w.catalogue.row(rows[-1]))

    def paint(sheet: Sheet) -> None:
        place = Place(height=1.98, left=0.402, right=1.809, top=0.045, below=0.225)
        axes = lines.over_time(sheet, paths, place, limits=(-10, 12))
        axes.axhline(0, color=SOFT, linewidth=0.9)
        lines.event(axes, evidence.judged_at.year - 0.7, 10.8, "article")
        axes.grid(axis="y")
        axes.set_yticks([-10, -5, 0, 5, 10], ["−10%", "−5%", "", "+5%", "+10%"])

    alt = "; ".join(
        f"{p.name}: {p.points[-1][1]:+.1f}% by {p.points[-1][0]:.0f}{', across a change of census' if p.breaks else ''}"
        for p in paths
    )
    return draw(
        w,
        "fig-workforce",
        title="The labour force {work.labour_force.since_start:grew|stood still|shrank} ({work.labour_force.since_start} from {work.start_year} to {work.year}), the population of working age {work.population_15_64.since_start:grew|stood still|shrank} ({work.population_15_64.since_start})",
        subtitle="Change since the first year shown, newest public vintage of each year; dotted where the survey moved to another census",
        alt=f"{alt}.",
        data=lines.table(paths, "year", "change_percent"),
        source="Statistics Bureau of Japan: Labour Force Survey, Current Population Estimates.",
        paint=paint,
    )


def _rebased(rows: list[Observation], rebasings: list[Rebasing]) -> tuple[float, ...]:
    """Return the years from which figures rest on another census than those of the year before."""
    bases = [census_basis(row, rebasings) for row in rows]
    pairs = zip(rows[1:], bases, bases[1:], strict=False)
    return tuple(float(row.period_end.year) for row, old, new in pairs if new != old and row.period_end)


def productivity(w: Writer) -> Figure:
    """Draw what an hour of work yields, at purchasing power and at the market rate."""
    rows = [
        Bar("United States", known(w, "productivity.USA"), GREY),
        Bar("Germany", known(w, "productivity.DEU"), GREY),
        Bar("Japan", known(w, "productivity.JPN"), colour(w, "JPN")),
        Bar("Japan, market rate", known(w, "productivity.JPN.market"), BLUE),
    ]

    def paint(sheet: Sheet) -> None:
        bars.horizontal(sheet, rows, Place(height=1.269, left=1.474, right=0.201, top=0.04, below=0.04))

    return draw(
        w,
        "fig-productivity",
        title="An hour of work in Japan yields {productivity.JPN_of_USA} of what it yields in the United States",
        subtitle="GDP per hour worked in {productivity.year}: international dollars at purchasing power parity; last bar in dollars at the year’s market rate",
        alt=bars.describe(rows),
        data=bars.table(("", rows)),
        source="Japan Productivity Center from OECD data; parity of the IMF; Federal Reserve {label:H10}.",
        paint=paint,
    )
