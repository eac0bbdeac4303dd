"""The history of verdicts: when each one changed, and because of which new figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.dataset.dates import in_words
from analysis.findings.verdicts import AGAINST, HOLDING, Outcome, Verdict

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
        if not self.because:
            return self.summary
        news = "; ".join(finding.label for finding in self.because)
        return f"{self.summary} (new: {news})"

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

    As the memory knows until when each verdict is valid, only the days on which one may change are visited.
    """
    # The loop below looks up the verdicts of other days in catalogues of their own, which the memory of this one does
    # not see. Without this line it would take the history for valid on any day, also after the next change
    c.depend_on_verdicts()

    history: dict[str, list[State]] = {}
    day = c.evidence.judged_at
    while True:
        registry = c.on(day)
        for claim_id, verdict in registry.verdicts.items():
            earlier = history.setdefault(claim_id, [])
            state = State(claim_id, day, verdict, because=tuple(_news(verdict, day, before=earlier[-1:])))
            if not earlier or earlier[-1].answer != state.answer:
                earlier.append(state)

        # Go on to the next day on which a verdict may differ
        until = registry.verdicts_hold_until()
        if not day < until <= c.parameters.as_of:
            return history
        day = until


def history_of(c: JudgedRegistry) -> dict[str, list[State]]:
    """Return what `states` does, computed once."""
    return c.once("history of verdicts", states)


def outcome_changes(history: list[State]) -> list[tuple[State, State]]:
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
        # Only whether the claim holds counts: a change from overstated to contradicted, for instance, is no shift
        before, after = _degree(self.then), _degree(self.now)
        if after < before:
            return Shift.IN_DOUBT
        if after > before:
            return Shift.CLEARED
        return None

    @property
    def words(self) -> str:
        """Such as “in doubt since 31 May 2024”; empty if the claim neither came into doubt nor was cleared."""
        # what has shifted has a day, which the type cannot say
        return f"{self.shift} since {in_words(self.since)}" if self.shift and self.since else ""


def _degree(outcome: Outcome) -> int:
    """Return 2 for an outcome under which a claim holds, 0 for one under which it fails, and 1 if that is unknown."""
    if outcome in HOLDING:
        return 2
    if outcome in AGAINST:
        return 0
    return 1


def standings(c: JudgedRegistry) -> dict[str, Standing]:
    """Return how the verdict on each claim stands."""
    by_claim = {}
    for claim_id, history in history_of(c).items():
        outcomes = [state.verdict.outcome for state in history]
        first, last = outcomes[0], outcomes[-1]

        # Go back to the first of the states with the present outcome
        start = len(outcomes)
        while start and outcomes[start - 1] is last:
            start -= 1
        since = history[start].since if start else None
        by_claim[claim_id] = Standing(first, last, since)
    return by_claim


def standings_of(c: JudgedRegistry) -> dict[str, Standing]:
    """Return what `standings` does, computed once."""
    return c.once("standings of verdicts", standings)


def _leaves(verdict: Verdict) -> Iterator[Finding]:
    """Iterate over all figures that a verdict and its specifications are based on."""
    for finding in verdict.evidence_for + verdict.evidence_against:
        yield from finding.leaves()
    for specification in verdict.specifications:
        yield from specification.evidence.leaves()


def _news(verdict: Verdict, day: date, before: list[State]) -> list[Finding]:
    """Return the figures of a verdict that were published on a day, or if there are none, its new exchange rates.

    `before` has the last state of the claim, or none for the first. A rate may have the same name on all days, so that
    its day or its number has to be compared.
    """
    leaves = list(_leaves(verdict))
    figures = {leaf.figure: leaf for leaf in leaves if leaf.observation and leaf.observation.published == day}
    if figures or not before:
        return list(figures.values())

    earlier_numbers = set()
    for state in before:
        earlier_numbers |= {(leaf.id, leaf.day, leaf.quantity) for leaf in _leaves(state.verdict)}
    rates = {}
    for leaf in leaves:
        if leaf.observation is None and (leaf.id, leaf.day, leaf.quantity) not in earlier_numbers:
            rates[leaf.id] = leaf
    return list(rates.values())
