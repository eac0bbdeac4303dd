"""Counts of verdicts and the days of their changes, as findings.

The registry gives each the name under which it is declared below; until then it has a short one, such as "count". The
date of the article, which every study has as `claim.day`, is the input of findings that have no other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from analysis.dataset.dates import in_words
from analysis.errors import NotKnownError
from analysis.findings.declarations import Topic
from analysis.findings.finding import Finding
from analysis.findings.finding_dates import on_day
from analysis.findings.label_composition import compose, join_names, varying
from analysis.findings.number_format import count_in_words
from analysis.findings.quantity import Quantity
from analysis.findings.verdict_history import Shift, State, history_of, outcome_changes, standings_of
from analysis.findings.verdicts import (
    AGAINST,
    Judge,
    Outcome,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.dataset import Evidence
    from analysis.findings.judging import JudgedRegistry


TOPIC = Topic()
"""The counts of verdicts, which every study has."""

HISTORY = Topic()
"""The days on which verdicts changed, whose names are known only when the history has been computed."""

ALL = frozenset(Outcome)
FLAWED = ALL - {Outcome.SUPPORTED, Outcome.NOT_CHECKABLE}
GROUPS = {
    "all": ALL,
    "flawed": FLAWED,
    "doubtful": FLAWED - {Outcome.MISSING_CONTEXT},
    "otherwise": ALL - {Outcome.SUPPORTED, Outcome.MISSING_CONTEXT, Outcome.CONTRADICTED},
}
GROUPS |= {outcome.value.replace(" ", "_"): frozenset({outcome}) for outcome in Outcome}
"""Groups of outcomes, by the name of their count: those here, and each outcome alone, as `missing_context`."""


def margins_tried(evidence: Evidence) -> Iterator[str]:
    """Yield the names of all margins: each claim, alone and with every combination of its choices.

    C904 with the axes `account = ["nhk", "meti"]` and `rate = ["day"]` gives C904, C904.nhk.day and C904.meti.day.
    """
    for claim_id in evidence.claims_judged:
        yield claim_id

        # anything else in choices.toml is a fault, and so is an option listed twice: the check of the settings names it
        axes = evidence.settings.sensitivity.get(claim_id, {})
        if not axes or not isinstance(axes, dict):
            continue
        if not all(isinstance(options, list) for options in axes.values()):
            continue
        names = [".".join((claim_id, *map(str, options))) for options in product(*axes.values())]
        yield from dict.fromkeys(names)


def _margin_of(c: JudgedRegistry, tried: str) -> Finding:
    """Return the margin of a verdict, or of one of its specifications, by a name of `margins_tried`."""
    claim_id, _, _ = tried.partition(".")
    verdict = c.verdict(claim_id)
    margins = [verdict.margin]
    margins += [specification.margin for specification in verdict.specifications]
    for margin in margins:
        if margin and margin.id == f"margin.{tried}":
            return margin
    raise NotKnownError("no number decides, or the evidence does not allow this choice")


def _outcome_count(c: JudgedRegistry, group: str) -> Finding:
    verdicts = [verdict for verdict in c.verdicts.values() if verdict.outcome in GROUPS[group]]
    label = "Claims judged"
    if group != "all":  # "Claims judged missing context"
        label += f" {group.replace('_', ' ')}"
    return _count(c, label, verdicts)


def _verdict(c: JudgedRegistry, claim: str) -> Finding:
    """Return a verdict as a finding, whose inputs are the evidence, so that counts can have it as an input."""
    verdict = c.verdict(claim)
    inputs = _without_repetition(_decisive_figures(c, verdict))
    if not inputs:  # of an opinion; without inputs it would be taken for a figure from a source
        inputs = (c["claim.day"],)
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
    """Count the claims with a verdict by the figures that were public on the article's date.

    Its inputs are figures, as the verdicts of that day have the names of today's.
    """
    # the count below is looked up in the catalogue of another day, which the memory of this one does not see
    c.depend_on(f"verdicts.{group}")
    count = c.on(c.evidence.judged_at)[f"verdicts.{group}"]
    label = compose(count.label, ", as known on ", varying(in_words(c.evidence.judged_at)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


def _failing(c: JudgedRegistry) -> list[Verdict]:
    """Return the verdicts on the claims that failed on the article's date, also if later figures have cleared them."""
    standings = standings_of(c)
    return [verdict for verdict in c.verdicts.values() if standings[verdict.claim_id].then in AGAINST]


def _failed_count(c: JudgedRegistry) -> Finding:
    return _count(c, "Claims that failed when the article ran", _failing(c))


def _failed_kinds(c: JudgedRegistry) -> Finding:
    """Count the claims of `_failing` by the verdict of that day, as “one is contradicted and two are imprecise”.

    Raises `NotKnownError` if there are none; its text is what is "not known on this day".
    """
    failing = _failing(c)
    if not failing:
        raise NotKnownError("a claim that failed when the article ran")
    standings = standings_of(c)
    count_by_outcome = Counter(standings[verdict.claim_id].then for verdict in failing)
    parts = []
    for outcome in AGAINST:
        count = count_by_outcome[outcome]
        if count:
            verb = "is" if count == 1 else "are"
            parts.append(f"{count_in_words(str(count))} {verb} {outcome}")
    label = "Claims that failed when the article ran, by verdict"
    return replace(_failed_count(c), label=label, as_printed=join_names(parts))


def _shifted(c: JudgedRegistry, shift: Shift) -> list[Verdict]:
    """Return the verdicts that later figures put in doubt or cleared; raise `NotKnownError` if there are none."""
    standings = standings_of(c)
    verdicts = [verdict for verdict in c.verdicts.values() if standings[verdict.claim_id].shift is shift]
    if not verdicts:
        raise NotKnownError(f"a claim that is {shift} by later figures")
    return verdicts


SHIFTS = {"in_doubt": Shift.IN_DOUBT, "cleared": Shift.CLEARED}
"""The shifts of a verdict, by the name of their count."""


def _shift_count(c: JudgedRegistry, shift: str) -> Finding:
    return _count(c, f"Claims {SHIFTS[shift]} since the article ran", _shifted(c, SHIFTS[shift]))


def _shift_days(c: JudgedRegistry, shift: str) -> Finding:
    """Return the days from which these verdicts have held, as “31 May 2024 and 1 July 2025”.

    The value is the first of them.
    """
    standings = standings_of(c)
    days = []
    for verdict in _shifted(c, SHIFTS[shift]):
        since = standings[verdict.claim_id].since  # never None, as the outcome changed
        days.append(c[f"history.{verdict.claim_id}.{since}"])
    days.sort(key=lambda finding: finding.value)
    text = join_names(list(dict.fromkeys(day.text for day in days)))
    label = f"Days from which these claims were {SHIFTS[shift]}"
    return Finding("days", label, days[0].quantity, "the first days of these verdicts", tuple(days), as_printed=text)


def _judge_count(c: JudgedRegistry, by: str) -> Finding:
    judge = Judge[by.upper()]
    verdicts = [verdict for verdict in c.verdicts.values() if verdict.judged_by is judge]
    return _count(c, f"Verdicts by {judge.value}", verdicts)


def _by_documents(c: JudgedRegistry) -> dict[str, list[Verdict]]:
    """Return the computed verdicts that are based on documents, the firm ones (see `Grounds`), and the others."""
    groups: dict[str, list[Verdict]] = {"computed": [], "firm": [], "others": []}
    for verdict in c.verdicts.values():
        if verdict.method == "computed" and verdict.grounds:
            groups["computed"].append(verdict)
            groups["firm" if verdict.grounds.are_firm else "others"].append(verdict)
    return groups


def _document_count(c: JudgedRegistry, group: str) -> Finding:
    return _count(c, f"Computed verdicts by their documents: {group}", _by_documents(c)[group])


def _less_firm_list(c: JudgedRegistry) -> Finding:
    """List the claims whose computed verdicts are not firm."""
    names = ", ".join(verdict.claim_id for verdict in _by_documents(c)["others"])
    return replace(_document_count(c, "others"), as_printed=names or "none")


def _holds_of(c: JudgedRegistry, claim: str) -> Finding:
    return _holds_count(c, c.verdict(claim))


def _outcome_change_count(c: JudgedRegistry) -> Finding:
    """Count how often a verdict changed: one that fell into doubt and was cleared again counts twice.

    The label speaks of verdicts, which is the same as long as none has changed more than once.
    """
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
TOPIC.add("documents.{group}", _document_count, group=("computed", "firm"))
TOPIC.add("judged.{by}", _judge_count, by=tuple(judge.name.lower() for judge in Judge))
TOPIC.add("documents.others", _less_firm_list)
TOPIC.add("holds.{claim}", _holds_of, claim=lambda evidence: evidence.claims_judged)
TOPIC.keep("margin.{tried}", _margin_of, tried=margins_tried)
TOPIC.add("history.turns", _outcome_change_count)


def _states(c: JudgedRegistry) -> dict[str, State]:
    """Return the states of every claim whose verdict or count changed, by claim and day, as C901.2024-05-31."""
    by_name = {}
    for states in history_of(c).values():
        if len(states) > 1:
            for state in states:
                by_name[f"{state.claim_id}.{state.since}"] = state
    return by_name


def _states_with_counts(c: JudgedRegistry) -> list[str]:
    """Name the states in which choices were varied."""
    return [name for name, state in _states(c).items() if state.verdict.of]


def _change_day(c: JudgedRegistry, state: str) -> Finding:
    """Return the day of a state; its input is a figure published on it, or the date of the article."""
    changed = _states(c)[state]
    # the first of several, as each was published on the day
    reason = changed.because[0] if changed.because else c["claim.day"]
    if reason.observation:
        reason = c.row(reason.observation)  # the row itself, whichever finding of that day it was the input of
    label = compose("Day from which this was to be said of claim ", varying(changed.claim_id))
    return on_day(changed.since, label, reason)


def _earlier_holds(c: JudgedRegistry, state: str) -> Finding:
    """Return the count of an earlier day; its inputs are figures, as computed findings have other values today."""
    earlier = _states(c)[state]
    count = _holds_count(c, earlier.verdict)
    label = compose(count.label, ", as known on ", varying(in_words(earlier.since)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


HISTORY.add("history.{state}", _change_day, state=_states)
HISTORY.add("holds.{state}", _earlier_holds, state=_states_with_counts)
HISTORICAL = tuple(pattern.name.partition("{")[0] for pattern in HISTORY.patterns)
"""Prefixes of names that may belong to the history of verdicts: `history.` and `holds.`."""


def _figures(c: JudgedRegistry, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the figures that findings are based on, each once, named by their rows.

    Those of the article keep their own names, such as claim.C901, and so do rates, which have no row.
    """
    leaf_by_figure = {}
    for finding in findings:
        for leaf in finding.leaves():
            leaf_by_figure[leaf.figure] = leaf

    figures = []
    for name, leaf in leaf_by_figure.items():
        is_row = leaf.observation and name not in c.evidence.article
        figures.append(leaf.named(f"obs.{name}") if is_row else leaf)
    return tuple(figures)


def _decisive_figures(c: JudgedRegistry, verdict: Verdict) -> tuple[Finding, ...]:
    """Return the figure of the article, if the claim has a known one, and the evidence."""
    evidence = verdict.evidence_for + verdict.evidence_against
    printed = f"claim.{verdict.claim_id}"
    if printed not in c:  # not declared, or not known
        return evidence
    return (c[printed], *evidence)


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


def _count(c: JudgedRegistry, label: str, verdicts: list[Verdict]) -> Finding:
    """Count verdicts, with the finding `verdict.CLAIM` of each as input, or for none the date of the article."""
    counted = [c[f"verdict.{verdict.claim_id}"] for verdict in verdicts] or [c["claim.day"]]
    return Finding("count", label, Quantity.exact(len(verdicts), "claims"), "counted", tuple(counted))
