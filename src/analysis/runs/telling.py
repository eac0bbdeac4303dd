"""Who has been told of what: notices are made from the lines of the history, each once, also after an interruption."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.evidence.files import read_text
from analysis.runs import drafts, history, notices
from analysis.runs.history import Event, HistoryError, Kind
from analysis.runs.notices import Notice, Occasion
from analysis.runs.site.record import in_short
from analysis.runs.site.shelf import described
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STATE = ".told"
"""Holds how many lines of the history have been told; what an interrupted run left untold is told by the next one."""

LATER = 20
"""Of the lines that could not be told so many are told later; older ones are let go."""


def begin(reports: Path) -> None:
    """Take what the history holds before anybody was told for told; from here on the state says how far it was told."""
    file = reports / history.FILE
    if file.is_file() and not (reports / STATE).exists():
        with suppress(HistoryError):  # that is told by whoever reads it next
            _keep(reports, len(history.read(file)))


def tell(reports: Path, to: Sequence[str], *, title: str = "", numbers: bool = False, base: str = "") -> list[str]:
    """Tell of every line of the history that was not told yet; return a line for each address that failed.

    `title` names the report, `base` is where the site stands, `numbers` tells of numbers alone as well. What could not
    be told is tried again by the next run.
    """
    try:
        events = history.read(reports / history.FILE)
    except HistoryError as error:
        unreadable = Notice(Occasion.FAILURE, "the update failed", str(error))
        return notices.send(_from(title, unreadable), to) if to else []
    for at in range(max(_told(reports), len(events) - LATER), len(events)):
        notice = _notice(events[at], reports, base)
        is_for_them = to and notice and notices.wanted(notice.occasion, numbers=numbers)
        failed = notices.send(_from(title, notice), to) if is_for_them and notice else []
        _keep(reports, at if failed else at + 1)
        if failed:
            return failed
    return []


def _told(reports: Path) -> int:
    try:
        return max(int(read_text(reports / STATE)), 0)
    except (OSError, ValueError):
        return 0


def _keep(reports: Path, count: int) -> None:
    replace_file(reports / STATE, f"{count}\n".encode())


def _from(title: str, notice: Notice) -> Notice:
    """Say in the title which report a notice is about: whoever gets it may get others."""
    return replace(notice, title=f"{title}: {notice.title}" if title else notice.title)


def _notice(event: Event, reports: Path, base: str) -> Notice | None:
    """Write what those who are told of an event read; of some nobody is told."""
    match event.event:
        case Kind.PUBLISHED | Kind.APPROVED:
            occasion = Occasion.VERDICT if _turned(event) else Occasion.NUMBERS
            where = f"Read {base}{event.edition}/report.html" if base else f"Read {reports / event.edition}/report.html"
            body = _body(event, reports / event.edition, where)
            return Notice(occasion, f"edition {event.edition}: {event.why}", body)
        case Kind.DRAFT:
            name = event.edition
            folder = reports / drafts.FOLDER / name
            how = f"Read {folder / 'report.html'}; then say: japan-tech update --approve {name}"
            return Notice(Occasion.DRAFT, f"draft {name}: {event.why}", _body(event, folder, how))
        case Kind.WITHDRAWN:
            about = ", ".join(verdict["claim"] for verdict in _turned(event))
            why = f"What is known now no longer bears it out{f': {about}' if about else ''}."
            return Notice(Occasion.DRAFT, f"draft {event.edition} was withdrawn", why)
        case Kind.FAILED:
            return Notice(Occasion.FAILURE, "a source failed" if event.sources else "the update failed", event.why)
        case Kind.RECOVERED:
            return Notice(Occasion.RECOVERY, "the update works again", "The run before this one had failed.")
    return None


def _body(event: Event, folder: Path, where: str) -> str:
    """Say of each claim whose verdict turned what it says, what became of it and why; and where to read more."""
    _, claims = described(folder)
    paragraphs = [
        f"{claims.get(v['claim'], '')} ({v['claim']})\n".lstrip()
        + f"{v['before'] or 'new'} → {v['after'] or 'gone'}; {'; '.join(in_short(v['causes']))}"
        for v in _turned(event)
    ]
    return "\n\n".join([*paragraphs, where])


def _turned(event: Event) -> list[dict[str, Any]]:
    """Return the verdicts that say another thing than before, not those of which only a count or a margin moved."""
    return [verdict for verdict in event.verdicts if verdict["before"] != verdict["after"]]
