"""The published editions in their folder: which there are, which is the newest, and how the next one is called."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from analysis.dataset.loading import digest
from analysis.dataset.schema import read_text
from analysis.editions import manifest as manifest_module
from analysis.editions.files import replace_file
from analysis.editions.manifest import check_replaceable
from analysis.errors import AnalysisError
from analysis.findings import parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from analysis.findings import Study
    from analysis.findings.compare import Cause, Change, Changes, Weight


# ----- archive ---------------------------------------------------------------------------------------------

NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d{1,6}))?", re.ASCII)
"""Editions of the report bear their day; a second one of a day bears a number. Reports of other kinds do not."""


def place(name: str) -> tuple[str, int] | None:
    """Return where an edition stands in the order of editions: by its day, then by its number."""
    found = NAME.fullmatch(name)
    return (found[1], int(found[2] or 1)) if found and _is_day(found[1]) else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def editions(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and hold an edition, oldest first."""
    return [path for path in named(reports) if manifest_module.listed_manifest(path / "manifest.json")]


def named(reports: Path) -> list[Path]:
    """Return the folders that are named after a day, whether or not they hold an edition, oldest first."""
    found = sorted((key, path) for path in reports.glob("????-??-??*") if (key := place(path.name)) and path.is_dir())
    return [path for _, path in found]


def newest(reports: Path) -> Path | None:
    """Return the newest edition: that of the latest day, and of several of one day the last."""
    return next(reversed(editions(reports)), None)


def newest_day(reports: Path) -> date:
    """Return the day of the newest edition; before the first one the first of all days."""
    found = newest(reports)
    return date.fromisoformat(found.name[:10]) if found else date.min


def free_name(reports: Path, day: date, taken: Collection[str] = ()) -> str:
    """Name an edition after its day; a name that lies there, or is `taken`, is never given again, but gets a number."""
    there = {path.name for path in reports.glob(f"{day}*")}
    return next(name for name in _names(day) if name not in there and name not in taken)


def _names(day: date) -> Iterator[str]:
    yield day.isoformat()
    number = 2
    while True:
        yield f"{day}-{number}"
        number += 1


# ----- drafts ----------------------------------------------------------------------------------------------
# Drafts: editions with a changed verdict, which wait for somebody to read and approve them.

FOLDER = "drafts"
"""Folder among the editions for those that wait."""


class NoDraft(AnalysisError, LookupError):
    """A draft was to be approved, and there is none of that name that still says what is known."""

    exit_code = 2


def waiting(reports: Path) -> list[Path]:
    """Return the drafts that wait, oldest first; a link to one elsewhere is none."""
    return [path for path in editions(reports / FOLDER) if not path.is_symlink()]


def named_drafts(reports: Path, name: str) -> Path:
    """Return a draft by its name. Raises `NoDraft` where none is called so, or where it is not as it was made."""
    drafts = {path.name: path for path in waiting(reports)}
    if name not in drafts:
        known = f"; waiting is {', '.join(drafts)}" if drafts else "; none is waiting"
        raise NoDraft(f"--approve {name[:40]!r}: is no draft that waits{known}")
    check_replaceable(drafts[name])  # it would be published with whatever lies in it
    if (fault := damage(drafts[name])) is not None:
        raise NoDraft(f"{fault}: is not the file that was made; update again and read the new draft")
    return drafts[name]


def damage(draft: Path) -> Path | None:
    """Return a file of a draft that is missing or another one than was made; the executed notebook may be missing."""
    manifest = draft / "manifest.json"
    try:
        content = json.loads(read_text(manifest))
        outputs, day = dict(content["outputs"]), str(content["parameters"]["as_of"])
    except (AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError):
        return manifest
    if draft.name[:10] != day:
        return draft
    files: dict[str, Path] = {str(name): draft / str(name) for name in outputs}
    for name, path in files.items():
        if path.is_symlink():
            return path
        if not path.is_file():
            if name != "report.ipynb":  # it is not kept in version control
                return path
        elif sha256(path.read_bytes()).hexdigest() != outputs[name]:
            return path
    return None


def is_by_default(folder: Path, study: Study) -> bool:
    """Say whether an edition is as an update makes it: with the parameters that nobody gave, in all formats."""
    content = json.loads(read_text(folder / "manifest.json"))
    default = parameters.default(study, date.fromisoformat(folder.name[:10]))
    kinds = {name.partition("/")[0] for name in content["outputs"]}
    is_all = {"report.html", "report.pdf", "figures"} <= kinds
    return bool(is_all and content["parameters"] == parameters.as_arguments(default))


def check(reports: Path) -> None:
    """Refuse drafts that hold a file of somebody else. Raises `UnfitFolder`."""
    for draft in waiting(reports):
        check_replaceable(draft)


def clear(reports: Path, but: str = "") -> None:
    """Remove the drafts, but for one. Raises `UnfitFolder` where one holds a file of somebody else."""
    check(reports)
    for draft in (draft for draft in waiting(reports) if draft.name != but):
        gone = draft.with_name(f".{draft.name}.old")  # so that none is ever seen half removed
        draft.rename(gone)
        shutil.rmtree(gone)


# ----- history ---------------------------------------------------------------------------------------------
# The history of a report: what each scheduled run published, kept back or failed at, a line of JSON for each.

FILE = "history.jsonl"


class HistoryError(AnalysisError, ValueError):
    """The history was changed by hand and cannot be read; the message names file and line."""

    exit_code = 1


class Kind(StrEnum):
    """What a run came to."""

    PUBLISHED = "published"
    DRAFT = "draft"
    APPROVED = "approved"
    RENEWED = "renewed"
    FAILED = "failed"
    RECOVERED = "recovered"
    WITHDRAWN = "withdrawn"
    CORRECTION = "correction"


PUBLISHED = (Kind.PUBLISHED, Kind.APPROVED)

BEFORE = "published before this history began"
"""Why the history has an edition that it found there; of such a one the day of publication is not known."""


class WasPublished(AnalysisError, ValueError):
    """A folder to be written holds a published edition, and it was not asked to re-render it."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history.

    `day` is the day of the run, `edition` the folder it is about, `as_of` its day of knowledge, `supersedes` the folder
    that was the newest before it, `weight` how much changed. `verdicts` holds for each changed one the claim, what was
    said before and after, and what that is laid to, `numbers` the numbers in sentences that read otherwise; `moved`
    counts all that moved, and of an edition that was re-rendered the printed numbers that changed. `what` says what was
    wrong in words, `why` for what reason. `sources` says what came of each source asked. `manifest` is the hash of the
    manifest of what was published, by which it is known again; events of older versions have none.
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


SHAPES: dict[str, Any] = {"verdicts": tuple, "numbers": tuple, "causes": tuple, "moved": int, "sources": dict | None}
"""What the parts of an event have to be, where they are no text."""

NUMBER = {"label", "before", "after"}
"""What is told of a number in a sentence."""


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


def of_published(target: Path, *, reason: str, is_whole: bool) -> tuple[Event, ...]:
    """Return the events of a folder that holds a published edition; none if it holds no such edition.

    Raises `WasPublished` unless there is a `reason` to re-render it, and what is to be written `is_whole`: of its day,
    by default, and in all formats.
    """
    events = tuple(event for event in read(target.parent / FILE) if event.edition == target.name)
    if not published(events):
        return ()
    if not reason:
        raise WasPublished(f"{target}: is published; name another folder, or re-render it with --renew --reason TEXT")
    if not is_whole:
        raise WasPublished(
            f"{target}: --renew re-renders an edition of its own day, from the project's data, in all formats; "
            "leave other parameters and options out"
        )
    return events


def day_of_publication(events: Iterable[Event]) -> str:
    """Return the day on which the edition that events are about was published; empty where it is not on record."""
    days = (event.day for event in events if event.event in PUBLISHED and event.why != BEFORE)
    return next(days, "")


def renewed(day: date, edition: str, reason: str, changes: Changes) -> Event:
    """Return the event of a re-rendered edition: the reason, which verdicts and how many printed numbers changed."""
    turned = [_turned(change, _labels(changes)) for change in changes.verdicts]
    return Event(
        day=day.isoformat(),
        event=Kind.RENEWED,
        edition=edition,
        as_of=edition[:10],
        why=" ".join(reason.split()),
        verdicts=tuple(verdict for verdict in turned if verdict["before"] != verdict["after"]),
        moved=sum(map(_is_told, changes.findings)),
    )


def published(events: Iterable[Event]) -> set[str]:
    """Name the editions that were published, as far as the history goes."""
    return {event.edition for event in events if event.event in PUBLISHED}


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
    kind: Kind, day: date, edition: str, before: Path | None, news: News, sources: dict[str, str] | None = None
) -> Event:
    """Tell of an edition: what changed against the one before it, and what that is laid to."""
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
    if not all(isinstance(it, dict) and it.keys() == NUMBER and _are_texts(it.values()) for it in event.numbers):
        raise HistoryError(f"{place}: numbers is not what it should be; take the last good version of the file")
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


# ----- seals -----------------------------------------------------------------------------------------------
# Seals: the history holds the hash of each manifest that was published, and an edition has to be the one it names.


class NoLongerWhole(AnalysisError, ValueError):
    """A published edition is missing or not the one in the history, so that nothing can be compared with it."""

    exit_code = 1


def seal(folder: Path) -> str:
    """Return the hash of the manifest of an edition, which holds the hash of every file of it."""
    return digest((folder / manifest_module.NAME).read_bytes())


def seals(events: Iterable[Event]) -> dict[str, str]:
    """Return the seal of each edition as it was published or renewed last; events of older versions hold none."""
    kinds = (*PUBLISHED, Kind.RENEWED)
    return {event.edition: event.manifest for event in events if event.event in kinds and event.manifest}


def check_seals(reports: Path, events: Iterable[Event]) -> None:
    """Refuse an edition whose manifest is not the one that was published. Raises `NoLongerWhole`."""
    known = seals(events)
    for path in editions(reports):
        if path.name in known and seal(path) != known[path.name]:
            how = f"not the manifest that {FILE} knows; bring the edition back from a copy"
            raise NoLongerWhole(f"{path / manifest_module.NAME}: is {how}")
