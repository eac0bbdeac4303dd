"""Seals: the history holds the hash of each manifest that was published, and an edition has to be the one it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence.digests import digest
from analysis.runs import archive, history, manifest
from analysis.runs.history import PUBLISHED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from analysis.runs.history import Event


class NoLongerWhole(AnalysisError, ValueError):
    """A published edition is missing or not the one in the history, so that nothing can be compared with it."""

    exit_code = 1


def seal(folder: Path) -> str:
    """Return the hash of the manifest of an edition, which holds the hash of every file of it."""
    return digest((folder / manifest.NAME).read_bytes())


def seals(events: Iterable[Event]) -> dict[str, str]:
    """Return the seal of each edition as it was published or renewed last; events of older versions hold none."""
    kinds = (*PUBLISHED, Kind.RENEWED)
    return {event.edition: event.manifest for event in events if event.event in kinds and event.manifest}


def check(reports: Path, events: Iterable[Event]) -> None:
    """Refuse an edition whose manifest is not the one that was published. Raises `NoLongerWhole`."""
    known = seals(events)
    for path in archive.editions(reports):
        if path.name in known and seal(path) != known[path.name]:
            how = f"not the manifest that {history.FILE} knows; bring the edition back from a copy"
            raise NoLongerWhole(f"{path / manifest.NAME}: is {how}")
