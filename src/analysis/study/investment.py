"""Pledges to invest in Japan, the public money in them, and what has come of them."""

from __future__ import annotations

from dataclasses import replace

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import added, ceiling, convert, share
from analysis.findings.finding_dates import day_of, public_by, year_of, years_of
from analysis.findings.label_composition import compose, varying
from analysis.findings.number_format import MOST_DIGITS, printed
from analysis.study.conversion import day_rate, dollars

DOLLARS, YEN, PLANT = "planned_investment_usd", "planned_investment_jpy", "investment_usd"
"""Indicators of pledges in either currency, and of the price of a plant."""

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

PLEDGES_SINCE = {
    "MICROSOFT": DOLLARS,
    "ORACLE": DOLLARS,
    "JASM_FAB_2": PLANT,
    "MICRON": YEN,
    "SOFTBANK": YEN,
}
"""Pledges made or changed after the article."""

IN_YEN = tuple(actor for actor, indicator in PLEDGES.items() if indicator == YEN)
"""Actors whose pledges were made in yen."""

CONVERTED_BY = {"AWS": "reuters", "MICRON": "press"}
"""Account that converted a pledge made in yen into dollars."""

FOREIGN = ("JASM", "AWS", "MICRON", "MICROSOFT", "GOOGLE", "SAMSUNG")
"""Pledges of foreign companies for Japan alone; Google's sea cables are shared with other countries."""

SUBSIDISED = {
    "JASM": "both TSMC plants",
    "KIOXIA_WD": "the plants of Kioxia and Western Digital",
    "MICRON": "Micron’s plan",
    "SAMSUNG": "Samsung’s research site",
}
"""Actors whose pledges include public money, and what it is for, within a label."""

PRICED_PLANTS = ("JASM_FAB_1", "JASM_FAB_2", "SAMSUNG")
"""Subsidised plants whose price is in the total of foreign pledges; Micron's "up to" is not."""

PLANTS = ("JASM_FAB_1", "JASM_FAB_2", "KIOXIA_WD", "MICRON", "SAMSUNG")
"""Plants and sites with a subsidy; TSMC's two are each one."""


def announcement(c: Catalogue, indicator: str, actor: str, account: str = "", *, since: bool = False) -> Finding:
    """Return what a firm last announced for Japan by the article's date or, with `since`, after it.

    `account` names who reports it, if not the firm itself.
    """
    return c.announced(indicator, "JPN", actor, account=account, since=since)


def pledge_in_dollars(c: Catalogue, actor: str, rule: str = "") -> Finding:
    """Convert a pledge into dollars, by default with the report's rate rule."""
    stated = f"pledge.{actor}.stated_usd" if actor in IN_YEN else ""  # a pledge in dollars needs no rate
    return dollars(c, c[f"pledge.{actor}.announced"], rule or c.parameters["rate_rule"], announced=stated)


def foreign_pledges(c: Catalogue) -> Finding:
    """Add up the pledges of foreign companies at the rate of the article's date.

    A pledge of "up to" a sum is left out; one of "more than" leaves the total without an upper bound.
    """
    in_total: list[Finding] = []
    left_out: list[str] = []
    for actor in FOREIGN:
        name = f"pledge.{actor}.usd.day"
        if not c.knows(name):
            continue
        pledge = c[name]
        if pledge.quantity.low:  # it is zero for “up to” a sum
            in_total.append(pledge)
        else:
            left_out += ["; left out as “up to”: ", pledge.label]
    total = added(in_total)
    return replace(total, method=compose(total.method, *left_out))


def plants_in_yen(c: Catalogue) -> Finding:
    """Convert the price of TSMC's plants into yen at the rate of the article's date."""
    amount = c["pledge.JASM.announced"]
    return convert(amount, day_rate(c, "JPY")).named("yen", compose(amount.label, ", in yen"))


def price_since(c: Catalogue) -> Finding:
    """Add the price of TSMC's first plant and the latest of the second, in yen at the rate of the article's date."""
    amount = c["pledge.JASM_FAB_1.usd"] + c["since.JASM_FAB_2.announced"]
    return convert(amount, day_rate(c, "JPY"))


def public_money(c: Catalogue) -> Finding:
    """Add up the upper limits of public money in the foreign projects whose price is in the total."""
    subsidies = [dollars_then(c, f"public.{plant}.subsidy") for plant in PRICED_PLANTS]
    return at_most(added(subsidies), digits=2)


def dollars_then(c: Catalogue, name: str) -> Finding:
    """Convert a sum into dollars at the rate of the article's date."""
    return dollars(c, c[name], "day")


def public_share(c: Catalogue, actor: str) -> Finding:
    """Return the upper limit of a subsidy as a share of the investment, which is at its upper limit as well."""
    # the subsidies of TSMC are in yen, its investment in dollars: “more than” a sum, without an upper limit
    investment = c["pledge.JASM.in_yen"] if actor == "JASM" else ceiling(c[f"pledge.{actor}.announced"])
    return at_most(share(c[f"public.{actor}.subsidy"], investment), digits=2)


def at_most(finding: Finding, digits: int = MOST_DIGITS) -> Finding:
    """Print a result of upper limits as an upper limit, rounded like any other number."""
    limit = Quantity.exact(finding.value, finding.quantity.unit)
    return replace(finding, as_printed=f"up to {printed(limit, digits)}")


topic = Topic()

topic.add("pledge.{actor}.announced", lambda c, actor: announcement(c, PLEDGES[actor], actor), actor=tuple(PLEDGES))
topic.add("pledge.{actor}.usd", pledge_in_dollars, "Pledge of {actor} in dollars", actor=tuple(PLEDGES))
topic.add(
    "pledge.{actor}.usd.day",
    lambda c, actor: pledge_in_dollars(c, actor, "day"),
    "Pledge of {actor} in dollars",
    actor=tuple(PLEDGES),
)
topic.add(
    "pledge.{actor}.stated_usd",
    lambda c, actor: announcement(c, DOLLARS, actor, account=CONVERTED_BY.get(actor, "")),
    actor=IN_YEN,
)
topic.add(
    "pledge.us_tech.usd",
    lambda c: c["pledge.AWS.usd.day"] + c["pledge.MICROSOFT.usd.day"],
    "Pledges of Amazon Web Services and Microsoft in dollars",
)
topic.add("pledge.foreign.usd", foreign_pledges, "Projects led by foreign companies, at the rate of the article’s date")

ANNOUNCEMENTS = {
    "pledge.AWS.nhk": (DOLLARS, "AWS", "nhk"),
    "pledge.AWS.whitehouse": (DOLLARS, "AWS", "whitehouse"),
    "pledge.JASM_FAB_1.usd": (PLANT, "JASM_FAB_1"),
    "pledge.JASM_FAB_2.kyodo": (PLANT, "JASM_FAB_2", "kyodo"),
    "pledge.JASM_FAB_2.nikkei": (PLANT, "JASM_FAB_2", "nikkei"),
    "pledge.JASM_FAB_2.yen": ("investment_jpy", "JASM_FAB_2"),
    "training.people": ("people_to_train_ai", "MICROSOFT"),
    "universities.usd": ("ai_partnership_usd", "US_JP_UNIVERSITIES"),
}
"""Other announcements before the article: the indicator, the firm, and who reports it."""
ANNOUNCEMENTS_SINCE = {
    "pledge.AWS.kyodo": (DOLLARS, "AWS", "kyodo"),
    "pledge.JASM_FAB_2.original": ("investment_usd_original_plan", "JASM_FAB_2"),
    "since.JASM_FAB_2.yen": ("investment_jpy", "JASM_FAB_2"),
}
"""Announcements after the article."""

topic.add("{figure}", lambda c, figure: announcement(c, *ANNOUNCEMENTS[figure]), figure=tuple(ANNOUNCEMENTS))
topic.add(
    "{figure}",
    lambda c, figure: announcement(c, *ANNOUNCEMENTS_SINCE[figure], since=True),
    figure=tuple(ANNOUNCEMENTS_SINCE),
)
topic.add("pledge.AWS.yen", lambda c: c["pledge.AWS.announced"])
topic.add("pledge.AWS.years", lambda c: years_of(c["pledge.AWS.announced"]))
topic.add("pledge.AWS.until", lambda c: year_of(c["pledge.AWS.announced"]))
topic.add("pledge.MICROSOFT.years", lambda c: years_of(c["pledge.MICROSOFT.announced"]))
topic.add("training.years", lambda c: years_of(c["training.people"]))
topic.add("pledge.JASM_FAB_1.day", lambda c: day_of(c["pledge.JASM_FAB_1.usd"], "published"))
topic.add("since.JASM_FAB_2.yen.day", lambda c: day_of(c["since.JASM_FAB_2.yen"], "published"))

topic.add(
    "since.{actor}.announced",
    lambda c, actor: announcement(c, PLEDGES_SINCE[actor], actor, since=True),
    actor=tuple(PLEDGES_SINCE),
)
topic.add(
    "since.{actor}.published",
    lambda c, actor: day_of(c[f"since.{actor}.announced"], "published"),
    "Day of the news, {actor}",
    actor=tuple(PLEDGES_SINCE),
)
topic.add(
    "since.{actor}.usd",
    lambda c, actor: dollars_then(c, f"since.{actor}.announced"),
    "Pledged since, in dollars at the rate of the article’s date, {actor}",
    actor=tuple(PLEDGES_SINCE),
)

# Public money in private plans.
topic.add("public.{actor}.subsidy", lambda c, actor: ceiling(announcement(c, "subsidy_jpy", actor)), actor=PLANTS)
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
    lambda c: at_most(share(c["public.JASM.subsidy"], c["since.JASM.price"]), digits=2),
    "Public share of both TSMC plants under the latest plan, at most",
)
topic.add("public.{actor}.share", public_share, "Public share of {actor}, at most", actor=SUBSIDISED)
topic.add(
    "public.{actor}.usd",
    lambda c, actor: dollars_then(c, f"public.{actor}.subsidy"),
    "Public money for {actor}, at most, in dollars at the rate of the article’s date",
    actor=SUBSIDISED,
)
# Of the aid to Micron of that time a part is for research, whose cost is not in the price of the plant.
topic.add("since.MICRON.public", lambda c: ceiling(announcement(c, "subsidy_plant_jpy", "MICRON", since=True)))
topic.add(
    "since.MICRON.public.usd",
    lambda c: dollars_then(c, "since.MICRON.public"),
    "Public money for Micron’s latest plant, at most, in dollars at the rate of the article’s date",
)
topic.add(
    "since.MICRON.public.share",
    lambda c: at_most(share(c["since.MICRON.public.usd"], c["since.MICRON.usd"]), digits=2),
    "Public share of Micron’s latest plant under the latest plan, at most",
)

DOLLAR_ACCOUNTS = {
    "rate_of_the_day": "yen.AWS.usd.day",
    "reuters": "pledge.AWS.stated_usd",
    "white_house": "pledge.AWS.whitehouse",
    "nhk": "pledge.AWS.nhk",
    "kyodo": "pledge.AWS.kyodo",
}
"""Sums in dollars by which the claim about Amazon's pledge is tried, by who gives them."""

PLANT_ACCOUNTS = {
    "kyodo": "pledge.JASM_FAB_2.kyodo",
    "nikkei": "pledge.JASM_FAB_2.nikkei",
    "original_plan": "pledge.JASM_FAB_2.original",
}
"""Prices of TSMC's second plant by which the claim about it is tried, by who gives them."""

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


# ----- events since the article ------------------------------------------------------------------------------

GIVEN_UP = {"PSMC_SBI": "milestone.JPN.PSMC_SBI.2024-09-27.2024-09-27"}
"""Actors that cancelled a pledge after the article, and the event."""


def day(c: Catalogue, event: str) -> Finding:
    """Return the day of an event that became public after the article."""
    row = c.evidence.observation(event)
    if row.published <= c.evidence.judged_at:
        raise NotKnownError(f"{event} came before the article")
    return c.row(row)


def cancellation(c: Catalogue, actor: str) -> Finding:
    """Return "cancelled" as the state of a plan."""
    day_of_news = c[f"since.{actor}.published"]
    label = compose("Plan, ", varying(c.name(actor)))
    method = "cancelled on this day"
    return Finding("ended", label, day_of_news.quantity, method, (day_of_news,), as_printed="cancelled")


topic.add("since.{event}", day, event=lambda evidence: evidence.events)
topic.add("since.{actor}.ended", cancellation, actor=tuple(GIVEN_UP))
topic.add(
    "since.{actor}.published",
    lambda c, actor: day(c, GIVEN_UP[actor]),
    "Day of the news, {actor}",
    actor=tuple(GIVEN_UP),
)
topic.add(
    "{figure}.public", lambda c, figure: public_by(c[figure]), figure=("subsidy.DEU.amount", "subsidy.USA.granted")
)
