"""The published editions in their folder: which there are, which is the newest, and how the next one is called."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from analysis.runs import manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def editions(reports: Path) -> list[Path]:
    """Return the folders that are named after a day and hold an edition, oldest first."""
    found = [path for path in reports.glob("????-??-??*") if manifest.listed(path / "manifest.json")]
    return sorted((path for path in found if _order(path) is not None), key=lambda path: _order(path) or ("", 0))


def newest(reports: Path) -> Path | None:
    """Return the newest edition: that of the latest day, and of several of one day the last."""
    return next(reversed(editions(reports)), None)


def free_name(reports: Path, day: date) -> str:
    """Name an edition after its day; a published one is never replaced, so that a second of one day has a number."""
    taken = {path.name for path in reports.glob(f"{day}*")}
    return next(name for name in _names(day) if name not in taken)


def _names(day: date) -> Iterator[str]:
    yield day.isoformat()
    number = 2
    while True:
        yield f"{day}.{number}"
        number += 1


def _order(path: Path) -> tuple[str, int] | None:
    """Sort editions by day and number; a folder of another name is none."""
    day, _, number = path.name.partition(".")
    try:
        return date.fromisoformat(day).isoformat(), int(number or 1)
    except ValueError:
        return None
