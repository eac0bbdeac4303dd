"""Corrections: what changed in an edition after it was published, in words for its page, the site and the feed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.dataset.schema_checks import CONTROL
from analysis.editions.publication_history import ANSWER, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.editions.publication_history import Event


LONGEST_LINE = 400
"""Maximum characters of a text from the history on a page: somebody wrote it in an option of a command."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A change to a published edition: when, which edition, what changed and why.

    A re-rendering that changed no verdict and no number is listed as well, but `is_correction` is false.
    """

    day: str
    edition: str
    what: str
    why: str
    is_correction: bool = True
    weight: int = 0
    """How much changed: the answer 3, a verdict 2, a number 1, only words 0."""
    number: int = 1
    """Its number among those of its day, in the order of the history; part of its permanent id."""

    @property
    def verb(self) -> str:
        """“Corrected” or “Re-rendered”."""
        return "Corrected" if self.is_correction else "Re-rendered"

    @property
    def text(self) -> str:
        """What changed and why, in one line."""
        return f"{self.what} {self.why}".strip()


def corrections(events: Iterable[Event]) -> list[Correction]:
    """Return every correction and every re-rendering with a reason, newest first."""
    numbers: Counter[str] = Counter()  # of the changes of each day
    changes = []
    for event in events:
        has_reason = event.event == EventKind.RENEWED and event.why  # early versions recorded none
        if event.event == EventKind.CORRECTION or has_reason:
            numbers[event.day] += 1
            changes.append(replace(_correction(event), number=numbers[event.day]))
    changes.sort(key=lambda change: change.day)  # within a day the order of the history stays
    return changes[::-1]


def weightiest_of_latest_day(changes: Sequence[Correction]) -> Correction | None:
    """Return the most important change of the latest day, which represents all of that day; None without any.

    `changes` are newest first, as `corrections` returns them; of equally important ones the newest is taken.
    """
    latest_day = [change for change in changes if change.day == changes[0].day]
    return max(latest_day, key=lambda change: change.weight, default=None)


def plain(text: str) -> str:
    """Return a text as one line of at most 400 characters, without control characters."""
    line = CONTROL.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _correction(event: Event) -> Correction:
    """Describe the event of a correction or a re-rendering; `number` is left for the caller."""
    sentences = []
    if event.what.strip():
        sentences.append(_sentence(event.what))
    if event.weight == ANSWER:
        sentences.append("The answer changed.")
    if event.verdicts:
        sentences.append(_verdicts(event))
    if event.moved == 1:
        sentences.append("One number changed.")
    elif event.moved:
        sentences.append(f"{event.moved:,} numbers changed.")
    is_correction = event.event == EventKind.CORRECTION or bool(sentences)
    what = " ".join(sentences) if is_correction else "No verdict and no number changed."

    if event.weight == ANSWER:
        weight = 3
    elif event.verdicts:
        weight = 2
    else:
        weight = min(event.moved, 1)

    return Correction(
        day=event.day,
        edition=plain(event.edition),
        what=what,
        why=_sentence(event.why),
        is_correction=is_correction,
        weight=weight,
    )


def _sentence(text: str) -> str:
    """Return a text as one line with a full stop, so that another sentence may follow."""
    line = plain(text)
    if line and line[-1].isalnum():  # any sign at the end is left as it is
        return f"{line}."
    return line


def _verdicts(event: Event) -> str:
    """Describe the changed verdicts, with claims that changed in the same way together."""
    claims: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for verdict in event.verdicts:
        claims[verdict["before"], verdict["after"]].append(verdict["claim"])
    changes = []
    for (before, after), names in claims.items():
        if before and after:
            change = f"from {before} to {after}"
        elif after:
            change = f"new, {after}"
        else:
            change = "dropped"
        changes.append(f"{', '.join(names)} {change}")
    return plain(f"Verdicts changed: {'; '.join(changes)}.")
