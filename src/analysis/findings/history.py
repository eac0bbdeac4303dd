"""The history of verdicts: on which day each one changed, and which new figure changed it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.evidence.observations import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analysis.findings.catalogue import Catalogue
    from analysis.findings.finding import Finding
    from analysis.findings.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class State:
    """What was to be said of a claim from a day on, and the figures that became public on that day."""

    claim_id: str
    since: date
    verdict: Verdict
    because: tuple[Finding, ...]

    def __repr__(self) -> str:
        news = "; ".join(finding.label for finding in self.because)
        return f"{self.told}{f' (new: {news})' if news else ''}"

    @property
    def told(self) -> str:
        """The verdict, and from which day on it held."""
        return f"{self.verdict.outcome.value} from {in_words(self.since)}"

    @property
    def answer(self) -> tuple[str, int, int]:
        """The verdict with its count of specifications: what makes one state differ from another."""
        return self.verdict.outcome.value, self.verdict.holds_in, self.verdict.of


def states(c: Catalogue) -> dict[str, list[State]]:
    """Return for each claim its states from the article's day to the day of knowledge, oldest first.

    Each verdict says until which day of knowledge it holds, so that only those days are looked at on which some verdict
    may be another one, and only what differs then is computed anew. The history holds as long as the verdicts of its
    last day, which are therefore asked for first.
    """
    found: dict[str, list[State]] = {}
    _ = c.verdicts
    day = c.evidence.judged_at
    while True:
        then = c.on(day)
        for claim_id, verdict in then.verdicts.items():
            before = found.setdefault(claim_id, [])
            state = State(claim_id, day, verdict, tuple(_news(verdict, day, before[-1:])))
            if not before or before[-1].answer != state.answer:
                before.append(state)
        until = then.verdicts_hold_until()
        if not day < until <= c.parameters.as_of:
            return found
        day = until


def turns(found: list[State]) -> list[tuple[State, State]]:
    """Return the pairs of states between which the verdict itself changed, not its count alone."""
    return [(old, new) for old, new in pairwise(found) if old.verdict.outcome is not new.verdict.outcome]


def _leaves(verdict: Verdict) -> Iterator[Finding]:
    evidence = (*verdict.evidence_for, *verdict.evidence_against, *(s.evidence for s in verdict.specifications))
    for finding in evidence:
        yield from finding.leaves()


def _news(verdict: Verdict, day: date, before: list[State]) -> list[Finding]:
    """Return the figures of a verdict that became public on a day, each once; where none did, the rates new to it.

    A rate may be declared under one name on all days, so that only its day or its number tells that it is another one.
    """
    leaves = list(_leaves(verdict))
    found = {leaf.figure: leaf for leaf in leaves if leaf.observation and leaf.observation.published == day}
    known = {(leaf.id, leaf.day, leaf.quantity) for state in before for leaf in _leaves(state.verdict)}
    others = (leaf for leaf in leaves if before and leaf.observation is None)
    rates = {leaf.id: leaf for leaf in others if (leaf.id, leaf.day, leaf.quantity) not in known}
    return list((found or rates).values())
