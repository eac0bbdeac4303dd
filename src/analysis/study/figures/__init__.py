"""The figures of this study, beside those that any study has."""

from analysis.exhibits.figures import Figure, over_time, revisions
from analysis.study.figures.ahead import chip_share_path, chip_tools, logic_capacity, research_path
from analysis.study.figures.currency import yen_path
from analysis.study.figures.money import dollar_figures, foreign_capital, pledges
from analysis.study.figures.people import productivity, workforce_paths
from analysis.study.figures.programmes import american_money
from analysis.study.figures.standing import rank_path, unicorn_density
from analysis.study.figures.support import subsidy_accounts, subsidy_yardsticks, verdict_history

__all__ = [
    "Figure",
    "american_money",
    "chip_share_path",
    "chip_tools",
    "dollar_figures",
    "foreign_capital",
    "logic_capacity",
    "over_time",
    "pledges",
    "productivity",
    "rank_path",
    "research_path",
    "revisions",
    "subsidy_accounts",
    "subsidy_yardsticks",
    "unicorn_density",
    "verdict_history",
    "workforce_paths",
    "yen_path",
]
