"""Work: what an hour of it yields, how many people work, and over which years that can be compared."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from analysis.study.labour_force import is_comparable


def test_an_hour_at_the_market_rate_is_the_yen_of_it_over_the_mean_rate_of_the_year(now, raw):
    """The release prints 5,099 yen for 2022; a dollar cost 131.46 yen on average, and an American hour yielded 89.8."""
    mean = raw.noon_mean(date(2022, 1, 1), date(2022, 12, 31), date(2024, 4, 12))
    assert round(mean, 2) == 131.46
    hour = now.catalogue["productivity.JPN.market"]
    assert (hour.value, hour.quantity.unit) == (pytest.approx(5_099 / mean), "USD per hour")
    assert now.value("productivity.JPN_of_USA.market") == pytest.approx(5_099 / mean / 89.8)


def test_the_yen_of_an_hour_are_its_international_dollars_at_the_parity_of_the_release(raw):
    """97.57 yen for one, as the center printed beside them: 5,098 to 5,108 yen."""
    assert raw.observations["ppp_rate.JPN.jpc.2022.2023-12-22"]["value"] == "97.57"
    assert 52.25 * 97.565 <= 5_099 <= 52.35 * 97.575


def test_japans_hour_of_2022_is_one_figure_in_everything_that_rests_on_it(then, now):
    """52.3 international dollars by the center; the 53.2 of a newspaper from the OECD are beneath no finding."""
    for report in (then, now):
        rows = [leaf.observation for finding in report.catalogue.values() for leaf in finding.leaves()]
        hours = [o for o in rows if o and o.indicator == "gdp_per_hour_ppp" and o.entity == "JPN"]
        of_2022 = {(o.value, o.account) for o in hours if o.period_end.year == 2022}
        assert of_2022 == {(52.3, "jpc")}
        korea = [o for o in rows if o and o.indicator == "gdp_per_hour_ppp" and o.entity == "KOR"]
        assert {o.account for o in korea} == {"jpc"}


@pytest.mark.parametrize(
    "name",
    [
        "labour_force_15_64.five_years",  # of 2018 the figure by the census of 2015 alone was seen
        "labour_force_15_64.ten_years",
        "population_15_64.five_years",  # as of the population of those ages
        "population_15_64.ten_years",
    ],
)
def test_figures_of_different_censuses_give_no_change(then, now, name):
    """The census of 2020 moved the labour force of 2021 by 0.47 million, more than what a change would say."""
    for report in (then, now):
        assert f"work.{name}" not in report.catalogue
        assert "on the same census" in report.catalogue.missing[f"work.{name}"]


def test_a_change_is_known_only_where_both_ends_rest_on_one_census_or_on_the_one_that_followed(then, now, raw):
    """Each census revises the years back to the one before: its figure of 2013 stays that of the census of 2015."""
    for report in (then, now):
        known = [name for name in report.catalogue if re.fullmatch(r"work\.\w+\.\w+_years?", name)]
        assert len(known) == 12
        for name in known:
            later, earlier = (raw.observations[f.observation.observation_id] for f in report.catalogue[name].inputs)
            assert later["base_period"] == "census 2020", name
            year = int(earlier["period_end"][:4])
            assert earlier["base_period"] == ("census 2020" if year > 2015 else "census 2015"), name


@pytest.mark.parametrize(
    ("earlier", "later", "beside"),
    [
        (("2018-12-31", "census 2020"), ("2023-12-31", "census 2020"), True),
        (("2018-12-31", "census 2015"), ("2023-12-31", "census 2020"), False),  # not revised yet
        (("2013-12-31", "census 2015"), ("2023-12-31", "census 2020"), True),  # revised by the census that followed it
        (("2013-12-31", "census 2010"), ("2023-12-31", "census 2020"), False),
        (("2013-12-31", "census 2010"), ("2014-12-31", "census 2010"), True),
        (("2015-10-01", "census 2015"), ("2016-10-01", "census 2015"), True),
        (("2013-12-31", ""), ("2023-12-31", ""), True),
        (("2013-12-31", ""), ("2023-12-31", "census 2020"), False),
    ],
)
def test_which_figures_can_be_set_side_by_side(evidence, earlier, later, beside):
    row = evidence.latest("labour_force", "JPN", year=2023)
    one, other = (
        replace(row, period_end=date.fromisoformat(end), base_period=census) for end, census in (earlier, later)
    )
    assert is_comparable(one, other, 5) is beside
