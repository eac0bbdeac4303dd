"""The charts of a report, of any findings and series."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from analysis.errors import NotKnownError
from analysis.findings import Finding
from analysis.findings.finding import as_finding
from analysis.report.base import Part
from analysis.report.robustness import Robustness, robustness_of
from analysis.writing.block import Block, note_left_out
from analysis.writing.country_comparison import Comparison
from analysis.writing.markup import PLAIN, fit_label

if TYPE_CHECKING:
    import pandas as pd

    from analysis.charts import Figure
    from analysis.charts.figure import Chart
    from analysis.charts.finding_charts import Words
    from analysis.writing.writer import Writer


Content = Finding | str | Comparison | Mapping[str, Any] | Sequence[Any]
"""What a chart shows: a finding, a name, a comparison, several of these, or a mapping from labels to any of them."""

TEXT_ARGUMENTS = {"title": "", "subtitle": "", "label": "", "highlight": (), "alt": ""}
"""The keyword arguments that every chart takes, with their defaults."""

WORDS_HELP = """
        A chart shows findings, including ones just computed, such as d["nests.AVO"] / d["nests.BOR"]; names of
        findings, with {} for every country chosen; what `d.compare` returns; and series, such as "stork_nests.AVO". A
        mapping gives them other names: {"Here": "nests.AVO", "There": "nests.BOR"}.

        These names, `title`, `subtitle` and `alt` are templates, as in `d.say`, and hold no typed digits; by default
        they follow from what is shown. Findings of your own are passed as keywords: title="{times} as many",
        times=a / b. `highlight` names what is drawn in colour, by code or by the name in the chart; the default is the
        country in focus. With `label` a sentence can refer to the chart, as in (@fig-nests).

        The result has `.save("nests.png")` (also .svg and .pdf), `.data`, the data as a pandas table, and `.axes`, the
        matplotlib axes, to which more can be added.
"""
"""What is appended to the docstring of every chart."""

LONGEST_SLUG = 60
"""Maximum length of what follows "fig-" in a label made from what a chart shows."""


def chart(method: Callable[..., Chart]) -> Callable[..., Figure | Block]:
    """Turn a method that describes a chart into one that draws it.

    The method gets a writer that knows the author's findings, the author's words, and what to show. If nothing of it
    was known on the day, the result is a note instead of a figure.
    """
    # The parameters of the method are self, writer, words, content, and the options of this kind of chart
    declared = signature(method)
    self_parameter, _, _, content_parameter, *options = declared.parameters.values()

    @wraps(method)
    def draw_chart(self: Part, *content: Content, **arguments: Any) -> Figure | Block:
        from analysis.charts.figure import draw  # matplotlib is loaded with the first chart

        author_words = {name: arguments.pop(name, default) for name, default in TEXT_ARGUMENTS.items()}
        settings = {}
        for option in options:
            if option.name in arguments:
                settings[option.name] = arguments.pop(option.name)

        # The other arguments are findings that the author's words may name
        writer = copy(self.pen)  # shares with the report's pen the record of findings used
        writer.author_findings = {name: as_finding(finding) for name, finding in arguments.items()}
        try:
            content = _fill_names(writer, content)
            words = _words(self, method.__name__, content, settings, **author_words)
            description = method(self, writer, words, *content, **settings)
            figure = draw(writer, description)
        except NotKnownError:
            return note_left_out("figure")
        figure.is_own = True  # a chart of a study, by contrast, does not bring its workings along
        return figure

    # What the help and the completion of the method show
    words = []
    for name, default in TEXT_ARGUMENTS.items():
        words.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default))
    findings = Parameter("findings", Parameter.VAR_KEYWORD, annotation="Finding")
    parameters = [self_parameter, content_parameter, *options, *words, findings]
    draw_chart.__signature__ = declared.replace(parameters=parameters, return_annotation="Figure | Block")  # type: ignore[attr-defined]
    draw_chart.__doc__ = f"{(method.__doc__ or '').rstrip()}\n{WORDS_HELP}"
    return draw_chart


def _words(
    report: Part, kind: str, content: Sequence[Content], options: Mapping[str, Any], *,
    title: str, subtitle: str, label: str, highlight: str | Sequence[str], alt: str,
) -> Words:  # fmt: skip
    """Return the author's words; a chart without a label is named after its content."""
    from analysis.charts.finding_charts import Words

    highlighted = (highlight,) if isinstance(highlight, str) else tuple(highlight)
    if label:
        name = fit_label(label, "fig")
    else:
        # Charts of one series in different years are different charts, and their labels say so
        parts = [kind.replace("_", "-")]
        if options.get("year"):
            parts.append(str(options["year"]))
        parts.append(_describe(content))
        name = _unique_label(report, " ".join(parts), (title, subtitle, *highlighted, alt))
    # An empty `highlight` stands for the default, as an empty title does
    highlighted = tuple(filter(None, highlighted))
    return Words(name, str(title), str(subtitle), highlighted, alt)


def _unique_label(report: Part, content: str, rest: tuple[str, ...]) -> str:
    """Label a chart after its content; a different chart with the same label gets a number.

    `rest` are the author's words. A cell that is run again draws the same chart, which keeps its label: a chart is the
    same if its content and these words are.
    """
    described = (content, *rest)
    label = first_choice = _label_of(content)
    number = 1
    while report.chart_labels.setdefault(label, described) != described:
        number += 1
        label = f"{first_choice}-{number}"
    return label


def _label_of(words: str) -> str:
    """Make a label from the words that describe what a figure shows.

    >>> _label_of("Bars nests.{}")
    'fig-bars-nests'
    """
    slug = "-".join(re.findall(r"\w+", words.lower()))
    return f"fig-{slug[:LONGEST_SLUG].strip('-')}"


def _describe(content: Any) -> str:
    """Describe the content of a chart in a few words that are stable as long as it is the same."""
    match content:
        case Finding():
            return content.id
        case Comparison():
            return " ".join(finding.id for finding in content.findings.values())
        case Mapping():
            return " ".join(f"{key} {_describe(value)}" for key, value in content.items())
        case list() | tuple():
            return " ".join(map(_describe, content))
    return str(content)  # a name, or what the chart refuses later


def _fill_names(writer: Writer, content: Any) -> Any:
    """Fill the names in mappings, which are templates as in a sentence; other content is returned as it is."""
    match content:
        case Mapping():
            return {writer.fill(str(name), PLAIN): _fill_names(writer, value) for name, value in content.items()}
        case list() | tuple():
            return [_fill_names(writer, value) for value in content]
    return content


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
