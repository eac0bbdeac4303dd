"""A scheduled update: fetch what is new, compare it with the newest edition, publish what is due."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.dataset import load
from analysis.dataset.article import is_article
from analysis.dataset.loading import stored_digest
from analysis.editions import archive, gate, job, manifest
from analysis.editions import build as build_module
from analysis.editions.archive import ArchiveError, DraftError, Event, EventKind
from analysis.editions.files import lock, replace_file
from analysis.editions.job import find_notebook, notebook_of
from analysis.editions.snapshots import open_snapshot
from analysis.errors import AnalysisError, TerminatedError
from analysis.findings.diff import Changes, Weight, weigh
from analysis.publish.site import Site, build
from analysis.rendering.placeholders import PLACE
from analysis.sources import FETCHERS, Status, refresh
from analysis.writing.writer import TYPED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.findings import Study
    from analysis.sources import Fetcher, SourceResult

FAULTS = frozenset({Status.FAILED, Status.QUARANTINED})
BUSY = 75
"""Another run is at work, which is not a failure."""

STATUS = "status.json"
"""The file among the editions that says what came of the last update."""

SOURCE_FAILED, DRAFT_WAITS = 3, 4
"""Exit codes of an update that was done."""


@dataclass(frozen=True, slots=True)
class Update:
    """What a run is to do.

    `unattended` publishes at once what would otherwise wait as a draft; numbers alone are a reason for an edition after
    `every` days. `offline` fetches nothing, `approval` names a draft to be published. `base` is
    the address of the site, with a slash at its end; `fetchers` ask the publishers.
    """

    data: Path
    reports: Path
    today: date
    unattended: bool = False
    every: int = 30
    study: str = ""
    offline: bool = False
    approval: str = ""
    base: str = ""
    fetchers: Mapping[str, Fetcher] = field(default_factory=lambda: FETCHERS)


@dataclass(frozen=True, slots=True)
class Done:
    """The result of an update: its event in the history, if any, how much changed, and the draft that waits."""

    event: Event | None
    weight: Weight
    draft: str = ""


def run(work: Update, say: Callable[[str], None], warn: Callable[[str], None]) -> tuple[Done, int]:
    """Do one run and return its result and exit code.

    `say` receives a line for each step, `warn` one for each fault. A source that fails stops no other. What else goes
    wrong is entered in the history and raised.
    """
    try:
        answers = _fetch(work, say, warn)
        failed = [answer.source for answer in answers if answer.status in FAULTS]
        _enter_answers(work, answers)  # before anything else can go wrong
        done = approve(work) if work.approval else update(work, say, _outcomes(answers))
        build(Site(work.reports, work.data, work.reports, work.base, work.study, work.today), say)
    except DraftError:  # a mistyped name is not a failure of the schedule
        raise
    except (Exception, TerminatedError) as error:
        is_clear = isinstance(error, AnalysisError | OSError | TerminatedError)
        fault = error if is_clear else ArchiveError(f"{type(error).__name__}: {error}")
        code = getattr(fault, "exit_code", 1)
        if code != BUSY:
            _write_status(work, code)
            _enter(work, EventKind.FAILED, "; ".join(getattr(fault, "lines", [str(fault)])))
        raise fault from error
    code = exit_code(done, a_source_failed=bool(failed))
    _write_status(work, code, done, failed)
    return done, code


def _write_status(work: Update, code: int, done: Done | None = None, failed: Iterable[str] = ()) -> None:
    """Write in a line for a monitor on which day an update ran and what came of it, if that can be written."""
    newest = archive.newest(work.reports)
    status = {
        "day": work.today.isoformat(),
        "exit": code,
        "edition": newest.name if newest else "",
        "draft": done.draft if done else "",
        "failed": sorted(failed),
    }
    with suppress(OSError):
        replace_file(work.reports / STATUS, f"{json.dumps(status)}\n".encode())


def update(work: Update, say: Callable[[str], None], sources: dict[str, str] | None = None) -> Done:
    """Compare what is known now with the newest edition, and make a new one or a draft if it is due.

    `sources` is what came of each source that was asked. Raises `LockedError` while another update runs. On any error
    the published editions stay as they were.
    """
    with lock(work.reports / archive.LOCK):
        stored = stored_digest(work.data)
        evidence, study, record = _checked(work)
        before = archive.newest(work.reports)
        news = _compare(work, evidence, study, before)
        if not _is_due(work, news.weight, record, first=before is None):
            _withdraw(work, record)
            return Done(None, news.weight)
        is_draft = bool(news.changes) and news.weight >= Weight.DECISION and not work.unattended
        if is_draft and (standing := _standing_draft(work, evidence, study, record)):
            return Done(None, news.weight, standing)
        if is_draft:
            kind, folder = EventKind.DRAFT, work.reports / archive.FOLDER
            taken = {event.edition for event in record} | {path.name for path in folder.glob("*")}  # approved by name
        else:
            kind, folder = EventKind.PUBLISHED, work.reports
            taken = archive.published(record)
        name = archive.free_name(work.reports, evidence.newest, taken)
        event = archive.event(kind, work.today, name, before, news, sources)
        out = folder / name
        build_module.make(_job(work, evidence, out, stored, event), say)
        if is_draft:
            archive.remove_drafts(work.reports, but=name)
        else:
            _withdraw(work, record)
        return Done(event, news.weight, name if is_draft else "")


def approve(work: Update) -> Done:
    """Publish a draft that somebody has read. Raises `DraftError` if it does not wait any more, or is out of date."""
    with lock(work.reports / archive.LOCK):
        evidence, study, record = _checked(work)
        draft = archive.find_draft(work.reports, work.approval, record)
        if not _stands(draft, work, evidence, study):
            raise DraftError(f"{draft}: data or program have changed since; update again and read the new draft")
        before = archive.newest(work.reports)
        news = _compare(work, evidence, study, before, draft)
        name = archive.free_name(work.reports, date.fromisoformat(draft.name[:10]), archive.published(record))
        event = archive.event(EventKind.APPROVED, work.today, name, before, news)
        with archive.recording(work.reports, replace(event, manifest=archive.seal(draft))):
            draft.rename(work.reports / name)
        return Done(event, news.weight)


def summary(done: Done) -> str:
    """Describe the result of an update in a line."""
    if done.draft:
        return f"draft {done.draft} waits: read it, then run japan-tech update --approve {done.draft}"
    if done.event:
        return f"published {done.event.edition}: {done.event.why}"
    if done.weight is Weight.NUMBER:
        return "nothing to publish yet: only numbers changed, and the newest edition is too recent"
    return f"nothing to publish: {done.weight.words} changed since the newest edition"


def exit_code(done: Done, *, a_source_failed: bool = False) -> int:
    """Return the exit code of an update; a draft that waits goes before a source that failed."""
    if done.draft:
        return DRAFT_WAITS
    return SOURCE_FAILED if a_source_failed else 0


def findings_in_sentences(evidence: Evidence, study: Study, notebook: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Name the findings in the sentences of a report and its claims, and those of them that stand in its answer."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    typed = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    texts = [text for text in typed if text.startswith("%%say")]
    in_answer = _named([text for text in texts if text.startswith("%%say answer")], study)
    texts += [claim[part] for claim in evidence.claims.values() for part in TYPED]
    return _named(texts, study), in_answer | {study.answer}


def _named(texts: Sequence[str], study: Study) -> frozenset[str]:
    return frozenset(place[1].replace("@", study.focus) for text in texts for place in PLACE.finditer(text))


def _checked(work: Update) -> tuple[Evidence, Study, list[Event]]:
    """Check everything that is checked before publication; return evidence, study and history."""
    checked = gate.check(work.data, work.study, work.reports, work.today)
    return checked.evidence, checked.study, archive.begin(work.reports, checked.events)


def _notebook(work: Update) -> Path:
    """Return the notebook of the report: the project's, or that beside the data of an article."""
    return find_notebook(notebook_of(work.data))


def _is_due(work: Update, weight: Weight, record: list[Event], *, first: bool) -> bool:
    """True if there is to be a new edition; for numbers alone only when the last one is old enough."""
    if first or weight > Weight.NUMBER:
        return True
    days = [date.fromisoformat(event.day) for event in record if event.event in archive.PUBLISHED]
    is_old = not any(work.today - timedelta(days=work.every) < day <= work.today for day in days)
    return weight is Weight.NUMBER and is_old


def _compare(
    work: Update, evidence: Evidence, study: Study, before: Path | None, after: Path | None = None
) -> archive.News:
    """Compare an edition with a later one, or with what is known now; before the first one there is none."""
    in_sentences, in_answer = findings_in_sentences(evidence, study, _notebook(work))
    if before is None:
        return archive.News(Weight.VERDICT, None, in_sentences)
    now = str(after) if after else evidence.newest.isoformat()
    changes = Changes(*(open_snapshot(name, work.data, evidence, study) for name in (str(before), now)))
    return archive.News(weigh(changes, in_sentences, in_answer), changes, in_sentences)


def _job(work: Update, evidence: Evidence, out: Path, stored: str, event: Event) -> job.Job:
    """Create the job of an edition or a draft from data with the hash `stored`; an edition shows its event."""
    project = job.open_project(work.data, work.study, stored)
    parameters = {"as_of": evidence.newest.isoformat()}
    events = () if event.event == EventKind.DRAFT else (event,)
    made = project.create_job(project.notebook, parameters, out=out, formats=manifest.FORMATS, events=events)
    return replace(made, record=event)


def _standing_draft(work: Update, evidence: Evidence, study: Study, record: list[Event]) -> str:
    """Return the name of a draft that may still be published, if there is one."""
    recorded = {event.edition: event.manifest for event in record if event.event == EventKind.DRAFT}
    for draft in archive.waiting(work.reports):
        is_whole = draft.name in recorded and not archive.damage(draft, recorded[draft.name])
        if is_whole and _stands(draft, work, evidence, study):
            return draft.name
    return ""


def _stands(draft: Path, work: Update, evidence: Evidence, study: Study) -> bool:
    """True if a draft may still be published: made of what is known of its day, and nothing weighty came since."""
    kept = manifest.read(draft) or {}
    now = manifest.inputs(work.data, kept["parameters"], manifest.program(_notebook(work), manifest.FORMATS))
    is_same = all(kept.get(part) == now[part] for part in ("notebook", "package", "installed", "data"))
    return is_same and _compare(work, evidence, study, draft).weight <= Weight.NUMBER


def _withdraw(work: Update, record: list[Event]) -> None:
    """Remove the drafts that wait, and enter that in the history with the claims that they were about."""
    made = {event.edition: event for event in record if event.event == EventKind.DRAFT}
    names = [path.name for path in archive.waiting(work.reports) if path.name in made]
    day = work.today.isoformat()
    gone = [Event(day, EventKind.WITHDRAWN, name, name[:10], verdicts=made[name].verdicts) for name in names]
    archive.append(work.reports / archive.FILE, gone)
    archive.remove_drafts(work.reports)


def _fetch(work: Update, say: Callable[[str], None], warn: Callable[[str], None]) -> list[SourceResult]:
    """Ask every source and say what came of it."""
    if work.offline or work.approval or is_article(work.data):  # the figures of an article are entered by hand
        return []
    edition = archive.newest_day(work.reports)
    answers = refresh(work.data, today=work.today, edition=edition, fetchers=work.fetchers)
    for answer in answers:
        rows = f", {len(answer.entered)} rows" if answer.entered else ""
        why = f", {answer.why}" if answer.why else ""
        (warn if answer.status in FAULTS else say)(f"{answer.source}: {answer.status}{rows}{why}")
    return answers


def _outcomes(answers: Sequence[SourceResult]) -> dict[str, str] | None:
    return {answer.source: answer.why or str(answer.status) for answer in answers} or None


def _enter_answers(work: Update, answers: Sequence[SourceResult]) -> None:
    """Enter in the history that the sources were asked, and the publishers of those that failed, with the reasons."""
    if not answers:
        return
    known = load(work.data).sources
    why = [
        f"{known[answer.source]['publisher']} ({answer.source}): {answer.why}"
        for answer in answers
        if answer.status in FAULTS
    ]
    _enter(work, EventKind.ASKED, "; ".join(why), _outcomes(answers))


def _enter(work: Update, kind: EventKind, why: str, sources: dict[str, str] | None = None) -> None:
    """Enter an event in the history, if that can be written."""
    if not work.reports.is_dir():
        return
    with suppress(AnalysisError, OSError):
        rows = archive.count_rows(work.data) if kind == EventKind.ASKED else None
        event = Event(work.today.isoformat(), kind, why=why, sources=sources, rows=rows)
        with lock(work.reports / archive.LOCK):
            archive.append(work.reports / archive.FILE, [event])
