"""One scheduled run: what is new is fetched, compared, published and told; a failure is told as well."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, Ended
from analysis.evidence import load
from analysis.evidence.refresh import FETCHERS, Status, refresh
from analysis.runs import archive, history, telling
from analysis.runs.drafts import NoDraft
from analysis.runs.history import Event, HistoryError, Kind
from analysis.runs.site import Addresses, Site, build, is_behind
from analysis.runs.studies import study_named
from analysis.runs.update import Done, Update, approve, exit_code, update

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.evidence.refresh import Answer, Fetcher

FAULTS = frozenset({Status.FAILED, Status.KEPT_ASIDE})
NOWHERE = Addresses()
"""Nobody knows where the site will stand."""

BUSY = 75
"""Another run is at work, which is no failure."""


class Unforeseen(AnalysisError, RuntimeError):
    """A run met with something that nobody thought of; the message names it, and the cause is kept."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What a scheduled run is to do.

    `offline` fetches nothing, `approval` names a draft to be published; `to` are the addresses of those who are told,
    `numbers` also of numbers alone; `addresses` is where the site will stand, `fetchers` are who asks the publishers.
    """

    work: Update
    offline: bool = False
    approval: str = ""
    to: tuple[str, ...] = ()
    numbers: bool = False
    addresses: Addresses = NOWHERE
    fetchers: Mapping[str, Fetcher] = field(default_factory=lambda: FETCHERS)


def run(it: Run, say: Callable[[str], None], warn: Callable[[str], None]) -> tuple[Done, int]:
    """Do one run and return what it came to, with its exit code; whoever is to be told is told.

    `say` receives a line for each step, `warn` one for each fault. A source that fails is named and stops no other.
    What else goes wrong is entered in the history, told, and raised; so is what an interrupted run left to be done.
    """
    telling.begin(it.work.reports)
    try:
        answers = _fetched(it, say, warn)
        failed = {answer.source: answer.why for answer in answers if answer.status in FAULTS}
        _enter_failures(it, failed)  # before anything else can go wrong
        done = approve(it.work, it.approval) if it.approval else update(it.work, say, _said(answers))
        _tell(it, warn)  # before the site: whatever becomes of that, what was published is told
        site = Site(it.work.reports, it.work.data, it.work.reports, it.addresses, it.work.study)
        if is_behind(site):
            build(site, say)
        _enter_recoveries(it, failed)
    except NoDraft:  # a slip of whoever approves, no failure of the schedule
        raise
    except (Exception, Ended) as error:  # whatever it is, somebody has to hear of it
        is_clear = isinstance(error, AnalysisError | OSError | Ended)
        told = error if is_clear else Unforeseen(f"{type(error).__name__}: {error}")
        if getattr(told, "exit_code", 1) != BUSY:
            _enter(it, Kind.FAILED, "; ".join(getattr(told, "lines", [str(told)])))
        _tell(it, warn)
        raise told from error
    _tell(it, warn)
    return done, exit_code(done, a_source_failed=bool(failed))


def _fetched(it: Run, say: Callable[[str], None], warn: Callable[[str], None]) -> list[Answer]:
    """Ask every source and say what came of it."""
    if it.offline or it.approval:
        return []
    edition = archive.newest_day(it.work.reports)
    answers = refresh(it.work.data, today=it.work.today, edition=edition, fetchers=it.fetchers)
    for answer in answers:
        (warn if answer.status in FAULTS else say)(_line(answer))
    return answers


def _enter_failures(it: Run, failed: Mapping[str, str]) -> None:
    """Enter which sources failed, by the names of their publishers."""
    if failed:
        known = load(it.work.data).sources
        told = (f"{known[source]['publisher']} ({source}): {why}" for source, why in failed.items())
        _enter(it, Kind.FAILED, "; ".join(told), dict(failed))


def _enter_recoveries(it: Run, failed: Mapping[str, str]) -> None:
    """Enter what is well again: the update, and of the sources those that were asked and did not fail."""
    failing = _failing(it) - failed.keys()
    if well := failing & {UPDATE} if it.offline or it.approval else failing:
        named = sorted(well - {UPDATE})
        why = f"well again: {', '.join(named)}" if named else "the run before this one had failed"
        _enter(it, Kind.RECOVERED, why, dict.fromkeys(named, "well again") or None)


UPDATE = ""
"""Stands for the update itself among what is failing."""


def _failing(it: Run) -> set[str]:
    """Name what still fails: the sources that have not answered since, and the update itself."""
    failing: set[str] = set()
    for event in history.read(it.work.reports / history.FILE):
        if event.event == Kind.FAILED:
            failing |= set(event.sources or {UPDATE})
        elif event.event == Kind.RECOVERED:
            failing -= {UPDATE, *(event.sources or ())}
    return failing


def _enter(it: Run, kind: Kind, why: str, sources: dict[str, str] | None = None) -> None:
    """Enter an event in the history, as far as that can be written."""
    with suppress(HistoryError, OSError):
        event = Event(it.work.today.isoformat(), kind, why=why, sources=sources)
        history.append(it.work.reports / history.FILE, [event])


def _tell(it: Run, warn: Callable[[str], None]) -> None:
    title = study_named(it.work.study).title
    for line in telling.tell(it.work.reports, it.to, title=title, numbers=it.numbers, base=it.addresses.base):
        warn(line)


def _said(answers: Sequence[Answer]) -> dict[str, str] | None:
    return {answer.source: answer.why or str(answer.status) for answer in answers} or None


def _line(answer: Answer) -> str:
    """Say in a line what came of a source."""
    rows = f", {len(answer.entered)} rows" if answer.entered else ""
    return f"{answer.source}: {answer.status}{rows}" + (f", {answer.why}" if answer.why else "")
