"""Foreign direct investment."""

from __future__ import annotations

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Topic
from analysis.findings.arithmetic import share
from analysis.findings.finding_dates import period_end, year_of
from analysis.findings.label_composition import compose, varying
from analysis.study.economy import as_first_published

INFLOW = "fdi_inflow_usd"
FLOWS = {"inflow": (INFLOW, "Inflow"), "stock": ("fdi_inward_stock_usd", "Inward stock")}
"""Indicators of foreign direct investment, and what they are called in a label."""


def over_gdp(c: Catalogue, economy: str, flow: str) -> Finding:
    """Return an inflow or a stock as a share of the GDP of its year.

    Not of the common year of other tables: dollars of a year are divided by dollars of the same year, so that neither
    prices nor the exchange rate move the share.
    """
    amount = c[f"fdi.{economy}.{flow}"]
    year = period_end(amount).year  # of the latest figure, not the same for all economies; the label says which
    of_gdp = share(amount, c.observe("gdp_nominal_usd", economy, year=year))
    _, words = FLOWS[flow]
    label = compose(f"{words}, ", varying(c.name(economy)), ", as a share of GDP of ", varying(year))
    return of_gdp.named(of_gdp.id, label)


def target(c: Catalogue, *, beyond: bool = False) -> Finding:
    """Return the government's latest target for the stock at the end of a year, or for the years `beyond` it."""
    rows = c.evidence.vintages("fdi_inward_stock_target", "JPN")
    targets = []
    for row in rows:
        is_for_years = row.period_start != row.period_end
        if is_for_years == beyond:
            targets.append(row)
    if not targets:
        raise NotKnownError("a target for the stock")
    return c.row(max(targets, key=lambda row: row.published))


JAPAN_ONLY = {
    "withdrawn": ("fdi_withdrawn_usa_jpy", ""),
    "greenfield": ("greenfield_investment_jpy", ""),
    "stock_own_basis": ("fdi_inward_stock_pct_gdp", "jetro"),
    "stock_yen": ("fdi_inward_stock_jpy", ""),
}
"""Figures of Japan alone, each with its indicator and account."""

topic = Topic()
topic.add("fdi.{economy}.{flow}", lambda c, economy, flow: c.newest(FLOWS[flow][0], economy), flow=tuple(FLOWS))
topic.add("fdi.{economy}.{flow}_gdp", over_gdp, flow=tuple(FLOWS))
topic.add("fdi.JPN.inflow.then", lambda c: as_first_published(c, INFLOW, "JPN"))
topic.add("since.JPN.fdi", lambda c: c.later(INFLOW, "JPN"))
topic.add("since.JPN.fdi.year", lambda c: year_of(c["since.JPN.fdi"]))
topic.add(
    "fdi.JPN.{figure}",
    lambda c, figure: c.newest(JAPAN_ONLY[figure][0], "JPN", account=JAPAN_ONLY[figure][1]),
    figure=tuple(JAPAN_ONLY),
)
topic.add("fdi.JPN.target", target)
topic.add("fdi.JPN.target_beyond", lambda c: target(c, beyond=True))
topic.add(
    "fdi.JPN.{figure}_year",
    lambda c, figure: year_of(c[f"fdi.JPN.{figure}"]),
    figure=("inflow", "inflow.then", "stock", "stock_yen", "withdrawn", "greenfield", "target"),
)
topic.add("fdi.JPN.own_year", lambda c: year_of(c["fdi.JPN.stock_own_basis"]))
topic.add(
    "fdi.JPN.target_reached",
    lambda c: share(c["fdi.JPN.stock_yen"], c["fdi.JPN.target"]),
    "Share of the target reached",
)
