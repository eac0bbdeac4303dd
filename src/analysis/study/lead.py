"""The measures of a technological lead, where each economy stands in them, and the chip industry behind them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Quantity, Topic, once
from analysis.findings.arithmetic import day_of, mean_over, percentile, period_end, places_behind, ratio, year_of
from analysis.findings.finding import join_names, worded
from analysis.findings.quantity import ordinal
from analysis.findings.verdicts import level
from analysis.study.economy import FIRST, H10

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dataset import Evidence, Observation


AGGREGATES = frozenset({"WLD", "NAM", "ASIA"})
"""Regions that contain one of the economies compared."""


class Measure(NamedTuple):
    """A measure: its indicator, its name, and the accounts to use in order of preference.

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
"""Measures that could have been added, or taken in place of another."""

ALL = MEASURES | OTHERS

Series = dict[int, Finding]
"""An economy's figures by the year in which their period ends."""


def economies_compared(evidence: Evidence, measure: Measure) -> list[str]:
    """List the economies with figures of a measure; Europe where it is counted as one."""
    keys = evidence.keys(measure.indicator)
    found = (entity for _, entity, actor, account in keys if not actor and account in measure.accounts)
    return [it for it in dict.fromkeys(found) if it not in AGGREGATES]


def measurements(c: Catalogue, measure: str, entity: str) -> list[Observation]:
    """List the figures of an economy by year, the latest vintage of each, without forecasts.

    The first account with a figure of the economy is used.
    """
    for account in ALL[measure].accounts:
        rows = c.evidence.vintages(ALL[measure].indicator, entity, account=account)
        newest = {o.period_end.year: o for o in rows if o.status != "F" and o.period_end}
        if newest:
            return [newest[year] for year in sorted(newest)]
    return []


@once
def figures(c: Catalogue, measure: str) -> Mapping[str, Series]:
    """Return the figures of every economy by year; ranks become the share of the others ranked below."""
    of = ALL[measure]
    found = {
        e: {period_year(o): c.row(o) for o in measurements(c, measure, e)} for e in economies_compared(c.evidence, of)
    }
    if of.panel:
        sizes = {o.period_end.year: c.row(o) for o in c.evidence.series(of.panel, "WLD") if o.period_end}
        found = {e: {y: percentile(f, sizes[y]) for y, f in of_e.items() if y in sizes} for e, of_e in found.items()}
    if of.times:
        found = {e: _multiplied(c, series, of.times, e) for e, series in found.items()}
    return {e: of_e for e, of_e in found.items() if of_e}


def _multiplied(c: Catalogue, series: Series, indicator: str, entity: str) -> Series:
    found = {}
    for year, finding in series.items():
        with suppress(NotKnownError):
            found[year] = finding * c.observe(indicator, entity, year=year)
    return found


def period_year(row: Observation) -> int:
    """Return the year in which a row's period ends."""
    assert row.period_end
    return row.period_end.year


def newest(c: Catalogue, measure: str) -> dict[str, Finding]:
    """Return each economy's latest figure, unless it is too old to compare with the latest of all."""
    found = figures(c, measure)
    last = max((max(series) for series in found.values()), default=0)
    ends = {e: max(series) for e, series in found.items()}
    lasts = c.threshold("lead_lasts")
    return {e: found[e][year] for e, year in ends.items() if year >= last - lasts}


def is_rank(finding: Finding) -> bool:
    """Return whether a smaller number is better."""
    return finding.quantity.unit == "rank"


def latest_figure(c: Catalogue, measure: str, entity: str = FIRST) -> Finding:
    """Return the latest figure of an economy."""
    rows = measurements(c, measure, entity)
    if not rows:
        raise NotKnownError(f"{measure} of {entity}")
    return c.row(rows[-1])


def then(c: Catalogue, measure: str) -> Finding:
    """Return Japan's latest figure that was public on the article's date."""
    return c.row(_of_japan(c.on(c.evidence.judged_at), measure)[-1])


def _of_japan(c: Catalogue, measure: str) -> list[Observation]:
    if not (rows := measurements(c, measure, FIRST)):
        raise NotKnownError(f"{measure} of {FIRST}")
    return rows


@once
def rivals(c: Catalogue, measure: str) -> list[Finding]:
    """List the latest figures of all economies but Japan, the best first."""
    found = newest(c, measure)
    others = [finding for entity, finding in found.items() if entity != FIRST]
    return sorted(others, key=lambda f: f.value, reverse=not any(map(is_rank, others)))


def place(c: Catalogue, measure: str) -> Finding:
    """Return Japan's rank among the economies compared; a rank that the source prints is kept.

    With a figure of zero the text is “none”.
    """
    own, others = newest(c, measure).get(FIRST), rivals(c, measure)
    if own is None:
        raise NotKnownError(f"{measure} of {FIRST}")
    if is_rank(own):
        return own
    if not others:
        raise NotKnownError(f"{measure}: nobody to compare with")
    above = [other for other in others if other.quantity.low > own.quantity.high]
    level = [other for other in others if other not in above and other.quantity.high >= own.quantity.low]
    label = worded("Place of Japan among ", f"{len(others) + 1}", " compared: ", own.label)
    text = f"{ordinal(len(above) + 1)} of {len(others) + 1}{', tied' if level else ''}" if own.value else "none"
    at, method = len(above) + 1 if own.value else len(others) + 1, "those above Japan, plus one"
    return Finding("place", label, Quantity.exact(at, "rank"), method, (own, *others), as_printed=text)


def best(c: Catalogue, measure: str) -> Finding:
    """Return the best figure of the other economies, with the name of the economy."""
    others = rivals(c, measure)
    if not others:
        raise NotKnownError(f"{measure}: nobody to compare with")
    found = next(it for it in others[0].beneath() if it.observation)
    assert found.observation
    name = c.evidence.entities[found.observation.entity]["name"]
    label, text = worded("Best of the others: ", found.label), f"{name}, {found.text}"
    return Finding("best", label, found.quantity, "the best of all others", (found,), as_printed=text)


def change(c: Catalogue, measure: str) -> Finding:
    """Return the change from the latest year known to the article, as revised since, to the latest figure.

    Gains are positive, of ranks too. Figures of different sources are not compared.
    """
    known, now = then(c, measure), latest_figure(c, measure)
    assert known.observation
    assert now.observation
    end = known.observation.period_end
    if now.observation.period_end == end or now.observation.account != known.observation.account:
        raise NotKnownError(f"{measure}: no newer figure of the same count")
    before = c.row(next(o for o in measurements(c, measure, FIRST) if o.period_end == end))
    return places_behind(before, now) if is_rank(now) else now - before


def other_source(c: Catalogue, measure: str) -> Finding:
    """Return the figure of the article's date if the latest one is from another source."""
    known, now = then(c, measure), latest_figure(c, measure)
    if len({it.observation.account for it in (known, now) if it.observation}) < 2:
        raise NotKnownError(f"{measure}: a newer figure of another count")
    return known


def since_the_article(c: Catalogue, measure: str) -> Finding:
    """Return how many months of the period of Japan's latest figure lie after the article's date."""
    now = latest_figure(c, measure)
    row, day = now.observation, c.evidence.judged_at
    assert row
    assert row.period_end
    months = max(0, (row.period_end - max(day, row.period_start or date.min)).days) / 30.4
    begins_after = row.period_start is not None and row.period_start > day
    text = "all" if begins_after else f"{round(months)} months" if months >= 1 else "none"
    label = worded("Months covered after the article’s date: ", now.label)
    return Finding("since", label, Quantity.exact(round(months), "months"), "counted", (now,), as_printed=text)


topic = Topic()
topic.add("lead.{measure}.then", then, measure=tuple(MEASURES))
topic.add("lead.{measure}.now", latest_figure, measure=tuple(MEASURES))
topic.add(
    "lead.{measure}.{when}.year",
    lambda c, measure, when: year_of(c[f"lead.{measure}.{when}"]),
    measure=tuple(MEASURES), when=("then", "now"),
)  # fmt: skip
topic.add("lead.{measure}.place.now", place, measure=tuple(ALL))
topic.add("lead.{measure}.change", change, measure=tuple(MEASURES))
topic.add("lead.{measure}.apart", other_source, measure=tuple(MEASURES))
topic.add("lead.{measure}.best", best, measure=tuple(MEASURES))
topic.add("lead.robots.first", lambda c: c.row(measurements(c, "robots", FIRST)[0]))
topic.add("lead.robots.first.year", lambda c: year_of(c["lead.robots.first"]))
topic.add("lead.{measure}.since", since_the_article, measure=tuple(MEASURES))
topic.add(
    "lead.newest.year",
    lambda c: year_of(max((c[n] for m in MEASURES if (n := f"lead.{m}.now") in c), key=period_end)),
    "Latest year for which any measure has a figure",
)


# ----- machines, capacity, and other figures of the chip industry ---------------------------------------------

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
    years = {o.period_end for o in _capacities(c, FIRST, status)[-1:]}
    rows = [o for o in _capacities(c, fab, status) if o.period_end in years]
    if not rows:
        raise NotKnownError(f"the most advanced logic of {fab}, {status}")
    return c.row(rows[-1])


def _capacities(c: Catalogue, fab: str, status: str) -> list[Observation]:
    rows = c.evidence.vintages(MEASURES["logic"].indicator, fab)
    found = [o for o in rows if (o.status == "F") == (status == "forecast")]
    return sorted(found, key=lambda o: (o.period_end or date.min, o.published))


def count_falls(c: Catalogue) -> Finding:
    """Count the kinds of machine in which Japan's share fell by more than rounding within a year."""
    series = [c.evidence.series(f"{tool}_tools_share_hq", FIRST)[-2:] for tool in TOOLS]
    pairs = [(c.row(before), c.row(after)) for before, after in (it for it in series if len(it) == 2)]
    if not pairs:
        raise NotKnownError("two years of a class of machines")
    less = [(before, after) for before, after in pairs if after.quantity.high < before.quantity.low]
    inputs = tuple(finding for pair in pairs for finding in pair)
    label, text = "Kinds of machine in which Japan’s share fell", f"{len(less)} of {len(pairs)}"
    return Finding(
        "fell", label, Quantity.exact(len(less), "classes"), "counted", inputs, as_printed=text, of=len(pairs)
    )


def year_of_kinds(c: Catalogue, one: str) -> Finding:
    """Return the year of the shares by kind of machine, read from one of them."""
    return replace(year_of(c[one]), label="Year of: Shares by kind of machine")


def dollar(c: Catalogue, when: str) -> Finding:
    """Return the mean price of a dollar in the year of a share of chip sales, which is counted in dollars."""
    because = c[f"lead.chips.{when}"]
    end = period_end(because)
    mean = c.mean_rate("USD", "JPY", date(end.year, 1, 1), end, H10)
    return Finding("dollar", mean.label, mean.quantity, "the mean of the year of this share", (because, mean))


def edition(c: Catalogue) -> Finding:
    """Return Japan's rank in patents from the latest edition, if its years are not known so that it is not counted."""
    newest = max(c.evidence.vintages(MEASURES["patents"].indicator, FIRST), key=lambda o: o.published, default=None)
    if newest is None or newest.period_end:
        raise NotKnownError("a newest edition of which the years were not seen")
    return c.row(newest)


FALLING = {
    "chips": "semiconductor_sales_share_hq.JPN.sia.2024.2025-06-03",
    "tools": "frontend_equipment_share_hq.JPN.2022.2023-06-23",
    "patents": "patent_family_rank.JPN.2017-01-01.2024-08-14",
}
"""Measures whose cited source itself says that Japan's share is falling, and the figure read in that document."""

ROBOTS_CALLED = "robot_production_share.JPN.2020.2022-03-10"
"""The figure read in the document in which the federation of robot makers calls Japan the largest."""


def falling_by_source(c: Catalogue) -> Finding:
    """Name the measures whose sources say that Japan's share is falling, as far as these were public."""
    known = {}
    for measure, name in FALLING.items():
        with suppress(KeyError, NotKnownError):
            known[measure] = c.row(c.evidence.observation(name))
    if not known:
        raise NotKnownError("a source that says that a share is falling")
    names = [MEASURES[measure].name for measure in known]
    label = "Measures whose sources say that Japan’s share is falling"
    quantity = Quantity.exact(len(known), "measures")
    return Finding("falling", label, quantity, "counted", tuple(known.values()), as_printed=join_names(names))


def day_of_the_call(c: Catalogue) -> Finding:
    """Return the day on which the federation of robot makers called Japan the largest."""
    if ROBOTS_CALLED not in c.evidence.names_of_rows:
        raise NotKnownError(ROBOTS_CALLED)
    return day_of(c.row(c.evidence.observation(ROBOTS_CALLED)), "published")


def year_of_the_call(c: Catalogue) -> Finding:
    """Return the year in which the federation of robot makers called Japan the largest."""
    called = c["lead.robots.called"]
    assert called.day
    return Finding("year", called.label, Quantity.exact(called.day.year, "year"), "as published", (called,))


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
topic.add("lead.research_oecd.{economy}", lambda c, economy: latest_figure(c, "research_oecd", entity=economy))
topic.add("lead.research_oecd.year", lambda c: year_of(c["lead.research_oecd.JPN"]))
topic.add("lead.papers", lambda c: c.newest("top_cited_papers_rank", FIRST))
topic.add("lead.papers.year", lambda c: year_of(c["lead.papers"]))
topic.add("lead.research.{economy}", lambda c, economy: latest_figure(c, "research", entity=economy))
topic.add("lead.niche.{niche}", lambda c, niche: c.newest(f"{niche}_share_hq", FIRST), niche=NICHES)
topic.add("lead.niche.year", lambda c: year_of_kinds(c, f"lead.niche.{NICHES[0]}"))
topic.add("lead.tool.fell", count_falls)
topic.add("lead.tool.year", lambda c: year_of_kinds(c, "lead.tool.test.JPN"))
topic.add("lead.dollar.{when}", dollar, when=("then", "now"))
topic.add("lead.patents.edition", edition)
topic.add("lead.wafers.later", lambda c: latest_figure(c, "wafers_2021"))
topic.add("lead.wafers.later.year", lambda c: year_of(c["lead.wafers.later"]))
topic.add("lead.falling", falling_by_source)
topic.add("lead.robots.called", day_of_the_call)
topic.add("lead.robots.called.year", year_of_the_call)
topic.add("lead.patents.edition.day", lambda c: day_of(c["lead.patents.edition"], "published"))


# ----- shares of world chip sales in the decade of the claim --------------------------------------------------

SHARE = "semiconductor_sales_share_hq"


def decade(c: Catalogue) -> tuple[date, date]:
    """Return the first and the last day of the decade that the article names."""
    row = c.evidence.observation("claim.C02")
    if row.period_start is None or row.period_end is None:
        raise NotKnownError("the decade of the claim")
    return row.period_start, row.period_end


def in_decade(c: Catalogue, entity: str) -> list[Finding]:
    """List the available shares of world chip sales in the years of the decade."""
    start, end = decade(c)
    rows = [o for o in c.evidence.series(SHARE, entity) if o.period_end and start <= o.period_end <= end]
    return c.figures(rows, f"a share of {entity} in the decade")


def before_decade(c: Catalogue) -> Finding:
    """Return Japan's share in the last year before the decade."""
    start, _ = decade(c)
    return c.observe(SHARE, "JPN", year=start.year - 1)


def years_available(c: Catalogue) -> Finding:
    """Count the years of the decade for which Japan's share is available."""
    found = tuple(in_decade(c, "JPN"))
    label = "Years of the decade for which Japan’s share of world chip sales is available"
    return Finding("years", label, Quantity.exact(len(found), "years"), "counted", found)


def years_unavailable(c: Catalogue) -> Finding:
    """Count the years of the decade for which Japan's share was not found."""
    start, end = decade(c)
    years = c["chips.seen"]
    missing = end.year - start.year + 1 - int(years.value)
    label = "Years of the decade for which Japan’s share of world chip sales was not found"
    return Finding("years", label, Quantity.exact(missing, "years"), "counted", (years,))


def mean_with_a_line(c: Catalogue) -> Finding:
    """Return the mean of the decade, with the years before the first one known on a line from the year before it."""
    before = c["chips.JPN.before"]
    found = in_decade(c, FIRST)
    first = found[0]
    steps = period_end(first).year - period_end(before).year
    drawn = [(before * (steps - step) + first * step) / steps for step in range(1, steps)]
    return mean_over([*drawn, *found])


def verdict_with_a_line(c: Catalogue) -> Finding:
    """Return the verdict that this mean would give."""
    mean = c["chips.JPN.mean.line"]
    outcome = level(mean, c.threshold("dominates"), above=True, imprecise=c.threshold("imprecise")).outcome
    inputs = (mean, c["choice.dominates"], c["choice.imprecise"])
    label = "Verdict on the claim with a straight line through the years without a figure"
    return Finding("verdict", label, mean.quantity, "by the rule", inputs, as_printed=outcome.value)


def first_year_of_rank(c: Catalogue) -> Finding:
    """Return the first of the years for which the industry's association names Japan's firms as the largest."""
    rank = c["chips.rank.first"]
    start = day_of(rank, "period_start").day
    assert start
    label = worded("First year of: ", rank.label)
    return Finding("year", label, Quantity.exact(start.year, "year"), "as published", (rank,))


def chips_of_korea(c: Catalogue, when: str) -> Finding:
    """Return Japan's share of world chip sales against South Korea's: the first of one count, or the last of another.

    IHS has the earliest years with both countries, SIA the latest.
    """
    account = {"start": "ihs", "now": "sia"}[when]
    by_year = [
        {row.period_end: row for row in c.evidence.series(SHARE, economy, account=account)}
        for economy in (FIRST, "KOR")
    ]
    years = sorted(by_year[0].keys() & by_year[1].keys(), key=lambda end: end or date.min)
    if not years:
        raise NotKnownError("a year with chip sales of both countries")
    year = years[0 if when == "start" else -1]
    return ratio(c.row(by_year[0][year]), c.row(by_year[1][year]))


def years_above(c: Catalogue) -> Finding:
    """Count the years in which Japan's share was above the threshold of “dominated” by more than rounding."""
    line, seen = c["choice.dominates"], c["chips.seen"].inputs
    found = [share for share in seen if share.quantity.low > line.value]
    label = "Years in which Japan had more of world chip sales than “dominated” takes, beyond rounding"
    return Finding("years", label, Quantity.exact(len(found), "years"), "counted", (*seen, line), of=len(seen))


def ahead_year(c: Catalogue) -> Finding:
    """Return the first year of the decade in which Japan is known to have sold more than North America."""
    others = {period_end(it): it for it in in_decade(c, "NAM")}
    found = [it for it in in_decade(c, "JPN") if (other := others.get(period_end(it))) and it.value > other.value]
    if not found:
        raise NotKnownError("a year in which Japan’s makers sold more")
    return year_of(found[0])


topic.add("chips.ahead_year", ahead_year)
topic.add("chips.JPN.before", before_decade)
topic.add("chips.{region}.peak", lambda c, region: in_decade(c, region)[-1], region=("JPN", "NAM"))
topic.add("chips.NAM.first", lambda c: in_decade(c, "NAM")[0])
topic.add("chips.before_year", lambda c: year_of(c["chips.JPN.before"]))
topic.add("chips.peak_year", lambda c: year_of(c["chips.JPN.peak"]))
topic.add(
    "chips.JPN.mean",
    lambda c: mean_over(in_decade(c, "JPN")),
    "Japan’s share of world chip sales, mean of the years of the decade for which it is available",
)

topic.add(
    "chips.JPN.mean.line",
    mean_with_a_line,
    "Japan’s share of world chip sales, mean of the decade with a straight line through the years without a figure",
)
topic.add("chips.JPN.mean.line.verdict", verdict_with_a_line)
topic.add("chips.seen", years_available)
topic.add("chips.unseen", years_unavailable)
topic.add("chips.rank.first", lambda c: c.newest("semiconductor_sales_rank_hq", FIRST, account="sia"))
topic.add("chips.rank.first_year", first_year_of_rank)
topic.add("chips.JPN_of_KOR.{when}", chips_of_korea, when=("start", "now"))
topic.add(
    "chips.JPN_of_KOR.{when}.year",
    lambda c, when: year_of(c[f"chips.JPN_of_KOR.{when}"].inputs[0]),
    when=("start", "now"),
)
topic.add("chips.above", years_above)

WHEN = {"mean_of_decade": "chips.JPN.mean", "end_of_decade": "chips.JPN.peak"}


def dominated(case: Case, when: str = "mean_of_decade") -> Judgement:
    """Judge by the mean of the decade, or by its last year, the most favourable to the claim."""
    return case.level(WHEN[when], "dominates", above=True)


topic.judge("C02", dominated, dominated, when=tuple(WHEN))
