"""The rules of verdicts: what follows from a printed figure and the evidence, by their bounds."""

from __future__ import annotations

import math

import pytest

from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.rules import amount, comparison, distance, level, part_of_total, record, trend
from analysis.findings.verdicts import Margin, Outcome

TENTH = 0.10


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
        ([CLEAR, SLIGHT], Outcome.IMPRECISE),
        ([SLIGHT], Outcome.IMPRECISE),
        ([CLEAR, BELOW], Outcome.DISPUTED),
        ([SLIGHT, BELOW], Outcome.DISPUTED),
        ([BELOW], Outcome.CONTRADICTED),
        ([BELOW, BELOW], Outcome.CONTRADICTED),
        ([EVEN], Outcome.CONTRADICTED),  # above one in the middle, not beyond its bounds
        ([ratio(1.49, 1.6, 1.7)], Outcome.IMPRECISE),  # the bound counts, not the middle
        ([ratio(1.5, 1.6, 1.7)], Outcome.SUPPORTED),
    ],
)
def test_much_larger_needs_direction_and_degree_by_every_account(accounts, outcome):
    judgement = comparison(accounts, 1.5)
    assert judgement.outcome is outcome
    assert judgement.margin.value == min(a.value for a in accounts)
    assert {*judgement.evidence_for, *judgement.evidence_against} == set(accounts)


@pytest.mark.parametrize(
    ("low", "high", "falls", "outcome"),
    [
        (-0.08, -0.07, True, Outcome.SUPPORTED),
        (-0.01, 0.01, True, Outcome.CONTRADICTED),
        (0.05, 0.06, True, Outcome.CONTRADICTED),
        (0.05, 0.06, False, Outcome.SUPPORTED),
        (-0.01, 0.01, False, Outcome.CONTRADICTED),
        (0.0, 0.0, False, Outcome.CONTRADICTED),
    ],
)
def test_a_trend_is_the_sign_of_a_change_beyond_rounding(low, high, falls, outcome):
    assert trend(make((low + high) / 2, low, high, "share"), falls).outcome is outcome


@pytest.mark.parametrize(
    ("low", "high", "above", "outcome"),
    [
        (0.5205, 0.5215, True, Outcome.SUPPORTED),
        (0.495, 0.505, True, Outcome.CONTRADICTED),
        (0.5, 0.5, True, Outcome.CONTRADICTED),  # half is not more than half
        (0.21, 0.22, False, Outcome.SUPPORTED),
        (0.49, 0.51, False, Outcome.CONTRADICTED),
    ],
)
def test_a_level_lies_beyond_its_threshold_with_both_bounds(low, high, above, outcome):
    assert level(make((low + high) / 2, low, high, "share"), 0.5, above).outcome is outcome


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
    assert trend(make(0.05, 0.04, 0.06, "share"), False).kind is Margin.CHANGE
    assert level(make(0.2, unit="share"), 0.5, False).kind is Margin.LEVEL
