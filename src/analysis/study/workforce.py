"""People: how many live in Japan, how many of them work, and how that changed."""

from typing import Any

from analysis.evidence import NotKnown, Observation
from analysis.findings import Catalogue, Finding, Topic
from analysis.findings import arithmetic as by
from analysis.findings.arithmetic import period_end, share, year_of
from analysis.findings.wording import varying, worded

MEASURES = ("labour_force", "labour_force_15_64", "population_15_64", "employed")
WINDOWS = ("since_start", "since_2019", "last_year")
POPULATIONS = ("official", "imf", "imf_newest", "register")

Rebasing = dict[str, Any]
"""A day on which the Labour Force Survey moved to a new census, and the first year whose figures were revised then."""


def census_basis(row: Observation, rebasings: list[Rebasing]) -> tuple[bool, ...]:
    """Say of each rebasing whether a figure takes it in: published since, or of a year that it left as it was."""
    year = row.period_end.year if row.period_end else row.published.year
    return tuple(row.published >= it["day"] or year < it["first_year"] for it in rebasings)


def at_start(c: Catalogue, measure: str) -> Finding:
    """Take a measure in the first year that is looked at."""
    return c.observe(measure, "JPN", year=int(c.evidence.settings.windows["workforce_start"]))


def year_before(c: Catalogue, indicator: str, later: Finding) -> Finding:
    """Take the figure of the year before another one."""
    return c.observe(indicator, "JPN", year=period_end(later).year - 1)


def change(c: Catalogue, measure: str, window: str) -> Finding:
    """Express the change of a measure since its start, or over the last year, up to the article's day."""
    later = c[f"work.{measure}"]
    match window:
        case "since_start":
            earlier, words = c[f"work.{measure}.start"], "since the start"
        case "last_year":
            earlier, words = year_before(c, measure, later), "over a year"
        case _:
            year = int(c.evidence.settings.windows["before_pandemic"])
            earlier, words = c.observe(measure, "JPN", year=year), worded("since ", varying(year))
    rows, rebasings = (later.observation, earlier.observation), c.evidence.settings.windows["rebased"]
    if not measure.startswith("population") and len({census_basis(row, rebasings) for row in rows if row}) > 1:
        raise NotKnown(f"{later.id} and {earlier.id} rest on different censuses")
    found = by.change(later, earlier)
    return found.named(found.id, worded("Change, ", later.label, ", ", words)).depending_on(window=window)


def population_then(c: Catalogue) -> Finding:
    """Take the international estimate of the same year as the official one, as known on the article's day."""
    return c.at_the_time("population", "JPN", year=period_end(c["population.official"]).year)


def population_since(c: Catalogue) -> Finding:
    """Take the newest international estimate of the same year."""
    return c.observe("population", "JPN", year=period_end(c["population.official"]).year)


topic = Topic()

topic.add("population.official", lambda c: c.observe("population_total", "JPN"))
topic.add("population.imf", population_then)
topic.add("population.imf_newest", population_since)
topic.add("population.register", lambda c: c.observe("population_resident_register", "JPN"))
topic.add("population.previous", lambda c: year_before(c, "population_total", c["population.official"]))
topic.add("since.population", lambda c: c.later("population_total", "JPN"))

topic.add("work.{measure}", lambda c, measure: c.observe(measure, "JPN"), measure=MEASURES)
topic.add("work.{measure}.start", at_start, measure=MEASURES)
topic.add("work.{measure}.{window}", change, measure=MEASURES, window=WINDOWS)
topic.add("work.year", lambda c: year_of(c["work.labour_force"]))
topic.add("work.start_year", lambda c: year_of(c["work.labour_force.start"]))
topic.add("since.{measure}", lambda c, measure: c.later(measure, "JPN"), measure=MEASURES)
topic.add("since.work.year", lambda c: year_of(c["since.labour_force"]))
topic.add(
    "training.share_labour_force",
    lambda c: share(c["training.people"], c["work.labour_force"]),
    "People to be trained as a share of the labour force",
)

topic.judge(
    "C08",
    lambda case: case.amount("population.official"),
    lambda case, population_source: case.amount(f"population.{population_source}"),
    population_source=POPULATIONS,
)
topic.judge(
    "C31",
    lambda case: case.trend("work.labour_force.since_start", falls=True),
    lambda case, workforce_measure, window: case.trend(f"work.{workforce_measure}.{window}", falls=True),
    workforce_measure=MEASURES,
    window=WINDOWS,
)
