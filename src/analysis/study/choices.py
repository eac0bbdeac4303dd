"""What a reader may choose: what figures are divided by, over which time, and at which rate yen count."""

from analysis.dataset import Evidence
from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Number, Option, Quantity, Topic

DENOMINATORS = ("gdp", "gdp_ppp", "population")
BASES = ("total", "per_year")
RATE_RULES = ("day", "announced", "period_mean", "ppp", "own")

RATE_NAMES = {
    "day": "rate of the article’s date",
    "announced": "rate of the announcement",
    "release_day": "rate of the announcement",
    "period_mean": "mean rate of the period",
    "ppp": "purchasing power parity",
    "own": "the reader’s own rate",
}
"""How the name of a sum in dollars says by which rate it was converted."""

MUCH_LARGER = "much_larger"
"""The ratio from which on larger counts as much larger: a threshold, and a parameter that takes its place."""

MOST_YEN = 10_000
"""No rate of a reader's own goes beyond that: it has never been worth considering."""

PARAMETERS = (
    Option("denominator", DENOMINATORS),
    Option("basis", BASES),
    Option("rate_rule", RATE_RULES),
    Number("own_rate", 1, MOST_YEN, "rate of yen for a dollar", "150", goes_with=("rate_rule", "own")),
    Number(MUCH_LARGER, 1, 100, "ratio that counts as much larger", "1.5"),
)


# What is chosen rather than measured: thresholds that the project declares, and assumptions of the reader's own.

SOURCE = "declared"
"""The row of `sources.csv` that says so: a choice has an origin too, but nobody measured it."""


THRESHOLDS = {
    MUCH_LARGER: ("Ratio from which on larger counts as much larger", "ratio"),
    "rounding": ("Gap up to which a figure counts as rounded by a reporter, as a share of the evidence", "share"),
    "imprecise": ("Gap up to which a figure counts as imprecise, as a share of the evidence", "share"),
    "low_percentile": ("Share of the others below which a place in a ranking counts as low", "share"),
    "low_level": ("Share of the American level below which a level counts as low", "share"),
    "dominates": ("Share of a market above which a country counts as dominating it", "share"),
    "trend_swing": ("Usual swings that a trend must exceed", "ratio"),
    "trend_majority": ("Share of the windows over which a trend must point one way", "share"),
    "lead_level": ("Share by which no other economy may be better than one in front", "share"),
    "lead_ahead": ("First places more than anybody else that a yes needs", "measures"),
    "lead_lasts": ("Years for which a figure stands beside newer ones of others", "years"),
    "lead_fewest": ("Yearly figures below which no direction is read", "figures"),
    "lead_swing": ("Usual swings that a clear change must exceed", "ratio"),
    "lead_base_years": ("Years before the latest one from which a change is measured", "years"),
    "lead_margin": ("Balance of clear gains and losses that decides", "measures"),
}
"""What each threshold says, and its unit."""


def threshold(c: Catalogue, which: str) -> Finding:
    """Return a threshold that decides verdicts: as declared, or the reader's own."""
    label, unit = THRESHOLDS[which]
    quantity = Quantity.exact(c.threshold(which), unit)
    return Finding("threshold", label, quantity, "a declared choice", source_ids=(SOURCE,))


def ranges(evidence: Evidence) -> list[str]:
    """Name every other value that a threshold is varied over."""
    found = evidence.settings.ranges.items()
    return [f"{name}.{value:g}" for name, values in found if name in THRESHOLDS for value in values]


def other_threshold(_: Catalogue, varied: str) -> Finding:
    """Return another value of a threshold, over which a verdict is varied."""
    which, value = varied.split(".", 1)
    label, unit = THRESHOLDS[which]
    return Finding("threshold", f"{label}, varied", Quantity.exact(float(value), unit), "varied", source_ids=(SOURCE,))


def record_gap(c: Catalogue) -> Finding:
    """Return how many days have to lie between two falls of a rate that are not the same one."""
    quantity = Quantity.exact(int(c.evidence.settings.windows["record_gap_days"]), "days")
    label = "Days that have to lie before an earlier record"
    return Finding("threshold", label, quantity, "a declared choice", source_ids=(SOURCE,))


def own_rate(c: Catalogue) -> Finding:
    """Return the price of a dollar that the reader assumes."""
    if c.parameters["own_rate"] is None:
        raise NotKnownError("no rate of the reader’s own")
    quantity = Quantity.exact(c.parameters["own_rate"], "JPY per USD")
    label = "Yen for a dollar, the reader’s own assumption"
    return Finding("rate", label, quantity, "a parameter of this run", source_ids=(SOURCE,))


topic = Topic()
topic.add("choice.{which}", threshold, which=tuple(THRESHOLDS))
topic.add("choice.{varied}", other_threshold, varied=ranges)
topic.add("choice.record_gap", record_gap)
topic.add("choice.own_rate", own_rate)
