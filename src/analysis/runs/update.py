"""An update: what is new is fetched, compared with the newest edition, and published when readers should hear of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence import load
from analysis.evidence.digests import stored_digest
from analysis.exhibits.editions import open_snapshot
from analysis.exhibits.prose import PLACE, TYPED
from analysis.findings.changes import Changes
from analysis.findings.weight import Weight, weigh
from analysis.runs import archive, drafts, edition, history, manifest, orders
from analysis.runs.history import Event, Kind
from analysis.runs.locking import lock
from analysis.runs.notebooks import find_notebook
from analysis.runs.reconciling import publishing, reconciled
from analysis.runs.studies import study_named

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from analysis.evidence import Evidence
    from analysis.findings import Study

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
        drafts.check(work.reports)
        name = archive.free_name(work.reports, evidence.newest, history.published(record))
        event = history.event(Kind.PUBLISHED, work.today, name, before, news, sources)
        with publishing(work.reports, event):
            _make(work, evidence, work.reports / name, say, stored, news, event)
        _withdraw(work, record)
        return Done(event, news.weight)


def approve(work: Update, name: str) -> Done:
    """Publish a draft that somebody has read. Raises `NoDraft` where it does not wait any more, or is out of date."""
    with lock(work.reports / "update"):
        study = study_named(work.study)
        record = reconciled(work.reports, study)
        draft = drafts.named(work.reports, name)
        last = next(event.event for event in reversed(record) if event.edition == name)
        if last != Kind.DRAFT or not drafts.is_by_default(draft, study):
            raise drafts.NoDraft(f"{draft}: is not what an update made; a report made by hand is no draft")
        evidence = _known(work)
        if not _stands(draft, work, evidence, study):
            raise drafts.NoDraft(f"{draft}: data or program have changed since; update again and read the new draft")
        before = archive.newest(work.reports)
        news = _news(work, evidence, study, before, draft)
        published = archive.free_name(work.reports, date.fromisoformat(draft.name[:10]), history.published(record))
        event = history.event(Kind.APPROVED, work.today, published, before, news)
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
) -> history.News:
    """Say what there is to tell of an edition, or of what is known now, against the edition before it."""
    changes, in_words = _changes(work, evidence, study, before, after) if before else None, said(evidence, study)
    return history.News(weigh(changes, in_words) if changes else Weight.VERDICT, changes, in_words)


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
    news: history.News,
    event: Event | None = None,
) -> None:
    """Make an edition of the data that were compared, whose hash is `stored`, and that says what was read in them.

    `event` is what the history will say of it, unless it is a draft.
    """
    order = orders.order(
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
    edition.make(order, say)


def _keep_back(
    work: Update,
    evidence: Evidence,
    study: Study,
    news: history.News,
    say: Callable[[str], None],
    sources: dict[str, str] | None,
    stored: str,
    taken: Collection[str],
) -> Done:
    """Make a draft for somebody to read before it is published; one that still stands is left as it is."""
    waiting = drafts.waiting(work.reports)
    standing = next((draft for draft in waiting if _stands(draft, work, evidence, study)), None)
    if standing:
        return Done(None, Weight.VERDICT, standing.name)
    drafts.check(work.reports)
    name = archive.free_name(work.reports, evidence.newest, taken)  # a name is read and approved; it means one draft
    event = history.event(Kind.DRAFT, work.today, name, archive.newest(work.reports), news, sources)
    with publishing(work.reports, event):
        _make(work, evidence, work.reports / drafts.FOLDER / name, say, stored, news)
    drafts.clear(work.reports, but=name)
    return Done(event, Weight.VERDICT, name)


def _stands(draft: Path, work: Update, evidence: Evidence, study: Study) -> bool:
    """Say whether a draft may still be published: made of what is known of its day, and nothing weighty came since."""
    if drafts.damage(draft) is not None:
        return False
    kept = manifest.read(draft) or {}
    now = manifest.inputs(work.data, kept["parameters"], manifest.program(find_notebook("report"), manifest.FORMATS))
    is_same = all(kept.get(part) == now[part] for part in ("notebook", "package", "installed", "data"))
    return is_same and weigh(_changes(work, evidence, study, draft), said(evidence, study)) <= Weight.NUMBER


def _withdraw(work: Update, record: list[Event]) -> None:
    """Remove the drafts that nothing takes the place of, and say so in the history, with the claims they were about."""
    made = {event.edition: event for event in record if event.event == Kind.DRAFT}
    told = {event.edition for event in record if event.event == Kind.WITHDRAWN}  # by a run that was killed then
    day, waiting = work.today.isoformat(), [path.name for path in drafts.waiting(work.reports) if path.name not in told]
    gone = [
        Event(day, Kind.WITHDRAWN, name, name[:10], verdicts=made[name].verdicts if name in made else ())
        for name in waiting
    ]
    history.append(work.reports / history.FILE, gone)
    drafts.clear(work.reports)
