"""Foreign direct investment: what flows into each economy in a year, and how much of it is there."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError


def test_inflows_are_the_newest_known_and_set_against_the_gdp_of_their_year(then, now):
    assert then.value("fdi.JPN.inflow") == 32_508_808.41e3  # 2022, report of 2023
    assert then.value("fdi.JPN.inflow_gdp") == pytest.approx(32.50880841 / 4_237.53)
    assert now.catalogue["fdi.JPN.inflow"].observation.period_end == date(2025, 12, 31)


def test_the_inflow_known_to_the_article_stands_beside_the_newest(then, now):
    assert now.value("fdi.JPN.inflow.then") == then.value("fdi.JPN.inflow")
    assert now.value("since.JPN.fdi") == 14_320_785_030.0  # 2025, report of 2026
    assert now.value("since.JPN.fdi.year") == 2025


def test_the_comparable_stock_came_after_the_article(then, now):
    with pytest.raises(NotKnownError):
        then.catalogue["fdi.JPN.stock"]
    assert now.value("fdi.JPN.stock") == 219_801_741e3


def test_the_target_is_the_one_of_the_day(then, now):
    assert then.value("fdi.JPN.target") == 100e12
    assert then.value("fdi.JPN.target_reached") == pytest.approx(46.168 / 100)  # end of 2022, as published in May 2023
    assert now.value("fdi.JPN.target") == 120e12
    assert now.value("fdi.JPN.target_reached") == pytest.approx(53.3 / 120)  # end of 2024
