"""Pledges: who promised to invest what in Japan, in which currency, and how much of it is public money."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import (
    added,
    ceiling,
    convert,
    day_of,
    period_end,
    public_by,
    ratio,
    share,
    year_of,
    years_of,
)
from analysis.findings.finding import varying, worded
from analysis.findings.quantity import printed
from analysis.study.economy import day_rate, dollars, gdp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dataset import Evidence


# ----- pledges ---------------------------------------------------------------------------------------------

DOLLARS, YEN, PLANT = "planned_investment_usd", "planned_investment_jpy", "investment_usd"

PLEDGES = {
    "JASM": PLANT,
    "AWS": YEN,
    "PSMC_SBI": YEN,
    "KIOXIA_WD": YEN,
    "MICRON": YEN,
    "MICROSOFT": DOLLARS,
    "GOOGLE": YEN,
    "GOOGLE_CABLES": DOLLARS,
    "SAMSUNG": YEN,
    "SOFTBANK": YEN,
}
"""The pledges for Japan public on the article's day, with the indicator that holds them."""

SINCE = {
    "MICROSOFT": DOLLARS,
    "ORACLE": DOLLARS,
    "JASM_FAB_2": PLANT,
    "MICRON": YEN,
    "SOFTBANK": YEN,
}
"""Pledges made or changed after the article."""

IN_YEN = tuple(actor for actor, indicator in PLEDGES.items() if indicator == YEN)
TOLD_BY = {"AWS": "reuters", "MICRON": "press"}
"""Who converted a pledge into dollars that the firm itself made in yen."""

FOREIGN = ("JASM", "AWS", "MICRON", "MICROSOFT", "GOOGLE", "SAMSUNG")
"""Those led by foreign companies and for Japan alone: Google's sea cables are shared with others."""

SUBSIDISED = {
    "JASM": "both TSMC plants",
    "KIOXIA_WD": "the plants of Kioxia and Western Digital",
    "MICRON": "Micron’s plan",
    "SAMSUNG": "Samsung’s research site",
}
SUBSIDISED_SINCE = {"MICRON": "Micron’s latest plant"}
COUNTED = ("JASM_FAB_1", "JASM_FAB_2", "SAMSUNG")
"""The subsidised plants whose price counts for the lower bound of the foreign projects; Micron's is "up to" a sum."""

PLANTS = ("JASM_FAB_1", "JASM_FAB_2", "KIOXIA_WD", "MICRON", "SAMSUNG")


def announced(c: Catalogue, indicator: str, actor: str, *, account: str = "", since: bool = False) -> Finding:
    """Take what a firm had last announced for Japan by the article's day, or, with `since`, after it.

    `account` says who tells it where the firm itself does not.
    """
    return c.announced(indicator, "JPN", actor, account=account, since=since)


def pledge_in_dollars(c: Catalogue, actor: str, rule: str = "") -> Finding:
    """Convert a pledge into dollars, by the report's own rate rule where no other is named."""
    stated = f"pledge.{actor}.stated_usd" if actor in IN_YEN else ""
    return dollars(c, c[f"pledge.{actor}.announced"], rule or c.parameters["rate_rule"], announced=stated)


def from_abroad(c: Catalogue) -> Finding:
    """Add up the projects led by foreign companies, as far as they were public, at the rate of the article's day.

    What was pledged as "up to" a sum is left out, what was pledged as "more than" leaves no upper bound.
    """
    known = [c[name] for actor in FOREIGN if c.knows(name := f"pledge.{actor}.usd.day")]
    whole = added([pledge for pledge in known if pledge.quantity.low])
    left_out = [
        piece for pledge in known if not pledge.quantity.low for piece in ("; left out as “up to”: ", pledge.label)
    ]
    return replace(whole, method=worded(whole.method, *left_out))


def plants_in_yen(c: Catalogue) -> Finding:
    """Convert the price of TSMC's plants into yen at the rate of the article's day."""
    amount = c["pledge.JASM.announced"]
    return convert(amount, day_rate(c, "JPY")).named("yen", worded(amount.label, ", in yen"))


def price_since(c: Catalogue) -> Finding:
    """Add the price of the first plant and the newest one of the second, in yen at the rate of the article's day."""
    amount = c["pledge.JASM_FAB_1.usd"] + c["since.JASM_FAB_2.announced"]
    return convert(amount, day_rate(c, "JPY"))


def public_money(c: Catalogue) -> Finding:
    """Add up the public money in what counts for the lower bound of the foreign projects, at its ceilings."""
    return at_most(added([in_dollars(c, f"public.{plant}.subsidy") for plant in COUNTED]))


def in_dollars(c: Catalogue, name: str) -> Finding:
    """Convert a sum at the rate of the article's day."""
    return dollars(c, c[name], "day")


def public_share(c: Catalogue, actor: str) -> Finding:
    """Set the ceiling of a subsidy against the investment it goes to, that one at its ceiling as well."""
    investment = c["pledge.JASM.in_yen"] if actor == "JASM" else ceiling(c[f"pledge.{actor}.announced"])
    return at_most(share(c[f"public.{actor}.subsidy"], investment))


def at_most(found: Finding) -> Finding:
    """Print what was computed from ceilings as the limit that it is, rounded as all are: up, so that it stays true."""
    return replace(found, as_printed=printed(Quantity(found.value, 0, found.value, found.quantity.unit)))


topic = Topic()

topic.add(
    "pledge.{actor}.stated_usd",
    lambda c, actor: announced(c, DOLLARS, actor, account=TOLD_BY.get(actor, "")),
    actor=IN_YEN,
)
topic.add("pledge.{actor}.announced", lambda c, actor: announced(c, PLEDGES[actor], actor), actor=tuple(PLEDGES))
topic.add("pledge.{actor}.usd", pledge_in_dollars, "Pledge of {actor} in dollars", actor=tuple(PLEDGES))
topic.add(
    "pledge.{actor}.usd.day",
    lambda c, actor: pledge_in_dollars(c, actor, "day"),
    "Pledge of {actor} in dollars",
    actor=tuple(PLEDGES),
)
topic.add(
    "pledge.us_tech.usd",
    lambda c: c["pledge.AWS.usd.day"] + c["pledge.MICROSOFT.usd.day"],
    "Pledges of Amazon Web Services and Microsoft in dollars",
)
topic.add("pledge.foreign.usd", from_abroad, "Projects led by foreign companies, at the rate of the article’s date")

topic.add("pledge.AWS.yen", lambda c: c["pledge.AWS.announced"])
topic.add("pledge.AWS.years", lambda c: years_of(c["pledge.AWS.announced"]))
topic.add("pledge.AWS.until", lambda c: year_of(c["pledge.AWS.announced"]))
topic.add("pledge.AWS.kyodo", lambda c: announced(c, DOLLARS, "AWS", account="kyodo", since=True))
topic.add("pledge.AWS.nhk", lambda c: announced(c, DOLLARS, "AWS", account="nhk"))
topic.add("pledge.AWS.whitehouse", lambda c: announced(c, DOLLARS, "AWS", account="whitehouse"))
topic.add("pledge.MICROSOFT.years", lambda c: years_of(c["pledge.MICROSOFT.announced"]))
topic.add("pledge.JASM_FAB_1.usd", lambda c: announced(c, PLANT, "JASM_FAB_1"))
topic.add("pledge.JASM_FAB_1.day", lambda c: day_of(c["pledge.JASM_FAB_1.usd"], "published"))
topic.add("pledge.JASM_FAB_2.yen", lambda c: announced(c, "investment_jpy", "JASM_FAB_2"))
topic.add(
    "pledge.JASM_FAB_2.{account}",
    lambda c, account: announced(c, PLANT, "JASM_FAB_2", account=account),
    account=("kyodo", "nikkei"),
)
topic.add(
    "pledge.JASM_FAB_2.original",
    lambda c: announced(c, "investment_usd_original_plan", "JASM_FAB_2", since=True),
)
topic.add("training.people", lambda c: announced(c, "people_to_train_ai", "MICROSOFT"))
topic.add("training.years", lambda c: years_of(c["training.people"]))
topic.add("universities.usd", lambda c: announced(c, "ai_partnership_usd", "US_JP_UNIVERSITIES"))

topic.add(
    "since.{actor}.announced",
    lambda c, actor: announced(c, SINCE[actor], actor, since=True),
    actor=tuple(SINCE),
)
topic.add(
    "since.{actor}.published",
    lambda c, actor: day_of(c[f"since.{actor}.announced"], "published"),
    "Day of the news, {actor}",
    actor=tuple(SINCE),
)

topic.add(
    "since.{actor}.usd",
    lambda c, actor: dollars(c, c[f"since.{actor}.announced"], "day"),
    "Pledged since, in dollars at the rate of the article’s date, {actor}",
    actor=tuple(SINCE),
)

topic.add("since.JASM_FAB_2.yen", lambda c: announced(c, "investment_jpy", "JASM_FAB_2", since=True))
topic.add("since.JASM_FAB_2.yen.day", lambda c: day_of(c["since.JASM_FAB_2.yen"], "published"))

# Public money in private plans.
topic.add("public.{actor}.subsidy", lambda c, actor: ceiling(announced(c, "subsidy_jpy", actor)), actor=PLANTS)
topic.add(
    "public.JASM.subsidy",
    lambda c: at_most(c["public.JASM_FAB_1.subsidy"] + c["public.JASM_FAB_2.subsidy"]),
    "Subsidies for both TSMC plants, at most",
)
topic.add("pledge.JASM.in_yen", plants_in_yen)
topic.add("public.foreign.usd", public_money, "Public money in projects led by foreign companies, at most")
topic.add("since.JASM.price", price_since, "Price of both TSMC plants under the latest plan, in yen")
topic.add(
    "since.JASM.public_share",
    lambda c: at_most(share(c["public.JASM.subsidy"], c["since.JASM.price"])),
    "Public share of both TSMC plants under the latest plan, at most",
)
topic.add("public.{actor}.share", public_share, "Public share of {actor}, at most", actor=SUBSIDISED)

topic.add(
    "public.{actor}.usd",
    lambda c, actor: in_dollars(c, f"public.{actor}.subsidy"),
    "Public money for {actor}, at most, in dollars at the rate of the article’s date",
    actor=SUBSIDISED,
)
# Of the aid to Micron of that time a part is for research, whose cost is not in the price of the plant.
topic.add("since.MICRON.public", lambda c: ceiling(announced(c, "subsidy_plant_jpy", "MICRON", since=True)))
topic.add(
    "since.{actor}.public.usd",
    lambda c, actor: in_dollars(c, f"since.{actor}.public"),
    "Public money for {actor}, at most, in dollars at the rate of the article’s date",
    actor=SUBSIDISED_SINCE,
)
topic.add(
    "since.{actor}.public.share",
    lambda c, actor: at_most(share(c[f"since.{actor}.public.usd"], c[f"since.{actor}.usd"])),
    "Public share of {actor} under the latest plan, at most",
    actor=SUBSIDISED_SINCE,
)

DOLLAR_ACCOUNTS = {
    "rate_of_the_day": "yen.AWS.usd.day",
    "reuters": "pledge.AWS.stated_usd",
    "white_house": "pledge.AWS.whitehouse",
    "nhk": "pledge.AWS.nhk",
    "kyodo": "pledge.AWS.kyodo",
}
PLANT_ACCOUNTS = {
    "kyodo": "pledge.JASM_FAB_2.kyodo",
    "nikkei": "pledge.JASM_FAB_2.nikkei",
    "original_plan": "pledge.JASM_FAB_2.original",
}

topic.judge("C01", lambda case: case.amount("pledge.us_tech.usd"))
topic.judge(
    "C04",
    lambda case: case.amount("yen.AWS.usd.day"),
    lambda case, dollar_account: case.amount(DOLLAR_ACCOUNTS[dollar_account]),
    dollar_account=DOLLAR_ACCOUNTS,
)
topic.judge("C05", lambda case: case.amount("pledge.MICROSOFT.announced"))
topic.judge("C07", lambda case: case.amount("training.people"))
topic.judge("C22", lambda case: case.amount("pledge.JASM_FAB_1.usd"))
topic.judge(
    "C23",
    lambda case: case.part_of_total("pledge.JASM.announced", "pledge.JASM_FAB_2.kyodo"),
    lambda case, plant_account: case.part_of_total("pledge.JASM.announced", PLANT_ACCOUNTS[plant_account]),
    plant_account=PLANT_ACCOUNTS,
)


# ----- foreign_capital -------------------------------------------------------------------------------------
# Foreign direct investment: what flows into each economy in a year, and how much of it is there.

INFLOW, STOCK = "fdi_inflow_usd", "fdi_inward_stock_usd"


def over_gdp(c: Catalogue, name: str, economy: str, label: str) -> Finding:
    """Set an inflow or a stock against the GDP of its own year."""
    amount = c[name]
    year = period_end(amount).year
    found = share(amount, c.observe("gdp_nominal_usd", economy, year=year))
    return found.named(
        found.id, worded(f"{label}, ", varying(c.name(economy)), ", as a share of GDP of ", varying(year))
    )


def target(c: Catalogue, *, beyond: bool = False) -> Finding:
    """Take the government's newest target for the stock at the end of a year, or the one for the years `beyond` it."""
    rows = c.evidence.vintages("fdi_inward_stock_target", "JPN")
    targets = [o for o in rows if (o.period_start != o.period_end) == beyond]
    if not targets:
        raise NotKnownError("a target for the stock")
    return c.row(max(targets, key=lambda o: o.published))


def inflow_then(c: Catalogue) -> Finding:
    """Take the inflow into Japan of the last year that was public on the article's day."""
    rows = c.evidence.vintages(INFLOW, "JPN", by=c.evidence.judged_at)
    if not rows:
        raise NotKnownError("an inflow into Japan, on the article’s date")
    return c.row(max(rows, key=lambda o: (o.period_end or o.published, o.published)))


topic_foreign_capital = Topic()

topic_foreign_capital.add("fdi.{economy}.inflow", lambda c, economy: c.newest(INFLOW, economy))
topic_foreign_capital.add(
    "fdi.{economy}.inflow_gdp", lambda c, economy: over_gdp(c, f"fdi.{economy}.inflow", economy, "Inflow")
)
topic_foreign_capital.add("fdi.{economy}.stock", lambda c, economy: c.newest(STOCK, economy))
topic_foreign_capital.add(
    "fdi.{economy}.stock_gdp", lambda c, economy: over_gdp(c, f"fdi.{economy}.stock", economy, "Inward stock")
)
topic_foreign_capital.add("fdi.JPN.inflow.then", inflow_then)
topic_foreign_capital.add("fdi.JPN.inflow.then_year", lambda c: year_of(c["fdi.JPN.inflow.then"]))
topic_foreign_capital.add("fdi.JPN.withdrawn", lambda c: c.newest("fdi_withdrawn_usa_jpy", "JPN"))
topic_foreign_capital.add("fdi.JPN.withdrawn_year", lambda c: year_of(c["fdi.JPN.withdrawn"]))
topic_foreign_capital.add("since.JPN.fdi", lambda c: c.later(INFLOW, "JPN"))
topic_foreign_capital.add("since.JPN.fdi.year", lambda c: year_of(c["since.JPN.fdi"]))
topic_foreign_capital.add("fdi.JPN.greenfield", lambda c: c.newest("greenfield_investment_jpy", "JPN"))
topic_foreign_capital.add("fdi.JPN.greenfield_year", lambda c: year_of(c["fdi.JPN.greenfield"]))
topic_foreign_capital.add("fdi.JPN.inflow_year", lambda c: year_of(c["fdi.JPN.inflow"]))
topic_foreign_capital.add("fdi.JPN.stock_year", lambda c: year_of(c["fdi.JPN.stock"]))

topic_foreign_capital.add(
    "fdi.JPN.stock_own_basis", lambda c: c.newest("fdi_inward_stock_pct_gdp", "JPN", account="jetro")
)
topic_foreign_capital.add("fdi.JPN.own_year", lambda c: year_of(c["fdi.JPN.stock_own_basis"]))
topic_foreign_capital.add("fdi.JPN.stock_yen", lambda c: c.newest("fdi_inward_stock_jpy", "JPN"))
topic_foreign_capital.add("fdi.JPN.stock_yen_year", lambda c: year_of(c["fdi.JPN.stock_yen"]))
topic_foreign_capital.add("fdi.JPN.target", target)
topic_foreign_capital.add("fdi.JPN.target_beyond", lambda c: target(c, beyond=True))
topic_foreign_capital.add("fdi.JPN.target_year", lambda c: year_of(c["fdi.JPN.target"]))
topic_foreign_capital.add(
    "fdi.JPN.target_reached",
    lambda c: share(c["fdi.JPN.stock_yen"], c["fdi.JPN.target"]),
    "Share of the target reached",
)


# ----- milestones ------------------------------------------------------------------------------------------
# What was decided, begun, changed and given up since the article, each with its day.

GIVEN_UP = {"PSMC_SBI": "milestone.JPN.PSMC_SBI.2024-09-27.2024-09-27"}
"""Who gave up a pledge after the article, and the event."""


def events(evidence: Evidence) -> Iterable[str]:
    """Name the events, whenever they became public."""
    return evidence.events


def day(c: Catalogue, event: str) -> Finding:
    """Return the day of an event since the article."""
    row = c.evidence.observation(event)
    if row.published <= c.evidence.judged_at:
        raise NotKnownError(f"{event} came before the article")
    return c.row(row)


def ended(c: Catalogue, actor: str) -> Finding:
    """Say in words that a plan was cancelled."""
    known, label = c[f"since.{actor}.published"], worded("Plan, ", varying(c.name(actor)))
    return Finding("ended", label, known.quantity, "cancelled on this day", (known,), as_printed="cancelled")


topic_milestones = Topic()
topic_milestones.add("since.{event}", day, event=events)
topic_milestones.add("since.{actor}.ended", ended, actor=tuple(GIVEN_UP))
topic_milestones.add(
    "since.{actor}.published",
    lambda c, actor: day(c, GIVEN_UP[actor]),
    "Day of the news, {actor}",
    actor=tuple(GIVEN_UP),
)
topic_milestones.add(
    "{figure}.public", lambda c, figure: public_by(c[figure]), figure=("subsidy.DEU.amount", "subsidy.USA.granted")
)


# ----- programmes ------------------------------------------------------------------------------------------
# Programmes beside those that the Finance Ministry compares, and what became of all of them since the article.

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
        raise NotKnownError("a way of counting that both countries have")
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
        raise NotKnownError("the capital of the chip fund")
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
        raise NotKnownError(f"{indicator} of South Korea")
    return c.row(min(rows, key=lambda o: o.published))


def other_share(c: Catalogue, economy: str, what: str) -> Finding:
    """Set a fund or a package against GDP."""
    whole = c[f"subsidy.{economy}.{what}"]
    return share(whole, gdp(c, economy)).named("share", worded(whole.label, ", share of GDP"))


def granted_then(c: Catalogue, actor: str) -> list[Finding]:
    """List the aid to a firm, round by round, that was public on the article's day."""
    rows = c.evidence.vintages("subsidy_jpy", "JPN", actor, by=c.evidence.judged_at)
    if not rows:
        raise NotKnownError(f"aid to {actor}")
    return [c.row(o) for o in rows]


def budget(c: Catalogue, year: int) -> Finding:
    """Add to the initial budget of a fiscal year the supplementary one of the year before, which is spent in it."""
    return c.observe("chip_ai_budget_extra", "JPN", year=year) + c.observe("chip_ai_budget", "JPN", year=year + 1)


def credit_cost(c: Catalogue) -> Finding:
    """Add the revenue forgone and the payments by the tax credit, as the government's inventory has them by year."""
    kinds = ("chips_tax_credit_forgone_usd", "chips_tax_credit_outlays_usd")
    rows = [c.row(o) for kind in kinds for o in c.evidence.series(kind, "USA")]
    if not rows:
        raise NotKnownError("the yearly cost of the tax credit")
    return added(rows)


topic_programmes = Topic()
topic_programmes.add("holds.common.{claim}", in_common, claim=AGAINST)

# The tax credit that the Finance Ministry leaves out.
topic_programmes.add(
    "subsidy.USA.tax_credit", lambda c: c.newest("chips_act_tax_credit_estimate", "USA", account="cbo")
)
topic_programmes.add("subsidy.USA.tax_credit.years", lambda c: years_of(c["subsidy.USA.tax_credit"]))
topic_programmes.add(
    "subsidy.USA.tax_credit.newer",
    lambda c: as_range(c.newest("chips_act_tax_credit_estimate", "USA", account="good_jobs_first")),
)
topic_programmes.add(
    "subsidy.USA.amount.with_tax_credit",
    lambda c: c["subsidy.USA.amount"] + c["subsidy.USA.tax_credit"],
    "Chip support, United States, tax credit included",
)
topic_programmes.add(
    "subsidy.USA.share.with_tax_credit",
    lambda c: share(c["subsidy.USA.amount.with_tax_credit"], c["subsidy.USA.gdp"]),
    "Chip support, United States, tax credit included, share of GDP",
)
topic_programmes.add(
    "subsidy.JPN.granted",
    granted,
    "Aid to TSMC’s, Micron’s and Kioxia’s plants and to Rapidus by the article’s date, at most",
)
topic_programmes.add(
    "subsidy.USA.granted", granted_american, "Grants announced by the article’s date under the United States chips law"
)
topic_programmes.add(
    "subsidy.{economy}.granted_gdp",
    lambda c, economy: share(c[f"subsidy.{economy}.granted"], c[f"subsidy.{economy}.gdp"]),
    "Aid to single chip plants by the article’s date, {economy}, share of GDP",
    economy=("JPN", "USA"),
)
topic_programmes.add(
    "subsidy.ratio.USA.as_awarded",
    lambda c: ratio(c["subsidy.JPN.granted_gdp"], c["subsidy.USA.granted_gdp"]),
    "Japan against the United States, aid to single plants",
)
topic_programmes.add(
    "subsidy.ratio.USA.with_tax_credit",
    lambda c: ratio(c["subsidy.JPN.share.total"], c["subsidy.USA.share.with_tax_credit"]),
    "Japan against the United States, tax credit included",
)

# Countries that it leaves out: China's chip fund is equity, Korea's package mostly loans.
topic_programmes.add("subsidy.CHN.fund", fund, "Capital of China’s chip fund, all phases")
topic_programmes.add("subsidy.KOR.package", lambda c: first_package(c, "chip_support_package"))
topic_programmes.add("subsidy.KOR.package.day", lambda c: day_of(c["subsidy.KOR.package"], "published"))
topic_programmes.add("subsidy.KOR.loans", lambda c: first_package(c, "chip_support_package_loans"))
topic_programmes.add("subsidy.CHN.share.fund", lambda c: other_share(c, "CHN", "fund"))
topic_programmes.add("subsidy.KOR.share.package", lambda c: other_share(c, "KOR", "package"))

# What became of the programmes, by country and indicator.
PROJECTS = {
    "USA.preliminary": ("chips_act_preliminary_awards", "USA"),
    "DEU.dresden": ("esmc_dresden_aid", "DEU"),
    "DEU.erfurt": ("gf_xfab_aid", "DEU"),
    "DEU.infineon": ("infineon_dresden_aid", "DEU"),
    "KOR.package": ("chip_support_package", "KOR"),
}
topic_programmes.add("since.{project}", lambda c, project: c.later(*PROJECTS[project]), project=tuple(PROJECTS))
topic_programmes.add(
    "since.{project}.day", lambda c, project: day_of(c[f"since.{project}"], "published"), project=tuple(PROJECTS)
)
INSPECTED = {"paid": "chips_act_disbursed", "awards": "chips_act_final_awards", "loans": "chips_act_final_loans"}
"""What the auditors told, in a report after the day that it describes."""
topic_programmes.add("since.USA.{what}", lambda c, what: as_inspected(c, INSPECTED[what]), what=tuple(INSPECTED))
topic_programmes.add("since.USA.{what}.day", lambda c, what: day_of(c[f"since.USA.{what}"]), what=tuple(INSPECTED))
topic_programmes.add(
    "since.USA.awarded",
    lambda c: share(c["since.USA.awards"], c["subsidy.USA.amount"]),
    "Grants awarded under the United States chips law, as a share of the sum set aside",
)

topic_programmes.add("subsidy.USA.credit", lambda c: c.announced("chips_tax_credit_rate", "USA", ""))
topic_programmes.add("since.USA.credit", lambda c: c.announced("chips_tax_credit_rate", "USA", "", since=True))
topic_programmes.add("since.USA.credit.day", lambda c: day_of(c["since.USA.credit"], "published"))
topic_programmes.add("since.INTEL.stake", lambda c: c.later("state_stake_share", "USA", "INTEL"))
topic_programmes.add("since.INTEL.stake.day", lambda c: day_of(c["since.INTEL.stake"], "published"))
topic_programmes.add(
    "subsidy.MICRON.then", lambda c: added(granted_then(c, "MICRON")), "Aid to Micron known to the article, all rounds"
)
topic_programmes.add("since.MICRON.subsidy", lambda c: c.later("subsidy_total_jpy", "JPN", "MICRON"))
topic_programmes.add("since.MICRON.subsidy.day", lambda c: day_of(c["since.MICRON.subsidy"], "published"))

# The German sum after Intel gave up its plant.
topic_programmes.add(
    "since.JPN.budget.{year}", budget, "Budgets for chips and AI for the fiscal year {year}", year=(2025, 2026)
)
topic_programmes.add("subsidy.USA.credit_cost", credit_cost, "Cost of the American tax credit in three fiscal years")
topic_programmes.add("since.DEU.lapsed", lambda c: c.later("intel_magdeburg_cancelled", "DEU"))
topic_programmes.add("since.DEU.day", lambda c: day_of(c["since.DEU.lapsed"], "published"))
topic_programmes.add(
    "since.DEU.amount",
    lambda c: c["subsidy.DEU.amount"] - c["since.DEU.lapsed"] + c["since.DEU.erfurt"] + c["since.DEU.infineon"],
    "Chip support, Germany, without Intel’s plant and with the aid approved since",
)
topic_programmes.add(
    "since.DEU.share",
    lambda c: share(c["since.DEU.amount"], c["subsidy.DEU.gdp"]),
    "The same, as a share of GDP",
)
