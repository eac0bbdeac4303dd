"""The figures about where Japan stands: rank, unicorns, the yen, people at work, what an hour yields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.evidence import ECB, H10, Observation, Rate
from analysis.exhibits.figures import bars, lines
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.figure import BLUE, FOCUS, GREY, INK, LINE, SOFT, Figure, draw, leads_to
from analysis.exhibits.figures.lines import Line
from analysis.exhibits.figures.money import colour, known
from analysis.findings.unicorns import WORDS

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.figure import Figure as Drawing

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
            strong = economy in (focus, "JPN", "KOR")
            tint = FOCUS if economy == focus else BLUE if economy in ("KOR", "JPN") else GREY
            name = f"{evidence.entities[economy]['name']} {rows[-1][1].text}"
            paths.append(Line(name, [(y, f.value) for y, f in rows], tint, 2.4 if strong else 1.1, last=rows[-1][1]))

    def paint(drawing: Drawing) -> None:
        axes = drawing.add_axes((0.06, 0.1, 0.66, 0.87))
        lines.over_time(axes, sorted(paths, key=lambda p: p.width), spread=2.5)
        years = sorted({x for p in paths for x, _ in p.points})
        axes.set_xticks(years, [f"{y:.0f}" for y in years])
        axes.set_ylim(52, 0)
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
        height=3.4,
        paint=paint,
    )


def unicorn_density(w: Writer) -> Figure:
    """Draw unicorns as a count and against the size of the economy or the people."""
    entities, denominator = w.catalogue.evidence.entities, w.catalogue.parameters.denominator
    economies = w.catalogue.parameters.economies
    order = sorted(economies, key=lambda e: -(f.value if (f := known(w, f"unicorns.{e}.{denominator}")) else 0))
    counts = [Bar(entities[e]["name"], known(w, f"unicorns.{e}.count"), colour(w, e)) for e in order]
    height = 0.26 * len(order) + 0.4
    density = [Bar("", known(w, f"unicorns.{e}.{denominator}"), colour(w, e)) for e in order]

    def paint(drawing: Drawing) -> None:
        tall = 1 - 0.3 / height
        left = drawing.add_axes((0.17, 0.01, 0.36, tall))
        bars.horizontal(left, counts)
        left.set_title("number", pad=6)
        right = drawing.add_axes((0.6, 0.01, 0.36, tall))
        bars.horizontal(right, density)
        right.set_title(WORDS[denominator], pad=6)

    named = [Bar(c.name, d.finding) for c, d in zip(counts, density, strict=True)]
    return draw(
        w,
        "fig-unicorns",
        title=f"The United States has {{unicorns.ratio.USA.{denominator}}} times as many unicorns as Japan {WORDS[denominator]}",
        subtitle="Private companies worth a billion dollars or more, list of {unicorns.JPN.date}",
        alt=f"Number: {bars.describe(counts)} {WORDS[denominator].capitalize()}: {bars.describe(named)}",
        data=bars.table(("number", counts), (WORDS[denominator], named)),
        source="CB Insights, own count of a list copy; GDP and population of the IMF.",
        height=height,
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

    def paint(drawing: Drawing) -> None:
        axes = drawing.add_axes((0.07, 0.1, 0.9, 0.87))
        axes.axhline(level.value, color=LINE, linewidth=1)
        axes.plot(*zip(*points, strict=True), color=FOCUS, linewidth=1.5)
        for i, (day, finding, text) in enumerate(marks):
            x = day.year + (day.timetuple().tm_yday - 1) / 365.25
            axes.plot(x, finding.value, marker="o", color=INK, markersize=5)
            below, side = text == "article", "left" if i == 0 else "right"  # straight up or down, never across the line
            label = axes.annotate(
                f"{text}\n{finding.text}, {_month(day)}",
                (x, finding.value),
                xytext=(0, -40 if below else 40),
                textcoords="offset points",
                ha=side,
                va="top" if below else "bottom",
                fontsize=9,
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
        height=3.0,
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
            paths.append(Line(name, points, tints[measure], 2.2, breaks))
            w.use(w.catalogue.row(rows[0]), w.catalogue.row(rows[-1]))

    def paint(drawing: Drawing) -> None:
        axes = drawing.add_axes((0.06, 0.1, 0.67, 0.88))
        axes.axhline(0, color=SOFT, linewidth=0.9)
        lines.over_time(axes, paths, spread=1.2)
        lines.event(axes, evidence.judged_at.year - 0.7, 10.8, "article")
        axes.set_ylim(-10, 12)
        axes.grid(axis="y")
        axes.set_yticks([-10, -5, 0, 5, 10], ["−10%", "−5%", "", "+5%", "+10%"])
        years = sorted({x for p in paths for x, _ in p.points})
        axes.set_xticks(years[::2], [f"{y:.0f}" for y in years[::2]])

    alt = "; ".join(f"{p.name}: {p.points[-1][1]:+.1f}% by {p.points[-1][0]:.0f}" for p in paths) + "."
    return draw(
        w,
        "fig-workforce",
        title="The labour force {work.labour_force.since_start:grew|stood still|shrank} ({work.labour_force.since_start}), the population of working age {work.population_15_64.since_start:grew|stood still|shrank} ({work.population_15_64.since_start})",
        subtitle="Change since the first year shown, newest public vintage of each year; dotted where the survey moved to another census",
        alt=alt,
        data=lines.table(paths, "year", "change_percent"),
        source="Statistics Bureau of Japan: Labour Force Survey, Current Population Estimates.",
        height=2.25,
        paint=paint,
    )


def _rebased(rows: list[Observation], days: list[date]) -> tuple[float, ...]:
    """Return the years from which figures rest on another census than those of the year before."""
    census = [sum(day <= row.published for day in days) for row in rows]
    pairs = zip(rows[1:], census, census[1:], strict=False)
    return tuple(float(row.period_end.year) for row, old, new in pairs if new != old and row.period_end)


def productivity(w: Writer) -> Figure:
    """Draw what an hour of work yields, at purchasing power and at the market rate."""
    rows = [
        Bar("United States", known(w, "productivity.USA"), GREY),
        Bar("Germany", known(w, "productivity.DEU"), GREY),
        Bar("Japan", known(w, "productivity.JPN"), colour(w, "JPN")),
        Bar("Japan, market rate", known(w, "productivity.JPN.market"), BLUE),
    ]

    def paint(drawing: Drawing) -> None:
        axes = drawing.add_axes((0.22, 0.03, 0.75, 0.94))
        bars.horizontal(axes, rows)

    return draw(
        w,
        "fig-productivity",
        title="An hour of work in Japan yields {productivity.JPN_of_USA} of what it yields in the United States",
        subtitle="GDP per hour worked in {productivity.year}: international dollars at purchasing power parity; last bar in dollars at the year’s market rate",
        alt=bars.describe(rows),
        data=bars.table(("", rows)),
        source="Japan Productivity Center from OECD data; parity of the IMF; Federal Reserve {label:H10}.",
        height=1.35,
        paint=paint,
    )
