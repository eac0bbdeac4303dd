"""A scheduled update: fetch what is new, compare it with the newest edition, publish what is due."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.dataset import load
from analysis.dataset.article_folder import is_article
from analysis.dataset.digests import stored_digest
from analysis.editions import archive, archive_integrity, check, manifest
from analysis.editions import publication_history as history
from analysis.editions.atomic_files import lock, replace_file
from analysis.editions.drafts import DraftError, find_draft, remove_drafts, waiting_drafts
from analysis.editions.notebooks import find_notebook, notebook_of
from analysis.editions.open_edition import open_snapshot
from analysis.editions.project import open_project
from analysis.editions.publication_history import ArchiveError, Event, EventKind
from analysis.errors import AnalysisError, TerminatedError
from analysis.findings.diff import Changes
from analysis.findings.diff_weight import Weight, weigh
from analysis.publish.site import Site
from analysis.publish.site import build as build_site
from analysis.rendering.sentence_syntax import PLACEHOLDER
from analysis.sources import FETCHERS, Status, refresh
from analysis.writing.writer import TEMPLATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.editions.job import Job
    from analysis.findings import Study
    from analysis.sources import Fetcher, SourceResult

BAD_OUTCOMES = frozenset({Status.FAILED, Status.QUARANTINED})
"""The outcomes of a source of which somebody is warned."""

BUSY = 75
"""The exit code if another run holds a lock, which is not recorded as a failure."""

STATUS = "status.json"
"""The file beside the editions with the outcome of the last update."""

SOURCE_FAILED, DRAFT_WAITS = 3, 4
"""Exit codes of a completed update."""


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """The options of a run.

    `unattended` publishes at once what would otherwise wait as a draft; numbers alone are a reason for an edition after
    `every` days. `offline` fetches nothing, `approval` names a draft to be published. `base` is the address of the
    site, with a slash at its end; `fetchers` query the publishers.
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
class UpdateResult:
    """The result of an update: its event in the history, if any, how much changed, and the draft that waits."""

    event: Event | None
    weight: Weight
    draft: str = ""


def run(options: UpdateOptions, say: Callable[[str], None], warn: Callable[[str], None]) -> tuple[UpdateResult, int]:
    """Do one run and return its result and exit code.

    `say` receives a line for each step, `warn` one for each fault. If a source fails, the others are still fetched. Any
    other error is entered in the history and raised.
    """
    try:
        answers = _fetch(options, say, warn)
        failed = [answer.source for answer in answers if answer.status in BAD_OUTCOMES]
        _enter_answers(options, answers)  # before anything else can go wrong
        if options.approval:
            result = approve(options)
        else:
            result = update(options, say, _outcomes(answers))
        site = Site(
            reports=options.reports,
            data=options.data,
            out=options.reports,  # around the editions, without copies of them
            base=options.base,
            study=options.study,
            today=options.today,
        )
        build_site(site, say)
    except DraftError:  # a mistyped name is not a failure of the schedule
        raise
    except (AnalysisError, OSError, TerminatedError) as error:
        _record_failure(options, error)
        raise
    except Exception as error:  # a bug, of which the user gets a line as well; the name of the exception tells more
        fault = ArchiveError(f"{type(error).__name__}: {error}")
        _record_failure(options, fault)
        raise fault from error

    code = exit_code(result, a_source_failed=bool(failed))
    _write_status(options, code, result, failed)
    return result, code


def _record_failure(options: UpdateOptions, error: BaseException) -> None:
    """Enter in status and history that an update failed, unless another run was busy, which is no failure."""
    code = getattr(error, "exit_code", 1)  # an OSError has neither code nor lines
    if code == BUSY:
        return
    _write_status(options, code)
    lines = getattr(error, "lines", [str(error)])
    _enter(options, EventKind.FAILED, "; ".join(lines))


def _write_status(
    options: UpdateOptions, code: int, result: UpdateResult | None = None, failed: Iterable[str] = ()
) -> None:
    """Write the day and the outcome of an update in a line for a monitor, if the file can be written."""
    newest = archive.newest(options.reports)
    status = {
        "day": options.today.isoformat(),
        "exit": code,
        "edition": newest.name if newest else "",
        "draft": result.draft if result else "",
        "failed": sorted(failed),
    }
    with suppress(OSError):
        replace_file(options.reports / STATUS, f"{json.dumps(status)}\n".encode())


def update(options: UpdateOptions, say: Callable[[str], None], sources: dict[str, str] | None = None) -> UpdateResult:
    """Compare what is known now with the newest edition, and make a new one or a draft if it is due.

    `sources` is the outcome for each source that was fetched. Raises `LockedError` while another update runs. On any
    error the published editions stay as they were.
    """
    with lock(options.reports / history.LOCK):
        stored = stored_digest(options.data)  # before they are read, so that a change in between is noticed
        evidence, study, events = _pass_gate(options)
        before = archive.newest(options.reports)
        news = _compare(options, evidence, study, before)
        if not _is_due(options, news.weight, events, first=before is None):
            _withdraw(options, events, "nothing in it is due any more")  # if a draft waits
            return UpdateResult(None, news.weight)

        # The first edition has no changes, and nothing that readers know is altered by it
        needs_approval = bool(news.changes) and news.weight >= Weight.DECISION and not options.unattended
        if needs_approval:
            valid_draft = _valid_draft(options, evidence, study, events)
            if valid_draft:
                return UpdateResult(None, news.weight, valid_draft)
            kind = EventKind.DRAFT
            folder = options.reports / history.DRAFTS
            # A draft is approved by its name, which must never have stood for another one
            taken = {event.edition for event in events} | {path.name for path in folder.glob("*")}
        else:
            kind = EventKind.PUBLISHED
            folder = options.reports
            taken = history.published(events)  # a name in the history is never given again

        from analysis.editions.build import make  # imports nbconvert, and most updates find nothing to publish

        name = archive.free_name(options.reports, evidence.newest, taken)
        event = history.event(kind, options.today, name, before, news, sources)
        make(_create_job(options, evidence, folder / name, stored, event), say)
        if needs_approval:
            _withdraw(options, events, f"the draft {name} replaces it", but=name)
            return UpdateResult(event, news.weight, name)
        _withdraw(options, events, f"the edition {name} replaces it")
        return UpdateResult(event, news.weight)


def approve(options: UpdateOptions) -> UpdateResult:
    """Publish a draft after it was read. Raises `DraftError` if it does not exist any more or is out of date."""
    with lock(options.reports / history.LOCK):
        evidence, study, events = _pass_gate(options)
        draft = find_draft(options.reports, options.approval, events)
        if not _is_valid(draft, options, evidence, study):
            raise DraftError(f"{draft}: data or program have changed since; update again and read the new draft")
        before = archive.newest(options.reports)
        news = _compare(options, evidence, study, before, draft)
        # The draft may be the second of its day while no edition of that day exists, so its number is found anew
        day = date.fromisoformat(draft.name[:10])
        name = archive.free_name(options.reports, day, history.published(events))
        event = history.event(EventKind.APPROVED, options.today, name, before, news)
        # The seal is that of the draft, as its files are moved unchanged
        with history.recording(options.reports, replace(event, manifest=archive_integrity.seal(draft))):
            draft.rename(options.reports / name)
        return UpdateResult(event, news.weight)


def summary(result: UpdateResult) -> str:
    """Describe the result of an update in a line."""
    if result.draft:
        return f"draft {result.draft} waits: read it, then run japan-tech update --approve {result.draft}"
    if result.event:
        return f"published {result.event.edition}: {result.event.why}"
    if result.weight is Weight.NUMBER:
        return "nothing to publish yet: only numbers changed, and the newest edition is too recent"
    return f"nothing to publish: {result.weight.words} changed since the newest edition"


def exit_code(result: UpdateResult, *, a_source_failed: bool = False) -> int:
    """Return the exit code of an update; a draft that waits takes precedence over a source that failed."""
    if result.draft:
        return DRAFT_WAITS
    return SOURCE_FAILED if a_source_failed else 0


def findings_in_sentences(evidence: Evidence, study: Study, notebook: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of findings in the sentences of a report and its claims, and of those in its answer.

    The notebook is read, not run: what a sentence names in braces is enough to tell whether it will change.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    sentences = [source for source in sources if source.startswith("%%say")]
    answer = [source for source in sentences if source.startswith("%%say answer")]
    for claim in evidence.claims.values():
        sentences += [claim[column] for column in TEMPLATE_COLUMNS]
    # A study without an answer adds an empty name, which no finding has
    return _findings_in(sentences, study), _findings_in(answer, study) | {study.answer}


def _findings_in(texts: Sequence[str], study: Study) -> frozenset[str]:
    """Return the names in the placeholders of texts; @ in them, as in {nests.@.count}, is the country in focus."""
    names = set()
    for text in texts:
        for place in PLACEHOLDER.finditer(text):
            names.add(place["name"].replace("@", study.focus))
    return frozenset(names)


def _pass_gate(options: UpdateOptions) -> tuple[Evidence, Study, list[Event]]:
    """Check everything that is checked before publication; return evidence, study and history."""
    checked = check.check(options.data, options.study, options.reports, options.today)
    # An edition that a killed run put in place and did not record; an event added since then has recorded it already
    history.settle(options.reports)
    return checked.evidence, checked.study, checked.events


def _notebook(options: UpdateOptions) -> Path:
    return find_notebook(notebook_of(options.data))


def _is_due(options: UpdateOptions, weight: Weight, events: list[Event], *, first: bool) -> bool:
    """True if a new edition is due; if only numbers changed, when the last one is old enough."""
    if first or weight > Weight.NUMBER:
        return True
    if weight is not Weight.NUMBER:
        return False
    since = options.today - timedelta(days=options.every)
    days = [date.fromisoformat(event.day) for event in events if event.event in history.PUBLISHED]
    return not any(since < day <= options.today for day in days)


def _compare(
    options: UpdateOptions, evidence: Evidence, study: Study, before: Path | None, after: Path | None = None
) -> history.News:
    """Compare an edition with a later one, by default with what is known now; `before` is None for the first one."""
    in_sentences, in_answer = findings_in_sentences(evidence, study, _notebook(options))
    if before is None:
        return history.News(Weight.VERDICT, changes=None, in_sentences=in_sentences)  # all verdicts are new
    old = open_snapshot(str(before), options.data, evidence, study)
    new = open_snapshot(str(after or evidence.newest), options.data, evidence, study)  # computed as of the newest day
    changes = Changes(old, new)
    weight = weigh(changes, in_sentences, in_answer)
    return history.News(weight, changes, in_sentences)


def _create_job(options: UpdateOptions, evidence: Evidence, out: Path, stored: str, event: Event) -> Job:
    """Create the job of an edition or a draft from data with the hash `stored`; an edition shows its event."""
    project = open_project(options.data, options.study, stored)
    parameters = {"as_of": evidence.newest.isoformat()}
    events = () if event.event == EventKind.DRAFT else (event,)  # a draft is not published on this day
    edition_job = project.create_job(project.notebook, parameters, out=out, formats=manifest.FORMATS, events=events)
    return replace(edition_job, record=event)


def _valid_draft(options: UpdateOptions, evidence: Evidence, study: Study, events: list[Event]) -> str:
    """Return the name of a draft that may still be published, empty if there is none."""
    recorded = {event.edition: event.manifest for event in events if event.event == EventKind.DRAFT}
    for draft in waiting_drafts(options.reports):
        is_whole = draft.name in recorded and not archive_integrity.damage(draft, recorded[draft.name])
        if is_whole and _is_valid(draft, options, evidence, study):
            return draft.name
    return ""


def _is_valid(draft: Path, options: UpdateOptions, evidence: Evidence, study: Study) -> bool:
    """True if a draft may still be published: its inputs are unchanged, and since then at most numbers have changed."""
    stored = manifest.read(draft) or {}  # never empty, as `waiting_drafts` lists only folders with a manifest
    program = manifest.program(_notebook(options), manifest.FORMATS)
    key = manifest.inputs(options.data, stored["parameters"], program)
    # Formats and parameters of drafts are always the same but for the day, on which the data depend
    if any(stored.get(part) != key[part] for part in ("notebook", "package", "installed", "data")):
        return False
    return _compare(options, evidence, study, draft).weight <= Weight.NUMBER


def _withdraw(options: UpdateOptions, events: list[Event], reason: str, but: str = "") -> None:
    """Remove the drafts that wait, but one, and enter in the history that they were withdrawn, with their verdicts."""
    drafts = {event.edition: event for event in events if event.event == EventKind.DRAFT}
    day = options.today.isoformat()
    why = f"a draft, not an edition: {reason}"  # an edition may have the same name
    withdrawn = []
    for path in waiting_drafts(options.reports):
        if path.name in drafts and path.name != but:
            verdicts = drafts[path.name].verdicts
            withdrawn.append(Event(day, EventKind.WITHDRAWN, path.name, path.name[:10], why=why, verdicts=verdicts))
    # Recorded first: a crash in between leaves a draft that the next update withdraws again
    history.append(options.reports / history.HISTORY_JSONL, withdrawn)
    remove_drafts(options.reports, but)


def _fetch(options: UpdateOptions, say: Callable[[str], None], warn: Callable[[str], None]) -> list[SourceResult]:
    """Fetch every source and print a line for each."""
    if options.offline or options.approval or is_article(options.data):  # the figures of an article are entered by hand
        return []
    edition = archive.newest_day(options.reports)  # to which no row may be added afterwards
    answers = refresh(options.data, today=options.today, edition=edition, fetchers=options.fetchers)
    for answer in answers:
        line = f"{answer.source}: {answer.status}"
        if answer.entered:
            line += f", {len(answer.entered)} rows"
        if answer.why:
            line += f", {answer.why}"
        if answer.status in BAD_OUTCOMES:
            warn(line)
        else:
            say(line)
    return answers


def _outcomes(answers: Sequence[SourceResult]) -> dict[str, str] | None:
    """Return the outcome for each source, what went wrong or its status, or None if none was fetched."""
    if not answers:
        return None
    return {answer.source: answer.why or str(answer.status) for answer in answers}


def _enter_answers(options: UpdateOptions, answers: Sequence[SourceResult]) -> None:
    """Enter in the history that sources were fetched, and why some failed, with their publishers."""
    if not answers:
        return
    sources = load(options.data).sources
    why = []
    for answer in answers:
        if answer.status in BAD_OUTCOMES:
            publisher = sources[answer.source]["publisher"]
            why.append(f"{publisher} ({answer.source}): {answer.why}")
    _enter(options, EventKind.ASKED, "; ".join(why), _outcomes(answers))


def _enter(options: UpdateOptions, kind: EventKind, why: str, sources: dict[str, str] | None = None) -> None:
    """Enter an event in the history, if that can be written."""
    if not options.reports.is_dir():
        return

    # What cannot be entered must not hide the fault that is to be entered
    with suppress(AnalysisError, OSError):
        # Rows are counted after a fetch alone: after a failure some may be lost, which the next check is to notice
        rows = archive_integrity.count_rows(options.data) if kind == EventKind.ASKED else None
        event = Event(options.today.isoformat(), kind, why=why, sources=sources, rows=rows)
        with lock(options.reports / history.LOCK):
            history.append(options.reports / history.HISTORY_JSONL, [event])
