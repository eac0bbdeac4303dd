"""What Japan's state has set aside and promised for chips since the article: Rapidus, the framework, the roadmap."""

from __future__ import annotations

from dataclasses import replace

from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import added, ceiling, day_of, month_of, year_of
from analysis.findings.formats import printed

TOTAL, YEARLY = "rapidus_state_support_cumulative", "rapidus_state_support_year"
DIGITS = 4
"""As many as the ministry's own sums have."""

SINCE = {
    "JPN.rapidus_planned": ("rapidus_state_support_planned", ""),
    "JPN.framework": ("ai_chip_framework", ""),
    "JPN.budget": ("chip_ai_budget", ""),
    "JPN.roadmap": ("investment_outlook_ai_chips_jpy", ""),
    "JPN.outlook": ("investment_outlook_chips_jpy", ""),
    "JPN.sales_goal": ("chip_sales_target_jpy", ""),
    "RAPIDUS.equity": ("state_equity_jpy", "RAPIDUS"),
    "RAPIDUS.stake": ("state_stake_share", "RAPIDUS"),
    "RAPIDUS.votes": ("state_voting_share", "RAPIDUS"),
    "RAPIDUS.private": ("private_capital_jpy", "RAPIDUS"),
    "RAPIDUS.needed": ("capital_needed_jpy", "RAPIDUS"),
    "RAPIDUS.loans": ("planned_loans_jpy", "RAPIDUS"),
}
"""What the state or a firm has said since, by country or firm: the indicator, and the firm if there is one."""


def granted(c: Catalogue) -> Finding:
    """Add to the newest total of the subsidies for Rapidus what was granted after it, each at its ceiling."""
    total = c.later(TOTAL, "JPN")
    assert total.observation
    known = total.observation.published
    after = [c.row(o) for o in c.evidence.series(YEARLY, "JPN", "RAPIDUS") if o.published > known]
    if not after:
        return total
    whole = added([ceiling(it) for it in (total, *after)])
    label = "Subsidies granted to Rapidus: the newest total seen, and what was granted after it"
    exact = Quantity.exact(whole.value, whole.quantity.unit)  # limits are rounded by the value as printed
    return replace(whole, label=label, as_printed=f"up to {printed(exact, DIGITS)}")


topic = Topic()
topic.add("subsidy.JPN.rapidus", lambda c: c.announced(TOTAL, "JPN", ""))
topic.add("since.JPN.rapidus", granted)
topic.add("since.JPN.rapidus.day", lambda c: day_of(list(c["since.JPN.rapidus"].leaves())[-1], "published"))
topic.add("since.{of}", lambda c, of: c.later(SINCE[of][0], "JPN", SINCE[of][1]), of=tuple(SINCE))
topic.add("since.{of}.day", lambda c, of: day_of(c[f"since.{of}"], "published"), of=tuple(SINCE))
topic.add(
    "since.{of}.end",
    lambda c, of: month_of(c[f"since.{of}"]),
    of=("JPN.rapidus_planned", "JPN.framework", "JPN.budget", "JPN.outlook"),
)
topic.add("since.JPN.sales_goal.year", lambda c: year_of(c["since.JPN.sales_goal"]))
topic.add("since.RAPIDUS.round", lambda c: month_of(c["since.RAPIDUS.private"]))
topic.add("since.JPN.earmarked", lambda c: c.later("chip_support_earmarked", "JPN", account="bloomberg"))
topic.add("since.JPN.earmarked.end", lambda c: month_of(c["since.JPN.earmarked"]))
