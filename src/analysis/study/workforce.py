"""People: how many live in Japan, how many of them work, and how that changed."""

import re

from analysis.evidence import NotKnown, Observation
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings import arithmetic as by
from analysis.findings.arithmetic import period_end, share, year_of
from analysis.findings.wording import varying, worded
from analysis.study.economy import FIRST

MEASURES = ("labour_force", "labour_force_15_64", "employed", "population_15_64")
JUDGED = ("labour_force", "employed", "labour_force_15_64", "population_15_64")
"""The measures that decide; the labour force of working age was read in reproductions of the release only."""

WINDOWS = {"one_year": 1, "two_years": 2, "five_years": 5, "ten_years": 10}
"""Over how many years each measure is looked at: lengths that no low point and no peak has chosen."""

POPULATIONS = ("official", "imf", "register")

CENSUS = re.compile(r"census (\d{4})")


def stands_beside(earlier: Observation, later: Observation, every: int) -> bool:
    """Say whether a figure can be set beside a later one: it takes in the census that followed it, or the same one.

    `every` is the number of years from census to census. A figure that names no census stands beside its like only.
    """
    bases = [CENSUS.fullmatch(row.base_period) for row in (earlier, later)]
    if not all(bases) or earlier.period_end is None:
        return earlier.base_period == later.base_period
    then, now = (int(found[1]) for found in bases if found)
    following = -(-earlier.period_end.year // every) * every
    return then >= min(following, now)


def length(_: Catalogue, window: str) -> Finding:
    """Return over how many years a trend is looked at."""
    quantity, label = Quantity.exact(WINDOWS[window], "years"), "Years over which a trend is looked at"
    text = window.removesuffix("_years").removesuffix("_year")
    return Finding("window", label, quantity, "a declared choice", source_ids=("declared",), as_printed=text)


def years_before(c: Catalogue, measure: str, years: int) -> Finding:
    """Take a measure as it was some years before, in the newest vintage that stands beside the later figure."""
    later = c[f"work.{measure}"]
    row, year = later.observation, period_end(later).year - years
    every = int(c.evidence.settings.windows["census_every"])
    rows = [o for o in c.evidence.vintages(measure, "JPN") if o.period_end and o.period_end.year == year]
    found = [o for o in rows if row and stands_beside(o, row, every)]
    if not found:
        raise NotKnown(f"{measure} of {year} on the same census as {period_end(later).year}")
    return c.row(max(found, key=lambda o: o.published))


def change(c: Catalogue, measure: str, window: str) -> Finding:
    """Express the change of a measure over some years up to the last figure before the article."""
    later, earlier = c[f"work.{measure}"], years_before(c, measure, WINDOWS[window])
    found, over = by.change(later, earlier), varying(window.replace("_", " "))
    return found.named(found.id, worded("Change over ", over, ": ", later.label)).depending_on(window=window)


def longest(c: Catalogue, measure: str) -> Finding:
    """Take the change over the longest of the windows tried whose earlier figure stands beside the later one."""
    known = [f"work.{measure}.{window}" for window in WINDOWS if c.knows(f"work.{measure}.{window}")]
    if not known:
        raise NotKnown(f"a change of {measure} on one census")
    return c[known[-1]]


def longest_years(c: Catalogue, measure: str) -> Finding:
    """Say over how many years that change goes."""
    later, earlier = c[f"work.{measure}.longest"].inputs
    quantity = Quantity.exact(period_end(later).year - period_end(earlier).year, "years")
    label, method = worded("Years of the change of ", later.label), "from the one period to the other"
    return Finding("years", label, quantity, method, (later, earlier))


def across(c: Catalogue, measure: str) -> Finding:
    """Take the change over the longest span even where its figures rest on different censuses, and say that they do."""
    later, years = c[f"work.{measure}"], max(WINDOWS.values())
    earlier = c.observe(measure, "JPN", year=period_end(later).year - years)
    found = by.change(later, earlier)
    words = worded("Change over ", varying(f"{years} years"), ", the censuses differing: ", later.label)
    return found.named(found.id, words)


def year_before(c: Catalogue, indicator: str, later: Finding) -> Finding:
    """Take the figure of the year before another one."""
    return c.observe(indicator, "JPN", year=period_end(later).year - 1)


def population_then(c: Catalogue) -> Finding:
    """Take the international estimate of the same year as the official one, as known on the article's day."""
    return c.at_the_time("population", "JPN", year=period_end(c["population.official"]).year)


topic = Topic()

topic.add("population.official", lambda c: c.observe("population_total", "JPN"))
topic.add("population.imf", population_then)
topic.add("population.register", lambda c: c.observe("population_resident_register", "JPN"))
topic.add("population.previous", lambda c: year_before(c, "population_total", c["population.official"]))
topic.add("since.population", lambda c: c.later("population_total", "JPN"))

topic.add("work.{measure}", lambda c, measure: c.observe(measure, "JPN"), measure=MEASURES)
topic.add("work.{measure}.{window}", change, measure=MEASURES, window=tuple(WINDOWS))
topic.add("work.{measure}.longest", longest, measure=MEASURES)
topic.add("work.{measure}.longest.years", longest_years, measure=MEASURES)
topic.add("work.population_15_64.across", lambda c: across(c, "population_15_64"))
topic.add("window.{window}", length, window=tuple(WINDOWS))
topic.add("work.year", lambda c: year_of(c["work.labour_force"]))
topic.add("since.{measure}", lambda c, measure: c.later(measure, "JPN"), measure=MEASURES)
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
    """List the figures of a measure up to the article, each in its newest vintage."""
    last = period_end(c[f"work.{measure}"])
    return [c.row(o) for o in c.evidence.series(measure, FIRST) if o.period_end and o.period_end <= last]


def shrinking(case: Case, workforce_measure: str = "") -> Judgement:
    """Judge whether the workforce shrinks, by every measure of it or by one."""
    measures = [workforce_measure] if workforce_measure else JUDGED
    return case.trend({measure: yearly(case.c, measure) for measure in measures}, falls=True)


topic.judge("C31", shrinking, shrinking, workforce_measure=JUDGED)
