"""What a report shows of itself in a notebook."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.report.base import Part


OVERVIEW = {
    "d.article": "the article’s own figures, a table of pandas",
    "d.verdicts": "what became of each claim and why, a table",
    'd["{claim}"]': "one verdict, with its evidence",
    'd["{finding}"]': "one finding; Tab completes the name",
    "d.findings": "every finding, a table of pandas",
    "d.claims": "what the article says; likewise d.indicators, d.entities, d.actors, d.sources and d.documents",
    "d.latest": "the latest vintage of every figure, by account, a table of pandas; rates are in d.exchange_rates",
    "d.observations": "every vintage of every figure, so that one may have several rows",
    "d.events": "what was decided, begun, changed and given up, a table of pandas",
    'd.find("{indicator}")': "indicators by words, with years and accounts",
    'd.series("{indicator}", "{entity}")': "a figure over time, a series of pandas",
    'd.wide("{indicator}")': "the same for every country, side by side",
    'd.vintages("{indicator}", "{entity}")': "the same as it was revised",
    'd.figure("{indicator}", "{entity}")': "a figure from the dataset, to calculate with",
    'd.compare("{pattern}")': "one finding for every country chosen",
    'd.trace("{finding}")': "how a number was computed, down to the documents",
    'd.say("It was {{{finding}}}.")': "a sentence whose numbers link to their workings",
}
"""What an open report shows of itself in Jupyter: where to look, with names that this report has."""


def overview_html(report: Part) -> str:
    """Return the overview of a report as an HTML table."""
    names = {}
    for placeholder, name in _example_names(report).items():
        names[placeholder] = html.escape(name)

    rows = ""
    for code, words in OVERVIEW.items():
        rows += f"<tr><td style='text-align:left'><code>{code.format(**names)}</code></td>"
        rows += f"<td style='text-align:left'>{words}</td></tr>"
    return f"<div>{html.escape(repr(report))}<table><tbody>{rows}</tbody></table></div>"


def _example_names(report: Part) -> dict[str, str]:
    """Choose names that exist in this report, by the placeholders of the overview.

    They are those of a finding of the country in focus, of a figure of the dataset, and of a claim.
    """
    catalogue, focus = report.catalogue, report.parameters.focus

    # The first finding that is a figure of the dataset, and the first such figure that `d.figure` and `d.series` return
    # without an account or a firm
    finding_name = figure = None
    for name in catalogue.names:
        if f".{focus}." not in name or name not in catalogue:
            continue
        row = catalogue[name].observation
        if row is None:
            continue
        finding_name = finding_name or name
        if row.indicator and not row.account and not row.actor:
            figure = row
            break
    if finding_name is None:  # as in an article of which no finding is of the country in focus
        finding_name = next(iter(catalogue), "")

    return {
        "finding": finding_name,
        "claim": next(iter(catalogue.verdicts), ""),
        "indicator": figure.indicator if figure else "",
        "entity": figure.entity if figure else focus,
        "pattern": finding_name.replace(f".{focus}.", ".{}."),
    }
