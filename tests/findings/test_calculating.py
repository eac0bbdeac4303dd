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


PLANT, OTHER = finding(20e9, 19.5e9, 20.5e9), finding(20.2e9, 20e9, 21e9, name="b")


def test_findings_are_added_subtracted_multiplied_and_divided_with_their_bounds():
    rate = finding(150.0, 149.0, 151.0, "JPY per USD", "rate")
    for found, sign in ((PLANT + OTHER, "+"), (PLANT - OTHER, "−"), (PLANT / OTHER, "÷")):
        assert (found.method, found.inputs) == (f"A {sign} B", (PLANT, OTHER))
    assert (PLANT + OTHER).quantity == Quantity(40.2e9, 39.5e9, 41.5e9, "USD")
    assert (PLANT - OTHER).quantity == Quantity(-0.2e9, -1.5e9, 0.5e9, "USD")
    assert (PLANT * rate).quantity == Quantity(20e9 * 150, 19.5e9 * 149, 20.5e9 * 151, "JPY")
    assert (PLANT * rate / rate.named("again")).quantity.unit == "USD"


@pytest.mark.parametrize(
    ("found", "low", "high", "method"),
    [
        (PLANT * 2, 39e9, 41e9, "A × 2"),
        (np.int64(2) * PLANT, 39e9, 41e9, "A × 2"),
        (PLANT * -1, -20.5e9, -19.5e9, "A × -1"),
        (PLANT / 2, 9.75e9, 10.25e9, "A ÷ 2"),
    ],
)
def test_a_whole_number_scales_in_the_same_unit_and_appears_in_the_working(found, low, high, method):
    assert (found.quantity.low, found.quantity.high, found.quantity.unit, found.method) == (low, high, "USD", method)


def test_what_is_added_to_a_difference_does_not_read_as_taken_off():
    """By hand: 20 − 5 + 3 = 18, where 20 less the sum of 5 and 3 is 12, and 20 − (5 − 3) is 18 again."""
    a, b, c = (finding(n, n, n, name=name) for n, name in ((20, "a"), (5, "b"), (3, "c")))
    found = {it.label: (it.value, it.method) for it in (a - b + c, c + (a - b), a - (b + c), a - (b - c), a + b + c)}
    assert found == {
        "A less B plus C": (18, "A less B + C"),
        "C plus A less B": (18, "C + A less B"),
        "A less B and C": (12, "A − B and C"),
        "A less (B less C)": (18, "A − (B less C)"),
        "A and B and C": (28, "A and B + C"),
    }
    assert added([a - b, c]).label == "(A less B), C"


def test_findings_are_equal_when_all_they_say_is_in_lists_sets_and_tables_of_pandas():
    same, other = finding(20e9, 19.5e9, 20.5e9), finding(20e9, 19.5e9, 20.5e9, name="b")
    assert same == PLANT != other
    assert PLANT not in (None, "", other)
    assert {PLANT, same, other} == {PLANT, other}
    column = pd.Series([PLANT, None, 7.0, other])
    assert column.isna().tolist() == [False, True, False, False]
    assert (len(column.drop_duplicates()), column.isin([7.0, other]).tolist()) == (4, [False, False, True, True])


def test_findings_compare_where_their_bounds_leave_no_doubt():
    more = finding(21e9, 20.6e9, 21.5e9, name="b")
    assert [more > PLANT, more >= PLANT, more < PLANT, more <= PLANT] == [True, True, False, False]
    seven, also = (finding(7, 7, 7, "firms", name) for name in "ab")
    assert [seven < also, seven <= also, seven >= also] == [False, True, True]


def test_places_in_a_ranking_are_places_apart():
    assert (finding(32, 32, 32, "rank") - finding(6, 6, 6, "rank", "b")).text == "26"


def test_a_difference_that_is_open_below_says_so_and_one_of_nothing_but_digits_is_zero():
    rest = finding(25e9, 25e9, 25e9) - finding(2e9, 2e9, float("inf"), name="b")
    assert rest.text == "at most $23 billion"
    assert (finding(2e9, 2e9, float("inf")) - finding(1e9, 1e9, float("inf"), name="b")).text == "any number"
    assert (finding(0.3, 0.3, 0.3) - finding(0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, name="b")).value == 0


def test_the_absolute_value_needs_a_sign_that_the_bounds_leave_in_no_doubt():
    less = finding(5e9, 4e9, 6e9, name="b") - finding(20e9, 19e9, 21e9)
    assert abs(less).quantity == Quantity(15e9, 13e9, 17e9, "USD")
    assert abs(less) == -less
    assert abs(PLANT) is PLANT
    with pytest.raises(TypeError, match=r"the sign of .* is not certain: its bounds are "):
        abs(PLANT - OTHER)


def test_a_finding_is_written_in_a_form_like_a_number():
    assert (f"{PLANT:.1e}", f"{PLANT}") == ("2.0e+10", repr(PLANT))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: PLANT * 1.5,
        lambda: PLANT + 3,
        lambda: 3 / PLANT,
        lambda: PLANT == 7,
        lambda: PLANT + "a",
        lambda: PLANT + finding(1, 1, 1, "JPY"),
        lambda: PLANT * OTHER,
        lambda: PLANT < OTHER,  # their bounds overlap
        lambda: finding(21e9, 20.5e9, 21.5e9, name="b") > PLANT,  # and these touch
        lambda: finding(1, 1, 1, "JPY") > PLANT,
        lambda: finding(6, 6, 6, "rank") + finding(7, 7, 7, "rank", "c"),
        lambda: finding(6, 6, 6, "rank") / PLANT,
        lambda: finding(6, 6, 6, "rank") * 2,
        lambda: PLANT / 0,
        lambda: round(PLANT),
        lambda: PLANT**2,
    ],
)
def test_what_has_no_meaning_with_a_finding_is_refused(ask):
    with pytest.raises((AnalysisError, TypeError)):
        ask()


def test_zero_is_no_divisor_and_what_rests_on_the_division_is_not_known():
    with pytest.raises(NotKnownError, match="cannot divide by 0 USD"):
        PLANT / finding(0, 0, 0, name="none")


# -- a number of one's own


def test_a_number_of_ones_own_has_bounds_unit_and_source_and_a_name_of_its_own():
    cost = an.number(1.19e12, "JPY", "Nikkei Asia, 3 May 2024", "Cost of the plant", low=1.185e12, high=1.195e12)
    assert cost.quantity == Quantity(1.19e12, 1.185e12, 1.195e12, "JPY")
    assert (cost.label, cost.sources) == ("Cost of the plant", ("Nikkei Asia, 3 May 2024",))
    assert cost.id.startswith("given.cost-of-the-plant-")
    one, other = (an.number(7, "firms", source, "Cost") for source in ("Registry Gamma", "Rumour Delta"))
    assert (one + other).sources == ("Registry Gamma", "Rumour Delta")


@pytest.mark.parametrize(
    ("unit", "label"),
    [
        *(("firms", label) for label in ("Cost, 3 May 2024", "Cost in 2023/24", "Emissions of CO2, 2024-05")),
        *((unit, "Cost") for unit in ("firms per million people", "percentage points", "kWh per person")),
    ],
)
def test_words_for_a_number_may_hold_years_days_names_and_scales_of_the_unit(unit, label):
    assert an.number(5, unit, "Gazette", label).text == "5"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((1, "USD", " "), "source"),
        ((1, "USD", "2024"), "source"),
        ((1, "", "Nikkei"), "unit"),
        (("1", "USD", "Nikkei"), "'1'"),
        ((True, "USD", "Nikkei"), "True"),
        ((float("nan"), "USD", "Nikkei"), "nan"),
        ((1, "USD", "Nikkei", "Cost", 0, 1e300), r"no larger than 1e\+?100"),
        ((5, "billion USD", "Nikkei"), "billion USD"),
        ((5, "robots per 500 workers", "Nikkei"), "500"),
        ((5.7, "rank", "Nikkei"), r"5\.7"),
        ((7, "firms", "Nikkei", "Firms of 200 workers"), "200"),
        ((7, "firms", "Nikkei", "Cost, ¥2000"), "2000"),
        ((7, "firms", "Nikkei", "Cost, ₹2000"), "2000"),
        ((3, "USD", "Nikkei", "Cost", 1, 2), "3"),
    ],
)
def test_a_number_of_ones_own_that_cannot_be_meant_is_refused(given, named):
    low, high = given[4:] or (None, None)
    with pytest.raises(ParameterError, match=named):
        an.number(*given[:4], low=low, high=high)
