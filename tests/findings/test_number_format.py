import math
import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.findings import number_format
from analysis.findings.number_format import ordinal, printed
from analysis.findings.quantity import Quantity

SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6}


def shown(text):
    """The number that a reader takes from a text, and the size of its last significant digit."""
    found = re.search(r"(−?)[^\d−]*(\d[\d,]*)(?:\.(\d+))?(%| trillion| billion| million| points?)?$", text)
    assert found, text
    sign, whole, decimals, word = found.groups()
    scale = 0.01 if word == "%" else SCALES.get((word or "").strip(), 1.0)
    number = float(f"{whole.replace(',', '')}.{decimals or ''}") * scale
    plain = whole.replace(",", "")
    zeros = 0 if decimals or not plain.strip("0") else len(plain) - len(plain.rstrip("0"))
    return (-number if sign else number), scale * 10.0 ** (zeros - len(decimals or ""))


@st.composite
def measured(draw):
    """A number between bounds that are no further apart than the number is large."""
    size = draw(st.floats(1.0, 9.999)) * 10.0 ** draw(st.integers(-4, 13))
    value = size * draw(st.sampled_from((1, -1)))
    width = size * draw(st.floats(1e-7, 0.99))
    below = draw(st.floats(0, 1)) * width
    unit = draw(st.sampled_from(("USD", "JPY", "persons", "share", "ratio", "USD per persons", "firms per USD")))
    assume(unit != "share" or size < 1e6)
    return Quantity(value, value - below, max(value, value - below + width), unit)  # as far as floats go


@given(measured(), st.integers(2, 6))
def test_a_printed_number_never_lies_outside_its_bounds_by_more_than_one_last_digit(quantity, digits):
    number, last = shown(printed(quantity, digits))
    slack = last * (1 + 1e-6)
    assert quantity.low - slack <= number <= quantity.high + slack


@given(st.floats(1e-3, 1e14), st.sampled_from(("USD", "persons", "share", "ratio")))
def test_an_exact_number_is_printed_within_half_a_last_digit(value, unit):
    number, _ = shown(printed(Quantity.exact(value, unit)))
    assert number == pytest.approx(value, rel=0.005)  # three significant digits


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(2.26e12 / 153.17, 14.721e9, 14.788e9, "USD"), "$14.8 billion"),
        (Quantity(0.0071, 0.00705, 0.00715, "share"), "0.71%"),
        (Quantity(0.18, 0.175, 0.185, "share") - Quantity.exact(0.2, "share"), "−2 points"),
        (Quantity.exact(0.21, "share") - Quantity.exact(0.2, "share"), "1 point"),
        (Quantity.exact(1227, "firms"), "1,227"),
        (Quantity.exact(32, "rank"), "32nd"),
        (Quantity(-0.0776, -0.0777, -0.0775, "share"), "−7.76%"),
        (Quantity(0.6394, 0, 0.6394, "share"), "up to 64%"),
        (Quantity(0.6394, 0, 0.6401, "share"), "up to 64.1%"),  # a bound is rounded to where it still holds
        (Quantity(476.2e9, 0, 476.2e9, "JPY"), "up to ¥477 billion"),
        (Quantity(44.27e9, 44.27e9, math.inf, "USD"), "at least $44.2 billion"),
        (Quantity(44.2e9, 44.2e9, math.inf, "USD"), "at least $44.2 billion"),
        (Quantity.exact(date(2024, 4, 12).toordinal(), "date"), "12 April 2024"),
        (Quantity.exact(2012, "year"), "2012"),
        (Quantity(999.6e9, 999.1e9, 1000.1e9, "USD"), "$1.000 trillion"),
        (Quantity(42e9, 41.2e9, 42.2e9, "INTUSD"), "Int$42 billion"),
        (Quantity(-1e-9, -0.4, 0.4, "ratio"), "0.0"),
        (Quantity(0, -0.005, 0.005, "share"), "0%"),
        (Quantity(0, 0, 0.005, "share"), "0%"),  # no share is less than nothing
    ],
)
def test_a_number_is_written_as_a_reader_expects_it(quantity, text):
    assert printed(quantity) == text


@pytest.mark.parametrize(
    ("rank", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd"), (1013, "1,013th")],
)
def test_a_rank_is_written_as_a_place(rank, text):
    assert ordinal(rank) == text


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(0.0070, 0.00691, 0.00709, "share"), "0.691% to 0.709%"),  # one digit more than the number, 0.70%
        (Quantity(0.250232, 0.25023193, 0.25023237, "share"), "25.02319% to 25.02324%"),  # as many as part them
        (Quantity.exact(7, "firms"), "exact"),
        (Quantity(20e9, 20e9, math.inf, "USD"), "$20 billion to no limit"),
        (Quantity(48e9, 47.033564e9, math.inf, "USD"), "$47.03 billion to no limit"),
        (Quantity(116.23796e9, 116.237955e9, 116.237965e9, "USD"), "narrower than a millionth of the number"),
        (Quantity(1e6, 1e6 - 1, 1e6 + 1, "persons"), "999,999 to 1.000001 million"),
    ],
)
def test_bounds_are_written_with_the_digits_that_tell_them_apart(quantity, text):
    assert number_format.bounds(quantity) == text


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "tells_no_more"),
    [
        (25e9, 24.5e9, 25.5e9, "USD", True),  # $25 billion
        (25e9, 24e9, 26e9, "USD", False),
        (730e6, 725e6, 735e6, "USD", False),  # $730 million, which looks rounded to a million
        (1.0, 0.9, 1.2, "ratio", False),  # further up than down
        (0.0, -0.5, 0.5, "ratio", True),
        (20e9, 20e9, math.inf, "USD", False),  # at least $20 billion
        (476e9, 0.0, 476e9, "JPY", False),  # up to ¥476 billion
    ],
)
def test_bounds_tell_no_more_than_the_digits_where_all_between_them_rounds_to_these(
    value, low, high, unit, tells_no_more
):
    assert number_format.is_rounding(Quantity(value, low, high, unit)) is tells_no_more


@given(measured())
def test_bounds_are_printed_in_order(quantity):
    assume(not quantity.is_narrow)
    low, high = (shown(part)[0] for part in number_format.bounds(quantity).split(" to "))
    assert low <= high


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (0.25, 0.25, "share", "a quarter"),
        (0.495, 0.505, "share", "half"),  # as a source prints 50%: one half lies within, and all within 1% of it
        (0.745, 0.755, "share", "three quarters"),
        (0.325, 0.335, "share", "about a third"),  # 33%: a third lies within, and all within 2.5% of it
        (0.3331, 0.3332, "share", "about a third"),  # a third lies outside, and all within 1% of it
        (0.45, 0.55, "share", "about half"),  # as far as "about" reaches
        (0.44, 0.56, "share", "50%"),
        (0.5205, 0.5215, "share", "just over half"),  # surely above, by at most 4.3%
        (0.475, 0.485, "share", "nearly half"),  # 48%: surely below, by at most 5%
        (0.465, 0.475, "share", "47%"),
        (0.08215, 0.08225, "share", "8.22%"),  # one twelfth is no plain word
        (2.0, 2.0, "share", "200%"),
        (2.0, 2.0, "ratio", "twice"),
        (1.95, 2.05, "ratio", "about twice"),
        (2.02, 2.08, "ratio", "just over twice"),
        (1.45, 1.55, "ratio", "about one and a half times"),
        (9.75, 9.85, "ratio", "nearly ten times"),
        (14.75, 14.85, "ratio", "14.8 times"),
        (7, 7, "firms", "seven"),
        (10, 10, "firms", "ten"),
        (0, 0, "firms", "none"),
        (32, 32, "rank", "32nd"),
        (1, 1, "points", "one point"),
        (3, math.inf, "firms", "at least three"),
        (2e9, 2e9, "USD", "$2 billion"),
        (2024, 2024, "year", "2024"),
    ],
)
def test_words_are_written_where_the_bounds_allow_them(low, high, unit, words):
    value = low if math.isinf(high) else (low + high) / 2
    quantity = Quantity(value, low, high, unit)
    assert number_format.in_words(quantity, printed(quantity)) == words
