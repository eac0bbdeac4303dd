"""The rules of verdicts, those of the claim contract that the report prints in *Method*.

A rule takes the claim's own figure and the evidence as findings and returns a judgement; it never looks anything up.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from analysis.findings import arithmetic
from analysis.findings.finding import Finding
from analysis.findings.verdicts import Judgement, Margin, Outcome
from analysis.findings.wording import worded


def amount(printed: Finding, evidence: Finding, imprecise: float) -> Judgement:
    """Judge an amount, count, level or rank: do the two intervals overlap?

    `imprecise` is the largest gap, as a share of the evidence, that still counts as imprecise. A figure
    said to be "more than" something, printed or evidence, has no margin.
    """
    one_sided = math.isinf(printed.quantity.high) or math.isinf(evidence.quantity.high)
    margin = None if one_sided else distance(printed, evidence)
    if printed.quantity.overlaps(evidence.quantity):
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, (evidence,))
    gap = printed.quantity.gap(evidence.quantity) / abs(evidence.value)
    outcome = Outcome.IMPRECISE if gap <= imprecise else Outcome.CONTRADICTED
    return Judgement(outcome, margin, Margin.DISTANCE, (), (evidence,))


def part_of_total(printed: Finding, whole: Finding, part: Finding, imprecise: float) -> Judgement:
    """Judge a figure given for a part that may be the figure of the whole.

    Contradicted when it equals a sourced total while a sourced figure for the part does not overlap it.
    """
    if printed.quantity.overlaps(whole.quantity) and not printed.quantity.overlaps(part.quantity):
        return Judgement(Outcome.CONTRADICTED, distance(printed, part), Margin.DISTANCE, (), (part, whole))
    return amount(printed, part, imprecise)


def comparison(ratios: Sequence[Finding], degree: float) -> Judgement:
    """Judge "much larger": the direction and the degree by every official account known.

    A ratio above one is in favour, one below it against; at least `degree` makes it much larger. Bounds count,
    not middles: a ratio whose bounds hold one says no difference, which is no direction.
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
        return Judgement(Outcome.IMPRECISE, margin, Margin.LEVEL, enough, short)
    return Judgement(Outcome.SUPPORTED, margin, Margin.LEVEL, tuple(direction))


def record(printed: Finding, years: Finding, imprecise: float) -> Judgement:
    """Judge "the lowest in so many years" by the years since a day at least as extreme."""
    return amount(printed, years, imprecise)


def trend(change: Finding, falls: bool) -> Judgement:
    """Judge a trend by the sign of a change beyond rounding; `falls` says which way the claim points."""
    low, high = change.quantity.low, change.quantity.high
    if high < 0 if falls else low > 0:
        return Judgement(Outcome.SUPPORTED, change, Margin.CHANGE, (change,))
    return Judgement(Outcome.CONTRADICTED, change, Margin.CHANGE, (), (change,))


def level(value: Finding, threshold: float, above: bool) -> Judgement:
    """Judge a word such as "low" or "dominated" by a declared threshold."""
    holds = value.quantity.low > threshold if above else value.quantity.high < threshold
    if holds:
        return Judgement(Outcome.SUPPORTED, value, Margin.LEVEL, (value,))
    return Judgement(Outcome.CONTRADICTED, value, Margin.LEVEL, (), (value,))


def distance(printed: Finding, evidence: Finding) -> Finding:
    """Express how far the printed figure lies from the evidence, as a share of the evidence."""
    margin = arithmetic.change(printed, evidence)
    return replace(margin, method=worded("the figure as printed ÷ ", evidence.label, ", less one"))
