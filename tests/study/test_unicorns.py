"""Unicorns: a count, set against the whole list, the size of the economy and the number of people."""

from __future__ import annotations

import pytest

from .worked import check

COUNTS = {"JPN": 7, "USA": 656, "DEU": 30, "FRA": 26, "GBR": 53, "KOR": 14, "CHN": 168, "TWN": 0, "IND": 71, "SGP": 17}


def test_the_counts_are_those_of_the_list_of_20_march_2024_on_any_day(then, now):
    for report in (then, now):
        assert {e: report.value(f"unicorns.{e}.count") for e in COUNTS} == COUNTS
        assert report.value("unicorns.WLD.count") == 1229
        assert report.catalogue["unicorns.JPN.date"].text == "20 March 2024"


def test_a_density_uses_the_last_full_year_known(then, now):
    assert then.value("unicorns.JPN.gdp") == pytest.approx(7 / 4.23753)
    assert then.value("unicorns.USA.gdp") == pytest.approx(656 / 25.46273)
    assert then.value("unicorns.JPN.population") == pytest.approx(7 / 12.5171)
    assert now.value("unicorns.JPN.gdp") == pytest.approx(7 / 4.384854)
    assert now.value("unicorns.USA.gdp") == pytest.approx(656 / 27.8115)
    assert now.value("unicorns.USA.gdp_ppp") == pytest.approx(656 / 27.8115)
    assert now.value("unicorns.JPN.population") == pytest.approx(7 / 12.4482)
    assert now.value("unicorns.TWN.gdp") == 0


def test_a_ratio_of_densities_divides_the_other_by_japan(then):
    ratio = (656 / 25.46273) / (7 / 4.23753)
    assert then.value("unicorns.ratio.USA.gdp") == pytest.approx(ratio)


# -- verdicts -------------------------------------------------------------------------------------------


def test_c12_seven_on_both_copies_of_one_list(then, now, raw):
    for report in (then, now):
        check(report, "C12", 7 / 7 - 1, {"": True})
        (counted,) = report.verdicts["C12"].evidence_for
        assert counted.documents == ("cbi_list_2024_03_20_ezz_xlsx", "cbi_list_2024_03_20_longd3ad_xlsx")
    assert raw.observations["cb_insights_unicorns.JPN.2024-02-27.2024-02-27"]["value"] == "7"  # and on the one before


def test_c13_more_than_1200(then, now):
    for report in (then, now):
        check(report, "C13", None, {"": 1229 > 1200})
