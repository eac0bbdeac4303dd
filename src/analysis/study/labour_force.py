"""Population and labour force."""

import math
import re

from analysis.dataset import Observation
from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import change, share
from analysis.findings.finding_dates import period_end, year_of
from analysis.findings.label_composition import compose, varying
from analysis.study.economy import FIRST

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
    return c[known[-1]]  # windows are declared from the shortest to the longest


def longest_years(c: Catalogue, measure: str) -> Finding:
    """Return the length of the longest comparable window."""
    later, earlier = c[f"work.{measure}.longest"].inputs  # in the order in which `change` takes them
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


topic = Topic()
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
