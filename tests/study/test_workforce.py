"""People: how many live in Japan, how many of them work, and how that changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from analysis.findings import Outcome, verdicts
from analysis.study.labour import stands_beside

from .worked import check


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
    assert stands_beside(one, other, 5) is beside


# -- verdicts -------------------------------------------------------------------------------------------


def test_c08_the_population_is_a_reporters_rounding_by_every_count(then, now):
    """125 million is 124.5 to 125.5; the official figure lies 0.12 per cent below that, within one per cent."""
    margin = 125e6 / 124.352e6 - 1
    assert 0 < (124.5e6 - 124.3525e6) / 124.352e6 < 0.01
    imf, register = 124.6215e6 > 124.5e6, 124_885_175 > 124.5e6  # these two are met without any
    check(then, "C08", margin, {"official": True, "imf": imf})  # the register was published on 24 July 2024
    check(now, "C08", margin, {"official": True, "imf": imf, "register": register})
    assert then.value("population.imf") == now.value("population.imf") == 124.621e6  # as known on the article's day


@pytest.mark.parametrize(("rounding", "outcome"), [(0.001, Outcome.IMPRECISE), (0.002, Outcome.SUPPORTED)])
def test_c08_without_a_reporters_rounding_is_imprecise(now, rounding, outcome):
    claim, evidence = now.catalogue["claim.C08"], now.catalogue["population.official"]
    assert verdicts.amount(claim, evidence, 0.10, rounding).outcome is outcome


def test_c31_the_workforce_grows_and_the_population_of_working_age_shrinks(then, now):
    """Over ten years, the one span with a clear change; the labour force of working age shows none."""
    for report in (then, now):
        check(report, "C31", 73.952 / 79.01 - 1, {"population_15_64": True, "labour_force": False, "employed": False})
        against = [f.value for f in report.verdicts["C31"].evidence_against]
        assert against == pytest.approx([69.25 / 65.93 - 1, 67.47 / 63.27 - 1])
