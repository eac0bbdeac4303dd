"""The market that Japan once led."""

from __future__ import annotations

from .worked import check

MEAN = (0.46 + 0.48 + 0.50 + 0.521) / 4
"""Of 1986 to 1989; 1979 and 1990 lie outside the decade, and another house has a figure of 1988, too."""


def test_two_shares_of_one_year_leave_room_for_the_rest_of_the_world(then):
    assert then.value("chips.JPN.peak") + then.value("chips.NAM.peak") < 1


def test_c02_the_mean_of_the_decade_is_a_little_less_than_half(then, now):
    """By hand: 49.0%, a gap of 0.6% from its upper bound, 49.4%, to a half; 52.1% in the last year alone."""
    for report in (then, now):
        check(report, "C02", MEAN, {"mean_of_decade": False, "end_of_decade": True})
        assert report.verdicts["C02"].outcome == "imprecise"
        assert report.verdicts["C02"].flips == (("when", "end_of_decade"),)
