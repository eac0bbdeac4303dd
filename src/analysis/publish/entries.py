"""What readers are told of each published edition: what changed in it and why, what superseded it, corrections."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.dataset.records import in_words
from analysis.dataset.schema import read_text
from analysis.editions import archive, manifest
from analysis.editions.archive import Event
from analysis.editions.corrections import corrections, plain, weightiest_of_latest_day
from analysis.editions.snapshots import open_snapshot
from analysis.errors import AnalysisError
from analysis.findings import Catalogue, Outcome, parameters
from analysis.findings.diff import Changes, Kind, Weight
from analysis.report.claim_cards import quoted_claim, reason, sections
from analysis.writing.writer import PLAIN, Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.editions.corrections import Correction
    from analysis.findings import Study

MOST_CAUSES = 3

CAUSES = {
    Kind.VINTAGE: ("newly public", "figure that became public or was revised",
                   "figures that became public or were revised"),
    Kind.CORRECTION: ("corrected", "corrected error of a source", "corrected errors of sources"),
    Kind.DATA: ("edited in the data", "other edit of the data", "other edits of the data"),
    Kind.PARAMETER: ("parameter", "other parameter", "other parameters"),
    Kind.METHOD: ("program or choice", "change of the program or of a declared choice",
                  "changes of the program or of declared choices"),
    Kind.TEXT: ("words", "change of words", "changes of words"),
}  # fmt: skip
"""How a cause of each kind is introduced where it is named, and how one and several are counted."""


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A claim of the article, its verdict, and in plain words what it says, what was found, and why not supported."""

    name: str
    verdict: str
    quoted: str
    """The claim in quotation marks, or its id where its words are not known."""
    statement: str = ""
    found: str = ""
    reason: str = ""
    standing: str = ""
    """What the verdict was when the article ran, if later figures put the claim in doubt or cleared it."""
    since: str = ""
    """Since when later figures have put it in doubt or cleared it, such as “in doubt since 31 May 2024”."""
    card: Mapping[str, str] = field(default_factory=dict)
    """What its card says, as HTML by heading; links to a number or source begin with `#`."""

    @property
    def headline(self) -> str:
        """The claim behind its verdict, which is left where a service cuts off the end."""
        verdict = ", ".join(filter(None, (self.verdict.capitalize(), self.since)))
        return f"{verdict}: {self.quoted}"


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that changed since the edition before; of a new claim there was none."""

    claim: str
    quoted: str
    statement: str
    before: str
    after: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition as the site lists it. `published` is the day of publication, empty if it is not on record."""

    name: str
    published: str
    why: str
    before: str
    turns: tuple[VerdictChange, ...]
    moved: int
    causes: tuple[str, ...]
    superseded_by: str
    superseded_on: str
    counts: Mapping[Outcome, int]
    files: tuple[str, ...]
    corrections: tuple[Correction, ...]

    @property
    def as_of(self) -> str:
        """The as-of date of the edition."""
        return self.name[:10]

    @property
    def latest_correction(self) -> Correction | None:
        """The correction of the latest day that changed most; None without any."""
        return weightiest_of_latest_day(self.corrections)

    @property
    def change(self) -> str:
        """What changed since the edition before, and why, in a sentence or two."""
        because = f" The cause: {'; '.join(self.causes)}." if self.causes else ""
        return f"{self.what}{because}"

    @property
    def what(self) -> str:
        """What changed since the edition before, in a sentence."""
        if not self.before and not self.turns and not self.moved:
            return "The first edition."
        turned, moved = len(self.turns), self.moved
        what = [
            f"{turned} {'verdict' if turned == 1 else 'verdicts'}" if turned else "no verdict",
            f"{moved:,} {'number' if moved == 1 else 'numbers'}" if moved else "no number",
        ]
        against = f" against the edition of {day_in_words(self.before)}" if self.before else ""
        return f"Changed{against}: {' and '.join(what)}."


def entries(
    reports: Path,
    events: Sequence[Event],
    claims: Mapping[str, ClaimEntry],
    data: Path,
    evidence: Evidence,
    study: Study,
) -> list[Entry]:
    """Describe every edition in a folder, newest first.

    What changed comes from the history; where that says nothing, the edition is compared with the one before it.
    """
    folders = archive.editions(reports)
    names = [folder.name for folder in folders]
    known = {event.edition: event for event in events if event.event in archive.PUBLISHED and event.edition in names}
    followed = dict(pairwise(names)) | {it.supersedes: it.edition for it in known.values()}
    changed = corrections(events)
    found = []
    for old, new in pairwise([None, *folders]):
        assert new is not None
        published = known.get(new.name)
        event = published if published and published.supersedes else _compared(old, new, data, evidence, study)
        later = followed.get(new.name, "")
        found.append(
            Entry(
                name=new.name,
                published=archive.day_of_publication([published] if published else []),
                why=plain(published.why) if published else "",
                before=event.supersedes if event.supersedes in names else "",
                turns=tuple(_turn(it, claims) for it in event.verdicts if it["before"] != it["after"]),
                moved=event.moved,
                causes=count_causes(event.causes),
                superseded_by=later,
                superseded_on=archive.day_of_publication([known[later]] if later in known else []),
                counts=_counts(verdicts(new)),
                files=tuple(sorted(files(new))),
                corrections=tuple(it for it in changed if it.edition == new.name),
            )
        )
    return found[::-1]


def claims_in_words(evidence: Evidence, study: Study, day: date, judged: Mapping[str, str]) -> dict[str, ClaimEntry]:
    """Write every claim of an edition in plain words, as its cards do; `judged` are its verdicts by claim.

    What was found is left out where the rules, with today's program and data, give another verdict than the edition.
    """
    catalogue = Catalogue(evidence, parameters.default(study, day), study)
    return {name: _claim(Writer(catalogue), name, outcome) for name, outcome in judged.items()}


def _claim(writer: Writer, name: str, outcome: str) -> ClaimEntry:
    claim, verdict = writer.catalogue.evidence.claims.get(name, {}), writer.verdicts.get(name)
    if verdict is None:  # an older edition had it
        return ClaimEntry(name, outcome, f"Claim {name}")
    try:
        claim_in_quotes = quoted_claim(writer, name, PLAIN)
        statement = writer.fill(f"{{statement:{name}}}", PLAIN)
        if verdict.outcome.value != outcome:
            return ClaimEntry(name, outcome, claim_in_quotes, statement)
        standing = writer.catalogue.standings[name]
        return ClaimEntry(
            name,
            outcome,
            claim_in_quotes,
            statement,
            found=writer.sentences([claim["context"]], PLAIN) or writer.grounds(verdict, PLAIN),
            reason=reason(writer, verdict, PLAIN),
            standing=f"{standing.then} when the article ran, {standing.words}" if standing.shift else "",
            since=standing.words,
            card=sections(writer, name),
        )
    except AnalysisError:  # such as a figure that was not public on that day
        return ClaimEntry(name, outcome, f"Claim {name}")


def verdicts(edition: Path) -> dict[str, str]:
    """Return the verdicts of an edition, by claim."""
    rows = csv.DictReader(read_text(edition / "verdicts.csv").splitlines())
    return {row["claim_id"]: row["verdict"] for row in rows}


def files(edition: Path) -> dict[str, Path]:
    """Return the files of an edition that are published: all but the executed notebook, which is large."""
    listed = manifest.listed(edition)
    return {name: edition / name for name in listed if not name.endswith(".ipynb")}


def introduce_causes(causes: Sequence[str]) -> tuple[str, ...]:
    """Name the first causes of a change, and count the others."""
    more = len(causes) - MOST_CAUSES
    return (*map(_introduced, causes[:MOST_CAUSES]), *([f"{more} more"] if more > 0 else []))


def count_causes(causes: Iterable[str]) -> tuple[str, ...]:
    """Count causes by kind; those of no known kind come first, as they are."""
    unique = list(dict.fromkeys(causes))
    kinds = Counter(kind for cause in unique if (kind := cause.partition(" ")[0]) in [*Kind])
    other = [plain(cause) for cause in unique if cause.partition(" ")[0] not in kinds]
    more = [f"{len(other) - MOST_CAUSES} more"] if len(other) > MOST_CAUSES else []
    counted = [f"{number:,} {CAUSES[Kind(kind)][1 + (number > 1)]}" for kind, number in sorted(kinds.items())]
    return (*other[:MOST_CAUSES], *more, *counted)


def day_in_words(iso: str) -> str:
    """Write a date in words; the name of a second edition of a day stays as it is.

    >>> day_in_words("2026-10-30"), day_in_words("2026-10-30-2")
    ('30 October 2026', '2026-10-30-2')
    """
    try:
        return in_words(date.fromisoformat(iso))
    except ValueError:
        return iso


def _compared(old: Path | None, new: Path, data: Path, evidence: Evidence, study: Study) -> Event:
    """Return what the history would say of an edition that it does not know."""
    if old is None:
        return Event(new.name[:10], archive.EventKind.PUBLISHED, new.name)
    changes = Changes(*(open_snapshot(str(it), data, evidence, study) for it in (old, new)))
    news = archive.News(Weight.NOTHING, changes)
    return archive.event(archive.EventKind.PUBLISHED, date.fromisoformat(new.name[:10]), new.name, old, news)


def _turn(verdict: Mapping[str, str | list[str]], claims: Mapping[str, ClaimEntry]) -> VerdictChange:
    name, before, after = (plain(str(verdict[part])) for part in ("claim", "before", "after"))
    claim = claims.get(name, ClaimEntry(name, after, f"Claim {name}"))
    return VerdictChange(name, claim.quoted, claim.statement, before, after, introduce_causes([*verdict["causes"]]))


def _introduced(cause: str) -> str:
    kind, _, rest = cause.partition(" ")
    return plain(f"{CAUSES[Kind(kind)][0]}: {rest}" if kind in [*Kind] and rest else cause)


def _counts(judged: Mapping[str, str]) -> dict[Outcome, int]:
    number = Counter(judged.values())
    return {outcome: number[outcome.value] for outcome in Outcome}
