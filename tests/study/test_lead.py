"""The lead, measured: places and changes worked by hand from what the sources print."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError
from analysis.study.lead import FABS

CHIPS = {"USA": 0.504, "KOR": 0.211, "EUROPE": 0.092, "JPN": 0.082, "TWN": 0.065, "CHN": 0.045}
"""SIA, 2024: Japan is fourth of six."""


def test_in_chips_japan_was_third_of_six_and_is_fourth(then, now):
    assert then.value("lead.chips.now") == 0.09  # SIA, 2021: 46, 21, 9, 9, 8, 7; as much as Europe
    assert then.value("lead.chips.place.now") == 3
    assert now.value("lead.chips.now") == CHIPS["JPN"]
    assert now.value("lead.chips.place.now") == sorted(CHIPS.values(), reverse=True).index(CHIPS["JPN"]) + 1
    assert now.catalogue["lead.chips.place.now"].text == "4th of 6"
    assert then.catalogue["lead.chips.place.now"].text == "3rd of 6, tied"
    assert sum(CHIPS.values()) <= 1


def test_a_series_is_never_continued_with_another_count(now):
    rows = [leaf.observation for leaf in now.catalogue["lead.chips.change"].leaves()]
    assert {row.account for row in rows} == {"sia"}


def test_a_forecast_is_no_measurement(now):
    assert now.value("lead.logic.now") == 0.0  # 2022
    assert (now.value("lead.capacity.JPN.forecast"), now.value("lead.capacity.year")) == (0.05, 2032)


def test_the_forecast_was_not_public_on_the_articles_day(then):
    with pytest.raises(NotKnownError):
        then.value("lead.capacity.JPN.forecast")


def test_the_older_figure_is_taken_from_the_newest_vintage(now):
    # 2020 was 3.26317 % when the article ran, and is 3.26556 % in the file that has 2023
    assert now.value("lead.research.then") == 0.0326317
    assert now.value("lead.research.change") == pytest.approx(3.44125 - 3.26556)
    assert now.catalogue["lead.research.change"].text == "0.176 points"


def test_an_edition_whose_years_were_not_seen_is_told_and_not_counted(then, now, report_on):
    assert now.catalogue["lead.patents.edition"].text == now.catalogue["lead.patents.now"].text == "1st"
    assert now.catalogue["lead.patents.edition.day"].text == "8 August 2025"
    assert now.value("lead.patents.now.year") == 2019
    for report in (then, report_on(date(2024, 8, 14))):  # whose newest edition has years
        assert "lead.patents.edition" not in report.catalogue


def test_by_the_count_that_has_taiwan_japan_stands_below_it(now):
    # OECD, 2021: 3.78 and 3.30 % of GDP
    assert (now.value("lead.research_oecd.TWN"), now.value("lead.research_oecd.JPN")) == (
        pytest.approx(0.0377987), pytest.approx(0.0329581),
    )  # fmt: skip
    years = {now.catalogue[f"lead.research_oecd.{e}"].observation.period_end.year for e in ("TWN", "JPN")}
    assert years == {now.value("lead.research_oecd.year")} == {2021}


def test_a_change_within_the_rounding_is_none(now):
    # patents stayed first, and a rank is exact
    assert now.value("lead.patents.change") == 0


def test_figures_of_two_sources_are_not_compared(then, now):
    # front-end machines: 24.0 % in 2022 from data not named, 21.7 in 2024 from Morgan Stanley
    assert now.catalogue.missing["lead.tools.change"] == "tools: no newer figure of the same count"
    assert (now.value("lead.tools.apart"), "lead.tools.apart" in then.catalogue) == (0.24, False)


def test_in_research_japan_is_fourth_with_taiwan_by_the_oecd(now):
    # 2023: South Korea 4.94, the United States 3.447; Taiwan 3.78 in 2021 by the OECD; Japan 3.441
    assert now.value("lead.research.now") == 0.0344125
    assert now.value("lead.research.place.now") == 4


def test_of_the_machines_japan_leads_in_testers_and_not_in_lithography(now):
    assert now.value("lead.tool.test.JPN") > now.value("lead.tool.test.USA")
    assert now.value("lead.tool.lithography.NLD") == 0.815
    assert now.value("lead.tool.lithography.JPN") == 0.15


def test_who_has_nothing_has_no_place_to_speak_of(now):
    assert now.value("lead.logic.now") == 0
    assert now.catalogue["lead.logic.place.now"].text == "none"


def test_a_forecast_stands_beside_capacities_of_one_year(now):
    # BCG and SIA, 2022: Taiwan 69 %, South Korea 31, none elsewhere; China's zero is of 2019, another report
    measured = {fab: now.catalogue.get(f"lead.capacity.{fab}.measured") for fab in FABS}
    assert {fab: found.value for fab, found in measured.items() if found} == {
        "TWN": 0.69, "KOR": 0.31, "USA": 0.0, "JPN": 0.0,
    }  # fmt: skip


def test_japans_makers_lost_in_most_large_classes_of_machines_within_a_year(now):
    # 2024 to 2025: lithography 17.4 to 15.0, etching and cleaning 37.7 to 32.6, deposition 15.2 to 14.0,
    # inspection 15.1 to 14.1; testers gained, 56.2 to 63.0
    assert now.catalogue["lead.tool.fell"].text == "4 of 5"
    assert len(now.catalogue["lead.tool.fell"].inputs) == 10  # two years of each of the five


def test_of_front_end_machines_japan_was_second_and_is_third(then, now):
    # 2022: 49.0, 24.0, Europe 21.3, 2.1 and 0.4 %; 2024: 44.3, Europe 29.2, 21.7, China 3.4, South Korea 1.4
    assert then.catalogue["lead.tools.place.now"].text == "2nd of 5"
    assert now.catalogue["lead.tools.place.now"].text == "3rd of 5"
    assert now.catalogue["lead.tools.best"].text == "United States, 44.3%"


def test_the_shares_by_class_of_machines_came_out_after_the_article(then):
    for name in ("lead.tool.fell", "lead.tool.test.JPN"):
        with pytest.raises(NotKnownError):
            then.value(name)


def test_a_dollar_of_the_years_of_two_chip_shares_is_the_mean_of_their_noon_rates(now, raw):
    for when, year in (("then", 2021), ("now", 2024)):
        rates = [rate for day, (rate, _) in raw.noon.items() if day.year == year]
        assert now.value(f"lead.dollar.{when}") == pytest.approx(sum(rates) / len(rates))
