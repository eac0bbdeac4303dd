"""What a figure can hardly be is told with its reason, until it was accepted."""

from __future__ import annotations

import pytest

from analysis.evidence.plausibility import precision_fault, read_token


@pytest.mark.parametrize(
    ("printed", "value", "digit", "filled"),
    [
        ("0.50%", 0.005, 1e-4, 1e-4),
        ("0%", 0, 0.01, 0.01),
        ("about 60%", 0.6, 0.01, 0.1),
        ("62.70 million", 62.7e6, 1e4, 1e4),
        ("500 billion JPY", 500e9, 1e9, 100e9),
        ("1,208", 1208, 1, 1),
        ("1.20e+15 KRW", 1.2e15, 1e13, 1e13),
        ("4,760億円", 476e9, 1e8, 1e9),
        ("3.9兆円", 3.9e12, 1e11, 1e11),
        ("1兆7,225億円", 1.7225e12, 1e8, 1e8),
        ("6,747万人", 67.47e6, 1e4, 1e4),
        ("33조 원", 33e12, 1e12, 1e12),
        ("three million", 3e6, 1e6, 1e6),
    ],
)
def test_a_printed_token_tells_its_value_and_its_last_digit(printed, value, digit, filled):
    assert read_token(printed) == pytest.approx((value, digit, filled), rel=1e-12)


@pytest.mark.parametrize(
    ("printed", "precision", "qualifier", "fits"),
    [
        ("0.50%", 1e-4, "eq", True),
        ("0.5%", 1e-4, "eq", False),
        ("0.50%", 1e-3, "eq", False),
        ("60%", 0.01, "eq", True),
        ("60%", 0.1, "approx", True),
        ("60%", 1, "eq", False),
        ("45 billion USD", 5e9, "approx", True),  # the middle of a range
        ("15.9 billion EUR", 3e8, "derived", True),
        ("15.9 billion EUR", 3e9, "derived", True),
        ("15.9 billion EUR", 1e7, "derived", False),
        ("11 of 38", 0, "exact", True),
        ("dominated", 0, "gt", True),
    ],
)
def test_a_precision_is_that_of_the_last_digit_printed(printed, precision, qualifier, fits):
    assert (precision_fault(printed, precision, qualifier) == "") is fits
