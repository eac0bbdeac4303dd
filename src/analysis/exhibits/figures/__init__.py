"""Figures of one family, each drawn from findings with matplotlib; a study adds its own."""

from analysis.exhibits.figures.figure import Figure
from analysis.exhibits.figures.overview import robustness, verdict_history, verdict_strip
from analysis.exhibits.figures.paths import over_time
from analysis.exhibits.figures.revisions import revisions

__all__ = ["Figure", "over_time", "revisions", "robustness", "verdict_history", "verdict_strip"]
