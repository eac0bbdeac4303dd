"""GDP per hour worked."""

import re
from datetime import date

from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import per, percentile, ratio, share
from analysis.findings.finding_dates import period_end, year_of
from analysis.findings.label_composition import compose, varying
from analysis.study.conversion import noon_mean
from analysis.study.economy import as_first_published

HOUR, HOUR_RANK = "gdp_per_hour_ppp", "gdp_per_hour_rank_oecd"
"""Indicators of GDP per hour worked, and of the rank in it among the members of the OECD."""

CENTER, HOUR_IN_YEN = "jpc", "gdp_per_hour_jpy"
"""Account of the Japan Productivity Center, from OECD data, and its indicator for Japan in yen."""


def year_before(c: Catalogue) -> Finding:
    """Return the rank of the year before the latest one, from the same release."""
    later = c["since.productivity.rank"]
    year = period_end(later).year - 1
    release = later.observation
    assert release  # for the type checker: it is a figure as published
    for row in c.evidence.vintages(HOUR_RANK, "JPN", account=CENTER):
        is_of_release = (row.source_id, row.published) == (release.source_id, release.published)
        if is_of_release and row.period_end and row.period_end.year == year:
            return c.row(row)
    raise NotKnownError(f"the year before {later.id} in the same release")


def year_between(c: Catalogue) -> Finding:
    """Return the year before the latest rank; raises `NotKnownError` if it is the year that the article knew."""
    year = year_of(c["since.productivity.rank_before"])
    if year.value == c["productivity.year"].value:
        raise NotKnownError("a year between the article's and the latest")
    return year


def revised_rank(c: Catalogue) -> Finding:
    """Return the latest rank for the article's year; raises `NotKnownError` if it is the first one published."""
    newest = c["productivity.JPN.rank_newest"]
    if newest.figure == c["productivity.JPN.rank"].figure:
        raise NotKnownError("a later rank for that year")
    return newest


def count_ranked(c: Catalogue) -> Finding:
    """Return the number of economies ranked, which is printed with the rank: 30 of 38."""
    rank = c["productivity.JPN.rank"]
    text = rank.observation.printed if rank.observation else ""
    number_ranked = re.search(r" of (\d+)$", text)
    if number_ranked is None:
        raise NotKnownError("number of economies ranked")
    quantity = Quantity.exact(int(number_ranked[1]), "economies")
    return Finding("panel", "Economies ranked by GDP per hour worked", quantity, "printed beside the rank", (rank,))


def korea_of_japan(c: Catalogue, year: int) -> Finding:
    """Return South Korea's GDP per hour as a share of Japan's, both as the center first published them."""
    figures = []
    for economy in ("KOR", "JPN"):  # as `share` takes them: the part, then the whole
        vintages = c.evidence.vintages(HOUR, economy, account=CENTER, by=c.evidence.judged_at)
        of_year = [row for row in vintages if row.period_end and row.period_end.year == year]
        if not of_year:
            raise NotKnownError(f"GDP per hour of {economy} in {year}")
        figures.append(c.row(of_year[0]))  # vintages of a year come in the order of publication
    return share(*figures)


def hour_in_dollars(hour: Finding) -> Finding:
    """Return an American figure in dollars: an international dollar buys what a dollar buys there."""
    quantity = Quantity(hour.value, hour.quantity.low, hour.quantity.high, "USD per hour")
    return Finding(".dollars", compose(hour.label, ", in dollars"), quantity, "the same figure in dollars", (hour,))


def at_market_rate(c: Catalogue) -> Finding:
    """Convert GDP per hour from yen at the mean market rate of the year."""
    year = period_end(c["productivity.JPN"]).year
    market_rate = noon_mean(c, date(year, 1, 1), date(year, 12, 31))
    hour = per(c["productivity.JPN.yen"], market_rate)
    label = compose("GDP per hour worked, ", varying(c.name("JPN")), ", ", varying(year), ", at the market rate")
    return hour.named(hour.id, label)


topic = Topic()

topic.add(
    "productivity.{economy}",
    lambda c, economy: as_first_published(c, HOUR, economy, CENTER),
    economy=("JPN", "USA", "DEU", "KOR"),
)
topic.add("productivity.year", lambda c: year_of(c["productivity.JPN"]))
topic.add(
    "productivity.JPN_of_{economy}",
    lambda c, economy: share(c["productivity.JPN"], c[f"productivity.{economy}"]),
    "Japan’s GDP per hour as a share of that of {economy}",
    economy=("USA", "DEU"),
)

topic.add("productivity.JPN.rank", lambda c: as_first_published(c, HOUR_RANK, "JPN", CENTER))
topic.add(
    "productivity.JPN.rank_newest",
    lambda c: c.observe(HOUR_RANK, "JPN", account=CENTER, year=period_end(c["productivity.JPN.rank"]).year),
)
topic.add("productivity.JPN.rank_revised", revised_rank)
topic.add("productivity.JPN.panel", count_ranked)
topic.add(
    "productivity.JPN.percentile",
    lambda c: percentile(c["productivity.JPN.rank"], c["productivity.JPN.panel"]),
    "Share of the other economies that produce less per hour than Japan, as first published",
)
topic.add(
    "productivity.JPN.percentile_newest",
    lambda c: percentile(c["productivity.JPN.rank_newest"], c["productivity.JPN.panel"]),
    "Share of the other economies that produce less per hour than Japan, latest figures for that year",
)

topic.add("productivity.JPN.yen", lambda c: as_first_published(c, HOUR_IN_YEN, "JPN", CENTER))
topic.add("productivity.JPN.market", at_market_rate)
topic.add("productivity.USA.market", lambda c: hour_in_dollars(c["productivity.USA"]))
topic.add(
    "productivity.JPN_of_USA.market",
    lambda c: share(c["productivity.JPN.market"], c["productivity.USA.market"]),
    "Japan’s GDP per hour at the market rate as a share of that of the United States",
)

topic.add("productivity.KOR_of_JPN", lambda c: korea_of_japan(c, period_end(c["productivity.KOR"]).year))
topic.add(
    "productivity.JPN_to_KOR",
    lambda c: ratio(c["productivity.JPN"], c["productivity.KOR"]),
    "Japan’s GDP per hour as a multiple of South Korea’s",
)

topic.add("since.productivity.JPN", lambda c: c.later(HOUR, "JPN", account=CENTER))
topic.add(
    "since.productivity.JPN_of_USA",
    lambda c: share(c["since.productivity.JPN"], c.later(HOUR, "USA", account=CENTER)),
    "Japan’s GDP per hour as a share of that of the United States, latest comparison",
)
topic.add("since.productivity.year", lambda c: year_of(c["since.productivity.JPN"]))
topic.add("since.productivity.rank", lambda c: c.later(HOUR_RANK, "JPN", account=CENTER))
topic.add("since.productivity.rank_before", year_before)
topic.add("since.productivity.year_before", year_between)

PRODUCTIVITY_BASES = {
    "rank": ("productivity.JPN.percentile_newest", "low_percentile"),
    "rank_first": ("productivity.JPN.percentile", "low_percentile"),
    "level_ppp": ("productivity.JPN_of_USA", "low_level"),
    "level_market": ("productivity.JPN_of_USA.market", "low_level"),
}
"""Ways to judge whether productivity is low, each with its finding and the threshold below which that is so."""


def has_low_productivity(case: Case, productivity_basis: str = "rank") -> Judgement:
    """Judge whether productivity is low: by Japan's rank, or by its level against that of the United States."""
    name, threshold = PRODUCTIVITY_BASES[productivity_basis]
    return case.level(name, threshold, above=False)


topic.judge("C30", has_low_productivity, has_low_productivity, productivity_basis=PRODUCTIVITY_BASES)
