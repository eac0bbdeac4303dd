"""The market that Japan once led: its share of world chip sales."""

from analysis.findings.catalogue import Catalogue


def compute(c: Catalogue) -> None:
    """Compute the shares of world chip sales at the start and at the end of the nineteen-eighties."""
    decade = c.evidence.observation(c.evidence.claims["C02"]["observation_id"])
    first = decade.period_start.year if decade.period_start else 0
    last = decade.period_end.year if decade.period_end else 0
    share = "semiconductor_sales_share_hq"
    c.set("chips.JPN.peak", lambda: c.observe(share, "JPN", year=last))
    c.set("chips.NAM.peak", lambda: c.observe(share, "NAM", year=last))
    c.set("chips.NAM.start", lambda: c.observe(share, "NAM", year=first))
