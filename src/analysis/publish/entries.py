"""The published editions as the site lists them: what changed and why, what superseded them, and corrections."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.dataset.dates import in_words
from analysis.dataset.text_files import read_text
from analysis.editions import archive, manifest
from analysis.editions import publication_history as history
from analysis.editions.corrections import corrections, plain, weightiest_of_latest_day
from analysis.editions.open_edition import open_snapshot
from analysis.editions.publication_history import Event, EventKind
from analysis.errors import AnalysisError
from analysis.findings import Catalogue, Outcome, parameters
from analysis.findings.diff import Changes, Kind
from analysis.findings.diff_weight import Weight
from analysis.report.claim_cards import quoted_claim, reason, sections
from analysis.writing.writer import PLAIN, Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.editions.corrections import Correction
    from analysis.findings import Study

MOST_CAUSES = 3
"""Maximum number of causes that are named; the others are counted."""

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
"""For each kind of cause the words before its name, and its singular and plural for a count."""


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A claim of the article and its verdict, with its statement, the finding and the reason in plain words."""

    name: str
    verdict: str
    quoted: str
    """The claim in quotation marks, or its id if its words are not known."""
    statement: str = ""
    found: str = ""
    reason: str = ""
    standing: str = ""
    """The verdict when the article was published, if later figures put the claim in doubt or cleared it."""
    since: str = ""
    """Since when later figures have put it in doubt or cleared it, such as “in doubt since 31 May 2024”."""
    card: Mapping[str, str] = field(default_factory=dict)
    """The text of its card, as HTML by heading; links to a number or source begin with `#`."""

    @property
    def headline(self) -> str:
        """The verdict and the claim, in this order because services cut off the end."""
        verdict = self.verdict.capitalize()
        if self.since:
            verdict += f", {self.since}"
        return f"{verdict}: {self.quoted}"


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that changed since the edition before; `before` is empty for a new claim."""

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
        if not self.causes:
            return self.what
        return f"{self.what} The cause: {'; '.join(self.causes)}."

    @property
    def what(self) -> str:
        """What changed since the edition before, in a sentence."""
        if not self.before and not self.turns and not self.moved:  # one whose predecessor is lost may have changes
            return "The first edition."
        against = f" against the edition of {day_in_words(self.before)}" if self.before else ""
        verdicts = _counted(len(self.turns), "verdict")
        numbers = _counted(self.moved, "number")
        return f"Changed{against}: {verdicts} and {numbers}."


def _counted(number: int, noun: str) -> str:
    if number == 0:
        return f"no {noun}"
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def entries(
    reports: Path,
    events: Sequence[Event],
    claims: Mapping[str, ClaimEntry],
    data: Path,
    evidence: Evidence,
    study: Study,
) -> list[Entry]:
    """Describe every edition in a folder, newest first.

    What changed comes from the history; if that has no comparison, the edition is compared with the one before it.
    """
    folders = archive.editions(reports)
    names = [folder.name for folder in folders]
    publications: dict[str, Event] = {}
    for event in events:
        if event.event in history.PUBLISHED and event.edition in names:
            publications[event.edition] = event

    # An edition is superseded by the one that says so in the history, or else by the next one
    followed_by = dict(pairwise(names))
    for event in publications.values():
        followed_by[event.supersedes] = event.edition  # the first one supersedes "", which is no edition's name
    all_corrections = corrections(events)

    listed = []
    previous = None
    for folder in folders:
        publication = publications.get(folder.name)
        if publication and publication.supersedes:  # then it was compared with that edition
            event = publication
        else:
            event = _compared(previous, folder, data, evidence, study)
        later = followed_by.get(folder.name, "")
        turns = []
        for change in event.verdicts:
            if change["before"] != change["after"]:  # not only its count, margin or rule
                turns.append(_turn(change, claims))
        listed.append(
            Entry(
                name=folder.name,
                published=_day_of(publication),
                why=plain(publication.why) if publication else "",
                before=event.supersedes if event.supersedes in names else "",
                turns=tuple(turns),
                moved=event.moved,
                causes=count_causes(event.causes),
                superseded_by=later,
                superseded_on=_day_of(publications.get(later)),
                counts=_counts(verdicts(folder)),
                files=tuple(sorted(files(folder))),
                corrections=tuple(change for change in all_corrections if change.edition == folder.name),
            )
        )
        previous = folder
    return listed[::-1]


def _day_of(publication: Event | None) -> str:
    """Return the day of publication, empty if it is not on record."""
    return history.day_of_publication([publication]) if publication else ""


def claims_in_words(evidence: Evidence, study: Study, day: date, judged: Mapping[str, str]) -> dict[str, ClaimEntry]:
    """Write every claim of an edition in plain words, as its cards do; `judged` are its verdicts by claim.

    The finding is left out if the rules, with the present program and data, give another verdict than the edition.
    """
    catalogue = Catalogue(evidence, parameters.default(study, day), study)
    return {name: _claim(Writer(catalogue), name, outcome) for name, outcome in judged.items()}


def _claim(writer: Writer, name: str, outcome: str) -> ClaimEntry:
    """Write a claim in plain words, as far as that can be done; `outcome` is its verdict in the edition."""
    verdict = writer.verdicts.get(name)
    if verdict is None:  # a claim that only an older edition had
        return ClaimEntry(name, outcome, f"Claim {name}")
    claim = writer.catalogue.evidence.claims.get(name, {})
    try:
        quoted = quoted_claim(writer, name, PLAIN)
        statement = writer.fill(f"{{statement:{name}}}", PLAIN)
        if verdict.outcome.value != outcome:  # finding and reason would be of another verdict
            return ClaimEntry(name, outcome, quoted, statement)
        standing = writer.catalogue.standings[name]
        return ClaimEntry(
            name,
            outcome,
            quoted,
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
    """Name the first causes of a change, and count the others.

    >>> introduce_causes(["vintage Nests, Avonia", "data Nests, Borduria", "text the note"])
    ('newly public: Nests, Avonia', 'edited in the data: Nests, Borduria', 'words: the note')
    """
    phrases = [_introduced(cause) for cause in causes[:MOST_CAUSES]]
    if len(causes) > MOST_CAUSES:
        phrases.append(f"{len(causes) - MOST_CAUSES} more")
    return tuple(phrases)


def count_causes(causes: Iterable[str]) -> tuple[str, ...]:
    """Count causes by kind; those of no known kind come first, as they are.

    >>> count_causes(["vintage Nests, Avonia", "vintage Nests, Borduria", "a typing error"])
    ('a typing error', '2 figures that became public or were revised')
    """
    kinds: Counter[str] = Counter()
    others = []
    for cause in dict.fromkeys(causes):  # each once, in the order of the history
        kind, _, _ = cause.partition(" ")  # what follows is the name, which is not needed for a count
        if kind in list(Kind):
            kinds[kind] += 1
        else:
            others.append(plain(cause))

    phrases = others[:MOST_CAUSES]
    if len(others) > MOST_CAUSES:
        phrases.append(f"{len(others) - MOST_CAUSES} more")
    for kind, number in sorted(kinds.items()):
        _, singular, plural = CAUSES[Kind(kind)]
        phrases.append(f"{number:,} {singular if number == 1 else plural}")
    return tuple(phrases)


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
    """Return the event that the history would have of an edition, for one that is not in it."""
    day = new.name[:10]  # for want of the day of publication, which the list does not take from this event
    if old is None:
        return Event(day, EventKind.PUBLISHED, new.name)
    before = open_snapshot(str(old), data, evidence, study)
    after = open_snapshot(str(new), data, evidence, study)
    news = history.News(Weight.NOTHING, Changes(before, after))  # the list shows neither weight nor sentences
    return history.event(EventKind.PUBLISHED, date.fromisoformat(day), new.name, old, news)


def _turn(change: Mapping[str, str | list[str]], claims: Mapping[str, ClaimEntry]) -> VerdictChange:
    """Return a changed verdict of the history as the site lists it, with the words of its claim."""
    # The history is a file that others may have edited, so its texts are cut to a line
    name = plain(str(change["claim"]))
    before = plain(str(change["before"]))
    after = plain(str(change["after"]))
    claim = claims.get(name, ClaimEntry(name, after, f"Claim {name}"))
    causes = introduce_causes(list(change["causes"]))
    return VerdictChange(
        claim=name, quoted=claim.quoted, statement=claim.statement, before=before, after=after, causes=causes
    )


def _introduced(cause: str) -> str:
    """Write a cause of the history for readers: “vintage NAME” becomes “newly public: NAME”."""
    kind, _, name = cause.partition(" ")
    if kind in list(Kind) and name:
        words, _, _ = CAUSES[Kind(kind)]
        cause = f"{words}: {name}"
    return plain(cause)


def _counts(judged: Mapping[str, str]) -> dict[Outcome, int]:
    """Return how many claims have each verdict, also those that none has."""
    numbers = Counter(judged.values())
    return {outcome: numbers[outcome.value] for outcome in Outcome}
