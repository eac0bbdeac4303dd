"""Charts of an analyst's own, drawn from findings and series, complete with words, numbers that lead on, and data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import wraps
from inspect import Parameter, signature
from itertools import count
from typing import TYPE_CHECKING, Any

from analysis.errors import NotKnownError
from analysis.findings import Finding
from analysis.findings.finding import as_finding
from analysis.report.comparison import Comparison, called, label_of, named
from analysis.report.markup import fit_label
from analysis.report.page import Block, Page, left_out

if TYPE_CHECKING:
    from analysis.charts import Figure
    from analysis.charts.figure import Chart
    from analysis.charts.user_charts import Words
    from analysis.report.writer import Writer

Shown = Finding | str | Comparison | Mapping[str, Any] | Sequence[Any]
"""What a chart takes: a finding, a name, a comparison, several of these, or a mapping with the words for each."""

WORDS = {"title": "", "subtitle": "", "label": "", "highlight": (), "alt": ""}
"""What can be said of every chart, and the defaults."""

WORDS_HELP = """
        Shown can be findings, also ones just computed, such as d["nests.AVO"] / d["nests.BOR"]; names of findings, with
        {} for every country chosen; what `d.compare` returns; and series, such as "stork_nests.AVO". A mapping gives
        them other names: {"Here": "nests.AVO", "There": "nests.BOR"}.

        These names, `title`, `subtitle` and `alt` are templates, as in `d.say`, in which no number is typed; without
        them they follow from what is shown. Findings of your own are named behind them: title="{times} as many",
        times=a / b. `highlight` is what is drawn in colour, by its code or as it is called in the chart, instead of
        the country in focus. With `label` a sentence can refer to it, as in (@fig-nests).

        The result has `.save("nests.png")` (also .svg and .pdf), `.data`, a pandas table of what is drawn, and `.axes`,
        the axes of matplotlib, to which more can be added.
"""
"""What the help says of every chart, below what it says of each."""


def chart(method: Callable[..., Chart]) -> Callable[..., Figure | Block]:
    """Turn a method that describes a chart into one that draws it.

    The method is called with a writer that knows the author's findings, with the author's words, and with what is to be
    shown. A note stands in the place of a chart of which nothing was known on the day.
    """
    takes = signature(method)
    page, _, _, shown_, *options = takes.parameters.values()

    @wraps(method)
    def drawn(self: OwnFigures, *shown: Shown, **given: Any) -> Figure | Block:
        from analysis.charts.figure import draw  # matplotlib is loaded with the first chart

        said = {name: given.pop(name, default) for name, default in WORDS.items()}
        own = {it.name: given.pop(it.name) for it in options if it.name in given}
        writer = copy(self.pen)  # what it uses is used by the pen of the report
        writer.own = {name: as_finding(finding) for name, finding in given.items()}
        try:
            names = called(writer, shown)
            words = self._words(method.__name__, names, own, **said)
            figure = draw(writer, method(self, writer, words, *names, **own))
        except NotKnownError:
            return left_out("figure")
        figure.is_own = True
        return figure

    words = [Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name, default in WORDS.items()]
    findings = Parameter("findings", Parameter.VAR_KEYWORD, annotation="Finding")
    parameters = [page, shown_, *options, *words, findings]
    drawn.__signature__ = takes.replace(parameters=parameters, return_annotation="Figure | Block")  # type: ignore[attr-defined]
    drawn.__doc__ = f"{(method.__doc__ or '').rstrip()}\n{WORDS_HELP}"
    return drawn


class OwnFigures(Page):
    """Bars, dots, lines over time, slopes and strips of whatever an analyst asks for.

    Each is complete as it is: its title, the unit, the sources, the words for who cannot see it, and the data follow
    from what it shows, and every number printed leads to its working.

    Each raises `UnitError` for numbers that no axis can show together, `UnknownNameError` for a name that nothing has,
    and `TemplateError` for what such a chart cannot show. Where nothing was known on the day, a note says so.
    """

    @chart
    def bars(self, w: Writer, words: Words, *shown: Shown, year: int = 0) -> Chart:
        """Draw bars from zero, for amounts: each with its number, and with its bounds where they can be seen.

        Countries stand in order, the longest bar first; what you list yourself keeps your order. One series is a bar
        for each period, a series with {} the newest figure of each country, as of `d.figure`, or that of the `year`.
        Places in a ranking are no bars: take `d.dots`.

        >>> d.bars("nests.{}")
        Nests of storks, 2019. Avonia: 118; Borduria: 75.
        >>> d.bars("nests.{}.per_head", title="More nests for its people")
        More nests for its people. Nests for every million people; 2019 and 1 January 2020; nests per million people.
        Avonia: 295; Borduria: 179.
        >>> d.bars("stork_nests.AVO", label="fig-storks")
        Nests of storks, Avonia. 2018: 98; 2019: 118.
        """  # fmt: skip
        from analysis.charts import user_charts

        return user_charts.bars(w, words, *shown, year=year)

    @chart
    def dots(self, w: Writer, words: Words, *shown: Shown, log: bool | None = None, year: int = 0) -> Chart:
        """Draw dots with their bounds, for ratios, ranks and whatever need not begin at zero.

        The scale is logarithmic where the numbers lie far apart, or as `log` says. `year` is as of `d.bars`.

        >>> d.dots("nests.{}", highlight="BOR")
        Nests of storks, 2019. Avonia: 118; Borduria: 75.
        >>> d.dots({"In all": "nests.ratio.in_all", "By people": "nests.ratio.by_people"})
        Avonia against Borduria. In all: 1.57; By people: 1.65.
        """
        from analysis.charts import user_charts

        return user_charts.dots(w, words, *shown, log=log, year=year)

    @chart
    def over_time(self, w: Writer, words: Words, *shown: Shown) -> Chart:
        """Draw series over time, each named at its end with its last number.

        A finding that is a figure from a source stands for the series it belongs to. A series is named by its
        indicator and its country, and may be a share of another one, as in "stork_nests.AVO / population.AVO", or a
        change since its first period, as in "stork_nests.AVO change". What has a single period is drawn as bars.

        >>> d.over_time("stork_nests.{}")
        Nests of storks. Avonia rises from 98 in 2018 to 118 in 2019. In 2019: Borduria 75.
        >>> d.over_time("nests.AVO", title="Storks come back to Avonia").data["printed"].to_list()
        ['98', '118']
        >>> d.over_time("population.{}")
        Population, 1 January 2020. Borduria: 420,000; Avonia: 400,000.
        """
        from analysis.charts import user_charts

        return user_charts.lines(w, words, *shown)

    @chart
    def slope(self, w: Writer, words: Words, *shown: Shown, years: Sequence[int] | int = ()) -> Chart:
        """Draw what rose and what fell from one year to another, or from one count to another.

        A series with {} goes from the first year to the last that most countries have a figure of, or between the two
        `years` given. Two names with {} go from one to the other, and a mapping says what stands above each:
        {"One ministry": "aid.{}.one", "The other": "aid.{}.other"}.

        >>> d.slope("stork_nests.AVO", "stork_nests.BOR", title="More nests")
        More nests. Nests of storks. Avonia: 98 in 2018, 118 in 2019;
        Borduria: 70 and 75.
        """
        from analysis.charts import user_charts

        return user_charts.slope(w, words, *shown, years=years)

    @chart
    def strip(self, w: Writer, words: Words, *shown: Shown, log: bool | None = None, year: int = 0) -> Chart:
        """Draw where each country stands among all, a dot for each on one scale, with the names of those that matter.

        Several names with {} are rows below one another, and so are the years of a series with {}, unless one `year`
        is wanted. Both ends and what is highlighted bear their numbers; all others stand in the data. The scale is
        logarithmic where the numbers lie far apart, or as `log` says.

        >>> d.strip("nests.{}")
        Nests of storks, 2019. From 75 (Borduria) to 118 (Avonia); Avonia at 118, 1st of 2.
        """
        from analysis.charts import user_charts

        return user_charts.strip(w, words, *shown, log=log, year=year)

    def _words(
        self, kind: str, shown: Sequence[Shown], options: Mapping[str, Any], *,
        title: str, subtitle: str, label: str, highlight: str | Sequence[str], alt: str,
    ) -> Words:  # fmt: skip
        """Put together what was said of a chart; one without a label is named after what it shows."""
        from analysis.charts.user_charts import Words

        wanted = (highlight,) if isinstance(highlight, str) else tuple(highlight)
        years = options.get("years", options.get("year") or ())
        base = " ".join([kind.replace("_", "-"), *map(str, [years] if isinstance(years, int) else years), named(shown)])
        name = fit_label(label, "fig") if label else self._label(base, (title, subtitle, *wanted, alt))
        return Words(name, str(title), str(subtitle), tuple(filter(None, wanted)), alt)

    def _label(self, shown: str, rest: tuple[str, ...]) -> str:
        """Name a figure after what it shows; another one of the same gets a number, the same one keeps its own."""
        labels: dict[str, tuple[str, ...]] = self.__dict__.setdefault("_labels", {})
        base = name = label_of(shown)
        again = count(2)
        while labels.setdefault(name, (shown, *rest)) != (shown, *rest):
            name = f"{base}-{next(again)}"
        return name
