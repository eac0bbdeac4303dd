"""The history of a report: what each scheduled run published, kept back or failed at, a line of JSON for each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from analysis.findings.changes import Cause, Change, Changes

FILE = "history.jsonl"


class HistoryError(AnalysisError, ValueError):
    """The history was changed by hand and cannot be read; the message names file and line."""

    exit_code = 1


class Kind(StrEnum):
    """What a run came to."""

    PUBLISHED = "published"
    DRAFT = "draft"
    APPROVED = "approved"
    FAILED = "failed"
    RECOVERED = "recovered"
    WITHDRAWN = "withdrawn"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history.

    `day` is the day of the run, `edition` the folder it is about, `as_of` its day of knowledge, `supersedes` the folder
    that was the newest before it. `verdicts` holds for each changed one the claim, what was said before and after, and
    what that is laid to; `moved` counts the numbers that moved. `sources` says what came of each source asked.
    """

    day: str
    event: str
    edition: str = ""
    as_of: str = ""
    supersedes: str = ""
    why: str = ""
    what: str = ""
    verdicts: tuple[dict[str, Any], ...] = ()
    moved: int = 0
    causes: tuple[str, ...] = ()
    sources: dict[str, str] | None = None


SHAPES: dict[str, Any] = {"verdicts": tuple, "causes": tuple, "moved": int, "sources": dict | None}
"""What the parts of an event have to be, where they are no text."""


def read(file: Path) -> list[Event]:
    """Read the history, oldest first; there is none before the first run. Raises `HistoryError`."""
    try:
        if file.exists() and not file.is_file():
            raise HistoryError(f"{file}: is no file; take the last good version of it")
        lines = file.read_text(encoding="utf-8").split("\n")  # at no other sign that ends a line: texts may hold one
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        raise HistoryError(f"{file}: is not text in UTF-8; take the last good version of it") from None
    return [_event(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def append(file: Path, events: Sequence[Event]) -> None:
    """Add events to the history, which is replaced in one step: whoever reads finds it whole.

    Raises `HistoryError` rather than write behind a line that cannot be read.
    """
    if not events:
        return
    read(file)
    before = file.read_bytes() if file.exists() else b""
    before += b"" if before.endswith(b"\n") or not before else b"\n"  # somebody's editor left it out
    lines = (json.dumps(_plain(event), ensure_ascii=False) + "\n" for event in events)
    replace_file(file, before + "".join(lines).encode())


def event(
    kind: Kind,
    day: date,
    edition: str,
    before: Path | None,
    why: str,
    changes: Changes | None = None,
    sources: dict[str, str] | None = None,
) -> Event:
    """Tell of an edition: what changed against the one before it, and what that is laid to."""
    verdicts, findings = (changes.verdicts, changes.findings) if changes else ((), ())
    causes = {cause for change in (*verdicts, *findings) for cause in change.causes}
    return Event(
        day=day.isoformat(),
        event=kind,
        edition=edition,
        as_of=edition[:10],
        supersedes=before.name if before else "",
        why=why,
        verdicts=tuple(map(_turned, verdicts)),
        moved=sum(change.moved for change in findings),
        causes=tuple(sorted(map(_told, causes))),
        sources=sources,
    )


def _turned(change: Change) -> dict[str, Any]:
    said = {name: row["verdict"] if row else "" for name, row in (("before", change.before), ("after", change.after))}
    return {"claim": change.name, **said, "causes": [_told(cause) for cause in change.causes]}


def _told(cause: Cause) -> str:
    return f"{cause.kind.value} {cause.name}" + (f": {cause.words}" if cause.words else "")


def _plain(event: Event) -> dict[str, Any]:
    """Leave out what is empty: most events have few of the parts."""
    return {name: value for name, value in asdict(event).items() if value not in ("", (), 0, None)}


def _event(line: str, place: str) -> Event:
    try:
        content = json.loads(line)
        known = {field.name for field in fields(Event)}
        event = Event(**{name: _frozen(value) for name, value in content.items() if name in known})
        Kind(event.event)
        if date.fromisoformat(event.day).isoformat() != event.day:  # other ways to write a day would be sorted wrongly
            raise ValueError(event.day)
    except (AttributeError, RecursionError, TypeError, ValueError):
        raise HistoryError(f"{place}: is no event of the history; take the last good version of the file") from None
    if unfit := [name for name in known if not isinstance(getattr(event, name), SHAPES.get(name, str))]:
        raise HistoryError(f"{place}: {min(unfit)} is not what it should be; take the last good version of the file")
    if not all(map(_is_turned, event.verdicts)):
        raise HistoryError(f"{place}: verdicts is not what it should be; take the last good version of the file")
    if not _are_texts(event.causes) or not _are_texts((event.sources or {}).values()):
        raise HistoryError(f"{place}: causes or sources hold something other than text; take the last good version")
    return event


def _is_turned(said: Any) -> bool:
    """Say whether a part of an event tells of one verdict: the claim, what was said before and after, and why."""
    named = isinstance(said, dict) and _are_texts(said.get(name) for name in ("claim", "before", "after"))
    return named and isinstance(said.get("causes"), list) and _are_texts(said["causes"])


def _are_texts(parts: Iterable[Any]) -> bool:
    return all(isinstance(part, str) for part in parts)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
