"""Labour: GDP per hour worked, the labour force, and the population."""

import math
import re
from datetime import date

from analysis.dataset import Observation
from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import change, per, percentile, period_end, ratio, share, year_of
from analysis.findings.finding import compose, varying
from analysis.study.economy import FIRST, as_first_published, noon_mean

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
        figures.append(c.row(of_year[0]))
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


# ----- population and labour force ---------------------------------------------------------------------------

WORKFORCE_MEASURES = ("labour_force", "employed", "labour_force_15_64", "population_15_64")
"""The measures of the workforce by which its change is judged."""

WORKFORCE_WINDOWS = {"one_year": 1, "two_years": 2, "five_years": 5, "ten_years": 10}
"""Windows over which each measure is compared, in years; not chosen after a low or a peak."""

POPULATIONS = ("official", "imf", "register")
"""Sources of the number of people."""

CENSUS = re.compile(r"census (\d{4})")
"""What a figure counted on from a census has as its base."""


def is_comparable(earlier: Observation, later: Observation, every: int) -> bool:
    """Return whether two figures rest on comparable censuses.

    They do if the earlier one was revised by the census that followed its period, or rests on the same census as the
    later one; if one of them names no census, their bases must be equal. `every` is the number of years between two
    censuses.
    """
    earlier_base = CENSUS.fullmatch(earlier.base_period)  # "census 2020"
    later_base = CENSUS.fullmatch(later.base_period)
    if not earlier_base or not later_base or earlier.period_end is None:
        return earlier.base_period == later.base_period
    earlier_census, later_census = int(earlier_base[1]), int(later_base[1])
    following_census = math.ceil(earlier.period_end.year / every) * every  # of 2018, that of 2020
    return earlier_census >= min(following_census, later_census)


def window_length(_: Catalogue, window: str) -> Finding:
    """Return the length of a window in years."""
    quantity = Quantity.exact(WORKFORCE_WINDOWS[window], "years")
    label = "Years over which a trend is looked at"
    text = window.removesuffix("_years").removesuffix("_year")  # "ten", of "ten_years"
    return Finding("window", label, quantity, "a declared choice", source_ids=("declared",), as_printed=text)


def years_before(c: Catalogue, measure: str, years: int) -> Finding:
    """Return a measure some years before its latest figure, in the latest comparable vintage."""
    later = c[f"work.{measure}"]
    year = period_end(later).year - years
    every = int(c.evidence.settings.windows["census_every"])
    comparable = []
    for row in c.evidence.vintages(measure, "JPN"):
        is_of_year = row.period_end is not None and row.period_end.year == year
        if is_of_year and later.observation and is_comparable(row, later.observation, every):
            comparable.append(row)
    if not comparable:
        raise NotKnownError(f"{measure} of {year} on the same census as {period_end(later).year}")
    return c.row(max(comparable, key=lambda row: row.published))


def change_over_window(c: Catalogue, measure: str, window: str) -> Finding:
    """Return the change of a measure over a window up to its last figure before the article."""
    later = c[f"work.{measure}"]
    earlier = years_before(c, measure, WORKFORCE_WINDOWS[window])
    moved = change(later, earlier)
    label = compose("Change over ", varying(window.replace("_", " ")), ": ", later.label)
    return moved.named(moved.id, label).depending_on(window=window)


def longest_change(c: Catalogue, measure: str) -> Finding:
    """Return the change over the longest window whose ends are comparable."""
    known = [f"work.{measure}.{window}" for window in WORKFORCE_WINDOWS if c.knows(f"work.{measure}.{window}")]
    if not known:
        raise NotKnownError(f"a change of {measure} on one census")
    return c[known[-1]]


def longest_years(c: Catalogue, measure: str) -> Finding:
    """Return the length of the longest comparable window."""
    later, earlier = c[f"work.{measure}.longest"].inputs
    quantity = Quantity.exact(period_end(later).year - period_end(earlier).year, "years")
    label = compose("Years of the change of ", later.label)
    return Finding("years", label, quantity, "from the one period to the other", (later, earlier))


def across(c: Catalogue, measure: str) -> Finding:
    """Return the change over the longest window, although its ends rest on different censuses."""
    later = c[f"work.{measure}"]
    years = max(WORKFORCE_WINDOWS.values())
    earlier = c.observe(measure, "JPN", year=period_end(later).year - years)
    moved = change(later, earlier)
    label = compose("Change over ", varying(f"{years} years"), ", the censuses differing: ", later.label)
    return moved.named(moved.id, label)


topic.add("population.official", lambda c: c.observe("population_total", "JPN"))
topic.add(
    "population.imf", lambda c: c.at_the_time("population", "JPN", year=period_end(c["population.official"]).year)
)
topic.add("population.register", lambda c: c.observe("population_resident_register", "JPN"))
topic.add(
    "population.previous",
    lambda c: c.observe("population_total", "JPN", year=period_end(c["population.official"]).year - 1),
)
topic.add("since.population", lambda c: c.later("population_total", "JPN"))

topic.add("work.{measure}", lambda c, measure: c.observe(measure, "JPN"), measure=WORKFORCE_MEASURES)
topic.add("work.{measure}.{window}", change_over_window, measure=WORKFORCE_MEASURES, window=tuple(WORKFORCE_WINDOWS))
topic.add("work.{measure}.longest", longest_change, measure=WORKFORCE_MEASURES)
topic.add("work.{measure}.longest.years", longest_years, measure=WORKFORCE_MEASURES)
topic.add("work.population_15_64.across", lambda c: across(c, "population_15_64"))
topic.add("window.{window}", window_length, window=tuple(WORKFORCE_WINDOWS))
topic.add("work.year", lambda c: year_of(c["work.labour_force"]))
topic.add("work.start", lambda c: year_of(years_before(c, "labour_force", max(WORKFORCE_WINDOWS.values()))))
topic.add("since.{measure}", lambda c, measure: c.later(measure, "JPN"), measure=WORKFORCE_MEASURES)
topic.add("since.work.year", lambda c: year_of(c["since.labour_force"]))
topic.add(
    "training.share_labour_force",
    lambda c: share(c["training.people"], c["work.labour_force"]),
    "People to be trained as a share of the labour force",
)

topic.add(
    "work.participation",
    lambda c: share(c["work.labour_force_15_64"], c["work.population_15_64"]),
    "Share of the people of working age who work or look for work",
)

topic.judge(
    "C08",
    lambda case: case.amount("population.official"),
    lambda case, population_source: case.amount(f"population.{population_source}"),
    population_source=POPULATIONS,
)


def yearly(c: Catalogue, measure: str) -> list[Finding]:
    """List the figures of a measure up to the article, each in its latest vintage."""
    last = period_end(c[f"work.{measure}"])
    rows = c.evidence.series(measure, FIRST)
    return [c.row(row) for row in rows if row.period_end and row.period_end <= last]


def shrinking(case: Case, workforce_measure: str = "") -> Judgement:
    """Judge whether the workforce shrinks, by every measure of it or by one."""
    measures = [workforce_measure] if workforce_measure else WORKFORCE_MEASURES
    return case.trend({measure: yearly(case.c, measure) for measure in measures}, falls=True)


topic.judge("C31", shrinking, shrinking, workforce_measure=WORKFORCE_MEASURES)
