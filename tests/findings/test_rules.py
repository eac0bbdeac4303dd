"""The rules of verdicts: what follows from a printed figure and the evidence, by their bounds."""

from __future__ import annotations

import math

import pytest

from analysis.errors import NotKnownError
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import (
    Course,
    Margin,
    Outcome,
    UndecidedError,
    amount,
    comparison,
    distance,
    level,
    part_of_total,
    record,
    trend,
)

TENTH, HUNDREDTH = 0.10, 0.01


def make(value, low=None, high=None, unit="USD", finding_id="evidence"):
    low, high = value if low is None else low, value if high is None else high
    return Finding(finding_id, finding_id, Quantity(value, low, high, unit), "given", source_ids=("s",))


PRINTED = make(25.0, 24.5, 25.5, finding_id="claim.X")


@pytest.mark.parametrize(
    ("value", "low", "high", "outcome"),
    [
        (25.46, 25.13, 25.79, Outcome.SUPPORTED),  # 25.13 to 25.50 satisfies both
        (24.0, 23.5, 24.5, Outcome.IMPRECISE),  # bounds meet where one is open: a gap of nothing
        (26.0, 25.5, 26.5, Outcome.IMPRECISE),
        (24.5, None, None, Outcome.SUPPORTED),
        (25.5, None, None, Outcome.IMPRECISE),
        (27.9, None, None, Outcome.IMPRECISE),  # 27.9 − 25.5 = 2.4, 8.6 % of the evidence
        (28.4, None, None, Outcome.CONTRADICTED),  # 2.9, 10.2 %
        (22.3, None, None, Outcome.IMPRECISE),  # 24.5 − 22.3 = 2.2, 9.9 %
        (22.2, None, None, Outcome.CONTRADICTED),  # 2.3, 10.4 %
    ],
)
def test_an_amount_is_supported_where_the_intervals_overlap_and_imprecise_up_to_a_tenth(value, low, high, outcome):
    assert amount(PRINTED, make(value, low, high), TENTH).outcome is outcome


def test_a_gap_of_exactly_a_tenth_of_the_evidence_is_imprecise():
    assert amount(make(90.0), make(100.0), TENTH).outcome is Outcome.IMPRECISE
    assert amount(make(89.9), make(100.0), TENTH).outcome is Outcome.CONTRADICTED


# -- a reporter's rounding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "evidence", "outcome"),
    [
        (make(98.5, 98, 99), make(100.0), Outcome.SUPPORTED),  # 100 − 99 = 1, exactly one per cent of 100
        (make(98.5, 98, 99), make(100.1), Outcome.IMPRECISE),  # 1.1, 1.099 %
        (make(101.5, 101, 102), make(100.0), Outcome.SUPPORTED),  # 101 − 100 = 1
        (make(101.6, 101.1, 102.1), make(100.0), Outcome.IMPRECISE),
        (make(98.5, 98, 99), make(100.5, 100, 101), Outcome.SUPPORTED),  # from bound to bound: 1 of 100.5
        (make(98.5, 98, 99), make(101.0, 100.5, 101.5), Outcome.IMPRECISE),  # 1.5 of 101
        (make(98.5, 98, 99), make(99.0), Outcome.SUPPORTED),  # bounds that meet leave no gap
        (make(-98.5, -99, -98), make(-100.0), Outcome.SUPPORTED),
        (make(98.5, 98, 99), make(120.0), Outcome.CONTRADICTED),
    ],
)
def test_a_gap_of_up_to_one_per_cent_of_the_evidence_is_a_reporters_rounding(printed, evidence, outcome):
    judgement = amount(printed, evidence, TENTH, HUNDREDTH)
    assert judgement.outcome is outcome
    supported = outcome is Outcome.SUPPORTED
    assert (judgement.evidence_for, judgement.evidence_against) == (
        (evidence,) * supported,
        (evidence,) * (not supported),
    )


def test_a_gap_that_is_a_reporters_rounding_still_has_its_margin():
    judgement = amount(make(98.5, 98, 99), make(100.0), TENTH, HUNDREDTH)
    assert judgement.margin.value == pytest.approx(98.5 / 100 - 1)
    assert judgement.kind is Margin.DISTANCE


@pytest.mark.parametrize(("printed", "evidence"), [(99.0, 100.0), (32.0, 32.1), (1000.0, 1001.0)])
def test_a_figure_printed_exactly_has_no_leeway(printed, evidence):
    assert (
        amount(make(printed, unit="rank"), make(evidence, unit="rank"), TENTH, HUNDREDTH).outcome is Outcome.IMPRECISE
    )
    assert amount(make(printed, unit="rank"), make(printed, unit="rank"), TENTH, HUNDREDTH).outcome is Outcome.SUPPORTED


def test_without_a_leeway_a_small_gap_is_imprecise():
    assert amount(make(98.5, 98, 99), make(100.0), TENTH).outcome is Outcome.IMPRECISE


# -- evidence coarser than the claim -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (26.0, 24.0, 28.0),
        (23.0, 20.0, 26.0),
        (25.6, 24.5, 26.7),
        (50.0, 1.0, 99.0),
    ],
)
def test_evidence_coarser_than_the_claim_whose_middle_lies_outside_decides_nothing(value, low, high):
    evidence = make(value, low, high)
    for rounding in (0.0, HUNDREDTH):
        with pytest.raises(UndecidedError, match=r"^evidence: too coarse to decide$") as caught:
            amount(PRINTED, evidence, TENTH, rounding)
    assert caught.value.evidence is evidence
    assert caught.value.margin.value == pytest.approx(25 / value - 1)
    assert isinstance(caught.value, NotKnownError)  # a claim with no other evidence cannot be checked


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(25.2, 23.0, 27.4), (25.0, 1.0, 49.0), (25.5, 24.0, 27.0), (24.5, 20.0, 29.0)],
)
def test_evidence_coarser_than_the_claim_whose_middle_lies_inside_supports_it(value, low, high):
    judgement = amount(PRINTED, make(value, low, high), TENTH)
    assert (judgement.outcome, judgement.evidence_for) == (Outcome.SUPPORTED, (make(value, low, high),))


@pytest.mark.parametrize(("value", "low", "high"), [(25.7, 25.4, 26.0), (25.75, 25.25, 26.25), (24.25, 23.75, 24.75)])
def test_evidence_as_fine_as_the_claim_need_only_overlap(value, low, high):
    assert amount(PRINTED, make(value, low, high), TENTH).outcome is Outcome.SUPPORTED


def test_coarse_evidence_that_does_not_overlap_decides():
    assert amount(PRINTED, make(40.0, 30.0, 50.0), TENTH).outcome is Outcome.CONTRADICTED
    assert amount(PRINTED, make(27.0, 25.6, 28.4), TENTH).outcome is Outcome.IMPRECISE


def test_a_bound_is_never_too_coarse():
    """More than 24 billion, or a claim of more than 24, is open by its words and not by its rounding."""
    assert amount(PRINTED, make(24.0, 24.0, math.inf), TENTH).outcome is Outcome.SUPPORTED
    assert amount(make(24.0, 24.0, math.inf), make(23.0, 20.0, 26.0), TENTH).outcome is Outcome.SUPPORTED


def test_a_rank_is_finer_than_any_rounded_figure():
    with pytest.raises(UndecidedError):
        amount(make(32.0), make(32.3, 31.0, 33.6), TENTH)
    assert amount(make(32.0), make(32.0, 31.5, 32.5), TENTH).outcome is Outcome.SUPPORTED


# -- margins ------------------------------------------------------------------------------------------------


def test_the_margin_is_the_distance_as_a_share_of_the_evidence():
    judgement = amount(PRINTED, make(20.0), TENTH)
    assert judgement.margin.value == pytest.approx(25 / 20 - 1)
    assert judgement.kind is Margin.DISTANCE
    assert (judgement.evidence_for, [f.value for f in judgement.evidence_against]) == ((), [20.0])


def test_more_than_has_no_margin():
    assert amount(make(1200.0, 1200.0, math.inf), make(1227.0), TENTH).margin is None


def test_more_than_a_number_is_not_supported_by_that_number_itself(now):
    """The words “more than 1,200” mean (1200, ∞): 1,201 supports them, 1,200 does not."""
    claim = now.catalogue["claim.C13"]
    assert claim.observation.qualifier == "gt"
    assert amount(claim, make(1201.0, unit="firms"), TENTH).outcome is Outcome.SUPPORTED
    assert amount(claim, make(1199.0, unit="firms"), TENTH).outcome is Outcome.IMPRECISE
    assert amount(claim, make(1200.0, unit="firms"), TENTH).outcome is not Outcome.SUPPORTED


WHOLE, PART = make(20.0, 20.0, math.inf), make(13.5, 13.4, 13.6)


def test_the_figure_of_the_whole_said_of_a_part_is_contradicted():
    judgement = part_of_total(make(20.0, 19.5, 20.5, finding_id="claim.X"), WHOLE, PART, TENTH)
    assert judgement.outcome is Outcome.CONTRADICTED
    assert judgement.margin.value == pytest.approx(20 / 13.5 - 1)
    assert judgement.evidence_against == (PART, WHOLE)


def test_a_figure_that_fits_the_part_is_supported_whatever_the_whole():
    assert part_of_total(make(13.5, 13.45, 13.55), WHOLE, PART, TENTH).outcome is Outcome.SUPPORTED


def test_a_figure_that_fits_neither_is_judged_as_an_amount():
    assert part_of_total(make(14.0, 13.9, 14.1), WHOLE, PART, TENTH).outcome is Outcome.IMPRECISE


def test_a_part_has_the_same_leeway_as_an_amount():
    whole, part = make(200.0), make(100.0)
    assert part_of_total(make(98.5, 98, 99), whole, part, TENTH, HUNDREDTH).outcome is Outcome.SUPPORTED
    assert part_of_total(make(98.5, 98, 99), whole, part, TENTH).outcome is Outcome.IMPRECISE
    with pytest.raises(UndecidedError):
        part_of_total(make(98.5, 98, 99), whole, make(100.0, 90.0, 110.0), TENTH, HUNDREDTH)


def ratio(low, value, high):
    return make(value, low, high, "ratio", f"ratio {value}")


CLEAR, SLIGHT, EVEN, BELOW = (
    ratio(3.28, 3.38, 3.49),
    ratio(1.34, 1.36, 1.38),
    ratio(0.99, 1.01, 1.02),
    ratio(0.9, 0.96, 0.97),
)


@pytest.mark.parametrize(
    ("accounts", "outcome"),
    [
        ([CLEAR], Outcome.SUPPORTED),
        ([CLEAR, CLEAR], Outcome.SUPPORTED),
        ([CLEAR, SLIGHT], Outcome.OVERSTATED),
        ([SLIGHT], Outcome.OVERSTATED),
        ([SLIGHT, SLIGHT], Outcome.OVERSTATED),
        ([CLEAR, EVEN], Outcome.OVERSTATED),  # no difference is not the other direction
        ([CLEAR, BELOW], Outcome.DISPUTED),
        ([SLIGHT, BELOW], Outcome.DISPUTED),
        ([BELOW], Outcome.CONTRADICTED),
        ([BELOW, BELOW], Outcome.CONTRADICTED),
        ([EVEN], Outcome.CONTRADICTED),  # above one in the middle, not beyond its bounds
        ([EVEN, BELOW], Outcome.CONTRADICTED),
        ([CLEAR, SLIGHT, BELOW], Outcome.DISPUTED),
        ([ratio(1.49, 1.6, 1.7)], Outcome.OVERSTATED),  # the bound counts, not the middle
        ([ratio(1.5, 1.6, 1.7)], Outcome.SUPPORTED),
    ],
)
def test_much_larger_needs_direction_and_degree_by_every_account(accounts, outcome):
    judgement = comparison(accounts, 1.5)
    assert judgement.outcome is outcome
    assert judgement.margin.value == min(a.value for a in accounts)
    assert {*judgement.evidence_for, *judgement.evidence_against} == set(accounts)


def test_an_overstated_comparison_stands_on_the_accounts_that_reach_the_degree_and_falls_by_the_others():
    judgement = comparison([CLEAR, SLIGHT, EVEN], 1.5)
    assert (judgement.evidence_for, judgement.evidence_against) == ((CLEAR,), (SLIGHT, EVEN))
    assert (judgement.kind, judgement.margin) == (Margin.LEVEL, EVEN)


def test_without_a_degree_any_difference_in_the_same_direction_will_do():
    assert comparison([CLEAR, SLIGHT], 1.0).outcome is Outcome.SUPPORTED
    assert comparison([CLEAR, EVEN], 1.0).outcome is Outcome.OVERSTATED
    assert comparison([CLEAR, BELOW], 1.0).outcome is Outcome.DISPUTED


WINDOWS, SWINGS, MAJORITY = (3, 5, 10), 1.5, 0.5


def course(*values, last=2020):
    """A measure whose last figure is of 2020."""
    found = {last - at: make(value, finding_id=f"{last - at}") for at, value in enumerate(reversed(values))}
    return Course(found, lambda later, earlier: later - earlier)


RISING = course(*range(100, 111))  # by one a year: 3 over three years against 1.5 √3 = 2.6, and so on
FALLING = course(*range(110, 99, -1))
WAVERING = course(*[100, 102] * 5, 100)  # swings by two a year and comes back
SHORT = course(1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("measures", "falls", "outcome"),
    [
        ([FALLING], True, Outcome.SUPPORTED),
        ([RISING], True, Outcome.CONTRADICTED),
        ([RISING], False, Outcome.SUPPORTED),
        ([FALLING, RISING], True, Outcome.DISPUTED),
        ([FALLING, WAVERING, SHORT], True, Outcome.SUPPORTED),  # no clear change, and too few figures, do not vote
        ([RISING, FALLING, FALLING], False, Outcome.DISPUTED),  # no measure is taken to be the speaker's own
    ],
)
def test_a_trend_is_the_direction_of_every_measure_that_has_one(measures, falls, outcome):
    judgement = trend(dict(enumerate(measures)), falls, WINDOWS, SWINGS, MAJORITY)
    assert (judgement.outcome, judgement.kind) == (outcome, Margin.CHANGE)
    assert all((change.value < 0) is falls for change in judgement.evidence_for)


@pytest.mark.parametrize(
    ("measure", "why"), [(SHORT, "too few figures"), (WAVERING, "no clear change"), (course(), "too few figures")]
)
def test_a_trend_that_no_measure_shows_cannot_be_checked(measure, why):
    with pytest.raises(NotKnownError, match=why):
        trend({"one": measure}, True, WINDOWS, SWINGS, MAJORITY)


def test_the_windows_that_show_a_direction_decide_by_majority():
    """Up since 2010 and 2015, down since 2017: a swing of one, 1.5 √3 = 2.6, 3.4 and 4.7."""
    mixed = course(90, 91, 92, 93, 94, 95, 96, 103, 102, 101, 100)
    judgement = trend({"one": mixed}, False, WINDOWS, SWINGS, MAJORITY)
    assert (judgement.outcome, [it.value for it in judgement.evidence_for]) == (Outcome.SUPPORTED, [10.0])
    with pytest.raises(NotKnownError, match="no clear change"):
        trend({"one": mixed}, False, WINDOWS, SWINGS, 0.7)


@pytest.mark.parametrize(
    ("low", "high", "above", "outcome"),
    [
        (0.5205, 0.5215, True, Outcome.SUPPORTED),
        (0.48, 0.49, True, Outcome.CONTRADICTED),
        (0.5, 0.5, True, Outcome.IMPRECISE),  # half is not more than half, and no further from it
        (0.21, 0.22, False, Outcome.SUPPORTED),
        (0.51, 0.52, False, Outcome.CONTRADICTED),
    ],
)
def test_a_level_lies_beyond_its_threshold_with_both_bounds(low, high, above, outcome):
    assert level(make((low + high) / 2, low, high, "share"), 0.5, above, 0.0).outcome is outcome


@pytest.mark.parametrize(("value", "outcome"), [(0.46, Outcome.IMPRECISE), (0.45, Outcome.CONTRADICTED)])
def test_a_level_within_a_tenth_of_its_threshold_is_imprecise(value, outcome):
    assert level(make(value, unit="share"), 0.5, True, TENTH).outcome is outcome  # 4 of 46, and 5 of 45


def test_a_distance_says_in_words_what_was_divided_by_what():
    found = distance(PRINTED, make(20.0, finding_id="the count"))
    assert found.method == "the figure as printed ÷ the count, less one"
    assert found.inputs == (PRINTED, make(20.0, finding_id="the count"))


def test_evidence_stands_on_the_side_that_it_speaks_for():
    for judged, outcome in ((amount(PRINTED, make(25.0), TENTH), True), (amount(PRINTED, make(99.0), TENTH), False)):
        assert bool(judged.evidence_for) is outcome
        assert bool(judged.evidence_against) is not outcome


def test_evidence_that_is_open_upwards_has_no_margin():
    judgement = amount(make(3.0), make(3.0, 3.0, math.inf), TENTH)
    assert (judgement.outcome, judgement.margin) == (Outcome.SUPPORTED, None)


@pytest.mark.parametrize(
    ("years", "outcome"),
    [(33.79, Outcome.SUPPORTED), (34.5, Outcome.IMPRECISE), (31.0, Outcome.IMPRECISE), (20.0, Outcome.CONTRADICTED)],
)
def test_a_record_is_judged_by_the_years_since_a_day_at_least_as_extreme(years, outcome):
    assert record(make(34.0, 33.5, 34.5, "years"), make(years, unit="years"), TENTH).outcome is outcome


def test_what_a_margin_is_follows_from_the_rule():
    assert comparison([CLEAR], 1.5).kind is Margin.LEVEL
    assert level(make(0.2, unit="share"), 0.5, False, TENTH).kind is Margin.LEVEL
