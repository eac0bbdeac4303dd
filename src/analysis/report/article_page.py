"""What the page of a user's own article has beside its claims: an overview, and charts.

Such an article has no code, so that its charts follow from the rules of its claims.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.dataset import expression
from analysis.errors import NotKnownError
from analysis.findings import LEGEND, Outcome
from analysis.report import claim_cards
from analysis.writing.block import Block
from analysis.writing.by_country import Comparison
from analysis.writing.markup import card_id
from analysis.writing.writer import HTML, PLAIN, Markup, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.charts import Figure
    from analysis.findings import Catalogue
    from analysis.report.exhibit_charts import Charts

RULES_OF_SINGLE_FIGURES = ("rank", "comparison")
RULES_OVER_TIME = ("trend", "record", "running", "first time")
"""Rules whose claims get a chart: of single figures, or of series."""

MOST_PLACES = 20
"""How many places of a ranking are drawn; with more, the names of the bars would be too small for a phone."""

UNITS_NOT_FROM_ZERO = ("rank",)
"""Units drawn as dots, for bars would start at zero."""

THRESHOLDS = (
    "A gap of up to {choice.rounding} counts as a reporter’s rounding, one of up to {choice.imprecise} as imprecise. ",
    "A trend counts if the change exceeds {choice.trend_swing} times the usual swing of its series. ",
    "Where the bounds of the figures overlap, a claim is not checkable.",
)


def overview(writer: Writer) -> Block:
    """Write the tally of the verdicts, a list of the claims with theirs, and a key of the words and thresholds."""
    counts = []
    for outcome in Outcome:
        name = f"verdicts.{outcome.value.replace(' ', '_')}"
        if writer.catalogue[name].value:
            counts.append(f"[{{{name}}} {outcome.value}]")
    tally = f"Of [{{verdicts.all}} claims]: {', '.join(counts)}."

    claims = "".join(_item(writer, claim_id) for claim_id in writer.verdicts)
    key = ""
    for outcome, meaning in LEGEND.items():
        key += f"<li><b>{html.escape(outcome.value.capitalize())}</b>: {html.escape(meaning)}</li>"
    thresholds = _thresholds(writer, HTML)
    page = f'<p>{writer.fill(tally, HTML)}</p><ul class="claims">{claims}</ul>'
    page += f"<h4>What the verdicts mean</h4><ul>{key}</ul><p>{thresholds}</p>"
    plain = f"{writer.fill(tally, PLAIN)}\n{_thresholds(writer, PLAIN)}"
    return Block(page, plain, {})


def _item(writer: Writer, claim_id: str) -> str:
    """Write a claim of the list: its title, linked to its card, and its verdict, with what it was at first."""
    verdict = writer.verdicts[claim_id]
    title = f'<a href="#{card_id(claim_id)}">{claim_cards.quoted_claim(writer, claim_id, claim_cards.UNLINKED)}</a>'
    outcome = HTML.verdict(verdict.outcome, "")
    since = claim_cards.shifted_since(writer, claim_id, HTML)
    if since:
        return f"<li>{title}: {outcome}, {since}</li>"
    return f"<li>{title}: {outcome}</li>"


def _thresholds(writer: Writer, markup: Markup) -> str:
    return "".join(writer.fill(sentence, markup) for sentence in THRESHOLDS)


@dataclass(frozen=True, slots=True, repr=False)
class Sequenced:
    """Several pieces of a page, displayed one after the other."""

    parts: Sequence[Block | Figure]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.parts))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)  # type: ignore[no-untyped-call]


def cards_with_charts(report: Charts) -> Sequenced:
    """Write a card for each claim, with a chart behind those on a rank, a comparison or a course over time."""
    writer = report.pen
    parts: list[Block | Figure] = []
    waiting: list[str] = []  # claims whose cards are written together, before the next chart
    for claim_id in writer.verdicts:
        waiting.append(claim_id)
        figure = _chart(report, claim_id)
        if figure:
            parts += [claim_cards.cards(writer, waiting), figure]
            waiting = []
    if waiting:
        parts.append(claim_cards.cards(writer, waiting))
    return Sequenced(parts)


def _chart(report: Charts, claim_id: str) -> Figure | Block | None:
    """Draw what a claim is about; None if there is nothing to draw."""
    catalogue = report.catalogue
    claim = catalogue.evidence.claims[claim_id]
    rule, label = claim["rule"], f"fig-{claim_id.lower()}"
    names = _names(claim.get("figures", ""), rule)
    try:
        if any(name not in catalogue for name in names):
            return None
        if rule in RULES_OVER_TIME:
            # The figure nests.AVO.2019 is one of the series nests.AVO
            series = [".".join(name.split(".")[:2]) for name in names]
            return report.over_time(*series, label=label)
        if rule in RULES_OF_SINGLE_FIGURES and names:
            if rule == "rank":
                names = _ranked(catalogue, names[0])
            return _compare(report, names, label)
    except NotKnownError:
        return None
    return None


def _compare(report: Charts, names: Sequence[str], label: str) -> Figure | Block | None:
    """Draw single figures beside each other; None for a single one."""
    catalogue = report.catalogue
    findings = {}
    for name in names:
        country = name.split(".")[1]
        findings[catalogue.name(country)] = catalogue[name]

    # Several figures of the same country are told apart by their labels
    if len(findings) < len(names):
        findings = {str(catalogue[name].label): catalogue[name] for name in names}
    if len(findings) < 2:
        return None
    draw = report.dots if catalogue[names[0]].quantity.unit in UNITS_NOT_FROM_ZERO else report.bars
    return draw(Comparison(findings), label=label)


def _names(figures: str, rule: str) -> list[str]:
    """Return the names of the figures that a claim is held against; they may be parts of an expression."""
    if not figures:
        return []
    if rule == "trend":
        return figures.split()
    return list(expression.names(expression.parse(figures)))


def _ranked(catalogue: Catalogue, name: str) -> list[str]:
    """Return the names of the figures of the same period of all who are ranked, the largest first.

    Those beyond the last place drawn are left out, but not the one that is named.
    """
    indicator, _, *rest = name.split(".")  # such as rank, AVO and 2019
    names = []
    for _, entity, _, _ in catalogue.evidence.keys(indicator):
        if entity in catalogue.evidence.economies:
            names.append(".".join([indicator, entity, *rest]))

    # A country may have several series, as of accounts
    known = [ranked for ranked in dict.fromkeys(names) if ranked in catalogue]
    known.sort(key=lambda ranked: catalogue[ranked].value, reverse=True)
    drawn = known[:MOST_PLACES]
    if name not in drawn:
        drawn[-1:] = [name]
    return drawn
