"""Whether the published editions, the history and the rows they use are complete and unchanged.

The history of publication has the hash of each edition's manifest, and the manifest those of its files: an edition is
whole if all of them agree. Each manifest has the hash of the line that was last in the history when it was made.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from analysis.dataset.digests import DATED, digest
from analysis.dataset.figures_csv import FIGURES_CSV
from analysis.dataset.text_files import read_text
from analysis.editions import manifest as manifest_module
from analysis.editions import publication_history as history
from analysis.editions.archive import PREVIEW, RENEWAL, edition_folders, newest, newest_day
from analysis.editions.publication_history import WAY_BACK, ArchiveError, Event, EventKind, published

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from analysis.dataset import Evidence


def seal(folder: Path) -> str:
    """Return the hash of the manifest of an edition, which contains the hash of every file of it."""
    return digest((folder / manifest_module.MANIFEST_JSON).read_bytes())


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
        return f"{folder / manifest_module.MANIFEST_JSON}: is not the manifest that {history.HISTORY_JSONL} records"
    day = content["parameters"].get("as_of")
    if day != folder.name[:10]:
        return f"{folder}: its manifest.json is of {day}"
    for fault in manifest_module.faults(folder, content):
        # Up to version 1.26 the executed notebook was not kept with the edition; the words are those of `faults`
        if fault != "report.ipynb is missing":
            return f"{folder}: {fault}"
    return ""


def check(reports: Path, evidence: Evidence, today: date) -> list[Event]:
    """Compare editions, history and data, and return the history. Raises `ArchiveError` with the first fault.

    Every edition in the history has to exist as it was recorded, every edition has to be in the history, and so has the
    line after which an edition was made. The data may not end before the newest edition.
    """
    if manifest_module.read(reports):
        raise ArchiveError(f"{reports}: is an edition; name the folder that holds the editions")
    lines, events = history.read_chain(reports / history.HISTORY_JSONL)
    last = max((event.day for event in events), default="")  # as texts, ISO days are in the order of time
    if last > today.isoformat():
        raise ArchiveError(
            f"{reports / history.HISTORY_JSONL}: ends on {last}, after today, {today}; was the clock ahead? {WAY_BACK}"
        )
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
    hashes = {history.line_hash(line) for line in lines}
    hashes.add("")  # which an edition has that was made before the first line
    for folder in edition_folders(reports):
        content = manifest_module.read(folder) or {}  # an unreadable one is left to the check of the edition
        line_before = content.get(manifest_module.HISTORY)
        if line_before is None:  # made by a version before 2.2
            continue
        if folder.name not in known or line_before not in hashes:
            raise ArchiveError(f"{reports / history.HISTORY_JSONL}: lacks lines that {folder.name} knows; {WAY_BACK}")


def _check_editions(reports: Path, events: Sequence[Event]) -> None:
    """Check that each published edition is whole, and that the history has each folder named as an edition."""
    known = published(events)
    seals = _seals(events)
    for name in sorted(known):
        if not (reports / name / manifest_module.MANIFEST_JSON).exists():
            raise ArchiveError(f"{reports / name}: published and missing; restore it from version control")
        fault = damage(reports / name, seals.get(name, ""))
        if fault:
            raise ArchiveError(f"{fault}; restore it from a copy")
    for folder in edition_folders(reports):
        if folder.name not in known:
            raise ArchiveError(
                f"{folder}: not in {history.HISTORY_JSONL}; move it to {reports / PREVIEW}, or restore the history"
            )


def check_rows(reports: Path, evidence: Evidence) -> None:
    """Check that the data have every row that the newest edition uses. Raises `ArchiveError` if they lack one."""
    folder = newest(reports)
    if folder is None:
        return
    instead = f"re-render the edition without it: {RENEWAL.format(folder)}"
    findings_csv, _ = manifest_module.TABLES
    with (folder / findings_csv).open(encoding="utf-8", newline="") as file:
        # A computed finding has no row of its own; those it is computed from have theirs in the same table
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
    with_counts = [event for event in history.read(reports / history.HISTORY_JSONL) if event.rows]
    if not with_counts:
        return
    last = with_counts[-1]
    folder = newest(reports)
    instead = f", or re-render the edition without it: {RENEWAL.format(folder)}" if folder else ""
    counts = count_rows(data)
    for table, number in (last.rows or {}).items():
        count_now = counts.get(table, 0)  # the whole file may be lost
        if count_now < number:
            raise ArchiveError(
                f"{data / table}: has {count_now:,} rows, {number:,} on {last.day}; restore what is missing{instead}"
            )


def count_rows(data: Path) -> dict[str, int]:
    """Return the number of rows of each table of figures, rates and events in a data folder."""
    counts = {}
    for name in (*DATED, FIGURES_CSV):
        if (data / name).is_file():
            lines = [line for line in read_text(data / name).splitlines() if line.strip()]
            counts[name] = len(lines) - 1  # without the header
    return counts


def _seals(events: Iterable[Event]) -> dict[str, str]:
    """Return the hash of the manifest of each edition as it was published or re-rendered last."""
    # Without drafts, which may have the name of an edition
    kinds = (*history.PUBLISHED, EventKind.RENEWED, EventKind.CORRECTION)
    seals = {}
    for event in events:
        if event.event in kinds and event.manifest:
            seals[event.edition] = event.manifest
    return seals
