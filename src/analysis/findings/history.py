"""The history of verdicts: on which day each one changed, and which new figure changed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

from analysis.dataset.records import in_words
from analysis.errors import NotKnownError
from analysis.findings.arithmetic import on_day
from analysis.findings.declarations import Topic
from analysis.findings.finding import Finding, varying, worded
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import Judge, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from analysis.dataset import Evidence
    from analysis.findings.catalogue import Catalogue


# ----- history ---------------------------------------------------------------------------------------------


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


# ----- tally -----------------------------------------------------------------------------------------------
# The verdicts counted: how many claims hold, under how many choices, and when that changed.

TOPIC, HISTORY = Topic(), Topic()
FLAWED = tuple(outcome for outcome in Outcome if outcome not in (Outcome.SUPPORTED, Outcome.NOT_CHECKABLE))
OTHERWISE = tuple(set(Outcome) - {Outcome.SUPPORTED, Outcome.MISSING_CONTEXT, Outcome.CONTRADICTED})
GROUPS = {
    "all": tuple(Outcome),
    "flawed": FLAWED,
    "doubtful": tuple(set(FLAWED) - {Outcome.MISSING_CONTEXT}),
    "otherwise": OTHERWISE,
    **{outcome.value.replace(" ", "_"): (outcome,) for outcome in Outcome},
}
"""Groups of verdicts that are counted, by the name of the count."""


def margins_tried(evidence: Evidence) -> Iterator[str]:
    """Name every claim with every combination of the choices that are varied for it, as its margins are named."""
    for claim_id in evidence.claims_judged:
        yield claim_id
        axes = evidence.settings.sensitivity.get(claim_id, {})
        if isinstance(axes, dict) and all(
            isinstance(options, list) for options in axes.values()
        ):  # else a fault is told
            yield from (".".join((claim_id, *map(str, options))) for options in product(*axes.values()) if options)


def _margin(c: Catalogue, tried: str) -> Finding:
    verdict = c.verdict(tried.partition(".")[0])
    margins = [verdict.margin, *(s.margin for s in verdict.specifications)]
    found = next((m for m in margins if m and m.id == f"margin.{tried}"), None)
    if found is None:
        raise NotKnownError("no number decides, or the evidence does not allow this choice")
    return found


def _counted(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.outcome in GROUPS[group]]
    return _count(c, "Claims judged" + ("" if group == "all" else f" {group.replace('_', ' ')}"), chosen, _said)


def _verdict(c: Catalogue, claim: str) -> Finding:
    """Make of a verdict what a count can lead to: the claim with what is said of it, and what that rests on."""
    verdict = c.verdict(claim)
    quantity, label = Quantity.exact(1, "claims"), worded("Verdict on ", varying(claim))
    inputs = tuple({f.id: f for f in _decisive(c, verdict)}.values()) or (c["claim.day"],)
    how = f"judged by {verdict.judged_by}" if verdict.judged_by else "not judged"
    return Finding("verdict", label, quantity, how, inputs, as_printed=f"{claim} {verdict.outcome.value}")


RESTING: dict[str, Callable[[Verdict], bool]] = {
    "computed": lambda v: v.grounds is not None,
    "firm": lambda v: v.grounds is not None and v.grounds.are_firm,
}
"""Groups of the computed verdicts: all that rest on documents; those on their makers' own or on two for each figure,
where no third party's counts."""


def _judged_by(c: Catalogue, by: str) -> Finding:
    judge = Judge[by.upper()]
    chosen = [v for v in c.verdicts.values() if v.judged_by is judge]
    return _count(c, f"Verdicts by {judge.value}", chosen, _said)


def _documented(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.method == "computed" and RESTING[group](v)]
    return _count(c, f"Computed verdicts by their documents: {group}", chosen, _said)


HARD = (Outcome.OVERSTATED, Outcome.DISPUTED, Outcome.CONTRADICTED)
"""Verdicts that say most against a claim."""


def _others(c: Catalogue) -> Finding:
    """Name the claims whose computed verdicts rest on less."""
    chosen = _less_firm(c)
    words = ", ".join(v.claim_id for v in chosen)
    return replace(_count(c, "Computed verdicts by their documents: others", chosen, _said), as_printed=words or "none")


def _hard(c: Catalogue) -> Finding:
    """Count those of them that say most against their claims, of all such verdicts that are computed."""
    every = [v for v in c.verdicts.values() if v.method == "computed" and v.outcome in HARD]
    chosen = [v for v in _less_firm(c) if v in every]
    if not every:
        raise NotKnownError("a computed verdict against a claim")
    found, text = Quantity.exact(len(chosen), "claims"), f"{len(chosen)} of {len(every)}"
    count = _count(c, "Computed verdicts against a claim that rest on less", every, _said)
    return replace(count, quantity=found, as_printed=text, of=len(every))


def _less_firm(c: Catalogue) -> list[Verdict]:
    return [v for v in c.verdicts.values() if v.method == "computed" and v.grounds and not v.grounds.are_firm]


ROBUST: dict[str, Callable[[Verdict], bool]] = {
    "all": lambda _: True,
    "always": lambda v: v.holds_in == v.of,
    "never": lambda v: v.holds_in == 0,
}
"""Groups of the claims that depend on choices."""

DEPENDING = {"all": "", "always": " and hold under every one tried", "never": " and hold under none tried"}
"""What is said of each group, behind that they depend on choices."""


def _robust(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.of > 1 and ROBUST[group](v)]
    return _count(c, f"Claims that depend on choices{DEPENDING[group]}", chosen, _held)


def _holds(c: Catalogue, claim: str) -> Finding:
    return _held_in(c, c.verdict(claim))


def _turned(c: Catalogue) -> Finding:
    changed = [pair for states in c.history.values() for pair in turns(states)]
    if not changed:
        raise NotKnownError("no verdict changed up to this day")
    inputs = _figures(c, (f for pair in changed for state in pair for f in _decisive(c, state.verdict)))
    quantity, label = Quantity.exact(len(changed), "verdicts"), "Verdicts that changed since the article"
    return Finding("turns", label, quantity, "counted", inputs)


TOPIC.add("verdicts.{group}", _counted, group=GROUPS)
TOPIC.add("verdict.{claim}", _verdict, claim=lambda evidence: evidence.claims_judged)
TOPIC.add("documents.{group}", _documented, group=RESTING)
TOPIC.add("judged.{by}", _judged_by, by=tuple(judge.name.lower() for judge in Judge))
TOPIC.add("documents.others", _others)
TOPIC.add("documents.hard", _hard)
TOPIC.add("robust.{group}", _robust, group=ROBUST)
TOPIC.add("holds.{claim}", _holds, claim=lambda evidence: evidence.claims_judged)
TOPIC.keep("margin.{tried}", _margin, tried=margins_tried)
TOPIC.add("history.turns", _turned)


def _states(c: Catalogue) -> dict[str, State]:
    """Name the states of every claim whose verdict or count changed, by claim and day."""
    changed = [states for states in c.history.values() if len(states) > 1]
    return {f"{state.claim_id}.{state.since}": state for states in changed for state in states}


def _states_with_counts(c: Catalogue) -> list[str]:
    return [name for name, state in _states(c).items() if state.verdict.of]


def _since(c: Catalogue, state: str) -> Finding:
    """Lead to a figure that became public on the day of a state; the first state goes with the article itself."""
    found = _states(c)[state]
    news = found.because[0] if found.because else c["claim.day"]
    label = worded("Day from which this was to be said of claim ", varying(found.claim_id))
    return on_day(found.since, label, c.row(news.observation) if news.observation else news)


def _held_then(c: Catalogue, state: str) -> Finding:
    """A count of an earlier day leads straight to figures: what lies between has other values today."""
    found = _states(c)[state]
    count = _held_in(c, found.verdict)
    label = worded(count.label, ", as known on ", varying(in_words(found.since)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


HISTORY.add("history.{state}", _since, state=_states)
HISTORY.add("holds.{state}", _held_then, state=_states_with_counts)
HISTORICAL = tuple(pattern.name.partition("{")[0] for pattern in HISTORY.patterns)
"""How names begin that may belong to the history of verdicts."""


def _figures(c: Catalogue, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the figures beneath findings; those of the article keep their names, all others may be newer by now."""
    figures = {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}
    said = c.evidence.article
    return tuple(f.named(f"obs.{name}") if f.observation and name not in said else f for name, f in figures.items())


def _decisive(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """The article's own figure, if it has one, and what it was held against."""
    claim = f"claim.{verdict.claim_id}"
    return (*([c[claim]] if claim in c else []), *verdict.evidence_for, *verdict.evidence_against)


def _said(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """Name the verdict itself."""
    return (c[f"verdict.{verdict.claim_id}"],)


def _held(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """Name the count of the specifications under which a verdict holds."""
    return (c[f"holds.{verdict.claim_id}"],)


def _held_in(c: Catalogue, verdict: Verdict) -> Finding:
    """Count the specifications under which a claim is supported; it rests on the evidence under each of them."""
    if not verdict.of:
        raise NotKnownError("no choice was varied")
    tried = (*_decisive(c, verdict), *(s.evidence for s in verdict.specifications))
    return Finding(
        "holds",
        worded("Ways of counting by which claim ", varying(verdict.claim_id), " holds, of those tried"),
        Quantity.exact(verdict.holds_in, "specifications"),
        "counted",
        tuple({f.id: f for f in tried}.values()),
        as_printed=f"{verdict.holds_in} of {verdict.of}",
        of=verdict.of,
    )


def _count(
    c: Catalogue, label: str, verdicts: list[Verdict], evidence: Callable[[Catalogue, Verdict], tuple[Finding, ...]]
) -> Finding:
    """A count of verdicts leads to the verdicts counted; one of none rests on the article's day."""
    inputs = [f for verdict in verdicts for f in evidence(c, verdict)] or [c["claim.day"]]
    unique = tuple({f.id: f for f in inputs}.values())
    return Finding("count", label, Quantity.exact(len(verdicts), "claims"), "counted", unique)
