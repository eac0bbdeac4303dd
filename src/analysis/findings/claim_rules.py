"""The rules by which claims are judged, for every study and article.

A rule is a pure function: it takes the article's figure and the evidence as findings and returns a judgement.
Its thresholds are arguments; their values stand in `choices.toml` of the data.
"""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import NotKnownError
from analysis.findings import arithmetic, finding_dates
from analysis.findings.label_composition import compose
from analysis.findings.number_format import printed
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import Judgement, Margin, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from analysis.findings.finding import Finding


class UndecidedError(NotKnownError):
    """The evidence cannot decide a claim: it is coarser than the claim, or its bounds reach across a threshold."""

    def __init__(
        self,
        evidence: Finding,
        margin: Finding | None,
        why: str = "too coarse to decide",
        kind: Margin = Margin.DISTANCE,
    ) -> None:
        super().__init__(f"{evidence.label}: {why}")
        self.evidence = evidence
        self.margin = margin
        self.kind = kind


def _across(evidence: Finding, threshold: float) -> str:
    """Return the reason why evidence cannot be told from a threshold, with both ends of its bounds."""
    quantity = evidence.quantity
    low = printed(Quantity.exact(quantity.low, quantity.unit))
    high = printed(Quantity.exact(quantity.high, quantity.unit))
    limit = printed(Quantity.exact(threshold, quantity.unit))
    return f"it lies between {low} and {high}, which reaches across {limit}"


def amount(printed: Finding, evidence: Finding, imprecise: float, rounding: float = 0.0) -> Judgement:
    """Judge an amount, count, level or rank: do the two intervals overlap?

    Args:
        printed: The figure of the article.
        evidence: The figure it is compared with.
        imprecise: The largest gap, as a share of the evidence, for the outcome *imprecise*.
        rounding: The largest gap that counts as a reporter's rounding, which a figure printed exactly, such as a rank,
            does not have.

    Returns:
        The judgement; its margin is None if one of the figures has no upper bound, as in "more than 1,200".

    Raises:
        UndecidedError: If the intervals overlap only because the evidence is coarser than the claim, or if a rank may
            be that of a neighbour as well.
    """
    claimed, actual = printed.quantity, evidence.quantity
    is_one_sided = math.isinf(claimed.high) or math.isinf(actual.high)
    margin = None if is_one_sided else distance(printed, evidence)

    # A place that is only one of several possible ones is not supported, however the intervals lie
    is_rank_open = claimed.unit == "rank" and not actual.is_exact
    if is_rank_open and actual.low <= claimed.value <= actual.high:
        raise UndecidedError(evidence, margin, f"it may be any place from {actual.low:g} to {actual.high:g}")

    # 14.6 billion, 14 to 15, is coarser than a claim of 14.2 billion and overlaps it, but does not support it
    if claimed.overlaps(actual):
        is_coarser = not is_one_sided and actual.high - actual.low > claimed.high - claimed.low
        is_value_within = claimed.low <= actual.value <= claimed.high
        if is_coarser and not is_value_within:
            raise UndecidedError(evidence, margin)
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, evidence_for=(evidence,))

    gap = claimed.gap(actual) / abs(evidence.value) if evidence.value else math.inf
    if rounding > 0 and gap <= rounding and not claimed.is_exact:
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, evidence_for=(evidence,))
    outcome = Outcome.IMPRECISE if gap <= imprecise else Outcome.CONTRADICTED
    return Judgement(outcome, margin, Margin.DISTANCE, evidence_against=(evidence,))


def part_of_total(
    printed: Finding, whole: Finding, part: Finding, imprecise: float, rounding: float = 0.0
) -> Judgement:
    """Judge a figure for a part that may actually be that of the whole.

    It is contradicted if it matches the whole and does not match the part.
    """
    if printed.quantity.overlaps(whole.quantity) and not printed.quantity.overlaps(part.quantity):
        return Judgement(Outcome.CONTRADICTED, distance(printed, part), Margin.DISTANCE, evidence_against=(part, whole))
    return amount(printed, part, imprecise, rounding)


def comparison(ratios: Sequence[Finding], degree: float) -> Judgement:
    """Judge "much larger" by the ratios of all official accounts.

    A ratio above one supports the direction, one below contradicts it, and at least `degree` makes it much larger. If
    none contradicts but one falls short of the degree, the claim is overstated. The bounds decide, not the values: a
    ratio that may be one has no vote, and one that may or may not reach the degree votes on the direction alone.

    Raises:
        UndecidedError: If no ratio votes on the direction, or none on the degree.
    """
    # The direction
    larger = tuple(ratio for ratio in ratios if ratio.quantity.low > 1)
    smaller = tuple(ratio for ratio in ratios if ratio.quantity.high < 1)
    if not larger and not smaller:  # all may be one, and the first stands for them
        raise UndecidedError(ratios[0], ratios[0], _across(ratios[0], 1), Margin.LEVEL)

    # The ratio that speaks most against the claim
    margin = min(larger + smaller, key=lambda ratio: ratio.value)
    if not larger:
        return Judgement(Outcome.CONTRADICTED, margin, Margin.LEVEL, evidence_against=smaller)
    if smaller:
        return Judgement(Outcome.DISPUTED, margin, Margin.LEVEL, evidence_for=larger, evidence_against=smaller)

    # The degree
    too_small = tuple(ratio for ratio in larger if ratio.quantity.high < degree)
    if too_small:
        others = tuple(ratio for ratio in larger if ratio not in too_small)
        return Judgement(Outcome.OVERSTATED, margin, Margin.LEVEL, evidence_for=others, evidence_against=too_small)
    if all(ratio.quantity.low < degree for ratio in larger):
        raise UndecidedError(margin, margin, _across(margin, degree), Margin.LEVEL)
    return Judgement(Outcome.SUPPORTED, margin, Margin.LEVEL, evidence_for=larger)


def record(printed: Finding, years: Finding, imprecise: float) -> Judgement:
    """Judge "the lowest in so many years" by the years since the value was last as extreme."""
    return amount(printed, years, imprecise)


SWING_YEARS = 25
"""The years over which the usual swing of a series is computed."""

FEWEST_FIGURES = 6
"""The least number of yearly figures for a direction."""


def usual_swing(series: Mapping[int, float]) -> float:
    """Return the median absolute yearly change of a series over its last `SWING_YEARS`.

    Raises `NotKnownError` if none of these years follows another one of the series.
    """
    last = max(series)
    years = [year for year in series if year > last - SWING_YEARS and year - 1 in series]
    if not years:
        raise NotKnownError("no two years in a row")
    return median(abs(series[year] - series[year - 1]) for year in years)


def signs(series: Mapping[int, float], bases: Iterable[int], swings: float) -> list[int]:
    """Return for each base year 1, -1 or 0: the series rose or fell since by more than its usual swing, or neither.

    `swings` is how many usual swings count in one year. Over more years they are multiplied by the square root of
    these, as for a random walk.
    """
    last = max(series)
    swing = swings * usual_swing(series)
    directions = []
    for base in bases:
        change = series[last] - series[base]
        limit = swing * math.sqrt(last - base)
        if change > limit:
            directions.append(1)
        elif -change > limit:
            directions.append(-1)
        else:
            directions.append(0)
    return directions


class Course(NamedTuple):
    """A measure over time: its figures by year, and the function that computes a change."""

    figures: Mapping[int, Finding]
    change: Callable[[Finding, Finding], Finding]

    def vote(self, windows: Sequence[int], swings: float) -> tuple[int, Finding]:
        """Return the direction over the longest window that the figures reach, and the change over it.

        Windows end in the last year.

        Raises:
            NotKnownError: If there are too few figures, if the change over the longest window is not clear, or if a
                shorter window shows the opposite.
        """
        series = {year: finding.value for year, finding in self.figures.items()}
        last = max(series, default=0)  # without figures there are no bases, which is refused below
        bases = sorted(last - window for window in windows if last - window in series)
        if len(series) < FEWEST_FIGURES or not bases:
            raise NotKnownError("too few figures")

        longest, *shorter = signs(series, bases, swings)
        if not longest or -longest in shorter:
            raise NotKnownError("no clear change")
        return longest, self.change(self.figures[last], self.figures[bases[0]])


def course_of(findings: Sequence[Finding]) -> Course:
    """Return the course of yearly figures with relative changes."""
    return Course({finding_dates.period_end(finding).year: finding for finding in findings}, arithmetic.change)


def trend(courses: Mapping[str, Course], falls: bool, windows: Sequence[int], swings: float) -> Judgement:
    """Judge a trend by the direction of every measure; `falls` is the direction of the claim.

    A measure with too few figures, or without a clear change, has no vote. If all votes agree, the claim is supported
    or contradicted; if they differ, it is disputed. The margin is the change of the first measure that supports it, or
    else of the first that opposes it. Raises `NotKnownError` if there is no vote.
    """
    claimed = -1 if falls else 1
    supporting, opposing, silent = [], [], []
    for name, course in courses.items():
        try:
            direction, change = course.vote(windows, swings)
        except NotKnownError as error:
            silent.append(f"{name}: {error}")
            continue
        if direction == claimed:
            supporting.append(change)
        else:
            opposing.append(change)

    if supporting and opposing:
        outcome = Outcome.DISPUTED
    elif supporting:
        outcome = Outcome.SUPPORTED
    elif opposing:
        outcome = Outcome.CONTRADICTED
    else:
        raise NotKnownError("; ".join(silent))
    margin = (supporting or opposing)[0]
    return Judgement(outcome, margin, Margin.CHANGE, evidence_for=tuple(supporting), evidence_against=tuple(opposing))


def level(value: Finding, threshold: float, above: bool, imprecise: float) -> Judgement:
    """Judge a word such as "low" or "dominated" by a declared threshold.

    `imprecise` is the largest gap to the threshold, as a share of the value, for the outcome *imprecise*.

    Raises:
        UndecidedError: If the bounds of the value reach across the threshold.
    """
    low, high = value.quantity.low, value.quantity.high
    if above:
        holds = low > threshold
        gap = threshold - high
    else:
        holds = high < threshold
        gap = low - threshold
    if holds:
        return Judgement(Outcome.SUPPORTED, value, Margin.LEVEL, evidence_for=(value,))
    if low < high and low <= threshold <= high:  # an exact value at the threshold is known not to be beyond it
        raise UndecidedError(value, value, _across(value, threshold), Margin.LEVEL)

    outcome = Outcome.IMPRECISE if gap <= imprecise * abs(value.value) else Outcome.CONTRADICTED
    return Judgement(outcome, value, Margin.LEVEL, evidence_against=(value,))


def distance(printed: Finding, evidence: Finding) -> Finding:
    """Return the deviation of the printed figure from the evidence, as a share of the evidence."""
    margin = arithmetic.deviation(printed, evidence)
    return replace(margin, method=compose("the figure as printed ÷ ", evidence.label, ", less one"))
