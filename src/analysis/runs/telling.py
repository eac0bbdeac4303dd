"""Who has been told of what: notices are made from the lines of the history, each once, also after an interruption."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.evidence.files import read_text
from analysis.runs import drafts, history, notices
from analysis.runs.corrections import corrections
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

MOST_NUMBERS = 8
"""How many numbers in sentences a letter names."""

LATER = 20
"""Of the lines that could not be told so many are told later; older ones are let go."""


def begin(reports: Path) -> None:
    """Take what the history holds before anybody was told for told; from here on the state says how far it was told."""
    file = reports / history.FILE
    with suppress(HistoryError):  # that is told by whoever reads it next
        count = len(history.read(file)) if file.is_file() else 0
        if (count and not (reports / STATE).exists()) or _told(reports) > count:  # the history came back from a copy
            _keep(reports, count)


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
    faults: list[str] = []
    for at in range(max(_told(reports), len(events) - LATER), len(events)):
        notice = _notice(events[at], reports, base)
        is_for_them = to and notice and notices.wanted(notice.occasion, numbers=numbers)
        failed = notices.send(_from(title, notice), to) if is_for_them and notice else []
        if failed and len(failed) == len(to):  # the next run tries again
            _keep(reports, at)
            return failed
        _keep(reports, at + 1)  # one address that is dead must not silence the others
        faults += failed
    return list(dict.fromkeys(faults))


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
    name, claims = event.edition, ", ".join(verdict["claim"] for verdict in _turned(event))
    why = f"the verdict on {claims} changed" if claims else event.why
    match event.event:
        case Kind.PUBLISHED | Kind.APPROVED:
            where = f"Read {base}{name}/report.html" if base else f"Read {reports / name}/report.html"
            return Notice(_occasion(event), f"edition {name}: {why}", _body(event, reports / name, where))
        case Kind.DRAFT:
            folder = reports / drafts.FOLDER / name
            how = f"Read {folder / 'report.html'}; then say: japan-tech update --approve {name}"
            return Notice(Occasion.DRAFT, f"draft {name}: {why}", _body(event, folder, how))
        case Kind.WITHDRAWN:
            gone = f"What is known now no longer bears it out{f': {claims}' if claims else ''}."
            return Notice(Occasion.DRAFT, f"draft {name} was withdrawn", gone)
        case Kind.CORRECTION | Kind.RENEWED:
            if found := corrections([event]):
                kind = "a correction" if found[0].is_correction else "re-rendered"
                return Notice(Occasion.WORDS, f"edition {name}: {kind}", found[0].text)
        case Kind.FAILED:
            told = "a source failed" if event.sources else "the update failed"
            return Notice(Occasion.FAILURE, told, f"{event.day}: {event.why}\n\n{UNHARMED}")
        case Kind.RECOVERED:
            well = "a source answers again" if event.sources else "the update works again"
            return Notice(Occasion.RECOVERY, well, f"{event.day}: {event.why}")
    return None


UNHARMED = "What is published stays as it is. The next run tries again."


def _occasion(event: Event) -> Occasion:
    """Say why an edition is told of: for a verdict, for words that read otherwise, or for numbers alone."""
    if _turned(event):
        return Occasion.VERDICT
    return Occasion.WORDS if event.numbers or event.weight == "count" else Occasion.NUMBERS


def _body(event: Event, folder: Path, where: str) -> str:
    """Say of each claim whose verdict turned what it says, what became of it and why; then which numbers changed."""
    _, claims = described(folder)
    paragraphs = [
        f"{claims.get(v['claim'], '')} ({v['claim']})\n".lstrip()
        + f"{v['before'] or 'new'} → {v['after'] or 'gone'}; {'; '.join(in_short(v['causes']))}"
        for v in _turned(event)
    ]
    numbers = [f"{number['label']}: {number['before']} → {number['after']}" for number in event.numbers[:MOST_NUMBERS]]
    more = len(event.numbers) - MOST_NUMBERS
    numbers += [f"and {more} more in sentences"] if more > 0 else []
    return "\n\n".join(filter(None, [*paragraphs, "\n".join(numbers), where]))


def _turned(event: Event) -> list[dict[str, Any]]:
    """Return the verdicts that say another thing than before, not those of which only a count or a margin moved."""
    return [verdict for verdict in event.verdicts if verdict["before"] != verdict["after"]]
