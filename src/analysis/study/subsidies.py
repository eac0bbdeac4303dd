"""Chip subsidies: the same money against each country's economy, people and years, by each official account."""

from dataclasses import replace

from analysis.evidence import NotKnown
from analysis.findings import Case, Catalogue, Finding, Judgement, Topic
from analysis.findings.arithmetic import convert, day_of, each_year, per, ratio, share, weeks_between, years_of
from analysis.study.economy import base, gdp, gdp_then
from analysis.study.rates import dollars, fixing
from analysis.study.yardsticks import RATE_NAMES

MINISTRY = ("JPN", "USA", "DEU", "FRA", "GBR")
"""The countries that the Finance Ministry sets side by side."""

SECOND_MINISTRY = ("JPN", "USA", "DEU", "CHN")
"""Those that the Ministry of Economy, Trade and Industry does."""

ACCOUNTS = ("mof", "meti")
HEAD_RATES = {rule: RATE_NAMES[rule] for rule in ("day", "ppp")}
AMOUNT_RATES = {rule: RATE_NAMES[rule] for rule in ("day", "release_day", "period_mean", "ppp")}
"""The rates under which the claim about the sum is tried."""


def printed_share(c: Catalogue, economy: str) -> Finding:
    """Take the Finance Ministry's share printed in April 2024; an earlier one for Japan leaves out the last budget."""
    rows = c.evidence.vintages("chip_support_pct_gdp_mof", economy)
    newest = max(reversed(rows), key=lambda o: o.published, default=None)
    if newest is None:
        raise NotKnown(f"the Finance Ministry’s share for {economy}")
    return c.row(newest)


def revised(c: Catalogue) -> Finding:
    """Take Japan's share with the newest GDP, where that has changed since the article."""
    newest = c["subsidy.JPN.gdp"].observation
    if newest is None or newest.published <= c.evidence.judged_at:
        raise NotKnown("no GDP published after the article")
    return c["subsidy.JPN.share.total"]


def over_years(c: Catalogue, economy: str, what: str) -> Finding:
    """Spread a sum or a share evenly over the years of the programme."""
    whole, years = c[f"subsidy.{economy}.{what}"], c[f"subsidy.{economy}.years"]
    return each_year(whole, years).depending_on(basis="per_year")


def in_dollars(c: Catalogue, economy: str, rule: str) -> Finding:
    """Convert Japan's chip support at the day's rate, the rate of the release, the period's mean or at parity."""
    amount = c[f"subsidy.{economy}.amount"]
    if rule != "release_day":
        return dollars(c, amount, rule)
    if amount.observation is None:
        raise NotKnown("the day of the release")
    return convert(amount, fixing(c, "USD", "JPY", amount.observation.published)).depending_on(amount_rate=rule)


def years_as_printed(c: Catalogue) -> Finding:
    """Return over how many years the article spreads the sum of chip support, in its own word."""
    printed = c.evidence.claims["C25"]["printed"].split(" | ")[-1]
    return replace(years_of(c["claim.C25"]), as_printed=printed.removesuffix(" years"))


topic = Topic()

# What the Finance Ministry sets side by side, by every measure.
topic.add(
    "subsidy.{economy}.amount",
    lambda c, economy: c.newest("chip_support_amount_mof", economy),
    economy=MINISTRY,
)
topic.add("subsidy.{economy}.share.mof", printed_share, economy=MINISTRY)
topic.add("subsidy.{economy}.gdp", gdp, economy=MINISTRY)
topic.add(
    "subsidy.{economy}.share.total",
    lambda c, economy: share(c[f"subsidy.{economy}.amount"], c[f"subsidy.{economy}.gdp"]),
    "Chip support, {economy}, share of GDP",
    economy=MINISTRY,
)
topic.add(
    "subsidy.{economy}.share.then",
    lambda c, economy: share(c[f"subsidy.{economy}.amount"], gdp_then(c, economy)),
    "Chip support, {economy}, share of GDP as known on the article’s day",
    economy=MINISTRY,
)
topic.add(
    "subsidy.{economy}.years",
    lambda c, economy: c.newest("chip_support_programme_years", economy),
    economy=MINISTRY,
)
topic.add(
    "subsidy.{economy}.amount.per_year",
    lambda c, economy: over_years(c, economy, "amount"),
    economy=MINISTRY,
)
topic.add(
    "subsidy.{economy}.share.per_year",
    lambda c, economy: over_years(c, economy, "share.total"),
    economy=MINISTRY,
)
topic.add(
    "subsidy.{economy}.usd.{rule}",
    lambda c, economy, rule: dollars(c, c[f"subsidy.{economy}.amount"], rule, economy=economy),
    "Chip support, {economy}, in dollars ({rule})",
    economy=MINISTRY,
    rule=HEAD_RATES,
)
topic.add(
    "subsidy.{economy}.per_head.{rule}",
    lambda c, economy, rule: per(c[f"subsidy.{economy}.usd.{rule}"], base(c, economy, "population")),
    "Chip support per head, {economy} ({rule})",
    economy=MINISTRY,
    rule=HEAD_RATES,
)

# Japan against two others: as the two ministries print it, and as it is computed by each yardstick.
topic.add(
    "subsidy.{economy}.share.meti",
    lambda c, economy: c.newest("chip_support_pct_gdp_meti", economy),
    economy=SECOND_MINISTRY,
)
topic.add("subsidy.meti.day", lambda c: day_of(c["subsidy.JPN.share.meti"], "published"))
topic.add(
    "subsidy.meti.weeks",
    lambda c: weeks_between(c["subsidy.meti.day"], c["claim.day"]),
    "Weeks from the article to METI’s shares",
)
PRINTED = {"mof": "Finance Ministry’s printed shares of GDP", "meti": "METI’s printed shares of GDP"}
MEASURED_AS = {
    "share.then": "shares of GDP, computed as known on the article’s day",
    "share.total": "shares of GDP, computed with the newest GDP",
    "per_head.day": "per head at the day’s rate",
    "per_head.ppp": "per head at purchasing power parity",
}
topic.add(
    "subsidy.ratio.{peer}.{account}",
    lambda c, peer, account: ratio(c[f"subsidy.JPN.share.{account}"], c[f"subsidy.{peer}.share.{account}"]),
    "Japan against {peer}, {account}",
    peer=("USA", "DEU"),
    account=PRINTED,
)
topic.add(
    "subsidy.ratio.{peer}.{measure}",
    lambda c, peer, measure: ratio(c[f"subsidy.JPN.{measure}"], c[f"subsidy.{peer}.{measure}"]),
    "Japan against {peer}, {measure}",
    peer=("USA", "DEU"),
    measure=MEASURED_AS,
)
topic.add(
    "subsidy.ratio.USA.share.per_year",
    lambda c: ratio(c["subsidy.JPN.share.per_year"], c["subsidy.USA.share.per_year"]),
    "Japan against United States, shares of GDP, per year of the programme",
)
topic.choose("subsidy.{economy}.chosen", "basis", "subsidy.{economy}.share.{option}", economy=MINISTRY)
topic.choose("subsidy.ratio.USA.chosen", "basis", "subsidy.ratio.USA.share.{option}")

# Japan's sum in dollars, and what else is known of it.
topic.add("claim.C25.years", years_as_printed)
topic.add("subsidy.JPN.share.revised", revised)
topic.add("subsidy.JPN.funded", lambda c: c.newest("chip_support_funded", "JPN"))
topic.add("subsidy.JPN.press", lambda c: c.newest("chip_support_usd_nikkei", "JPN"))
topic.add("subsidy.JPN.earmarked", lambda c: c.newest("chip_support_earmarked_ap", "JPN"))
topic.add(
    "subsidy.{economy}.amount_usd.{rule}", in_dollars, "Chip support, {economy}, in dollars ({rule})",
    economy=("JPN",), rule={**AMOUNT_RATES, "own": RATE_NAMES["own"]},
)  # fmt: skip
topic.choose(
    "yen.subsidy.chosen", "rate_rule", "subsidy.JPN.amount_usd.{option}",
    renamed={"announced": "release_day"},  # the ministry announced its sum on the day of a release
)  # fmt: skip
topic.add(
    "subsidy.JPN.implied_rate",
    lambda c: per(c["subsidy.JPN.amount"], c["claim.C25"]),
    "Yen for a dollar that the claim implies",
)


def accounts(case: Case, peer: str) -> Judgement:
    """Judge by the printed shares of every official account, as far as they were public."""
    return case.comparison([f"subsidy.ratio.{peer}.{account}" for account in ACCOUNTS], "much_larger")


COMPUTED_AS = {
    "computed_then": "share.then",
    "computed_newest": "share.total",
    "per_year": "share.per_year",
    "per_head_day": "per_head.day",
    "per_head_ppp": "per_head.ppp",
    "with_tax_credit": "with_tax_credit",
}


def by_yardstick(case: Case, peer: str, account: str, yardstick: str) -> Judgement:
    """Judge by one account and one yardstick; METI printed shares only, and some yardsticks fit one peer only."""
    name = f"subsidy.ratio.{peer}.{COMPUTED_AS.get(yardstick, account)}"
    if (account == "meti" and yardstick in COMPUTED_AS) or not case.c.declares(name):
        raise NotKnown(f"{yardstick} by {account} does not apply to {peer}")
    return case.comparison([case.c[name]], "much_larger")


def sum_in_dollars(case: Case, amount_rate: str = "day") -> Judgement:
    """Judge the sum at one rate; a dollar of the United States is one international dollar."""
    evidence = case.c[f"subsidy.JPN.amount_usd.{amount_rate}"]
    if amount_rate != "ppp":
        return case.amount(evidence)
    article = dollars(case.c, case.printed, "ppp", economy="USA")
    return case.amount(evidence, article.named("claim.C25.ppp", case.printed.label))


topic.judge("C25", sum_in_dollars, sum_in_dollars, amount_rate=AMOUNT_RATES)
topic.judge(
    "C26",
    lambda case: accounts(case, "USA"),
    lambda case, account, yardstick: by_yardstick(case, "USA", account, yardstick),
    account=ACCOUNTS,
    yardstick=("printed_share", *COMPUTED_AS),
)
topic.judge(
    "C27",
    lambda case: accounts(case, "DEU"),
    lambda case, account, yardstick: by_yardstick(case, "DEU", account, yardstick),
    account=ACCOUNTS,
    yardstick=("printed_share", *COMPUTED_AS),
)
