"""Figures over time: newest vintages, and what is made of them period by period."""

from datetime import date

import pytest

from analysis.errors import UnknownNameError
from analysis.findings.series import key_of, periods, series

HOURS = "gdp_per_hour_ppp.JPN.jpc first / gdp_per_hour_ppp.USA.jpc first"


@pytest.fixture(scope="module")
def known(evidence, report_on):
    return lambda day: report_on(date.fromisoformat(day) if day else evidence.newest).catalogue


def texts(points):
    return {point.period: point.finding.text for point in points}


def test_a_series_holds_what_was_published_and_public_on_the_day(known):
    then, now = texts(series(known("2024-04-12"), "imd_wdcr_rank.JPN")), texts(series(known(""), "imd_wdcr_rank.JPN"))
    assert list(then) == [str(year) for year in range(2017, 2024)]
    assert then["2023"] == now["2023"] == "32nd"
    assert list(now) == [*then, "2024", "2025"]


def test_the_newest_vintage_of_a_period_counts(known):
    """The Japan Productivity Center restated the hour of 2023 a year later: 56.8, then 58.6 international dollars."""
    assert series(known("2024-12-31"), "gdp_per_hour_ppp.JPN.jpc")[-1].finding.value == 56.8
    later = {p.period: p.finding.value for p in series(known(""), "gdp_per_hour_ppp.JPN.jpc")}
    assert later["2023"] == 58.6


def test_a_change_is_counted_from_the_first_period(known):
    levels, changes = (series(known(""), f"labour_force.JPN{word}") for word in ("", " change"))
    assert len(changes) == len(levels) - 1
    assert changes[-1].finding.value == pytest.approx(levels[-1].finding.value / levels[0].finding.value - 1)


def test_a_share_sets_each_period_against_the_same_one(known):
    """Seven of 1,229 firms in the copy of 20 March 2024."""
    shares = {p.period: p.finding for p in series(known(""), "cb_insights_unicorns.JPN / cb_insights_unicorns.WLD")}
    assert shares["2024-03-20"].value == pytest.approx(7 / 1229)


def test_a_figure_of_a_day_meets_the_one_figure_of_its_year(known):
    """The labour force of 15 to 64 is a yearly average, the population of that age an estimate of October."""
    found = series(known(""), "labour_force_15_64.JPN / population_15_64.JPN")
    years = [year for year in range(2013, 2024) if year != 2015]  # of 2015 no labour force of that age was read
    assert [point.period for point in found] == list(map(str, years))
    assert all(0.7 < point.finding.value < 0.85 for point in found)


def test_a_standing_is_the_share_of_the_others_below(known):
    """32nd of 64: 32 of the 63 others stood below."""
    found = {p.period: p.finding.value for p in series(known(""), "imd_wdcr_rank.JPN percentile")}
    assert found["2023"] == pytest.approx(32 / 63)


def test_what_an_hour_yields_is_set_against_a_figure_of_the_same_release(known):
    """The release of 2025 restates 2023 for Japan alone: 58.6 over the older 97.7 would mix two releases."""
    found = {p.period: p.finding.value for p in series(known("2026-10-30"), HOURS)}
    assert found["2023"] == pytest.approx(56.8 / 97.7)


def test_a_rate_is_averaged_year_by_year_as_far_as_it_was_public(known, raw):
    catalogue = known("2024-04-12")
    found = series(catalogue, "USD.JPY mean")
    assert found[-1].period == "2024"
    by_hand = raw.noon_mean(date(2024, 1, 1), date(2024, 4, 12), date(2024, 4, 12))
    assert found[-1].finding.value == pytest.approx(by_hand)
    with pytest.raises(UnknownNameError, match=r"no daily rates 'USD\.KRW'; there are USD\.JPY"):
        series(catalogue, "USD.KRW mean")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("labour_forze.JPN", "no 'labour_forze'"),
        ("labour_force.JPM", "no 'JPM'"),
        ("labour_force.JPN median", "no measure 'median'"),
        ("labour_force.JPN / people.JPN", "no 'people'"),
    ],
)
def test_a_name_that_the_dataset_does_not_have_is_refused(known, name, message):
    with pytest.raises(UnknownNameError) as error:
        series(known(""), name)
    assert str(error.value).startswith(message)


def test_series_of_one_figure_a_year_meet_in_the_year(known):
    catalogue = known("")
    rows = dict(periods([series(catalogue, "employed.JPN"), series(catalogue, "population_15_64.JPN")]))
    assert all(len(period) == 4 for period in list(rows)[:-1])
    assert [finding is not None for finding in rows["2012"]] == [True, True]


def test_series_of_several_figures_a_year_meet_on_the_day(known):
    catalogue = known("")
    names = ("cb_insights_unicorns.JPN", "cb_insights_unicorns.KOR")
    rows = dict(periods([series(catalogue, name) for name in names]))
    assert [f.text if f else None for f in rows["2024-03-20"]] == ["7", "14"]
    assert [f.text if f else None for f in rows["2022-02-28"]] == ["6", None]
    assert list(rows) == sorted(rows)


def test_every_point_leads_down_to_sources(known):
    for name in ("fdi_inflow_usd.JPN / gdp_nominal_usd.JPN", "USD.JPY mean", "imd_wdcr_rank.JPN percentile"):
        assert all(point.finding.sources for point in series(known(""), name))


def test_a_series_may_be_that_of_a_firm_which_stands_in_the_country_of_its_figures(known):
    c = known("")
    assert key_of(c, "planned_investment_usd.ORACLE") == ("planned_investment_usd", "JPN", "ORACLE", "")
    assert [point.finding.text for point in series(c, "planned_investment_usd.ORACLE")] == ["more than $8 billion"]
