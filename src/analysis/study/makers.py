"""The makers behind the lead: their machines, their capacity, and what is told of them beside the measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analysis.evidence import NotKnown, Observation
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.findings.arithmetic import day_of, period_end, year_of
from analysis.study.economy import FIRST
from analysis.study.lead import MEASURES, OTHERS, standing
from analysis.study.rates import H10

TOOLS = ("lithography", "etch_clean", "deposition", "process_control", "test")
"""Classes of machines that make and test chips."""

MAKERS = ("JPN", "USA", "NLD")
"""The seats of nearly all makers of such machines."""

NICHES = ("coater_developer", "heat_treatment")
"""Small classes of machines that makers in Japan sell nearly alone."""

FABS = ("TWN", "KOR", "USA", "EUROPE", "JPN", "CHN")
"""Where the most advanced logic is made, or is to be."""


def capacity(c: Catalogue, fab: str, status: str) -> Finding:
    """Take a place's share of the capacity for the most advanced logic, or its forecast, of the year of Japan's."""
    years = {o.period_end for o in _capacities(c, FIRST, status)[-1:]}
    rows = [o for o in _capacities(c, fab, status) if o.period_end in years]
    if not rows:
        raise NotKnown(f"the most advanced logic of {fab}, {status}")
    return c.row(rows[-1])


def _capacities(c: Catalogue, fab: str, status: str) -> list[Observation]:
    rows = c.evidence.vintages(MEASURES["logic"].indicator, fab)
    found = [o for o in rows if (o.status == "F") == (status == "forecast")]
    return sorted(found, key=lambda o: (o.period_end or date.min, o.published))


def fell(c: Catalogue) -> Finding:
    """Count the classes of machines of which Japan's makers sold a smaller share than the year before."""
    series = [c.evidence.series(f"{tool}_tools_share_hq", FIRST)[-2:] for tool in TOOLS]
    pairs = [(c.row(before), c.row(after)) for before, after in (it for it in series if len(it) == 2)]
    if not pairs:
        raise NotKnown("two years of a class of machines")
    less = [(before, after) for before, after in pairs if after.quantity.high < before.quantity.low]
    inputs = tuple(finding for pair in pairs for finding in pair)
    label, text = "Classes of machines of which Japan’s share fell", f"{len(less)} of {len(pairs)}"
    return Finding(
        "fell", label, Quantity.exact(len(less), "classes"), "counted", inputs, as_printed=text, of=len(pairs)
    )


def year_of_kinds(c: Catalogue, one: str) -> Finding:
    """Take the year of a share of one kind of machine for all kinds that are told beside it."""
    return replace(year_of(c[one]), label="Year of: Shares of kinds of machine")


def dollar(c: Catalogue, when: str) -> Finding:
    """Average the price of a dollar over the year of a share of chip sales, for these are counted in dollars."""
    because = c[f"lead.chips.{when}"]
    end = period_end(because)
    mean = c.mean_rate("USD", "JPY", date(end.year, 1, 1), end, H10)
    return Finding("dollar", mean.label, mean.quantity, "the mean of the year of this share", (because, mean))


def edition(c: Catalogue) -> Finding:
    """Take Japan's rank in inventions by the newest edition where its years were not seen, so that it cannot count."""
    newest = max(c.evidence.vintages(MEASURES["patents"].indicator, FIRST), key=lambda o: o.published, default=None)
    if newest is None or newest.period_end:
        raise NotKnown("a newest edition of which the years were not seen")
    return c.row(newest)


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
topic.add("lead.research_oecd.{economy}", lambda c, economy: standing(c, "research_oecd", entity=economy))
topic.add("lead.research_oecd.year", lambda c: year_of(c["lead.research_oecd.JPN"]))
topic.add("lead.papers", lambda c: c.newest("top_cited_papers_rank", FIRST))
topic.add("lead.papers.year", lambda c: year_of(c["lead.papers"]))
topic.add("lead.research.{economy}", lambda c, economy: standing(c, "research", entity=economy))
topic.add("lead.niche.{niche}", lambda c, niche: c.newest(f"{niche}_share_hq", FIRST), niche=NICHES)
topic.add("lead.niche.year", lambda c: year_of_kinds(c, f"lead.niche.{NICHES[0]}"))
topic.add("lead.tool.fell", fell)
topic.add("lead.tool.year", lambda c: year_of_kinds(c, "lead.tool.test.JPN"))
topic.add("lead.dollar.{when}", dollar, when=("then", "now"))
topic.add("lead.patents.edition", edition)
topic.add("lead.patents.edition.day", lambda c: day_of(c["lead.patents.edition"], "published"))
