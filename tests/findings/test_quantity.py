import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import NotKnownError, UnitError
from analysis.findings.quantity import PLACES, Quantity, total

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)
UNITS = ("USD", "JPY", "EUR", "persons", "firms", "rank", "years", "JPY per USD", "share")


@st.composite
def quantities(draw, unit="JPY", numbers=NUMBERS, may_be_open=True):
    """A quantity and a number that its bounds allow."""
    low, value, inside, high = sorted(draw(st.tuples(numbers, numbers, numbers, numbers)))
    if draw(st.booleans()):
        value, inside = inside, value
    if may_be_open and draw(st.booleans()):
        high = math.inf
    return Quantity(value, low, high, unit), inside


POSITIVE = st.floats(1e-6, 1e12, allow_nan=False)


@given(quantities(), quantities())
def test_a_sum_holds_the_sum_of_any_two_numbers_that_its_parts_allow(a, b):
    result = a[0] + b[0]
    assert result.low <= a[1] + b[1] <= result.high


@given(quantities(), quantities())
def test_a_difference_holds_the_difference_of_any_two_numbers_that_its_parts_allow(a, b):
    result = a[0] - b[0]
    assert result.low <= a[1] - b[1] <= result.high


@given(quantities(), quantities("USD per JPY"))
def test_a_product_holds_the_product_of_any_two_numbers_that_its_parts_allow(a, b):
    result = a[0] * b[0]
    assert result.low <= a[1] * b[1] <= result.high
    assert result.unit == "USD"


@given(quantities(), quantities("JPY per USD", POSITIVE))
def test_a_quotient_holds_the_quotient_of_any_two_numbers_that_its_parts_allow(a, b):
    result = a[0] / b[0]
    assert result.low <= a[1] / b[1] <= result.high
    assert result.unit == "USD"


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), NUMBERS, NUMBERS)
def test_different_units_are_neither_added_nor_subtracted_nor_compared(one, other, x, y):
    a, b = Quantity.exact(x, one), Quantity.exact(y, other)
    if one == other and one not in PLACES:
        assert (a + b).value == x + y
        return
    if one == other:
        with pytest.raises(UnitError, match=f"a {one} is not added"):
            a + b
        return
    for combine in (lambda: a + b, lambda: a - b, lambda: a.overlaps(b), lambda: a.gap(b)):
        with pytest.raises(UnitError):
            combine()


@pytest.mark.parametrize("low", [-1.0, 0.0])
def test_nothing_is_divided_by_what_may_be_zero(low):
    with pytest.raises(NotKnownError, match="hold zero"):
        Quantity.exact(1.0, "JPY") / Quantity(0.5, low, 1.0, "JPY")


def test_bounds_that_leave_out_the_value_are_refused():
    with pytest.raises(ValueError, match="does not hold"):
        Quantity(1.0, 2.0, 3.0, "JPY")


@pytest.mark.parametrize(
    ("a", "b", "unit"),
    [
        ("JPY", "JPY per USD", "USD"),  # yen over yen per dollar are dollars
        ("JPY", "JPY", "ratio"),
        ("JPY per EUR", "USD per EUR", "JPY per USD"),  # a cross rate over the euro
        ("firms", "USD", "firms per USD"),
        ("USD", "persons", "USD per persons"),
        ("share", "share", "ratio"),
        ("JPY per INTUSD", "ratio", "JPY per INTUSD"),
        ("ratio", "USD", "1 per USD"),
    ],
)
def test_a_quotient_has_the_unit_that_remains(a, b, unit):
    assert (Quantity.exact(6.0, a) / Quantity.exact(2.0, b)) == Quantity.exact(3.0, unit)


@pytest.mark.parametrize(
    ("a", "b", "unit"),
    [("EUR", "USD per EUR", "USD"), ("INTUSD per hour", "JPY per INTUSD", "JPY per hour"), ("share", "JPY", "JPY")],
)
def test_a_product_has_the_unit_that_remains(a, b, unit):
    assert (Quantity.exact(6.0, a) * Quantity.exact(2.0, b)) == Quantity.exact(12.0, unit)


def test_only_numbers_without_dimension_change_the_name_of_their_unit():
    assert Quantity.exact(0.5, "ratio").as_("share").unit == "share"
    with pytest.raises(UnitError):
        Quantity.exact(0.5, "JPY").as_("share")


def test_a_total_adds_bounds_as_well():
    parts = [Quantity(2.9e9, 2.85e9, 2.95e9, "USD"), Quantity(20e9, 20e9, math.inf, "USD")]
    assert total(parts) == Quantity(22.9e9, 22.85e9, math.inf, "USD")


# -- what overlaps --------------------------------------------------------------------------------------

PRINTED = Quantity(25e9, 24.5e9, 25.5e9, "USD")  # "$25 billion"


def test_a_rounded_figure_does_not_include_its_upper_bound():
    assert not PRINTED.overlaps(Quantity.exact(25.5e9, "USD"))
    assert PRINTED.overlaps(Quantity.exact(25.499e9, "USD"))


def test_neighbouring_rounded_figures_do_not_overlap():
    assert not PRINTED.overlaps(Quantity(26e9, 25.5e9, 26.5e9, "USD"))
    assert PRINTED.gap(Quantity(26e9, 25.5e9, 26.5e9, "USD")) == 0


def test_two_ranks_overlap_only_when_equal():
    assert Quantity.exact(32, "rank").overlaps(Quantity.exact(32, "rank"))
    assert not Quantity.exact(32, "rank").overlaps(Quantity.exact(31, "rank"))


@given(quantities(), quantities())
def test_overlap_and_gap_are_the_same_both_ways_and_exclude_each_other(a, b):
    assert a[0].overlaps(b[0]) == b[0].overlaps(a[0])
    assert a[0].gap(b[0]) == b[0].gap(a[0]) >= 0
    if a[0].gap(b[0]) > 0:
        assert not a[0].overlaps(b[0])
