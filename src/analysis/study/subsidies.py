"""Chip subsidies: the same money against each country's economy, people and years, by each official account."""

from __future__ import annotations

from dataclasses import replace

from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import (
    added,
    ceiling,
    convert,
    day_of,
    each_year,
    month_of,
    per,
    ratio,
    share,
    weeks_between,
    year_of,
    years_of,
)
from analysis.findings.quantity import printed
from analysis.study.choices import RATE_NAMES
from analysis.study.economy import base, common_year_then, dollars, fixing, gdp, gdp_then

# ----- subsidies -------------------------------------------------------------------------------------------

MINISTRY = ("JPN", "USA", "DEU", "FRA", "GBR")
"""The countries that the Finance Ministry sets side by side."""

SECOND_MINISTRY = ("JPN", "USA", "DEU", "CHN")
"""Those that the Ministry of Economy, Trade and Industry does."""

ACCOUNTS = ("mof", "meti")
HEAD_RATES = {rule: RATE_NAMES[rule] for rule in ("day", "ppp")}
AMOUNT_RATES = {rule: RATE_NAMES[rule] for rule in ("day", "release_day", "period_mean", "ppp")}
"""The rates at which the sum is converted."""

SUMS_TRIED = {it: f"subsidy.JPN.amount_usd.{it}" for it in ("day", "release_day", "period_mean")}
SUMS_TRIED |= {"round_sum": "subsidy.JPN.first_sum_usd"}
"""Under what the claim about the sum is tried; purchasing power is no rate that a reporter would take."""


def printed_share(c: Catalogue, economy: str) -> Finding:
    """Take the Finance Ministry's share printed in April 2024; an earlier one for Japan leaves out the last budget."""
    rows = c.evidence.vintages("chip_support_pct_gdp", economy, account="mof")
    newest = max(reversed(rows), key=lambda o: o.published, default=None)
    if newest is None:
        raise NotKnownError(f"the Finance Ministry’s share for {economy}")
    return c.row(newest)


def listed(c: Catalogue, economy: str) -> Finding:
    """Take the sum of what the Finance Ministry lists for a country."""
    return c.newest("chip_support_amount", economy, account="mof")


def revised(c: Catalogue) -> Finding:
    """Take Japan's share of the GDP of the same year as then, in its newest vintage, where that is newer."""
    newest = c.observe("gdp_nominal_lcu", "JPN", year=common_year_then(c))
    if newest.observation is None or newest.observation.published <= c.evidence.judged_at:
        raise NotKnownError("no GDP published after the article")
    return share(c["subsidy.JPN.amount"], newest)


def over_years(c: Catalogue, economy: str, what: str) -> Finding:
    """Spread a sum or a share evenly over the years of the programme."""
    whole, years = c[f"subsidy.{economy}.{what}"], c[f"subsidy.{economy}.years"]
    return each_year(whole, years).depending_on(basis="per_year")


def in_dollars(c: Catalogue, economy: str, rule: str) -> Finding:
    """Convert Japan's chip support at the day's rate, that when it was first shown, the mean or at parity."""
    amount = c[f"subsidy.{economy}.amount"]
    if rule != "release_day":
        return dollars(c, amount, rule)
    told = c["subsidy.JPN.first_shown"].day
    if told is None:
        raise NotKnownError("the day on which the sum was first shown")
    return convert(amount, fixing(c, "USD", "JPY", told)).depending_on(amount_rate=rule)


def totals_shown(c: Catalogue) -> Finding:
    """Name the day on which the yearly totals of the sum became public; until then it was a round one."""
    if c["subsidy.JPN.amount"].figure == c["subsidy.JPN.first_sum"].figure:
        raise NotKnownError("the yearly totals of chip support")
    return day_of(c["subsidy.JPN.amount"], "published")


def years_as_printed(c: Catalogue) -> Finding:
    """Return over how many years the article spreads the sum of chip support, in its own word."""
    printed = c.evidence.claims["C25"]["printed"].split(" | ")[-1]
    return replace(years_of(c["claim.C25"]), as_printed=printed.removesuffix(" years"))


def fiscal_years(c: Catalogue) -> Finding:
    """Name the fiscal years whose budgets the Finance Ministry adds up, each by the year in which it begins."""
    length = years_of(c["subsidy.JPN.share.mof"])
    first = day_of(c["subsidy.JPN.share.mof"], "period_start").day
    assert first is not None
    last = first.year + int(length.value) - 1
    return replace(length, label="Fiscal years of Japan’s budgets for chips", as_printed=f"{first.year}–{last}")


topic = Topic()

# What the Finance Ministry sets side by side, by every measure.
topic.add(
    "subsidy.{economy}.amount",
    lambda c, economy: c["subsidy.DEU.whole"] if economy == "DEU" else listed(c, economy),
    economy=MINISTRY,
)
topic.add("subsidy.DEU.listed", lambda c: listed(c, "DEU"))
topic.add("subsidy.DEU.programme", lambda c: c.newest("ipcei_microelectronics_aid", "DEU"))
topic.add(
    "subsidy.DEU.whole",
    lambda c: c["subsidy.DEU.listed"] + c["subsidy.DEU.programme"],
    "Chip support, Germany, with the programme that the Finance Ministry leaves out",
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
    "Chip support, {economy}, share of GDP as known on the article’s date",
    economy=MINISTRY,
)
topic.add(
    "subsidy.{economy}.years",
    lambda c, economy: c.newest("chip_support_programme_years", economy),
    economy=MINISTRY,
)
topic.add("subsidy.{economy}.amount.per_year", lambda c, economy: over_years(c, economy, "amount"), economy=MINISTRY)
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

topic.add("subsidy.JPN.fiscal", fiscal_years)

# Japan against two others: as the two ministries print it, and as it is computed by each yardstick.
topic.add(
    "subsidy.{economy}.share.meti",
    lambda c, economy: c.newest("chip_support_pct_gdp", economy, account="meti"),
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
    "share.then": "shares of GDP, computed as known on the article’s date",
    "share.total": "shares of GDP, computed with the latest GDP",
    "per_head.day": "per head at the rate of the article’s date",
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

# Japan's sum in dollars, and what else is known of it. A round sum was shown first, the exact one a few weeks later.
topic.add("subsidy.JPN.first_sum", lambda c: c.announced("chip_support_amount", "JPN", "", account="mof"))
topic.add(
    "subsidy.JPN.first_shown",
    lambda c: day_of(c["subsidy.JPN.first_sum"], "published"),
    "Chip support became public as a round sum",
)
topic.add("subsidy.JPN.first_sum_usd", lambda c: dollars(c, c["subsidy.JPN.first_sum"], "day"))
topic.add("subsidy.JPN.totals_shown", totals_shown, "Chip support became public by yearly totals")
topic.add("claim.C25.years", years_as_printed)
topic.add("subsidy.JPN.share.revised", revised)
topic.add(
    "subsidy.JPN.share.year",
    lambda c: year_of(c.observe("gdp_nominal_lcu", "JPN", year=common_year_then(c))),
)
topic.add("subsidy.JPN.bonds", lambda c: c.newest("chip_support_transition_bonds", "JPN", account="mof"))
topic.add("subsidy.JPN.funded", lambda c: c.newest("chip_support_funded", "JPN"))
topic.add("subsidy.JPN.press", lambda c: c.newest("chip_support_amount_usd", "JPN", account="nikkei"))
topic.add("subsidy.JPN.earmarked", lambda c: c.newest("chip_support_earmarked", "JPN", account="ap"))
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


OWN_COUNTS = {
    "own_share": "share.total",
    "per_year": "share.per_year",
    "per_head": "per_head.day",
    "per_head_ppp": "per_head.ppp",
    "with_tax_credit": "with_tax_credit",
    "as_awarded": "as_awarded",
}
"""Ways of counting that no ministry printed, each with the ratio that it gives: the report's own."""


def counted(case: Case, peer: str, account: str) -> Judgement:
    """Judge by the account of one ministry, or by one way of counting of our own; some fit one peer only."""
    name = f"subsidy.ratio.{peer}.{OWN_COUNTS.get(account, account)}"
    if not case.c.declares(name):
        raise NotKnownError(f"{account} does not apply to {peer}")
    return case.comparison([case.c[name]], "much_larger")


topic.judge(
    "C25",
    lambda case: case.amount(SUMS_TRIED["day"]),
    lambda case, amount_rate: case.amount(SUMS_TRIED[amount_rate]),
    amount_rate=tuple(SUMS_TRIED),
)
topic.judge(
    "C26",
    lambda case: accounts(case, "USA"),
    lambda case, account: counted(case, "USA", account),
    account=(*ACCOUNTS, *OWN_COUNTS),
)
topic.judge(
    "C27",
    lambda case: accounts(case, "DEU"),
    lambda case, account: counted(case, "DEU", account),
    account=(*ACCOUNTS, *OWN_COUNTS),
)


# ----- strategy --------------------------------------------------------------------------------------------
# What Japan's state has set aside and promised for chips since the article: Rapidus, the framework, the roadmap.

TOTAL, YEARLY = "rapidus_state_support_cumulative", "rapidus_state_support_year"
DIGITS = 4
"""As many as the ministry's own sums have."""

SINCE = {
    "JPN.rapidus_planned": ("rapidus_state_support_planned", ""),
    "JPN.framework": ("ai_chip_framework", ""),
    "JPN.budget": ("chip_ai_budget", ""),
    "JPN.roadmap": ("investment_outlook_ai_chips_jpy", ""),
    "JPN.outlook": ("investment_outlook_chips_jpy", ""),
    "JPN.sales_goal": ("chip_sales_target_jpy", ""),
    "RAPIDUS.equity": ("state_equity_jpy", "RAPIDUS"),
    "RAPIDUS.stake": ("state_stake_share", "RAPIDUS"),
    "RAPIDUS.votes": ("state_voting_share", "RAPIDUS"),
    "RAPIDUS.private": ("private_capital_jpy", "RAPIDUS"),
    "RAPIDUS.needed": ("capital_needed_jpy", "RAPIDUS"),
    "RAPIDUS.loans": ("planned_loans_jpy", "RAPIDUS"),
}
"""What the state or a firm has said since, by country or firm: the indicator, and the firm if there is one."""


def granted(c: Catalogue) -> Finding:
    """Add to the newest total of the subsidies for Rapidus what was granted after it, each at its ceiling."""
    total = c.later(TOTAL, "JPN")
    assert total.observation
    known = total.observation.published
    after = [c.row(o) for o in c.evidence.series(YEARLY, "JPN", "RAPIDUS") if o.published > known]
    if not after:
        return total
    whole = added([ceiling(it) for it in (total, *after)])
    label = "Subsidies granted to Rapidus: the latest total, and what was granted after it"
    exact = Quantity.exact(whole.value, whole.quantity.unit)  # limits are rounded by the value as printed
    return replace(whole, label=label, as_printed=f"up to {printed(exact, DIGITS)}")


topic_strategy = Topic()
topic_strategy.add("subsidy.JPN.rapidus", lambda c: c.announced(TOTAL, "JPN", ""))
topic_strategy.add("since.JPN.rapidus", granted)
topic_strategy.add("since.JPN.rapidus.day", lambda c: day_of(list(c["since.JPN.rapidus"].leaves())[-1], "published"))
topic_strategy.add("since.{of}", lambda c, of: c.later(SINCE[of][0], "JPN", SINCE[of][1]), of=tuple(SINCE))
topic_strategy.add("since.{of}.day", lambda c, of: day_of(c[f"since.{of}"], "published"), of=tuple(SINCE))
topic_strategy.add(
    "since.{of}.end",
    lambda c, of: month_of(c[f"since.{of}"]),
    of=("JPN.rapidus_planned", "JPN.framework", "JPN.budget", "JPN.outlook"),
)
topic_strategy.add("since.JPN.sales_goal.year", lambda c: year_of(c["since.JPN.sales_goal"]))
topic_strategy.add("since.RAPIDUS.round", lambda c: month_of(c["since.RAPIDUS.private"]))
topic_strategy.add("since.JPN.earmarked", lambda c: c.later("chip_support_earmarked", "JPN", account="bloomberg"))
topic_strategy.add("since.JPN.earmarked.end", lambda c: month_of(c["since.JPN.earmarked"]))
