"""Findings at the prompt are calculated with and compared like numbers, and no number comes in without its source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.errors import AnalysisError, NotKnownError, ParameterError, UnitError
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


def test_findings_are_summed_up_like_numbers():
    assert sum([PLANT, finding(1e9, 1e9, 1e9)]).quantity == Quantity(21e9, 20.5e9, 21.5e9, "USD")


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


def test_a_finding_is_a_float_where_one_is_needed():
    assert float(PLANT) == 20e9


@pytest.mark.parametrize(
    "calculate",
    [lambda f: f * 1.5, lambda f: f / 1.5, lambda f: f + 3, lambda f: f - 3, lambda f: 3 - f, lambda f: 3 / f],
)
def test_any_other_number_needs_a_unit_and_a_source(calculate):
    with pytest.raises(UnitError, match=r"(1\.5|3) has no unit and no source; write an\.number\((1\.5|3), "):
        calculate(PLANT)


@pytest.mark.parametrize(
    "compare", [lambda f: f == 7, lambda f: f != 7, lambda f: f == np.int64(7), lambda f: 7 in (f, f), lambda f: f > 7]
)
def test_a_typed_number_is_neither_the_same_nor_another_one(compare):
    with pytest.raises(UnitError, match=r'^7 has no unit and no source; write an\.number\(7, "unit", "its source"\)'):
        compare(PLANT)


def test_findings_are_told_apart_by_all_they_say_in_lists_sets_and_tables_of_pandas():
    same, other = finding(20e9, 19.5e9, 20.5e9), finding(20e9, 19.5e9, 20.5e9, name="b")
    assert same == PLANT != other
    assert PLANT not in (None, "", other)
    assert {PLANT, same, other} == {PLANT, other}
    column = pd.Series([PLANT, None, 7.0, other])
    assert column.isna().tolist() == [False, True, False, False]
    assert (len(column.drop_duplicates()), column.isin([7.0, other]).tolist()) == (4, [False, False, True, True])


def test_what_is_no_number_is_told_so():
    with pytest.raises(UnitError, match="a str is no number to calculate with"):
        PLANT + "a"


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


def test_overlapping_bounds_are_the_reason_why_neither_is_larger():
    with pytest.raises(AnalysisError, match=r"the bounds of A \(.*\) and B \(.*\) overlap; compare their \.value"):
        assert finding(20.2e9, 20e9, 21e9, name="b") > PLANT


def test_bounds_that_touch_leave_a_doubt():
    with pytest.raises(AnalysisError):
        assert finding(21e9, 20.5e9, 21.5e9, name="b") > PLANT


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


def test_other_units_cannot_be_compared():
    with pytest.raises(TypeError, match="cannot compare USD and JPY"):
        assert finding(1, 1, 1, "JPY") > PLANT


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda *_: finding(6, 6, 6, "rank") * finding(7, 7, 7, "rank", "c"), "a rank is not multiplied; take the "),
        (lambda *_: finding(32, 32, 32, "rank") / finding(7, 7, 7, "firms", "c"), "a rank is not divided; take the "),
        (lambda *_: finding(7, 7, 7, "firms") / finding(32, 32, 32, "rank", "c"), "a rank is not a divisor; take the "),
        (lambda a, _: a * finding(2, 2, 2, "share") * finding(6, 6, 6, "rank"), "a rank is not multiplied; take the "),
        (lambda a, b: a * b, r"would be in USD × USD, which is no unit; an amount takes a share, a ratio or a rate$"),
        (lambda a, _: 1 / a / a, "1 has no unit and no source"),
        (lambda a, _: a + finding(1, 1, 1, "JPY"), "^cannot add USD and JPY: both have to be of one unit$"),
        (lambda a, _: a - finding(1, 1, 1, ""), "^cannot subtract USD and a number: both have to be of one unit$"),
        (lambda a, _: round(a), r"shown, .* or round\(float\(x\), 2\) for a plain number$"),
        (lambda a, _: round(a, 2), r"rounded where it is shown, to what its bounds support; write f\"\{x:,\.2f\}\""),
        (lambda a, _: int(a), r"write float\(x\), or int\(float\(x\)\)$"),
        (lambda a, _: a**2, "a finding has no power"),
        (lambda a, _: a // 2, "divided by /"),
        (lambda a, _: a % 2, "divided by /"),
    ],
)
def test_what_is_not_done_with_a_finding_is_told_in_a_whole_sentence(ask, told):
    with pytest.raises(TypeError, match=told):
        ask(finding(20e9, 19e9, 21e9), finding(5e9, 4e9, 6e9, name="b"))


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


@pytest.mark.parametrize(("given", "words"), [
    ((1, "USD", " "), "a number needs a source"), ((1, "", "Nikkei"), "a number needs a unit"),
    (("1", "USD", "Nikkei"), "'1' is no number"), ((float("nan"), "USD", "Nikkei"), "nan is no number"),
])  # fmt: skip
def test_a_number_without_unit_source_or_value_is_refused(given, words):
    with pytest.raises(ParameterError, match=words):
        an.number(*given)


@pytest.mark.parametrize(("unit", "value", "right"), [
    ("billion USD", 5e9, "USD"), ("USD bn", 5e9, "USD"), ("NT$ bn", 5e9, "TWD"), ("bn yen", 5e9, "JPY"),
    ("MILLIONS OF YEN", 5e6, "JPY"), ("thousand million USD", 5e9, "USD"), ("usd", 5, "USD"), ("dollars", 5, "USD"),
    ("dollars per 1000 workers", 5, "USD per thousand workers"), ("yen per dollar", 5, "JPY per USD"),
    ("thousand robots per worker", 5e3, "robots per worker"), ("robots (thousands)", 5e3, "robots"),
    ("percent of GDP", 0.05, "share"), ("% of GDP", 0.05, "share"), ("% points", 5, "points"),
])  # fmt: skip
def test_what_is_suggested_in_place_of_a_unit_is_right_as_it_stands(unit, value, right):
    with pytest.raises(ParameterError) as fault:
        an.number(5, unit, "The Times", low=4.5, high=5.5)
    suggested = str(fault.value).partition("write ")[2].replace("…", '"The Times"')
    found = eval(suggested, {"an": an}).quantity
    each = value / 5
    assert (found.unit, found.value) == (right, pytest.approx(value))
    assert (found.low, found.high) == (pytest.approx(4.5 * each), pytest.approx(5.5 * each))


@pytest.mark.parametrize("unit", ["tn", "thousands", "hundred thousand robots", "robots per 500 workers"])
def test_a_unit_that_nothing_right_can_be_said_for_is_refused_without_a_suggestion(unit):
    with pytest.raises(ParameterError) as fault:
        an.number(5, unit, "The Times")
    assert "an.number" not in str(fault.value)


def test_bounds_that_do_not_hold_the_number_are_refused():
    with pytest.raises(ParameterError, match="3 does not lie between low=1 and high=2"):
        an.number(3, "USD", "Nikkei", low=1, high=2)


def test_a_change_from_below_zero_is_no_share():
    """By hand: from −72 to −40 is a rise, and −40 ÷ −72 less one would be a fall."""
    then, now = finding(-72, -72, -72), finding(-40, -40, -40, name="b")
    with pytest.raises(NotKnownError, match="which may lie below zero"):
        an.change(now, then)


@pytest.mark.parametrize("words", [("firms", "Up by 77%"), ("firms 77", "Firms"), ("firms", "Firms of 200 workers")])
def test_the_words_for_a_number_of_ones_own_hold_no_other(words):
    unit, label = words
    with pytest.raises(ParameterError, match="is another number; leave it out, or say it in the source"):
        an.number(7, unit, "Gazette", label)


@pytest.mark.parametrize(
    "label", ["Cost, 3 May 2024", "Cost in 2023/24", "Emissions of CO2, 2024-05", "Cost of the G7"]
)
def test_the_words_for_a_number_of_ones_own_may_say_of_when_it_is(label):
    assert an.number(7, "firms", "Gazette", label).label == label


def test_true_is_no_number():
    with pytest.raises(ParameterError, match="True is no number"):
        an.number(True, "firms", "Gazette")


def test_a_rank_has_no_size(then):
    one, other = then.catalogue["imd.JPN.rank"], then.catalogue["imd.KOR.rank"]
    for reckon in (lambda: one + other, lambda: an.change(one, other)):
        with pytest.raises(UnitError, match=r"a rank is not .*; take the difference in places"):
            reckon()
    with pytest.raises(ParameterError, match=r"a rank is a whole number, not 5\.7"):
        an.number(5.7, "rank", "Own count")


def test_a_source_is_told_in_letters_and_a_number_of_ones_own_is_not_dated():
    for source in (".", "-", "2024"):
        with pytest.raises(ParameterError, match="needs a source"):
            an.number(5, "firms", source)
    assert an.number(5, "firms", "Own count").method == "as given in the notebook, not dated"


def test_how_many_a_figure_is_for_is_a_word(then):
    people = then.catalogue["economy.JPN.population"]
    with pytest.raises(UnitError, match="each 1000000 is no such number; write each='million'"):
        an.per(then.catalogue["unicorns.JPN.count"], people, 1000000)


@pytest.mark.parametrize("label", ["Cost of 2000 billion yen", "Cost, ¥2000", "Share of 1500%", "Cost of 2024 bn"])
def test_a_year_before_a_unit_or_behind_a_sign_of_money_is_no_year(label):
    with pytest.raises(ParameterError, match="is another number"):
        an.number(5, "firms", "me", label)


@pytest.mark.parametrize(
    "unit", ["firms per million people", "percentage points", "tonnes", "kWh per person", "billionaires"]
)
def test_units_that_hold_no_scale_of_the_number_pass(unit):
    assert an.number(5, unit, "me", "Cost in 2024, as of 12 April 2024").text == "5"


def test_a_finding_is_written_in_a_form_like_a_number():
    assert f"{PLANT:.1e}" == "2.0e+10"
    assert f"{PLANT}" == repr(PLANT)
