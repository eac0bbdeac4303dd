"""The figures that an article prints, its date, and the thresholds by which it is judged, as findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.dataset.schema import fault_of
from analysis.findings.arithmetic import day_of
from analysis.findings.declarations import Study, Topic
from analysis.findings.finding import Finding, compose, varying
from analysis.findings.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dataset import Evidence
    from analysis.findings.registry import Registry


AS_PRINTED = ("persons", "firms", "rank", "years", "share")
"""Units of figures printed in the words of the article: seven, 32nd, three million."""


def article_topic(study: Study) -> Topic:
    """Declare the figures of the article, and its date."""
    topic = Topic()
    topic.add("claim.{claim}", _article_figure, claim=lambda evidence: evidence.claims_with_figures)
    if study.dated_by:
        topic.add("claim.day", lambda c: day_of(c[f"claim.{study.dated_by}"], "published"), "Day of the article")
    else:
        topic.add("claim.day", declared_day)
    return topic


RULE_THRESHOLDS = {
    "rounding": ("Gap up to which a figure counts as rounded by a reporter, as a share of the evidence", "share"),
    "imprecise": ("Gap up to which a figure counts as imprecise, as a share of the evidence", "share"),
    "trend_swing": ("Usual swings that a trend must exceed", "ratio"),
}
"""Label and unit of each threshold that the rules need."""


def threshold_topic(labels: Mapping[str, tuple[str, str]], source_id: str) -> Topic:
    """Declare a finding for each threshold, as `choice.NAME`, and one for each other value it is varied over.

    `labels` gives the label and unit of each, `source_id` the source that says these are chosen, not measured.
    """

    def chosen(c: Registry, which: str) -> Finding:
        label, unit = labels[which]
        quantity = Quantity.exact(c.threshold(which), unit)
        return Finding("threshold", label, quantity, "a declared choice", source_ids=(source_id,))

    def ranges(evidence: Evidence) -> list[str]:
        names = []
        for name, values in evidence.settings.ranges.items():
            if name in labels:
                names += [f"{name}.{value:g}" for value in values if not fault_of(value, float)]
        return names

    def varied(_: Registry, varied: str) -> Finding:
        which, value = varied.split(".", 1)
        label, unit = labels[which]
        quantity = Quantity.exact(float(value), unit)
        return Finding("threshold", f"{label}, varied", quantity, "varied", source_ids=(source_id,))

    topic = Topic()
    topic.add("choice.{which}", chosen, which=tuple(labels))
    topic.add("choice.{varied}", varied, varied=ranges)
    return topic


def declared_day(c: Registry) -> Finding:
    """Return the date of the article that `choices.toml` declares."""
    day = c.evidence.judged_at
    quantity = Quantity.exact(day.toordinal(), "date")
    sources = (c.study.article,) if c.study.article else ()
    return Finding("day", "Day of the article", quantity, "as declared", source_ids=sources, day=day)


def _article_figure(c: Registry, claim: str) -> Finding:
    """Return a figure of the article."""
    row = c.evidence.observation(f"claim.{claim}")
    label = compose("The article, claim ", varying(claim), ": ", c.label(row))
    finding = replace(c.row(row), label=label)
    names_rule = bool(c.evidence.claims[claim].get("figures"))
    keeps_words = names_rule or row.unit in AS_PRINTED or row.qualifier in ("gt", "ge")
    return replace(finding, as_printed=row.printed) if keeps_words else finding
