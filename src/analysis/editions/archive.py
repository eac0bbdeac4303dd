"""The archive of published editions: their folders, the drafts that await approval, and the history.

The history records the hash of each edition's manifest, and the manifest those of its files: an edition is whole if all
of them agree. Each line of the history has the hash of the line before, and each manifest that of the line which was
last when it was made, so that a history that was lost in part is noticed.
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
from analysis.dataset.sheet import FILE as SHEET
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
"""The line of an edition that is being put in place. It counts as soon as the edition lies there, so that placing and
recording are one step."""

LOCK = "update"
"""What is locked among the editions by whatever writes the history."""

FOLDER = "drafts"
"""Folder among the editions for those that await approval."""

PREVIEW = "preview"
"""Folder among the editions for reports that were made by hand."""

NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d{1,6}))?", re.ASCII)
"""Editions bear their day; a second one of a day bears a number as well. Reports of other kinds do not."""

RENEWAL = "japan-tech report --out {} --renew --reason TEXT"
"""The command that re-renders an edition."""

WAY_BACK = "restore it from a copy, as docs/scheduling.md shows"

BEFORE = "published before this history began"
"""Why the history has an edition whose day of publication is not on record."""


class ArchiveError(AnalysisError, ValueError):
    """The history cannot be read, or editions, history and data do not fit each other; names the first fault."""

    exit_code = 1


class DraftError(AnalysisError, LookupError):
    """There is no draft of a name that may be approved."""

    exit_code = 2


def place(name: str) -> tuple[str, int] | None:
    """Return day and number of an edition from the name of its folder; None if that is not such a name."""
    found = NAME.fullmatch(name)
    try:
        return (date.fromisoformat(found[1]).isoformat(), int(found[2] or 1)) if found else None
    except ValueError:
        return None


def editions(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and hold a manifest, oldest first; a draft is no edition."""
    found = ((path, manifest_module.read(path)) for path in _folders(reports))
    return [path for path, content in found if content and not content.get("draft")]


def _folders(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and hold a file called manifest.json, oldest first."""
    found = sorted((key, path) for path in reports.glob("????-??-??*") if (key := place(path.name)))
    return [path for _, path in found if (path / manifest_module.NAME).exists()]


def newest(reports: Path) -> Path | None:
    """Return the newest edition: that of the latest day, and of several of one day the last."""
    return next(reversed(editions(reports)), None)


def newest_day(reports: Path) -> date:
    """Return the day of the newest edition; before the first one the first of all days."""
    found = newest(reports)
    return date.fromisoformat(found.name[:10]) if found else date.min


def free_name(reports: Path, day: date, taken: Collection[str] = ()) -> str:
    """Return a name for an edition of a day that no folder has and that is not `taken`."""
    names = (day.isoformat() if number == 1 else f"{day}-{number}" for number in count(1))
    return next(name for name in names if name not in taken and not (reports / name).exists())


def waiting(reports: Path) -> list[Path]:
    """Return the drafts, oldest first."""
    return editions(reports / FOLDER)


def find_draft(reports: Path, name: str, events: Sequence[Event]) -> Path:
    """Return a draft by its name; raise `DraftError` unless it is as the history recorded it."""
    drafts = {path.name: path for path in waiting(reports)}
    if name not in drafts:
        known = f"; expected {', '.join(drafts)}" if drafts else "; there is none"
        raise DraftError(f"--approve {name[:40]!r}: no such draft{known}")
    last = next((event for event in reversed(events) if event.edition == name and event.event == EventKind.DRAFT), None)
    if last is None:
        raise DraftError(f"{drafts[name]}: not in {FILE}; move it to {reports / PREVIEW} and update again")
    if fault := damage(drafts[name], last.manifest):
        raise DraftError(f"{fault}; update again and read the new draft")
    return drafts[name]


def remove_drafts(reports: Path, but: str = "") -> None:
    """Remove the drafts, but for one. Raises `EditionError` where one holds a file of somebody else."""
    for draft in waiting(reports):
        if draft.name != but:
            check_replaceable(draft)
            (draft / manifest_module.NAME).unlink()  # from here on it is no draft, even if the rest stays
            shutil.rmtree(draft)


def seal(folder: Path) -> str:
    """Return the hash of the manifest of an edition, which holds the hash of every file of it."""
    return digest((folder / manifest_module.NAME).read_bytes())


def damage(folder: Path, recorded: str = "") -> str:
    """Return what is wrong with an edition or a draft, empty if it is whole.

    Args:
        folder: where it lies.
        recorded: the hash of its manifest in the history; events of older versions have none.
    """
    content = manifest_module.read(folder)
    if content is None:
        return f"{folder}: its manifest.json cannot be read"
    if recorded and seal(folder) != recorded:
        return f"{folder / manifest_module.NAME}: is not the manifest that {FILE} records"
    if (day := content["parameters"].get("as_of")) != folder.name[:10]:
        return f"{folder}: its manifest.json is of {day}"
    faults = manifest_module.faults(folder, content)
    # up to version 1.26 the executed notebook was not kept with the edition
    return next((f"{folder}: {fault}" for fault in faults if fault != "report.ipynb is missing"), "")


def check(reports: Path, evidence: Evidence, today: date) -> list[Event]:
    """Compare editions, history and data, and return the history. Raises `ArchiveError` with the first fault.

    Every edition of the history has to be there as it was recorded, every edition has to be in the history (unless that
    knows none), and so has the line after which an edition was made. The data may not end before the newest edition.
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
    """Look in the history for each edition and for the line that was last when it was made."""
    hashes = {"", *map(_hash, lines)}
    for folder in _folders(reports):
        before = (manifest_module.read(folder) or {}).get(manifest_module.HISTORY)  # versions before 2.2 wrote none
        if before is not None and (folder.name not in known or before not in hashes):
            raise ArchiveError(f"{reports / FILE}: lacks lines that {folder.name} knows; {WAY_BACK}")


def _check_editions(reports: Path, events: Sequence[Event]) -> None:
    """Look for each published edition, whole, and for folders that the history does not know, if it knows any."""
    known, seals = published(events), _seals(events)
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


def check_rows(reports: Path, evidence: Evidence, data: Path, events: Sequence[Event]) -> None:
    """Look for rows that were there before. Raises `ArchiveError` where the data lack one.

    These are the rows that the newest edition rests on, and as many rows of each table of figures and rates as there
    were when the history last counted them.
    """
    folder = newest(reports)
    if folder is None:
        return
    with (folder / manifest_module.TABLES[0]).open(encoding="utf-8", newline="") as file:
        names = [row["observation_id"] for row in csv.DictReader(file) if row["observation_id"]]
    known = set(evidence.names_of_rows)
    instead = f"re-render the edition without it: {RENEWAL.format(folder)}"
    if lost := [name for name in names if evidence.renamed.get(name, name) not in known]:
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise ArchiveError(
            f"the data lack {lost[0]}{more}, on which {folder.name} rests; restore what is missing, or {instead}"
        )
    counted = next((event for event in reversed(events) if event.rows), None)
    if counted is None or counted.rows is None:
        return
    now = count_rows(data)
    for table, number in counted.rows.items():
        if now.get(table, 0) < number:
            raise ArchiveError(
                f"{data / table}: has {now.get(table, 0):,} rows, {number:,} on {counted.day}; restore what is "
                f"missing, or {instead}"
            )


def count_rows(data: Path) -> dict[str, int]:
    """Return the number of rows of each table of figures, rates and events in a data folder."""
    tables = (data / name for name in (*DATED, SHEET))
    texts = {table.name: read_text(table) for table in tables if table.is_file()}
    return {name: sum(bool(line.strip()) for line in text.splitlines()) - 1 for name, text in texts.items()}


def begin(reports: Path, events: list[Event]) -> list[Event]:
    """Return a history that was checked; where it knows no edition, it begins with those that are there."""
    _settle(reports / FILE)
    if not published(events):
        for folder in editions(reports):
            day = folder.name[:10]
            events.append(record(reports, Event(day, EventKind.PUBLISHED, folder.name, day, why=BEFORE)))
    return events


class EventKind(StrEnum):
    """What a run came to."""

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
        edition: the folder it is about.
        as_of: the day of knowledge of that edition.
        supersedes: the edition that was the newest before it.
        why: the reason, in words.
        what: what was wrong, in words.
        weight: how much changed.
        verdicts: the claim of each changed verdict, what it was before and after, and the causes.
        numbers: label, old and new text of each number in a sentence that changed.
        moved: how many findings moved; of a re-rendered edition, how many printed numbers.
        causes: what the changes are due to.
        sources: what came of each source that was asked.
        manifest: the hash of the manifest of what was published; events of older versions have none.
        rows: the number of rows of each table that grows, where they were counted.
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
"""The types of the fields of an event that are no text."""


PREVIOUS = "previous"
"""The hash of the line before, in each line but the first one and those of versions before 2.2."""


def read(file: Path) -> list[Event]:
    """Read the history, oldest first; there is none before the first run. Raises `ArchiveError`."""
    return _chain(file)[1]


def last_line(reports: Path) -> str:
    """Return the hash of the last line of the history, empty before there is one."""
    lines, _ = _chain(reports / FILE)
    return _hash(lines[-1]) if lines else ""


def _chain(file: Path) -> tuple[list[str], list[Event]]:
    """Return the lines of the history and the events in them; raise `ArchiveError` where the chain of hashes breaks.

    The line of an edition whose run was killed before it was recorded counts as well.
    """
    lines, events = _lines(file), list[Event]()
    before, is_chained = "", False
    for number, line in enumerate(lines, 1):
        place = f"{file}:{number}"
        content, event = _event(line, place)
        given = content.get(PREVIOUS)
        if given is None and is_chained:
            raise ArchiveError(f"{place}: is not chained to the line before; japan-tech correct enters corrections")
        if given is not None and given != before:
            raise ArchiveError(f"{place}: does not follow the line before, or lines before it are lost; {WAY_BACK}")
        before, is_chained = _hash(line), given is not None
        events.append(event)
    for line in _lines(file.with_name(PENDING)):
        content, event = _event(line, str(file.with_name(PENDING)))
        placed = _folder_of(file.parent, event) / manifest_module.NAME
        is_next = content.get(PREVIOUS, "") == before
        if is_next and is_file(placed) and digest(placed.read_bytes()) == event.manifest:
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
    return [line for line in text.split("\n") if line.strip()]  # at no other line end: texts may hold one


def _event(line: str, place: str) -> tuple[dict[str, Any], Event]:
    """Parse a line and check its shape."""
    try:
        content = json.loads(line)
        known = {field.name: SHAPES.get(field.name, str) for field in fields(Event)}
        values: dict[str, Any] = {
            name: tuple(it) if isinstance(it, list) else it for name, it in content.items() if name in known
        }
        if wrong := [name for name, value in values.items() if not isinstance(value, known[name])]:
            raise ValueError(f"{wrong[0]} has the wrong type")
        date.fromisoformat(values["day"])
        return content, Event(**values | {"event": EventKind(values["event"])})
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ArchiveError(f"{place}: not an event ({error}); correct the line or restore the file") from None


def append(file: Path, events: Sequence[Event]) -> None:
    """Add events to the history, which is replaced in one step.

    Raises `ArchiveError` rather than write behind a line that cannot be read.
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
    """Write an event as the line that follows others."""
    content = {name: value for name, value in asdict(event).items() if value not in ("", (), 0, None)}
    if lines:
        content[PREVIOUS] = _hash(lines[-1])
    return json.dumps(content, ensure_ascii=False)


@contextmanager
def recording(reports: Path, event: Event) -> Iterator[None]:
    """Add an event with the hash of its manifest to the history, if the edition is put in place within the block.

    Killed in between, the event counts if the edition lies there; the next line written behind it records it.
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
    """Record what was put in place and not recorded yet, and return the lines of the history."""
    lines, _ = _chain(file)
    if file.with_name(PENDING).exists():
        _write(file, lines)
    return lines


def _folder_of(reports: Path, event: Event) -> Path:
    """Return where the edition or the draft of an event lies."""
    return (reports / FOLDER if event.event == EventKind.DRAFT else reports) / event.edition


def record(reports: Path, event: Event) -> Event:
    """Add the event of an edition or a draft that lies in its folder, with the hash of its manifest; return it."""
    event = replace(event, manifest=seal(_folder_of(reports, event)))
    append(reports / FILE, [event])
    return event


def published(events: Iterable[Event]) -> set[str]:
    """Name the editions that were published, as far as the history goes."""
    return {event.edition for event in events if event.event in PUBLISHED}


def _seals(events: Iterable[Event]) -> dict[str, str]:
    """Return the hash of the manifest of each edition as it was published or re-rendered last."""
    kinds = (*PUBLISHED, EventKind.RENEWED, EventKind.CORRECTION)
    return {event.edition: event.manifest for event in events if event.event in kinds and event.manifest}


def day_of_publication(events: Iterable[Event]) -> str:
    """Return the day on which the edition that events are about was published; empty where it is not on record."""
    days = (event.day for event in events if event.event in PUBLISHED and event.why != BEFORE)
    return next(days, "")


def events_of_published(target: Path, *, reason: str, is_whole: bool) -> tuple[Event, ...]:
    """Return the events of a folder that holds a published edition; none if it holds no such edition.

    Raises `EditionError` unless there is a `reason` to re-render it, and what is to be written `is_whole`: of its day,
    by default, and in all formats; also for a `reason` where there is no published edition.
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
"""The weight of a re-rendering after which the answer to the title reads otherwise."""


def renewed(day: date, edition: str, reason: str, changes: Changes, answer: str = "") -> Event:
    """Return the event of a re-rendered edition: the reason, which verdicts and how many printed numbers changed.

    `answer` is the name of the finding that answers the title.
    """
    turned = [_turned(change, _labels(changes)) for change in changes.verdicts]
    has_other_answer = any(change.name == answer and _is_told(change) for change in changes.findings)
    return Event(
        day=day.isoformat(),
        event=EventKind.RENEWED,
        edition=edition,
        as_of=edition[:10],
        why=" ".join(reason.split()),
        weight=ANSWER if has_other_answer else "",
        verdicts=tuple(verdict for verdict in turned if verdict["before"] != verdict["after"]),
        moved=sum(map(_is_told, changes.findings)),
    )


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell of an edition: how much it weighs, what changed, and which findings stand in sentences."""

    weight: Weight
    changes: Changes | None
    said: Collection[str] = ()

    @property
    def why(self) -> str:
        """Why there is an edition, in a few words."""
        return f"{self.weight.words} changed" if self.changes else "the first edition"


def event(
    kind: EventKind, day: date, edition: str, before: Path | None, news: News, sources: dict[str, str] | None = None
) -> Event:
    """Tell of an edition: what changed against the one before it, and why."""
    changes = news.changes
    verdicts, findings = (changes.verdicts, changes.findings) if changes else ((), ())
    labels = _labels(changes) if changes else {}
    causes = {cause for change in (*verdicts, *findings) for cause in change.causes}
    return Event(
        day=day.isoformat(),
        event=kind,
        edition=edition,
        as_of=edition[:10],
        supersedes=before.name if before else "",
        why=news.why,
        weight=news.weight.name.lower(),
        verdicts=tuple(_turned(change, labels) for change in verdicts),
        numbers=tuple(_number(change) for change in findings if change.name in news.said and _is_told(change)),
        moved=sum(change.moved for change in findings),
        causes=tuple(sorted(_told(cause, labels) for cause in causes)),
        sources=sources,
    )


def _labels(changes: Changes) -> dict[str, str]:
    """Say of each figure beneath the findings what it is, by the name under which it is a cause."""
    rows = (row for snapshot in (changes.before, changes.after) for row in snapshot.findings.values())
    return {row["observation_id"] or row["finding_id"]: row["label"] for row in rows if not row["inputs"]}


def _turned(change: Change, labels: Mapping[str, str]) -> dict[str, Any]:
    said = {name: row["verdict"] if row else "" for name, row in (("before", change.before), ("after", change.after))}
    return {"claim": change.name, **said, "causes": [_told(cause, labels) for cause in change.causes]}


def _is_told(change: Change) -> bool:
    """Say whether a number in a sentence reads otherwise than before."""
    return bool(change.before and change.after and change.before["printed"] != change.after["printed"])


def _number(change: Change) -> dict[str, str]:
    assert change.before
    assert change.after
    return {"label": change.after["label"], "before": change.before["printed"], "after": change.after["printed"]}


def _told(cause: Cause, labels: Mapping[str, str]) -> str:
    name = labels.get(cause.name, cause.name)
    return f"{cause.kind.value} {name}" + (f": {cause.words}" if cause.words else "")
