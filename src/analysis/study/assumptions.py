"""What is chosen rather than measured: thresholds that the project declares, and assumptions of the reader's own."""

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Quantity, Topic
from analysis.study.yardsticks import MUCH_LARGER

SOURCE = "declared"
"""The row of `sources.csv` that says so: a choice has an origin too, but nobody measured it."""


def much_larger(c: Catalogue) -> Finding:
    """Return the ratio from which on larger counts as much larger, by default as declared."""
    quantity = Quantity.exact(c.threshold(MUCH_LARGER), "ratio")
    label = "Ratio from which on larger counts as much larger"
    return Finding("threshold", label, quantity, "a declared choice", source_ids=(SOURCE,))


def imprecise(c: Catalogue) -> Finding:
    """Return the largest gap that still counts as imprecise, as a share of the evidence."""
    quantity = Quantity.exact(c.threshold("imprecise"), "share")
    label = "Gap up to which a figure counts as imprecise, as a share of the evidence"
    return Finding("threshold", label, quantity, "a declared choice", source_ids=(SOURCE,))


def own_rate(c: Catalogue) -> Finding:
    """Return the price of a dollar that the reader assumes."""
    if c.parameters["own_rate"] is None:
        raise NotKnown("no rate of the reader’s own")
    quantity = Quantity.exact(c.parameters["own_rate"], "JPY per USD")
    label = "Yen for a dollar, the reader’s own assumption"
    return Finding("rate", label, quantity, "a parameter of this run", source_ids=(SOURCE,))


topic = Topic()
topic.add("choice.much_larger", much_larger)
topic.add("choice.imprecise", imprecise)
topic.add("choice.own_rate", own_rate)
