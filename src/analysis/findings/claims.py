"""The article's own figures as findings, and the day on which it appeared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.findings.arithmetic import day_of
from analysis.findings.declarations import Topic
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.wording import varying, worded

if TYPE_CHECKING:
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.study import Study

AS_PRINTED = ("persons", "firms", "rank", "years", "share")
"""Units whose figures the report repeats in the words of the article: seven, 32nd, three million."""


def topic(study: Study) -> Topic:
    """Declare a finding for every figure that the article prints, and one for its day."""
    found = Topic()
    found.add("claim.{claim}", printed, claim=lambda evidence: evidence.claims_with_figures)
    if study.dated_by:
        found.add("claim.day", lambda c: day_of(c[f"claim.{study.dated_by}"], "published"), "Day of the article")
    else:
        found.add("claim.day", declared_day)
    return found


def declared_day(c: Catalogue) -> Finding:
    """Take the day that `choices.toml` declares, where no figure of the article carries it."""
    day = c.evidence.judged_at
    quantity, sources = Quantity.exact(day.toordinal(), "date"), tuple(filter(None, [c.study.article]))
    return Finding("day", "Day of the article", quantity, "as declared", source_ids=sources, day=day)


def printed(c: Catalogue, claim: str) -> Finding:
    """Take a figure as the article prints it."""
    row = c.evidence.observation(f"claim.{claim}")
    finding = replace(c.row(row), label=worded("The article, claim ", varying(claim), ": ", c.label(row)))
    words = row.unit in AS_PRINTED or row.qualifier in ("gt", "ge")
    return replace(finding, as_printed=row.printed) if words else finding
