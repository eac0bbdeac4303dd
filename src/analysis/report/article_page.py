"""What the page of an article of one's own has beside its claims: an overview, and charts."""

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
    from collections.abc import Iterator, Sequence

    from analysis.charts import Figure
    from analysis.findings import Catalogue
    from analysis.report.exhibit_charts import Charts

SINGLE = ("rank", "comparison")
OVER_TIME = ("trend", "record", "running", "first time")
"""Rules whose claims get a chart: of single figures, or of series."""

MOST_BARS = 20
"""So many places of a ranking are drawn."""

NOT_FROM_ZERO = ("rank",)

THRESHOLDS = (
    "A gap of up to {choice.rounding} counts as a reporter’s rounding, one of up to {choice.imprecise} as imprecise. ",
    "A trend counts if the change exceeds {choice.trend_swing} times the usual swing of its series. ",
    "Where the bounds of the figures overlap, a claim is not checkable.",
)


def overview(writer: Writer) -> Block:
    """Write the tally of the verdicts, a list of the claims with theirs, and a key of the words and thresholds."""
    counts = [(outcome, f"verdicts.{outcome.value.replace(' ', '_')}") for outcome in Outcome]
    known = [(outcome, name) for outcome, name in counts if writer.catalogue[name].value]
    template = (
        "Of [{verdicts.all} claims]: " + ", ".join(f"[{{{name}}} {outcome.value}]" for outcome, name in known) + "."
    )
    claims = [_item(writer, claim_id) for claim_id in writer.verdicts]
    key = "".join(
        f"<li><b>{html.escape(outcome.value.capitalize())}</b>: {html.escape(meaning)}</li>"
        for outcome, meaning in LEGEND.items()
    )
    rules = _thresholds(writer, HTML)
    page = f'<p>{writer.fill(template, HTML)}</p><ul class="claims">{"".join(claims)}</ul>'
    page += f"<h4>What the verdicts mean</h4><ul>{key}</ul><p>{rules}</p>"
    return Block(page, "\n".join([writer.fill(template, PLAIN), _thresholds(writer, PLAIN)]), {})


def _item(writer: Writer, claim_id: str) -> str:
    """Write a claim of the list: its title, linked to its card, and its verdict, with what it was at first."""
    verdict = writer.verdicts[claim_id]
    title = f'<a href="#{card_id(claim_id)}">{claim_cards.quoted_claim(writer, claim_id, claim_cards.UNLINKED)}</a>'
    since = claim_cards.shifted_since(writer, claim_id, HTML)
    return f"<li>{title}: {HTML.verdict(verdict.outcome, '')}{f', {since}' if since else ''}</li>"


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
    waiting: list[str] = []
    for claim_id in writer.verdicts:
        waiting.append(claim_id)
        if figure := _chart(report, claim_id):
            parts += [claim_cards.cards(writer, waiting), figure]
            waiting = []
    if waiting:
        parts.append(claim_cards.cards(writer, waiting))
    return Sequenced(parts)


def _chart(report: Charts, claim_id: str) -> Figure | Block | None:
    """Draw what a claim is about; None if there is nothing to draw."""
    c = report.catalogue
    claim = c.evidence.claims[claim_id]
    rule, label = claim["rule"], f"fig-{claim_id.lower()}"
    names = _names(claim.get("figures", ""), rule)
    try:
        if any(name not in c for name in names):
            return None
        if rule in OVER_TIME:
            series = (".".join(name.split(".")[:2]) for name in names)
            return report.over_time(*series, label=label)
        if rule in SINGLE and names:
            return _compared(report, list(_ranked(c, names[0])) if rule == "rank" else names, label)
    except NotKnownError:
        return None
    return None


def _compared(report: Charts, names: Sequence[str], label: str) -> Figure | Block | None:
    """Draw single figures beside each other; None for a single one."""
    c = report.catalogue
    rows = {c.name(name.split(".")[1]): c[name] for name in names}
    if len(rows) < len(names):  # several figures of the same country
        rows = {str(c[name].label): c[name] for name in names}
    if len(rows) < 2:
        return None
    draw = report.dots if c[names[0]].quantity.unit in NOT_FROM_ZERO else report.bars
    return draw(Comparison(rows), label=label)


def _names(figures: str, rule: str) -> list[str]:
    """Return the names that a claim is held against, unless they are part of an expression too large to draw."""
    if not figures:
        return []
    return figures.split() if rule == "trend" else list(expression.names(expression.parse(figures)))


def _ranked(c: Catalogue, ranked: str) -> Iterator[str]:
    """Return the figures of the same period of all who are ranked, the largest first."""
    indicator, _, *rest = ranked.split(".")
    codes = [entity for _, entity, *_ in c.evidence.keys(indicator) if entity in c.evidence.economies]
    names = [".".join((indicator, entity, *rest)) for entity in codes]
    known = sorted((name for name in dict.fromkeys(names) if name in c), key=lambda name: c[name].value, reverse=True)
    shown = known[:MOST_BARS]
    return iter(shown if ranked in shown else [*shown[:-1], ranked])
