from datetime import date

import pytest

from analysis.evidence import NotKnown


def test_the_labour_force_grew_and_the_population_of_working_age_shrank(then, now):
    for report in (then, now):
        assert report.value("work.labour_force.since_start") == pytest.approx(69.25 / 65.65 - 1)
        assert report.value("work.labour_force.last_year") == pytest.approx(69.25 / 69.02 - 1)
        assert report.value("work.population_15_64.since_start") == pytest.approx(73.952 / 80.175 - 1)
        assert report.value("work.population_15_64.last_year") == pytest.approx(73.952 / 74.208 - 1)


@pytest.mark.parametrize(
    "name", ["labour_force.since_2019", "labour_force_15_64.since_2019", "employed.since_2019", "employed.since_start"]
)
def test_figures_of_different_censuses_give_no_change(then, now, name):
    """The census of 2020 moved the labour force of 2021 by 0.47 million, more than what a change would say."""
    for report in (then, now):
        assert f"work.{name}" not in report.catalogue
        assert "different censuses" in report.catalogue.missing[f"work.{name}"]


def test_the_place_of_the_year_before_comes_from_the_same_release(now):
    """In the release of 2025 Japan is 28th for 2024 and was 26th for 2023; a year earlier 2023 had been 29th."""
    assert now.value("since.productivity.rank") == 28
    assert now.value("since.productivity.rank_before") == 26


def test_a_change_since_2012_starts_in_2012_or_is_not_known(then):
    for measure in ("labour_force", "employed", "population_15_64"):
        assert then.catalogue[f"work.{measure}.start"].observation.period_end.year == 2012
    with pytest.raises(NotKnown):
        then.catalogue["work.labour_force_15_64.since_start"]  # its figures begin in 2017


def test_the_declared_start_is_the_low_point_of_the_labour_force(evidence):
    rows = {o.period_end.year: o.value for o in evidence.series("labour_force", "JPN")}
    assert min(rows, key=rows.get) == evidence.choices["windows"]["workforce_start"] == 2012


def test_the_newest_year_before_the_article_is_2023_and_later_ones_are_since(then, now):
    assert (then.value("work.year"), now.value("work.year")) == (2023, 2023)
    assert now.value("since.labour_force") == 70.04e6
    assert now.value("since.work.year") == 2025
    assert now.value("since.population") == 123.802e6


def test_the_population_of_the_year_before_rounds_to_the_claim(then):
    assert then.value("population.official") == 124.352e6
    assert then.value("population.previous") == 124.947e6
    assert round(124.947) == 125 != round(124.352)


def test_productivity_is_the_edition_of_december_2023_on_any_day(then, now):
    for report in (then, now):
        assert report.value("productivity.JPN") == 52.3
        assert (report.value("productivity.JPN.rank"), report.value("productivity.JPN.panel")) == (30, 38)
        assert report.value("productivity.JPN_of_USA") == pytest.approx(52.3 / 89.8)
        assert report.value("productivity.JPN_of_DEU") == pytest.approx(52.3 / 87.2)
        assert report.value("productivity.KOR_of_JPN") == pytest.approx(49.4 / 53.2)


def test_an_hour_at_the_market_rate_undoes_parity_first(then, raw):
    mean = raw.noon_mean(date(2022, 1, 1), date(2022, 12, 31), date(2024, 4, 12))
    hour = then.catalogue["productivity.JPN.market"]
    assert (hour.value, hour.quantity.unit) == (pytest.approx(52.3 * 90.686 / mean), "USD per hour")
    assert then.value("productivity.USA.market") == pytest.approx(89.8)


def test_a_later_comparison_is_told_as_since(then, now):
    assert (now.value("since.productivity.JPN"), now.value("since.productivity.rank")) == (60.1, 28)
    assert now.value("since.productivity.year") == 2024
    with pytest.raises(NotKnown):
        then.catalogue["since.productivity.rank"]
