"""The history of verdicts: on which day each one changed, and which new figure changed it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from analysis.evidence import Evidence
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.parameters import Parameters
from analysis.findings.verdicts import Verdict

Compute = Callable[[Evidence, Parameters], tuple[Catalogue, dict[str, Verdict]]]


@dataclass(frozen=True, slots=True)
class State:
    """What was to be said of a claim from a day on, and the figures that became public on that day."""

    claim_id: str
    since: date
    verdict: Verdict
    because: tuple[Finding, ...]

    @property
    def answer(self) -> tuple[str, int, int]:
        """The verdict with its count of specifications: what makes one state differ from another."""
        return self.verdict.outcome.value, self.verdict.holds_in, self.verdict.of


def history(evidence: Evidence, given: Parameters, compute: Compute) -> dict[str, list[State]]:
    """Return for each claim its states from the article's day to the day of knowledge, oldest first.

    Verdicts are computed anew on every day on which a figure that any of them rests on became public.
    """
    states: dict[str, list[State]] = {}
    for day in _days(evidence, given, compute):
        _, verdicts = compute(evidence, replace(given, as_of=day))
        for claim_id, verdict in verdicts.items():
            before = states.setdefault(claim_id, [])
            state = State(claim_id, day, verdict, tuple(_news(verdict, day, before[-1:])))
            if not before or before[-1].answer != state.answer:
                before.append(state)
    return states


def turns(states: list[State]) -> list[tuple[State, State]]:
    """Return the pairs of states between which the verdict itself changed, not its count alone."""
    return [(old, new) for old, new in pairwise(states) if old.verdict.outcome is not new.verdict.outcome]


def _days(evidence: Evidence, given: Parameters, compute: Compute) -> list[date]:
    """Return the article's day and every later one that could matter to a verdict."""
    _, verdicts = compute(evidence, given)
    leaves = (leaf for verdict in verdicts.values() for leaf in _leaves(verdict))
    keys = {(o.indicator, o.entity, o.counterpart) for leaf in leaves if (o := leaf.observation)}
    rows = (row for key in keys for row in evidence.as_known_on(given.as_of).vintages(*key))
    later = {row.published for row in rows if row.published > evidence.judged_at}
    later |= {day for day in evidence.rates.published_later(evidence.judged_at) if day <= given.as_of}
    return sorted({evidence.judged_at, *later})


def _leaves(verdict: Verdict) -> Iterator[Finding]:
    evidence = (*verdict.evidence_for, *verdict.evidence_against, *(s.evidence for s in verdict.specifications))
    for finding in evidence:
        yield from finding.leaves()


def _news(verdict: Verdict, day: date, before: list[State]) -> list[Finding]:
    """Return the figures of a verdict that became public on a day, each once; where none did, the rates new to it."""
    leaves = list(_leaves(verdict))
    found = {leaf.figure: leaf for leaf in leaves if leaf.observation and leaf.observation.published == day}
    known = {leaf.id for state in before for leaf in _leaves(state.verdict)}
    rates = {leaf.id: leaf for leaf in leaves if before and leaf.day and leaf.id not in known}
    return list((found or rates).values())
