"""Programmes beside those that the Finance Ministry compares, and what became of all of them since the article."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError

GDP_2022 = {"JPN": 557_227.0e9, "USA": 25_462.73e9}
"""GDP in national currency as the outlook of October 2023 had it, the newest on the article's day."""
GERMAN_GDP_2023 = 4_219.31e9
"""As the outlook of April 2026 has it."""


def test_the_german_sum_without_intel_has_the_aid_approved_since(now, report_on):
    """What lapsed at Magdeburg goes out, what was approved for Dresden and Erfurt since comes in."""
    left = 15.9e9 + 4e9 - 9.9e9 + 0.623e9 + 0.92e9
    assert left == pytest.approx(11.543e9)
    assert now.value("since.DEU.amount") == pytest.approx(left)
    assert now.value("since.DEU.share") == pytest.approx(left / GERMAN_GDP_2023)
    with pytest.raises(NotKnownError):
        report_on(date(2025, 7, 23)).catalogue["since.DEU.amount"]


def test_the_plant_of_dresden_that_was_in_the_sum_already_is_not_added_again(now):
    """The 5 billion euros approved in August 2024 are aid that the ministry had counted in April."""
    assert now.value("since.DEU.dresden") == 5e9
    inputs = {leaf.observation.indicator for leaf in now.catalogue["since.DEU.amount"].leaves()}
    assert inputs == {
        "chip_support_amount",
        "intel_magdeburg_cancelled",
        "gf_xfab_aid",
        "infineon_dresden_aid",
        "ipcei_microelectronics_aid",
    }


GRANTED = 476e9 + 732e9 + 192e9 + 46.5e9 + 243e9 + 920e9
"""Aid granted to TSMC's two plants, Micron (twice), Kioxia and Rapidus by the article's day, each up to that sum."""


def test_aid_granted_to_single_plants_is_set_beside_the_american_awards(then, now, report_on):
    assert then.value("subsidy.JPN.granted") == pytest.approx(GRANTED)
    assert now.value("subsidy.JPN.granted") == pytest.approx(GRANTED)  # what was granted later is told as since
    assert now.catalogue["subsidy.JPN.granted"].text == "up to ¥2.61 trillion"
    bounds = now.catalogue["subsidy.JPN.granted"].quantity
    assert (bounds.low, bounds.high) == pytest.approx((GRANTED - 5 * 0.5e9 - 0.05e9, GRANTED + 5 * 0.5e9 + 0.05e9))
    american = 23.197e9 - 6.4e9  # counted on 15 April, without what was announced to Samsung on that very day
    ratio = (GRANTED / 616_032.9e9) / (american / 27_811.5e9)  # GDP of 2023 as the outlook of April 2026 has it
    assert now.value("subsidy.ratio.USA.as_awarded") == pytest.approx(ratio)
    assert report_on(date(2024, 4, 15)).value("subsidy.USA.granted") == american
    with pytest.raises(NotKnownError):
        then.catalogue["subsidy.USA.granted"]  # counted three days after the article


def test_what_came_since_was_not_public_on_the_articles_day(then):
    assert [name for name in then.catalogue if name.startswith("since.")] == []
