"""Bounds and units through arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import NotKnownError, UnitError
from analysis.findings.quantity import ORDINAL_UNITS, Quantity, total

NUMBERS, POSITIVE = st.floats(-1e12, 1e12, allow_nan=False), st.floats(1e-6, 1e12, allow_nan=False)
UNITS = ("USD", "JPY", "persons", "rank", "years", "JPY per USD", "share")


@st.composite
def quantities(draw, unit="JPY", numbers=NUMBERS):
    """Draw a quantity, which may be open upwards, and a number that its bounds allow."""
    low, value, inside, high = sorted(draw(st.tuples(numbers, numbers, numbers, numbers)))
    if draw(st.booleans()):
        value, inside = inside, value
    if draw(st.booleans()):
        high = math.inf
    return Quantity(value, low, high, unit), inside


@given(quantities(), quantities(), quantities("USD per JPY"), quantities("JPY per USD", POSITIVE))
def test_a_result_holds_the_result_of_any_numbers_that_its_inputs_allow(a, b, factor, divisor):
    for result, number in (
        (a[0] + b[0], a[1] + b[1]),
        (a[0] - b[0], a[1] - b[1]),
        (a[0] * factor[0], a[1] * factor[1]),
        (a[0] / divisor[0], a[1] / divisor[1]),
    ):
        assert result.low <= number <= result.high


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), NUMBERS, NUMBERS)
def test_different_units_are_neither_added_nor_subtracted_nor_compared(one, other, x, y):
    a, b = Quantity.exact(x, one), Quantity.exact(y, other)
    if one == other and one not in ORDINAL_UNITS:
        assert (a + b).value == x + y
        return
    for combine in (a.__add__,) if one == other else (a.__add__, a.__sub__, a.overlaps, a.gap):
        with pytest.raises(UnitError):
            combine(b)


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
        ("USD", "persons", "USD per persons"),
        ("share", "share", "ratio"),
        ("JPY per INTUSD", "ratio", "JPY per INTUSD"),
        ("ratio", "USD", "1 per USD"),
    ],
)
def test_a_quotient_has_the_unit_that_remains(a, b, unit):
    assert Quantity.exact(6.0, a) / Quantity.exact(2.0, b) == Quantity.exact(3.0, unit)


@pytest.mark.parametrize(
    ("a", "b", "unit"),
    [("EUR", "USD per EUR", "USD"), ("INTUSD per hour", "JPY per INTUSD", "JPY per hour"), ("share", "JPY", "JPY")],
)
def test_a_product_has_the_unit_that_remains(a, b, unit):
    assert Quantity.exact(6.0, a) * Quantity.exact(2.0, b) == Quantity.exact(12.0, unit)


def test_only_numbers_without_dimension_change_the_name_of_their_unit():
    assert Quantity.exact(0.5, "ratio").as_("share").unit == "share"
    with pytest.raises(UnitError):
        Quantity.exact(0.5, "JPY").as_("share")


def test_a_total_adds_bounds_as_well():
    parts = [Quantity(2.9e9, 2.85e9, 2.95e9, "USD"), Quantity(20e9, 20e9, math.inf, "USD")]
    assert total(parts) == Quantity(22.9e9, 22.85e9, math.inf, "USD")


PRINTED = Quantity(25e9, 24.5e9, 25.5e9, "USD")  # "$25 billion"


@pytest.mark.parametrize(
    ("a", "b", "overlap", "gap"),
    [
        (PRINTED, Quantity.exact(25.5e9, "USD"), False, 0),  # a rounded figure does not include its upper bound
        (PRINTED, Quantity.exact(25.499e9, "USD"), True, 0),
        (PRINTED, Quantity(26e9, 25.5e9, 26.5e9, "USD"), False, 0),  # neighbours meet, but do not overlap
        (PRINTED, Quantity(27e9, 26.5e9, 27.5e9, "USD"), False, 1e9),
        (Quantity.exact(32, "rank"), Quantity.exact(32, "rank"), True, 0),
        (Quantity.exact(32, "rank"), Quantity.exact(31, "rank"), False, 1),
    ],
)
def test_overlap_and_gap_of_two_quantities(a, b, overlap, gap):
    assert (a.overlaps(b), b.overlaps(a)) == (overlap, overlap)
    assert (a.gap(b), b.gap(a)) == (gap, gap)
