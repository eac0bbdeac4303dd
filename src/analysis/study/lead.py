"""The measures of a technological lead, and where each economy stands in them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from analysis.evidence import NotKnown, Observation
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.arithmetic import percentile, period_end, places_behind, year_of
from analysis.findings.formats import ordinal
from analysis.findings.wording import worded
from analysis.study.economy import FIRST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.evidence import Evidence

AGGREGATES = frozenset({"WLD", "NAM", "ASIA"})
"""Regions that contain an economy which is compared."""


class Measure(NamedTuple):
    """A measure: its indicator, whose accounts count in order of preference, and what it is called.

    `world` says that figures are shares of the world, so that more than half is a first place whoever the others are.
    `moves` is False where a direction cannot be read: ranks that stop at the top, or figures of different sources.
    `panel` is the indicator of how many are ranked; `times` one that each figure is multiplied by.
    """

    indicator: str
    name: str
    accounts: tuple[str, ...] = ("",)
    world: bool = False
    moves: bool = True
    panel: str = ""
    times: str = ""


MEASURES = {
    "chips": Measure("semiconductor_sales_share_hq", "chip sales", ("sia",), world=True),
    "logic": Measure("advanced_logic_capacity_share", "advanced logic", world=True),
    "tools": Measure("frontend_equipment_share_hq", "chip machines", ("morgan_stanley", ""), world=True, moves=False),
    "wafers": Measure("silicon_wafer_sales_share_hq", "silicon wafers", world=True),
    "ai": Measure("ai_notable_models", "AI models", ("epoch", "ai_index")),
    "robots": Measure("robot_production_share", "robots", world=True),
    "research": Measure("rnd_share_gdp", "research spending", ("", "oecd")),
    "patents": Measure("patent_family_rank", "international patents", moves=False),
    "exports": Measure("high_tech_export_share", "high-tech exports"),
    "ranking": Measure("imd_wdcr_rank", "the digital ranking", panel="imd_wdcr_panel_size"),
}
"""The measures of a technological lead; `docs/methods.md` gives the reason for each."""

KINDS = {
    "lithography": Measure("lithography_tools_share_hq", "lithography", world=True),
    "etch_clean": Measure("etch_clean_tools_share_hq", "etching and cleaning", world=True),
    "deposition": Measure("deposition_tools_share_hq", "deposition", world=True),
    "process_control": Measure("process_control_tools_share_hq", "inspection", world=True),
    "test": Measure("test_tools_share_hq", "machines that test chips", world=True),
    "coaters": Measure("coater_developer_share_hq", "machines that coat wafers", world=True),
    "heat": Measure("heat_treatment_share_hq", "heat treatment", world=True),
    "batch_cleaning": Measure("batch_cleaning_share_hq", "batch cleaning", world=True),
    "single_cleaning": Measure("single_wafer_cleaning_share_hq", "single-wafer cleaning", world=True),
}
"""Kinds of chip machine; the two of cleaning overlap with etching and cleaning."""

OTHERS = KINDS | {
    "papers": Measure("top_cited_papers_rank", "the most-cited papers", moves=False),
    "filings": Measure("pct_applications", "international patent applications"),
    "all_tools": Measure("chip_equipment_sales_share_hq", "all chip machines", ("mufg",), world=True, moves=False),
    "wafers_2021": Measure("silicon_wafer_sales_share_hq", "silicon wafers in 2021", ("thelec",), world=True),
    "research_oecd": Measure("rnd_share_gdp", "research spending, the OECD’s count", ("oecd",)),
    "research_volume": Measure("rnd_share_gdp", "research spending by volume", ("", "oecd"), times="gdp_ppp"),
    "photomasks": Measure("photomask_sales_share_hq", "photomasks", world=True),
    "ai_investment": Measure("ai_private_investment_usd", "private investment in AI"),
    "ai_patents": Measure("ai_patents_granted_per_100000", "AI patents per head"),
    "robots_installed": Measure("robot_installations", "robots installed"),
}
"""Measures that could have been taken as well, or in place of one of these."""

ALL = MEASURES | OTHERS

Series = dict[int, Finding]
"""An economy's figures by the year in which their period ends."""


def compared(evidence: Evidence, measure: Measure) -> list[str]:
    """List the economies, and Europe where it is counted as one, that the dataset has figures of."""
    keys = evidence.keys(measure.indicator)
    found = (entity for _, entity, actor, account in keys if not actor and account in measure.accounts)
    return [it for it in dict.fromkeys(found) if it not in AGGREGATES]


def measured(c: Catalogue, measure: str, entity: str) -> list[Observation]:
    """List what was measured of an economy by year, the newest vintage of each; no forecasts.

    The first account that has a figure of the economy counts.
    """
    for account in ALL[measure].accounts:
        rows = c.evidence.vintages(ALL[measure].indicator, entity, account=account)
        newest = {o.period_end.year: o for o in rows if o.status != "F" and o.period_end}
        if newest:
            return [newest[year] for year in sorted(newest)]
    return []


@once
def figures(c: Catalogue, measure: str) -> Mapping[str, Series]:
    """Return the figures of every economy compared by year; a ranking's as the share of the others ranked below."""
    of = ALL[measure]
    found = {e: {period_year(o): c.row(o) for o in measured(c, measure, e)} for e in compared(c.evidence, of)}
    if of.panel:
        sizes = {o.period_end.year: c.row(o) for o in c.evidence.series(of.panel, "WLD") if o.period_end}
        found = {e: {y: percentile(f, sizes[y]) for y, f in of_e.items() if y in sizes} for e, of_e in found.items()}
    if of.times:
        found = {e: _multiplied(c, series, of.times, e) for e, series in found.items()}
    return {e: of_e for e, of_e in found.items() if of_e}


def _multiplied(c: Catalogue, series: Series, indicator: str, entity: str) -> Series:
    found = {}
    for year, finding in series.items():
        with suppress(NotKnown):
            found[year] = finding * c.observe(indicator, entity, year=year)
    return found


def period_year(row: Observation) -> int:
    """Return the year in which a row's period ends."""
    assert row.period_end
    return row.period_end.year


def newest(c: Catalogue, measure: str) -> dict[str, Finding]:
    """Return each economy's newest figure, as far as it stands beside the newest of all."""
    found = figures(c, measure)
    last = max((max(series) for series in found.values()), default=0)
    ends = {e: max(series) for e, series in found.items()}
    lasts = c.threshold("lead_lasts")
    return {e: found[e][year] for e, year in ends.items() if year >= last - lasts}


def is_rank(finding: Finding) -> bool:
    """Say whether a smaller number is better."""
    return finding.quantity.unit == "rank"


def standing(c: Catalogue, measure: str, entity: str = FIRST) -> Finding:
    """Take the newest figure of an economy."""
    rows = measured(c, measure, entity)
    if not rows:
        raise NotKnown(f"{measure} of {entity}")
    return c.row(rows[-1])


def then(c: Catalogue, measure: str) -> Finding:
    """Take the newest figure of Japan that was public on the article's day."""
    return c.row(_of(c.on(c.evidence.judged_at), measure)[-1])


def _of(c: Catalogue, measure: str) -> list[Observation]:
    if not (rows := measured(c, measure, FIRST)):
        raise NotKnown(f"{measure} of {FIRST}")
    return rows


@once
def rivals(c: Catalogue, measure: str) -> list[Finding]:
    """List the newest figures of all others, the best first."""
    found = newest(c, measure)
    others = [finding for entity, finding in found.items() if entity != FIRST]
    return sorted(others, key=lambda f: f.value, reverse=not any(map(is_rank, others)))


def place(c: Catalogue, measure: str) -> Finding:
    """Count how many of those compared stand before Japan, and add one; a rank of the source's own is kept.

    An economy that has none of something has no place: it says “none”.
    """
    own, others = newest(c, measure).get(FIRST), rivals(c, measure)
    if own is None:
        raise NotKnown(f"{measure} of {FIRST}")
    if is_rank(own):
        return own
    if not others:
        raise NotKnown(f"{measure}: nobody to compare with")
    above = [other for other in others if other.quantity.low > own.quantity.high]
    level = [other for other in others if other not in above and other.quantity.high >= own.quantity.low]
    label = worded("Place of Japan among ", f"{len(others) + 1}", " compared: ", own.label)
    text = f"{ordinal(len(above) + 1)} of {len(others) + 1}{', tied' if level else ''}" if own.value else "none"
    at, method = len(above) + 1 if own.value else len(others) + 1, "those above Japan, plus one"
    return Finding("place", label, Quantity.exact(at, "rank"), method, (own, *others), as_printed=text)


def best(c: Catalogue, measure: str) -> Finding:
    """Take the best of all others, which Japan would have to pass, with its name."""
    others = rivals(c, measure)
    if not others:
        raise NotKnown(f"{measure}: nobody to compare with")
    found = next(it for it in others[0].beneath() if it.observation)
    assert found.observation
    name = c.evidence.entities[found.observation.entity]["name"]
    label, text = worded("Best of the others: ", found.label), f"{name}, {found.text}"
    return Finding("best", label, found.quantity, "the best of all others", (found,), as_printed=text)


def change(c: Catalogue, measure: str) -> Finding:
    """Subtract the figure of the year that was the newest to the article, as revised since, from the newest one.

    Of a rank the other way round, so that a gain is above zero. Figures of different sources are not compared.
    """
    known, now = then(c, measure), standing(c, measure)
    assert known.observation
    assert now.observation
    end = known.observation.period_end
    if now.observation.period_end == end or now.observation.account != known.observation.account:
        raise NotKnown(f"{measure}: no newer figure of the same count")
    before = c.row(next(o for o in measured(c, measure, FIRST) if o.period_end == end))
    return places_behind(before, now) if is_rank(now) else now - before


def apart(c: Catalogue, measure: str) -> Finding:
    """Take the figure of the article's day where the newest one is from another source."""
    known, now = then(c, measure), standing(c, measure)
    if len({it.observation.account for it in (known, now) if it.observation}) < 2:
        raise NotKnown(f"{measure}: a newer figure of another count")
    return known


def since_the_article(c: Catalogue, measure: str) -> Finding:
    """Say how much of the period of Japan's newest figure lies after the article: none, some months, or all of it."""
    now = standing(c, measure)
    row, day = now.observation, c.evidence.judged_at
    assert row
    assert row.period_end
    months = max(0, (row.period_end - max(day, row.period_start or date.min)).days) / 30.4
    begins_after = row.period_start is not None and row.period_start > day
    text = "all" if begins_after else f"{round(months)} months" if months >= 1 else "none"
    label = worded("Months of the period after the article: ", now.label)
    return Finding("since", label, Quantity.exact(round(months), "months"), "counted", (now,), as_printed=text)


topic = Topic()
topic.add("lead.{measure}.then", then, measure=tuple(MEASURES))
topic.add("lead.{measure}.now", standing, measure=tuple(MEASURES))
topic.add(
    "lead.{measure}.{when}.year",
    lambda c, measure, when: year_of(c[f"lead.{measure}.{when}"]),
    measure=tuple(MEASURES), when=("then", "now"),
)  # fmt: skip
topic.add("lead.{measure}.place.now", place, measure=tuple(ALL))
topic.add("lead.{measure}.change", change, measure=tuple(MEASURES))
topic.add("lead.{measure}.apart", apart, measure=tuple(MEASURES))
topic.add("lead.{measure}.best", best, measure=tuple(MEASURES))
topic.add("lead.robots.first", lambda c: c.row(measured(c, "robots", FIRST)[0]))
topic.add("lead.robots.first.year", lambda c: year_of(c["lead.robots.first"]))
topic.add("lead.{measure}.since", since_the_article, measure=tuple(MEASURES))
topic.add(
    "lead.newest.year",
    lambda c: year_of(max((c[n] for m in MEASURES if (n := f"lead.{m}.now") in c), key=period_end)),
    "The newest year of a figure of a measure",
)
