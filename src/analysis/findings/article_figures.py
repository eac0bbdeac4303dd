"""The figures that an article prints, and its date, as findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.findings.declarations import Topic
from analysis.findings.finding import Finding
from analysis.findings.finding_dates import day_of
from analysis.findings.label_composition import compose, varying
from analysis.findings.quantity import Quantity

if TYPE_CHECKING:
    from analysis.findings.registry import Registry
    from analysis.findings.study import Study


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


def declared_day(c: Registry) -> Finding:
    """Return the date of the article that `choices.toml` declares."""
    day = c.evidence.judged_at
    quantity = Quantity.exact(day.toordinal(), "date")
    sources = (c.study.article,) if c.study.article else ()
    return Finding("day", "Day of the article", quantity, "as declared", source_ids=sources, day=day)


def _article_figure(c: Registry, claim: str) -> Finding:
    """Return the figure of a claim, in the words of the article where a number alone would lose some of them."""
    row = c.evidence.observation(f"claim.{claim}")
    label = compose("The article, claim ", varying(claim), ": ", c.label(row))
    finding = replace(c.row(row), label=label)
    # Only the claims of an article without code have the column: it names what they are compared with
    names_figures = bool(c.evidence.claims[claim].get("figures"))
    keeps_words = names_figures or row.unit in AS_PRINTED or row.qualifier in ("gt", "ge")
    return replace(finding, as_printed=row.printed) if keeps_words else finding
