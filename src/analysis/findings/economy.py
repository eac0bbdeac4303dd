"""The size of an economy: its output, its people, and output a head in dollars and by what money buys."""

from analysis.findings import comparisons as by
from analysis.findings.catalogue import Catalogue


def compute(c: Catalogue) -> None:
    """Compute size and output a head for every economy, for the last full year known of all."""
    c.set("economy.year", lambda: c.year_of("economy.year", c.base("JPN", "gdp")))
    for economy in c.economies:
        name, key = c.evidence.entities[economy]["name"], f"economy.{economy}"
        c.set(f"{key}.population", lambda e=economy: c.base(e, "population"))
        for measure, base, words in (("gdp", "gdp", "in dollars"), ("gdp_ppp", "gdp_ppp", "at purchasing power")):
            c.set(f"{key}.{measure}", lambda e=economy, b=base: c.base(e, b))
            c.set(
                f"{key}.{measure}_per_head",
                lambda k=key, m=measure, n=name, w=words: by.per(
                    c[f"{k}.{m}"], c[f"{k}.population"], f"{k}.{m}_per_head", f"GDP a head, {n}, {w}"
                ),
            )
