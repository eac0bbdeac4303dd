"""What was decided, begun, changed and given up since the article, each with its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Finding, Topic
from analysis.findings.arithmetic import public_by
from analysis.findings.wording import varying, worded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.evidence import Evidence

GIVEN_UP = {"PSMC_SBI": "milestone.JPN.PSMC_SBI.2024-09-27.2024-09-27"}
"""Who gave up a pledge after the article, and the event."""


def events(evidence: Evidence) -> Iterable[str]:
    """Name the events, whenever they became public."""
    return evidence.events


def day(c: Catalogue, event: str) -> Finding:
    """Return the day of an event since the article."""
    row = c.evidence.observation(event)
    if row.published <= c.evidence.judged_at:
        raise NotKnown(f"{event} came before the article")
    return c.row(row)


def ended(c: Catalogue, actor: str) -> Finding:
    """Say in words that a plan was given up."""
    known, label = c[f"since.{actor}.published"], worded("Plan, ", varying(c.name(actor)))
    return Finding("ended", label, known.quantity, "given up on this day", (known,), as_printed="given up")


topic = Topic()
topic.add("since.{event}", day, event=events)
topic.add("since.{actor}.ended", ended, actor=tuple(GIVEN_UP))
topic.add(
    "since.{actor}.published",
    lambda c, actor: day(c, GIVEN_UP[actor]),
    "Day of the news, {actor}",
    actor=tuple(GIVEN_UP),
)
topic.add(
    "{figure}.public", lambda c, figure: public_by(c[figure]), figure=("subsidy.DEU.amount", "subsidy.USA.granted")
)
