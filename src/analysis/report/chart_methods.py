"""The charts of a report, of any findings and series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.report.base import Part
from analysis.report.chart_decorator import chart
from analysis.report.robustness import Robustness, robustness_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from analysis.charts import Figure
    from analysis.charts.figure import Chart
    from analysis.charts.finding_charts import Words
    from analysis.report.chart_decorator import Content
    from analysis.writing.block import Block
    from analysis.writing.writer import Writer


class Charts(Part):
    """Charts of any findings and series, and those of a study and of a grid.

    Each has its title, unit, sources, description and data from what it shows; every number links to its working. Each
    raises `UnitError` for numbers that no axis can show together, `UnknownNameError` for an unknown name, and
    `TemplateError` for what such a chart cannot show.
    """

    @chart
    def bars(self, writer: Writer, words: Words, *content: Content, year: int = 0) -> Chart:
        """Draw bars from zero, for amounts: each with its number, and with its bounds where they can be seen.

        Countries are sorted by length; lists of your own keep their order. One series is drawn as a bar for each
        period, a series with {} as the latest figure of each country, as in `d.figure`, or that of the `year`. For
        ranks use `d.dots`.

        >>> d.bars("nests.{}")
        Nests of storks, 2019. Avonia: 118; Borduria: 75.
        >>> d.bars("nests.{}.per_head", title="More nests for its people")
        More nests for its people. Nests for every million people; 2019 and 1 January 2020; nests per million people.
        Avonia: 295; Borduria: 179.
        >>> d.bars("stork_nests.AVO", label="fig-storks")
        Nests of storks, Avonia. 2018: 98; 2019: 118.
        """  # fmt: skip
        from analysis.charts import finding_charts

        return finding_charts.bars(writer, words, *content, year=year)

    @chart
    def dots(self, writer: Writer, words: Words, *content: Content, log: bool | None = None, year: int = 0) -> Chart:
        """Draw dots with their bounds, for ratios, ranks and whatever need not start at zero.

        The scale is logarithmic if the numbers lie far apart, or as `log` says. `year` is as in `d.bars`.

        >>> d.dots("nests.{}", highlight="BOR")
        Nests of storks, 2019. Avonia: 118; Borduria: 75.
        >>> d.dots({"In all": "nests.ratio.in_all", "By people": "nests.ratio.by_people"})
        Avonia against Borduria. In all: 1.57; By people: 1.65.
        """
        from analysis.charts import finding_charts

        return finding_charts.dots(writer, words, *content, log=log, year=year)

    @chart
    def over_time(self, writer: Writer, words: Words, *content: Content) -> Chart:
        """Draw series over time, each labelled at its end with its last number.

        A finding that is a figure from a source stands for its series. A series is named by its indicator and its
        country, and may be a share of another one, as in "stork_nests.AVO / population.AVO", or a change since its
        first period, as in "stork_nests.AVO change". A single period is drawn as bars.

        >>> d.over_time("stork_nests.{}")
        Nests of storks. Avonia rises from 98 in 2018 to 118 in 2019. In 2019: Borduria 75.
        >>> d.over_time("nests.AVO", title="Storks come back to Avonia").data["printed"].to_list()
        ['98', '118']
        >>> d.over_time("population.{}")
        Population, 1 January 2020. Borduria: 420,000; Avonia: 400,000.
        """
        from analysis.charts import finding_charts

        return finding_charts.lines(writer, words, *content)

    def by_choice(self, parameter: str, drawn: Callable[[Writer], Figure | Block]) -> Figure | Block:  # noqa: ARG002
        """Draw a study's chart that depends on a parameter, for the option chosen for this report.

        `drawn` is the chart's function, which reads the parameter itself. `parameter` only tells readers of the
        notebook which one that is; it is not used.
        """
        return drawn(self.pen)

    def robustness(self, grid: pd.DataFrame) -> Robustness:
        """Count how many parameter sets of a grid give the verdicts of this report, and draw those that differ.

        `grid` is what `an.load_grid` returns. The result has `sets`, `firm` and the `shares` by claim, for sentences.
        Raises `ParameterError` for another table.
        """
        return robustness_of(grid, self.catalogue.verdicts, self.bars)
