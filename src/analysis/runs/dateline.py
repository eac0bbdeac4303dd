"""The dateline of a published edition: when it was published, and what was changed since."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from analysis.exhibits.page import timed
from analysis.rendering.blocks import Prose
from analysis.rendering.tree import classes, parse, walk
from analysis.runs.corrections import corrections
from analysis.runs.history import day_of_publication

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.rendering.blocks import Report
    from analysis.rendering.tree import Element
    from analysis.runs.corrections import Correction
    from analysis.runs.history import Event


def add_dateline(report: Report, events: Sequence[Event]) -> None:
    """Say in a report when it was published and changed: below its title, in its citation, and for machines.

    `events` are those of its edition, oldest first. All changes are listed below the citation. Where the day of
    publication is not on record, nothing is said of it.
    """
    published, changes = day_of_publication(events), corrections(events)
    if published:
        report.published = published
        for place in _elements(report, "citation"):
            place.children += parse(f" Published on {_day(published)}.")
    if changes:
        report.modified = changes[0].day
    said = f"Published on {_day(published)}." if published else ""
    if changes:
        latest = changes[0]
        why = f'<span class="label">{escape(latest.why or latest.what)}</span>'
        said += f' {latest.verb} on {_day(latest.day)}: {why} <a href="#changes">All changes</a>.'
    for place in _elements(report, "masthead") if said else ():
        place.children += parse(f"<p>{said}</p>")
    if changes:
        listed = "".join(f"<li>{_told(it)}</li>" for it in changes)
        block = next(block for block in report.blocks if isinstance(block, Prose) and _of(block, "citation"))
        block.body += parse(f'<p id="changes">Changes to this edition since it was published:</p><ul>{listed}</ul>')
    _add_days(report, changes)


def _add_days(report: Report, changes: Sequence[Correction]) -> None:
    """Add the days of publication and of the last change, and the corrections, to what the page says to machines."""
    for node in report.linked_data.get("@graph", ()):
        if report.published and node["@type"] in ("Report", "ClaimReview"):
            node["datePublished"] = report.published
        if report.modified and node["@type"] == "Report":
            node["dateModified"] = report.modified
            node["correction"] = [
                {"@type": "CorrectionComment", "datePublished": it.day, "text": it.text}
                for it in changes
                if it.is_correction
            ]


def _told(change: Correction) -> str:
    return f'{change.verb} on {_day(change.day)}: <span class="label">{escape(change.text)}</span>'


def _day(iso: str) -> str:
    return timed(date.fromisoformat(iso))


def _elements(report: Report, name: str) -> Iterator[Element]:
    return (it for block in report.blocks if isinstance(block, Prose) for it in _of(block, name))


def _of(block: Prose, name: str) -> list[Element]:
    return [it for it in walk(block.body) if name in classes(it)]
