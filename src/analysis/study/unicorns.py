"""Unicorns: counts, and their ratio to GDP and population."""

from __future__ import annotations

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Topic
from analysis.findings.arithmetic import per, ratio, share
from analysis.findings.finding_dates import day_of
from analysis.findings.number_format import TEN_MILLION, TRILLION
from analysis.study.economy import base

UNICORN_LIST = "cb_insights_unicorns"
"""Our count of the firms on CB Insights' list."""

UNICORNS_AT_LIMIT, UNICORNS_IN_TECH = "cb_insights_unicorns_at_limit", "cb_insights_unicorns_enterprise_tech"
"""Of these firms, those worth exactly the billion dollars that a unicorn needs, and those in enterprise technology."""

DENSITIES = {
    "gdp": "per trillion dollars of GDP",
    "gdp_ppp": "per trillion international dollars of GDP",
    "population": "per ten million people",
}
"""How the number of unicorns is related to the size of a country, by denominator."""

SCALES = {"gdp": TRILLION, "gdp_ppp": TRILLION, "population": TEN_MILLION}
"""By how much of the denominator the number is given."""


def density(c: Catalogue, economy: str, denominator: str) -> Finding:
    """Return a country's unicorns per trillion dollars of GDP or per ten million people."""
    return per(c[f"unicorns.{economy}.count"], base(c, economy, denominator), SCALES[denominator])


def against_japan(c: Catalogue, peer: str, denominator: str = "gdp") -> Finding:
    """Divide the density of unicorns in another country by that in Japan; some peers are compared by GDP alone."""
    return ratio(c[f"unicorns.{peer}.{denominator}"], c[f"unicorns.JPN.{denominator}"])


def before_last(c: Catalogue) -> Finding:
    """Return Japan's count on the last list but one, if both came after the article."""
    rows = [
        row
        for row in c.evidence.series(UNICORN_LIST, "JPN")
        if row.period_end and row.period_end > c.evidence.judged_at
    ]
    if len(rows) < 2:
        raise NotKnownError("two copies of the list since the article")
    return c.row(rows[-2])


topic = Topic()

topic.add("unicorns.WLD.count", lambda c: c.observe(UNICORN_LIST, "WLD"))
topic.add("unicorns.{economy}.count", lambda c, economy: c.observe(UNICORN_LIST, economy))
topic.add("unicorns.{region}.at_limit", lambda c, region: c.observe(UNICORNS_AT_LIMIT, region), region=("WLD", "JPN"))
topic.add("unicorns.WLD.enterprise_tech", lambda c: c.observe(UNICORNS_IN_TECH, "WLD"))
topic.add("unicorns.JPN.date", lambda c: day_of(c["unicorns.JPN.count"]))
topic.add(
    "unicorns.JPN.share",
    lambda c: share(c["unicorns.JPN.count"], c["unicorns.WLD.count"]),
    "Japan’s share of all unicorns",
)

topic.add(
    "unicorns.{economy}.{denominator}", density, "Unicorns {denominator}, {economy}",
    denominator=DENSITIES, choice="denominator",
)  # fmt: skip
topic.choose("unicorns.{economy}.chosen", "denominator", "unicorns.{economy}.{option}")

topic.add(
    "unicorns.ratio.{peer}.{denominator}", against_japan, "{peer} against Japan, unicorns {denominator}",
    peer=("USA",), denominator=DENSITIES,
)  # fmt: skip
topic.add(
    "unicorns.ratio.{peer}.gdp", against_japan, f"{{peer}} against Japan, unicorns {DENSITIES['gdp']}", peer=("KOR",)
)
topic.choose("unicorns.ratio.USA.chosen", "denominator", "unicorns.ratio.USA.{option}")

topic.add(
    "{size}.JPN_of_USA",
    lambda c, size: share(base(c, "JPN", size), base(c, "USA", size)),
    "Japan’s {size} as a share of the United States’",
    size={"gdp": "GDP", "gdp_ppp": "GDP at purchasing power", "population": "population"},
)
topic.add(
    "unicorns.JPN_of_USA",
    lambda c: share(c["unicorns.JPN.count"], c["unicorns.USA.count"]),
    "Japan’s unicorns as a share of the United States’",
)


def drop(c: Catalogue) -> Finding:
    """Return how many fewer names the latest copy has than the one before; raises `NotKnownError` without a drop."""
    fewer = c["since.JPN.unicorns.before"] - c["since.JPN.unicorns"]
    if fewer.value <= 0:
        raise NotKnownError("a drop of the number of unicorns")
    return fewer


topic.add("since.{who}.unicorns", lambda c, who: c.later(UNICORN_LIST, who), who=("JPN", "WLD"))
topic.add("since.JPN.unicorns.date", lambda c: day_of(c["since.JPN.unicorns"]))
topic.add("since.JPN.unicorns.before", before_last)
topic.add("since.JPN.unicorns.drop", drop, "Japanese unicorns fewer than in the copy before")
topic.add("since.JPN.unicorns.before.day", lambda c: day_of(c["since.JPN.unicorns.before"]))

topic.judge("C12", lambda case: case.amount("unicorns.JPN.count"))
topic.judge("C13", lambda case: case.amount("unicorns.WLD.count"))
