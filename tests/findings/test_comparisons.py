import math
from datetime import date

import pytest

from analysis.evidence import Rate
from analysis.findings import comparisons as by
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity, UnitError


def make(value, low, high, unit, finding_id="x"):
    return Finding(finding_id, finding_id, Quantity(value, low, high, unit), "given", source_ids=("s",))


YEN = make(3.9e12, 3.85e12, 3.95e12, "JPY", "amount")
GDP = make(557_227.0e9, 557_226.5e9, 557_227.5e9, "JPY", "gdp")


def test_a_share_divides_the_outer_bounds():
    share = by.divided(YEN, GDP, "share", "Share", "share")
    assert share.quantity == Quantity(3.9e12 / 557_227.0e9, 3.85e12 / 557_227.5e9, 3.95e12 / 557_226.5e9, "share")
    assert share.inputs == (YEN, GDP)
    assert share.method == "amount ÷ gdp"


def test_money_is_divided_by_a_rate_quoted_in_it_and_multiplied_by_one_quoted_for_it():
    rate = make(150.0, 149.0, 151.0, "JPY per USD", "rate")
    assert by.converted(YEN, rate, "d", "Dollars").quantity == Quantity(26e9, 3.85e12 / 151, 3.95e12 / 149, "USD")
    dollars = make(2e9, 2e9, 2e9, "USD", "two")
    assert by.converted(dollars, rate, "y", "Yen").quantity == Quantity(300e9, 298e9, 302e9, "JPY")


def test_money_is_not_converted_by_a_rate_of_another_currency():
    with pytest.raises(UnitError):
        by.converted(YEN, make(1.0652, 1.06515, 1.06525, "USD per EUR"), "d", "Dollars")


def test_a_change_is_a_share_of_the_earlier_figure():
    change = by.changed(make(69.25, 69.245, 69.255, "persons"), make(65.65, 65.645, 65.655, "persons"), "c", "Change")
    assert change.value == pytest.approx(3.60 / 65.65)
    assert change.quantity.low == pytest.approx(69.245 / 65.655 - 1)
    assert change.quantity.high == pytest.approx(69.255 / 65.645 - 1)


@pytest.mark.parametrize(("rank", "number", "share"), [(1, 64, 1), (64, 64, 0), (32, 64, 32 / 63), (30, 38, 8 / 37)])
def test_the_first_of_a_ranking_stands_above_all_others_and_the_last_above_none(rank, number, share):
    place, panel = (make(n, n, n, unit) for n, unit in ((rank, "rank"), (number, "economies")))
    assert by.percentile(place, panel, "p", "Percentile").quantity == Quantity.exact(share, "share")


def test_a_density_counts_for_a_trillion_dollars_or_ten_million_people():
    firms, gdp = make(7, 7, 7, "firms"), make(4.2e12, 4.1e12, 4.3e12, "USD")
    density = by.density(firms, gdp, 1e12, "d", "Density").quantity
    assert (density.value, density.low, density.high) == pytest.approx((7 / 4.2, 7 / 4.3, 7 / 4.1))
    people = make(125e6, 125e6, 125e6, "persons")
    assert by.density(firms, people, 1e7, "d", "Density").value == pytest.approx(7 / 12.5)


def test_a_ceiling_is_the_figure_itself_with_the_rounding_of_its_last_digit(then):
    ceiling = then.catalogue["public.JASM_FAB_1.subsidy"].quantity
    assert ceiling == Quantity(476e9, 475.5e9, 476.5e9, "JPY")


def test_the_years_of_a_programme_are_counted_from_its_first_day_to_its_last(then):
    years = then.catalogue["subsidy.JPN.years"]
    assert (date(2024, 3, 31) - date(2021, 4, 1)).days == 1095  # 2.998 years
    assert years.quantity == Quantity.exact(3, "years")


def test_a_year_between_two_days_has_365_and_a_quarter_days():
    span = by.years_between(date(2024, 4, 12), date(1990, 6, 28), (), "y", "Years")
    days = 34 * 365 + 9 - 75 - 2  # 34 years with nine leap days, less 28 June back to 14 April, and two
    assert (date(2024, 4, 12) - date(1990, 6, 28)).days == 12_342
    assert days == 12_342
    assert span.value == 12_342 / 365.25


def test_a_mean_rate_counts_each_day_once_and_keeps_the_rounding_of_one():
    rates = [Rate(date(2024, 4, day), "USD", "JPY", value, 0.01, "s") for day, value in ((8, 150.0), (9, 153.0))]
    assert by.mean_rate(rates, "Mean").quantity == Quantity(151.5, 151.5 - 0.005, 151.5 + 0.005, "JPY per USD")


def test_a_mean_of_findings_divides_their_bounds_by_their_number():
    parts = [make(1.0, 0.5, 1.5, "JPY", "a"), make(4.0, 3.5, 4.5, "JPY", "b")]
    assert by.mean(parts, "m", "Mean").quantity == Quantity(2.5, 2.0, 3.0, "JPY")


def test_a_sum_with_an_open_part_is_open():
    parts = [make(2.9e9, 2.85e9, 2.95e9, "USD", "a"), make(20e9, 20e9, math.inf, "USD", "b")]
    assert by.added(parts, "s", "Sum").quantity.high == math.inf


def test_a_total_is_spread_evenly_over_its_years():
    years = make(3, 3, 3, "years")
    spread = by.each_year(YEN, years, "p", "Per year")
    assert spread.quantity == Quantity(1.3e12, 3.85e12 / 3, 3.95e12 / 3, "JPY")
    assert spread.choices == ("basis=per_year",)


def test_the_day_of_a_mean_rate_does_not_exist():
    rates = [Rate(date(2024, 4, 8), "USD", "JPY", 150.0, 0.01, "s")]
    with pytest.raises(ValueError, match="no rate of one day"):
        by.day_of_rate(by.mean_rate(rates, "Mean"), "d")
    assert by.day_of_rate(by.rate_of_day(rates[0], "Rate"), "d").text == "8 April 2024"
