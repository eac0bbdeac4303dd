"""Corrections: what changed in an edition after it was published, in words for its page, the site and the feed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from analysis.dataset.schema import CONTROL
from analysis.editions.publication_history import ANSWER, EventKind, day_of_publication
from analysis.rendering.document import ProseBlock
from analysis.rendering.tree import classes, parse, walk
from analysis.report.page import timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analysis.editions.publication_history import Event
    from analysis.rendering.document import ReportDocument
    from analysis.rendering.tree import Element


LONGEST_LINE = 400
"""Maximum characters of a text from the history on a page: somebody wrote it in an option of a command."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A change to a published edition: when, which edition, what changed and why.

    A re-rendering that changed no verdict and no number is listed as well, but `is_correction` is false.
    """

    day: str
    edition: str
    what: str
    why: str
    is_correction: bool = True
    weight: int = 0
    """How much changed: the answer 3, a verdict 2, a number 1, only words 0."""
    number: int = 1
    """Its number among those of its day, in the order of the history; part of its permanent id."""

    @property
    def verb(self) -> str:
        """“Corrected” or “Re-rendered”."""
        return "Corrected" if self.is_correction else "Re-rendered"

    @property
    def text(self) -> str:
        """What changed and why, in one line."""
        return f"{self.what} {self.why}".strip()


def corrections(events: Iterable[Event]) -> list[Correction]:
    """Return every correction and every re-rendering with a reason, newest first."""
    numbers: Counter[str] = Counter()  # of the changes of each day
    changes = []
    for event in events:
        has_reason = event.event == EventKind.RENEWED and event.why  # early versions recorded none
        if event.event == EventKind.CORRECTION or has_reason:
            numbers[event.day] += 1
            changes.append(replace(_correction(event), number=numbers[event.day]))
    changes.sort(key=lambda change: change.day)
    return changes[::-1]


def weightiest_of_latest_day(changes: Sequence[Correction]) -> Correction | None:
    """Return the most important change of the latest day, which represents all of that day; None without any."""
    latest_day = [change for change in changes if change.day == changes[0].day]
    return max(latest_day, key=lambda change: change.weight, default=None)


def plain(text: str) -> str:
    """Return a text as one line of at most 400 characters, without control characters."""
    line = CONTROL.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _correction(event: Event) -> Correction:
    """Describe the event of a correction or a re-rendering; `number` is left for the caller."""
    sentences = []
    if event.what.strip():
        sentences.append(_sentence(event.what))
    if event.weight == ANSWER:
        sentences.append("The answer changed.")
    if event.verdicts:
        sentences.append(_verdicts(event))
    if event.moved == 1:
        sentences.append("One number changed.")
    elif event.moved:
        sentences.append(f"{event.moved:,} numbers changed.")
    is_correction = event.event == EventKind.CORRECTION or bool(sentences)
    what = " ".join(sentences) if is_correction else "No verdict and no number changed."

    if event.weight == ANSWER:
        weight = 3
    elif event.verdicts:
        weight = 2
    else:
        weight = min(event.moved, 1)

    return Correction(event.day, plain(event.edition), what, _sentence(event.why), is_correction, weight)


def _sentence(text: str) -> str:
    """Return a text as one line with a full stop, so that another sentence may follow."""
    line = plain(text)
    if line and line[-1].isalnum():
        return f"{line}."
    return line


def _verdicts(event: Event) -> str:
    """Describe the changed verdicts, with claims that changed in the same way together."""
    claims: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for verdict in event.verdicts:
        claims[verdict["before"], verdict["after"]].append(verdict["claim"])
    changes = []
    for (before, after), names in claims.items():
        if before and after:
            change = f"from {before} to {after}"
        elif after:
            change = f"new, {after}"
        else:
            change = "dropped"
        changes.append(f"{', '.join(names)} {change}")
    return plain(f"Verdicts changed: {'; '.join(changes)}.")


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
    if latest:
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
