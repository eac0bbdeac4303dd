"""Chip subsidies: by each official account, against economy, people and years; other programmes; what came after."""

from __future__ import annotations

from dataclasses import replace

from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic
from analysis.findings.arithmetic import added, ceiling, convert, each_year, per, ratio, share
from analysis.findings.finding_dates import day_of, month_of, weeks_between, year_of, years_of
from analysis.findings.label_composition import compose
from analysis.findings.number_format import printed
from analysis.study.choices import RATE_NAMES
from analysis.study.conversion import dollars, fixing
from analysis.study.economy import base, common_year_then, gdp, gdp_then
from analysis.study.investment import at_most

MINISTRY_ECONOMIES = ("JPN", "USA", "DEU", "FRA", "GBR")
"""Countries compared by the Finance Ministry."""

METI_ECONOMIES = ("JPN", "USA", "DEU", "CHN")
"""Countries compared by the Ministry of Economy, Trade and Industry."""

MINISTRY_ACCOUNTS = ("mof", "meti")
"""The Finance Ministry, and the Ministry of Economy, Trade and Industry (METI)."""

HEAD_RATES = {rule: RATE_NAMES[rule] for rule in ("day", "ppp")}
"""Rates at which sums per head are converted."""

AMOUNT_RATES = {rule: RATE_NAMES[rule] for rule in ("day", "release_day", "period_mean", "ppp", "own")}
"""Rates at which Japan's sum is converted."""

SUMS_TRIED = {
    "day": "subsidy.JPN.amount_usd.day",
    "release_day": "subsidy.JPN.amount_usd.release_day",
    "period_mean": "subsidy.JPN.amount_usd.period_mean",
    "round_sum": "subsidy.JPN.first_sum_usd",
}
"""Sums by which the claim is tried; not at purchasing power, a rate that no reporter would take."""


def printed_share(c: Catalogue, economy: str) -> Finding:
    """Return the share that the Finance Ministry last printed; an earlier one for Japan lacks the last budget."""
    rows = c.evidence.vintages("chip_support_pct_gdp", economy, account="mof")
    from_last = reversed(rows)  # of rows of the same day, `max` returns the first that it meets
    newest = max(from_last, key=lambda row: row.published, default=None)
    if newest is None:
        raise NotKnownError(f"the Finance Ministry’s share for {economy}")
    return c.row(newest)


def ministry_total(c: Catalogue, economy: str) -> Finding:
    """Return the total that the Finance Ministry lists for a country."""
    return c.newest("chip_support_amount", economy, account="mof")


def revised(c: Catalogue) -> Finding:
    """Return Japan's support as a share of the GDP of the same year in a vintage published after the article."""
    newest = c.observe("gdp_nominal_lcu", "JPN", year=common_year_then(c))
    if newest.observation is None or newest.observation.published <= c.evidence.judged_at:
        raise NotKnownError("no GDP published after the article")
    return share(c["subsidy.JPN.amount"], newest)


def over_years(c: Catalogue, economy: str, what: str) -> Finding:
    """Spread a sum or a share evenly over the years of the programme."""
    whole, years = c[f"subsidy.{economy}.{what}"], c[f"subsidy.{economy}.years"]
    return each_year(whole, years).depending_on(basis="per_year")


def support_in_dollars(c: Catalogue, economy: str, rule: str) -> Finding:
    """Convert Japan's chip support by a rate rule, or at the rate of the day on which it was first published.

    `economy` is always Japan, so that the label has its name.
    """
    amount = c[f"subsidy.{economy}.amount"]
    if rule != "release_day":
        return dollars(c, amount, rule)
    shown = c["subsidy.JPN.first_shown"].day
    if shown is None:
        raise NotKnownError("the day on which the sum was first shown")
    return convert(amount, fixing(c, "USD", "JPY", shown)).depending_on(amount_rate=rule)


def at_yearly_rates(c: Catalogue) -> Finding:
    """Add up the yearly budgets, each converted at the mean rate of its own year."""
    budgets = c.evidence.series("chip_support_budget", "JPN", account="mof")
    if not budgets:
        raise NotKnownError("the yearly budgets")
    return added([dollars(c, c.row(budget), "period_mean") for budget in budgets])


def totals_shown(c: Catalogue) -> Finding:
    """Return the day on which the yearly totals became public; until then there was a round sum."""
    if c["subsidy.JPN.amount"].figure == c["subsidy.JPN.first_sum"].figure:
        raise NotKnownError("the yearly totals of chip support")
    return day_of(c["subsidy.JPN.amount"], "published")


def years_as_printed(c: Catalogue) -> Finding:
    """Return the number of years over which the article spreads chip support, as it prints it."""
    parts = c.evidence.claims["C25"]["printed"].split(" | ")  # the sum, and "three years"
    return replace(years_of(c["claim.C25"]), as_printed=parts[-1].removesuffix(" years"))


def fiscal_years(c: Catalogue) -> Finding:
    """Return the fiscal years whose budgets the Finance Ministry adds up, named by the year in which they begin."""
    length = years_of(c["subsidy.JPN.share.mof"])
    first = day_of(c["subsidy.JPN.share.mof"], "period_start").day
    assert first is not None  # for the type checker: it is a day
    last = first.year + int(length.value) - 1
    return replace(length, label="Fiscal years of Japan’s budgets for chips", as_printed=f"{first.year}–{last}")


topic = Topic()

# The countries compared by the Finance Ministry, by every measure.
topic.add(
    "subsidy.{economy}.amount",
    lambda c, economy: c["subsidy.DEU.whole"] if economy == "DEU" else ministry_total(c, economy),
    economy=MINISTRY_ECONOMIES,
)
topic.add("subsidy.DEU.listed", lambda c: ministry_total(c, "DEU"))
topic.add("subsidy.DEU.programme", lambda c: c.newest("ipcei_microelectronics_aid", "DEU"))
topic.add(
    "subsidy.DEU.whole",
    lambda c: c["subsidy.DEU.listed"] + c["subsidy.DEU.programme"],
    "Chip support, Germany, with the programme that the Finance Ministry leaves out",
)
topic.add("subsidy.{economy}.share.mof", printed_share, economy=MINISTRY_ECONOMIES)
topic.add("subsidy.{economy}.gdp", gdp, economy=MINISTRY_ECONOMIES)
topic.add(
    "subsidy.{economy}.share.total",
    lambda c, economy: share(c[f"subsidy.{economy}.amount"], c[f"subsidy.{economy}.gdp"]),
    "Chip support, {economy}, share of GDP",
    economy=MINISTRY_ECONOMIES,
)
topic.add(
    "subsidy.{economy}.share.then",
    lambda c, economy: share(c[f"subsidy.{economy}.amount"], gdp_then(c, economy)),
    "Chip support, {economy}, share of GDP as known on the article’s date",
    economy=MINISTRY_ECONOMIES,
)
topic.add(
    "subsidy.{economy}.years",
    lambda c, economy: c.newest("chip_support_programme_years", economy),
    economy=MINISTRY_ECONOMIES,
)
topic.add(
    "subsidy.{economy}.amount.per_year", lambda c, economy: over_years(c, economy, "amount"), economy=MINISTRY_ECONOMIES
)
topic.add(
    "subsidy.{economy}.share.per_year",
    lambda c, economy: over_years(c, economy, "share.total"),
    economy=MINISTRY_ECONOMIES,
)
topic.add(
    "subsidy.{economy}.usd.{rule}",
    lambda c, economy, rule: dollars(c, c[f"subsidy.{economy}.amount"], rule, economy=economy),
    "Chip support, {economy}, in dollars ({rule})",
    economy=MINISTRY_ECONOMIES, rule=HEAD_RATES,
)  # fmt: skip
topic.add(
    "subsidy.{economy}.per_head.{rule}",
    lambda c, economy, rule: per(c[f"subsidy.{economy}.usd.{rule}"], base(c, economy, "population")),
    "Chip support per head, {economy} ({rule})",
    economy=MINISTRY_ECONOMIES, rule=HEAD_RATES,
)  # fmt: skip
topic.add("subsidy.JPN.fiscal", fiscal_years)

# Japan against two others: as the ministries print it, and by our own counts.
topic.add(
    "subsidy.{economy}.share.meti",
    lambda c, economy: c.newest("chip_support_pct_gdp", economy, account="meti"),
    economy=METI_ECONOMIES,
)
topic.add("subsidy.meti.day", lambda c: day_of(c["subsidy.JPN.share.meti"], "published"))
topic.add(
    "subsidy.meti.weeks",
    lambda c: weeks_between(c["subsidy.meti.day"], c["claim.day"]),
    "Weeks from the article to METI’s shares",
)
RATIOS = {
    "mof": "Finance Ministry’s printed shares of GDP",
    "meti": "METI’s printed shares of GDP",
    "share.then": "shares of GDP, computed as known on the article’s date",
    "share.total": "shares of GDP, computed with the latest GDP",
    "per_head.day": "per head at the rate of the article’s date",
    "per_head.ppp": "per head at purchasing power parity",
}
"""Measures by which Japan's chip support is divided by that of another country, and their names in a label."""


def against(c: Catalogue, peer: str, measure: str) -> Finding:
    """Divide a measure of Japan's chip support by that of another country."""
    name = f"share.{measure}" if measure in MINISTRY_ACCOUNTS else measure
    return ratio(c[f"subsidy.JPN.{name}"], c[f"subsidy.{peer}.{name}"])


topic.add(
    "subsidy.ratio.{peer}.{measure}", against, "Japan against {peer}, {measure}",
    peer=("USA", "DEU"), measure=RATIOS,
)  # fmt: skip
topic.add(
    "subsidy.ratio.USA.share.per_year",
    lambda c: ratio(c["subsidy.JPN.share.per_year"], c["subsidy.USA.share.per_year"]),
    "Japan against United States, shares of GDP, per year of the programme",
)
topic.choose("subsidy.{economy}.chosen", "basis", "subsidy.{economy}.share.{option}", economy=MINISTRY_ECONOMIES)
topic.choose("subsidy.ratio.USA.chosen", "basis", "subsidy.ratio.USA.share.{option}")

# Japan's sum in dollars. A round sum was published first, the exact one a few weeks later.
topic.add("subsidy.JPN.first_sum", lambda c: c.announced("chip_support_amount", "JPN", actor="", account="mof"))
topic.add(
    "subsidy.JPN.first_shown",
    lambda c: day_of(c["subsidy.JPN.first_sum"], "published"),
    "Chip support became public as a round sum",
)
topic.add("subsidy.JPN.first_sum_usd", lambda c: dollars(c, c["subsidy.JPN.first_sum"], "day"))
topic.add("subsidy.JPN.totals_shown", totals_shown, "Chip support became public by yearly totals")
topic.add("claim.C25.years", years_as_printed)
topic.add("subsidy.JPN.share.revised", revised)
topic.add("subsidy.JPN.share.year", lambda c: year_of(c.observe("gdp_nominal_lcu", "JPN", year=common_year_then(c))))
topic.add("subsidy.JPN.bonds", lambda c: c.newest("chip_support_transition_bonds", "JPN", account="mof"))
topic.add("subsidy.JPN.funded", lambda c: c.newest("chip_support_funded", "JPN"))
topic.add("subsidy.JPN.press", lambda c: c.newest("chip_support_amount_usd", "JPN", account="nikkei"))
topic.add("subsidy.JPN.earmarked", lambda c: c.newest("chip_support_earmarked", "JPN", account="ap"))
topic.add(
    "subsidy.{economy}.amount_usd.{rule}", support_in_dollars, "Chip support, {economy}, in dollars ({rule})",
    economy=("JPN",), rule=AMOUNT_RATES,
)  # fmt: skip
topic.add(
    "subsidy.JPN.amount_usd.each_year",
    at_yearly_rates,
    "Chip support, Japan, in dollars, each budget at the mean rate of its year",
)
topic.add(
    "subsidy.JPN_of_USA.money",
    lambda c: share(c["subsidy.JPN.amount_usd.day"], c["subsidy.USA.amount"]),
    "Japan’s chip support in dollars as a share of the United States’",
)
topic.choose(
    "yen.subsidy.chosen", "rate_rule", "subsidy.JPN.amount_usd.{option}",
    renamed={"announced": "release_day"},  # the ministry announced its sum on the day of a release
)  # fmt: skip
topic.add(
    "subsidy.JPN.implied_rate",
    lambda c: per(c["subsidy.JPN.amount"], c["claim.C25"]),
    "Yen for a dollar that the claim implies",
)


def by_ministries(case: Case, peer: str) -> Judgement:
    """Judge by the shares of GDP that both ministries print, as far as they were public."""
    ratios = [f"subsidy.ratio.{peer}.{account}" for account in MINISTRY_ACCOUNTS]
    return case.comparison(ratios, "much_larger")


OWN_COUNTS = {
    "own_share": "share.total",
    "per_year": "share.per_year",
    "per_head": "per_head.day",
    "per_head_ppp": "per_head.ppp",
    "with_tax_credit": "with_tax_credit",
    "as_awarded": "as_awarded",
}
"""Our own ways of counting, each with its ratio."""


def by_account(case: Case, peer: str, account: str) -> Judgement:
    """Judge by one ministry's account or by one of our own counts; some exist for one peer only."""
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
    lambda case: by_ministries(case, "USA"),
    lambda case, account: by_account(case, "USA", account),
    account=(*MINISTRY_ACCOUNTS, *OWN_COUNTS),
)
topic.judge(
    "C27",
    lambda case: by_ministries(case, "DEU"),
    lambda case, account: by_account(case, "DEU", account),
    account=(*MINISTRY_ACCOUNTS, *OWN_COUNTS),
)


# ----- programmes that the Finance Ministry does not compare --------------------------------------------------

RAPIDUS_TOTAL, RAPIDUS_YEARLY = "rapidus_state_support_cumulative", "rapidus_state_support_year"
"""Indicators of the subsidies for Rapidus."""

AIDED_PLANTS = ("JASM_FAB_1", "JASM_FAB_2", "MICRON", "KIOXIA_WD")
"""Plants to which Japan had granted aid by the article's date, besides Rapidus."""


def aid_in_japan(c: Catalogue) -> Finding:
    """Add up the upper limits of aid granted to single plants in Japan.

    Micron had been granted aid twice, the first time for an earlier plan.
    """
    amounts = [c[f"public.{plant}.subsidy"] for plant in AIDED_PLANTS]
    # never empty: the sums above have Micron's later aid
    first_of_micron = min(c.evidence.vintages("subsidy_jpy", "JPN", "MICRON"), key=lambda row: row.published)
    amounts.append(ceiling(c.row(first_of_micron)))
    amounts.append(ceiling(c.announced(RAPIDUS_TOTAL, "JPN", actor="")))
    return at_most(added(amounts))


def awards_in_america(c: Catalogue) -> Finding:
    """Return the grants counted three days after the article, less the one to Samsung, announced on that day."""
    counted = c.newest("chips_act_preliminary_awards", "USA")
    on_that_day = c.newest("chips_act_preliminary_awards", "USA", "SAMSUNG")
    return counted - ceiling(on_that_day)


def fund(c: Catalogue) -> Finding:
    """Add up the capital of China's chip fund over all its phases."""
    return added(c.figures(c.evidence.series("big_fund_capital", "CHN"), "the capital of the chip fund"))


def as_range(finding: Finding) -> Finding:
    """Print a figure as the range that its source gives."""
    quantity = finding.quantity
    low = printed(Quantity.exact(quantity.low, quantity.unit))
    high = printed(Quantity.exact(quantity.high, quantity.unit))
    return replace(finding, as_printed=f"{low} to {high}")


def first_package(c: Catalogue, indicator: str) -> Finding:
    """Return South Korea's first package, of May 2024; a later one adds to it."""
    rows = c.evidence.vintages(indicator, "KOR")
    if not rows:
        raise NotKnownError(f"{indicator} of South Korea")
    return c.row(min(rows, key=lambda row: row.published))


def raised_package(c: Catalogue) -> Finding:
    """Return South Korea's latest package if it is not the first one."""
    newest = c.later("chip_support_package", "KOR")
    if newest.figure == c["subsidy.KOR.package"].figure:
        raise NotKnownError("a later package of South Korea")
    return newest


def other_share(c: Catalogue, economy: str, what: str) -> Finding:
    """Return a fund or a package as a share of GDP."""
    whole = c[f"subsidy.{economy}.{what}"]
    return share(whole, gdp(c, economy)).named("share", compose(whole.label, ", share of GDP"))


def aid_to_micron(c: Catalogue) -> Finding:
    """Add up the aid to Micron that was public when the article ran."""
    rows = c.evidence.vintages("subsidy_jpy", "JPN", "MICRON", by=c.evidence.judged_at)
    return added(c.figures(rows, "aid to Micron"))


def budget(c: Catalogue, year: int) -> Finding:
    """Add the supplementary budget of a year to the initial budget of the next, in which it is spent."""
    return c.observe("chip_ai_budget_extra", "JPN", year=year) + c.observe("chip_ai_budget", "JPN", year=year + 1)


def credit_cost(c: Catalogue) -> Finding:
    """Add up the yearly revenue forgone and payments under the tax credit, from the government's inventory."""
    forgone = c.evidence.series("chips_tax_credit_forgone_usd", "USA")
    outlays = c.evidence.series("chips_tax_credit_outlays_usd", "USA")
    return added(c.figures([*forgone, *outlays], "the yearly cost of the tax credit"))


# The tax credit that the Finance Ministry leaves out.
topic.add("subsidy.USA.tax_credit", lambda c: c.newest("chips_act_tax_credit_estimate", "USA", account="cbo"))
topic.add("subsidy.USA.tax_credit.years", lambda c: years_of(c["subsidy.USA.tax_credit"]))
topic.add(
    "subsidy.USA.tax_credit.newer",
    lambda c: as_range(c.newest("chips_act_tax_credit_estimate", "USA", account="good_jobs_first")),
)
topic.add("subsidy.USA.credit_cost", credit_cost, "Cost of the American tax credit in three fiscal years")
topic.add("subsidy.USA.credit", lambda c: c.announced("chips_tax_credit_rate", "USA", actor=""))
topic.add("since.USA.credit", lambda c: c.announced("chips_tax_credit_rate", "USA", actor="", since=True))
topic.add(
    "subsidy.USA.amount.with_tax_credit",
    lambda c: c["subsidy.USA.amount"] + c["subsidy.USA.tax_credit"],
    "Chip support, United States, tax credit included",
)
topic.add(
    "subsidy.USA.share.with_tax_credit",
    lambda c: share(c["subsidy.USA.amount.with_tax_credit"], c["subsidy.USA.gdp"]),
    "Chip support, United States, tax credit included, share of GDP",
)
topic.add(
    "subsidy.ratio.USA.with_tax_credit",
    lambda c: ratio(c["subsidy.JPN.share.total"], c["subsidy.USA.share.with_tax_credit"]),
    "Japan against the United States, tax credit included",
)

# Aid to single plants.
topic.add(
    "subsidy.JPN.granted",
    aid_in_japan,
    "Aid to TSMC’s, Micron’s and Kioxia’s plants and to Rapidus by the article’s date, at most",
)
topic.add(
    "subsidy.USA.granted", awards_in_america, "Grants announced by the article’s date under the United States chips law"
)
topic.add(
    "subsidy.{economy}.granted_gdp",
    lambda c, economy: share(c[f"subsidy.{economy}.granted"], c[f"subsidy.{economy}.gdp"]),
    "Aid to single chip plants by the article’s date, {economy}, share of GDP",
    economy=("JPN", "USA"),
)
topic.add(
    "subsidy.ratio.USA.as_awarded",
    lambda c: ratio(c["subsidy.JPN.granted_gdp"], c["subsidy.USA.granted_gdp"]),
    "Japan against the United States, aid to single plants",
)
topic.add("subsidy.MICRON.then", aid_to_micron, "Aid to Micron known to the article, all rounds")

# China's chip fund, which is equity, and Korea's package, mostly loans.
topic.add("subsidy.CHN.fund", fund, "Capital of China’s chip fund, all phases")
topic.add("subsidy.KOR.package", lambda c: first_package(c, "chip_support_package"))
topic.add("subsidy.KOR.package.day", lambda c: day_of(c["subsidy.KOR.package"], "published"))
topic.add("subsidy.KOR.loans", lambda c: first_package(c, "chip_support_package_loans"))
topic.add("subsidy.CHN.share.fund", lambda c: other_share(c, "CHN", "fund"))
topic.add("subsidy.KOR.share.package", lambda c: other_share(c, "KOR", "package"))


# ----- since the article -------------------------------------------------------------------------------------

DIGITS_OF_TOTAL = 4
"""Digits of the total for Rapidus, as many as the ministry's own sums have."""

FIGURES_SINCE = {
    "USA.preliminary": ("chips_act_preliminary_awards", "USA"),
    "DEU.dresden": ("esmc_dresden_aid", "DEU"),
    "DEU.erfurt": ("gf_xfab_aid", "DEU"),
    "DEU.infineon": ("infineon_dresden_aid", "DEU"),
    "INTEL.stake": ("state_stake_share", "USA", "INTEL"),
    "MICRON.subsidy": ("subsidy_total_jpy", "JPN", "MICRON"),
    "JPN.rapidus_planned": ("rapidus_state_support_planned", "JPN"),
    "JPN.framework": ("ai_chip_framework", "JPN"),
    "JPN.budget": ("chip_ai_budget", "JPN"),
    "JPN.roadmap": ("investment_outlook_ai_chips_jpy", "JPN"),
    "JPN.outlook": ("investment_outlook_chips_jpy", "JPN"),
    "JPN.sales_goal": ("chip_sales_target_jpy", "JPN"),
    "RAPIDUS.equity": ("state_equity_jpy", "JPN", "RAPIDUS"),
    "RAPIDUS.stake": ("state_stake_share", "JPN", "RAPIDUS"),
    "RAPIDUS.votes": ("state_voting_share", "JPN", "RAPIDUS"),
    "RAPIDUS.private": ("private_capital_jpy", "JPN", "RAPIDUS"),
    "RAPIDUS.needed": ("capital_needed_jpy", "JPN", "RAPIDUS"),
    "RAPIDUS.loans": ("planned_loans_jpy", "JPN", "RAPIDUS"),
}
"""Figures published since the article: the indicator, the country, and the firm if there is one."""

AUDITED = {"paid": "chips_act_disbursed", "awards": "chips_act_final_awards", "loans": "chips_act_final_loans"}
"""Figures from a report of the United States' auditors, published after the day it describes."""


def rapidus_total(c: Catalogue) -> Finding:
    """Add what was granted to Rapidus after the latest total to it, each at its upper limit."""
    total = c.later(RAPIDUS_TOTAL, "JPN")
    assert total.observation  # for the type checker: it is a figure as published
    day_of_total = total.observation.published
    grants = c.evidence.series(RAPIDUS_YEARLY, "JPN", "RAPIDUS")
    after = [c.row(grant) for grant in grants if grant.published > day_of_total]
    if not after:
        return total
    whole = added([ceiling(amount) for amount in (total, *after)])
    label = "Subsidies granted to Rapidus: the latest total, and what was granted after it"
    exact = Quantity.exact(whole.value, whole.quantity.unit)  # limits are rounded by the value as printed
    return replace(whole, label=label, as_printed=f"up to {printed(exact, DIGITS_OF_TOTAL)}")


topic.add("since.{what}", lambda c, what: c.later(*FIGURES_SINCE[what]), what=tuple(FIGURES_SINCE))
topic.add("since.KOR.package", raised_package)
topic.add(
    "since.{what}.day",
    lambda c, what: day_of(c[f"since.{what}"], "published"),
    what=(*FIGURES_SINCE, "KOR.package", "USA.credit"),
)
topic.add(
    "since.{what}.end",
    lambda c, what: month_of(c[f"since.{what}"]),
    what=("JPN.rapidus_planned", "JPN.framework", "JPN.budget", "JPN.outlook", "JPN.earmarked"),
)
topic.add("since.USA.{what}", lambda c, what: c.later(AUDITED[what], "USA", account="gao"), what=tuple(AUDITED))
topic.add("since.USA.{what}.day", lambda c, what: day_of(c[f"since.USA.{what}"]), what=tuple(AUDITED))
topic.add(
    "since.USA.awarded",
    lambda c: share(c["since.USA.awards"], c["subsidy.USA.amount"]),
    "Grants awarded under the United States chips law, as a share of the sum set aside",
)

# The German sum after Intel gave up its plant.
topic.add("since.DEU.lapsed", lambda c: c.later("intel_magdeburg_cancelled", "DEU"))
topic.add("since.DEU.day", lambda c: day_of(c["since.DEU.lapsed"], "published"))
topic.add(
    "since.DEU.amount",
    lambda c: c["subsidy.DEU.amount"] - c["since.DEU.lapsed"] + c["since.DEU.erfurt"] + c["since.DEU.infineon"],
    "Chip support, Germany, without Intel’s plant and with the aid approved since",
)
topic.add(
    "since.DEU.share",
    lambda c: share(c["since.DEU.amount"], c["subsidy.DEU.gdp"]),
    "The same, as a share of GDP",
)

topic.add("subsidy.JPN.rapidus", lambda c: c.announced(RAPIDUS_TOTAL, "JPN", actor=""))
topic.add("since.JPN.rapidus", rapidus_total)
# what was granted last is the last of the inputs, and so of the leaves
topic.add("since.JPN.rapidus.day", lambda c: day_of(list(c["since.JPN.rapidus"].leaves())[-1], "published"))
topic.add("since.JPN.earmarked", lambda c: c.later("chip_support_earmarked", "JPN", account="bloomberg"))
topic.add("since.JPN.sales_goal.year", lambda c: year_of(c["since.JPN.sales_goal"]))
topic.add("since.RAPIDUS.round", lambda c: month_of(c["since.RAPIDUS.private"]))
topic.add("since.JPN.budget.{year}", budget, "Budgets for chips and AI for the fiscal year {year}", year=(2025, 2026))
