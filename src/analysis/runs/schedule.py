"""One scheduled run: what is new is fetched, compared, published and told; a failure is told as well."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence.refresh import FETCHERS, Status, refresh
from analysis.runs import history, notices
from analysis.runs.history import Event, HistoryError, Kind
from analysis.runs.notices import Notice, Occasion
from analysis.runs.site import Addresses, Site, build
from analysis.runs.update import Done, Update, approve, exit_code, update

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.evidence.refresh import Answer, Fetcher

FAULTS = frozenset({Status.FAILED, Status.KEPT_ASIDE})
NOWHERE = Addresses()
"""Nobody knows where the site will stand."""

BUSY = 75
"""Another run is at work, which is no failure."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a scheduled run is to do.

    `offline` fetches nothing, `approval` publishes the draft that waits; `to` are the addresses of those who are told,
    `numbers` also of numbers alone; `addresses` is where the site will stand, `fetchers` are who asks the publishers.
    """

    work: Update
    offline: bool = False
    approval: bool = False
    to: tuple[str, ...] = ()
    numbers: bool = False
    addresses: Addresses = NOWHERE
    fetchers: Mapping[str, Fetcher] = field(default_factory=lambda: FETCHERS)


def run(it: Run, say: Callable[[str], None], warn: Callable[[str], None]) -> tuple[Done, int]:
    """Do one run and return what it came to, with its exit code; whoever is to be told is told.

    `say` receives a line for each step, `warn` one for each fault. A source that fails is named and stops no other.
    What else goes wrong is entered in the history, told, and raised.
    """
    try:
        answers = [] if it.offline or it.approval else refresh(it.work.data, today=it.work.today, fetchers=it.fetchers)
        for answer in answers:
            (warn if answer.status in FAULTS else say)(_line(answer))
        done = approve(it.work) if it.approval else update(it.work, say, _told(answers))
        failed = {answer.source: answer.why for answer in answers if answer.status in FAULTS}
        _settle(it, done, failed, say, warn)
    except (AnalysisError, OSError) as error:
        if getattr(error, "exit_code", 1) != BUSY:
            _fail(it, "; ".join(getattr(error, "lines", [str(error)])), warn)
        raise
    return done, exit_code(done, a_source_failed=bool(failed))


def _settle(
    it: Run, done: Done, failed: dict[str, str], say: Callable[[str], None], warn: Callable[[str], None]
) -> None:
    """Enter failure or recovery, build the site anew where something happened, and tell those who want to know."""
    file = it.work.reports / history.FILE
    is_well_again = _was_failing(it) and not failed
    day = it.work.today.isoformat()
    if failed:
        why = "; ".join(f"{source}: {reason}" for source, reason in failed.items())
        history.append(file, [Event(day, Kind.FAILED, why=why, sources=failed)])
        _tell(it, Notice(Occasion.FAILURE, "a source failed", why), warn)
    elif is_well_again:
        history.append(file, [Event(day, Kind.RECOVERED)])
        _tell(it, Notice(Occasion.RECOVERY, "the update works again", "The run before this one had failed."), warn)
    if done.event or failed or is_well_again or not (it.work.reports / "index.html").exists():
        build(Site(it.work.reports, it.work.data, it.work.reports, it.addresses, it.work.study), say)
    if done.event:
        _tell(it, _notice(done.event), warn)


def _was_failing(it: Run) -> bool:
    """Say whether the last failure still stands; a run that fetches nothing cannot tell of a source that it is well."""
    told = [e for e in history.read(it.work.reports / history.FILE) if e.event in (Kind.FAILED, Kind.RECOVERED)]
    failed = told[-1:] and told[-1].event == Kind.FAILED
    return bool(failed) and not (told[-1].sources and (it.offline or it.approval))


def _notice(event: Event) -> Notice:
    """Write what those who are told of an edition read: each verdict that turned, and what that is laid to."""
    turned = [verdict for verdict in event.verdicts if verdict["before"] != verdict["after"]]
    lines = [
        f"{v['claim']}: {v['before'] or 'new'} → {v['after'] or 'gone'} ({'; '.join(v['causes'])})" for v in turned
    ]
    if event.event == Kind.DRAFT:
        lines.append("It is published once somebody has read it and said: japan-tech update --approve")
    occasion = Occasion.DRAFT if event.event == Kind.DRAFT else Occasion.VERDICT if turned else Occasion.NUMBERS
    word = "draft" if event.event == Kind.DRAFT else "edition"
    return Notice(occasion, f"{word} {event.edition}: {event.why}", "\n".join(lines) or event.why)


def _fail(it: Run, why: str, warn: Callable[[str], None]) -> None:
    """Enter a failure in the history, as far as that can be written, and tell it."""
    with suppress(HistoryError, OSError):
        event = Event(it.work.today.isoformat(), Kind.FAILED, why=why)
        history.append(it.work.reports / history.FILE, [event])
    _tell(it, Notice(Occasion.FAILURE, "the update failed", why), warn)


def _tell(it: Run, notice: Notice, warn: Callable[[str], None]) -> None:
    if it.to and notices.wanted(notice.occasion, numbers=it.numbers):
        for line in notices.send(notice, it.to):
            warn(line)


def _told(answers: Sequence[Answer]) -> dict[str, str] | None:
    return {answer.source: answer.why or str(answer.status) for answer in answers} or None


def _line(answer: Answer) -> str:
    """Say in a line what came of a source."""
    rows = f", {len(answer.entered)} rows" if answer.entered else ""
    return f"{answer.source}: {answer.status}{rows}" + (f", {answer.why}" if answer.why else "")
