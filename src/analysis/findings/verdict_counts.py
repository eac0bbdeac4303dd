"""Counts of verdicts and the days of their changes, as findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from analysis.dataset.records import in_words
from analysis.errors import NotKnownError
from analysis.findings.arithmetic import on_day
from analysis.findings.declarations import Topic
from analysis.findings.finding import Finding, join_names, varying, worded
from analysis.findings.history import Shift, State, history_of, standings_of, turns
from analysis.findings.quantity import Quantity, count_in_words
from analysis.findings.verdicts import (
    AGAINST,
    Judge,
    Outcome,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from analysis.dataset import Evidence
    from analysis.findings.judging import JudgedRegistry


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
"""Groups of outcomes, by the name of their count."""


def margins_tried(evidence: Evidence) -> Iterator[str]:
    """Yield the names of all margins: each claim, alone and with every combination of its choices."""
    for claim_id in evidence.claims_judged:
        yield claim_id
        axes = evidence.settings.sensitivity.get(claim_id, {})
        if isinstance(axes, dict) and all(isinstance(options, list) for options in axes.values()):  # else it is a fault
            names = (".".join((claim_id, *map(str, options))) for options in product(*axes.values()) if options)
            yield from dict.fromkeys(names)  # an option listed twice is a fault as well


def _margin_of(c: JudgedRegistry, tried: str) -> Finding:
    verdict = c.verdict(tried.partition(".")[0])
    margins = [verdict.margin, *(s.margin for s in verdict.specifications)]
    found = next((m for m in margins if m and m.id == f"margin.{tried}"), None)
    if found is None:
        raise NotKnownError("no number decides, or the evidence does not allow this choice")
    return found


def _outcome_count(c: JudgedRegistry, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.outcome in GROUPS[group]]
    return _count(c, "Claims judged" + ("" if group == "all" else f" {group.replace('_', ' ')}"), chosen)


def _verdict(c: JudgedRegistry, claim: str) -> Finding:
    """Return a verdict as a finding, whose inputs are the evidence, so that counts can have it as an input."""
    verdict = c.verdict(claim)
    quantity, label = Quantity.exact(1, "claims"), worded("Verdict on ", varying(claim))
    inputs = tuple({f.id: f for f in _decisive_figures(c, verdict)}.values()) or (c["claim.day"],)
    how = f"judged by {verdict.judged_by}" if verdict.judged_by else "not judged"
    return Finding("verdict", label, quantity, how, inputs, as_printed=f"{claim} {verdict.outcome.value}")


def _then_count(c: JudgedRegistry, group: str) -> Finding:
    """Count the claims with a verdict by the figures that were public on the article's date."""
    _ = c[f"verdicts.{group}"]  # so that this holds no longer than today's count
    count = c.on(c.evidence.judged_at)[f"verdicts.{group}"]
    label = worded(count.label, ", as known on ", varying(in_words(c.evidence.judged_at)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


def _failing(c: JudgedRegistry) -> list[Verdict]:
    """Return the verdicts against a claim that already went against it on the article's date."""
    return [v for v in c.verdicts.values() if v.outcome in AGAINST and not standings_of(c)[v.claim_id].shift]


def _failed_count(c: JudgedRegistry) -> Finding:
    return _count(c, "Claims that failed when the article ran", _failing(c))


def _failed_kinds(c: JudgedRegistry) -> Finding:
    """Count these claims by verdict, in words; raises `NotKnownError` if there are none."""
    failing = _failing(c)
    if not failing:
        raise NotKnownError("a claim that failed when the article ran")
    number = Counter(verdict.outcome for verdict in failing)
    parts = []
    for outcome in AGAINST:
        if number[outcome]:
            verb = "is" if number[outcome] == 1 else "are"
            parts.append(f"{count_in_words(str(number[outcome]))} {verb} {outcome}")
    label = "Claims that failed when the article ran, by verdict"
    return replace(_failed_count(c), label=label, as_printed=join_names(parts))


def _shifted(c: JudgedRegistry, shift: Shift) -> list[Verdict]:
    found = [verdict for verdict in c.verdicts.values() if standings_of(c)[verdict.claim_id].shift is shift]
    if not found:
        raise NotKnownError(f"a claim that is {shift} by later figures")
    return found


SHIFTS = {"in_doubt": Shift.IN_DOUBT, "cleared": Shift.CLEARED}


def _shift_count(c: JudgedRegistry, shift: str) -> Finding:
    return _count(c, f"Claims {SHIFTS[shift]} since the article ran", _shifted(c, SHIFTS[shift]))


def _shift_days(c: JudgedRegistry, shift: str) -> Finding:
    """Return the days from which these verdicts have held; the value is the first of them."""
    shifted = _shifted(c, SHIFTS[shift])
    names = [f"{verdict.claim_id}.{standings_of(c)[verdict.claim_id].since}" for verdict in shifted]
    days = sorted((c[f"history.{name}"] for name in names), key=lambda finding: finding.value)
    text = join_names(list(dict.fromkeys(day.text for day in days)))
    label = f"Days from which these claims were {SHIFTS[shift]}"
    return Finding("days", label, days[0].quantity, "the first days of these verdicts", tuple(days), as_printed=text)


BY_DOCUMENTS: dict[str, Callable[[Verdict], bool]] = {
    "computed": lambda v: v.grounds is not None,
    "firm": lambda v: v.grounds is not None and v.grounds.are_firm,
}
"""Groups of the computed verdicts: all that are based on documents, and the firm ones (see `Grounds.are_firm`)."""


def _judge_count(c: JudgedRegistry, by: str) -> Finding:
    judge = Judge[by.upper()]
    chosen = [v for v in c.verdicts.values() if v.judged_by is judge]
    return _count(c, f"Verdicts by {judge.value}", chosen)


def _document_count(c: JudgedRegistry, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.method == "computed" and BY_DOCUMENTS[group](v)]
    return _count(c, f"Computed verdicts by their documents: {group}", chosen)


def _less_firm_list(c: JudgedRegistry) -> Finding:
    """List the claims whose computed verdicts are not firm."""
    chosen = _less_firm(c)
    words = ", ".join(v.claim_id for v in chosen)
    return replace(_count(c, "Computed verdicts by their documents: others", chosen), as_printed=words or "none")


def _less_firm(c: JudgedRegistry) -> list[Verdict]:
    return [v for v in c.verdicts.values() if v.method == "computed" and v.grounds and not v.grounds.are_firm]


def _holds_of(c: JudgedRegistry, claim: str) -> Finding:
    return _holds_count(c, c.verdict(claim))


def _turn_count(c: JudgedRegistry) -> Finding:
    changed = [pair for states in history_of(c).values() for pair in turns(states)]
    if not changed:
        raise NotKnownError("no verdict changed up to this day")
    inputs = _figures(c, (f for pair in changed for state in pair for f in _decisive_figures(c, state.verdict)))
    quantity, label = Quantity.exact(len(changed), "verdicts"), "Verdicts that changed since the article"
    return Finding("turns", label, quantity, "counted", inputs)


TOPIC.add("verdicts.{group}", _outcome_count, group=GROUPS)
TOPIC.add("verdicts.then.{group}", _then_count, group=GROUPS)
TOPIC.add("verdicts.failed", _failed_count)
TOPIC.add("verdicts.failed.kinds", _failed_kinds)
TOPIC.add("verdicts.{shift}", _shift_count, shift=tuple(SHIFTS))
TOPIC.add("verdicts.{shift}.days", _shift_days, shift=tuple(SHIFTS))
TOPIC.add("verdict.{claim}", _verdict, claim=lambda evidence: evidence.claims_judged)
TOPIC.add("documents.{group}", _document_count, group=BY_DOCUMENTS)
TOPIC.add("judged.{by}", _judge_count, by=tuple(judge.name.lower() for judge in Judge))
TOPIC.add("documents.others", _less_firm_list)
TOPIC.add("holds.{claim}", _holds_of, claim=lambda evidence: evidence.claims_judged)
TOPIC.keep("margin.{tried}", _margin_of, tried=margins_tried)
TOPIC.add("history.turns", _turn_count)


def _states(c: JudgedRegistry) -> dict[str, State]:
    """Return the states of every claim whose verdict or count changed, by claim and day."""
    changed = [states for states in history_of(c).values() if len(states) > 1]
    return {f"{state.claim_id}.{state.since}": state for states in changed for state in states}


def _states_with_counts(c: JudgedRegistry) -> list[str]:
    return [name for name, state in _states(c).items() if state.verdict.of]


def _change_day(c: JudgedRegistry, state: str) -> Finding:
    """Return the day of a state; its input is a figure published on it, or the date of the article."""
    found = _states(c)[state]
    news = found.because[0] if found.because else c["claim.day"]
    label = worded("Day from which this was to be said of claim ", varying(found.claim_id))
    return on_day(found.since, label, c.row(news.observation) if news.observation else news)


def _earlier_holds(c: JudgedRegistry, state: str) -> Finding:
    """Return the count of an earlier day; its inputs are figures, as computed findings have other values today."""
    found = _states(c)[state]
    count = _holds_count(c, found.verdict)
    label = worded(count.label, ", as known on ", varying(in_words(found.since)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


HISTORY.add("history.{state}", _change_day, state=_states)
HISTORY.add("holds.{state}", _earlier_holds, state=_states_with_counts)
HISTORICAL = tuple(pattern.name.partition("{")[0] for pattern in HISTORY.patterns)
"""Prefixes of names that may belong to the history of verdicts."""


def _figures(c: JudgedRegistry, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the figures that findings are based on, named by their rows, except those of the article."""
    figures = {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}
    article = c.evidence.article
    return tuple(f.named(f"obs.{name}") if f.observation and name not in article else f for name, f in figures.items())


def _decisive_figures(c: JudgedRegistry, verdict: Verdict) -> tuple[Finding, ...]:
    """Return the figure of the article, if any, and the evidence."""
    claim = f"claim.{verdict.claim_id}"
    return (*([c[claim]] if claim in c else []), *verdict.evidence_for, *verdict.evidence_against)


def _holds_count(c: JudgedRegistry, verdict: Verdict) -> Finding:
    """Count the specifications under which a claim is supported; its inputs are the evidence of all of them."""
    if not verdict.of:
        raise NotKnownError("no choice was varied")
    tried = (*_decisive_figures(c, verdict), *(s.evidence for s in verdict.specifications))
    return Finding(
        "holds",
        worded("Ways of counting by which claim ", varying(verdict.claim_id), " holds, of those tried"),
        Quantity.exact(verdict.holds_in, "specifications"),
        "counted",
        tuple({f.id: f for f in tried}.values()),
        as_printed=f"{verdict.holds_in} of {verdict.of}",
        of=verdict.of,
    )


def _count(c: JudgedRegistry, label: str, verdicts: list[Verdict], inputs: str = "verdict") -> Finding:
    """Count verdicts, with the finding `verdict.CLAIM` or `holds.CLAIM` of each as inputs.

    A count of none has the date of the article as its input.
    """
    found = tuple(c[f"{inputs}.{verdict.claim_id}"] for verdict in verdicts) or (c["claim.day"],)
    return Finding("count", label, Quantity.exact(len(verdicts), "claims"), "counted", found)
