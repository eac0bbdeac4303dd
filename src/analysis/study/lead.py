"""The measures of a technological lead, which `study.answer` counts: the figures of each economy, and Japan's place."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, Topic, once
from analysis.findings.arithmetic import percentile, places_behind
from analysis.findings.finding_dates import day_of, period_end, year_of
from analysis.findings.label_composition import compose, join_names
from analysis.findings.number_format import ordinal
from analysis.study.economy import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.dataset import Evidence, Observation


AGGREGATES = frozenset({"WLD", "NAM", "ASIA"})
"""Regions that contain one of the economies compared."""


class Measure(NamedTuple):
    """A measure of a technological lead.

    Attributes:
        indicator: The indicator with its figures.
        name: Its name within a sentence.
        accounts: The accounts to use, in order of preference.
        world: Whether figures are shares of the world, so that more than half is a first place whoever the others are.
        moves: False where a direction cannot be read: ranks that stop at the top, or figures of different sources.
        panel: The indicator of how many are ranked.
        times: An indicator that each figure is multiplied by.

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
    "exports": Measure("high_tech_export_share", "the high-tech share of exports"),
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

ALL_MEASURES = MEASURES | OTHERS
"""Those that count, and those that are tried."""


def measure_names(measures: Iterable[str]) -> list[str]:
    """Return the names of measures within a sentence."""
    return [ALL_MEASURES[measure].name for measure in measures]


FiguresByYear = dict[int, Finding]
"""An economy's figures by the year in which their period ends."""


def economies_compared(evidence: Evidence, measure: Measure) -> list[str]:
    """List the economies with figures of a measure, not of single firms; Europe where it is counted as one."""
    economies = []
    for _, entity, actor, account in evidence.keys(measure.indicator):
        if not actor and account in measure.accounts and entity not in AGGREGATES:
            economies.append(entity)
    return list(dict.fromkeys(economies))


def measurements(c: Catalogue, measure: str, entity: str) -> list[Observation]:
    """List the figures of an economy by year, the latest vintage of each, without forecasts.

    The first account with a figure of the economy is used.
    """
    indicator = ALL_MEASURES[measure].indicator
    for account in ALL_MEASURES[measure].accounts:
        latest = {}  # by year; rows come in the order of publication, so that the latest vintage of a year stays
        for row in c.evidence.vintages(indicator, entity, account=account):
            if row.status != "F" and row.period_end:
                latest[row.period_end.year] = row
        if latest:
            return [latest[year] for year in sorted(latest)]
    return []


@once
def figures(c: Catalogue, measure: str) -> Mapping[str, FiguresByYear]:
    """Return the figures of every economy by year; ranks become the share of the others ranked below."""
    declared = ALL_MEASURES[measure]
    number_ranked = {}
    if declared.panel:
        for row in c.evidence.series(declared.panel, "WLD"):
            if row.period_end:
                number_ranked[row.period_end.year] = c.row(row)

    by_economy = {}
    for economy in economies_compared(c.evidence, declared):
        series = {period_year(row): c.row(row) for row in measurements(c, measure, economy)}
        if declared.panel:
            ranks, series = series, {}
            for year, rank in ranks.items():
                if year in number_ranked:
                    series[year] = percentile(rank, number_ranked[year])
        if declared.times:
            series = _multiplied(c, series, declared.times, economy)
        if series:
            by_economy[economy] = series
    return by_economy


def _multiplied(c: Catalogue, series: FiguresByYear, indicator: str, entity: str) -> FiguresByYear:
    """Multiply each figure by that of an indicator in the same year; years without one are left out."""
    products = {}
    for year, finding in series.items():
        with suppress(NotKnownError):
            products[year] = finding * c.observe(indicator, entity, year=year)
    return products


def period_year(row: Observation) -> int:
    """Return the year in which a row's period ends; it must have one."""
    assert row.period_end
    return row.period_end.year


def newest(c: Catalogue, measure: str) -> dict[str, Finding]:
    """Return each economy's latest figure, unless it is too old to compare with the latest of all."""
    by_economy = figures(c, measure)
    last_years = {economy: max(series) for economy, series in by_economy.items()}
    oldest = max(last_years.values(), default=0) - c.threshold("lead_lasts")
    latest = {}
    for economy, year in last_years.items():
        if year >= oldest:
            latest[economy] = by_economy[economy][year]
    return latest


def is_rank(finding: Finding) -> bool:
    """Return whether a smaller number is better."""
    return finding.quantity.unit == "rank"


def latest_figure(c: Catalogue, measure: str, entity: str = FIRST) -> Finding:
    """Return the latest figure of an economy."""
    rows = measurements(c, measure, entity)
    if not rows:
        raise NotKnownError(f"{measure} of {entity}")
    return c.row(rows[-1])


def figure_then(c: Catalogue, measure: str) -> Finding:
    """Return Japan's latest figure that was public on the article's date."""
    catalogue_then = c.on(c.evidence.judged_at)
    rows = measurements(catalogue_then, measure, FIRST)
    if not rows:
        raise NotKnownError(f"{measure} of {FIRST}")
    return c.row(rows[-1])  # a row of then, but a finding of this catalogue, like those that it is compared with


@once
def rivals(c: Catalogue, measure: str) -> list[Finding]:
    """List the latest figures of all economies but Japan, the best first."""
    latest = newest(c, measure)
    others = [latest[economy] for economy in latest if economy != FIRST]
    smallest_is_best = any(is_rank(finding) for finding in others)
    return sorted(others, key=lambda finding: finding.value, reverse=not smallest_is_best)


def place_of_japan(c: Catalogue, measure: str) -> Finding:
    """Return Japan's rank among the economies compared; a rank that the source prints is kept.

    With a figure of zero the text is “none”.
    """
    japan = newest(c, measure).get(FIRST)
    others = rivals(c, measure)
    if japan is None:
        raise NotKnownError(f"{measure} of {FIRST}")
    if is_rank(japan):
        return japan
    if not others:
        raise NotKnownError(f"{measure}: nobody to compare with")

    # Only those certainly above Japan come before it; those whose bounds overlap are tied with it
    number = len(others) + 1
    above = [rival for rival in others if rival.quantity.low > japan.quantity.high]
    tied = [rival for rival in others if rival not in above and rival.quantity.high >= japan.quantity.low]
    if japan.value:
        rank = len(above) + 1
        text = f"{ordinal(rank)} of {number}"
        if tied:
            text += ", tied"
    else:  # nothing of something is the last place, even if others have nothing as well
        rank, text = number, "none"
    label = compose("Place of Japan among ", f"{number}", " compared: ", japan.label)
    inputs = (japan, *others)
    return Finding("place", label, Quantity.exact(rank, "rank"), "those above Japan, plus one", inputs, as_printed=text)


def best_rival(c: Catalogue, measure: str) -> Finding:
    """Return the best figure of the other economies, with the name of the economy."""
    others = rivals(c, measure)
    if not others:
        raise NotKnownError(f"{measure}: nobody to compare with")

    # The best may be computed, as a percentile is. What was published is then its first input: the rank, before the
    # number ranked.
    published = next(finding for finding in others[0].beneath() if finding.observation)
    assert published.observation
    name = c.evidence.entities[published.observation.entity]["name"]
    label = compose("Best of the others: ", published.label)
    text = f"{name}, {published.text}"
    return Finding("best", label, published.quantity, "the best of all others", (published,), as_printed=text)


def change_since(c: Catalogue, measure: str) -> Finding:
    """Return the change from the latest year known to the article, as revised since, to the latest figure.

    Gains are positive, of ranks too. Figures of different sources are not compared.
    """
    earlier, latest = figure_then(c, measure), latest_figure(c, measure)
    earlier_row, latest_row = earlier.observation, latest.observation
    assert earlier_row  # for the type checker: both are figures as published
    assert latest_row
    end = earlier_row.period_end
    if latest_row.period_end == end or latest_row.account != earlier_row.account:
        raise NotKnownError(f"{measure}: no newer figure of the same count")

    # there is one: a newer vintage takes the place only of the same period of the same account
    revised_row = next(row for row in measurements(c, measure, FIRST) if row.period_end == end)
    revised = c.row(revised_row)
    if is_rank(latest):
        return places_behind(revised, latest)
    return latest - revised


def other_source(c: Catalogue, measure: str) -> Finding:
    """Return the figure of the article's date if the latest one is by another account.

    `change_since` does not compare the two; they are shown side by side.
    """
    earlier, latest = figure_then(c, measure), latest_figure(c, measure)
    assert earlier.observation  # for the type checker: both are figures as published
    assert latest.observation
    if latest.observation.account == earlier.observation.account:
        raise NotKnownError(f"{measure}: a latest figure by another account")
    return earlier


DAYS_PER_MONTH = 30.4
"""The mean length of a month, which is exact enough for a number of whole months."""


def since_the_article(c: Catalogue, measure: str) -> Finding:
    """Return how many months of the period of Japan's latest figure lie after the article's date."""
    latest = latest_figure(c, measure)
    row = latest.observation
    day = c.evidence.judged_at
    assert row
    assert row.period_end
    first_day = max(day, row.period_start or date.min)
    months = max(0, (row.period_end - first_day).days) / DAYS_PER_MONTH
    if row.period_start is not None and row.period_start > day:
        text = "all"
    elif months >= 1:
        text = f"{round(months)} months"
    else:
        text = "none"
    label = compose("Months covered after the article’s date: ", latest.label)
    return Finding("since", label, Quantity.exact(round(months), "months"), "counted", (latest,), as_printed=text)


def latest_year(c: Catalogue) -> Finding:
    """Return the latest year for which any measure has a figure."""
    names = [f"lead.{measure}.now" for measure in MEASURES]
    available = [c[name] for name in names if name in c]
    return year_of(max(available, key=period_end))  # never empty: several figures are older than the article


topic = Topic()
topic.add("lead.{measure}.then", figure_then, measure=tuple(MEASURES))
topic.add("lead.{measure}.now", latest_figure, measure=tuple(MEASURES))
topic.add(
    "lead.{measure}.{when}.year",
    lambda c, measure, when: year_of(c[f"lead.{measure}.{when}"]),
    measure=tuple(MEASURES), when=("then", "now"),
)  # fmt: skip
topic.add("lead.{measure}.place.now", place_of_japan, measure=tuple(ALL_MEASURES))
topic.add("lead.{measure}.change", change_since, measure=tuple(MEASURES))
topic.add("lead.{measure}.apart", other_source, measure=tuple(MEASURES))
topic.add("lead.{measure}.best", best_rival, measure=tuple(MEASURES))
topic.add("lead.robots.first", lambda c: c.row(measurements(c, "robots", FIRST)[0]))
topic.add("lead.robots.first.year", lambda c: year_of(c["lead.robots.first"]))
topic.add("lead.{measure}.since", since_the_article, measure=tuple(MEASURES))
topic.add("lead.newest.year", latest_year, "Latest year for which any measure has a figure")


def edition(c: Catalogue) -> Finding:
    """Return Japan's rank in patents from the latest edition, if its years are not known so that it is not counted."""
    vintages = c.evidence.vintages(MEASURES["patents"].indicator, FIRST)
    latest = max(vintages, key=lambda row: row.published, default=None)
    if latest is None or latest.period_end:
        raise NotKnownError("a newest edition of which the years were not seen")
    return c.row(latest)


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
    falling = {}
    for measure, name in FALLING.items():
        with suppress(KeyError, NotKnownError):  # a row that is not in the data, or was not public yet
            falling[measure] = c.row(c.evidence.observation(name))
    if not falling:
        raise NotKnownError("a source that says that a share is falling")
    names = measure_names(falling)
    label = "Measures whose sources say that Japan’s share is falling"
    quantity = Quantity.exact(len(falling), "measures")
    return Finding("falling", label, quantity, "counted", tuple(falling.values()), as_printed=join_names(names))


def day_of_the_call(c: Catalogue) -> Finding:
    """Return the day on which the federation of robot makers called Japan the largest."""
    if ROBOTS_CALLED not in c.evidence.names_of_rows:
        raise NotKnownError(ROBOTS_CALLED)
    return day_of(c.row(c.evidence.observation(ROBOTS_CALLED)), "published")


def year_of_the_call(c: Catalogue) -> Finding:
    """Return the year in which the federation of robot makers called Japan the largest."""
    called = c["lead.robots.called"]
    assert called.day  # for the type checker: it is a day
    return Finding("year", called.label, Quantity.exact(called.day.year, "year"), "as published", (called,))


topic.add("lead.research_oecd.{economy}", lambda c, economy: latest_figure(c, "research_oecd", entity=economy))
topic.add("lead.research_oecd.year", lambda c: year_of(c["lead.research_oecd.JPN"]))
topic.add("lead.papers", lambda c: c.newest("top_cited_papers_rank", FIRST))
topic.add("lead.papers.year", lambda c: year_of(c["lead.papers"]))
topic.add("lead.research.{economy}", lambda c, economy: latest_figure(c, "research", entity=economy))
topic.add("lead.patents.edition", edition)
topic.add("lead.wafers.later", lambda c: latest_figure(c, "wafers_2021"))
topic.add("lead.wafers.later.year", lambda c: year_of(c["lead.wafers.later"]))
topic.add("lead.falling", falling_by_source)
topic.add("lead.robots.called", day_of_the_call)
topic.add("lead.robots.called.year", year_of_the_call)
topic.add("lead.patents.edition.day", lambda c: day_of(c["lead.patents.edition"], "published"))
