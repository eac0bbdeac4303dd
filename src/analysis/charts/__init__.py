"""Charts drawn from findings with matplotlib, with their words, links and data; a study adds its own."""

from analysis.charts.figure import Figure
from analysis.charts.user_charts import over_time

__all__ = ["Figure", "over_time"]
