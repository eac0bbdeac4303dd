"""Figures of one family, each drawn from findings with matplotlib."""

from analysis.exhibits.figures.figure import Figure
from analysis.exhibits.figures.money import (
    dollar_figures,
    foreign_capital,
    pledges,
    subsidy_accounts,
    subsidy_yardsticks,
)
from analysis.exhibits.figures.overview import robustness, verdict_history, verdict_strip
from analysis.exhibits.figures.paths import over_time
from analysis.exhibits.figures.position import productivity, rank_path, unicorn_density, workforce_paths, yen_path
from analysis.exhibits.figures.revisions import revisions
from analysis.exhibits.figures.specifications import specification_curve

__all__ = [
    "Figure",
    "dollar_figures",
    "foreign_capital",
    "over_time",
    "pledges",
    "productivity",
    "rank_path",
    "revisions",
    "robustness",
    "specification_curve",
    "subsidy_accounts",
    "subsidy_yardsticks",
    "unicorn_density",
    "verdict_history",
    "verdict_strip",
    "workforce_paths",
    "yen_path",
]
