"""Drafts that wait to be published."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from analysis.editions import manifest as manifest_module
from analysis.editions import publication_history as history
from analysis.editions.archive import PREVIEW, editions
from analysis.editions.archive_integrity import damage
from analysis.editions.manifest import check_replaceable
from analysis.editions.publication_history import Event, EventKind
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class DraftError(AnalysisError, LookupError):
    """A draft does not exist or may not be approved."""

    exit_code = 2


def waiting_drafts(reports: Path) -> list[Path]:
    """Return the drafts, oldest first."""
    return editions(reports / history.DRAFTS)


def find_draft(reports: Path, name: str, events: Sequence[Event]) -> Path:
    """Return a draft by its name; raise `DraftError` unless it is as the history recorded it."""
    drafts = {path.name: path for path in waiting_drafts(reports)}
    if name not in drafts:
        known = f"; expected {', '.join(drafts)}" if drafts else "; there is none"
        raise DraftError(f"--approve {name[:40]!r}: no such draft{known}")
    recorded = [event for event in events if event.edition == name and event.event == EventKind.DRAFT]
    if not recorded:
        raise DraftError(
            f"{drafts[name]}: not in {history.HISTORY_JSONL}; move it to {reports / PREVIEW} and update again"
        )
    fault = damage(drafts[name], recorded[-1].manifest)  # a later draft of a name has replaced an earlier one
    if fault:
        raise DraftError(f"{fault}; update again and read the new draft")
    return drafts[name]


def remove_drafts(reports: Path, but: str = "") -> None:
    """Remove all drafts but one; raise `EditionError` if a folder contains a foreign file."""
    for draft in waiting_drafts(reports):
        if draft.name != but:
            check_replaceable(draft)
            # Its manifest first: without it the folder is no draft, even if the rest stays
            (draft / manifest_module.MANIFEST_JSON).unlink()
            shutil.rmtree(draft)
