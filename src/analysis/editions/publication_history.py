"""The history of publication, `history.jsonl`: what was published, re-rendered, corrected, fetched or failed, and when.

Each line has the hash of the line before and that of the manifest of its edition, so that lost lines are noticed.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from analysis.dataset.digests import digest
from analysis.dataset.text_files import is_file, read_text
from analysis.editions import manifest as manifest_module
from analysis.editions.atomic_files import replace_file
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from analysis.findings.diff import Cause, Change, Changes
    from analysis.findings.diff_weight import Weight


HISTORY_JSONL = "history.jsonl"
"""The file among the editions, an event as JSON on each line, the oldest first."""

PENDING = ".pending.jsonl"
"""The line of an edition that is being put in place. It counts as soon as the edition is there, so that placing and
recording are one step."""

LOCK = "update"
"""The name of the lock, beside the editions, for writing the history."""

DRAFTS = "drafts"
"""Folder among the editions for those that await approval."""

WAY_BACK = "restore it from version control or another copy"
"""What helps against a history that is damaged, as the end of a message."""

BEFORE = "published before this history began"
"""The reason that versions before 2.3 recorded for an edition whose day of publication is not known."""


class ArchiveError(AnalysisError, ValueError):
    """The history cannot be read, or editions, history and data do not fit each other; names the first fault."""

    exit_code = 1


class EventKind(StrEnum):
    """The kinds of events in the history."""

    PUBLISHED = "published"
    DRAFT = "draft"
    APPROVED = "approved"
    RENEWED = "renewed"
    FAILED = "failed"
    ASKED = "asked"
    RECOVERED = "recovered"  # in histories of versions before 2.0
    WITHDRAWN = "withdrawn"
    CORRECTION = "correction"


PUBLISHED = (EventKind.PUBLISHED, EventKind.APPROVED)
"""The kinds of events by which an edition is published: at once, or after a draft of it was read."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history.

    Attributes:
        day: the day of the run.
        event: what happened, an `EventKind`.
        edition: the name of the edition's folder.
        as_of: the as-of date of that edition.
        supersedes: the edition that was the newest before it.
        why: the reason, in words.
        what: what was wrong, in words.
        weight: how much changed.
        verdicts: the claim of each changed verdict, the verdicts before and after, and the causes.
        numbers: label, old and new text of each number in a sentence that changed.
        moved: the number of findings that moved; of a re-rendered edition, of printed numbers that changed.
        causes: the causes of the changes.
        sources: the outcome for each source that was fetched.
        manifest: the hash of the manifest of what was published; events of older versions have none.
        rows: the number of rows of each table that grows, if they were counted.
    """

    day: str
    event: str
    edition: str = ""
    as_of: str = ""
    supersedes: str = ""
    why: str = ""
    what: str = ""
    weight: str = ""
    verdicts: tuple[dict[str, Any], ...] = ()
    numbers: tuple[dict[str, str], ...] = ()
    moved: int = 0
    causes: tuple[str, ...] = ()
    sources: dict[str, str] | None = None
    manifest: str = ""
    rows: dict[str, int] | None = None


FIELD_TYPES: dict[str, Any] = {
    "verdicts": tuple, "numbers": tuple, "causes": tuple, "moved": int, "sources": dict | None, "rows": dict | None,
}  # fmt: skip
"""The types of the fields of an event that are not strings."""

PREVIOUS = "previous"
"""The key for the hash of the line before, in each line but the first one and those of versions before 2.2."""


def read(file: Path) -> list[Event]:
    """Read the history, oldest first; empty if there is no file yet. Raises `ArchiveError`."""
    _, events = read_chain(file)
    return events


def hash_of_last_line(reports: Path) -> str:
    """Return the hash of the last line of the history, empty before there is one."""
    lines, _ = read_chain(reports / HISTORY_JSONL)
    return line_hash(lines[-1]) if lines else ""


def read_chain(file: Path) -> tuple[list[str], list[Event]]:
    """Return the lines of the history and the events in them; raise `ArchiveError` if the chain of hashes is broken.

    The line of an edition whose run was killed before it was recorded is included.
    """
    lines = _read_lines(file)
    events: list[Event] = []
    last_hash = ""
    is_chained = False  # lines of versions before 2.2 have no hash; once one has it, all that follow have it
    for number, line in enumerate(lines, 1):
        place = f"{file}:{number}"
        content, event = _parse_event(line, place)
        previous = content.get(PREVIOUS)
        if previous is None and is_chained:
            raise ArchiveError(f"{place}: is not chained to the line before; japan-tech correct enters corrections")
        if previous is not None and previous != last_hash:
            raise ArchiveError(f"{place}: does not follow the line before, or lines before it are lost; {WAY_BACK}")
        last_hash = line_hash(line)
        is_chained = previous is not None
        events.append(event)

    # A pending line counts if it follows the last line and its edition is in place
    pending = file.with_name(PENDING)
    for line in _read_lines(pending):  # at most one
        content, event = _parse_event(line, str(pending))
        manifest = _folder_of(file.parent, event) / manifest_module.MANIFEST_JSON
        is_next = content.get(PREVIOUS, "") == last_hash  # both empty for the first line of a history
        if is_next and is_file(manifest) and digest(manifest.read_bytes()) == event.manifest:
            lines.append(line)
            events.append(event)
    return lines, events


def line_hash(line: str) -> str:
    """Return the hash by which the next line and the next edition refer to a line."""
    return digest(line.encode())


def _read_lines(file: Path) -> list[str]:
    """Return the lines of a file of events; none if there is no file."""
    try:
        text = read_text(file)
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{file}: cannot be read ({error}); {WAY_BACK}") from None
    return [line for line in text.split("\n") if line.strip()]  # not splitlines: texts may contain other line ends


def _parse_event(line: str, place: str) -> tuple[dict[str, Any], Event]:
    """Return the whole content of a line, and the event in it; raise `ArchiveError`, which names its `place`.

    The content has the hash of the line before as well, and what later versions may add.
    """
    types = {field.name: FIELD_TYPES.get(field.name, str) for field in fields(Event)}
    try:
        content = json.loads(line)
        values: dict[str, Any] = {}
        for name, value in content.items():
            if name not in types:
                continue
            values[name] = tuple(value) if isinstance(value, list) else value  # JSON has no tuples
            if not isinstance(values[name], types[name]):
                raise ValueError(f"{name} has the wrong type")
        date.fromisoformat(values["day"])
        values["event"] = EventKind(values["event"])
        return content, Event(**values)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ArchiveError(f"{place}: not an event ({error}); correct the line or restore the file") from None


def append(file: Path, events: Sequence[Event]) -> None:
    """Add events to the history, which is replaced in one step.

    Raises `ArchiveError` if a line of the history cannot be read; then nothing is written.
    """
    if not events:
        return
    lines, _ = read_chain(file)
    for event in events:
        lines.append(_format_line(event, lines))
    _write_lines(file, lines)


def _write_lines(file: Path, lines: Sequence[str]) -> None:
    """Replace the history, which then has the line that was pending as well, if its edition is in place."""
    if lines:
        replace_file(file, "".join(f"{line}\n" for line in lines).encode())
    file.with_name(PENDING).unlink(missing_ok=True)


def _format_line(event: Event, lines: Sequence[str]) -> str:
    """Format an event as the line that follows the given ones, without fields that are empty."""
    empty = ("", (), 0, None)
    content = {name: value for name, value in asdict(event).items() if value not in empty}
    if lines:
        content[PREVIOUS] = line_hash(lines[-1])
    return json.dumps(content, ensure_ascii=False)


@contextmanager
def recording(reports: Path, event: Event) -> Iterator[None]:
    """Add an event with the hash of its manifest to the history, if the edition is put in place within the block.

    If the process is killed in between, the event counts if the edition is in place, and the next write records it.
    """
    lines = settle(reports)
    replace_file(reports / PENDING, f"{_format_line(event, lines)}\n".encode())
    try:
        yield
    except BaseException:
        (reports / PENDING).unlink(missing_ok=True)
        raise
    settle(reports)


def settle(reports: Path) -> list[str]:
    """Record an edition that was put in place and not recorded yet, and return the lines of the history."""
    file = reports / HISTORY_JSONL
    lines, _ = read_chain(file)
    if file.with_name(PENDING).exists():
        _write_lines(file, lines)
    return lines


def _folder_of(reports: Path, event: Event) -> Path:
    """Return the folder of the edition or the draft of an event."""
    parent = reports / DRAFTS if event.event == EventKind.DRAFT else reports
    return parent / event.edition


def published(events: Iterable[Event]) -> set[str]:
    """Return the names of the published editions that are in the history, whether they exist or not."""
    return {event.edition for event in events if event.event in PUBLISHED}


def day_of_publication(events: Iterable[Event]) -> str:
    """Return the day of publication from the events of an edition; empty if it is not known."""
    for event in events:
        if event.event in PUBLISHED and event.why != BEFORE:
            return event.day
    return ""


ANSWER = "answer"
"""The weight of a re-rendering that changes the answer to the title's question."""


def renewed(day: date, edition: str, reason: str, changes: Changes, answer: str = "") -> Event:
    """Return the event of a re-rendered edition: the reason, which verdicts and how many printed numbers changed.

    `answer` is the name of the finding that answers the title.
    """
    labels = _figure_labels(changes)
    verdicts = [_verdict_change(change, labels) for change in changes.verdicts]
    printed_changes = [change for change in changes.findings if _is_printed_change(change)]
    has_other_answer = any(change.name == answer for change in printed_changes)
    return Event(
        day=day.isoformat(),
        event=EventKind.RENEWED,
        edition=edition,
        as_of=edition[:10],
        why=" ".join(reason.split()),
        weight=ANSWER if has_other_answer else "",
        # Without those that changed in count, margin or rule alone
        verdicts=tuple(verdict for verdict in verdicts if verdict["before"] != verdict["after"]),
        moved=len(printed_changes),
    )


@dataclass(frozen=True, slots=True)
class News:
    """What is new in an edition: the weight of the changes, the changes, and the names of findings in sentences."""

    weight: Weight
    changes: Changes | None
    in_sentences: Collection[str] = ()

    @property
    def why(self) -> str:
        """Why there is an edition, in a few words."""
        return f"{self.weight.words} changed" if self.changes else "the first edition"


def event(
    kind: EventKind, day: date, edition: str, before: Path | None, news: News, sources: dict[str, str] | None = None
) -> Event:
    """Return the event of an edition: what changed against the one before it, and why."""
    new = Event(
        day=day.isoformat(),
        event=kind,
        edition=edition,
        as_of=edition[:10],
        supersedes=before.name if before else "",
        why=news.why,
        weight=news.weight.name.lower(),
        sources=sources,
    )
    if not news.changes:
        return new

    verdicts, findings = news.changes.verdicts, news.changes.findings
    labels = _figure_labels(news.changes)
    causes: set[Cause] = set()
    for change in verdicts + findings:
        causes.update(change.causes)
    numbers = []
    for change in findings:
        if change.name in news.in_sentences and _is_printed_change(change):
            numbers.append(_number_change(change))
    return replace(
        new,
        verdicts=tuple(_verdict_change(change, labels) for change in verdicts),
        numbers=tuple(numbers),
        moved=sum(change.moved for change in findings),
        causes=tuple(sorted(_cause_in_words(cause, labels) for cause in causes)),
    )


def _figure_labels(changes: Changes) -> dict[str, str]:
    """Return the label of each figure that findings use, by its name in causes."""
    labels = {}
    for snapshot in (changes.before, changes.after):
        for row in snapshot.findings.values():
            if not row["inputs"]:  # it is a figure itself, and not computed
                # Causes name a figure by its row, or by its finding if it has none
                labels[row["observation_id"] or row["finding_id"]] = row["label"]
    return labels


def _verdict_change(change: Change, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a changed verdict as the history has it; `before` or `after` is empty if the claim was not there."""
    return {
        "claim": change.name,
        "before": change.before["verdict"] if change.before else "",
        "after": change.after["verdict"] if change.after else "",
        "causes": [_cause_in_words(cause, labels) for cause in change.causes],
    }


def _is_printed_change(change: Change) -> bool:
    """True if the printed form of a number changed."""
    return bool(change.before and change.after and change.before["printed"] != change.after["printed"])


def _number_change(change: Change) -> dict[str, str]:
    """Return a changed number as the history has it."""
    assert change.before
    assert change.after
    return {"label": change.after["label"], "before": change.before["printed"], "after": change.after["printed"]}


def _cause_in_words(cause: Cause, labels: Mapping[str, str]) -> str:
    """Write a cause as the history has it, such as “vintage Nests, Avonia: 12,000, public since 2024-04-12”."""
    words = f"{cause.kind.value} {labels.get(cause.name, cause.name)}"
    return f"{words}: {cause.words}" if cause.words else words
