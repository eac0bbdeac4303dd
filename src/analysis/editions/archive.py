"""The archive of published editions: their folders, the drafts that await approval, and the history.

The history records the hash of each edition's manifest, and the manifest those of its files: an edition is whole if all
of them agree. Each line of the history has the hash of the line before, and each manifest the hash of the last line
when it was made, so that lost lines are noticed.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING, Any

from analysis.dataset.loading import DATED, digest
from analysis.dataset.schema import is_file, read_text
from analysis.dataset.sheet import FIGURES_CSV
from analysis.editions import manifest as manifest_module
from analysis.editions.files import replace_file
from analysis.editions.manifest import check_replaceable
from analysis.errors import AnalysisError, EditionError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.findings.diff import Cause, Change, Changes, Weight

FILE = "history.jsonl"

PENDING = ".pending.jsonl"
"""The line of an edition that is being put in place. It counts as soon as the edition is there, so that placing and
recording are one step."""

LOCK = "update"
"""The name of the lock, beside the editions, for writing the history."""

FOLDER = "drafts"
"""Folder among the editions for those that await approval."""

PREVIEW = "preview"
"""Folder among the editions for reports that were made by hand."""

NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d{1,6}))?", re.ASCII)
"""Editions are named after their day; a second one of a day has a number as well. Other reports have other names."""

RENEWAL = "japan-tech report --out {} --renew --reason TEXT"
"""The command that re-renders an edition."""

WAY_BACK = "restore it from a copy, as docs/scheduling.md shows"

BEFORE = "published before this history began"
"""The reason recorded for an edition whose day of publication is not known."""


class ArchiveError(AnalysisError, ValueError):
    """The history cannot be read, or editions, history and data do not fit each other; names the first fault."""

    exit_code = 1


class DraftError(AnalysisError, LookupError):
    """A draft does not exist or may not be approved."""

    exit_code = 2


def place(name: str) -> tuple[str, int] | None:
    """Return day and number of an edition from the name of its folder; None if that is not such a name."""
    match = NAME.fullmatch(name)
    if not match:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return None
    return day.isoformat(), int(match[2] or 1)


def editions(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and have a readable manifest, oldest first; without drafts."""
    folders = []
    for folder in _folders(reports):
        content = manifest_module.read(folder)
        if content and not content.get("draft"):
            folders.append(folder)
    return folders


def _folders(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and have a file called manifest.json, oldest first."""
    places = []
    for path in reports.glob("????-??-??*"):
        key = place(path.name)
        if key and (path / manifest_module.NAME).exists():
            places.append((key, path))
    return [path for _, path in sorted(places)]


def newest(reports: Path) -> Path | None:
    """Return the newest edition: the last one of the latest day."""
    return next(reversed(editions(reports)), None)


def newest_day(reports: Path) -> date:
    """Return the day of the newest edition, `date.min` if there is none."""
    edition = newest(reports)
    return date.fromisoformat(edition.name[:10]) if edition else date.min


def free_name(reports: Path, day: date, taken: Collection[str] = ()) -> str:
    """Return a name for an edition of a day that no folder has and that is not `taken`."""
    name = day.isoformat()
    for number in count(2):
        if name not in taken and not (reports / name).exists():
            break
        name = f"{day}-{number}"
    return name


def waiting(reports: Path) -> list[Path]:
    """Return the drafts, oldest first."""
    return editions(reports / FOLDER)


def find_draft(reports: Path, name: str, events: Sequence[Event]) -> Path:
    """Return a draft by its name; raise `DraftError` unless it is as the history recorded it."""
    drafts = {path.name: path for path in waiting(reports)}
    if name not in drafts:
        known = f"; expected {', '.join(drafts)}" if drafts else "; there is none"
        raise DraftError(f"--approve {name[:40]!r}: no such draft{known}")
    recorded = [event for event in events if event.edition == name and event.event == EventKind.DRAFT]
    if not recorded:
        raise DraftError(f"{drafts[name]}: not in {FILE}; move it to {reports / PREVIEW} and update again")
    if fault := damage(drafts[name], recorded[-1].manifest):
        raise DraftError(f"{fault}; update again and read the new draft")
    return drafts[name]


def remove_drafts(reports: Path, but: str = "") -> None:
    """Remove all drafts but one; raise `EditionError` if a folder contains a foreign file."""
    for draft in waiting(reports):
        if draft.name != but:
            check_replaceable(draft)
            (draft / manifest_module.NAME).unlink()  # without it the folder is no draft, even if the rest stays
            shutil.rmtree(draft)


def seal(folder: Path) -> str:
    """Return the hash of the manifest of an edition, which contains the hash of every file of it."""
    return digest((folder / manifest_module.NAME).read_bytes())


def damage(folder: Path, recorded: str = "") -> str:
    """Return what is wrong with an edition or a draft, empty if it is whole.

    Args:
        folder: the folder of the edition or the draft.
        recorded: the hash of its manifest in the history; events of older versions have none.
    """
    content = manifest_module.read(folder)
    if content is None:
        return f"{folder}: its manifest.json cannot be read"
    if recorded and seal(folder) != recorded:
        return f"{folder / manifest_module.NAME}: is not the manifest that {FILE} records"
    day = content["parameters"].get("as_of")
    if day != folder.name[:10]:
        return f"{folder}: its manifest.json is of {day}"
    for fault in manifest_module.faults(folder, content):
        # up to version 1.26 the executed notebook was not kept with the edition
        if fault != "report.ipynb is missing":
            return f"{folder}: {fault}"
    return ""


def check(reports: Path, evidence: Evidence, today: date) -> list[Event]:
    """Compare editions, history and data, and return the history. Raises `ArchiveError` with the first fault.

    Every edition in the history has to exist as it was recorded, every edition has to be in the history (unless that
    has none), and so has the line after which an edition was made. The data may not end before the newest edition.
    """
    if manifest_module.read(reports):
        raise ArchiveError(f"{reports}: is an edition; name the folder that holds the editions")
    lines, events = _chain(reports / FILE)
    last = max((event.day for event in events), default="")
    if last > today.isoformat():
        raise ArchiveError(f"{reports / FILE}: ends on {last}, after today, {today}; was the clock ahead? {WAY_BACK}")
    _check_lines(reports, lines, published(events))
    _check_editions(reports, events)
    newest_edition = newest_day(reports)
    if evidence.newest < newest_edition:
        raise ArchiveError(
            f"the data end on {evidence.newest}, before the newest edition, {newest_edition}; restore later rows"
        )
    return events


def _check_lines(reports: Path, lines: Iterable[str], known: Collection[str]) -> None:
    """Check that the history has each edition, and the line that was last when the edition was made."""
    hashes = {_hash(line) for line in lines}
    hashes.add("")  # of an edition made before the first line
    for folder in _folders(reports):
        content = manifest_module.read(folder) or {}
        line_before = content.get(manifest_module.HISTORY)
        if line_before is None:  # made by a version before 2.2
            continue
        if folder.name not in known or line_before not in hashes:
            raise ArchiveError(f"{reports / FILE}: lacks lines that {folder.name} knows; {WAY_BACK}")


def _check_editions(reports: Path, events: Sequence[Event]) -> None:
    """Check that each published edition is whole, and that the history, unless empty, has the folder of each."""
    known = published(events)
    seals = _seals(events)
    for name in sorted(known):
        if not (reports / name / manifest_module.NAME).exists():
            raise ArchiveError(f"{reports / name}: published and missing; restore it from version control")
        if fault := damage(reports / name, seals.get(name, "")):
            raise ArchiveError(f"{fault}; restore it from a copy")
    for folder in _folders(reports):
        if folder.name in known:
            continue
        if fault := damage(folder):
            raise ArchiveError(f"{fault}; restore it from a copy")
        if known:
            raise ArchiveError(f"{folder}: not in {FILE}; move it to {reports / PREVIEW}")


def check_rows(reports: Path, evidence: Evidence) -> None:
    """Check that the data have every row that the newest edition uses. Raises `ArchiveError` if they lack one."""
    folder = newest(reports)
    if folder is None:
        return
    instead = f"re-render the edition without it: {RENEWAL.format(folder)}"
    with (folder / manifest_module.TABLES[0]).open(encoding="utf-8", newline="") as file:
        names = [row["observation_id"] for row in csv.DictReader(file) if row["observation_id"]]
    known = set(evidence.names_of_rows)
    lost = [name for name in names if evidence.renamed.get(name, name) not in known]
    if lost:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise ArchiveError(
            f"the data lack {lost[0]}{more}, on which {folder.name} rests; restore what is missing, or {instead}"
        )


def check_counts(reports: Path, data: Path) -> None:
    """Check that each table has as many rows as when the history last counted them.

    Raises `ArchiveError` if one has fewer. This comes before the data are parsed: where rows are lost, what names them
    is faulty as well.
    """
    last_count = next((event for event in reversed(read(reports / FILE)) if event.rows), None)
    if last_count is None or last_count.rows is None:
        return
    folder = newest(reports)
    instead = f", or re-render the edition without it: {RENEWAL.format(folder)}" if folder else ""
    counts = count_rows(data)
    for table, number in last_count.rows.items():
        count_now = counts.get(table, 0)
        if count_now < number:
            raise ArchiveError(
                f"{data / table}: has {count_now:,} rows, {number:,} on {last_count.day}; restore what is "
                f"missing{instead}"
            )


def count_rows(data: Path) -> dict[str, int]:
    """Return the number of rows of each table of figures, rates and events in a data folder."""
    counts = {}
    for name in (*DATED, FIGURES_CSV):
        if (data / name).is_file():
            lines = read_text(data / name).splitlines()
            counts[name] = sum(bool(line.strip()) for line in lines) - 1  # without the header
    return counts


def begin(reports: Path, events: list[Event]) -> list[Event]:
    """Return a checked history; if it has no edition, enter the existing ones first."""
    _settle(reports / FILE)
    if not published(events):
        for folder in editions(reports):
            day = folder.name[:10]
            events.append(record(reports, Event(day, EventKind.PUBLISHED, folder.name, day, why=BEFORE)))
    return events


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


SHAPES: dict[str, Any] = {
    "verdicts": tuple, "numbers": tuple, "causes": tuple, "moved": int, "sources": dict | None, "rows": dict | None,
}  # fmt: skip
"""The types of the fields of an event that are not strings."""


PREVIOUS = "previous"
"""The key for the hash of the line before, in each line but the first one and those of versions before 2.2."""


def read(file: Path) -> list[Event]:
    """Read the history, oldest first; empty if there is no file yet. Raises `ArchiveError`."""
    _, events = _chain(file)
    return events


def last_line(reports: Path) -> str:
    """Return the hash of the last line of the history, empty before there is one."""
    lines, _ = _chain(reports / FILE)
    return _hash(lines[-1]) if lines else ""


def _chain(file: Path) -> tuple[list[str], list[Event]]:
    """Return the lines of the history and the events in them; raise `ArchiveError` if the chain of hashes is broken.

    The line of an edition whose run was killed before it was recorded is included.
    """
    lines = _lines(file)
    events: list[Event] = []
    last_hash = ""
    is_chained = False
    for number, line in enumerate(lines, 1):
        place = f"{file}:{number}"
        content, event = _event(line, place)
        previous = content.get(PREVIOUS)
        if previous is None and is_chained:
            raise ArchiveError(f"{place}: is not chained to the line before; japan-tech correct enters corrections")
        if previous is not None and previous != last_hash:
            raise ArchiveError(f"{place}: does not follow the line before, or lines before it are lost; {WAY_BACK}")
        last_hash = _hash(line)
        is_chained = previous is not None
        events.append(event)

    # A pending line counts if it follows the last line and its edition is in place
    pending = file.with_name(PENDING)
    for line in _lines(pending):
        content, event = _event(line, str(pending))
        manifest = _folder_of(file.parent, event) / manifest_module.NAME
        is_next = content.get(PREVIOUS, "") == last_hash
        if is_next and is_file(manifest) and digest(manifest.read_bytes()) == event.manifest:
            lines.append(line)
            events.append(event)
    return lines, events


def _hash(line: str) -> str:
    return digest(line.encode())


def _lines(file: Path) -> list[str]:
    try:
        text = read_text(file)
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{file}: cannot be read ({error}); {WAY_BACK}") from None
    return [line for line in text.split("\n") if line.strip()]  # not splitlines: texts may contain other line ends


def _event(line: str, place: str) -> tuple[dict[str, Any], Event]:
    """Parse a line and check the types of its values."""
    types = {field.name: SHAPES.get(field.name, str) for field in fields(Event)}
    try:
        content = json.loads(line)
        values: dict[str, Any] = {}
        for name, value in content.items():
            if name not in types:
                continue
            values[name] = tuple(value) if isinstance(value, list) else value
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
    lines, _ = _chain(file)
    for event in events:
        lines.append(_line(event, lines))
    _write(file, lines)


def _write(file: Path, lines: Sequence[str]) -> None:
    if lines:
        replace_file(file, "".join(f"{line}\n" for line in lines).encode())
    file.with_name(PENDING).unlink(missing_ok=True)


def _line(event: Event, lines: Sequence[str]) -> str:
    """Format an event as the line that follows the given ones."""
    content = {name: value for name, value in asdict(event).items() if value not in ("", (), 0, None)}
    if lines:
        content[PREVIOUS] = _hash(lines[-1])
    return json.dumps(content, ensure_ascii=False)


@contextmanager
def recording(reports: Path, event: Event) -> Iterator[None]:
    """Add an event with the hash of its manifest to the history, if the edition is put in place within the block.

    If the process is killed in between, the event counts if the edition is in place, and the next write records it.
    """
    lines = _settle(reports / FILE)
    replace_file(reports / PENDING, f"{_line(event, lines)}\n".encode())
    try:
        yield
    except BaseException:
        (reports / PENDING).unlink(missing_ok=True)
        raise
    _settle(reports / FILE)


def _settle(file: Path) -> list[str]:
    """Record an edition that was put in place and not recorded yet, and return the lines of the history."""
    lines, _ = _chain(file)
    if file.with_name(PENDING).exists():
        _write(file, lines)
    return lines


def _folder_of(reports: Path, event: Event) -> Path:
    """Return the folder of the edition or the draft of an event."""
    parent = reports / FOLDER if event.event == EventKind.DRAFT else reports
    return parent / event.edition


def record(reports: Path, event: Event) -> Event:
    """Add the event of an edition or a draft that is in its folder, with the hash of its manifest; return it."""
    event = replace(event, manifest=seal(_folder_of(reports, event)))
    append(reports / FILE, [event])
    return event


def published(events: Iterable[Event]) -> set[str]:
    """Return the names of the published editions that are in the history."""
    return {event.edition for event in events if event.event in PUBLISHED}


def _seals(events: Iterable[Event]) -> dict[str, str]:
    """Return the hash of the manifest of each edition as it was published or re-rendered last."""
    kinds = (*PUBLISHED, EventKind.RENEWED, EventKind.CORRECTION)
    return {event.edition: event.manifest for event in events if event.event in kinds and event.manifest}


def day_of_publication(events: Iterable[Event]) -> str:
    """Return the day of publication from the events of an edition; empty if it is not known."""
    for event in events:
        if event.event in PUBLISHED and event.why != BEFORE:
            return event.day
    return ""


def events_of_published(target: Path, *, reason: str, is_whole: bool) -> tuple[Event, ...]:
    """Return the events of the published edition in a folder; empty if there is none.

    Raises `EditionError` unless there is a `reason` to re-render it and the new one `is_whole`: of its day, with
    default parameters, in all formats. Also raised if a `reason` is given and there is no published edition.
    """
    events = tuple(event for event in read(target.parent / FILE) if event.edition == target.name)
    if not published(events):
        if reason:
            raise EditionError(f"{target}: not a published edition; --renew needs --out reports/EDITION")
        return ()
    if not reason:
        raise EditionError(f"{target}: is published; name another folder, or re-render it: {RENEWAL.format(target)}")
    if not is_whole:
        raise EditionError(
            f"{target}: --renew re-renders an edition of its own day, from the project's data, in all formats; "
            "leave other parameters and options out"
        )
    return events


ANSWER = "answer"
"""The weight of a re-rendering that changes the answer to the title's question."""


def renewed(day: date, edition: str, reason: str, changes: Changes, answer: str = "") -> Event:
    """Return the event of a re-rendered edition: the reason, which verdicts and how many printed numbers changed.

    `answer` is the name of the finding that answers the title.
    """
    labels = _labels(changes)
    verdicts = [_verdict(change, labels) for change in changes.verdicts]
    printed_changes = [change for change in changes.findings if _is_printed_change(change)]
    has_other_answer = any(change.name == answer for change in printed_changes)
    return Event(
        day=day.isoformat(),
        event=EventKind.RENEWED,
        edition=edition,
        as_of=edition[:10],
        why=" ".join(reason.split()),
        weight=ANSWER if has_other_answer else "",
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
    labels = _labels(news.changes)
    causes = {cause for change in (*verdicts, *findings) for cause in change.causes}
    numbers = []
    for change in findings:
        if change.name in news.in_sentences and _is_printed_change(change):
            numbers.append(_number(change))
    return replace(
        new,
        verdicts=tuple(_verdict(change, labels) for change in verdicts),
        numbers=tuple(numbers),
        moved=sum(change.moved for change in findings),
        causes=tuple(sorted(_cause_in_words(cause, labels) for cause in causes)),
    )


def _labels(changes: Changes) -> dict[str, str]:
    """Return the label of each figure that findings use, by its name in causes."""
    labels = {}
    for snapshot in (changes.before, changes.after):
        for row in snapshot.findings.values():
            if not row["inputs"]:
                labels[row["observation_id"] or row["finding_id"]] = row["label"]
    return labels


def _verdict(change: Change, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a changed verdict as the history has it; empty before or after if the claim was not there."""
    return {
        "claim": change.name,
        "before": change.before["verdict"] if change.before else "",
        "after": change.after["verdict"] if change.after else "",
        "causes": [_cause_in_words(cause, labels) for cause in change.causes],
    }


def _is_printed_change(change: Change) -> bool:
    """True if the printed form of a number changed."""
    return bool(change.before and change.after and change.before["printed"] != change.after["printed"])


def _number(change: Change) -> dict[str, str]:
    assert change.before
    assert change.after
    return {"label": change.after["label"], "before": change.before["printed"], "after": change.after["printed"]}


def _cause_in_words(cause: Cause, labels: Mapping[str, str]) -> str:
    words = f"{cause.kind.value} {labels.get(cause.name, cause.name)}"
    return f"{words}: {cause.words}" if cause.words else words
