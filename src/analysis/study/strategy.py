"""What Japan's state has set aside and promised for chips since the article: Rapidus, the framework, the roadmap."""

from __future__ import annotations

from analysis.findings import Topic
from analysis.findings.arithmetic import day_of, month_of, year_of

SINCE = {
    "JPN.rapidus": ("rapidus_state_support_cumulative", ""),
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

topic = Topic()
topic.add("subsidy.JPN.rapidus", lambda c: c.announced("rapidus_state_support_cumulative", "JPN", ""))
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
