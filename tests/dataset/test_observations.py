import math

import pytest

from analysis.dataset.records import bounds, spans

from ..made_up import evidence as made
from ..made_up import observed


@pytest.mark.parametrize(
    ("value", "precision", "qualifier", "expected"),
    [
        (25e9, 1e9, "eq", (24.5e9, 25.5e9)),  # "$25 billion"
        (15.9e9, 0.3e9, "derived", (15.75e9, 16.05e9)),  # three parts, each to a tenth of a billion
        (13.5e9, 0.1e9, "approx", (13.4e9, 13.6e9)),  # "about 13.5 billion": twice the width
        (20e9, 1e9, "gt", (20e9, math.inf)),  # "more than 20 billion"
        (10e12, 1e12, "ge", (10e12, math.inf)),
        (476e9, 1e9, "le", (0, 476e9)),  # "up to 476 billion"
        (32, 0, "exact", (32, 32)),  # a rank
    ],
)
def test_bounds_follow_from_the_printed_digits_and_the_words_around_them(value, precision, qualifier, expected):
    assert bounds(value, precision, qualifier) == expected


@pytest.mark.parametrize(
    ("observation_id", "period"),
    [
        ("labour_force.JPN.2012.2017-03-03", "2012"),
        ("planned_investment_jpy.AWS.2023-01-01.2024-01-19", "2023–2027"),
        ("population_total.JPN.2023.2024-04-12", "2023-10-01"),
        ("chip_support_amount.JPN.mof.2021-04-01.2024-04-09", "2021-04-01 to 2024-03-31"),
        ("chip_support_amount.DEU.mof.2024-04-09.2024-05-21", ""),
    ],
)
def test_a_period_is_written_in_its_shortest_form(evidence, observation_id, period):
    assert evidence.observation(observation_id).period == period


def test_years_that_follow_each_other_are_named_in_one(evidence):
    assert spans(evidence.series("imd_wdcr_rank", "JPN")) == "2017 to 2025"
    assert spans(evidence.series("imd_wdcr_rank", "GBR")) == "2018 to 2019, 2022 to 2023"
    assert spans([]) == ""


# -- published totals, added again ----------------------------------------------------------------------


def test_the_german_sum_is_its_three_projects(evidence):
    """Intel, TSMC and, as the slide's remaining billion, the smaller plants."""
    intel = evidence.latest("intel_magdeburg_cancelled", "DEU").value
    tsmc = evidence.latest("esmc_dresden_aid", "DEU").value
    german = evidence.latest("chip_support_amount", "DEU", account="mof").value
    assert (intel, tsmc) == (9.9e9, 5.0e9)
    assert german == pytest.approx(9.9e9 + 5.0e9 + 1.0e9)
    assert german == pytest.approx(intel + tsmc + 1.0e9)


def test_the_phases_of_the_chinese_fund_add_up(then, now):
    """The registered capital of each phase was read in articles of May 2024, when the third phase was founded."""
    assert not then.catalogue.knows("subsidy.CHN.fund")
    assert now.value("subsidy.CHN.fund") == pytest.approx(98.72e9 + 204.15e9 + 344e9)


@pytest.mark.parametrize(
    ("start", "end", "published", "words"),
    [
        ("2024-04-09", "2026-04-08", "2024-04-09", "9 April 2024, over 2 years"),
        ("2023-08-09", "2024-08-08", "2023-08-09", "9 August 2023, over 1 year"),
        ("2024-01-28", "2027-12-31", "2024-01-28", "28 January 2024, by the end of 2027"),
        ("2024-11-22", "2031-03-31", "2024-11-22", "22 November 2024, by the end of March 2031"),
        ("2024-11-22", "2031-03-15", "2024-11-22", "22 November 2024, by 15 March 2031"),
        ("2022-08-09", "2025-07-31", "2025-12-31", "9 August 2022 to 31 July 2025"),  # what has been, day by day
        ("2021-04-01", "2024-03-31", "2023-11-20", "April 2021 to March 2024"),
    ],
)
def test_a_plan_runs_as_long_as_its_source_says_and_to_no_day_that_nobody_named(start, end, published, words):
    row = observed("hives", "AAA", 3, published, period_start=start, period_end=end, frequency="_Z")
    data = made(row)
    assert data.observation(row["observation_id"]).when == words
