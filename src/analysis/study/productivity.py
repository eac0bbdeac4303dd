"""Productivity: what an hour of work yields, at purchasing power and at the market rate, and which place that is."""

import re
from datetime import date

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import convert, per, percentile, period_end, ratio, share, year_of
from analysis.findings.wording import varying, worded
from analysis.study.rates import noon_mean

HOUR, RANK, OECD = "gdp_per_hour_ppp_jpc", "gdp_per_hour_rank_oecd_jpc", "gdp_per_hour_ppp_oecd"


def as_first_published(c: Catalogue, indicator: str, economy: str) -> Finding:
    """Take the figure of the edition that was newest on the article's day, as first published."""
    rows = c.evidence.vintages(indicator, economy, by=c.evidence.judged_at)
    if not rows:
        raise NotKnown(f"{indicator} of {economy}")
    return c.row(max(rows, key=lambda o: (o.period_end or o.published, o.published)))


def year_before(c: Catalogue) -> Finding:
    """Take the rank of the year before the newest one from the same release."""
    later = c["since.productivity.rank"]
    row, year = later.observation, period_end(later).year - 1
    rows = c.evidence.vintages(RANK, "JPN")
    found = [o for o in rows if row and (o.source_id, o.published) == (row.source_id, row.published)]
    found = [o for o in found if o.period_end and o.period_end.year == year]
    if not found:
        raise NotKnown(f"the year before {later.id} in the same release")
    return c.row(found[0])


def panel(c: Catalogue) -> Finding:
    """Read the number of economies ranked, which is printed beside the rank: 30 of 38."""
    rank = c["productivity.JPN.rank"]
    beside = re.search(r" of (\d+)$", rank.observation.printed if rank.observation else "")
    if beside is None:
        raise NotKnown("number of economies ranked")
    quantity, label = Quantity.exact(int(beside[1]), "economies"), "Economies ranked by GDP per hour worked"
    return Finding("panel", label, quantity, "printed beside the rank", (rank,))


def in_own_currency(c: Catalogue, economy: str) -> Finding:
    """Undo the conversion at parity."""
    hour = c[f"productivity.{economy}"]
    year = period_end(hour).year
    own = convert(hour, c.observe("ppp_rate", economy, year=year))
    return own.named(
        own.id, worded("GDP per hour worked, ", varying(c.name(economy)), ", ", varying(year), ", in its own currency")
    )


def at_market_rate(c: Catalogue) -> Finding:
    """Convert what an hour yields in Japan at the year's mean market rate instead."""
    year = period_end(c["productivity.JPN"]).year
    own, market = c["productivity.JPN.own_currency"], noon_mean(c, date(year, 1, 1), date(year, 12, 31))
    found = per(own, market)
    return found.named(
        found.id, worded("GDP per hour worked, ", varying(c.name("JPN")), ", ", varying(year), ", at the market rate")
    )


topic = Topic()

topic.add(
    "productivity.{economy}",
    lambda c, economy: as_first_published(c, HOUR, economy),
    economy=("JPN", "USA", "DEU"),
)
topic.add("productivity.year", lambda c: year_of(c["productivity.JPN"]))
topic.add(
    "productivity.JPN_of_{economy}",
    lambda c, economy: share(c["productivity.JPN"], c[f"productivity.{economy}"]),
    "Japan’s GDP per hour as a share of that of {economy}",
    economy=("USA", "DEU"),
)

topic.add("productivity.JPN.rank", lambda c: as_first_published(c, RANK, "JPN"))
topic.add(
    "productivity.JPN.rank_newest",
    lambda c: c.observe(RANK, "JPN", year=period_end(c["productivity.JPN.rank"]).year),
)
topic.add("productivity.JPN.panel", panel)
topic.add(
    "productivity.JPN.percentile",
    lambda c: percentile(c["productivity.JPN.rank"], c["productivity.JPN.panel"]),
    "Share of the other economies that yield less per hour than Japan",
)
topic.add(
    "productivity.JPN.percentile_newest",
    lambda c: percentile(c["productivity.JPN.rank_newest"], c["productivity.JPN.panel"]),
    "Share of the other economies that yield less per hour than Japan",
)

topic.add("productivity.JPN.own_currency", lambda c: in_own_currency(c, "JPN"))
topic.add("productivity.JPN.market", at_market_rate)
topic.add("productivity.USA.market", lambda c: in_own_currency(c, "USA"))  # dollars need no other rate
topic.add(
    "productivity.JPN_of_USA.market",
    lambda c: share(c["productivity.JPN.market"], c["productivity.USA.market"]),
    "Japan’s GDP per hour at the market rate as a share of that of the United States",
)

topic.add("productivity.{economy}.oecd", lambda c, economy: c.observe(OECD, economy), economy=("JPN", "KOR"))
topic.add(
    "productivity.KOR_of_JPN",
    lambda c: share(c["productivity.KOR.oecd"], c["productivity.JPN.oecd"]),
    "South Korea’s GDP per hour as a share of Japan’s",
)
topic.add(
    "productivity.JPN_to_KOR",
    lambda c: ratio(c["productivity.JPN.oecd"], c["productivity.KOR.oecd"]),
    "Japan’s GDP per hour as a multiple of South Korea’s",
)

topic.add("since.productivity.JPN", lambda c: c.later(HOUR, "JPN"))
topic.add("since.productivity.year", lambda c: year_of(c["since.productivity.JPN"]))
topic.add("since.productivity.rank", lambda c: c.later(RANK, "JPN"))
topic.add("since.productivity.rank_before", year_before)

JUDGED_BY = {
    "rank": ("productivity.JPN.percentile", "low_percentile"),
    "rank_newest": ("productivity.JPN.percentile_newest", "low_percentile"),
    "level_ppp": ("productivity.JPN_of_USA", "low_level"),
    "level_market": ("productivity.JPN_of_USA.market", "low_level"),
}
topic.judge(
    "C30",
    lambda case: case.level("productivity.JPN.percentile", "low_percentile", above=False),
    lambda case, productivity_basis: case.level(*JUDGED_BY[productivity_basis], above=False),
    productivity_basis=JUDGED_BY,
)
