"""Programmes beside those that the Finance Ministry compares, and what became of all of them since the article."""

from dataclasses import replace

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import added, ceiling, day_of, ratio, share, years_of
from analysis.findings.formats import printed
from analysis.findings.wording import varying, worded
from analysis.study.economy import gdp
from analysis.study.pledges import at_most

AGAINST = ("C26", "C27")
"""The claims of much more support, each against another country."""

GRANTED = ("JASM_FAB_1", "JASM_FAB_2", "MICRON", "KIOXIA_WD")
"""The plants that Japan had granted aid to by the article's day, beside Rapidus."""


def granted(c: Catalogue) -> Finding:
    """Add up the aid granted to single plants in Japan, each at its ceiling, as the American awards are.

    Micron had been granted aid twice, the first time before the plan that its newer aid goes to.
    """
    ceilings = [c[f"public.{plant}.subsidy"] for plant in GRANTED]
    before = min(c.evidence.vintages("subsidy_jpy", "JPN", "MICRON"), key=lambda o: o.published)
    rapidus = ceiling(c.announced("rapidus_state_support_cumulative", "JPN", ""))
    return at_most(added([*ceilings, ceiling(c.row(before)), rapidus]))


def granted_american(c: Catalogue) -> Finding:
    """Take the grants counted three days after the article, less the one that was announced on the day of the count."""
    counted, on_that_day = (c.newest("chips_act_preliminary_awards", "USA", actor) for actor in ("", "SAMSUNG"))
    return counted - ceiling(on_that_day)


def in_common(c: Catalogue, claim: str) -> Finding:
    """Count by how many ways a claim of much more support holds, of those that can be tried for both countries."""
    ways = [
        {dict(it.choices)["account"]: it for it in c.verdict(name).specifications if it.holds is not None}
        for name in AGAINST
    ]
    found = [ways[AGAINST.index(claim)][account] for account in ways[0] if account in ways[1]]
    if not found:
        raise NotKnown("a way of counting that both countries have")
    held, label = sum(bool(it.holds) for it in found), "Ways of counting that both countries have, by which claim "
    quantity, text = Quantity.exact(held, "specifications"), f"{held} of {len(found)}"
    inputs = tuple(it.evidence for it in found)
    return Finding(
        "common", worded(label, varying(claim), " holds"), quantity, "counted", inputs, as_printed=text, of=len(found)
    )


def fund(c: Catalogue) -> Finding:
    """Add up the capital of China's chip fund over all its phases."""
    phases = [c.row(o) for o in c.evidence.series("big_fund_capital", "CHN")]
    if not phases:
        raise NotKnown("the capital of the chip fund")
    return added(phases)


def as_range(found: Finding) -> Finding:
    """Print a figure that its source gives as a range by both its ends."""
    low, high = (printed(Quantity.exact(end, found.quantity.unit)) for end in (found.quantity.low, found.quantity.high))
    return replace(found, as_printed=f"{low} to {high}")


def as_inspected(c: Catalogue, indicator: str) -> Finding:
    """Take what the auditors of the United States said last of awards or payments, if that came after the article."""
    return c.later(indicator, "USA", account="gao")


def first_package(c: Catalogue, indicator: str) -> Finding:
    """Take the package of May 2024, whose loans are known; a later one adds to it."""
    rows = c.evidence.vintages(indicator, "KOR")
    if not rows:
        raise NotKnown(f"{indicator} of South Korea")
    return c.row(min(rows, key=lambda o: o.published))


def other_share(c: Catalogue, economy: str, what: str) -> Finding:
    """Set a fund or a package against GDP."""
    whole = c[f"subsidy.{economy}.{what}"]
    return share(whole, gdp(c, economy)).named("share", worded(whole.label, ", share of GDP"))


def granted_then(c: Catalogue, actor: str) -> list[Finding]:
    """List the aid to a firm, round by round, that was public on the article's day."""
    rows = c.evidence.vintages("subsidy_jpy", "JPN", actor, by=c.evidence.judged_at)
    if not rows:
        raise NotKnown(f"aid to {actor}")
    return [c.row(o) for o in rows]


def budget(c: Catalogue, year: int) -> Finding:
    """Add to the initial budget of a fiscal year the supplementary one of the year before, which is spent in it."""
    return c.observe("chip_ai_budget_extra", "JPN", year=year) + c.observe("chip_ai_budget", "JPN", year=year + 1)


def credit_cost(c: Catalogue) -> Finding:
    """Add the revenue forgone and the payments by the tax credit, as the government's inventory has them by year."""
    kinds = ("chips_tax_credit_forgone_usd", "chips_tax_credit_outlays_usd")
    rows = [c.row(o) for kind in kinds for o in c.evidence.series(kind, "USA")]
    if not rows:
        raise NotKnown("the yearly cost of the tax credit")
    return added(rows)


topic = Topic()
topic.add("holds.common.{claim}", in_common, claim=AGAINST)

# The tax credit that the Finance Ministry leaves out.
topic.add("subsidy.USA.tax_credit", lambda c: c.newest("chips_act_tax_credit_estimate", "USA", account="cbo"))
topic.add("subsidy.USA.tax_credit.years", lambda c: years_of(c["subsidy.USA.tax_credit"]))
topic.add(
    "subsidy.USA.tax_credit.newer",
    lambda c: as_range(c.newest("chips_act_tax_credit_estimate", "USA", account="good_jobs_first")),
)
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
    "subsidy.JPN.granted",
    granted,
    "Aid to TSMC’s, Micron’s and Kioxia’s plants and to Rapidus by the article’s day, at most",
)
topic.add(
    "subsidy.USA.granted", granted_american, "Grants announced by the article’s day under the United States chips law"
)
topic.add(
    "subsidy.{economy}.granted_gdp",
    lambda c, economy: share(c[f"subsidy.{economy}.granted"], c[f"subsidy.{economy}.gdp"]),
    "Aid to single chip plants by the article’s day, {economy}, share of GDP",
    economy=("JPN", "USA"),
)
topic.add(
    "subsidy.ratio.USA.as_awarded",
    lambda c: ratio(c["subsidy.JPN.granted_gdp"], c["subsidy.USA.granted_gdp"]),
    "Japan against the United States, aid to single plants",
)
topic.add(
    "subsidy.ratio.USA.with_tax_credit",
    lambda c: ratio(c["subsidy.JPN.share.total"], c["subsidy.USA.share.with_tax_credit"]),
    "Japan against the United States, tax credit included",
)

# Countries that it leaves out: China's chip fund is equity, Korea's package mostly loans.
topic.add("subsidy.CHN.fund", fund, "Capital of China’s chip fund, all phases")
topic.add("subsidy.KOR.package", lambda c: first_package(c, "chip_support_package"))
topic.add("subsidy.KOR.package.day", lambda c: day_of(c["subsidy.KOR.package"], "published"))
topic.add("subsidy.KOR.loans", lambda c: first_package(c, "chip_support_package_loans"))
topic.add("subsidy.CHN.share.fund", lambda c: other_share(c, "CHN", "fund"))
topic.add("subsidy.KOR.share.package", lambda c: other_share(c, "KOR", "package"))

# What became of the programmes, by country and indicator.
PROJECTS = {
    "USA.preliminary": ("chips_act_preliminary_awards", "USA"),
    "DEU.dresden": ("esmc_dresden_aid", "DEU"),
    "DEU.erfurt": ("gf_xfab_aid", "DEU"),
    "DEU.infineon": ("infineon_dresden_aid", "DEU"),
    "KOR.package": ("chip_support_package", "KOR"),
}
topic.add("since.{project}", lambda c, project: c.later(*PROJECTS[project]), project=tuple(PROJECTS))
topic.add("since.{project}.day", lambda c, project: day_of(c[f"since.{project}"], "published"), project=tuple(PROJECTS))
INSPECTED = {"paid": "chips_act_disbursed", "awards": "chips_act_final_awards", "loans": "chips_act_final_loans"}
"""What the auditors told, in a report after the day that it describes."""
topic.add("since.USA.{what}", lambda c, what: as_inspected(c, INSPECTED[what]), what=tuple(INSPECTED))
topic.add("since.USA.{what}.day", lambda c, what: day_of(c[f"since.USA.{what}"]), what=tuple(INSPECTED))
topic.add(
    "since.USA.awarded",
    lambda c: share(c["since.USA.awards"], c["subsidy.USA.amount"]),
    "Grants awarded under the United States chips law, as a share of the sum set side by side",
)

topic.add("subsidy.USA.credit", lambda c: c.announced("chips_tax_credit_rate", "USA", ""))
topic.add("since.USA.credit", lambda c: c.announced("chips_tax_credit_rate", "USA", "", since=True))
topic.add("since.USA.credit.day", lambda c: day_of(c["since.USA.credit"], "published"))
topic.add("since.INTEL.stake", lambda c: c.later("state_stake_share", "USA", "INTEL"))
topic.add("since.INTEL.stake.day", lambda c: day_of(c["since.INTEL.stake"], "published"))
topic.add(
    "subsidy.MICRON.then", lambda c: added(granted_then(c, "MICRON")), "Aid to Micron known to the article, all rounds"
)
topic.add("since.MICRON.subsidy", lambda c: c.later("subsidy_total_jpy", "JPN", "MICRON"))
topic.add("since.MICRON.subsidy.day", lambda c: day_of(c["since.MICRON.subsidy"], "published"))

# The German sum after Intel gave up its plant.
topic.add("since.JPN.budget.{year}", budget, "Budgets for chips and AI for the fiscal year {year}", year=(2025, 2026))
topic.add("subsidy.USA.credit_cost", credit_cost, "Cost of the American tax credit in three fiscal years")
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
