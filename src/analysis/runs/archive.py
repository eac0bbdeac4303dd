"""The published editions in their folder: which there are, which is the newest, and how the next one is called."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from analysis.runs import manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


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
    return [path for path in named(reports) if manifest.listed(path / "manifest.json")]


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
