"""The study: an article of April 2024 says that Japan wants its technological lead back, and is checked here."""

from datetime import date
from typing import Any

from analysis.findings import Study
from analysis.study import (
    answer,
    chip_industry,
    chips,
    choices,
    competitiveness,
    conversion,
    country_profile,
    direct_investment,
    economy,
    investment,
    labour_force,
    lead,
    lost_ground,
    productivity,
    sensitivity,
    subsidies,
    unicorns,
    yen,
)


def exploration() -> Any:
    """Return what the explorer shows; what draws takes longer to import than all the rest, so it waits until asked."""
    from analysis.study.exploration import EXPLORATION

    return EXPLORATION


STUDY = Study(
    title="Is Japan getting its technological lead back?",
    subtitle="A news article about Japan, checked claim by claim",
    article="article",
    dated_by="C25",
    begins="Based on massive",
    ends="You may also like",
    maintainers="The japan-tech-report maintainers",
    purpose="It packs many figures into little text: pledges, subsidies, rankings, the yen. An article of that year "
    "can also be held against figures and promises as they turned out since, which today’s news cannot.",
    answer="lead.answer",
    places={
        **dict.fromkeys(("lead.answer", "lead.answer.meaning"), "rule-of-the-lead"),
        **dict.fromkeys(("scoreboard.JPN.judged", "lead.gained", "lead.lost"), "tbl-lead"),
        **dict.fromkeys(("lead.measures", "lead.first", "scoreboard.JPN.front.names"), "tbl-lead"),
        **dict.fromkeys(("lead.economies", "scoreboard.USA.front"), "tbl-scoreboard"),
        "verdicts.all": "the-claims-one-by-one",
        "verdicts.supported": "what-holds",
        "verdicts.missing_context": "what-it-leaves-out",
        **dict.fromkeys(("verdicts.failed", "verdicts.failed.kinds"), "where-it-was-wrong-stretched-or-disputed"),
        "verdicts.in_doubt": "in-doubt-since",
    },
    example="imd.{}.newest",
    keywords=("Japan", "technology", "semiconductors", "fact-checking"),
    focus=economy.FIRST,
    peers=economy.PEERS,
    focus_needs=tuple(economy.SIZES.values()),
    compared_by={
        "economy.{}.gdp": "GDP",
        "economy.{}.gdp_ppp": "GDP at purchasing power",
        "economy.{}.population": "population",
    },
    topics=(
        choices.topic,
        economy.topic,
        yen.topic,
        lead.topic,
        chip_industry.topic,
        chips.topic,
        answer.topic,
        sensitivity.topic,
        investment.topic,
        direct_investment.topic,
        subsidies.topic,
        competitiveness.topic,
        lost_ground.topic,
        unicorns.topic,
        productivity.topic,
        labour_force.topic,
        country_profile.topic,
    ),
    parameters=choices.PARAMETERS,
    thresholds=tuple(choices.THRESHOLDS),
    windows={
        "census_every": int,
        "digital_start": int,
        "rates_start": date,
        "record_gap_days": int,
        "trend_windows": list,
    },
    ranked={competitiveness.IMD_RANK: f"{competitiveness.IMD_PANEL}.WLD"},
    daily_rates=conversion.H10,
    fixing=conversion.fixing,
    explorer=exploration,
)
"""All that is about this article and its subject, as the engine receives it."""

__all__ = ["STUDY"]
