"""Turn a method of `Report` that describes a chart into one that draws it, with the author's words."""

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
from analysis.writing.block import Block, note_left_out
from analysis.writing.by_country import Comparison, fill_names, label_of, name_of
from analysis.writing.markup import fit_label

if TYPE_CHECKING:
    from analysis.charts import Figure
    from analysis.charts.figure import Chart
    from analysis.charts.user_charts import Words
    from analysis.report.part import Part

Content = Finding | str | Comparison | Mapping[str, Any] | Sequence[Any]
"""What a chart shows: a finding, a name, a comparison, several of these, or a mapping from labels to any of them."""

WORDS = {"title": "", "subtitle": "", "label": "", "highlight": (), "alt": ""}
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


def chart(method: Callable[..., Chart]) -> Callable[..., Figure | Block]:
    """Turn a method that describes a chart into one that draws it.

    The method gets a writer that knows the author's findings, the author's words, and what to show. If nothing of it
    was known on the day, the result is a note instead of a figure.
    """
    declared = signature(method)
    self_parameter, _, _, content_parameter, *options = declared.parameters.values()

    @wraps(method)
    def draw_chart(self: Part, *content: Content, **arguments: Any) -> Figure | Block:
        from analysis.charts.figure import draw  # matplotlib is loaded with the first chart

        author_words = {name: arguments.pop(name, default) for name, default in WORDS.items()}
        settings = {it.name: arguments.pop(it.name) for it in options if it.name in arguments}
        writer = copy(self.pen)  # shares with the report's pen the record of findings used
        writer.author_findings = {name: as_finding(finding) for name, finding in arguments.items()}
        try:
            content = fill_names(writer, content)
            words = _words(self, method.__name__, content, settings, **author_words)
            figure = draw(writer, method(self, writer, words, *content, **settings))
        except NotKnownError:
            return note_left_out("figure")
        figure.is_own = True
        return figure

    words = [Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name, default in WORDS.items()]
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
    from analysis.charts.user_charts import Words

    codes = (highlight,) if isinstance(highlight, str) else tuple(highlight)
    years = options.get("years", options.get("year") or ())
    years = [years] if isinstance(years, int) else years
    base = " ".join([kind.replace("_", "-"), *map(str, years), name_of(content)])
    name = fit_label(label, "fig") if label else _unique_label(report, base, (title, subtitle, *codes, alt))
    return Words(name, str(title), str(subtitle), tuple(filter(None, codes)), alt)


def _unique_label(report: Part, base: str, rest: tuple[str, ...]) -> str:
    """Label a chart after its content; a different chart with the same label gets a number."""
    label = plain = label_of(base)
    number = count(2)
    while report.chart_labels.setdefault(label, (base, *rest)) != (base, *rest):
        label = f"{plain}-{next(number)}"
    return label
