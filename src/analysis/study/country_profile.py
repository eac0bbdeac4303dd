"""The profile of an economy: latest figures, rank among the economies compared, and chip support."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.arithmetic import change, per, places_behind, share
from analysis.findings.finding_dates import day_of, period_end, year_of
from analysis.findings.label_composition import compose, varying
from analysis.findings.number_format import TRILLION, ordinal, printed
from analysis.study.competitiveness import IMD_PANEL, IMD_RANK
from analysis.study.economy import ECONOMIES, FIRST, SIZES, gdp
from analysis.study.lead import latest_figure
from analysis.study.subsidies import MINISTRY_ECONOMIES
from analysis.study.unicorns import UNICORN_LIST

if TYPE_CHECKING:
    from analysis.dataset import Observation

RANKED_FIGURES = {
    "income": "profile.{}.gdp_ppp_per_head",
    "research": "lead.research.{}",
    "unicorns": "profile.{}.unicorns",
    "inflow": "fdi.{}.inflow_gdp",
}
"""Figures by which economies are ranked, the highest first."""

WITH_CHIPS = (*MINISTRY_ECONOMIES, "KOR", "CHN")
"""Economies with a known sum for chips, each counted in its own way."""

IN_BOTH = {
    "per_head": ("profile.{}.gdp_per_head", "profile.{}.gdp_ppp_per_head"),
    "growth": ("profile.{}.growth.gdp", "profile.{}.growth.gdp_ppp"),
}
"""Figures given both in dollars and at purchasing power."""

MOST_DIGITS_OF_SIZES = 3
"""Digits of a size that a reader needs."""


def full_years(c: Catalogue, economy: str, size: str) -> dict[int, Observation]:
    """Return the sizes of an economy by year, the latest vintage of each; years that had not ended are left out."""
    by_year = {}
    for row in c.evidence.series(SIZES[size], economy):
        if row.period_end and row.period_end < row.published:
            by_year[row.period_end.year] = row
    if not by_year:
        raise NotKnownError(f"{size} of {economy}")
    return by_year


@once
def newest_year(c: Catalogue) -> int:
    """Return the last year for which every economy compared has all sizes."""
    common = set(full_years(c, FIRST, "gdp"))
    for economy in ECONOMIES:
        for size in SIZES:
            common &= full_years(c, economy, size).keys()
    return max(common)  # there is one: the IMF gives all sizes for the same years


def size_now(c: Catalogue, economy: str, size: str) -> Finding:
    """Return a size of an economy in the last full year, rounded to a few digits."""
    rows = full_years(c, economy, size)
    year = newest_year(c)
    if year not in rows:
        raise NotKnownError(f"{size} of {economy} in {year}")
    figure = c.row(rows[year])
    text = printed(figure.quantity, MOST_DIGITS_OF_SIZES)
    method = "rounded to what a reader needs"
    return Finding("size", figure.label, figure.quantity, method, (figure,), as_printed=text)


def growth(c: Catalogue, economy: str, size: str) -> Finding:
    """Return the change of a size since the first year available."""
    rows = full_years(c, economy, size)
    first = c.row(rows[min(rows)])
    return change(c[f"profile.{economy}.{size}"], first)


def one_measure(c: Catalogue, economy: str, measure: str, *, is_one: bool) -> Finding:
    """Return a figure that is the same in dollars and at purchasing power, as it is for the United States.

    Without `is_one` return the figure at purchasing power, if it differs. One of the two is always unknown, so that a
    text with a sentence for each gives no number twice.
    """
    in_dollars, at_purchasing_power = IN_BOTH[measure]
    dollars, bought = c[in_dollars.format(economy)], c[at_purchasing_power.format(economy)]
    is_same = dollars.quantity.value == bought.quantity.value
    if is_same != is_one:
        raise NotKnownError(f"{measure} of {economy} as {'one figure' if is_one else 'two figures'}")
    return dollars if is_one else bought


def first_rank(c: Catalogue, economy: str) -> Finding:
    """Return the rank in the first edition that has the economy; raises `NotKnownError` if there is no later one."""
    rows = c.evidence.series(IMD_RANK, economy)
    if len(rows) < 2:
        raise NotKnownError(f"two editions with {economy}")
    return c.row(rows[0])


def rank_in_newest(c: Catalogue, economy: str) -> Finding:
    """Return the rank in the latest edition; one of an older edition does not count."""
    return c.observe(IMD_RANK, economy, year=period_end(c.newest(IMD_PANEL, "WLD")).year)


def place_among(c: Catalogue, economy: str, measure: str) -> Finding:
    """Return the rank of an economy among those compared; figures within each other's bounds share a rank."""
    pattern = RANKED_FIGURES[measure]
    figure = c[pattern.format(economy)]
    compared = dict.fromkeys((economy, *ECONOMIES))  # once, even if it is one of these
    names = [pattern.format(code) for code in compared]
    figures = [c[name] for name in names if c.knows(name)]
    if len(figures) < 2:
        raise NotKnownError(f"nobody to compare {economy} with")

    place = 1 + sum(other.quantity.low > figure.quantity.high for other in figures)
    label = compose("Place of ", varying(c.name(economy)), " among ", f"{len(figures)}", " compared: ", figure.label)
    quantity = Quantity.exact(place, "rank")
    text = f"{ordinal(place)} of {len(figures)}"
    return Finding("place", label, quantity, "those above, plus one", tuple(figures), as_printed=text)


def same_list(c: Catalogue, economy: str) -> Finding:
    """Return the number of all firms on the list on which those of an economy were last counted."""
    day = period_end(c[f"unicorns.{economy}.newest"])
    rows = [row for row in c.evidence.series(UNICORN_LIST, "WLD") if row.period_end == day]
    if not rows:
        raise NotKnownError(f"all firms on the list of {day}")
    return c.row(rows[-1])


def chips(c: Catalogue, economy: str) -> Finding:
    """Return what a state set aside for chips, as the Finance Ministry counts it, or its own package or fund."""
    if economy not in WITH_CHIPS:
        raise NotKnownError(f"chip support of {economy}")
    if economy == "KOR":
        return c.newest("chip_support_package", "KOR")
    if economy == "CHN":
        return c["subsidy.CHN.fund"]
    return c[f"subsidy.{economy}.amount"]


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
topic.add("profile.{economy}.place.{measure}", place_among, measure=tuple(RANKED_FIGURES))

topic.add("imd.{economy}.newest", lambda c, economy: c.newest(IMD_RANK, economy))
topic.add("imd.{economy}.newest.year", lambda c, economy: year_of(c[f"imd.{economy}.newest"]))
topic.add(
    "imd.{economy}.newest.panel",
    lambda c, economy: c.observe(IMD_PANEL, "WLD", year=period_end(c[f"imd.{economy}.newest"]).year),
)
topic.add("imd.{economy}.current", rank_in_newest)
topic.add("imd.{economy}.first", first_rank)
topic.add("imd.{economy}.first.year", lambda c, economy: year_of(c[f"imd.{economy}.first"]))
topic.add(
    "imd.{economy}.fall",
    lambda c, economy: places_behind(c[f"imd.{economy}.newest"], c[f"imd.{economy}.first"]),
    "Places lost in the digital ranking since the first edition available, {economy}",
)

topic.add("unicorns.{economy}.newest", lambda c, economy: c.newest(UNICORN_LIST, economy))
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
topic.add("profile.{economy}.exports", lambda c, economy: latest_figure(c, "exports", entity=economy))
