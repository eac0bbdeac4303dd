"""Parameters and thresholds: denominators, totals or yearly sums, exchange rates, and what counts as much larger."""

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Number, Option, Quantity
from analysis.findings.threshold_findings import RULE_THRESHOLDS, threshold_topic

DENOMINATORS = ("gdp", "gdp_ppp", "population")
"""What the number of unicorns is related to."""

BASES = ("total", "per_year")
"""Whether chip support is that of a whole programme, or of one of its years."""

RATE_RULES = ("day", "announced", "period_mean", "ppp", "own")
"""Rates at which yen become dollars."""

RATE_NAMES = {
    "day": "rate of the article’s date",
    "announced": "rate of the announcement",
    "release_day": "rate of the announcement",
    "period_mean": "mean rate of the period",
    "ppp": "purchasing power parity",
    "own": "the reader’s own rate",
}
"""Names of the rate rules in the labels of dollar sums."""

MUCH_LARGER = "much_larger"
"""The smallest ratio that counts as much larger: a threshold that a parameter may override."""

MOST_YEN = 10_000
"""Upper limit of the reader's own rate, in yen per dollar."""

PARAMETERS = (
    Option("denominator", DENOMINATORS),
    Option("basis", BASES),
    Option("rate_rule", RATE_RULES),
    Number(
        "own_rate",
        low=1,
        high=MOST_YEN,
        what="rate of yen for a dollar",
        such_as="150",
        goes_with=("rate_rule", "own"),
    ),
    Number(MUCH_LARGER, low=1, high=100, what="ratio that counts as much larger", such_as="1.5"),
)


# Thresholds and assumptions as findings, so that their origin can be traced.

SOURCE = "declared"
"""The row of `sources.csv` for what was chosen rather than measured."""


THRESHOLDS = {
    MUCH_LARGER: ("Ratio from which on larger counts as much larger", "ratio"),
    "rounding": RULE_THRESHOLDS["rounding"],
    "imprecise": RULE_THRESHOLDS["imprecise"],
    "low_percentile": ("Share of the others below which a place in a ranking counts as low", "share"),
    "low_level": ("Share of the American level below which a level counts as low", "share"),
    "dominates": ("Share of a market above which a country counts as dominating it", "share"),
    "trend_swing": RULE_THRESHOLDS["trend_swing"],
    "lead_level": ("Share by which no other economy may be better than one in front", "share"),
    "lead_ahead": ("First places more than anybody else that a yes needs", "measures"),
    "lead_lasts": ("Years for which a figure stands beside newer ones of others", "years"),
    "lead_fewest": ("Yearly figures below which no direction is read", "figures"),
    "lead_swing": ("Usual swings that a clear change must exceed", "ratio"),
    "lead_base_years": ("Years before the latest one from which a change is measured", "years"),
    "lead_margin": ("Balance of clear gains and losses that decides", "measures"),
}
"""Label and unit of each threshold."""


def record_gap(c: Catalogue) -> Finding:
    """Return the days that have to lie between two falls of a rate for them to count as two."""
    quantity = Quantity.exact(int(c.evidence.settings.windows["record_gap_days"]), "days")
    label = "Days that have to lie before an earlier record"
    return Finding("threshold", label, quantity, "a declared choice", source_ids=(SOURCE,))


def own_rate(c: Catalogue) -> Finding:
    """Return the reader's own rate, in yen per dollar."""
    if c.parameters["own_rate"] is None:
        raise NotKnownError("no rate of the reader’s own")
    quantity = Quantity.exact(c.parameters["own_rate"], "JPY per USD")
    label = "Yen for a dollar, the reader’s own assumption"
    return Finding("rate", label, quantity, "a parameter of this run", source_ids=(SOURCE,))


topic = threshold_topic(THRESHOLDS, SOURCE)
topic.add("choice.record_gap", record_gap)
topic.add("choice.own_rate", own_rate)
