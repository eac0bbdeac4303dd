"""Figures of one family, each drawn from findings with matplotlib; a study adds its own."""

from analysis.exhibits.figures.figure import Figure
from analysis.exhibits.figures.overview import verdict_history
from analysis.exhibits.figures.paths import over_time
from analysis.exhibits.figures.revisions import revisions

__all__ = ["Figure", "over_time", "revisions", "verdict_history"]
