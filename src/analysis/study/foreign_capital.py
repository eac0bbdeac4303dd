"""Foreign direct investment: what flows into each economy in a year, and how much of it is there."""

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Topic
from analysis.findings.arithmetic import period_end, share, year_of
from analysis.findings.wording import varying, worded

INFLOW, STOCK = "fdi_inflow_usd", "fdi_inward_stock_usd"


def over_gdp(c: Catalogue, name: str, economy: str, label: str) -> Finding:
    """Set an inflow or a stock against the GDP of its own year."""
    amount = c[name]
    year = period_end(amount).year
    found = share(amount, c.observe("gdp_nominal_usd", economy, year=year))
    return found.named(
        found.id, worded(f"{label}, ", varying(c.name(economy)), ", as a share of GDP of ", varying(year))
    )


def target(c: Catalogue, *, beyond: bool = False) -> Finding:
    """Take the government's newest target for the stock at the end of a year, or the one for the years `beyond` it."""
    rows = c.evidence.vintages("fdi_inward_stock_target", "JPN")
    targets = [o for o in rows if (o.period_start != o.period_end) == beyond]
    if not targets:
        raise NotKnown("a target for the stock")
    return c.row(max(targets, key=lambda o: o.published))


def inflow_then(c: Catalogue) -> Finding:
    """Take the inflow into Japan of the last year that was public on the article's day."""
    rows = c.evidence.vintages(INFLOW, "JPN", by=c.evidence.judged_at)
    if not rows:
        raise NotKnown("an inflow into Japan, on the article’s day")
    return c.row(max(rows, key=lambda o: (o.period_end or o.published, o.published)))


topic = Topic()

topic.add("fdi.{economy}.inflow", lambda c, economy: c.newest(INFLOW, economy))
topic.add("fdi.{economy}.inflow_gdp", lambda c, economy: over_gdp(c, f"fdi.{economy}.inflow", economy, "Inflow"))
topic.add("fdi.{economy}.stock", lambda c, economy: c.newest(STOCK, economy))
topic.add("fdi.{economy}.stock_gdp", lambda c, economy: over_gdp(c, f"fdi.{economy}.stock", economy, "Inward stock"))
topic.add("fdi.JPN.inflow.then", inflow_then)
topic.add("fdi.JPN.inflow.then_year", lambda c: year_of(c["fdi.JPN.inflow.then"]))
topic.add("fdi.JPN.withdrawn", lambda c: c.newest("fdi_withdrawn_usa_jpy", "JPN"))
topic.add("fdi.JPN.withdrawn_year", lambda c: year_of(c["fdi.JPN.withdrawn"]))
topic.add("since.JPN.fdi", lambda c: c.later(INFLOW, "JPN"))
topic.add("since.JPN.fdi.year", lambda c: year_of(c["since.JPN.fdi"]))
topic.add("fdi.JPN.greenfield", lambda c: c.newest("greenfield_investment_jpy", "JPN"))
topic.add("fdi.JPN.greenfield_year", lambda c: year_of(c["fdi.JPN.greenfield"]))
topic.add("fdi.JPN.inflow_year", lambda c: year_of(c["fdi.JPN.inflow"]))
topic.add("fdi.JPN.stock_year", lambda c: year_of(c["fdi.JPN.stock"]))

topic.add("fdi.JPN.stock_own_basis", lambda c: c.newest("fdi_inward_stock_pct_gdp", "JPN", account="jetro"))
topic.add("fdi.JPN.own_year", lambda c: year_of(c["fdi.JPN.stock_own_basis"]))
topic.add("fdi.JPN.stock_yen", lambda c: c.newest("fdi_inward_stock_jpy", "JPN"))
topic.add("fdi.JPN.stock_yen_year", lambda c: year_of(c["fdi.JPN.stock_yen"]))
topic.add("fdi.JPN.target", target)
topic.add("fdi.JPN.target_beyond", lambda c: target(c, beyond=True))
topic.add("fdi.JPN.target_year", lambda c: year_of(c["fdi.JPN.target"]))
topic.add(
    "fdi.JPN.target_reached",
    lambda c: share(c["fdi.JPN.stock_yen"], c["fdi.JPN.target"]),
    "Share of the target reached",
)
