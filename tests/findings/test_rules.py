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


UNDECIDED = "too coarse to decide"
ROUND = make(98.5, 98, 99)
AMOUNTS = [
    # the intervals overlap, or the gap is at most a tenth of the evidence
    (PRINTED, make(25.46, 25.13, 25.79), 0, Outcome.SUPPORTED),  # 25.13 to 25.50 satisfies both
    (PRINTED, make(24.0, 23.5, 24.5), 0, Outcome.IMPRECISE),  # bounds meet where one is open: a gap of nothing
    (PRINTED, make(26.0, 25.5, 26.5), 0, Outcome.IMPRECISE),
    (PRINTED, make(24.5), 0, Outcome.SUPPORTED),
    (PRINTED, make(25.5), 0, Outcome.IMPRECISE),
    (PRINTED, make(27.9), 0, Outcome.IMPRECISE),  # 27.9 − 25.5 = 2.4, 8.6 % of the evidence
    (PRINTED, make(28.4), 0, Outcome.CONTRADICTED),  # 2.9, 10.2 %
    (PRINTED, make(22.3), 0, Outcome.IMPRECISE),  # 24.5 − 22.3 = 2.2, 9.9 %
    (PRINTED, make(22.2), 0, Outcome.CONTRADICTED),  # 2.3, 10.4 %
    (make(90.0), make(100.0), 0, Outcome.IMPRECISE),  # exactly a tenth
    (make(89.9), make(100.0), 0, Outcome.CONTRADICTED),
    # a reporter's rounding: a gap of up to one per cent of the evidence
    (ROUND, make(100.0), HUNDREDTH, Outcome.SUPPORTED),  # 100 − 99 = 1, exactly one per cent of 100
    (ROUND, make(100.0), 0, Outcome.IMPRECISE),
    (ROUND, make(100.1), HUNDREDTH, Outcome.IMPRECISE),  # 1.1, 1.099 %
    (make(101.5, 101, 102), make(100.0), HUNDREDTH, Outcome.SUPPORTED),  # 101 − 100 = 1
    (make(101.6, 101.1, 102.1), make(100.0), HUNDREDTH, Outcome.IMPRECISE),
    (ROUND, make(100.5, 100, 101), HUNDREDTH, Outcome.SUPPORTED),  # from bound to bound: 1 of 100.5
    (ROUND, make(101.0, 100.5, 101.5), HUNDREDTH, Outcome.IMPRECISE),  # 1.5 of 101
    (ROUND, make(99.0), HUNDREDTH, Outcome.SUPPORTED),  # bounds that meet leave no gap
    (make(-98.5, -99, -98), make(-100.0), HUNDREDTH, Outcome.SUPPORTED),
    (ROUND, make(120.0), HUNDREDTH, Outcome.CONTRADICTED),
    # a figure printed exactly has no leeway
    (make(99.0, unit="rank"), make(100.0, unit="rank"), HUNDREDTH, Outcome.IMPRECISE),
    (make(1000.0, unit="rank"), make(1001.0, unit="rank"), HUNDREDTH, Outcome.IMPRECISE),
    (make(32.0, unit="rank"), make(32.0, unit="rank"), HUNDREDTH, Outcome.SUPPORTED),
    # evidence coarser than the claim decides nothing where its middle lies outside, and supports it where inside
    *((PRINTED, make(*it), 0, UNDECIDED) for it in ((26, 24, 28), (23, 20, 26), (25.6, 24.5, 26.7), (50, 1, 99))),
    (PRINTED, make(26.0, 24.0, 28.0), HUNDREDTH, UNDECIDED),
    (make(32.0), make(32.3, 31.0, 33.6), 0, UNDECIDED),  # a rank is finer than any rounded figure
    (make(32.0), make(32.0, 31.5, 32.5), 0, Outcome.SUPPORTED),
    *(
        (PRINTED, make(*it), 0, Outcome.SUPPORTED)
        for it in ((25.2, 23, 27.4), (25, 1, 49), (25.5, 24, 27), (24.5, 20, 29))
    ),
    # evidence as fine as the claim need only overlap
    *(
        (PRINTED, make(*it), 0, Outcome.SUPPORTED)
        for it in ((25.7, 25.4, 26), (25.75, 25.25, 26.25), (24.25, 23.75, 24.75))
    ),
    # coarse evidence that does not overlap decides
    (PRINTED, make(40.0, 30.0, 50.0), 0, Outcome.CONTRADICTED),
    (PRINTED, make(27.0, 25.6, 28.4), 0, Outcome.IMPRECISE),
    # what is open by its words is never too coarse: more than 24 billion, or a claim of more than 24
    (PRINTED, make(24.0, 24.0, math.inf), 0, Outcome.SUPPORTED),
    (make(24.0, 24.0, math.inf), make(23.0, 20.0, 26.0), 0, Outcome.SUPPORTED),
]


@pytest.mark.parametrize(("printed", "evidence", "rounding", "outcome"), AMOUNTS)
def test_an_amount_is_judged_by_its_bounds(printed, evidence, rounding, outcome):
    if outcome is UNDECIDED:
        with pytest.raises(UndecidedError, match=UNDECIDED) as caught:
            amount(printed, evidence, TENTH, rounding)
        assert caught.value.evidence is evidence
        assert caught.value.margin.value == pytest.approx(printed.value / evidence.value - 1)
        return
    judgement, is_supported = amount(printed, evidence, TENTH, rounding), outcome is Outcome.SUPPORTED
    assert judgement.outcome is outcome
    assert judgement.evidence_for == (evidence,) * is_supported
    assert judgement.evidence_against == (evidence,) * (not is_supported)
    if math.inf not in (printed.quantity.high, evidence.quantity.high):
        assert judgement.kind is Margin.DISTANCE
        assert judgement.margin.value == pytest.approx(printed.value / evidence.value - 1)


# -- margins ------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("printed", "whole", "part", "rounding", "outcome"),
    [
        (make(13.5, 13.45, 13.55), WHOLE, PART, 0, Outcome.SUPPORTED),  # fits the part, whatever the whole
        (make(14.0, 13.9, 14.1), WHOLE, PART, 0, Outcome.IMPRECISE),  # fits neither: judged as an amount
        (ROUND, make(200.0), make(100.0), HUNDREDTH, Outcome.SUPPORTED),
        (ROUND, make(200.0), make(100.0), 0, Outcome.IMPRECISE),
    ],
)
def test_a_figure_that_is_not_that_of_the_whole_is_judged_as_an_amount(printed, whole, part, rounding, outcome):
    assert part_of_total(printed, whole, part, TENTH, rounding).outcome is outcome


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
