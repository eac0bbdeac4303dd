"""Charts behind the cards of claims, for an article of a user's own.

Such an article has no code, so that its charts follow from the rules of its claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.dataset import expression
from analysis.errors import NotKnownError
from analysis.findings.quantity import ORDINAL_UNITS
from analysis.report import claim_cards
from analysis.writing.country_comparison import Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.charts import Figure
    from analysis.findings import Catalogue
    from analysis.report.chart_methods import Charts
    from analysis.writing.block import Block

RULES_OF_SINGLE_FIGURES = ("rank", "comparison")
RULES_OVER_TIME = ("trend", "record", "running", "first time")
"""Rules whose claims get a chart: of single figures, or of series."""

MOST_PLACES = 20
"""How many places of a ranking are drawn; with more, the names of the bars would be too small for a phone."""


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
    """Draw what a claim is about; None if there is nothing to draw, a note if none of it was known on the day."""
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
                # The claim names only whose rank it is; the chart shows all who are ranked
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
        code = name.split(".")[1]  # of a country or a firm
        findings[catalogue.name(code)] = catalogue[name]

    # Several figures of the same country or firm are told apart by their labels
    if len(findings) < len(names):
        findings = {str(catalogue[name].label): catalogue[name] for name in names}
    if len(findings) < 2:
        return None
    unit = catalogue[names[0]].quantity.unit  # the figures of a comparison are taken to have one unit
    draw = report.dots if unit in ORDINAL_UNITS else report.bars
    return draw(Comparison(findings), label=label)


def _names(figures: str, rule: str) -> list[str]:
    """Return the names of the figures that a claim is held against; they may be parts of an expression."""
    if not figures:
        return []
    if rule == "trend":  # whose figures are several series in a row, and no expression
        return figures.split()
    return list(expression.names(expression.parse(figures)))


def _ranked(catalogue: Catalogue, name: str) -> list[str]:
    """Return the names of the figures of the same period of all who are ranked, the largest first.

    Those beyond the last place drawn are left out, but not the one that is named: it takes the last place.
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
