"""The rules of verdicts, those of the claim contract that the report prints in *Method*.

A rule takes the claim's own figure and the evidence as findings and returns a judgement; it never looks anything up.
"""

import math
from collections.abc import Mapping, Sequence

from analysis.evidence import NotKnown
from analysis.findings import arithmetic
from analysis.findings.finding import Finding
from analysis.findings.sway import again
from analysis.findings.verdicts import Judgement, Margin, Outcome
from analysis.findings.wording import worded


class Undecided(NotKnown):
    """The evidence is coarser than the claim, so that it speaks neither for it nor against it."""

    def __init__(self, evidence: Finding, margin: Finding | None) -> None:
        super().__init__(f"{evidence.label}: too coarse to decide")
        self.evidence, self.margin = evidence, margin


def amount(printed: Finding, evidence: Finding, imprecise: float, rounding: float = 0.0) -> Judgement:
    """Judge an amount, count, level or rank: do the two intervals overlap?

    `imprecise` is the largest gap, as a share of the evidence, that still counts as imprecise, `rounding` the largest
    that a reporter's rounding may leave; a figure printed exactly, such as a rank, has no such leeway. A figure said to
    be "more than" something, printed or evidence, has no margin. Raises `Undecided` where the two overlap only because
    the evidence is coarser than the claim.
    """
    here, there = printed.quantity, evidence.quantity
    one_sided = math.isinf(here.high) or math.isinf(there.high)
    margin = None if one_sided else distance(printed, evidence)
    if here.overlaps(there):
        if not one_sided and there.high - there.low > here.high - here.low and not here.low <= there.value <= here.high:
            raise Undecided(evidence, margin)
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, (evidence,))
    gap = here.gap(there) / abs(evidence.value)
    if gap <= rounding > 0 and here.low < here.high:
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, (evidence,))
    outcome = Outcome.IMPRECISE if gap <= imprecise else Outcome.CONTRADICTED
    return Judgement(outcome, margin, Margin.DISTANCE, (), (evidence,))


def part_of_total(
    printed: Finding, whole: Finding, part: Finding, imprecise: float, rounding: float = 0.0
) -> Judgement:
    """Judge a figure given for a part that may be the figure of the whole.

    Contradicted when it equals a sourced total while a sourced figure for the part does not overlap it.
    """
    if printed.quantity.overlaps(whole.quantity) and not printed.quantity.overlaps(part.quantity):
        return Judgement(Outcome.CONTRADICTED, distance(printed, part), Margin.DISTANCE, (), (part, whole))
    return amount(printed, part, imprecise, rounding)


def comparison(ratios: Sequence[Finding], degree: float) -> Judgement:
    """Judge "much larger": the direction and the degree by every official account known.

    A ratio above one is in favour, one below it against; at least `degree` makes it much larger. Where no account is
    against but not all reach the degree, the claim is overstated. Bounds count, not middles: a ratio whose bounds hold
    one says no difference, which is no direction.
    """
    direction = [r for r in ratios if r.quantity.low > 1]
    against = [r for r in ratios if r.quantity.high < 1]
    margin = min(ratios, key=lambda r: r.value)
    if not direction:
        return Judgement(Outcome.CONTRADICTED, margin, evidence_against=tuple(ratios))
    if against:
        return Judgement(Outcome.DISPUTED, margin, Margin.LEVEL, tuple(direction), tuple(against))
    short = tuple(r for r in ratios if r.quantity.low < degree)
    if short:
        enough = tuple(r for r in ratios if r not in short)
        return Judgement(Outcome.OVERSTATED, margin, Margin.LEVEL, enough, short)
    return Judgement(Outcome.SUPPORTED, margin, Margin.LEVEL, tuple(direction))


def record(printed: Finding, years: Finding, imprecise: float) -> Judgement:
    """Judge "the lowest in so many years" by the years since a day at least as extreme."""
    return amount(printed, years, imprecise)


def trend(measures: Mapping[str, Sequence[Finding]], own: str, falls: bool) -> Judgement:
    """Judge a trend by the sign of the changes beyond rounding, by every measure of the word over every window.

    `falls` says which way the claim points. Where all changes point one way, the claim is supported or contradicted.
    Where they differ, it lacks context if the speaker's `own` measure bears it out, and is disputed if not.
    """

    def bears_out(change: Finding) -> bool:
        return change.quantity.high < 0 if falls else change.quantity.low > 0

    changes = [change for over_windows in measures.values() for change in over_windows]
    on_side = tuple(change for change in changes if bears_out(change))
    against = tuple(change for change in changes if not bears_out(change))
    margin = (measures.get(own) or changes)[0]
    if not against or not on_side:
        outcome = Outcome.CONTRADICTED if against else Outcome.SUPPORTED
    else:
        is_own = own in measures and all(map(bears_out, measures[own]))
        outcome = Outcome.MISSING_CONTEXT if is_own else Outcome.DISPUTED
    return Judgement(outcome, margin, Margin.CHANGE, on_side, against)


def level(value: Finding, threshold: float, above: bool) -> Judgement:
    """Judge a word such as "low" or "dominated" by a declared threshold."""
    holds = value.quantity.low > threshold if above else value.quantity.high < threshold
    if holds:
        return Judgement(Outcome.SUPPORTED, value, Margin.LEVEL, (value,))
    return Judgement(Outcome.CONTRADICTED, value, Margin.LEVEL, (), (value,))


def distance(printed: Finding, evidence: Finding) -> Finding:
    """Express how far the printed figure lies from the evidence, as a share of the evidence."""
    margin = arithmetic.deviation(printed, evidence)
    return again(margin, method=worded("the figure as printed ÷ ", evidence.label, ", less one"))
