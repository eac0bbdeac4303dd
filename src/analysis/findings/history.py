"""The history of verdicts: when each one changed, and because of which new figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.dataset.records import in_words
from analysis.findings.verdicts import (
    AGAINST,
    HOLDING,
    Outcome,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analysis.findings.finding import Finding
    from analysis.findings.judging import JudgedRegistry


@dataclass(frozen=True, slots=True)
class State:
    """The verdict on a claim from a day on, and the figures published on that day."""

    claim_id: str
    since: date
    verdict: Verdict
    because: tuple[Finding, ...]

    def __repr__(self) -> str:
        news = "; ".join(finding.label for finding in self.because)
        return f"{self.summary}{f' (new: {news})' if news else ''}"

    @property
    def summary(self) -> str:
        """The outcome and the day from which it held."""
        return f"{self.verdict.outcome.value} from {in_words(self.since)}"

    @property
    def answer(self) -> tuple[str, int, int]:
        """The outcome and the count of specifications, which tell one state from another."""
        return self.verdict.outcome.value, self.verdict.holds_in, self.verdict.of


def states(c: JudgedRegistry) -> dict[str, list[State]]:
    """Return the states of each claim from the day of the article to the as-of date, oldest first.

    As the memory knows until when each verdict is valid, only the days on which one may change are visited. The history
    is valid as long as the verdicts of the as-of date, which are therefore computed first.
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


def history_of(c: JudgedRegistry) -> dict[str, list[State]]:
    """Return what `states` does, computed once."""
    return c.once("history of verdicts", states)


def turns(history: list[State]) -> list[tuple[State, State]]:
    """Return the pairs of successive states with different outcomes."""
    return [(old, new) for old, new in pairwise(history) if old.verdict.outcome is not new.verdict.outcome]


class Shift(StrEnum):
    """What figures published after the article did to the verdict on a claim."""

    IN_DOUBT = "in doubt"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict on a claim by the figures that were public on the article's date, and what later ones made of it."""

    then: Outcome
    now: Outcome
    since: date | None
    """The first day from which the present outcome has held without a break; None if it always did."""

    @property
    def shift(self) -> Shift | None:
        """Whether later figures put the claim in doubt or cleared it; None if neither."""
        if self.then is self.now:
            return None
        if self.now in AGAINST:
            return None if self.then in AGAINST else Shift.IN_DOUBT
        if self.then in AGAINST or self.now in HOLDING:
            return None if self.then in HOLDING else Shift.CLEARED
        return Shift.IN_DOUBT

    @property
    def words(self) -> str:
        """Such as “in doubt since 31 May 2024”; empty if the claim neither came into doubt nor was cleared."""
        return f"{self.shift} since {in_words(self.since)}" if self.shift and self.since else ""


def standings(c: JudgedRegistry) -> dict[str, Standing]:
    """Return how the verdict on each claim stands."""
    found = {}
    for claim_id, history in history_of(c).items():
        outcomes = [state.verdict.outcome for state in history]
        first, last = outcomes[0], outcomes[-1]
        unbroken = len(outcomes)
        while unbroken and outcomes[unbroken - 1] is last:
            unbroken -= 1
        since = history[unbroken].since if unbroken else None
        found[claim_id] = Standing(first, last, since)
    return found


def standings_of(c: JudgedRegistry) -> dict[str, Standing]:
    """Return what `standings` does, computed once."""
    return c.once("standings of verdicts", standings)


def _leaves(verdict: Verdict) -> Iterator[Finding]:
    evidence = (*verdict.evidence_for, *verdict.evidence_against, *(s.evidence for s in verdict.specifications))
    for finding in evidence:
        yield from finding.leaves()


def _news(verdict: Verdict, day: date, before: list[State]) -> list[Finding]:
    """Return the figures of a verdict that were published on a day, or if there are none, its new exchange rates.

    A rate may have the same name on all days, so that its day or its number has to be compared.
    """
    leaves = list(_leaves(verdict))
    found = {leaf.figure: leaf for leaf in leaves if leaf.observation and leaf.observation.published == day}
    seen = {(leaf.id, leaf.day, leaf.quantity) for state in before for leaf in _leaves(state.verdict)}
    others = (leaf for leaf in leaves if before and leaf.observation is None)
    rates = {leaf.id: leaf for leaf in others if (leaf.id, leaf.day, leaf.quantity) not in seen}
    return list((found or rates).values())
