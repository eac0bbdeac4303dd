"""What an interrupted run left: the history is brought into step with the editions that lie there."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.runs import archive, drafts, history, manifest, seals
from analysis.runs.history import Event, HistoryError, Kind
from analysis.runs.notebooks import PREVIEW
from analysis.runs.seals import NoLongerWhole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from analysis.findings import Study

MARK = ".publishing"
"""Holds what the history is going to say of the edition that is being published."""


class Stray(AnalysisError, ValueError):
    """Among the editions lies one that no update published, such as a report that was made by hand."""

    exit_code = 1


@contextmanager
def publishing(reports: Path, event: Event) -> Iterator[None]:
    """Note what is being published or kept back in the block, and enter it then.

    The next run ends what a killed one began; where nothing was made, nothing is left.
    """
    reports.mkdir(parents=True, exist_ok=True)
    (reports / MARK).unlink(missing_ok=True)
    history.append(reports / MARK, [event])
    try:
        yield
    except BaseException:
        if not _place(reports, event).exists():
            (reports / MARK).unlink(missing_ok=True)
        raise
    history.append(reports / history.FILE, [_sealed(reports, event)])
    (reports / MARK).unlink(missing_ok=True)


def reconciled(reports: Path, study: Study) -> list[Event]:
    """Read the history and add what an interrupted run had no time to write: the edition that it was publishing.

    Raises `Stray` for an edition that neither the history nor such a run knows, and `NoLongerWhole` for one that is not
    as it was published.
    """
    if manifest.listed(reports / "manifest.json"):
        raise NoLongerWhole(f"{reports}: is an edition; name the folder that holds the editions")
    record = history.read(reports / history.FILE)
    known, found = history.published(record), archive.editions(reports)
    for path in archive.named(reports):
        if path not in found:
            raise NoLongerWhole(f"{path}: its manifest.json cannot be read; bring it back from a copy")
    told = [replace(event, manifest="") for event in record]  # what a killed run noted before it knew the manifest
    added = [it for it in _interrupted(reports) if it not in told and _was_made(reports, it, study)]
    added = [_sealed(reports, event) for event in added]
    stray = _stray(reports, known | history.published(added))
    if stray and known:
        raise _none_of_ours(reports / stray[0])
    drafted = {event.edition for event in (*record, *added) if event.event == Kind.DRAFT}
    if by_hand := [draft for draft in drafts.waiting(reports) if draft.name not in drafted]:
        raise Stray(f"{by_hand[0]}: was made by no update; move it to {reports / PREVIEW}")
    if found and (fault := drafts.damage(found[-1])) is not None:
        raise NoLongerWhole(f"{fault}: is not the file that was published; bring it back from a copy")
    seals.check(reports, record)
    added += [Event(name[:10], Kind.PUBLISHED, name, name[:10], why=history.BEFORE) for name in stray]
    history.append(reports / history.FILE, added)
    (reports / MARK).unlink(missing_ok=True)
    return record + added


def check_published(reports: Path) -> None:
    """Refuse an edition that the history does not know, where it knows any. Raises `Stray`."""
    known = history.published(history.read(reports / history.FILE))
    if known and (stray := _stray(reports, known)):
        raise _none_of_ours(reports / stray[0])


def _sealed(reports: Path, event: Event) -> Event:
    """Add to an event the manifest of the edition that it is about, by which it is known again."""
    return replace(event, manifest=seals.seal(_place(reports, event)))


def _stray(reports: Path, known: Collection[str]) -> list[str]:
    return [path.name for path in archive.editions(reports) if path.name not in known]


def _none_of_ours(path: Path) -> Stray:
    how = f"bring the history back from a copy, or move it to {path.parent / PREVIEW}"
    return Stray(f"{path}: was published by no update that the history knows; {how}")


def _place(reports: Path, event: Event) -> Path:
    return reports / drafts.FOLDER / event.edition if event.event == Kind.DRAFT else reports / event.edition


def _was_made(reports: Path, event: Event, study: Study) -> bool:
    """Say whether a killed run had made what it was about to enter, and no hand put something else in its place."""
    place = _place(reports, event)
    return place.exists() and drafts.damage(place) is None and drafts.is_by_default(place, study)


def _interrupted(reports: Path) -> list[Event]:
    try:
        return history.read(reports / MARK)
    except (OSError, HistoryError):
        return []
