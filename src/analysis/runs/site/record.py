"""What a reader is told of each edition: what changed in it and why, what took its place, and what was mended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.findings import Outcome
from analysis.findings.changes import Changes, Kind
from analysis.runs import history
from analysis.runs.archive import place
from analysis.runs.corrections import corrections, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.findings.changes import Change
    from analysis.runs.corrections import Correction
    from analysis.runs.history import Event
    from analysis.runs.site.shelf import Edition

MOST_CAUSES = 3

COUNTED = {
    Kind.VINTAGE: ("figure that became public or was revised", "figures that became public or were revised"),
    Kind.CORRECTION: ("corrected error of a source", "corrected errors of sources"),
    Kind.DATA: ("other edit of the data", "other edits of the data"),
    Kind.PARAMETER: ("other parameter", "other parameters"),
    Kind.METHOD: ("change of the program or of a declared choice", "changes of the program or of declared choices"),
    Kind.TEXT: ("change of words", "changes of words"),
}
"""How causes of one kind are counted in words, one of them and several."""

NAMED = {
    Kind.VINTAGE: "newly public",
    Kind.CORRECTION: "corrected",
    Kind.DATA: "edited in the data",
    Kind.PARAMETER: "parameter",
    Kind.METHOD: "program or choice",
    Kind.TEXT: "words",
}
"""How a cause is introduced where it is named by itself."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A verdict that says another thing than in the edition before; of a new claim nothing was said before."""

    claim: str
    statement: str
    before: str
    after: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition as it stands in the list. `published` is the day of publication, empty if it is not on record."""

    name: str
    as_of: str
    published: str
    why: str
    before: str
    turns: tuple[Turn, ...]
    moved: int
    causes: tuple[str, ...]
    superseded_by: str
    superseded_on: str
    counts: Mapping[Outcome, int]
    files: tuple[str, ...]
    corrections: tuple[Correction, ...]

    @property
    def updated(self) -> str:
        """The day on which the edition or what is said of it last changed."""
        return max(self.published or self.as_of, *(it.day for it in self.corrections), "")


def entries(editions: Sequence[Edition], events: Sequence[Event]) -> list[Entry]:
    """Tell of every edition, newest first: from the history, and where that says nothing by comparing two editions."""
    names = {edition.name for edition in editions}
    told = {event.edition: event for event in events if event.event in history.PUBLISHED and event.edition in names}
    followed = {old.name: new.name for old, new in pairwise(editions)}
    followed |= {event.supersedes: event.edition for event in told.values() if _is_later(event)}
    mended = corrections(events)
    found = []
    for old, new in pairwise([None, *editions]):
        assert new is not None
        event, later = told.get(new.name), followed.get(new.name, "")
        turns, moved, causes = _of_history(event, new) if event and event.supersedes else _compared(old, new)
        found.append(
            Entry(
                name=new.name, as_of=new.snapshot.as_of, published=history.day_of_publication([event] if event else []),
                why=plain(event.why) if event else "", before=_before(event, old, names),
                turns=turns, moved=moved, causes=causes,
                superseded_by=later, superseded_on=history.day_of_publication([told[later]] if later in told else []),
                counts=_counts(new), files=new.files,
                corrections=tuple(it for it in mended if it.edition == new.name),
            )
        )  # fmt: skip
    return found[::-1]


def grouped(causes: Iterable[str]) -> tuple[str, ...]:
    """Count causes by their kind where there are many; what is of no known kind is told as it stands, first."""
    unique = list(dict.fromkeys(causes))
    kinds = Counter(kind for cause in unique if (kind := cause.partition(" ")[0]) in [*Kind])
    other = [plain(cause) for cause in unique if cause.partition(" ")[0] not in kinds]
    rest = len(other) - MOST_CAUSES
    more = [f"{rest} more"] if rest > 0 else []
    counted = [f"{number:,} {COUNTED[Kind(kind)][number > 1]}" for kind, number in sorted(kinds.items())]
    return (*other[:MOST_CAUSES], *more, *counted)


def _is_later(event: Event) -> bool:
    """Say whether an edition can have taken the place of the one it names: none supersedes a later one."""
    old, new = place(event.supersedes), place(event.edition)
    return bool(old and new and old < new)


def _before(event: Event | None, old: Edition | None, names: set[str]) -> str:
    """Name the edition that this one was compared with, where it is still there."""
    if event and event.supersedes:
        return event.supersedes if event.supersedes in names else ""
    return old.name if old else ""


def _of_history(event: Event, edition: Edition) -> tuple[tuple[Turn, ...], int, tuple[str, ...]]:
    by_claim = {it["claim"]: it for it in event.verdicts if it["before"] != it["after"]}
    turns = tuple(
        Turn(plain(claim), plain(edition.claims.get(claim, "")), plain(it["before"]), plain(it["after"]),
             in_short(it["causes"]))
        for claim, it in by_claim.items()
    )  # fmt: skip
    return turns, event.moved, grouped(event.causes)


def _compared(old: Edition | None, new: Edition) -> tuple[tuple[Turn, ...], int, tuple[str, ...]]:
    if old is None:
        return (), 0, ()
    changes = Changes(old.snapshot, new.snapshot)
    turned = [(change, *_outcomes(change)) for change in changes.verdicts]
    turns = tuple(
        Turn(plain(c.name), plain(new.claims.get(c.name, "")), before, after, in_short(_told(c)))
        for c, before, after in turned
        if before != after
    )
    moved = [change for change in changes.findings if change.moved]
    return turns, len(moved), grouped(cause for change in (*changes.verdicts, *moved) for cause in _told(change))


def _outcomes(change: Change) -> tuple[str, str]:
    before, after = (row["verdict"] if row else "" for row in (change.before, change.after))
    return before, after


def _told(change: Change) -> list[str]:
    return [f"{c.kind.value} {c.name}" + (f" ({c.words})" if c.words else "") for c in change.causes]


def in_short(causes: Sequence[str]) -> tuple[str, ...]:
    """Introduce the first causes in words, and count the others."""
    more = len(causes) - MOST_CAUSES
    return (*map(_introduced, causes[:MOST_CAUSES]), *([f"{more} more"] if more > 0 else []))


def _introduced(cause: str) -> str:
    kind, _, rest = cause.partition(" ")
    return plain(f"{NAMED[Kind(kind)]}: {rest}" if kind in [*Kind] and rest else cause)


def _counts(edition: Edition) -> dict[Outcome, int]:
    found = Counter(row["verdict"] for row in edition.snapshot.verdicts.values())
    return {outcome: found[outcome.value] for outcome in Outcome}
