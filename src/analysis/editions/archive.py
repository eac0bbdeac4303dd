"""The archive of published editions: their folders, by day and number."""

from __future__ import annotations

import re
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from analysis.editions import manifest as manifest_module
from analysis.editions import publication_history as history
from analysis.editions.publication_history import Event, published
from analysis.errors import EditionError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


PREVIEW = "preview"
"""Folder among the editions for reports that were made by hand."""

EDITION_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d{1,6}))?", re.ASCII)
"""Editions are named after their day; a second one of a day has a number as well. Other reports have other names."""

RENEWAL = "japan-tech report --out {} --renew --reason TEXT"
"""The command that re-renders an edition."""


def day_and_number(name: str) -> tuple[str, int] | None:
    """Return day and number of an edition from the name of its folder; None if that is not such a name.

    >>> day_and_number("2026-10-30"), day_and_number("2026-10-30-2"), day_and_number("preview")
    (('2026-10-30', 1), ('2026-10-30', 2), None)
    """
    match = EDITION_NAME.fullmatch(name)
    if not match:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:  # no such day, as 2026-02-30
        return None
    return day.isoformat(), int(match[2] or 1)


def editions(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and have a readable manifest, oldest first; without drafts."""
    folders = []
    for folder in edition_folders(reports):
        content = manifest_module.read(folder)
        if content and not content.get("draft"):
            folders.append(folder)
    return folders


def edition_folders(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and have a file called manifest.json, oldest first."""
    numbered = []
    for path in reports.glob("????-??-??*"):
        day_number = day_and_number(path.name)
        if day_number and (path / manifest_module.MANIFEST_JSON).exists():
            numbered.append((day_number, path))
    return [path for _, path in sorted(numbered)]  # by number, so that the tenth of a day follows the ninth


def newest(reports: Path) -> Path | None:
    """Return the newest edition: the last one of the latest day."""
    return next(reversed(editions(reports)), None)


def newest_day(reports: Path) -> date:
    """Return the day of the newest edition, `date.min` if there is none."""
    edition = newest(reports)
    return date.fromisoformat(edition.name[:10]) if edition else date.min  # without the number behind its day


def free_name(reports: Path, day: date, taken: Collection[str] = ()) -> str:
    """Return a name for an edition of a day that no folder has and that is not `taken`."""
    name = day.isoformat()
    for number in count(2):  # the first of a day has no number
        if name not in taken and not (reports / name).exists():
            break
        name = f"{day}-{number}"
    return name


def events_of_published(target: Path, *, reason: str, is_whole: bool) -> tuple[Event, ...]:
    """Return the events of the published edition in a folder; empty if there is none.

    Raises `EditionError` unless there is a `reason` to re-render it and the new one `is_whole`: of its day, with
    default parameters, in all formats. Also raised if a `reason` is given and there is no published edition.
    """
    all_events = history.read(target.parent / history.HISTORY_JSONL)  # none if the target does not lie among editions
    events = tuple(event for event in all_events if event.edition == target.name)
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
