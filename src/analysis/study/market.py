"""The market that Japan once led: its share of world chip sales."""

from typing import TYPE_CHECKING

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Topic

if TYPE_CHECKING:
    from datetime import date

SHARE = "semiconductor_sales_share_hq"


def in_decade(c: Catalogue, entity: str, end: str) -> Finding:
    """Take the share of world chip sales in the year in which the decade that the article names starts or ends."""
    decade = c.evidence.observation(c.evidence.claims["C02"]["observation_id"])
    day: date | None = getattr(decade, f"period_{end}")
    if day is None:
        raise NotKnown(f"the {end} of the decade")
    return c.observe(SHARE, entity, year=day.year)


topic = Topic()
topic.add("chips.JPN.peak", lambda c: in_decade(c, "JPN", "end"))
topic.add("chips.NAM.peak", lambda c: in_decade(c, "NAM", "end"))
topic.add("chips.NAM.start", lambda c: in_decade(c, "NAM", "start"))

topic.judge("C02", lambda case: case.level("chips.JPN.peak", "dominates", above=True))
