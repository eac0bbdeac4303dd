"""Japan against South Korea in the measures of a technological lead, by which the claim of lost ground is judged."""

from __future__ import annotations

from contextlib import suppress

from analysis.errors import NotKnownError
from analysis.findings import Case, Catalogue, Finding, Judgement, Topic
from analysis.findings.arithmetic import change, share
from analysis.findings.claim_rules import Course
from analysis.findings.finding_dates import year_of
from analysis.findings.label_composition import compose, varying
from analysis.study.lead import ALL_MEASURES, figures

TREND_MEASURES = ("ranking", "research", "exports", "ai", "chips")
"""Measures of a technological lead with yearly figures of both Japan and South Korea."""


def of_korea(c: Catalogue, measure: str) -> dict[int, Finding]:
    """Return Japan's figure as a share of South Korea's, by year."""
    by_economy = figures(c, measure)
    japan, korea = by_economy.get("JPN", {}), by_economy.get("KOR", {})
    shares = {}
    for year in sorted(japan.keys() & korea.keys()):
        with suppress(NotKnownError):  # South Korea may have none of something
            label = compose(ALL_MEASURES[measure].name, ", Japan’s figure as a share of South Korea’s, ", varying(year))
            of_korea_then = share(japan[year], korea[year])
            shares[year] = of_korea_then.named(of_korea_then.id, label)
    return shares


def course(c: Catalogue, measure: str) -> Course:
    """Return Japan's figures relative to South Korea's, up to the last year that had ended when the article ran."""
    all_shares = of_korea(c, measure)
    shares = {year: share for year, share in all_shares.items() if year < c.evidence.judged_at.year}

    def year_of_share(share: Finding) -> int:
        """Return the year of one of the shares, which is computed and has none itself."""
        # `Course` hands back the very objects that it was given, so that their identity tells equal shares apart
        return next(year for year, known in shares.items() if known is share)

    def changed(later: Finding, earlier: Finding) -> Finding:
        """Return the change between two of the shares, with both years in its label."""
        first, last = year_of_share(earlier), year_of_share(later)
        moved = change(later, earlier)
        label = compose(
            f"{ALL_MEASURES[measure].name}, Japan against South Korea, ", varying(first), " to ", varying(last)
        )
        return moved.named(moved.id, label)

    return Course(shares, changed)


def exports_of_korea(c: Catalogue, when: str) -> Finding:
    """Return Japan's high-tech exports as a share of South Korea's: before the article, five years earlier, or now."""
    shares = of_korea(c, "exports")
    then = max((year for year in shares if year < c.evidence.judged_at.year), default=0)
    year = {"start": then - 5, "then": then, "now": max(shares, default=0)}[when]
    has_nothing_newer = when == "now" and year == then
    if year not in shares or has_nothing_newer:
        raise NotKnownError("high-tech exports of both countries in that year")
    return shares[year]


def lost_ground(case: Case, measure: str = "") -> Judgement:
    """Judge whether Japan lost ground to South Korea in the measures of a technological lead, or in one of them."""
    measures = [measure] if measure else TREND_MEASURES
    return case.trend({name: course(case.c, name) for name in measures}, falls=True)


topic = Topic()
topic.add("exports.JPN_of_KOR.{when}", lambda c, when: exports_of_korea(c, when), when=("start", "then", "now"))
topic.add(
    "exports.JPN_of_KOR.{when}.year",
    lambda c, when: year_of(next(part for part in c[f"exports.JPN_of_KOR.{when}"].beneath() if part.observation)),
    when=("start", "then", "now"),
)


topic.judge("C10", lost_ground, lost_ground, measure=TREND_MEASURES)
