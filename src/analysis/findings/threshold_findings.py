"""The thresholds of the rules, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dataset.toml_files import fault_of
from analysis.findings.declarations import Topic
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dataset import Evidence
    from analysis.findings.registry import Registry


RULE_THRESHOLDS = {
    "rounding": ("Gap up to which a figure counts as rounded by a reporter, as a share of the evidence", "share"),
    "imprecise": ("Gap up to which a figure counts as imprecise, as a share of the evidence", "share"),
    "trend_swing": ("Usual swings that a trend must exceed", "ratio"),
}
"""Label and unit of each threshold that the rules need."""


def threshold_topic(labels: Mapping[str, tuple[str, str]], source_id: str) -> Topic:
    """Declare a finding for each threshold, as `choice.NAME`, and one for each other value it is varied over.

    The latter are named `choice.NAME.VALUE`, such as `choice.imprecise.0.05`. `labels` gives the label and unit of
    each threshold, `source_id` the source that says these are chosen, not measured.
    """

    def chosen(c: Registry, which: str) -> Finding:
        label, unit = labels[which]
        quantity = Quantity.exact(c.threshold(which), unit)
        # "threshold" stands in for the name, which the registry puts in its place
        return Finding("threshold", label, quantity, "a declared choice", source_ids=(source_id,))

    def values_tried(evidence: Evidence) -> list[str]:
        """Name each value of the ranges; what is wrong with others, `study_checks` says."""
        names = []
        for name, values in evidence.settings.ranges.items():
            if name in labels:
                names += [f"{name}.{value:g}" for value in values if not fault_of(value, float)]
        return names

    def varied_threshold(_: Registry, varied: str) -> Finding:
        which, value = varied.split(".", 1)  # imprecise, 0.05
        label, unit = labels[which]
        # Read from the name, in which a value has up to six significant digits: more than anybody declares
        quantity = Quantity.exact(float(value), unit)
        return Finding("threshold", f"{label}, varied", quantity, "varied", source_ids=(source_id,))

    topic = Topic()
    topic.add("choice.{which}", chosen, which=tuple(labels))
    topic.add("choice.{varied}", varied_threshold, varied=values_tried)
    return topic
