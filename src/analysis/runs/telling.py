"""Who has been told of what: notices are made from the lines of the history, each once, also after an interruption."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.runs import history, notices
from analysis.runs.history import Event, HistoryError, Kind
from analysis.runs.notices import Notice, Occasion
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STATE = ".told"
"""Holds how many lines of the history have been told; what an interrupted run left untold is told by the next one."""

LATER = 20
"""Of the lines that could not be told so many are told later; older ones are let go."""


def begun(reports: Path) -> int:
    """Return how many lines of the history have been told; where nobody was told so far, all that there are."""
    try:
        return int((reports / STATE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return _length(reports)


def tell(
    reports: Path, since: int, to: Sequence[str], *, title: str = "", numbers: bool = False, base: str = ""
) -> list[str]:
    """Tell of every line of the history after so many; return a line for each address that could not be reached.

    `title` names the report, `base` is where the site stands, `numbers` tells of numbers alone as well.

    What could not be told is tried again by the next run.
    """
    try:
        events = history.read(reports / history.FILE)
    except HistoryError as error:
        unreadable = Notice(Occasion.FAILURE, "the update failed", str(error))
        return notices.send(_from(title, unreadable), to) if to else []
    since = min(max(begun(reports) if (reports / STATE).exists() else since, len(events) - LATER), len(events))
    failed: list[str] = []
    for at, event in enumerate(events[since:], since):
        notice = _notice(event, base)
        if to and notice and notices.wanted(notice.occasion, numbers=numbers):
            failed = notices.send(_from(title, notice), to)
        _keep(reports, at if failed else at + 1)
        if failed:
            break
    if since == len(events):
        _keep(reports, since)
    return failed


def _keep(reports: Path, count: int) -> None:
    replace_file(reports / STATE, f"{count}\n".encode())


def _length(reports: Path) -> int:
    try:
        return len(history.read(reports / history.FILE))
    except HistoryError:
        return 0


def _from(title: str, notice: Notice) -> Notice:
    """Say in the title which report a notice is about: whoever gets it may get others."""
    return replace(notice, title=f"{title}: {notice.title}" if title else notice.title)


def _notice(event: Event, base: str) -> Notice | None:
    """Write what those who are told of an event read; of some nobody is told."""
    match event.event:
        case Kind.PUBLISHED | Kind.APPROVED:
            turned = [verdict for verdict in event.verdicts if verdict["before"] != verdict["after"]]
            occasion = Occasion.VERDICT if turned else Occasion.NUMBERS
            return Notice(occasion, f"edition {event.edition}: {event.why}", _body(event, f"{base}{event.edition}/"))
        case Kind.DRAFT:
            name = event.edition
            how = f"Read reports/drafts/{name}/report.html; then say: japan-tech update --approve {name}"
            return Notice(Occasion.DRAFT, f"draft {event.edition}: {event.why}", _body(event, how))
        case Kind.WITHDRAWN:
            why = "What is known now no longer bears it out."
            return Notice(Occasion.DRAFT, f"draft {event.edition} was withdrawn", why)
        case Kind.FAILED:
            return Notice(Occasion.FAILURE, "a source failed" if event.sources else "the update failed", event.why)
        case Kind.RECOVERED:
            return Notice(Occasion.RECOVERY, "the update works again", "The run before this one had failed.")
    return None


def _body(event: Event, where: str) -> str:
    """Name each verdict that turned, with what that is laid to, and where to read more."""
    turned = [verdict for verdict in event.verdicts if verdict["before"] != verdict["after"]]
    lines = [
        f"{v['claim']}: {v['before'] or 'new'} → {v['after'] or 'gone'} ({'; '.join(v['causes'])})" for v in turned
    ]
    return "\n".join([*lines, where])
