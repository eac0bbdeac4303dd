"""The answer to the title's question day by day: what was to be said on each, and when that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.evidence import Evidence, NotKnown, Observation
from analysis.findings import Catalogue, Finding, Topic, once
from analysis.findings.arithmetic import on_day
from analysis.findings.wording import varying, worded
from analysis.study.answer import COUNTS, PACKAGE, SUPPORT, answer, belonging, counted, said
from analysis.study.lead import ALL, compared
from analysis.study.otherwise import holds, shares
from analysis.study.subsidies import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator


def news(evidence: Evidence) -> Iterator[Observation]:
    """Go through the figures that bear on the answer and became public after the article."""
    wanted = [(indicator, account) for indicator, accounts in ALL.values() for account in accounts]
    money = [(PACKAGE, ""), *((SUPPORT, account) for account in ACCOUNTS)]
    for indicator, account in wanted + money:
        for entity in compared(evidence, indicator, (account,)):
            rows = evidence.vintages(indicator, entity, account=account)
            yield from (row for row in rows if row.published > evidence.judged_at)


def days(evidence: Evidence) -> list[str]:
    """Name the article's day and those since on which a figure that bears on the answer became public."""
    return [day.isoformat() for day in sorted({evidence.judged_at, *(row.published for row in news(evidence))})]


@once
def _days(c: Catalogue) -> list[str]:
    return days(c.evidence)


def on_that_day(c: Catalogue, what: str, day: str) -> Finding:
    """Take the answer or a count as it stood on a day of knowledge."""
    by = date.fromisoformat(day)
    if day not in _days(c):
        raise NotKnown(f"nothing known became public on {day}")
    match what:
        case "answer":
            found = answer(c, by, on=day)
        case "holds":
            found = holds(c, by)
        case _:
            found = counted(c, what, by)
    return replace(found, label=worded(found.label, ", as known on ", varying(day)))


def turn(c: Catalogue, day: str) -> Finding:
    """Return a day on which something came to be said otherwise of the lead than the day before, or the article's.

    It says “by” where the figure that came out was public by that day at the latest.
    """
    label = worded("Day from which this was to be said of the lead: ", varying(day))
    when = date.fromisoformat(day)
    if when == c.evidence.judged_at:
        return on_day(when, label, c["claim.day"])
    c[f"lead.answer.{day}"]  # not known before that day
    if _told(c, when) == _told(c, when - timedelta(days=1)):
        raise NotKnown(f"nothing is said otherwise on {day}")
    rows = [row for row in news(c.evidence) if row.published == when]
    found = on_day(when, label, c.row(rows[0]))
    is_sure = any(row.published_is == "exact" for row in rows)
    return found if is_sure else replace(found, as_printed=f"by {found.text}")


def _told(c: Catalogue, by: date) -> tuple[str, ...]:
    return said(c, by), str(shares(c, by)), *(str(len(belonging(c, count, by))) for count in COUNTS)


topic = Topic()
topic.add("lead.{what}.{day}", on_that_day, what=("answer", "holds", *COUNTS), day=days)
topic.add("lead.turn.{day}", turn, day=days)
