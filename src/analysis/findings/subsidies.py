"""Chip subsidies: the same money against each country's economy, people and years, by each official account."""

from analysis.evidence import NotKnown
from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.parameters import RATE_NAMES

ACCOUNT_ECONOMIES = ("JPN", "USA", "DEU", "FRA", "GBR")
PER_HEAD_RATES = ("day", "ppp")
AMOUNT_RATES = ("day", "release_day", "period_mean", "ppp")
"""The rates under which the claim about the sum is tried."""


def compute(c: Catalogue) -> None:
    """Compute every finding about chip subsidies."""
    for economy in ACCOUNT_ECONOMIES:
        _account(c, economy)
    for economy in ("JPN", "USA", "DEU", "CHN"):
        c.set(
            f"subsidy.{economy}.share.meti",
            lambda e=economy: c.row(c.evidence.latest("chip_support_pct_gdp_meti", e)),
        )
    c.set("subsidy.meti.weeks", lambda: _weeks(c))
    for peer in ("USA", "DEU"):
        for account in ("mof", "meti"):
            c.set(f"subsidy.ratio.{peer}.{account}", lambda p=peer, a=account: ratio(c, p, f"share.{a}"))
        for measure in ("share.then", "share.total", "per_head.day", "per_head.ppp"):
            c.set(f"subsidy.ratio.{peer}.{measure}", lambda p=peer, m=measure: ratio(c, p, m))
    c.set("subsidy.ratio.USA.share.per_year", lambda: ratio(c, "USA", "share.per_year"))
    _tax_credit(c)
    _dollar_amount(c)
    _others(c)
    _projects(c)
    _since(c)


def ratio(c: Catalogue, peer: str, measure: str) -> Finding:
    """Divide Japan's figure by a peer's, by the same measure."""
    name = c.evidence.entities[peer]["name"]
    short = measure.removeprefix("share.") if measure in ("share.mof", "share.meti") else measure
    return by.divided(
        c[f"subsidy.JPN.{measure}"],
        c[f"subsidy.{peer}.{measure}"],
        f"subsidy.ratio.{peer}.{short}",
        f"Japan against {name}, {WORDS[measure]}",
    )


WORDS = {
    "share.mof": "Finance Ministry’s printed shares of GDP",
    "share.meti": "METI’s printed shares of GDP",
    "share.then": "shares of GDP, computed as known on the article’s day",
    "share.total": "shares of GDP, computed with the newest GDP",
    "share.per_year": "shares of GDP, per year of the programme",
    "per_head.day": "per head at the day’s rate",
    "per_head.ppp": "per head at purchasing power parity",
}


def _account(c: Catalogue, economy: str) -> None:
    """Take one country of the Finance Ministry's slide through every measure."""
    name, key = c.evidence.entities[economy]["name"], f"subsidy.{economy}"
    c.set(f"{key}.amount", lambda: c.row(c.evidence.latest("chip_support_amount_mof", economy)))
    c.set(f"{key}.share.mof", lambda: _printed_share(c, economy))
    c.set(f"{key}.gdp", lambda: c.observe("gdp_nominal_lcu", economy, year=c.gdp_year))
    c.set(
        f"{key}.share.total",
        lambda: by.divided(
            c[f"{key}.amount"],
            c[f"{key}.gdp"],
            f"{key}.share.total",
            f"Chip support, {name}, share of GDP",
            "share",
        ),
    )

    c.set(
        f"{key}.share.then",
        lambda: by.divided(
            c[f"{key}.amount"],
            c.gdp_at_the_time(economy),
            f"{key}.share.then",
            f"Chip support, {name}, share of GDP as known on the article’s day",
            "share",
        ),
    )
    c.set(f"{key}.years", lambda: c.row(c.evidence.latest("chip_support_programme_years", economy)))
    for what in ("amount", "share.total"):
        c.set(
            f"{key}.{'amount' if what == 'amount' else 'share'}.per_year",
            lambda w=what: _per_year(c, f"{key}.{w}", f"{key}.years"),
        )
    for rule in PER_HEAD_RATES:
        c.set(
            f"{key}.usd.{rule}",
            lambda r=rule: c.dollars(
                c[f"{key}.amount"],
                f"{key}.usd.{r}",
                f"Chip support, {name}, in dollars ({RATE_NAMES[r]})",
                r,
                economy=economy,
            ),
        )
        c.set(
            f"{key}.per_head.{rule}",
            lambda r=rule: by.per(
                c[f"{key}.usd.{r}"],
                c.base(economy, "population"),
                f"{key}.per_head.{r}",
                f"Chip support per head, {name} ({RATE_NAMES[r]})",
            ),
        )


def _printed_share(c: Catalogue, economy: str) -> Finding:
    """Return the share printed in April 2024; an earlier one for Japan leaves out the last budget."""
    rows = c.evidence.vintages("chip_support_pct_gdp_mof", economy)
    newest = max(rows, key=lambda o: o.published, default=None)
    if newest is None:
        raise NotKnown(f"the Finance Ministry’s share for {economy}")
    return c.row(newest)


def _weeks(c: Catalogue) -> Finding:
    """Return the weeks from the article to the day on which METI's shares became public."""
    share = c["subsidy.JPN.share.meti"]
    if share.observation is None:
        raise NotKnown("the day of METI’s shares")
    day, label = share.observation.published, "Weeks from the article to METI’s shares"
    return by.weeks_between(day, c.evidence.judged_at, (c["claim.day"], share), "subsidy.meti.weeks", label)


def _revised(c: Catalogue) -> Finding:
    """Return Japan's share with the newest GDP, where that has changed since the article."""
    newest = c["subsidy.JPN.gdp"].observation
    if newest is None or newest.published <= c.evidence.judged_at:
        raise NotKnown("no GDP published after the article")
    return c["subsidy.JPN.share.total"]


def _per_year(c: Catalogue, over: str, years: str) -> Finding:
    finding = c[over]
    return by.each_year(finding, c[years], f"{over}.per_year", f"{finding.label}, per year")


def _tax_credit(c: Catalogue) -> None:
    c.set("subsidy.USA.tax_credit", lambda: c.row(c.evidence.latest("chips_act_tax_credit_estimate", "USA")))
    c.set(
        "subsidy.USA.amount.with_tax_credit",
        lambda: by.added(
            [c["subsidy.USA.amount"], c["subsidy.USA.tax_credit"]],
            "subsidy.USA.amount.with_tax_credit",
            "Chip support, United States, tax credit included",
        ),
    )
    c.set(
        "subsidy.USA.share.with_tax_credit",
        lambda: by.divided(
            c["subsidy.USA.amount.with_tax_credit"],
            c["subsidy.USA.gdp"],
            "subsidy.USA.share.with_tax_credit",
            "Chip support, United States, tax credit included, share of GDP",
            "share",
        ),
    )
    c.set(
        "subsidy.ratio.USA.with_tax_credit",
        lambda: by.divided(
            c["subsidy.JPN.share.total"],
            c["subsidy.USA.share.with_tax_credit"],
            "subsidy.ratio.USA.with_tax_credit",
            "Japan against the United States, tax credit included",
        ),
    )


def _dollar_amount(c: Catalogue) -> None:
    """Turn Japan's 3.9 trillion yen into dollars by each rate rule, and find the rate the article implies."""
    c.set("subsidy.JPN.share.revised", lambda: _revised(c))
    c.set("subsidy.JPN.funded", lambda: c.row(c.evidence.latest("chip_support_funded", "JPN")))
    c.set("subsidy.JPN.press", lambda: c.row(c.evidence.latest("chip_support_usd_nikkei", "JPN")))
    c.set("subsidy.JPN.earmarked", lambda: c.row(c.evidence.latest("chip_support_earmarked_ap", "JPN")))
    for rule in (*AMOUNT_RATES, "own"):
        c.set(f"subsidy.JPN.amount_usd.{rule}", lambda r=rule: amount_in_dollars(c, r))
    c.set(
        "subsidy.JPN.implied_rate",
        lambda: by.per(
            c["subsidy.JPN.amount"],
            c["claim.C25"],
            "subsidy.JPN.implied_rate",
            "Yen for a dollar that the claim implies",
        ),
    )


def amount_in_dollars(c: Catalogue, rule: str) -> Finding:
    """Convert Japan's chip support at the day's rate, the rate of the release, the period's mean or at parity."""
    amount, finding_id = c["subsidy.JPN.amount"], f"subsidy.JPN.amount_usd.{rule}"
    label = f"Chip support, Japan, in dollars ({RATE_NAMES[rule]})"
    if rule == "release_day":
        row = amount.observation
        if row is None:
            raise NotKnown("the day of the release")
        rate = c.fixing("USD", "JPY", row.published)
        return by.converted(amount, rate, finding_id, label, (f"amount_rate={rule}",))
    return c.dollars(amount, finding_id, label, rule)


PROJECTS = {
    "USA.preliminary": ("chips_act_preliminary_awards", "USA"),
    "USA.awards": ("chips_act_final_awards", "USA"),
    "USA.loans": ("chips_act_final_loans", "USA"),
    "DEU.dresden": ("esmc_dresden_aid", "DEU"),
    "DEU.erfurt": ("gf_xfab_aid", "DEU"),
    "JPN.rapidus": ("rapidus_state_support_cumulative", "JPN"),
    "JPN.framework": ("ai_chip_framework", "JPN"),
}
"""What became of the programmes after the article, by indicator and country."""


def _projects(c: Catalogue) -> None:
    for name, (indicator, economy) in PROJECTS.items():
        c.set(f"since.{name}", lambda i=indicator, e=economy: c.later(i, e))
        c.set(f"since.{name}.day", lambda n=name: c.day_of(f"since.{n}.day", c[f"since.{n}"], "published"))
    c.set(
        "since.USA.awarded",
        lambda: by.divided(
            c["since.USA.awards"],
            c["subsidy.USA.amount"],
            "since.USA.awarded",
            "Grants awarded under the United States chips law, as a share of the sum set side by side",
            "share",
        ),
    )


def _others(c: Catalogue) -> None:
    """Countries that the Finance Ministry leaves out: China's chip fund is equity, Korea's package mostly loans."""

    def fund() -> Finding:
        phases = [c.row(o) for o in c.evidence.series("big_fund_capital", "CHN")]
        if not phases:
            raise NotKnown("the capital of the chip fund")
        return by.added(phases, "subsidy.CHN.fund", "Capital of China’s chip fund, all phases")

    c.set("subsidy.CHN.fund", fund)
    c.set("subsidy.KOR.package", lambda: _first_package(c, "chip_support_package"))
    c.set("subsidy.KOR.loans", lambda: _first_package(c, "chip_support_package_loans"))
    for economy, what in (("CHN", "fund"), ("KOR", "package")):
        c.set(
            f"subsidy.{economy}.share.{what}",
            lambda e=economy, w=what: by.divided(
                c[f"subsidy.{e}.{w}"],
                c.observe("gdp_nominal_lcu", e, year=c.gdp_year),
                f"subsidy.{e}.share.{w}",
                f"{c[f'subsidy.{e}.{w}'].label}, share of GDP",
                "share",
            ),
        )


def _first_package(c: Catalogue, indicator: str) -> Finding:
    """Return the package of May 2024, whose loans are known; a later one adds to it."""
    rows = c.evidence.vintages(indicator, "KOR")
    if not rows:
        raise NotKnown(f"{indicator} of South Korea")
    return c.row(min(rows, key=lambda o: o.published))


def _since(c: Catalogue) -> None:
    """What became of the German sum after Intel gave up its plant, and of Japan's own programme."""
    c.set("since.DEU.lapsed", lambda: c.later("intel_magdeburg_cancelled", "DEU"))
    c.set("since.DEU.day", lambda: c.day_of("since.DEU.day", c["since.DEU.lapsed"], "published"))
    c.set(
        "since.DEU.amount",
        lambda: by.difference(
            c["subsidy.DEU.amount"],
            c["since.DEU.lapsed"],
            "since.DEU.amount",
            "Chip support, Germany, without Intel’s plant",
        ),
    )
    c.set(
        "since.DEU.share",
        lambda: by.divided(
            c["since.DEU.amount"],
            c["subsidy.DEU.gdp"],
            "since.DEU.share",
            "The same, as a share of GDP",
            "share",
        ),
    )
    c.set("since.JPN.earmarked", lambda: c.later("chip_support_earmarked_bloomberg", "JPN"))
    c.set("since.JPN.framework", lambda: c.later("ai_chip_framework", "JPN"))
    c.set(
        "since.JPN.rapidus",
        lambda: c.later("rapidus_state_support_cumulative", "JPN"),
    )
