"""Corrections: what changed in an edition after it was published, in words for its page, the site and the feed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from analysis.dataset.schema import CONTROL
from analysis.editions.archive import ANSWER, EventKind, day_of_publication
from analysis.rendering.document import ProseBlock
from analysis.rendering.tree import classes, parse, walk
from analysis.report.page import timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analysis.editions.archive import Event
    from analysis.rendering.document import ReportDocument
    from analysis.rendering.tree import Element


LONGEST = 400


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
    """How much it changed: the answer 3, a verdict 2, a number 1, words 0."""
    number: int = 1
    """Its place among those of its day, in the order of the history, by which it is known for good."""

    @property
    def verb(self) -> str:
        """What was done, such as “Corrected”."""
        return "Corrected" if self.is_correction else "Re-rendered"

    @property
    def text(self) -> str:
        """What changed and why, in one line."""
        return f"{self.what} {self.why}".strip()


def corrections(events: Iterable[Event]) -> list[Correction]:
    """Return every correction and every re-rendering with a reason, newest first."""
    found = [
        _correction(event)
        for event in events
        if event.event == EventKind.CORRECTION or (event.event == EventKind.RENEWED and event.why)
    ]
    so_far: Counter[str] = Counter()
    numbered = []
    for correction in found:
        so_far[correction.day] += 1
        numbered.append(replace(correction, number=so_far[correction.day]))
    return sorted(numbered, key=lambda it: it.day)[::-1]


def weightiest_of_latest_day(changes: Sequence[Correction]) -> Correction | None:
    """Return the change of the latest day that weighs most, which stands for all of that day; None without any."""
    latest_day = [change for change in changes if change.day == changes[0].day]
    return max(latest_day, key=lambda change: change.weight, default=None)


def plain(text: str) -> str:
    """Return a text in one line of bearable length, without signs that steer what shows it."""
    line = CONTROL.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _correction(event: Event) -> Correction:
    answer = "The answer changed." if event.weight == ANSWER else ""
    what = " ".join(filter(None, (plain(event.what), answer, _verdicts(event), _numbers(event))))
    is_correction = event.event == EventKind.CORRECTION or bool(what)
    what = what if is_correction else "No verdict and no number changed."
    weight = 3 if event.weight == ANSWER else 2 if event.verdicts else min(event.moved, 1)
    return Correction(event.day, plain(event.edition), what, _sentence(plain(event.why)), is_correction, weight)


def _sentence(text: str) -> str:
    return f"{text}." if text and text[-1].isalnum() else text


def _verdicts(event: Event) -> str:
    """Name the claims whose verdicts changed in the same way together."""
    claims: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for it in event.verdicts:
        claims[it["before"], it["after"]].append(it["claim"])
    told = [f"{', '.join(names)} {_turn(*turn)}" for turn, names in claims.items()]
    return plain(f"Verdicts changed: {'; '.join(told)}.") if told else ""


def _turn(before: str, after: str) -> str:
    if before and after:
        return f"from {before} to {after}"
    return f"new, {after}" if after else "dropped"


def _numbers(event: Event) -> str:
    if not event.moved:
        return ""
    return f"{event.moved:,} numbers changed." if event.moved > 1 else "One number changed."


def add_dateline(report: ReportDocument, events: Sequence[Event]) -> None:
    """Say in a report when it was published and changed: below its answer, in its citation, and for machines.

    `events` are those of its edition, oldest first. Of the changes of the latest day, the one that weighs most stands
    below the answer, or in the masthead of a report without one; all are listed below the citation. Where the day of
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
    if latest := weightiest_of_latest_day(changes):
        why = f'<span class="label">{escape(latest.why or latest.what)}</span>'
        said += f' {latest.verb} on {_day(latest.day)}: {why} <a href="#changes">All changes</a>.'
    if said:
        _add_below_answer(report, f"<p>{said}</p>")
    if changes:
        listed = "".join(f"<li>{_told(it)}</li>" for it in changes)
        block = next(block for block in report.blocks if isinstance(block, ProseBlock) and _of(block, "citation"))
        block.body += parse(f'<p id="changes">Changes to this edition since it was published:</p><ul>{listed}</ul>')
    _add_days(report, changes)


def _add_below_answer(report: ReportDocument, html: str) -> None:
    """Add a paragraph behind the answer of a report, or to its masthead if it has none."""
    for block in report.blocks:
        if isinstance(block, ProseBlock) and _of(block, "answer"):
            block.body += parse(f'<div class="masthead">{html}</div>')
            return
    for place in _elements(report, "masthead"):
        place.children += parse(html)


def _add_days(report: ReportDocument, changes: Sequence[Correction]) -> None:
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


def _elements(report: ReportDocument, name: str) -> Iterator[Element]:
    return (it for block in report.blocks if isinstance(block, ProseBlock) for it in _of(block, name))


def _of(block: ProseBlock, name: str) -> list[Element]:
    return [it for it in walk(block.body) if name in classes(it)]
