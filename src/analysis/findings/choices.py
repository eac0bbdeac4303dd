"""What a reader may choose: findings that stand for one another under another yardstick."""

from analysis.findings.catalogue import Catalogue
from analysis.findings.parameters import BASES, DENOMINATORS, RATE_RULES
from analysis.findings.subsidies import ACCOUNT_ECONOMIES

RATES = {"day": "day", "announced": "release_day", "period_mean": "period_mean", "ppp": "ppp", "own": "own"}
"""The ministry announced its sum on the day of a release, so that day's rate is the announced one."""


def compute(c: Catalogue) -> None:
    """Name the findings that follow the parameters denominator, basis and rate_rule."""
    unicorns = [*(f"unicorns.{economy}" for economy in c.economies), "unicorns.ratio.USA"]
    for key in unicorns:
        c.choose(f"{key}.chosen", "denominator", {option: f"{key}.{option}" for option in DENOMINATORS})
    subsidies = [*(f"subsidy.{economy}" for economy in ACCOUNT_ECONOMIES), "subsidy.ratio.USA"]
    for key in subsidies:
        c.choose(f"{key}.chosen", "basis", {option: f"{key}.share.{option}" for option in BASES})
    c.choose("yen.AWS.chosen", "rate_rule", {option: f"yen.AWS.usd.{option}" for option in RATE_RULES})
    c.choose("yen.subsidy.chosen", "rate_rule", {o: f"subsidy.JPN.amount_usd.{rate}" for o, rate in RATES.items()})
