"""The rules of verdicts, those of the claim contract that the report prints in *Method*.

A rule takes the claim's own figure and the evidence as findings and returns a judgement; it never looks anything up.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

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


SWING_YEARS = 25
"""Over how many years the usual swing of a series is taken."""

FEWEST = 6
"""Fewer yearly figures are too few to read a direction from."""


def usual_swing(series: Mapping[int, float]) -> float:
    """Return the median absolute yearly change of a series over its last 25 years."""
    last = max(series)
    years = [year for year in series if year > last - SWING_YEARS and year - 1 in series]
    return median(abs(series[year] - series[year - 1]) for year in years)


def signs(series: Mapping[int, float], bases: Iterable[int], swings: float) -> list[int]:
    """Say for each base year whether a series rose (1) or fell (-1) since by more than its usual swing, or neither.

    The swing is scaled to the horizon by the square root of its years, as it would be for a series without aim.
    """
    last, usual = max(series), usual_swing(series)
    changes = [(series[last] - series[base], swings * usual * math.sqrt(last - base)) for base in bases]
    return [(change > limit) - (-change > limit) for change, limit in changes]


class Course(NamedTuple):
    """A measure over time: its figures by year, and how the change from one to another is expressed."""

    figures: Mapping[int, Finding]
    change: Callable[[Finding, Finding], Finding]

    def vote(self, windows: Sequence[int], swings: float, majority: float) -> tuple[int, Finding]:
        """Return the direction over most windows that show one, with the change over the longest of these.

        Windows end in the last year. Raises `NotKnown` where there are too few figures or no window shows a direction.
        """
        series = {year: finding.value for year, finding in self.figures.items()}
        last = max(series, default=0)
        bases = [last - window for window in windows if last - window in series]
        if len(series) < FEWEST or not bases:
            raise NotKnown("too few figures")
        found = {base: sign for base, sign in zip(bases, signs(series, bases, swings), strict=True) if sign}
        for sign in (1, -1):
            showing = [base for base, it in found.items() if it == sign]
            if len(showing) > majority * len(found):
                return sign, self.change(self.figures[last], self.figures[min(showing)])
        raise NotKnown("no clear change")


def course_of(findings: Sequence[Finding]) -> Course:
    """Return the course of yearly figures, whose change is a share of the earlier one."""
    return Course({arithmetic.period_end(it).year: it for it in findings}, arithmetic.change)


def trend(
    courses: Mapping[str, Course], falls: bool, windows: Sequence[int], swings: float, majority: float
) -> Judgement:
    """Judge a trend by the direction of every measure of the word; `falls` says which way the claim points.

    A measure with too few figures, or without a clear change, does not vote. If all votes agree, the claim is supported
    or contradicted; if they differ, it is disputed. Raises `NotKnown` where no measure votes.
    """
    sides: dict[bool, list[Finding]] = {True: [], False: []}
    silent = []
    for name, course in courses.items():
        try:
            sign, shown = course.vote(windows, swings, majority)
            sides[sign == (-1 if falls else 1)].append(shown)
        except NotKnown as why:
            silent.append(f"{name}: {why}")
    if not any(sides.values()):
        raise NotKnown("; ".join(silent))
    outcome = Outcome.DISPUTED if all(sides.values()) else Outcome.SUPPORTED if sides[True] else Outcome.CONTRADICTED
    margin = (sides[True] or sides[False])[0]
    return Judgement(outcome, margin, Margin.CHANGE, tuple(sides[True]), tuple(sides[False]))


def level(value: Finding, threshold: float, above: bool, imprecise: float) -> Judgement:
    """Judge a word such as "low" or "dominated" by a declared threshold.

    `imprecise` is the largest gap to the threshold, as a share of the value, that still counts as imprecise.
    """
    holds = value.quantity.low > threshold if above else value.quantity.high < threshold
    if holds:
        return Judgement(Outcome.SUPPORTED, value, Margin.LEVEL, (value,))
    gap = threshold - value.quantity.high if above else value.quantity.low - threshold
    outcome = Outcome.IMPRECISE if max(gap, 0) <= imprecise * abs(value.value) else Outcome.CONTRADICTED
    return Judgement(outcome, value, Margin.LEVEL, (), (value,))


def distance(printed: Finding, evidence: Finding) -> Finding:
    """Express how far the printed figure lies from the evidence, as a share of the evidence."""
    margin = arithmetic.deviation(printed, evidence)
    return again(margin, method=worded("the figure as printed ÷ ", evidence.label, ", less one"))
