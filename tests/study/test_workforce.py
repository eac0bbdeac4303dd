"""People: how many live in Japan, how many of them work, and how that changed."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.evidence import NotKnown

from .worked import check


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


def test_a_change_since_2012_starts_in_2012_or_is_not_known(then):
    for measure in ("labour_force", "employed", "population_15_64"):
        assert then.catalogue[f"work.{measure}.start"].observation.period_end.year == 2012
    with pytest.raises(NotKnown):
        then.catalogue["work.labour_force_15_64.since_start"]  # its figures begin in 2017


def test_the_declared_start_is_the_low_point_of_the_labour_force(evidence):
    rows = {o.period_end.year: o.value for o in evidence.series("labour_force", "JPN")}
    assert min(rows, key=rows.get) == evidence.settings.windows["workforce_start"] == 2012


def test_the_newest_year_before_the_article_is_2023_and_later_ones_are_since(then, now):
    assert (then.value("work.year"), now.value("work.year")) == (2023, 2023)
    assert now.value("since.labour_force") == 70.04e6
    assert now.value("since.work.year") == 2025
    assert now.value("since.population") == 123.802e6


def test_the_population_of_the_year_before_rounds_to_the_claim(then):
    assert then.value("population.official") == 124.352e6
    assert then.value("population.previous") == 124.947e6
    assert round(124.947) == 125 != round(124.352)


# -- verdicts -------------------------------------------------------------------------------------------


def test_c08_the_population_depends_on_who_counted_and_when(then, now):
    margin = 125e6 / 124.352e6 - 1
    assert 124.3525e6 < 124.5e6  # the official figure rounds to 124 million,
    assert (124.5e6 - 124.3525e6) / 124.352e6 < 0.10  # by 0.1 % of the evidence
    assert 124.6215e6 >= 124.5e6  # IMF, October 2023: 124.621 million
    assert not 124.4825e6 >= 124.5e6  # IMF, April 2025 and 2026: 124.482 million
    check(then, "C08", margin, {"official": False, "imf": True})
    register = 124_885_175 >= 124.5e6
    check(now, "C08", margin, {"official": False, "imf": True, "imf_newest": False, "register": register})
    assert then.value("population.imf") == now.value("population.imf") == 124.621e6
    assert now.value("population.imf_newest") == 124.482e6


@pytest.mark.parametrize(
    ("day", "people"), [("2024-04-16", 124.621e6), ("2025-04-21", 124.621e6), ("2025-04-22", 124.482e6)]
)
def test_c08_holds_by_the_newest_figure_of_the_imf_until_it_was_restated(report_on, day, people):
    """125 million is 124.5 to 125.5; the restatement of April 2025 falls below it."""
    report = report_on(date.fromisoformat(day))
    assert report.value("population.imf_newest") == people
    found = {s.evidence.value: s.holds for s in report.verdicts["C08"].specifications}
    assert found[people] is (people >= 124.5e6)


def test_c31_the_workforce_grows_and_the_population_of_working_age_shrinks(then, now):
    holds = {
        "labour_force since_start": 69.25 / 65.65 < 1,
        "labour_force last_year": 69.25 / 69.02 < 1,
        # of those aged 15 to 64 no figure of 2012 is known; nothing of 2019 rests on the census of 2023
        "labour_force_15_64 last_year": 59.95 / 59.75 < 1,
        "population_15_64 since_start": 73.952 / 80.175 < 1,
        "population_15_64 since_2019": 73.952 / 75.072 < 1,
        "population_15_64 last_year": 73.952 / 74.208 < 1,
        "employed last_year": 67.47 / 67.23 < 1,
    }
    assert (sum(holds.values()), len(holds)) == (3, 7)
    for report in (then, now):
        check(report, "C31", 69.25 / 65.65 - 1, holds)
        assert report.verdicts["C31"].flips == (("workforce_measure", "population_15_64"),)
