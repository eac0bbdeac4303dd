"""The rules of verdicts: what follows from a printed figure and the evidence, by their bounds."""

from __future__ import annotations

import math

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Outcome, Verdict
from analysis.findings.claim_rules import (
    Course,
    UndecidedError,
    amount,
    comparison,
    level,
    part_of_total,
    record,
    trend,
)
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import Margin, Specification

SUPPORTED, IMPRECISE, OVERSTATED = Outcome.SUPPORTED, Outcome.IMPRECISE, Outcome.OVERSTATED
DISPUTED, CONTRADICTED, UNDECIDED = Outcome.DISPUTED, Outcome.CONTRADICTED, "too coarse to decide"
TENTH, HUNDREDTH = 0.10, 0.01


def make(value, low=None, high=None, unit="USD", finding_id="evidence"):
    low, high = value if low is None else low, value if high is None else high
    return Finding(finding_id, finding_id, Quantity(value, low, high, unit), "given", source_ids=("s",))


def rank(value):
    return make(value, unit="rank")


PRINTED, ROUND = make(25.0, 24.5, 25.5), make(98.5, 98, 99)
AMOUNTS = [
    # the intervals overlap, or the gap is at most a tenth of the evidence
    (PRINTED, make(25.46, 25.13, 25.79), 0, SUPPORTED),  # 25.13 to 25.50 satisfies both
    (PRINTED, make(24.0, 23.5, 24.5), 0, IMPRECISE),  # bounds meet where one is open: a gap of nothing
    (PRINTED, make(24.5), 0, SUPPORTED),
    (PRINTED, make(25.5), 0, IMPRECISE),
    (PRINTED, make(27.9), 0, IMPRECISE),  # 27.9 − 25.5 = 2.4, 8.6 % of the evidence
    (PRINTED, make(28.4), 0, CONTRADICTED),  # 2.9, 10.2 %
    (PRINTED, make(22.3), 0, IMPRECISE),  # 24.5 − 22.3 = 2.2, 9.9 %
    (PRINTED, make(22.2), 0, CONTRADICTED),  # 2.3, 10.4 %
    (make(90.0), make(100.0), 0, IMPRECISE),  # exactly a tenth
    # a reporter's rounding: a gap of up to one per cent of the evidence
    (ROUND, make(100.0), HUNDREDTH, SUPPORTED),  # 100 − 99 = 1, exactly one per cent of 100
    (ROUND, make(100.0), 0, IMPRECISE),
    (ROUND, make(100.1), HUNDREDTH, IMPRECISE),  # 1.1, 1.099 %
    (make(101.5, 101, 102), make(100.0), HUNDREDTH, SUPPORTED),  # 101 − 100 = 1
    (ROUND, make(101.0, 100.5, 101.5), HUNDREDTH, IMPRECISE),  # from bound to bound: 1.5 of 101
    (make(-98.5, -99, -98), make(-100.0), HUNDREDTH, SUPPORTED),
    # a figure printed exactly has no leeway
    (rank(1000), rank(1001), HUNDREDTH, IMPRECISE),
    (rank(32), rank(32), HUNDREDTH, SUPPORTED),
    # evidence coarser than the claim decides nothing where its middle lies outside, and supports it where inside
    *((PRINTED, make(*it), 0, UNDECIDED) for it in ((26, 24, 28), (23, 20, 26), (25.6, 24.5, 26.7), (50, 1, 99))),
    *((PRINTED, make(*it), 0, SUPPORTED) for it in ((25.2, 23, 27.4), (25, 1, 49), (25.5, 24, 27), (24.5, 20, 29))),
    (make(32.0), make(32.3, 31.0, 33.6), 0, UNDECIDED),  # a rank is finer than any rounded figure
    # evidence as fine as the claim need only overlap
    *((PRINTED, make(*it), 0, SUPPORTED) for it in ((25.7, 25.4, 26), (25.75, 25.25, 26.25))),
    # coarse evidence that does not overlap decides
    (PRINTED, make(40.0, 30.0, 50.0), 0, CONTRADICTED),
    (PRINTED, make(27.0, 25.6, 28.4), 0, IMPRECISE),
    # what is open by its words is never too coarse: more than 24 billion, or a claim of more than 24
    (PRINTED, make(24.0, 24.0, math.inf), 0, SUPPORTED),
    (make(24.0, 24.0, math.inf), make(23.0, 20.0, 26.0), 0, SUPPORTED),
]


@pytest.mark.parametrize(("printed", "evidence", "rounding", "outcome"), AMOUNTS)
def test_an_amount_is_judged_by_its_bounds(printed, evidence, rounding, outcome):
    if outcome is UNDECIDED:
        with pytest.raises(UndecidedError, match=UNDECIDED) as caught:
            amount(printed, evidence, TENTH, rounding)
        assert caught.value.evidence is evidence
        assert caught.value.margin.value == pytest.approx(printed.value / evidence.value - 1)
        return
    judgement = amount(printed, evidence, TENTH, rounding)
    assert (judgement.outcome, judgement.kind) == (outcome, Margin.DISTANCE)
    sides = ((evidence,), ()) if outcome is SUPPORTED else ((), (evidence,))
    assert (judgement.evidence_for, judgement.evidence_against) == sides
    if math.inf in (printed.quantity.high, evidence.quantity.high):
        assert judgement.margin is None
    else:
        assert judgement.margin.value == pytest.approx(printed.value / evidence.value - 1)


@pytest.mark.parametrize(("low", "high"), [(2, 3), (3, 4)])
def test_a_place_that_may_be_the_neighbours_does_not_decide(low, high):
    with pytest.raises(UndecidedError, match=f"any place from {low} to {high}"):
        amount(rank(3), make(3, low, high, "rank"), TENTH)


@pytest.mark.parametrize(("count", "outcome"), [(1201, SUPPORTED), (1200, IMPRECISE), (1199, IMPRECISE)])
def test_more_than_a_number_is_not_supported_by_that_number_itself(now, count, outcome):
    assert now.catalogue["claim.C13"].observation.qualifier == "gt"  # "more than 1,200"
    assert amount(now.catalogue["claim.C13"], make(count, unit="firms"), TENTH).outcome is outcome


WHOLE, PART = make(20.0, 20.0, math.inf), make(13.5, 13.4, 13.6)


@pytest.mark.parametrize(
    ("printed", "whole", "part", "rounding", "outcome"),
    [
        (make(20.0, 19.5, 20.5), WHOLE, PART, 0, CONTRADICTED),  # the figure of the whole
        (make(13.5, 13.45, 13.55), WHOLE, PART, 0, SUPPORTED),  # fits the part, whatever the whole
        (make(14.0, 13.9, 14.1), WHOLE, PART, 0, IMPRECISE),  # fits neither: judged as an amount
        (ROUND, make(200.0), make(100.0), HUNDREDTH, SUPPORTED),
    ],
)
def test_the_figure_of_the_whole_said_of_a_part_is_contradicted(printed, whole, part, rounding, outcome):
    judgement = part_of_total(printed, whole, part, TENTH, rounding)
    assert judgement.outcome is outcome
    assert judgement.margin.value == pytest.approx(printed.value / part.value - 1)


CLEAR, SLIGHT, EVEN, BELOW = (
    make(value, low, high, "ratio", f"ratio {value}")
    for low, value, high in ((3.28, 3.38, 3.49), (1.34, 1.36, 1.38), (0.99, 1.01, 1.02), (0.9, 0.96, 0.97))
)
BORDER = make(1.6, 1.49, 1.7, "ratio")


@pytest.mark.parametrize(
    ("accounts", "degree", "outcome"),
    [
        ([CLEAR, CLEAR], 1.5, SUPPORTED),
        ([CLEAR, SLIGHT], 1.5, OVERSTATED),
        ([CLEAR, SLIGHT], 1.0, SUPPORTED),
        ([SLIGHT, SLIGHT], 1.5, OVERSTATED),
        ([CLEAR, EVEN], 1.5, SUPPORTED),  # what may be equal has no vote
        ([BELOW, EVEN], 1.5, CONTRADICTED),
        ([SLIGHT, BORDER], 1.5, OVERSTATED),
        ([CLEAR, BORDER], 1.5, SUPPORTED),  # what may be less than the degree votes on the direction alone
        ([CLEAR, SLIGHT, BELOW], 1.5, DISPUTED),
        ([CLEAR, BELOW], 1.0, DISPUTED),
        ([BELOW, BELOW], 1.5, CONTRADICTED),
        ([make(1.6, 1.5, 1.7, "ratio")], 1.5, SUPPORTED),
    ],
)
def test_much_larger_needs_direction_and_degree_by_every_account_that_votes(accounts, degree, outcome):
    judgement = comparison(accounts, degree)
    voters = [account for account in accounts if account is not EVEN]
    assert (judgement.outcome, judgement.kind) == (outcome, Margin.LEVEL)
    assert judgement.margin.value == min(account.value for account in voters)
    assert {*judgement.evidence_for, *judgement.evidence_against} == set(voters)


def test_an_overstated_comparison_has_the_accounts_that_fall_short_of_the_degree_against_it():
    judgement = comparison([CLEAR, SLIGHT, EVEN], 1.5)
    assert (judgement.evidence_for, judgement.evidence_against) == ((CLEAR,), (SLIGHT,))


@pytest.mark.parametrize(
    ("accounts", "degree", "across"), [([EVEN], 1.5, "1"), ([EVEN, EVEN], 1.0, "1"), ([BORDER], 1.5, "1.5")]
)
def test_a_comparison_whose_bounds_reach_across_the_line_cannot_be_decided(accounts, degree, across):
    with pytest.raises(UndecidedError, match=f"reaches across {across}$"):
        comparison(accounts, degree)


WINDOWS, SWINGS = (3, 5, 10), 1.5


def course(*values):
    """Make a measure whose last figure is of 2020."""
    found = {2020 - at: make(value, finding_id=f"{2020 - at}") for at, value in enumerate(reversed(values))}
    return Course(found, lambda later, earlier: later - earlier)


RISING = course(*range(100, 111))  # by one a year: 3 over three years against 1.5 √3 = 2.6, and so on
FALLING = course(*range(110, 99, -1))
WAVERING = course(*[100, 102] * 5, 100)  # swings by two a year and comes back
SHORT = course(1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("measures", "falls", "outcome"),
    [
        ([FALLING], True, SUPPORTED),
        ([RISING], True, CONTRADICTED),
        ([RISING], False, SUPPORTED),
        ([FALLING, RISING], True, DISPUTED),
        ([FALLING, WAVERING, SHORT], True, SUPPORTED),  # no clear change, and too few figures, do not vote
        ([RISING, FALLING, FALLING], False, DISPUTED),  # no measure is taken to be the speaker's own
    ],
)
def test_a_trend_is_the_direction_of_every_measure_that_has_one(measures, falls, outcome):
    judgement = trend(dict(enumerate(measures)), falls, WINDOWS, SWINGS)
    assert (judgement.outcome, judgement.kind) == (outcome, Margin.CHANGE)
    assert all((change.value < 0) is falls for change in judgement.evidence_for)


@pytest.mark.parametrize(
    ("measure", "why"), [(SHORT, "too few figures"), (WAVERING, "no clear change"), (course(), "too few figures")]
)
def test_a_trend_that_no_measure_shows_cannot_be_checked(measure, why):
    with pytest.raises(NotKnownError, match=why):
        trend({"one": measure}, True, WINDOWS, SWINGS)


@pytest.mark.parametrize(
    ("values", "changes"),
    [
        ((90, 91, 92, 93, 94, 95, 96, 97, 98, 100, 100), [10.0]),  # +10 over ten years, and nothing over three
        ((95, 96, 97, 98, 99, 100, 100), [4.0]),  # ten years are not reached: five decide
        ((100, 101, 102, 101, 100, 95, 96, 97, 98, 99, 100), None),  # back where it was, though up over five years
        ((90, 91, 92, 93, 94, 95, 96, 103, 102, 101, 100), None),  # up since 2010, down since 2017
    ],
)
def test_the_longest_window_decides_unless_a_shorter_one_shows_the_opposite(values, changes):
    """With a swing of one, a change is clear beyond 1.5 √3 = 2.6, 1.5 √5 = 3.4 and 1.5 √10 = 4.7."""
    if changes is None:
        with pytest.raises(NotKnownError, match="no clear change"):
            trend({"one": course(*values)}, False, WINDOWS, SWINGS)
        return
    judgement = trend({"one": course(*values)}, False, WINDOWS, SWINGS)
    assert (judgement.outcome, [change.value for change in judgement.evidence_for]) == (SUPPORTED, changes)


@pytest.mark.parametrize(
    ("low", "high", "above", "imprecise", "outcome"),
    [
        (0.5205, 0.5215, True, 0, SUPPORTED),
        (0.48, 0.49, True, 0, CONTRADICTED),
        (0.5, 0.5, True, 0, IMPRECISE),  # half is not more than half, and no further from it
        (0.21, 0.22, False, 0, SUPPORTED),
        (0.51, 0.52, False, 0, CONTRADICTED),
        (0.4, 0.5, True, 0, UNDECIDED),  # half is within its bounds
        (0.45, 0.55, True, TENTH, UNDECIDED),
        (0.45, 0.55, False, TENTH, UNDECIDED),
        (0.46, 0.46, True, TENTH, IMPRECISE),  # 4 of 46
        (0.45, 0.45, True, TENTH, CONTRADICTED),  # 5 of 45
    ],
)
def test_a_level_lies_beyond_its_threshold_with_both_bounds(low, high, above, imprecise, outcome):
    value = make((low + high) / 2, low, high, "share")
    if outcome is UNDECIDED:
        with pytest.raises(UndecidedError, match="reaches across 50%"):
            level(value, 0.5, above, imprecise)
        return
    judgement = level(value, 0.5, above, imprecise)
    assert (judgement.outcome, judgement.kind) == (outcome, Margin.LEVEL)


@pytest.mark.parametrize(("years", "outcome"), [(33.79, SUPPORTED), (34.5, IMPRECISE), (20.0, CONTRADICTED)])
def test_a_record_is_judged_by_the_years_since_a_day_at_least_as_extreme(years, outcome):
    assert record(make(34.0, 33.5, 34.5, "years"), make(years, unit="years"), TENTH).outcome is outcome


@pytest.mark.parametrize(
    ("holds", "counts"),
    [
        ({"11": True, "12": False, "21": True, "22": False}, (2, 4)),
        ({"11": False, "21": True}, (1, 2)),
        ({"11": True, "12": None, "21": False}, (1, 2)),  # the undecided one counts neither way
        ({}, (0, 0)),
    ],
)
def test_the_specifications_that_decide_are_counted(holds, counts):
    tried = tuple(Specification((("a", ab[0]), ("b", ab[1])), it, PRINTED) for ab, it in holds.items())
    verdict = Verdict("X", SUPPORTED, "computed", "amount", None, (), (), tried)
    assert (verdict.holds_in, verdict.of) == counts
