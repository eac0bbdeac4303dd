"""What is said of an edition in plain words, on the pages and in the feed alike."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.runs.site.record import Entry


def change(entry: Entry) -> str:
    """Say in a sentence or two what changed against the edition before, and what that is laid to."""
    if not entry.before and not entry.turns and not entry.moved:
        return "The first edition."
    turned, moved = len(entry.turns), entry.moved
    what = [
        f"{turned} {'verdict' if turned == 1 else 'verdicts'}" if turned else "no verdict",
        f"{moved:,} {'number' if moved == 1 else 'numbers'}" if moved else "no number",
    ]
    against = f" against the edition of {day(entry.before)}" if entry.before else ""
    because = f" The cause: {'; '.join(entry.causes)}." if entry.causes else ""
    return f"Changed{against}: {' and '.join(what)}.{because}"


def verdicts(entry: Entry) -> str:
    """Count the verdicts of an edition, those that occur."""
    return ", ".join(f"{number} {outcome.value}" for outcome, number in entry.counts.items() if number)


def day(iso: str) -> str:
    """Write a day as a reader says it; what is no day stays as it is.

    >>> day("2026-10-30")
    '30 October 2026'
    """
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {found:%B %Y}"
