"""Figures over time: newest vintages, and what is made of them period by period."""

from datetime import date

import pytest

from analysis.errors import UnknownNameError
from analysis.findings import Catalogue, Parameters, Study
from analysis.findings.series import chosen, periods, series, series_key

from ..builders import evidence, observed


@pytest.fixture(scope="module")
def values(report_on):
    """Return the values of a series of the project, by period, as of a day."""

    def read(name, day="2026-10-30"):
        catalogue = report_on(date.fromisoformat(day)).catalogue
        return {point.period: point.finding.value for point in series(catalogue, name)}

    return read


def test_a_series_has_the_newest_vintage_of_each_period_that_was_public_on_the_day(values):
    """The Japan Productivity Center restated the hour of 2023 a year later: 56.8, then 58.6 international dollars."""
    assert list(values("imd_wdcr_rank.JPN", "2024-04-12")) == [str(year) for year in range(2017, 2024)]
    assert list(values("imd_wdcr_rank.JPN"))[-2:] == ["2024", "2025"]
    assert values("gdp_per_hour_ppp.JPN.jpc", "2024-12-31")["2023"] == 56.8
    assert values("gdp_per_hour_ppp.JPN.jpc")["2023"] == 58.6


def test_what_is_made_of_a_series_period_by_period(values):
    """By hand: 7 of 1,229 firms in the copy of 20 March 2024; 32nd of 64 has 32 of the 63 others below."""
    levels, changes = values("labour_force.JPN"), values("labour_force.JPN change")
    assert list(changes) == list(levels)[1:]
    assert changes["2024"] == pytest.approx(levels["2024"] / next(iter(levels.values())) - 1)
    assert values("cb_insights_unicorns.JPN / cb_insights_unicorns.WLD")["2024-03-20"] == pytest.approx(7 / 1229)
    assert values("imd_wdcr_rank.JPN percentile")["2023"] == pytest.approx(32 / 63)
    # the release of 2025 restates 2023 for Japan alone: 58.6 over the older 97.7 would mix two releases
    first = values("gdp_per_hour_ppp.JPN.jpc first / gdp_per_hour_ppp.USA.jpc first")
    assert first["2023"] == pytest.approx(56.8 / 97.7)


def test_a_rate_is_averaged_year_by_year_as_far_as_it_was_public(values, raw):
    by_hand = raw.noon_mean(date(2024, 1, 1), date(2024, 4, 12), date(2024, 4, 12))
    assert values("USD.JPY mean", "2024-04-12")["2024"] == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("labour_forze.JPN", "no 'labour_forze'"),
        ("labour_force.JPM", "no 'JPM'"),
        ("labour_force.JPN median", "no measure 'median'"),
        ("labour_force.JPN / people.JPN", "no 'people'"),
        ("USD.KRW mean", "no daily rates 'USD.KRW'; there are USD.JPY"),
    ],
)
def test_a_name_that_the_dataset_does_not_have_is_refused(values, name, message):
    with pytest.raises(UnknownNameError) as error:
        values(name)
    assert str(error.value).startswith(message)


def test_a_series_of_a_firm_is_kept_under_the_country_of_its_figures(now):
    key = "planned_investment_usd", "JPN", "ORACLE", ""
    assert series_key(now.catalogue, "planned_investment_usd.ORACLE") == key
    assert [it.finding.text for it in series(now.catalogue, "planned_investment_usd.ORACLE")] == [
        "more than $8 billion"
    ]


# -- made-up series: hives of each year, bees on days


def hives(year, value):
    return observed("hives", "AAA", value, f"{year + 1}-02-01", year=year)


def bees(day, value, entity="AAA"):
    days = {"period_start": day, "period_end": day, "frequency": "D"}
    return observed("people", entity, value, day, observation_id=f"{entity}.{day}", **days)


@pytest.fixture(scope="module")
def made():
    rows = [hives(2020, 10), hives(2021, 20), hives(2022, 30)]
    rows += [bees("2020-10-01", 2), bees("2021-03-01", 4), bees("2021-10-01", 5), bees("2021-03-01", 8, "BBB")]
    return Catalogue(evidence(*rows), Parameters(date(2024, 4, 12)), Study("Bees", ""))


def test_a_figure_of_a_day_is_set_against_the_only_figure_of_its_year(made):
    """Of 2021 there are two figures, of which neither is that of the year."""
    found = series(made, "hives.AAA / people.AAA")
    assert [(it.period, it.finding.value) for it in found] == [("2020", 5)]


def test_series_are_joined_by_year_if_each_has_one_figure_a_year_and_else_by_day(made):
    yearly = [series(made, name) for name in ("hives.AAA", "people.BBB")]
    daily = [series(made, name) for name in ("people.AAA", "people.BBB")]
    found = [
        [(period, *(it and it.value for it in row)) for period, row in periods(points)] for points in (yearly, daily)
    ]
    assert found == [
        [("2020", 10, None), ("2021", 20, 8), ("2022", 30, None)],
        [("2020-10-01", 2, None), ("2021-03-01", 4, 8), ("2021-10-01", 5, None)],
    ]


@pytest.mark.parametrize(
    ("as_of", "year", "period"),
    [("2021-12-31", 0, "2021"), ("2021-12-30", 0, "2020"), ("2019-01-01", 0, "2022"), ("2019-01-01", 2021, "2021")],
)
def test_a_point_is_the_last_whose_period_has_ended_or_the_one_of_a_year(made, as_of, year, period):
    """Where no period has ended, as for a plan, it is the last one."""
    points = series(made, "hives.AAA")
    assert chosen(points, date.fromisoformat(as_of), year).period == period
    assert chosen(points, date(2024, 1, 1), 2019) is None
