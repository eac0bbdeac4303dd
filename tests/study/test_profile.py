"""The profile of an economy: its newest figures, its place among the others, and what it set aside for chips."""

from __future__ import annotations

import pytest

from analysis.errors import NotKnownError


def text(report, name):
    return report.catalogue[name].text


def test_sizes_are_those_of_the_last_full_year_and_not_of_a_forecast(then, now):
    assert text(then, "profile.year") == "2022"  # the outlook of October 2023 forecasts that year
    assert text(now, "profile.year") == "2025"  # that of April 2026 does not
    assert now.value("profile.JPN.gdp_per_head") == pytest.approx(4435163e6 / 123291e3)
    assert text(now, "profile.JPN.population") == "123 million"


def test_growth_is_that_since_the_first_year_seen(now, raw):
    first = float(raw.observations["gdp_nominal_usd.KOR.2015.2026-04-14"]["value"])
    assert text(now, "profile.KOR.start") == "2015"
    assert now.value("profile.KOR.growth.gdp") == pytest.approx(now.value("profile.KOR.gdp") / first - 1)


def test_a_place_counts_those_with_a_higher_figure(now):
    """Korea spends most on research of all ten, Taiwan by the OECD; Japan takes in least from abroad."""
    assert text(now, "profile.KOR.place.research") == "1st of 10"
    assert text(now, "profile.JPN.place.inflow") == "10th of 10"


def test_the_digital_place_is_the_newest_on_the_day(then, now):
    assert [text(report, "imd.KOR.newest") for report in (then, now)] == ["6th", "15th"]
    assert (text(now, "imd.KOR.newest.panel"), text(now, "imd.KOR.newest.year")) == ("69", "2025")
    assert now.value("imd.KOR.fall") == 15 - 19


def test_a_place_of_an_older_edition_stands_in_no_column_of_the_newest(now):
    assert (text(now, "imd.GBR.newest"), text(now, "imd.GBR.newest.year")) == ("20th", "2023")
    with pytest.raises(NotKnownError):
        now.catalogue["imd.GBR.current"]


def test_unicorns_are_those_of_the_newest_list_of_the_day(then, now):
    assert [text(report, "unicorns.JPN.newest") for report in (then, now)] == ["7", "5"]
    assert now.value("unicorns.JPN.newest.world") == 1404 - 2  # two firms stand in the list twice
    assert now.value("profile.JPN.unicorns") == pytest.approx(5 / 4.435163)


def test_money_for_chips_is_the_states_own_package_where_the_ministry_counts_none(then, now):
    assert text(now, "profile.KOR.chips") == "₩33 trillion"
    assert text(now, "profile.CHN.chips") == text(now, "subsidy.CHN.fund")
    assert text(now, "profile.DEU.chips") == "€20 billion"
    for report, economy in ((now, "TWN"), (then, "KOR")):
        with pytest.raises(NotKnownError):
            report.catalogue[f"profile.{economy}.chips"]


def test_research_is_counted_by_the_oecd_where_the_world_bank_leaves_an_economy_out(now):
    assert text(now, "profile.TWN.research") == text(now, "lead.research_oecd.TWN")
    assert text(now, "profile.JPN.research") == text(now, "lead.research.JPN")
