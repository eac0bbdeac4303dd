"""An update: what is new is fetched, compared with the newest edition, and published when readers should hear of it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from analysis.dataset import load
from analysis.dataset.loading import stored_digest
from analysis.editions import archive, job, manifest
from analysis.editions import build as build_module
from analysis.editions.archive import Event, HistoryError, Kind, NoDraft
from analysis.editions.checks import publishing, reconciled
from analysis.editions.files import lock
from analysis.editions.job import find_notebook
from analysis.editions.studies import study_named
from analysis.errors import AnalysisError, Ended
from analysis.findings.compare import Changes, Weight, weigh
from analysis.publish import notify
from analysis.publish.site import Addresses, Site, build, is_behind
from analysis.report.revisions import open_snapshot
from analysis.report.writer import PLACE_TEMPLATES as PLACE
from analysis.report.writer import TYPED
from analysis.sources import FETCHERS, Status, refresh

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.findings import Study
    from analysis.sources import Answer, Fetcher


# ----- update ----------------------------------------------------------------------------------------------

EVERY = 30
"""For numbers alone there is a new edition after so many days at the earliest."""


class Exit(IntEnum):
    """What an update ends with."""

    DONE = 0
    SOURCE_FAILED = 3
    DRAFT_WAITS = 4


class FromTheFuture(AnalysisError, ValueError):
    """The data hold what is said to become public after today."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Update:
    """What is to be done: with which data, into which folder of editions, on which day, and how freely.

    `unattended` publishes a changed verdict at once instead of keeping it back as a draft; `every` says after how many
    days there is a new edition for numbers alone.
    """

    data: Path
    reports: Path
    today: date
    unattended: bool = False
    every: int = EVERY
    study: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What an update came to: the event, if there was one, and the weight of what is new."""

    event: Event | None
    weight: Weight
    waits: str = ""
    """The draft that waits to be approved."""


def update(work: Update, say: Callable[[str], None], sources: dict[str, str] | None = None) -> Done:
    """Compare what is known now with the newest edition, and make a new one where it is due.

    `sources` says what came of each source that was asked. Raises `Locked` when another update runs, and what making an
    edition raises; the published editions are as they were then.
    """
    with lock(work.reports / "update"):
        study = study_named(work.study)
        record, stored = reconciled(work.reports, study), stored_digest(work.data)
        evidence = _known(work)
        before = archive.newest(work.reports)
        news = _news(work, evidence, study, before)
        if not _is_due(work, news.weight, record, first=before is None):
            _withdraw(work, record)
            return Done(None, news.weight)
        if news.changes and news.weight is Weight.VERDICT and not work.unattended:
            return _keep_back(work, evidence, study, news, say, sources, stored, {event.edition for event in record})
        archive.check(work.reports)
        name = archive.free_name(work.reports, evidence.newest, archive.published(record))
        event = archive.event(Kind.PUBLISHED, work.today, name, before, news, sources)
        with publishing(work.reports, event):
            _make(work, evidence, work.reports / name, say, stored, news, event)
        _withdraw(work, record)
        return Done(event, news.weight)


def approve(work: Update, name: str) -> Done:
    """Publish a draft that somebody has read. Raises `NoDraft` where it does not wait any more, or is out of date."""
    with lock(work.reports / "update"):
        study = study_named(work.study)
        record = reconciled(work.reports, study)
        draft = archive.named_drafts(work.reports, name)
        last = next(event.event for event in reversed(record) if event.edition == name)
        if last != Kind.DRAFT or not archive.is_by_default(draft, study):
            raise archive.NoDraft(f"{draft}: is not what an update made; a report made by hand is no draft")
        evidence = _known(work)
        if not _stands(draft, work, evidence, study):
            raise archive.NoDraft(f"{draft}: data or program have changed since; update again and read the new draft")
        before = archive.newest(work.reports)
        news = _news(work, evidence, study, before, draft)
        published = archive.free_name(work.reports, date.fromisoformat(draft.name[:10]), archive.published(record))
        event = archive.event(Kind.APPROVED, work.today, published, before, news)
        with publishing(work.reports, event):
            draft.rename(work.reports / published)
        return Done(event, Weight.VERDICT)


def said(evidence: Evidence, study: Study) -> frozenset[str]:
    """Name the findings that stand in the sentences of the report and of its claims."""
    cells = json.loads(find_notebook("report").read_text(encoding="utf-8"))["cells"]
    typed = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    texts = [text for text in typed if text.startswith("%%say")]
    texts += [claim[part] for claim in evidence.claims.values() for part in TYPED]
    return frozenset(place[1].replace("@", study.focus) for text in texts for place in PLACE.finditer(text))


def summary(done: Done) -> str:
    """Say in a line what an update came to."""
    if done.waits:
        return f"draft {done.waits} waits: read it, then say japan-tech update --approve {done.waits}"
    if done.event:
        return f"published {done.event.edition}: {done.event.why}"
    if done.weight is Weight.NUMBER:
        return "nothing to publish yet: numbers alone changed, and the newest edition is not old enough"
    return f"nothing to publish: {done.weight.words} changed since the newest edition"


def exit_code(done: Done, *, a_source_failed: bool = False) -> int:
    """Return what the command ends with: a draft that waits goes before a source that failed."""
    return Exit.DRAFT_WAITS if done.waits else Exit.SOURCE_FAILED if a_source_failed else Exit.DONE


# -- what is due ------------------------------------------------------------------------------------------


def _is_due(work: Update, weight: Weight, record: list[Event], *, first: bool) -> bool:
    """Say whether there is to be a new edition; for numbers alone only when the last one is old enough."""
    if first or weight > Weight.NUMBER:
        return True
    days = [date.fromisoformat(event.day) for event in record if event.event in (Kind.PUBLISHED, Kind.APPROVED)]
    is_old = not any(work.today - timedelta(days=work.every) < day <= work.today for day in days)
    return weight is Weight.NUMBER and is_old


def _news(
    work: Update, evidence: Evidence, study: Study, before: Path | None, after: Path | None = None
) -> archive.News:
    """Say what there is to tell of an edition, or of what is known now, against the edition before it."""
    changes, in_words = _changes(work, evidence, study, before, after) if before else None, said(evidence, study)
    return archive.News(weigh(changes, in_words) if changes else Weight.VERDICT, changes, in_words)


def _changes(work: Update, evidence: Evidence, study: Study, before: Path, after: Path | None = None) -> Changes:
    """Compare an edition with a later one, or with what is known now."""
    now = str(after) if after else evidence.newest.isoformat()
    return Changes(*(open_snapshot(name, work.data, evidence, study) for name in (str(before), now)))


def _known(work: Update) -> Evidence:
    """Load what is known; refuse what is said to become public after today: later editions would lie before it."""
    evidence = load(work.data)
    if evidence.newest > work.today:
        raise FromTheFuture(
            f"{work.data}: holds what became public on {evidence.newest}, which lies after today, {work.today}; "
            "mend the day in the column published, or the clock"
        )
    return evidence


# -- editions and drafts -----------------------------------------------------------------------------------


def _make(
    work: Update,
    evidence: Evidence,
    out: Path,
    say: Callable[[str], None],
    stored: str,
    news: archive.News,
    event: Event | None = None,
) -> None:
    """Make an edition of the data that were compared, whose hash is `stored`, and that says what was read in them.

    `event` is what the history will say of it, unless it is a draft.
    """
    order = job.order(
        "report",
        {"as_of": evidence.newest.isoformat()},
        data=work.data,
        out=out,
        formats=manifest.FORMATS,
        study=work.study,
        stored=stored,
        events=(event,) if event else (),
        verdicts=news.changes.after.verdicts if news.changes else None,
    )
    build_module.make(order, say)


def _keep_back(
    work: Update,
    evidence: Evidence,
    study: Study,
    news: archive.News,
    say: Callable[[str], None],
    sources: dict[str, str] | None,
    stored: str,
    taken: Collection[str],
) -> Done:
    """Make a draft for somebody to read before it is published; one that still stands is left as it is."""
    waiting = archive.waiting(work.reports)
    standing = next((draft for draft in waiting if _stands(draft, work, evidence, study)), None)
    if standing:
        return Done(None, Weight.VERDICT, standing.name)
    archive.check(work.reports)
    name = archive.free_name(work.reports, evidence.newest, taken)  # a name is read and approved; it means one draft
    event = archive.event(Kind.DRAFT, work.today, name, archive.newest(work.reports), news, sources)
    with publishing(work.reports, event):
        _make(work, evidence, work.reports / archive.FOLDER / name, say, stored, news)
    archive.clear(work.reports, but=name)
    return Done(event, Weight.VERDICT, name)


def _stands(draft: Path, work: Update, evidence: Evidence, study: Study) -> bool:
    """Say whether a draft may still be published: made of what is known of its day, and nothing weighty came since."""
    if archive.damage(draft) is not None:
        return False
    kept = manifest.read(draft) or {}
    now = manifest.inputs(work.data, kept["parameters"], manifest.program(find_notebook("report"), manifest.FORMATS))
    is_same = all(kept.get(part) == now[part] for part in ("notebook", "package", "installed", "data"))
    return is_same and weigh(_changes(work, evidence, study, draft), said(evidence, study)) <= Weight.NUMBER


def _withdraw(work: Update, record: list[Event]) -> None:
    """Remove the drafts that nothing takes the place of, and say so in the history, with the claims they were about."""
    made = {event.edition: event for event in record if event.event == Kind.DRAFT}
    told = {event.edition for event in record if event.event == Kind.WITHDRAWN}  # by a run that was killed then
    day, waiting = (
        work.today.isoformat(),
        [path.name for path in archive.waiting(work.reports) if path.name not in told],
    )
    gone = [
        Event(day, Kind.WITHDRAWN, name, name[:10], verdicts=made[name].verdicts if name in made else ())
        for name in waiting
    ]
    archive.append(work.reports / archive.FILE, gone)
    archive.clear(work.reports)


# ----- schedule --------------------------------------------------------------------------------------------
# One scheduled run: what is new is fetched, compared, published and told; a failure is told as well.

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
    notify.begin(it.work.reports)
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
    for event in archive.read(it.work.reports / archive.FILE):
        if event.event == Kind.FAILED:
            failing |= set(event.sources or {UPDATE})
        elif event.event == Kind.RECOVERED:
            failing -= {UPDATE, *(event.sources or ())}
    return failing


def _enter(it: Run, kind: Kind, why: str, sources: dict[str, str] | None = None) -> None:
    """Enter an event in the history, as far as that can be written."""
    with suppress(HistoryError, OSError):
        event = Event(it.work.today.isoformat(), kind, why=why, sources=sources)
        archive.append(it.work.reports / archive.FILE, [event])


def _tell(it: Run, warn: Callable[[str], None]) -> None:
    title = study_named(it.work.study).title
    for line in notify.tell(it.work.reports, it.to, title=title, numbers=it.numbers, base=it.addresses.base):
        warn(line)


def _said(answers: Sequence[Answer]) -> dict[str, str] | None:
    return {answer.source: answer.why or str(answer.status) for answer in answers} or None


def _line(answer: Answer) -> str:
    """Say in a line what came of a source."""
    rows = f", {len(answer.entered)} rows" if answer.entered else ""
    return f"{answer.source}: {answer.status}{rows}" + (f", {answer.why}" if answer.why else "")
