"""Figures of one family, each drawn from findings with matplotlib; a study adds its own."""

from analysis.charts.changes import revisions
from analysis.charts.figure import Figure
from analysis.charts.lines import over_time_paths as over_time

__all__ = ["Figure", "over_time", "revisions"]
