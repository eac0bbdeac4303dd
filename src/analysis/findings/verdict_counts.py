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
from analysis.findings.finding import Finding, compose, join_names, varying
from analysis.findings.history import Shift, State, history_of, outcome_changes, standings_of
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
        # anything else in choices.toml is a fault, which the check of the settings names
        if not isinstance(axes, dict) or not all(isinstance(options, list) for options in axes.values()):
            continue
        combinations = [options for options in product(*axes.values()) if options]
        names = [".".join((claim_id, *map(str, options))) for options in combinations]
        yield from dict.fromkeys(names)  # an option listed twice is a fault as well


def _margin_of(c: JudgedRegistry, tried: str) -> Finding:
    verdict = c.verdict(tried.partition(".")[0])
    margins = [verdict.margin]
    margins += [specification.margin for specification in verdict.specifications]
    for margin in margins:
        if margin and margin.id == f"margin.{tried}":
            return margin
    raise NotKnownError("no number decides, or the evidence does not allow this choice")


def _outcome_count(c: JudgedRegistry, group: str) -> Finding:
    verdicts = [verdict for verdict in c.verdicts.values() if verdict.outcome in GROUPS[group]]
    label = "Claims judged"
    if group != "all":
        label += f" {group.replace('_', ' ')}"
    return _count(c, label, verdicts)


def _verdict(c: JudgedRegistry, claim: str) -> Finding:
    """Return a verdict as a finding, whose inputs are the evidence, so that counts can have it as an input."""
    verdict = c.verdict(claim)
    inputs = _without_repetition(_decisive_figures(c, verdict)) or (c["claim.day"],)
    return Finding(
        "verdict",
        compose("Verdict on ", varying(claim)),
        Quantity.exact(1, "claims"),
        f"judged by {verdict.judged_by}" if verdict.judged_by else "not judged",
        inputs,
        as_printed=f"{claim} {verdict.outcome.value}",
    )


def _without_repetition(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({finding.id: finding for finding in findings}.values())


def _then_count(c: JudgedRegistry, group: str) -> Finding:
    """Count the claims with a verdict by the figures that were public on the article's date."""
    c.depend_on(f"verdicts.{group}")  # so that this holds no longer than today's count
    count = c.on(c.evidence.judged_at)[f"verdicts.{group}"]
    label = compose(count.label, ", as known on ", varying(in_words(c.evidence.judged_at)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


def _failing(c: JudgedRegistry) -> list[Verdict]:
    """Return the verdicts against a claim that already went against it on the article's date."""
    against = [verdict for verdict in c.verdicts.values() if verdict.outcome in AGAINST]
    return [verdict for verdict in against if not standings_of(c)[verdict.claim_id].shift]


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
    standings = standings_of(c)
    verdicts = [verdict for verdict in c.verdicts.values() if standings[verdict.claim_id].shift is shift]
    if not verdicts:
        raise NotKnownError(f"a claim that is {shift} by later figures")
    return verdicts


SHIFTS = {"in_doubt": Shift.IN_DOUBT, "cleared": Shift.CLEARED}


def _shift_count(c: JudgedRegistry, shift: str) -> Finding:
    return _count(c, f"Claims {SHIFTS[shift]} since the article ran", _shifted(c, SHIFTS[shift]))


def _shift_days(c: JudgedRegistry, shift: str) -> Finding:
    """Return the days from which these verdicts have held; the value is the first of them."""
    standings = standings_of(c)
    days = []
    for verdict in _shifted(c, SHIFTS[shift]):
        since = standings[verdict.claim_id].since
        days.append(c[f"history.{verdict.claim_id}.{since}"])
    days.sort(key=lambda finding: finding.value)
    text = join_names(list(dict.fromkeys(day.text for day in days)))
    label = f"Days from which these claims were {SHIFTS[shift]}"
    return Finding("days", label, days[0].quantity, "the first days of these verdicts", tuple(days), as_printed=text)


BY_DOCUMENTS: dict[str, Callable[[Verdict], bool]] = {
    "computed": lambda verdict: verdict.grounds is not None,
    "firm": lambda verdict: verdict.grounds is not None and verdict.grounds.are_firm,
}
"""Groups of the computed verdicts: all that are based on documents, and the firm ones (see `Grounds.are_firm`)."""


def _judge_count(c: JudgedRegistry, by: str) -> Finding:
    judge = Judge[by.upper()]
    verdicts = [verdict for verdict in c.verdicts.values() if verdict.judged_by is judge]
    return _count(c, f"Verdicts by {judge.value}", verdicts)


def _document_count(c: JudgedRegistry, group: str) -> Finding:
    is_in_group = BY_DOCUMENTS[group]
    verdicts = [verdict for verdict in c.verdicts.values() if verdict.method == "computed" and is_in_group(verdict)]
    return _count(c, f"Computed verdicts by their documents: {group}", verdicts)


def _less_firm_list(c: JudgedRegistry) -> Finding:
    """List the claims whose computed verdicts are not firm."""
    verdicts = []
    for verdict in c.verdicts.values():
        if verdict.method == "computed" and verdict.grounds and not verdict.grounds.are_firm:
            verdicts.append(verdict)
    names = ", ".join(verdict.claim_id for verdict in verdicts)
    return replace(_count(c, "Computed verdicts by their documents: others", verdicts), as_printed=names or "none")


def _holds_of(c: JudgedRegistry, claim: str) -> Finding:
    return _holds_count(c, c.verdict(claim))


def _outcome_change_count(c: JudgedRegistry) -> Finding:
    changes = []
    for states in history_of(c).values():
        changes += outcome_changes(states)
    if not changes:
        raise NotKnownError("no verdict changed up to this day")
    decisive: list[Finding] = []
    for before, after in changes:
        decisive += _decisive_figures(c, before.verdict)
        decisive += _decisive_figures(c, after.verdict)
    quantity = Quantity.exact(len(changes), "verdicts")
    return Finding("turns", "Verdicts that changed since the article", quantity, "counted", _figures(c, decisive))


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
TOPIC.add("history.turns", _outcome_change_count)


def _states(c: JudgedRegistry) -> dict[str, State]:
    """Return the states of every claim whose verdict or count changed, by claim and day."""
    by_name = {}
    for states in history_of(c).values():
        if len(states) > 1:
            for state in states:
                by_name[f"{state.claim_id}.{state.since}"] = state
    return by_name


def _states_with_counts(c: JudgedRegistry) -> list[str]:
    return [name for name, state in _states(c).items() if state.verdict.of]


def _change_day(c: JudgedRegistry, state: str) -> Finding:
    """Return the day of a state; its input is a figure published on it, or the date of the article."""
    changed = _states(c)[state]
    news = changed.because[0] if changed.because else c["claim.day"]
    label = compose("Day from which this was to be said of claim ", varying(changed.claim_id))
    return on_day(changed.since, label, c.row(news.observation) if news.observation else news)


def _earlier_holds(c: JudgedRegistry, state: str) -> Finding:
    """Return the count of an earlier day; its inputs are figures, as computed findings have other values today."""
    earlier = _states(c)[state]
    count = _holds_count(c, earlier.verdict)
    label = compose(count.label, ", as known on ", varying(in_words(earlier.since)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


HISTORY.add("history.{state}", _change_day, state=_states)
HISTORY.add("holds.{state}", _earlier_holds, state=_states_with_counts)
HISTORICAL = tuple(pattern.name.partition("{")[0] for pattern in HISTORY.patterns)
"""Prefixes of names that may belong to the history of verdicts."""


def _figures(c: JudgedRegistry, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the figures that findings are based on, named by their rows, except those of the article."""
    by_name = {}
    for finding in findings:
        by_name.update({leaf.figure: leaf for leaf in finding.leaves()})
    figures = []
    for name, leaf in by_name.items():
        is_row = leaf.observation and name not in c.evidence.article
        figures.append(leaf.named(f"obs.{name}") if is_row else leaf)
    return tuple(figures)


def _decisive_figures(c: JudgedRegistry, verdict: Verdict) -> tuple[Finding, ...]:
    """Return the figure of the article, if any, and the evidence."""
    evidence = verdict.evidence_for + verdict.evidence_against
    claim = f"claim.{verdict.claim_id}"
    return (c[claim], *evidence) if claim in c else evidence


def _holds_count(c: JudgedRegistry, verdict: Verdict) -> Finding:
    """Count the specifications under which a claim is supported; its inputs are the evidence of all of them."""
    if not verdict.of:
        raise NotKnownError("no choice was varied")
    tried = list(_decisive_figures(c, verdict))
    tried += [specification.evidence for specification in verdict.specifications]
    return Finding(
        "holds",
        compose("Ways of counting by which claim ", varying(verdict.claim_id), " holds, of those tried"),
        Quantity.exact(verdict.holds_in, "specifications"),
        "counted",
        _without_repetition(tried),
        as_printed=f"{verdict.holds_in} of {verdict.of}",
        of=verdict.of,
    )


def _count(c: JudgedRegistry, label: str, verdicts: list[Verdict], inputs: str = "verdict") -> Finding:
    """Count verdicts, with the finding `verdict.CLAIM` or `holds.CLAIM` of each as inputs.

    A count of none has the date of the article as its input.
    """
    counted = tuple(c[f"{inputs}.{verdict.claim_id}"] for verdict in verdicts) or (c["claim.day"],)
    return Finding("count", label, Quantity.exact(len(verdicts), "claims"), "counted", counted)
