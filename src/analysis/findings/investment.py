"""Investment: who pledged what, how much of it is public money, and how much foreign capital Japan holds."""

from analysis.evidence import ECB, NotKnown
from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding

PLEDGES = {
    "JASM": "investment_usd",
    "AWS": "planned_investment_jpy",
    "PSMC_SBI": "planned_investment_jpy",
    "KIOXIA_WD": "planned_investment_jpy",
    "MICRON": "planned_investment_jpy",
    "MICROSOFT": "planned_investment_usd",
    "GOOGLE": "planned_investment_usd",
    "GOOGLE_CABLES": "planned_investment_usd",
    "SAMSUNG": "planned_investment_jpy",
    "SOFTBANK": "planned_investment_jpy",
}
"""The pledges for Japan public on the article's day, with the indicator that holds them."""

SINCE = {
    "MICROSOFT": "planned_investment_usd",
    "ORACLE": "planned_investment_usd",
    "JASM_FAB_2": "investment_usd",
    "MICRON": "planned_investment_jpy",
    "SOFTBANK": "planned_investment_jpy",
    "PSMC_SBI": "planned_investment_jpy",
}
"""Pledges made, changed or given up after the article."""

FOREIGN = ("JASM", "AWS", "PSMC_SBI", "MICRON", "MICROSOFT", "GOOGLE", "GOOGLE_CABLES", "SAMSUNG")
SUBSIDISED = ("JASM", "KIOXIA_WD", "MICRON", "SAMSUNG")


def compute(c: Catalogue) -> None:
    """Compute every finding about investment."""
    _pledges(c)
    _public_share(c)
    _foreign_direct_investment(c)


def _pledges(c: Catalogue) -> None:
    names = {actor: c.evidence.entities[actor]["name"] for actor in (*PLEDGES, *SINCE, "JASM_FAB_1")}
    for actor, indicator in PLEDGES.items():
        announced = ""
        if indicator.endswith("jpy"):
            c.set(f"pledge.{actor}.stated_usd", lambda a=actor: c.announced("planned_investment_usd", a))
            announced = f"pledge.{actor}.stated_usd"
        c.set(
            f"pledge.{actor}.announced",
            lambda a=actor, i=indicator: by.ceiling(c.announced(i, a), f"pledge.{a}.announced"),
        )
        for rule in dict.fromkeys((c.parameters.rate_rule, "day")):
            suffix = "usd" if rule == c.parameters.rate_rule else "usd.day"
            c.set(
                f"pledge.{actor}.{suffix}",
                lambda a=actor, s=suffix, r=rule, n=announced: c.dollars(
                    c[f"pledge.{a}.announced"],
                    f"pledge.{a}.{s}",
                    f"Pledge of {names[a]} in dollars",
                    r,
                    announced=n,
                ),
            )
        if c.parameters.rate_rule == "day":
            c.set(f"pledge.{actor}.usd.day", lambda a=actor: c[f"pledge.{a}.usd"])
    c.set("pledge.MICROSOFT.yen", lambda: c.announced("planned_investment_jpy", "MICROSOFT"))
    c.set(
        "pledge.MICROSOFT.yen_in_usd",
        lambda: c.dollars(
            c["pledge.MICROSOFT.yen"],
            "pledge.MICROSOFT.yen_in_usd",
            "Pledge of Microsoft in yen, in dollars",
            "day",
        ),
    )
    c.set("pledge.AWS.yen", lambda: c["pledge.AWS.announced"])
    c.set("pledge.AWS.until", lambda: c.year_of("pledge.AWS.until", c["pledge.AWS.announced"]))
    c.set("pledge.MICROSOFT.years", lambda: c.years_of("pledge.MICROSOFT.years", c["pledge.MICROSOFT.announced"]))
    c.set("pledge.JASM_FAB_1.usd", lambda: c.announced("investment_usd", "JASM_FAB_1"))
    c.set("pledge.JASM_FAB_2.usd", lambda: c.announced("investment_usd", "JASM_FAB_2"))
    c.set(
        "pledge.JASM_FAB_2.original",
        lambda: c.announced("investment_usd_original_plan", "JASM_FAB_2", since=True),
    )
    c.set("pledge.AWS.kyodo", lambda: c.announced("planned_investment_usd_kyodo", "AWS", since=True))
    c.set("pledge.AWS.nhk", lambda: c.announced("planned_investment_usd_nhk", "AWS"))
    c.set("pledge.AWS.whitehouse", lambda: c.announced("planned_investment_usd_whitehouse", "AWS"))
    c.set(
        "pledge.us_tech.usd",
        lambda: by.added(
            [c["pledge.AWS.usd.day"], c["pledge.MICROSOFT.usd.day"]],
            "pledge.us_tech.usd",
            "Pledges of Amazon Web Services and Microsoft in dollars",
        ),
    )
    c.set(
        "pledge.foreign.usd",
        lambda: by.added(
            [c[f"pledge.{a}.usd.day"] for a in FOREIGN if c.knows(f"pledge.{a}.usd.day")],
            "pledge.foreign.usd",
            "Projects led by foreign companies, in dollars at the day’s rate",
        ),
    )
    for actor, indicator in SINCE.items():
        c.set(f"since.{actor}.announced", lambda a=actor, i=indicator: c.announced(i, a, since=True))
        c.set(
            f"since.{actor}.published",
            lambda a=actor: c.day_of(f"since.{a}.published", c[f"since.{a}.announced"], "published"),
        )
    c.set("training.people", lambda: c.announced("people_to_train_ai", "MICROSOFT"))
    c.set("training.years", lambda: c.years_of("training.years", c["training.people"]))
    c.set("universities.usd", lambda: c.announced("ai_partnership_usd", "US_JP_UNIVERSITIES"))


def _public_share(c: Catalogue) -> None:
    """Set the ceiling of each subsidy against the investment it goes to."""
    for plant in ("JASM_FAB_1", "JASM_FAB_2", "KIOXIA_WD", "MICRON", "SAMSUNG"):
        c.set(
            f"public.{plant}.subsidy",
            lambda p=plant: by.ceiling(c.announced("subsidy_jpy", p), f"public.{p}.subsidy"),
        )
    c.set(
        "public.JASM.subsidy",
        lambda: by.added(
            [c["public.JASM_FAB_1.subsidy"], c["public.JASM_FAB_2.subsidy"]],
            "public.JASM.subsidy",
            "Subsidy ceilings for both TSMC plants",
        ),
    )

    def investment_in_yen(actor: str) -> Finding:
        amount = c[f"pledge.{actor}.announced"]
        if amount.quantity.unit == "JPY":
            return amount
        row = next(c["public.JASM_FAB_2.subsidy"].leaves()).observation
        if row is None:
            raise NotKnown("the day of the subsidy")
        rate = c.fixing("USD", "JPY", c.evidence.rates.on("EUR", "USD", row.published, ECB).day)
        return by.converted(amount, rate, f"pledge.{actor}.in_yen", f"{amount.label}, in yen")

    for actor in SUBSIDISED:
        c.set(
            f"public.{actor}.share",
            lambda a=actor: by.divided(
                c[f"public.{a}.subsidy"],
                investment_in_yen(a),
                f"public.{a}.share",
                f"Public share of the investment, at most, {c.evidence.entities[a]['name']}",
                "share",
            ),
        )


def _foreign_direct_investment(c: Catalogue) -> None:
    for economy in c.economies:
        name = c.evidence.entities[economy]["name"]
        c.set(f"fdi.{economy}.inflow", lambda e=economy: c.row(c.evidence.latest("fdi_inflow_usd", e)))
        c.set(
            f"fdi.{economy}.inflow_gdp",
            lambda e=economy, n=name: _over_gdp(c, c[f"fdi.{e}.inflow"], e, f"fdi.{e}.inflow_gdp", f"Inflow, {n}"),
        )
        c.set(
            f"fdi.{economy}.stock",
            lambda e=economy: c.row(c.evidence.latest("fdi_inward_stock_usd", e)),
        )
        c.set(
            f"fdi.{economy}.stock_gdp",
            lambda e=economy, n=name: _over_gdp(c, c[f"fdi.{e}.stock"], e, f"fdi.{e}.stock_gdp", f"Inward stock, {n}"),
        )
    c.set("fdi.JPN.stock_yen", lambda: c.row(c.evidence.latest("fdi_inward_stock_jpy", "JPN")))
    c.set("fdi.JPN.stock_yen_year", lambda: c.year_of("fdi.JPN.stock_yen_year", c["fdi.JPN.stock_yen"]))
    c.set("fdi.JPN.inflow_year", lambda: c.year_of("fdi.JPN.inflow_year", c["fdi.JPN.inflow"]))
    c.set("fdi.JPN.stock_year", lambda: c.year_of("fdi.JPN.stock_year", c["fdi.JPN.stock"]))
    c.set("fdi.JPN.stock_own_basis", lambda: c.row(c.evidence.latest("fdi_inward_stock_pct_gdp_jetro", "JPN")))
    c.set("fdi.JPN.own_year", lambda: c.year_of("fdi.JPN.own_year", c["fdi.JPN.stock_own_basis"]))
    targets = [o for o in c.evidence.vintages("fdi_inward_stock_target", "JPN") if o.period_start == o.period_end]
    newest = max(targets, key=lambda o: o.published)
    c.set("fdi.JPN.target", lambda: c.row(newest))
    c.set("fdi.JPN.target_year", lambda: c.year_of("fdi.JPN.target_year", c["fdi.JPN.target"]))
    c.set(
        "fdi.JPN.target_reached",
        lambda: by.divided(
            c["fdi.JPN.stock_yen"],
            c["fdi.JPN.target"],
            "fdi.JPN.target_reached",
            "Share of the target reached",
            "share",
        ),
    )


def _over_gdp(c: Catalogue, amount: Finding, economy: str, finding_id: str, label: str) -> Finding:
    row = amount.observation
    if row is None or row.period_end is None:
        raise NotKnown(f"period of {amount.id}")
    gdp = c.observe("gdp_nominal_usd", economy, year=row.period_end.year)
    return by.divided(amount, gdp, finding_id, f"{label}, as a share of GDP of {row.period_end.year}", "share")
