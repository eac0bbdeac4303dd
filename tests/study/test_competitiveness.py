"""Digital competitiveness: the rank, the number of places it is out of, and its path over the editions."""

from __future__ import annotations

import pytest

from .worked import check


@pytest.mark.parametrize(
    ("year", "rank", "number"),
    [(2017, 27, 63), (2018, 22, 63), (2019, 23, 63), (2020, 27, 63), (2021, 28, 64), (2022, 29, 63), (2023, 32, 64)],
)
def test_each_edition_is_set_against_its_own_number(then, year, rank, number):
    assert then.value(f"imd.JPN.{year}.rank") == rank
    assert then.value(f"imd.JPN.{year}.percentile") == pytest.approx((number - rank) / (number - 1))


# -- verdicts -------------------------------------------------------------------------------------------


def test_c11_the_rank(then, now):
    for report in (then, now):
        check(report, "C11", 32 / 32 - 1, {"": True})


def test_c10_the_ranking_fell_and_exports_came_closer(then, now):
    """Japan's share of others below over South Korea's: 2018 (63-22)/(63-14) = 0.837, 2023 (64-32)/(64-6) = 0.552."""
    ranking = ((64 - 32) / 63) / ((64 - 6) / 63) / (((63 - 22) / 62) / ((63 - 14) / 62)) - 1
    for report in (then, now):
        assert report.verdicts["C10"].evidence_for[0].value == pytest.approx(ranking)
    assert [s.holds for s in now.verdicts["C10"].specifications] == [True, False]
    assert now.verdicts["C10"].evidence_against[0].value > 0
