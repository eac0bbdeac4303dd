"""Pledges: who promised to invest what in Japan, in which currency, and how much of it is public money."""

from dataclasses import replace

from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import added, ceiling, convert, day_of, share, year_of, years_of
from analysis.findings.formats import printed
from analysis.findings.wording import worded
from analysis.study.rates import day_rate, dollars

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
SUBSIDISED_SINCE = {"MICRON": "Micron’s newest plant"}
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
topic.add("pledge.foreign.usd", from_abroad, "Projects led by foreign companies, at the rate of the article’s day")

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
    "Pledged since, in dollars at the rate of the article’s day, {actor}",
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
topic.add("since.JASM.price", price_since, "Price of both TSMC plants by the newest plan, in yen")
topic.add(
    "since.JASM.public_share",
    lambda c: at_most(share(c["public.JASM.subsidy"], c["since.JASM.price"])),
    "Public share of both TSMC plants by the newest plan, at most",
)
topic.add("public.{actor}.share", public_share, "Public share of {actor}, at the ceiling", actor=SUBSIDISED)

topic.add(
    "public.{actor}.usd",
    lambda c, actor: in_dollars(c, f"public.{actor}.subsidy"),
    "Public money for {actor}, at the ceiling, in dollars at the rate of the article’s day",
    actor=SUBSIDISED,
)
# Of the aid to Micron of that time a part is for research, whose cost is not in the price of the plant.
topic.add("since.MICRON.public", lambda c: ceiling(announced(c, "subsidy_plant_jpy", "MICRON", since=True)))
topic.add(
    "since.{actor}.public.usd",
    lambda c, actor: in_dollars(c, f"since.{actor}.public"),
    "Public money for {actor}, at the ceiling, in dollars at the rate of the article’s day",
    actor=SUBSIDISED_SINCE,
)
topic.add(
    "since.{actor}.public.share",
    lambda c, actor: at_most(share(c[f"since.{actor}.public.usd"], c[f"since.{actor}.usd"])),
    "Public share of {actor} by the newest plan, at the ceiling",
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
