"""What a reader may choose: what figures are divided by, over which time, and at which rate yen count."""

from analysis.findings import Number, Option

DENOMINATORS = ("gdp", "gdp_ppp", "population")
BASES = ("total", "per_year")
RATE_RULES = ("day", "announced", "period_mean", "ppp", "own")

RATE_NAMES = {
    "day": "rate of the article’s day",
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
