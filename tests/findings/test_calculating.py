"""Findings at the prompt are calculated with and compared like numbers, and no number comes in without its source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.errors import AnalysisError, NotKnownError, ParameterError
from analysis.findings import Finding, Quantity
from analysis.findings.arithmetic import added


def finding(value, low, high, unit="USD", name="a"):
    return Finding(name, name.upper(), Quantity(value, low, high, unit), "as published")


PLANT = finding(20e9, 19.5e9, 20.5e9)


@pytest.mark.parametrize("twice", [lambda f: f * 2, lambda f: 2 * f, lambda f: f * np.int64(2)])
def test_a_whole_number_scales_and_appears_in_the_working(twice):
    found = twice(PLANT)
    assert found.quantity == Quantity(40e9, 39e9, 41e9, "USD")
    assert (found.method, found.inputs) == ("A × 2", (PLANT,))


def test_a_negative_number_turns_the_bounds_round():
    assert (PLANT * -1).quantity == Quantity(-20e9, -20.5e9, -19.5e9, "USD")


def test_a_whole_number_parts_and_keeps_the_unit():
    share = finding(0.5, 0.4, 0.6, "share")
    assert (share / 2).quantity == Quantity(0.25, 0.2, 0.3, "share")
    assert (share / 2).method == "A ÷ 2"
    with pytest.raises(NotKnownError, match="cannot divide by zero"):
        share / 0


def test_what_is_added_to_a_difference_is_not_told_as_taken_off():
    """By hand: 20 − 5 + 3 = 18, where 20 less the sum of 5 and 3 is 12, and 20 − (5 − 3) is 18 again."""
    a, b, c = (finding(n, n, n, name=name) for n, name in ((20, "a"), (5, "b"), (3, "c")))
    told = {it.label: (it.value, it.method) for it in (a - b + c, c + (a - b), a - (b + c), a - (b - c), a + b + c)}
    assert told == {
        "A less B plus C": (18, "A less B + C"),
        "C plus A less B": (18, "C + A less B"),
        "A less B and C": (12, "A − B and C"),
        "A less (B less C)": (18, "A − (B less C)"),
        "A and B and C": (28, "A and B + C"),
    }
    assert added([a - b, c]).label == "(A less B), C"


def test_findings_are_told_apart_by_all_they_say_in_lists_sets_and_tables_of_pandas():
    same, other = finding(20e9, 19.5e9, 20.5e9), finding(20e9, 19.5e9, 20.5e9, name="b")
    assert same == PLANT != other
    assert PLANT not in (None, "", other)
    assert {PLANT, same, other} == {PLANT, other}
    column = pd.Series([PLANT, None, 7.0, other])
    assert column.isna().tolist() == [False, True, False, False]
    assert (len(column.drop_duplicates()), column.isin([7.0, other]).tolist()) == (4, [False, False, True, True])


def test_findings_compare_where_their_bounds_leave_no_doubt():
    more = finding(21e9, 20.6e9, 21.5e9, name="b")
    assert more > PLANT
    assert more > PLANT
    assert more >= PLANT
    assert not more <= PLANT


def test_counts_that_are_equal_are_neither_smaller_nor_larger():
    seven, also = (finding(7, 7, 7, "firms", name) for name in "ab")
    assert not seven < also
    assert seven <= also
    assert seven >= also


def test_places_in_a_ranking_are_places_apart():
    assert (finding(32, 32, 32, "rank") - finding(6, 6, 6, "rank", "b")).text == "26"
    with pytest.raises(TypeError, match="a rank is not multiplied"):
        finding(32, 32, 32, "rank") * 2


def test_what_has_no_lower_bound_is_said_so():
    rest = finding(25e9, 25e9, 25e9) - finding(2e9, 2e9, float("inf"), name="b")
    assert rest.text == "at most $23 billion"
    assert (rest - finding(1e9, 1e9, float("inf"), name="c")).text == "at most $22 billion"
    both = finding(2e9, 2e9, float("inf")) - finding(1e9, 1e9, float("inf"), name="b")
    assert both.text == "any number"


def test_what_is_left_of_a_difference_by_the_computer_alone_is_zero():
    assert (finding(0.3, 0.3, 0.3) - finding(0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, name="b")).quantity.value == 0


def test_a_number_without_its_sign_is_itself_or_its_opposite():
    less = finding(5e9, 4e9, 6e9, name="b") - finding(20e9, 19e9, 21e9)
    assert (less.quantity.low, less.quantity.high) == (-17e9, -13e9)
    assert abs(less).quantity == Quantity(15e9, 13e9, 17e9, "USD")
    assert abs(less) == -less == less * -1
    assert abs(PLANT) is PLANT
    with pytest.raises(TypeError, match=r"whether .* lies above zero is not sure: its bounds are "):
        abs(finding(5, 4, 6) - finding(5, 4, 6, name="b"))


def test_a_number_of_ones_own_has_bounds_unit_and_source():
    cost = an.number(1.19e12, "JPY", "Nikkei Asia, 3 May 2024", "Cost of the plant", low=1.185e12, high=1.195e12)
    assert cost.quantity == Quantity(1.19e12, 1.185e12, 1.195e12, "JPY")
    assert (cost.label, cost.sources) == ("Cost of the plant", ("Nikkei Asia, 3 May 2024",))
    assert cost.id.startswith("given.cost-of-the-plant-")


def test_numbers_that_are_called_the_same_keep_their_own_sources():
    one, other = (an.number(7, "firms", source, "Cost") for source in ("Registry Gamma", "Rumour Delta"))
    assert one.id != other.id
    assert (one + other).sources == ("Registry Gamma", "Rumour Delta")


def test_a_change_from_below_zero_is_no_share():
    """By hand: from −72 to −40 is a rise, and −40 ÷ −72 less one would be a fall."""
    then, now = finding(-72, -72, -72), finding(-40, -40, -40, name="b")
    with pytest.raises(NotKnownError, match="which may lie below zero"):
        an.change(now, then)


@pytest.mark.parametrize(
    "label", ["Cost, 3 May 2024", "Cost in 2023/24", "Emissions of CO2, 2024-05", "Cost of the G7"]
)
def test_the_words_for_a_number_of_ones_own_may_say_of_when_it_is(label):
    assert an.number(7, "firms", "Gazette", label).label == label


@pytest.mark.parametrize(
    "unit", ["firms per million people", "percentage points", "tonnes", "kWh per person", "billionaires"]
)
def test_units_that_hold_no_scale_of_the_number_pass(unit):
    assert an.number(5, unit, "me", "Cost in 2024, as of 12 April 2024").text == "5"


def test_a_finding_is_written_in_a_form_like_a_number():
    assert f"{PLANT:.1e}" == "2.0e+10"
    assert f"{PLANT}" == repr(PLANT)


OTHER = finding(20.2e9, 20e9, 21e9, name="b")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: PLANT * 1.5,
        lambda: PLANT + 3,
        lambda: 3 / PLANT,
        lambda: PLANT == 7,
        lambda: 7 in (PLANT, OTHER),
        lambda: PLANT + "a",
        lambda: PLANT + finding(1, 1, 1, "JPY"),
        lambda: PLANT * OTHER,
        lambda: PLANT < OTHER,  # their bounds overlap
        lambda: finding(21e9, 20.5e9, 21.5e9, name="b") > PLANT,  # and these touch
        lambda: finding(1, 1, 1, "JPY") > PLANT,
        lambda: finding(6, 6, 6, "rank") + finding(7, 7, 7, "rank", "c"),
        lambda: finding(6, 6, 6, "rank") / PLANT,
        lambda: round(PLANT),
        lambda: int(PLANT),
        lambda: PLANT**2,
    ],
)
def test_what_has_no_meaning_with_a_finding_is_refused(ask):
    with pytest.raises((AnalysisError, TypeError)):
        ask()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((1, "USD", " "), "source"),
        ((1, "USD", "2024"), "source"),
        ((1, "", "Nikkei"), "unit"),
        (("1", "USD", "Nikkei"), "'1'"),
        ((True, "USD", "Nikkei"), "True"),
        ((float("nan"), "USD", "Nikkei"), "nan"),
        ((5, "billion USD", "Nikkei"), "billion USD"),
        ((5, "robots per 500 workers", "Nikkei"), "500"),
        ((5.7, "rank", "Nikkei"), r"5\.7"),
        ((7, "firms", "Nikkei", "Firms of 200 workers"), "200"),
        ((7, "firms", "Nikkei", "Cost, ¥2000"), "2000"),
        ((3, "USD", "Nikkei", "Cost", 1, 2), "3"),
    ],
)
def test_a_number_of_ones_own_that_cannot_be_meant_is_refused(given, named):
    low, high = given[4:] or (None, None)
    with pytest.raises(ParameterError, match=named):
        an.number(*given[:4], low=low, high=high)
