"""The days of publication and of changes, and the list of changes, on the page and in its metadata."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from analysis.editions.corrections import Correction, corrections, weightiest_of_latest_day
from analysis.editions.publication_history import day_of_publication
from analysis.rendering.document import ProseBlock
from analysis.rendering.html_tree import classes, parse, walk
from analysis.report.page_methods import timed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.editions.publication_history import Event
    from analysis.rendering.document import ReportDocument
    from analysis.rendering.html_tree import Element


def add_dateline(report: ReportDocument, events: Sequence[Event]) -> None:
    """Add the days of publication and change to a report: below its answer, in its citation, and as metadata.

    `events` are those of its edition, oldest first. The most important change of the latest day is added below the
    answer, or in the masthead of a report without one; all are listed below the citation. The day of publication is
    left out if it is not known.
    """
    published = day_of_publication(events)
    changes = corrections(events)
    dateline = ""
    if published:
        report.published = published
        dateline = f"Published on {_day(published)}."
        for element in _elements(report, "citation"):
            element.children += parse(f" Published on {_day(published)}.")
    latest = weightiest_of_latest_day(changes)
    if latest:  # with the class `label`, as the lint refuses other numbers that no finding has
        report.modified = latest.day
        why = f'<span class="label">{escape(latest.why or latest.what)}</span>'
        dateline += f' {latest.verb} on {_day(latest.day)}: {why} <a href="#changes">All changes</a>.'
    if dateline:
        _add_below_answer(report, f"<p>{dateline}</p>")

    # The list that the dateline links to
    if changes:
        items = []
        for change in changes:
            text = f'<span class="label">{escape(change.text)}</span>'
            items.append(f"<li>{change.verb} on {_day(change.day)}: {text}</li>")
        block = next(block for block in _prose(report) if _elements_of_class(block, "citation"))
        heading = '<p id="changes">Changes to this edition since it was published:</p>'
        block.body += parse(f"{heading}<ul>{''.join(items)}</ul>")
    _add_metadata(report, changes)


def _add_below_answer(report: ReportDocument, html: str) -> None:
    """Add a paragraph behind the answer of a report, or to its masthead if it has none."""
    for block in _prose(report):
        if _elements_of_class(block, "answer"):
            block.body += parse(f'<div class="masthead">{html}</div>')
            return
    for element in _elements(report, "masthead"):
        element.children += parse(html)


def _add_metadata(report: ReportDocument, changes: Sequence[Correction]) -> None:
    """Add the days of publication and of the last change, and the corrections, to the linked data of the page."""
    corrected = [change for change in changes if change.is_correction]
    for node in report.linked_data.get("@graph", ()):
        if report.published and node["@type"] in ("Report", "ClaimReview"):
            node["datePublished"] = report.published
        if report.modified and node["@type"] == "Report":
            node["dateModified"] = report.modified
            comments = []
            for change in corrected:
                comments.append({"@type": "CorrectionComment", "datePublished": change.day, "text": change.text})
            node["correction"] = comments


def _day(iso: str) -> str:
    """Write a day in words, as HTML."""
    return timed(date.fromisoformat(iso))


def _prose(report: ReportDocument) -> Iterator[ProseBlock]:
    return (block for block in report.blocks if isinstance(block, ProseBlock))


def _elements(report: ReportDocument, class_name: str) -> Iterator[Element]:
    """Yield the elements of a report that have a class, such as those of its masthead."""
    for block in _prose(report):
        yield from _elements_of_class(block, class_name)


def _elements_of_class(block: ProseBlock, class_name: str) -> list[Element]:
    return [element for element in walk(block.body) if class_name in classes(element)]
