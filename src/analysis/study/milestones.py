"""What was decided, begun, changed and given up since the article, each with its day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Topic
from analysis.findings.arithmetic import day_of, public_by
from analysis.findings.wording import varying, worded

if TYPE_CHECKING:
    from analysis.evidence import Evidence

MILESTONE = "milestone."
"""How the names of the rows begin."""


def events(evidence: Evidence) -> list[str]:
    """Name the milestones, whenever they became public: country, firm if there is one, and days."""
    return [name.removeprefix(MILESTONE) for name in evidence.names_of_rows if name.startswith(MILESTONE)]


def day(c: Catalogue, event: str) -> Finding:
    """Return the day of a milestone since the article; with “by” that by which it was public, its own not seen."""
    row = c.evidence.observation(f"{MILESTONE}{event}")
    if row.published <= c.evidence.judged_at:
        raise NotKnown(f"{event} came before the article")
    found, label = c.row(row), worded("Day of the event: ", varying(c.name(row.actor or row.entity)))
    if row.period_end:
        return replace(day_of(found), label=label)
    public = day_of(found, "published")
    return replace(public, label=label, as_printed=f"by {public.text}")


topic = Topic()
topic.add("since.milestone.{event}", day, event=events)
topic.add(
    "{figure}.public", lambda c, figure: public_by(c[figure]), figure=("subsidy.DEU.amount", "subsidy.USA.granted")
)
