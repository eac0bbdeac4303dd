"""What is chosen rather than measured: thresholds that the project declares, and assumptions of the reader's own."""

from analysis.evidence import NotKnown
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity

SOURCE = "declared"
"""The row of `sources.csv` that says so: a choice has an origin too, but nobody measured it."""


def compute(c: Catalogue) -> None:
    """Make findings of the choices that a sentence names as a number."""
    c.set("choice.much_larger", lambda: _much_larger(c))
    c.set("choice.imprecise", lambda: _imprecise(c))
    c.set("choice.own_rate", lambda: _own_rate(c))


def _much_larger(c: Catalogue) -> Finding:
    quantity = Quantity.exact(c.evidence.choices["thresholds"]["much_larger"], "ratio")
    label = "Ratio from which on larger counts as much larger"
    return Finding("choice.much_larger", label, quantity, "a declared choice", source_ids=(SOURCE,))


def _imprecise(c: Catalogue) -> Finding:
    quantity = Quantity.exact(c.evidence.choices["thresholds"]["imprecise"], "share")
    label = "Gap up to which a figure counts as imprecise, as a share of the evidence"
    return Finding("choice.imprecise", label, quantity, "a declared choice", source_ids=(SOURCE,))


def _own_rate(c: Catalogue) -> Finding:
    if c.parameters.own_rate is None:
        raise NotKnown("no rate of the reader’s own")
    quantity = Quantity.exact(c.parameters.own_rate, "JPY per USD")
    label = "Yen for a dollar, the reader’s own assumption"
    return Finding("choice.own_rate", label, quantity, "a parameter of this run", source_ids=(SOURCE,))
