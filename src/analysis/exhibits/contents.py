"""What an open report says of itself at the prompt: where to look, with names from the report at hand."""

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.exhibits.dataset import Dataset

CONTENTS = {
    "d.article": "the article’s own figures, a table of pandas",
    "d.verdicts": "what became of each claim and why, a table",
    'd["{claim}"]': "one verdict, with its evidence",
    'd["{finding}"]': "one finding; Tab completes the name",
    "d.findings": "every finding, a table of pandas",
    "d.claims": "what the article says; so stand d.indicators, d.entities, d.actors, d.sources and d.documents",
    "d.latest": "the latest vintage of every figure, by account, a table of pandas; rates stand in d.exchange_rates",
    "d.observations": "every vintage of every figure, so that one may have several rows",
    "d.events": "what was decided, begun, changed and given up, a table of pandas",
    'd.series("{indicator}", "{entity}")': "a figure over time, a series of pandas",
    'd.wide("{indicator}")': "the same for every country, side by side",
    'd.vintages("{indicator}", "{entity}")': "the same as it was revised",
    'd.figure("{indicator}", "{entity}")': "a figure from the dataset, to calculate with",
    'd.compare("{pattern}")': "one finding for every country chosen",
    'd.trace("{finding}")': "how a number was made, down to where its figures were seen",
    'd.say("It was {{{finding}}}.")': "a sentence whose numbers lead to their origin",
}
"""Where to look in an open report, shown when it is asked for itself, with names from the report at hand."""


def contents(d: "Dataset") -> str:
    """Show in a notebook what there is and under which names it is found."""
    names = {name: html.escape(example) for name, example in _examples(d).items()}
    cell = "<td style='text-align:left'>"
    shown = "".join(
        f"<tr>{cell}<code>{code.format(**names)}</code></td>{cell}{words}</td></tr>" for code, words in CONTENTS.items()
    )
    return f"<div>{html.escape(repr(d))}<table><tbody>{shown}</tbody></table></div>"


def _examples(d: "Dataset") -> dict[str, str]:
    """Choose names that this report knows: a finding of the country in focus, its figure, and a claim."""
    c, focus = d.catalogue, d.parameters.focus
    own = [name for name in c.names if f".{focus}." in name and name in c]
    figures = [row for name in own if (row := c[name].observation) and row.indicator and not (row.account or row.actor)]
    finding = next((name for name in own if c[name].observation), next(iter(c), ""))
    return {
        "finding": finding,
        "claim": next(iter(d.verdicts), ""),
        "indicator": figures[0].indicator if figures else "",
        "entity": figures[0].entity if figures else focus,
        "pattern": finding.replace(f".{focus}.", ".{}."),
    }
