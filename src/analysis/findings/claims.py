"""The article's own figures as findings."""

from dataclasses import replace

from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding

AS_PRINTED = ("persons", "firms", "rank", "years", "share")
"""Units whose figures the report repeats in the words of the article: seven, 32nd, three million."""


def compute(c: Catalogue) -> None:
    """Make a finding of every figure that the article prints."""
    for claim_id, claim in c.evidence.claims.items():
        if claim["observation_id"]:
            c.set(f"claim.{claim_id}", lambda i=claim_id, o=claim["observation_id"]: _printed(c, i, o))
    c.set("claim.C25.years", lambda: _years(c))
    c.set("claim.day", lambda: c.day_of("claim.day", c["claim.C25"], "published"))


def _printed(c: Catalogue, claim_id: str, observation_id: str) -> Finding:
    row = c.evidence.observation(observation_id)
    finding = c.row(row).named(f"claim.{claim_id}", f"Claim {claim_id} as printed: {c.label(row)}")
    words = row.unit in AS_PRINTED or row.qualifier in ("gt", "ge")
    return replace(finding, as_printed=row.printed) if words else finding


def _years(c: Catalogue) -> Finding:
    """Return over how many years the article spreads the sum of chip support, in its own word."""
    printed = c.evidence.claims["C25"]["printed"].split(" | ")[-1]
    return replace(c.years_of("claim.C25.years", c["claim.C25"]), as_printed=printed.removesuffix(" years"))
