"""Rules that judge the claims of an article of one's own, beside those that every study has.

Each is a pure function. What the bounds of the figures leave open raises `UndecidedError` with the numbers.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from analysis.errors import NotKnownError
from analysis.findings.claim_rules import FEWEST_FIGURES, UndecidedError, amount
from analysis.findings.finding import Finding
from analysis.findings.label_composition import compose, join_parts
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import Judgement, Margin, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE_SIDED = ("gt", "ge", "lt", "le")
"""Qualifiers of a figure that is printed as a bound: more than, at least, fewer than, up to."""


class Period(NamedTuple):
    """A period of a series: its number, how a sentence calls it, and the figure.

    Numbers count the periods of one length, such as quarters, so that a missing one shows as a gap.
    """

    number: int
    name: str
    figure: Finding


def judge_amount(printed: Finding, evidence: Finding, imprecise: float, rounding: float) -> Judgement:
    """Judge an amount, by `claim_rules.amount` where both figures are plain numbers and the evidence is not zero.

    A figure that is printed as a bound, such as "fewer than 50", or evidence that is one or is computed from one, is
    judged by `_judge_bound`.
    """
    is_bound = _qualifier(printed) in ONE_SIDED
    # the middle of a range was not published; a range that the article prints is compared by its two ends
    is_evidence_a_bound = any(_qualifier(leaf) in (*ONE_SIDED, "range") for leaf in evidence.leaves())
    if is_bound or is_evidence_a_bound:
        return _judge_bound(printed, evidence, imprecise, rounding)
    may_be_zero = evidence.quantity.low <= 0 <= evidence.quantity.high
    if may_be_zero:  # then there is no distance as a share of the evidence
        return judge_change(printed, evidence, imprecise, rounding)
    try:
        return amount(printed, evidence, imprecise, rounding)
    except UndecidedError as error:
        reason = f"too coarse to decide: {_with_bounds(evidence)}"
        raise UndecidedError(evidence, error.margin, reason) from None


def _qualifier(finding: Finding) -> str:
    """Return the qualifier of a figure, such as gt for "more than", or an empty text."""
    return finding.observation.qualifier if finding.observation else ""


def _judge_bound(printed: Finding, evidence: Finding, imprecise: float, rounding: float) -> Judgement:
    """Judge a bound, which holds if all that the evidence may be lies on its side.

    There is no margin then, as a bound has no distance. Raises `UndecidedError` if only a part of it does.
    """
    claimed, actual = printed.quantity, evidence.quantity

    # What rounds to the bound reaches it: 117.6 is at least 118
    half_digit = printed.observation.precision / 2 if printed.observation else 0.0
    low, high = claimed.low, claimed.high
    if _qualifier(printed) == "ge":
        low -= half_digit
    if _qualifier(printed) == "le":
        high += half_digit

    if low <= actual.low and actual.high <= high:
        return Judgement(Outcome.SUPPORTED, None, Margin.DISTANCE, evidence_for=(evidence,))
    if claimed.overlaps(actual):  # without the half digit: what reaches only into that is judged by its gap
        reason = f"it is {_with_bounds(evidence)}, which leaves open whether it is “{printed.text}”"
        raise UndecidedError(evidence, None, reason)

    # A count is not rounded by a reporter: 49 is not "at least 50"
    leeway = 0.0 if actual.is_exact else rounding
    return _judge_apart(printed, evidence, imprecise, leeway)


def judge_change(printed: Finding, evidence: Finding, imprecise: float, rounding: float) -> Judgement:
    """Judge a change by the one computed from two figures, both with their signs; the computed one is the margin.

    A computed change that is coarser than the claim supports it if its value does, provided that the claim has two
    bounds. Raises `UndecidedError` if they overlap otherwise.
    """
    claimed, actual = printed.quantity, evidence.quantity
    if not claimed.overlaps(actual):
        return _judge_apart(printed, evidence, imprecise, rounding)
    is_one_sided = math.isinf(claimed.high) or math.isinf(claimed.low)
    is_within = claimed.low <= actual.low and actual.high <= claimed.high
    is_value_within = claimed.low <= actual.value <= claimed.high
    if is_within or (is_value_within and not is_one_sided):
        return Judgement(Outcome.SUPPORTED, evidence, Margin.CHANGE, evidence_for=(evidence,))
    raise UndecidedError(evidence, evidence, f"too coarse to decide: {_with_bounds(evidence)}", Margin.CHANGE)


def _judge_apart(printed: Finding, evidence: Finding, imprecise: float, rounding: float) -> Judgement:
    """Judge a figure whose bounds do not overlap the evidence by the gap between them."""
    claimed, actual = printed.quantity, evidence.quantity
    gap = claimed.gap(actual) / abs(evidence.value) if evidence.value else math.inf
    # Bounds that only meet have no gap, and yet are apart: without leeway they are imprecise
    if rounding > 0 and gap <= rounding:
        return Judgement(Outcome.SUPPORTED, evidence, Margin.CHANGE, evidence_for=(evidence,))
    outcome = Outcome.IMPRECISE if gap <= imprecise else Outcome.CONTRADICTED
    return Judgement(outcome, evidence, Margin.CHANGE, evidence_against=(evidence,))


def judge_place(printed: Finding, ranked: Finding, rank: Finding, others: Sequence[Finding]) -> Judgement:
    """Judge a place in a ranking.

    Args:
        printed: The place in the article.
        ranked: The figure that is ranked.
        rank: Its place, with the best and the worst that the bounds of the figures leave open.
        others: The figures it is ranked among.

    Raises:
        UndecidedError: If the printed place is one of several that are possible.
    """
    claimed, actual = printed.quantity, rank.quantity
    if claimed.low <= actual.low and actual.high <= claimed.high:
        return Judgement(Outcome.SUPPORTED, None, Margin.DISTANCE, evidence_for=(rank,))
    if claimed.low <= actual.high and actual.low <= claimed.high:
        neighbour = next((figure for figure in others if is_below(ranked, figure) is None), None)  # which overlaps it
        if neighbour:
            numbers = f"{_with_bounds(ranked)} cannot be told from the {_with_bounds(neighbour)} of {neighbour.label}"
        else:  # a place that was published with bounds, such as “about fifth”
            numbers = f"it may be any place from {actual.low:g} to {actual.high:g}"
        raise UndecidedError(rank, None, numbers)
    return Judgement(Outcome.CONTRADICTED, None, Margin.DISTANCE, evidence_against=(rank,))


def judge_extreme(periods: Sequence[Period], *, highest: bool, since: int | None = None) -> Judgement:
    """Judge whether the last figure of a series is its record, or the most extreme since a period.

    "Highest since 2008" means that nothing since has been as high, and that 2008 was; if 2008 was lower, the sentence
    names the wrong year and is imprecise. So is a tie. A record needs six figures without a gap. Of several earlier
    figures that decide, the latest is evidence.

    Raises:
        UndecidedError: If an earlier figure cannot be told from the last one.
        NotKnownError: If figures are missing that might be more extreme.
    """
    # "Highest since 2008": 2008 itself may have been higher, and is not one of the rivals
    last = periods[-1]
    earlier = list(periods[:-1])
    rivals = earlier
    if since is not None:
        earlier = [period for period in earlier if period.number >= since]
        rivals = [period for period in earlier if period.number > since]
    compared = _count_compared([*earlier, last])

    # One more extreme figure decides, even if others are missing
    beaten_by = [period for period in rivals if _is_beyond(period.figure, last.figure, highest=highest)]
    if beaten_by:
        return Judgement(Outcome.CONTRADICTED, evidence_against=(last.figure, beaten_by[-1].figure, compared))
    unclear = [period for period in rivals if _is_unclear(period.figure, last.figure)]
    if unclear:
        raise _cannot_tell(last.figure, unclear[-1].figure)
    _refuse_gaps(earlier, last, since)
    if since is None and len(periods) < FEWEST_FIGURES:
        raise NotKnownError(
            f"too few figures: {len(periods)} of {last.figure.label}, and a record needs {FEWEST_FIGURES}"
        )

    # What is neither beyond the last figure nor unclear may still equal it
    ties = [period for period in rivals if period.figure.value == last.figure.value]
    if ties:
        return Judgement(Outcome.IMPRECISE, evidence_against=(last.figure, ties[-1].figure, compared))
    if since is None:
        most_extreme = max if highest else min
        runner_up = most_extreme(rivals, key=lambda period: period.figure.value)
        return Judgement(Outcome.SUPPORTED, evidence_for=(last.figure, runner_up.figure, compared))

    # "Since 2008" says that 2008 was at least as extreme; `_refuse_gaps` has seen that it is the first
    first = earlier[0].figure
    if _is_beyond(last.figure, first, highest=highest):
        return Judgement(Outcome.IMPRECISE, evidence_against=(last.figure, first, compared))
    return Judgement(Outcome.SUPPORTED, evidence_for=(last.figure, first, compared))


def judge_first_time(periods: Sequence[tuple[Period, bool | None]], others: Sequence[Finding] = ()) -> Judgement:
    """Judge whether something is so in the last period and was not in any before.

    It takes six figures without a gap, unless it was so before or is not so now: then gaps change nothing.

    Args:
        periods: The periods up to the one that the claim names, each with whether it was so, or None if that is not
            clear.
        others: The figure that each is compared with, in the same order, if there are any.

    Raises:
        UndecidedError: If it is not clear for a period that decides.
        NotKnownError: If figures are missing.
    """
    last, is_so = periods[-1]
    earlier = periods[:-1]
    compared = _count_compared([period for period, _ in periods], others)
    evidence = (last.figure, *others[-1:], compared)  # the last figure, and the one it was compared with
    if is_so is False:
        return Judgement(Outcome.CONTRADICTED, evidence_against=evidence)
    earlier_times = [period for period, was_so in earlier if was_so]
    if earlier_times:
        return Judgement(Outcome.CONTRADICTED, evidence_against=(last.figure, earlier_times[-1].figure, compared))

    unclear = [period for period, was_so in periods if was_so is None]
    if unclear:
        figure = unclear[-1].figure
        raise UndecidedError(figure, None, f"{_with_bounds(figure)} leaves it open")
    _refuse_gaps([period for period, _ in earlier], last, None)
    if len(periods) < FEWEST_FIGURES:
        raise NotKnownError(
            f"too few figures: {len(periods)} of {last.figure.label}, and a first time needs {FEWEST_FIGURES}"
        )
    return Judgement(Outcome.SUPPORTED, evidence_for=evidence)


def judge_running(printed: Finding, periods: Sequence[Period], *, rising: bool, ordinal: bool) -> Judgement:
    """Judge for how many periods in a row a series has risen or fallen.

    If it went on for longer than printed, "the fifth year running" is imprecise, and "five years in a row" holds. That
    it is the fifth is known only if the figures show where the run began.
    """
    # Go back from the last period until the series moved the other way, or cannot be followed; `stop` is why it ends
    # there, which is at the first of the figures if nothing else
    count = 0
    stop = "start"
    for before, after in reversed(list(pairwise(periods))):
        move = _move(before, after, rising=rising)
        if move != "on":
            stop = move
            break
        count += 1
    run = periods[-1 - count :]
    first, last = run[0].figure, run[-1].figure
    streak = _streak(run, rising=rising)

    is_start_unknown = stop in ("start", "gap")
    if count >= printed.value:
        if ordinal and count > printed.value:
            return Judgement(Outcome.IMPRECISE, evidence_against=(streak, last, first))
        if ordinal and is_start_unknown:
            raise NotKnownError(f"{last.label}: the figures do not show where the {count} changes in a row began")
        return Judgement(Outcome.SUPPORTED, evidence_for=(streak, last, first))

    if is_start_unknown:
        raise NotKnownError(f"{last.label}: earlier figures are missing; {count} changes in a row are known")

    # The run is shorter, as the change before it went the other way, or may have
    before_run = periods[-2 - count].figure
    if stop == "unclear":
        raise _cannot_tell(first, before_run)
    return Judgement(Outcome.CONTRADICTED, evidence_against=(streak, first, before_run))


def _move(before: Period, after: Period, *, rising: bool) -> str:
    """Return "on" if a series moved in a direction, "off" if not, "gap" or "unclear" if that is not known."""
    if after.number != before.number + 1:
        return "gap"
    if _is_unclear(before.figure, after.figure):
        return "unclear"
    return "on" if _is_beyond(after.figure, before.figure, highest=rising) else "off"


def _is_beyond(figure: Finding, other: Finding, *, highest: bool) -> bool:
    """Return whether a figure is certainly higher than another one, or lower."""
    if figure.quantity.is_exact and other.quantity.is_exact and figure.value == other.value:
        return False
    if highest:
        return is_below(other, figure) is True
    return is_below(figure, other) is True


def is_below(figure: Finding, other: Finding) -> bool | None:
    """Return whether a figure is smaller than another one, or None if their bounds leave that open.

    The upper bound of a rounded figure is exclusive, so that a count of 112 is below one of 113.
    """
    if not figure.quantity.is_exact and figure.quantity.high == other.quantity.low:
        return True
    return figure.quantity.is_below(other.quantity)


def _is_unclear(figure: Finding, other: Finding) -> bool:
    """Return whether it is not known which of two figures is larger; exact ones that are equal are known to be so."""
    if figure.quantity.is_exact and other.quantity.is_exact:
        return False
    return is_below(figure, other) is None and is_below(other, figure) is None


def _refuse_gaps(earlier: Sequence[Period], last: Period, since: int | None) -> None:
    """Raise `NotKnownError` if a period lacks a figure, from the first one compared to the last."""
    numbers = [period.number for period in (*earlier, last)]
    if since is not None and (not earlier or numbers[0] != since):
        raise NotKnownError(f"{last.figure.label}: there is no figure of the period named")
    for before, after in pairwise((*earlier, last)):
        if after.number != before.number + 1:
            raise NotKnownError(f"{last.figure.label}: figures between {before.name} and {after.name} are missing")


def _cannot_tell(figure: Finding, other: Finding) -> UndecidedError:
    reason = f"{_with_bounds(figure)} cannot be told from the {_with_bounds(other)} of {other.label}"
    return UndecidedError(figure, None, reason)


def _with_bounds(finding: Finding) -> str:
    """Return a figure as text, with its bounds in brackets if it has any that the text does not show."""
    if finding.quantity.is_exact or finding.text == finding.bounds:
        return finding.text
    return f"{finding.text} ({finding.bounds})"


def _count_compared(periods: Sequence[Period], others: Sequence[Finding] = ()) -> Finding:
    """Count the periods compared; the inputs are their figures and those they were compared with, each once."""
    compared = [period.figure for period in periods]
    compared += others
    without_repetition = {figure.id: figure for figure in compared}
    first, last = periods[0], periods[-1]
    span = join_parts(" to ", dict.fromkeys((first.name, last.name)))  # a single period is named once
    label = compose("Periods compared, ", span, ": ", last.figure.label)
    name = f"compared({first.figure.id},{last.figure.id})"
    figures = tuple(without_repetition.values())
    return Finding(name, label, Quantity.exact(len(periods), "periods"), "counted", figures)


def _streak(periods: Sequence[Period], *, rising: bool) -> Finding:
    """Count the changes in a row, one fewer than there are periods."""
    word = "rises" if rising else "falls"
    label = compose(f"{word.capitalize()} in a row up to ", periods[-1].figure.label)
    name = f"{word}({periods[0].figure.id},{periods[-1].figure.id})"
    figures = tuple(period.figure for period in periods)
    return Finding(name, label, Quantity.exact(len(periods) - 1, word), "counted", figures)
