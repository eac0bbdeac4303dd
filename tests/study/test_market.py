"""The market that Japan once led."""

from __future__ import annotations

from .worked import check


def test_shares_of_the_chip_market_at_both_ends_of_the_decade(then):
    assert then.value("chips.JPN.peak") == 0.521
    assert then.value("chips.NAM.peak") == 0.349
    assert then.value("chips.NAM.start") == 0.577


def test_two_shares_of_one_year_leave_room_for_the_rest_of_the_world(then):
    assert then.value("chips.JPN.peak") + then.value("chips.NAM.peak") < 1


def test_c02_more_than_half_of_a_market_is_domination(then, now):
    for report in (then, now):
        check(report, "C02", 0.521, {"": 0.5205 > 0.5})
