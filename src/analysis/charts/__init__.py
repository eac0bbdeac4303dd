"""Charts drawn from findings with matplotlib, with their words, links and data; a study adds its own."""

from analysis.charts.figure import Figure
from analysis.charts.finding_charts import over_time
from analysis.rendering.palette import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SOFT, STUDY_COLOUR

FOCUS = STUDY_COLOUR
"""The former name of `STUDY_COLOUR`, which notebooks import, until 3.0."""

__all__ = ["BLUE", "FOCUS", "GREEN", "GREY", "INK", "ORANGE", "PURPLE", "SOFT", "STUDY_COLOUR", "Figure", "over_time"]
