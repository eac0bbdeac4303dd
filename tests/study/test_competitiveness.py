"""Digital competitiveness: the rank, the number of places it is out of, and its path over the editions."""

from __future__ import annotations

import pytest

from analysis.errors import NotKnownError

from .worked import check


def test_japan_stands_in_the_middle_of_64(then, now):
    for report in (then, now):
        assert (report.value("imd.JPN.rank"), report.value("imd.JPN.panel")) == (32, 64)
        assert report.value("imd.JPN.percentile") == pytest.approx((64 - 32) / 63)


@pytest.mark.parametrize(
    ("year", "rank", "number"),
    [(2017, 27, 63), (2018, 22, 63), (2019, 23, 63), (2020, 27, 63), (2021, 28, 64), (2022, 29, 63), (2023, 32, 64)],
)
def test_each_edition_is_set_against_its_own_number(then, year, rank, number):
    assert then.value(f"imd.JPN.{year}.rank") == rank
    assert then.value(f"imd.JPN.{year}.percentile") == pytest.approx((number - rank) / (number - 1))


def test_the_rank_of_the_article_was_the_lowest_and_22_the_best(then):
    ranks = [then.value(f"imd.JPN.{year}.rank") for year in range(2017, 2024)]
    assert max(ranks) == 32 == ranks[-1]
    assert then.value("imd.JPN.best") == min(ranks) == 22
    assert then.value("imd.JPN.below_best") == 32 - 22


def test_the_gap_to_korea_grew_from_8_places_to_26(then, now):
    for report in (then, now):
        assert report.value("imd.gap.KOR.start") == 27 - 19
        assert report.value("imd.gap.KOR.end") == 32 - 6
        assert report.value("imd.gap.KOR.change") == (32 - 6) - (27 - 19)


def test_later_editions_are_told_as_since(then, now):
    assert (now.value("since.JPN.imd.rank"), now.value("since.imd.panel")) == (30, 69)
    assert now.value("since.KOR.imd.rank") == 15
    with pytest.raises(NotKnownError):
        then.catalogue["since.JPN.imd.rank"]


def test_an_edition_is_not_known_before_its_day(then):
    assert "imd.JPN.2024.rank" not in then.catalogue


# -- verdicts -------------------------------------------------------------------------------------------


def test_c11_the_rank(then, now):
    for report in (then, now):
        check(report, "C11", 32 / 32 - 1, {"": True})


def test_c10_korea_drew_away_in_the_ranking(then, now):
    """Japan's place and South Korea's in each edition; a trend is told by the change from every one of them to 2023."""
    places = {"": (27, 19), ".five": (22, 14), ".four": (23, 10), ".three": (27, 8), ".two": (28, 12), ".one": (29, 8)}
    changes = {window: (32 - 6) - (japan - korea) for window, (japan, korea) in places.items()}
    assert list(changes.values()) == [18, 18, 13, 7, 10, 5]
    for report in (then, now):
        for window, change in changes.items():
            years = f"{window}_year{'' if window == '.one' else 's'}" if window else ""
            assert report.value(f"imd.gap.KOR.change{years}") == change


def test_c10_the_ranking_fell_and_exports_came_closer(then, now):
    """Japan's share of others below over South Korea's: 2018 (63-22)/(63-14) = 0.837, 2023 (64-32)/(64-6) = 0.552."""
    ranking = ((64 - 32) / 63) / ((64 - 6) / 63) / (((63 - 22) / 62) / ((63 - 14) / 62)) - 1
    for report in (then, now):
        assert report.verdicts["C10"].evidence_for[0].value == pytest.approx(ranking)
    assert [s.holds for s in now.verdicts["C10"].specifications] == [True, False]
    assert now.verdicts["C10"].evidence_against[0].value > 0
