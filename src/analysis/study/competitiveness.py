"""Digital competitiveness: ranks by edition, and the gap between Japan and South Korea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.findings import Catalogue, Finding, Topic
from analysis.findings.arithmetic import percentile, places_behind
from analysis.findings.finding_dates import day_of, period_end, year_of
from analysis.findings.label_composition import compose, varying

if TYPE_CHECKING:
    from analysis.dataset import Evidence

IMD_RANK, IMD_PANEL = "imd_wdcr_rank", "imd_wdcr_panel_size"
"""Indicators of the rank in IMD's World Digital Competitiveness Ranking, and of the number ranked."""

GAP_WINDOWS = {"five_years": 5, "four_years": 4, "three_years": 3, "two_years": 2, "one_year": 1}
"""Windows for the gap to South Korea beside the whole period, in years."""


def editions(evidence: Evidence) -> tuple[int, ...]:
    """Return the years of all editions with any rank available."""
    return evidence.years(IMD_RANK)


def first_and_latest(evidence: Evidence) -> tuple[int, ...]:
    """Return the years of the first edition and of the latest one when the article ran."""
    first = int(evidence.settings.windows["digital_start"])
    earlier = [year for year in editions(evidence) if year < evidence.judged_at.year]  # they come out in autumn
    return first, max(earlier, default=first)


def rank_in(c: Catalogue, economy: str, edition: int) -> Finding:
    """Return the rank of an economy in an edition."""
    return c.observe(IMD_RANK, economy, year=edition)


def rank_then(c: Catalogue, economy: str) -> Finding:
    """Return the rank in the edition that was the latest when the article ran: Japan's latest, for every economy."""
    return rank_in(c, economy, period_end(c.observe(IMD_RANK, "JPN")).year)


def gap(c: Catalogue, edition: int) -> Finding:
    """Return how many places Japan is behind South Korea in an edition."""
    places = places_behind(c[f"imd.JPN.{edition}.rank"], c[f"imd.KOR.{edition}.rank"])
    return places.named(f"imd.gap.KOR.{edition}")  # for `gap_change`, also of editions that are not declared below


def gap_change(c: Catalogue, window: str) -> Finding:
    """Return the change of the gap to South Korea over a window up to the edition in the article."""
    first, latest = first_and_latest(c.evidence)
    start = first if window == "first" else latest - GAP_WINDOWS[window]
    change = gap(c, latest) - gap(c, start)
    label = compose("Change of the gap to South Korea from ", varying(start), " to ", varying(latest))
    return change.named(change.id, label)


def best_rank(c: Catalogue) -> Finding:
    """Return Japan's best rank in all editions up to the article's date."""
    rows = [row for row in c.evidence.series(IMD_RANK, "JPN") if row.published <= c.evidence.judged_at]
    ranks = tuple(c.figures(rows, "no edition before the article"))
    top = min(ranks, key=lambda rank: rank.value)
    label = "Best place of Japan up to the article’s date"
    return Finding("best", label, top.quantity, f"best of {len(ranks)} editions", ranks)


topic = Topic()

topic.add("imd.{economy}.{edition}.rank", rank_in, edition=editions)
topic.add(
    "imd.{economy}.{edition}.percentile",
    lambda c, economy, edition: percentile(
        c[f"imd.{economy}.{edition}.rank"], c.observe(IMD_PANEL, "WLD", year=edition)
    ),
    "Share of the other economies ranked below {economy}, {edition}",
    edition=editions,
)
topic.add("imd.{economy}.rank", rank_then)
topic.add(
    "imd.{economy}.percentile",
    lambda c, economy: c[f"imd.{economy}.{period_end(c[f'imd.{economy}.rank']).year}.percentile"],
)
topic.add("since.{economy}.imd.rank", lambda c, economy: c.later(IMD_RANK, economy))

topic.add("imd.JPN.panel", lambda c: c.observe(IMD_PANEL, "WLD"))
topic.add("imd.JPN.published", lambda c: day_of(c["imd.JPN.rank"], "published"))
topic.add("imd.JPN.best", best_rank)
topic.add(
    "imd.JPN.below_best",
    lambda c: places_behind(c["imd.JPN.rank"], c["imd.JPN.best"]),
    "Places by which Japan is below its best",
)
topic.add("since.imd.panel", lambda c: c.later(IMD_PANEL, "WLD"))
topic.add("since.imd.year", lambda c: year_of(c["since.JPN.imd.rank"]))

topic.add(
    "imd.gap.KOR.{edition}", gap, "Places by which Japan trails South Korea, {edition}",
    edition=first_and_latest,
)  # fmt: skip
topic.add("imd.gap.KOR.change", lambda c: gap_change(c, "first"))
topic.add("imd.gap.KOR.change.{window}", gap_change, window=tuple(GAP_WINDOWS))
topic.add("imd.gap.KOR.start", lambda c: c[f"imd.gap.KOR.{first_and_latest(c.evidence)[0]}"])
topic.add("imd.gap.KOR.end", lambda c: c[f"imd.gap.KOR.{first_and_latest(c.evidence)[1]}"])

topic.add(
    "since.imd.gain",
    lambda c: places_behind(c["imd.JPN.rank"], c["since.JPN.imd.rank"]),
    "Places that Japan has gained since the article",
)
topic.add(
    "since.imd.gap.KOR",
    lambda c: places_behind(c["since.JPN.imd.rank"], c["since.KOR.imd.rank"]),
    "Places by which Japan trails South Korea, latest edition",
)

topic.judge("C11", lambda case: case.amount("imd.JPN.rank"))
