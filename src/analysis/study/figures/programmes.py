"""The figure about what became of a programme: what was voted, what was awarded, and what has been paid."""

from analysis.exhibits.figures import bars
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.prose import Writer

STEPS = {
    "Set aside": "subsidy.USA.amount",
    "Announced by the article’s week": "since.USA.preliminary",
    "Awarded": "since.USA.awards",
    "Paid out": "since.USA.paid",
}
"""What became of the American money, step by step."""


@exhibit
def american_money(w: Writer) -> Figure:
    """Draw how much of the American money for chips was announced, awarded and paid out."""
    rows = [Bar(words, known(w, name), colour(w, "USA")) for words, name in STEPS.items()]

    def paint(sheet: Sheet) -> None:
        bars.horizontal(sheet, rows, Place(height=0.27 * len(rows), left=2.3, right=0.9))

    return draw(
        w,
        "fig-american-money",
        title="Of {subsidy.USA.amount} for chips the United States had paid out {since.USA.paid} by {since.USA.paid.day}",
        subtitle="Grants under the American chips law, in dollars; the sum set aside takes in loans and research",
        alt=bars.describe(rows),
        data=bars.table(("", rows), named="step", told="in US dollars"),
        source="Japan’s Ministry of Finance; Semiconductor Industry Association; Government Accountability Office.",
        paint=paint,
    )
