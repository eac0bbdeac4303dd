"""What an interrupted run left: the history is brought into step with the editions that lie there."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence.files import read_text
from analysis.runs import archive, history
from analysis.runs.edition import PREVIEW
from analysis.runs.history import Event, Kind
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

MARK = ".publishing"
"""Names the edition that is being published, until the history knows it."""


class Stray(AnalysisError, ValueError):
    """Among the editions lies one that no update published, such as a report that was made by hand."""

    exit_code = 1


@contextmanager
def publishing(reports: Path, name: str) -> Iterator[None]:
    """Leave a mark of what is being published; a run that is killed leaves it to the next one."""
    reports.mkdir(parents=True, exist_ok=True)
    replace_file(reports / MARK, f"{name}\n".encode())
    yield
    (reports / MARK).unlink(missing_ok=True)


def reconciled(reports: Path, today: date) -> list[Event]:
    """Read the history and add what an interrupted run had no time to write: the edition that it was publishing.

    Raises `Stray` for an edition that neither the history nor such a run knows.
    """
    record = history.read(reports / history.FILE)
    known = history.published(record)
    begins = not known
    unknown = [path.name for path in archive.editions(reports) if path.name not in known]
    if not begins and (stray := [name for name in unknown if name != _interrupted(reports)]):
        raise Stray(f"{reports / stray[0]}: was published by no update; move it to {reports / PREVIEW}")
    added = [
        Event(
            name[:10] if begins else today.isoformat(),  # what was published before the history bears its own day
            Kind.PUBLISHED,
            name,
            name[:10],
            why="published before this history began" if begins else "published by a run that was interrupted",
        )
        for name in unknown
    ]
    history.append(reports / history.FILE, added)
    (reports / MARK).unlink(missing_ok=True)
    return record + added


def _interrupted(reports: Path) -> str:
    try:
        return read_text(reports / MARK).strip()
    except (OSError, ValueError):
        return ""
