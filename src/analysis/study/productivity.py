"""Productivity: what an hour of work yields, at purchasing power and at the market rate, and which place that is."""

import re
from datetime import date

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import per, percentile, period_end, ratio, share, year_of
from analysis.findings.wording import varying, worded
from analysis.study.rates import noon_mean

HOUR, RANK = "gdp_per_hour_ppp", "gdp_per_hour_rank_oecd"
CENTER, IN_YEN = "jpc", "gdp_per_hour_jpy"
"""The Japan Productivity Center computes from the data of the OECD, and prints Japan's hour in yen as well."""


def as_first_published(c: Catalogue, indicator: str, economy: str) -> Finding:
    """Take the figure of the edition that was newest on the article's day, as first published."""
    rows = c.evidence.vintages(indicator, economy, account=CENTER, by=c.evidence.judged_at)
    if not rows:
        raise NotKnown(f"{indicator} of {economy}")
    return c.row(max(rows, key=lambda o: (o.period_end or o.published, o.published)))


def year_before(c: Catalogue) -> Finding:
    """Take the rank of the year before the newest one from the same release."""
    later = c["since.productivity.rank"]
    row, year = later.observation, period_end(later).year - 1
    rows = c.evidence.vintages(RANK, "JPN", account=CENTER)
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


def beside_japan(c: Catalogue, year: int) -> Finding:
    """Set South Korea's hour against Japan's of the same year, both as the center first published them."""
    found = []
    for economy in ("KOR", "JPN"):
        rows = c.evidence.vintages(HOUR, economy, account=CENTER, by=c.evidence.judged_at)
        first = next((o for o in rows if o.period_end and o.period_end.year == year), None)
        if first is None:
            raise NotKnown(f"GDP per hour of {economy} in {year}")
        found.append(c.row(first))
    return share(*found)


def in_dollars(hour: Finding) -> Finding:
    """Take an American hour as it is: an international dollar is what a dollar buys in the United States."""
    quantity = Quantity(hour.value, hour.quantity.low, hour.quantity.high, "USD per hour")
    return Finding(".dollars", worded(hour.label, ", in dollars"), quantity, "the same figure in dollars", (hour,))


def at_market_rate(c: Catalogue) -> Finding:
    """Convert the yen of an hour at the year's mean market rate, not at the parity of the release."""
    year = period_end(c["productivity.JPN"]).year
    own, market = c["productivity.JPN.yen"], noon_mean(c, date(year, 1, 1), date(year, 12, 31))
    found = per(own, market)
    return found.named(
        found.id, worded("GDP per hour worked, ", varying(c.name("JPN")), ", ", varying(year), ", at the market rate")
    )


topic = Topic()

topic.add(
    "productivity.{economy}",
    lambda c, economy: as_first_published(c, HOUR, economy),
    economy=("JPN", "USA", "DEU", "KOR"),
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
    lambda c: c.observe(RANK, "JPN", account=CENTER, year=period_end(c["productivity.JPN.rank"]).year),
)
topic.add("productivity.JPN.panel", panel)
topic.add(
    "productivity.JPN.percentile",
    lambda c: percentile(c["productivity.JPN.rank"], c["productivity.JPN.panel"]),
    "Share of the other economies that yield less per hour than Japan, as first published",
)
topic.add(
    "productivity.JPN.percentile_newest",
    lambda c: percentile(c["productivity.JPN.rank_newest"], c["productivity.JPN.panel"]),
    "Share of the other economies that yield less per hour than Japan, by the newest figures seen for that year",
)

topic.add("productivity.JPN.yen", lambda c: as_first_published(c, IN_YEN, "JPN"))
topic.add("productivity.JPN.market", at_market_rate)
topic.add("productivity.USA.market", lambda c: in_dollars(c["productivity.USA"]))
topic.add(
    "productivity.JPN_of_USA.market",
    lambda c: share(c["productivity.JPN.market"], c["productivity.USA.market"]),
    "Japan’s GDP per hour at the market rate as a share of that of the United States",
)

topic.add("productivity.KOR_of_JPN", lambda c: beside_japan(c, period_end(c["productivity.KOR"]).year))
topic.add(
    "productivity.JPN_to_KOR",
    lambda c: ratio(c["productivity.JPN"], c["productivity.KOR"]),
    "Japan’s GDP per hour as a multiple of South Korea’s",
)

topic.add("since.productivity.JPN", lambda c: c.later(HOUR, "JPN", account=CENTER))
topic.add(
    "since.productivity.JPN_of_USA",
    lambda c: share(c["since.productivity.JPN"], c.later(HOUR, "USA", account=CENTER)),
    "Japan’s GDP per hour as a share of that of the United States, newest comparison",
)
topic.add("since.productivity.year", lambda c: year_of(c["since.productivity.JPN"]))
topic.add("since.productivity.rank", lambda c: c.later(RANK, "JPN", account=CENTER))
topic.add("since.productivity.rank_before", year_before)

JUDGED_BY = {
    "rank": ("productivity.JPN.percentile_newest", "low_percentile"),
    "rank_first": ("productivity.JPN.percentile", "low_percentile"),
    "level_ppp": ("productivity.JPN_of_USA", "low_level"),
    "level_market": ("productivity.JPN_of_USA.market", "low_level"),
}
topic.judge(
    "C30",
    lambda case: case.level(*JUDGED_BY["rank"], above=False),
    lambda case, productivity_basis: case.level(*JUDGED_BY[productivity_basis], above=False),
    productivity_basis=JUDGED_BY,
)
