"""The study: an article of April 2024 says that Japan wants its technological lead back, and is checked here."""

from datetime import date
from typing import Any

from analysis.findings import Study
from analysis.study import (
    assumptions,
    competitiveness,
    economy,
    foreign_capital,
    lead,
    makers,
    market,
    milestones,
    pledges,
    productivity,
    profile,
    programmes,
    rates,
    scoreboard,
    sensitivity,
    strategy,
    subsidies,
    unicorns,
    workforce,
    yardsticks,
    yen,
)


def exploration() -> Any:
    """Return what the explorer shows; what draws takes longer to import than all the rest, so it waits until asked."""
    from analysis.study.exploration import EXPLORATION

    return EXPLORATION


STUDY = Study(
    title="Is Japan getting its technological lead back?",
    subtitle="A news article, taken at its word and checked number by number",
    article="article",
    dated_by="C25",
    begins="Based on massive",
    ends="You may also like",
    maintainers="The japan-tech-report maintainers",
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
        *(
            assumptions.topic,
            economy.topic,
            market.topic,
            *(lead.topic, makers.topic, scoreboard.topic, sensitivity.topic),
            pledges.topic,
            foreign_capital.topic,
        ),
        *(subsidies.topic, programmes.topic, strategy.topic, milestones.topic, competitiveness.topic, unicorns.topic),
        *(yen.topic, workforce.topic, productivity.topic, profile.topic),
    ),
    parameters=yardsticks.PARAMETERS,
    thresholds=tuple(assumptions.THRESHOLDS),
    windows={
        "census_every": int,
        "digital_start": int,
        "rates_start": date,
        "record_gap_days": int,
        "trend_windows": list,
    },
    ranked={competitiveness.RANK: f"{competitiveness.PANEL}.WLD"},
    daily_rates=rates.H10,
    fixing=rates.fixing,
    hues={"USA": "green", "CHN": "orange", "DEU": "purple"},
    rival="KOR",
    explorer=exploration,
)
"""All that is about this article and its subject, as the engine receives it."""

__all__ = ["STUDY"]
