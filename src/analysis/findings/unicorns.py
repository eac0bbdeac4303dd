"""Unicorns: a count, set against the whole list, the size of the economy and the number of people."""

from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue

EACH = {"gdp": 1e12, "gdp_ppp": 1e12, "population": 1e7}
WORDS = {
    "gdp": "per trillion dollars of GDP",
    "gdp_ppp": "per trillion international dollars of GDP",
    "population": "per ten million people",
}


def compute(c: Catalogue) -> None:
    """Compute every finding about unicorns."""
    c.set("unicorns.WLD.count", lambda: c.observe("cb_insights_unicorns", "WLD"))
    for economy in c.economies:
        name = c.evidence.entities[economy]["name"]
        c.set(f"unicorns.{economy}.count", lambda e=economy: c.observe("cb_insights_unicorns", e))
        for denominator, each in EACH.items():
            c.set(
                f"unicorns.{economy}.{denominator}",
                lambda e=economy, d=denominator, x=each, n=name: by.density(
                    c[f"unicorns.{e}.count"],
                    c.base(e, d),
                    x,
                    f"unicorns.{e}.{d}",
                    f"Unicorns {WORDS[d]}, {n}",
                    (f"denominator={d}",),
                ),
            )
    c.set(
        "unicorns.JPN.share",
        lambda: by.divided(
            c["unicorns.JPN.count"],
            c["unicorns.WLD.count"],
            "unicorns.JPN.share",
            "Japan’s share of all unicorns",
            "share",
        ),
    )
    c.set("unicorns.JPN.date", lambda: c.day_of("unicorns.JPN.date", c["unicorns.JPN.count"]))
    for denominator in EACH:
        c.set(
            f"unicorns.ratio.USA.{denominator}",
            lambda d=denominator: by.divided(
                c[f"unicorns.USA.{d}"],
                c[f"unicorns.JPN.{d}"],
                f"unicorns.ratio.USA.{d}",
                f"United States against Japan, unicorns {WORDS[d]}",
            ),
        )
    c.set(
        "unicorns.ratio.KOR.gdp",
        lambda: by.divided(
            c["unicorns.KOR.gdp"],
            c["unicorns.JPN.gdp"],
            "unicorns.ratio.KOR.gdp",
            f"South Korea against Japan, unicorns {WORDS['gdp']}",
        ),
    )
    gdp_share_of_world(c)
    for who in ("JPN", "WLD"):
        c.set(f"since.{who}.unicorns", lambda w=who: c.later("cb_insights_unicorns", w))
    c.set("since.JPN.unicorns.date", lambda: c.day_of("since.JPN.unicorns.date", c["since.JPN.unicorns"]))


def gdp_share_of_world(c: Catalogue) -> None:
    """Express Japan's GDP against that of the United States, the yardstick for its share of unicorns."""
    c.set(
        "gdp.JPN_of_USA",
        lambda: by.divided(
            c.base("JPN", "gdp"),
            c.base("USA", "gdp"),
            "gdp.JPN_of_USA",
            "Japan’s GDP as a share of the United States’",
            "share",
        ),
    )
    c.set(
        "unicorns.JPN_of_USA",
        lambda: by.divided(
            c["unicorns.JPN.count"],
            c["unicorns.USA.count"],
            "unicorns.JPN_of_USA",
            "Japan’s unicorns as a share of the United States’",
            "share",
        ),
    )
