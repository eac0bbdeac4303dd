"""The chip industry: machines, materials and capacity, and the dollar in the years of chip sales."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.finding_dates import day_of, period_end, year_of
from analysis.study.conversion import H10
from analysis.study.economy import FIRST
from analysis.study.lead import MEASURES, OTHERS

if TYPE_CHECKING:
    from analysis.dataset import Observation


TOOLS = ("lithography", "etch_clean", "deposition", "process_control", "test")
"""Kinds of machine that make and test chips."""

MAKERS = ("JPN", "USA", "NLD")
"""Home countries of nearly all makers of such machines."""

NICHES = ("coater_developer", "heat_treatment")
"""Kinds of machine that are sold almost only by Japanese firms."""

FABS = ("TWN", "KOR", "USA", "EUROPE", "JPN", "CHN")
"""Places with plants for the most advanced logic, or plans for them."""


def capacity(c: Catalogue, fab: str, status: str) -> Finding:
    """Return a place's share of capacity for the most advanced logic, measured or forecast, in the year of Japan's."""
    of_japan = _capacities(c, FIRST, status)
    rows = []
    if of_japan:
        end = of_japan[-1].period_end
        rows = [row for row in _capacities(c, fab, status) if row.period_end == end]
    if not rows:
        raise NotKnownError(f"the most advanced logic of {fab}, {status}")
    return c.row(rows[-1])


def _capacities(c: Catalogue, fab: str, status: str) -> list[Observation]:
    """List a place's shares, measured or forecast, by period, and of each period the latest vintage last."""
    rows = []
    for row in c.evidence.vintages(MEASURES["logic"].indicator, fab):
        is_forecast = row.status == "F"
        if is_forecast == (status == "forecast"):
            rows.append(row)
    # `date.min` is for the type checker: each has a period
    return sorted(rows, key=lambda row: (row.period_end or date.min, row.published))


def count_falls(c: Catalogue) -> Finding:
    """Count the kinds of machine in which Japan's share fell by more than rounding within a year."""
    compared: list[Finding] = []
    kinds = falls = 0
    for tool in TOOLS:
        rows = c.evidence.series(f"{tool}_tools_share_hq", FIRST)[-2:]  # of neighbouring years
        if len(rows) == 2:
            before, after = c.row(rows[0]), c.row(rows[1])
            compared += [before, after]
            kinds += 1
            if after.quantity.high < before.quantity.low:
                falls += 1
    if not kinds:
        raise NotKnownError("two years of a class of machines")
    label = "Kinds of machine in which Japan’s share fell"
    text = f"{falls} of {kinds}"
    return Finding(
        "fell", label, Quantity.exact(falls, "classes"), "counted", tuple(compared), as_printed=text, of=kinds
    )


def year_of_kinds(c: Catalogue, share: str) -> Finding:
    """Return the year of the shares by kind of machine, read from one of them."""
    return replace(year_of(c[share]), label="Year of: Shares by kind of machine")


def dollar(c: Catalogue, when: str) -> Finding:
    """Return the mean price of a dollar in the year of a share of chip sales, which is counted in dollars."""
    chips = c[f"lead.chips.{when}"]
    end = period_end(chips)
    mean = c.mean_rate("USD", "JPY", date(end.year, 1, 1), end, H10)
    return Finding("dollar", mean.label, mean.quantity, "the mean of the year of this share", (chips, mean))


topic = Topic()
topic.add(
    "lead.all_tools.{account}",
    lambda c, account: c.newest(OTHERS["all_tools"].indicator, FIRST, account=account),
    account=("mufg", "seaj"),
)
topic.add("lead.all_tools.year", lambda c: year_of(c["lead.all_tools.mufg"]))
topic.add("lead.materials.ministry", lambda c: c.newest("chip_materials_sales_share_hq", FIRST, account="meti"))
topic.add("lead.capacity.{fab}.{status}", capacity, fab=FABS, status=("measured", "forecast"))
topic.add("lead.capacity.year", lambda c: year_of(c["lead.capacity.JPN.forecast"]))
topic.add("lead.capacity.told", lambda c: day_of(c["lead.capacity.JPN.forecast"], "published"))
topic.add(
    "lead.tool.{tool}.{maker}",
    lambda c, tool, maker: c.newest(f"{tool}_tools_share_hq", maker),
    tool=TOOLS, maker=MAKERS,
)  # fmt: skip
topic.add("lead.niche.{niche}", lambda c, niche: c.newest(f"{niche}_share_hq", FIRST), niche=NICHES)
topic.add("lead.niche.year", lambda c: year_of_kinds(c, f"lead.niche.{NICHES[0]}"))
topic.add("lead.tool.fell", count_falls)
topic.add("lead.tool.year", lambda c: year_of_kinds(c, "lead.tool.test.JPN"))
topic.add("lead.dollar.{when}", dollar, when=("then", "now"))
