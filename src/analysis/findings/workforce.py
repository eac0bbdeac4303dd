"""People at work: the labour force, the population of working age, and what an hour of work yields."""

import re
from datetime import date
from typing import Any

from analysis.evidence import NotKnown, Observation
from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity

MEASURES = ("labour_force", "labour_force_15_64", "population_15_64", "employed")


def compute(c: Catalogue) -> None:
    """Compute every finding about people, work and productivity."""
    _population(c)
    for measure in MEASURES:
        c.set(f"work.{measure}", lambda m=measure: c.observe(m, "JPN"))
        c.set(f"work.{measure}.start", lambda m=measure: _start(c, m))
        for window in ("since_start", "since_2019", "last_year"):
            c.set(f"work.{measure}.{window}", lambda m=measure, w=window: change(c, m, w))
        c.set(f"since.{measure}", lambda m=measure: c.later(m, "JPN"))
    c.set(
        "training.share_labour_force",
        lambda: by.divided(
            c["training.people"],
            c["work.labour_force"],
            "training.share_labour_force",
            "People to be trained as a share of the labour force",
            "share",
        ),
    )
    c.set("work.year", lambda: c.year_of("work.year", c["work.labour_force"]))
    c.set("work.start_year", lambda: c.year_of("work.start_year", c["work.labour_force.start"]))
    c.set("since.work.year", lambda: c.year_of("since.work.year", c["since.labour_force"]))
    _productivity(c)


def _population(c: Catalogue) -> None:
    c.set("population.official", lambda: c.observe("population_total", "JPN"))
    for name, find in (("imf", c.at_the_time), ("imf_newest", c.observe)):
        c.set(f"population.{name}", lambda f=find: f("population", "JPN", year=_period_year(c["population.official"])))
    c.set("population.register", lambda: c.observe("population_resident_register", "JPN"))
    c.set("population.previous", lambda: _before(c, "population_total", c["population.official"]))
    c.set("since.population", lambda: c.later("population_total", "JPN"))


def change(c: Catalogue, measure: str, window: str) -> Finding:
    """Express the change of a measure since its start, or over the last year, up to the article's day."""
    later = c[f"work.{measure}"]
    match window:
        case "since_start":
            earlier, words = c[f"work.{measure}.start"], "since the start"
        case "last_year":
            earlier, words = _before(c, measure, later), "over a year"
        case _:
            year = int(c.evidence.choices["windows"]["before_pandemic"])
            earlier, words = c.observe(measure, "JPN", year=year), f"since {year}"
    rows, rebasings = (later.observation, earlier.observation), c.evidence.choices["windows"]["rebased"]
    if not measure.startswith("population") and len({census_basis(row, rebasings) for row in rows if row}) > 1:
        raise NotKnown(f"{later.id} and {earlier.id} rest on different censuses")
    label = f"Change, {later.label}, {words}"
    return by.changed(later, earlier, f"work.{measure}.{window}", label, (f"window={window}",))


Rebasing = dict[str, Any]
"""A day on which the Labour Force Survey moved to a new census, and the first year whose figures were revised then."""


def census_basis(row: Observation, rebasings: list[Rebasing]) -> tuple[bool, ...]:
    """Say of each rebasing whether a figure takes it in: published since, or of a year that it left as it was."""
    year = row.period_end.year if row.period_end else row.published.year
    return tuple(row.published >= it["day"] or year < it["first_year"] for it in rebasings)


def _start(c: Catalogue, measure: str) -> Finding:
    return c.observe(measure, "JPN", year=int(c.evidence.choices["windows"]["workforce_start"]))


def _before(c: Catalogue, indicator: str, later: Finding) -> Finding:
    return c.observe(indicator, "JPN", year=_period_year(later) - 1)


def _productivity(c: Catalogue) -> None:
    hour, rank = "gdp_per_hour_ppp_jpc", "gdp_per_hour_rank_oecd_jpc"
    for economy in ("JPN", "USA", "DEU"):
        c.set(f"productivity.{economy}", lambda e=economy: _first(c, hour, e))
    c.set("productivity.year", lambda: c.year_of("productivity.year", c["productivity.JPN"]))
    c.set("productivity.JPN.rank", lambda: _first(c, rank, "JPN"))
    c.set(
        "productivity.JPN.rank_newest",
        lambda: c.observe(rank, "JPN", year=_period_year(c["productivity.JPN.rank"])),
    )
    c.set("productivity.JPN.panel", lambda: _panel(c["productivity.JPN.rank"]))
    for name in ("rank", "rank_newest"):
        c.set(
            f"productivity.JPN.{name.replace('rank', 'percentile')}",
            lambda n=name: by.percentile(
                c[f"productivity.JPN.{n}"],
                c["productivity.JPN.panel"],
                f"productivity.JPN.{n.replace('rank', 'percentile')}",
                "Share of the other economies that yield less per hour than Japan",
            ),
        )
    for economy in ("USA", "DEU"):
        c.set(
            f"productivity.JPN_of_{economy}",
            lambda e=economy: by.divided(
                c["productivity.JPN"],
                c[f"productivity.{e}"],
                f"productivity.JPN_of_{e}",
                f"Japan’s GDP per hour as a share of that of {c.evidence.entities[e]['name']}",
                "share",
            ),
        )
    for economy in ("JPN", "USA"):
        c.set(f"productivity.{economy}.market", lambda e=economy: _at_market_rate(c, e))
    c.set(
        "productivity.JPN_of_USA.market",
        lambda: by.divided(
            c["productivity.JPN.market"],
            c["productivity.USA.market"],
            "productivity.JPN_of_USA.market",
            "Japan’s GDP per hour at the market rate as a share of that of the United States",
            "share",
        ),
    )
    for economy in ("JPN", "KOR"):
        c.set(f"productivity.{economy}.oecd", lambda e=economy: c.observe("gdp_per_hour_ppp_oecd", e))
    c.set(
        "productivity.KOR_of_JPN",
        lambda: by.divided(
            c["productivity.KOR.oecd"],
            c["productivity.JPN.oecd"],
            "productivity.KOR_of_JPN",
            "South Korea’s GDP per hour as a share of Japan’s",
            "share",
        ),
    )
    c.set(
        "productivity.JPN_to_KOR",
        lambda: by.divided(
            c["productivity.JPN.oecd"],
            c["productivity.KOR.oecd"],
            "productivity.JPN_to_KOR",
            "Japan’s GDP per hour as a multiple of South Korea’s",
        ),
    )
    c.set("since.productivity.JPN", lambda: c.later(hour, "JPN"))
    c.set("since.productivity.rank", lambda: c.later(rank, "JPN"))
    c.set("since.productivity.rank_before", lambda: _year_before(c, c["since.productivity.rank"]))
    c.set("since.productivity.year", lambda: c.year_of("since.productivity.year", c["since.productivity.JPN"]))


def _first(c: Catalogue, indicator: str, economy: str) -> Finding:
    """Return the figure of the edition that was newest on the article's day, as first published."""
    rows = [o for o in c.evidence.vintages(indicator, economy) if o.published <= c.evidence.judged_at]
    if not rows:
        raise NotKnown(f"{indicator} of {economy}")
    return c.row(max(rows, key=lambda o: (o.period_end or o.published, o.published)))


def _year_before(c: Catalogue, later: Finding) -> Finding:
    """Return the figure of the year before from the same release."""
    row = later.observation
    rows = c.evidence.vintages(row.indicator, row.entity) if row else []
    found = [o for o in rows if o.period_end and row and (o.source_id, o.published) == (row.source_id, row.published)]
    found = [o for o in found if o.period_end and o.period_end.year == _period_year(later) - 1]
    if not found:
        raise NotKnown(f"the year before {later.id} in the same release")
    return c.row(found[0])


def _period_year(finding: Finding) -> int:
    row = finding.observation
    if row is None or row.period_end is None:
        raise NotKnown(finding.id)
    return row.period_end.year


def _panel(rank: Finding) -> Finding:
    """The number of economies ranked is printed beside the rank: 30 of 38."""
    row = rank.observation
    panel = re.search(r" of (\d+)$", row.printed if row else "")
    if panel is None:
        raise NotKnown("number of economies ranked")
    quantity = Quantity.exact(int(panel[1]), "economies")
    return Finding(
        "productivity.JPN.panel",
        "Economies ranked by GDP per hour worked",
        quantity,
        "printed beside the rank",
        (rank,),
    )


def _at_market_rate(c: Catalogue, economy: str) -> Finding:
    """Undo the conversion at parity and convert at the year's mean market rate instead."""
    hour = c[f"productivity.{economy}"]
    year, name = _period_year(hour), c.evidence.entities[economy]["name"]
    parity = c.observe("ppp_rate", economy, year=year)
    label = f"GDP per hour worked, {name}, {year}"
    own = by.converted(hour, parity, f"productivity.{economy}.own_currency", f"{label}, in its own currency")
    if own.quantity.unit == "USD per hour":
        return own
    market = c.noon_mean(date(year, 1, 1), date(year, 12, 31))
    return by.per(own, market, f"productivity.{economy}.market", f"{label}, at the market rate")
