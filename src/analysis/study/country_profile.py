"""The profile of an economy: its newest figures, its place among the others, and what it set aside for chips."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.arithmetic import (
    change,
    day_of,
    per,
    period_end,
    places_behind,
    share,
    year_of,
)
from analysis.findings.finding import varying, worded
from analysis.findings.quantity import TRILLION, ordinal, printed
from analysis.study.economy import FIRST, PEERS, SIZES, gdp
from analysis.study.lead import standing
from analysis.study.subsidies import MINISTRY
from analysis.study.unicorns import LIST

if TYPE_CHECKING:
    from analysis.dataset import Observation
from analysis.study.ranking import PANEL, RANK

COMPARED = (FIRST, *PEERS)
"""Among whom places are counted, whichever countries a notebook sets side by side."""

PLACES = {
    "income": "profile.{}.gdp_ppp_per_head",
    "research": "lead.research.{}",
    "unicorns": "profile.{}.unicorns",
    "inflow": "fdi.{}.inflow_gdp",
}
"""In what places are counted, the highest figure first."""

WITH_CHIPS = (*MINISTRY, "KOR", "CHN")
"""Of whom a sum set aside for chips was seen, each by its own way of counting."""

IN_BOTH = {
    "per_head": ("profile.{}.gdp_per_head", "profile.{}.gdp_ppp_per_head"),
    "growth": ("profile.{}.growth.gdp", "profile.{}.growth.gdp_ppp"),
}
"""What is told in dollars and by what money buys."""

MOST = 3
"""So many digits of a size are enough for a reader."""


def full_years(c: Catalogue, economy: str, size: str) -> dict[int, Observation]:
    """List the sizes of an economy by year, the newest vintage of each; of a year to come there is a forecast only."""
    rows = c.evidence.series(SIZES[size], economy)
    found = {o.period_end.year: o for o in rows if o.period_end and o.period_end < o.published}
    if not found:
        raise NotKnownError(f"{size} of {economy}")
    return found


@once
def newest_year(c: Catalogue) -> int:
    """Return the last year of which every economy compared has all its sizes."""
    every = [set(full_years(c, economy, size)) for economy in COMPARED for size in SIZES]
    return max(set.intersection(*every))


def size_now(c: Catalogue, economy: str, size: str) -> Finding:
    """Take a size of an economy in the last full year, in no more digits than a reader needs."""
    rows, year = full_years(c, economy, size), newest_year(c)
    if year not in rows:
        raise NotKnownError(f"{size} of {economy} in {year}")
    found = c.row(rows[year])
    text, method = printed(found.quantity, MOST), "rounded to what a reader needs"
    return Finding("size", found.label, found.quantity, method, (found,), as_printed=text)


def growth(c: Catalogue, economy: str, size: str) -> Finding:
    """Say by how much a size has changed since the first year that is known."""
    rows, now = full_years(c, economy, size), c[f"profile.{economy}.{size}"]
    return change(now, c.row(rows[min(rows)]))


def one_measure(c: Catalogue, economy: str, measure: str, *, is_one: bool) -> Finding:
    """Take a figure by what money buys if it is that in dollars, too, as in the country whose dollar it is.

    Without `is_one` it is taken only if it is another one: no number is told as two.
    """
    dollars, bought = (c[name.format(economy)] for name in IN_BOTH[measure])
    if (dollars.quantity.value == bought.quantity.value) != is_one:
        raise NotKnownError(f"{measure} of {economy} as {'one figure' if is_one else 'two figures'}")
    return dollars if is_one else bought


def first_rank(c: Catalogue, economy: str) -> Finding:
    """Take the place in the first edition in which the economy was seen."""
    rows = c.evidence.series(RANK, economy)
    if len(rows) < 2:
        raise NotKnownError(f"two editions with {economy}")
    return c.row(rows[0])


def rank_in_newest(c: Catalogue, economy: str) -> Finding:
    """Take the place in the newest edition; one that was seen in an older edition alone is none."""
    return c.observe(RANK, economy, year=period_end(c.newest(PANEL, "WLD")).year)


def placed(c: Catalogue, economy: str, measure: str) -> Finding:
    """Count how many of those compared have a higher figure, and add one."""
    own = c[PLACES[measure].format(economy)]
    names = [PLACES[measure].format(e) for e in dict.fromkeys((economy, *COMPARED))]
    found = [c[name] for name in names if c.knows(name)]
    above = sum(other.quantity.low > own.quantity.high for other in found)
    if len(found) < 2:
        raise NotKnownError(f"nobody to compare {economy} with")
    label = worded("Place of ", varying(c.name(economy)), " among ", f"{len(found)}", " compared: ", own.label)
    quantity, method = Quantity.exact(above + 1, "rank"), "those above, plus one"
    return Finding("place", label, quantity, method, tuple(found), as_printed=f"{ordinal(above + 1)} of {len(found)}")


def same_list(c: Catalogue, economy: str) -> Finding:
    """Count all firms on the list on which those of an economy were counted last."""
    day = period_end(c[f"unicorns.{economy}.newest"])
    found = [o for o in c.evidence.series(LIST, "WLD") if o.period_end == day]
    if not found:
        raise NotKnownError(f"all firms on the list of {day}")
    return c.row(found[-1])


def chips(c: Catalogue, economy: str) -> Finding:
    """Take what a state set aside for chips: as the Finance Ministry counts, or its own package or fund."""
    if economy not in WITH_CHIPS:
        raise NotKnownError(f"chip support of {economy}")
    others = {"KOR": lambda: c.newest("chip_support_package", "KOR"), "CHN": lambda: c["subsidy.CHN.fund"]}
    return others[economy]() if economy in others else c[f"subsidy.{economy}.amount"]


topic = Topic()

topic.add("profile.{economy}.{size}", size_now, size=tuple(SIZES))
topic.add("profile.year", lambda c: year_of(c[f"profile.{FIRST}.gdp"].inputs[0]))
topic.add(
    "profile.{economy}.{size}_per_head",
    lambda c, economy, size: per(c[f"profile.{economy}.{size}"], c[f"profile.{economy}.population"]),
    "GDP a head, {economy}, {size}, last full year",
    size={"gdp": "in dollars", "gdp_ppp": "at purchasing power"},
)
topic.add("profile.{economy}.growth.{size}", growth, size=tuple(SIZES))
topic.add("profile.{economy}.start", lambda c, economy: year_of(c[f"profile.{economy}.growth.gdp"].inputs[1]))
topic.add("profile.{economy}.{measure}.alike", partial(one_measure, is_one=True), measure=tuple(IN_BOTH))
topic.add("profile.{economy}.{measure}.bought", partial(one_measure, is_one=False), measure=tuple(IN_BOTH))
topic.add("profile.{economy}.place.{measure}", placed, measure=tuple(PLACES))

topic.add("imd.{economy}.newest", lambda c, economy: c.newest(RANK, economy))
topic.add("imd.{economy}.newest.year", lambda c, economy: year_of(c[f"imd.{economy}.newest"]))
topic.add(
    "imd.{economy}.newest.panel",
    lambda c, economy: c.observe(PANEL, "WLD", year=period_end(c[f"imd.{economy}.newest"]).year),
)
topic.add("imd.{economy}.current", rank_in_newest)
topic.add("imd.{economy}.first", first_rank)
topic.add("imd.{economy}.first.year", lambda c, economy: year_of(c[f"imd.{economy}.first"]))
topic.add(
    "imd.{economy}.fall",
    lambda c, economy: places_behind(c[f"imd.{economy}.newest"], c[f"imd.{economy}.first"]),
    "Places lost in the digital ranking since the first edition available, {economy}",
)

topic.add("unicorns.{economy}.newest", lambda c, economy: c.newest(LIST, economy))
topic.add("unicorns.{economy}.newest.day", lambda c, economy: day_of(c[f"unicorns.{economy}.newest"]))
topic.add("unicorns.{economy}.newest.world", same_list)
topic.add(
    "profile.{economy}.unicorns",
    lambda c, economy: per(c[f"unicorns.{economy}.newest"], c[f"profile.{economy}.gdp"], TRILLION),
    "Unicorns on the latest list per trillion dollars of GDP, {economy}",
)

topic.add("profile.{economy}.chips", chips)
topic.add(
    "profile.{economy}.chips_gdp",
    lambda c, economy: share(c[f"profile.{economy}.chips"], gdp(c, economy)),
    "Money set aside for chips, {economy}, share of GDP",
)
topic.add("profile.{economy}.research", lambda c, economy: c[f"lead.research.{economy}"])
topic.add("profile.{economy}.exports", lambda c, economy: standing(c, "exports", entity=economy))
