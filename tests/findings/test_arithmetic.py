"""The arithmetic of the report: what is made of findings, with which bounds, in which unit, and how it is named."""

from __future__ import annotations

import math
from datetime import date

import pytest

import analysis as an
from analysis.dataset import Observation
from analysis.errors import AnalysisError, NotKnownError, UnitError
from analysis.findings import arithmetic as by
from analysis.findings.finding import Finding
from analysis.findings.quantity import TEN_MILLION, TRILLION, Quantity


def make(value, low, high, unit, finding_id="x"):
    return Finding(finding_id, finding_id, Quantity(value, low, high, unit), "given", source_ids=("s",))


def row(value=476e9, precision=1e9, qualifier="le", start=date(2021, 4, 1), end=date(2024, 3, 31), base=""):
    """A row of the evidence, of a programme of three fiscal years."""
    return Observation(
        observation_id="row", entity="JPN", actor="", indicator="sum", account="", frequency="_Z", period_start=start,
        period_end=end, value=value, unit="JPY", base_period=base, price_basis="nominal", qualifier=qualifier,
        printed="up to 476 billion", precision=precision, low=0, high=value, status="A", source_id="s",
        published=date(2024, 2, 24), published_is="exact", vintage="v", document_id="d", locator="page 1",
        confirmed_by="", disagrees_with="", note="",
    )  # fmt: skip


def observed(**cells):
    found = row(**cells)
    quantity = Quantity(found.value, min(found.low, found.value), found.value, found.unit)
    return Finding("obs.row", "Sum", quantity, "as published", source_ids=("s",), observation=found)


YEN = make(3.9e12, 3.85e12, 3.95e12, "JPY", "amount")
GDP = make(557_227.0e9, 557_226.5e9, 557_227.5e9, "JPY", "gdp")


def test_a_share_divides_the_outer_bounds():
    share = by.share(YEN, GDP)
    assert share.quantity == Quantity(3.9e12 / 557_227.0e9, 3.85e12 / 557_227.5e9, 3.95e12 / 557_226.5e9, "share")
    assert share.inputs == (YEN, GDP)
    assert share.method == "amount ÷ gdp"
    assert share.label == "amount, as a share of gdp"


def test_a_ratio_is_the_same_number_in_another_unit():
    ratio = by.ratio(YEN, GDP)
    assert (ratio.value, ratio.quantity.unit) == (by.share(YEN, GDP).value, "ratio")


def test_findings_are_added_subtracted_multiplied_and_divided_like_numbers():
    more = make(1e12, 0.9e12, 1.1e12, "JPY", "more")
    assert (YEN + more).quantity == Quantity(4.9e12, 4.75e12, 3.95e12 + 1.1e12, "JPY")
    assert (YEN - more).quantity == Quantity(2.9e12, 3.85e12 - 1.1e12, 3.95e12 - 0.9e12, "JPY")
    assert (YEN / more).quantity == YEN.quantity / more.quantity
    rate = make(150.0, 149.0, 151.0, "JPY per USD", "rate")
    assert (YEN / rate).quantity.unit == "USD"
    assert (make(2.0, 2.0, 2.0, "USD") * rate).quantity == Quantity(300.0, 298.0, 302.0, "JPY")
    for found, sign in ((YEN + more, "+"), (YEN - more, "−"), (YEN / more, "÷")):
        assert found.method == f"amount {sign} more"
        assert found.inputs == (YEN, more)
    with pytest.raises(UnitError):
        YEN + rate


def test_money_is_divided_by_a_rate_quoted_in_it_and_multiplied_by_one_quoted_for_it():
    rate = make(150.0, 149.0, 151.0, "JPY per USD", "rate")
    assert by.convert(YEN, rate).quantity == Quantity(26e9, 3.85e12 / 151, 3.95e12 / 149, "USD")
    dollars = make(2e9, 2e9, 2e9, "USD", "two")
    assert by.convert(dollars, rate).quantity == Quantity(300e9, 298e9, 302e9, "JPY")
    assert by.convert(YEN, rate).label == "amount, at rate"


def test_a_change_is_a_share_of_the_earlier_figure():
    change = by.change(make(69.25, 69.245, 69.255, "persons"), make(65.65, 65.645, 65.655, "persons", "then"))
    assert change.value == pytest.approx(3.60 / 65.65)
    assert change.quantity.low == pytest.approx(69.245 / 65.655 - 1)
    assert change.quantity.high == pytest.approx(69.255 / 65.645 - 1)
    assert change.quantity.unit == "share"


@pytest.mark.parametrize(("rank", "number", "share"), [(1, 64, 1), (64, 64, 0), (32, 64, 32 / 63), (30, 38, 8 / 37)])
def test_the_first_of_a_ranking_stands_above_all_others_and_the_last_above_none(rank, number, share):
    place, panel = (make(n, n, n, unit) for n, unit in ((rank, "rank"), (number, "economies")))
    assert by.percentile(place, panel).quantity == Quantity.exact(share, "share")


@pytest.mark.parametrize(("rank", "other", "behind"), [(32, 6, 26), (6, 32, -26), (5, 5, 0)])
def test_places_behind_are_counted_from_the_better_rank(rank, other, behind):
    ranks = (make(n, n, n, "rank") for n in (rank, other))
    assert by.places_behind(*ranks).quantity == Quantity.exact(behind, "places")


def test_a_density_counts_for_a_trillion_dollars_or_ten_million_people():
    firms, gdp = make(7, 7, 7, "firms", "firms"), make(4.2e12, 4.1e12, 4.3e12, "USD")
    density = by.per(firms, gdp, TRILLION)
    assert (density.value, density.quantity.low, density.quantity.high) == pytest.approx((7 / 4.2, 7 / 4.3, 7 / 4.1))
    assert density.quantity.unit == "firms per trillion USD"
    assert density.method == "firms ÷ x, for every trillion"
    people = make(125e6, 125e6, 125e6, "persons")
    assert by.per(firms, people, TEN_MILLION).value == pytest.approx(7 / 12.5)
    assert by.per(firms, people).quantity.unit == "firms per persons"


def test_a_ceiling_is_the_figure_itself_with_the_rounding_of_its_last_digit():
    assert by.ceiling(observed()).quantity == Quantity(476e9, 475.5e9, 476.5e9, "JPY")
    exact = observed(qualifier="eq")
    assert by.ceiling(exact) is exact
    assert by.ceiling(YEN) is YEN


def test_the_years_of_a_programme_are_counted_from_its_first_day_to_its_last():
    assert (date(2024, 3, 31) - date(2021, 4, 1)).days == 1095  # 2.998 years
    assert by.years_of(observed()).quantity == Quantity.exact(3, "years")


def test_a_year_between_two_days_has_365_and_a_quarter_days():
    later, earlier = (by.on_day(day, "day", YEN) for day in (date(2024, 4, 12), date(1990, 6, 28)))
    span = by.years_between(later, earlier)
    days = 34 * 365 + 9 - 75 - 2  # 34 years with nine leap days, less 28 June back to 14 April, and two
    assert (date(2024, 4, 12) - date(1990, 6, 28)).days == 12_342
    assert days == 12_342
    assert span.quantity == Quantity.exact(12_342 / 365.25, "years")


@pytest.mark.parametrize(("day", "weeks"), [(date(2024, 5, 31), 7), (date(2024, 5, 30), 6), (date(2024, 4, 12), 0)])
def test_weeks_between_two_days_are_whole_ones(day, weeks):
    later, earlier = (by.on_day(it, "day", YEN) for it in (day, date(2024, 4, 12)))
    assert by.weeks_between(later, earlier).quantity == Quantity.exact(weeks, "weeks")


@pytest.mark.parametrize("between", [by.years_between, by.weeks_between])
def test_between_days_of_which_one_is_not_known_lies_nothing(between):
    day = by.on_day(date(2024, 4, 12), "day", YEN)
    for pair in ((day, YEN), (YEN, day)):
        with pytest.raises(NotKnownError, match="the day of amount"):
            between(*pair)


def test_a_sum_with_an_open_part_is_open():
    parts = [make(2.9e9, 2.85e9, 2.95e9, "USD", "a"), make(20e9, 20e9, math.inf, "USD", "b")]
    assert by.added(parts).quantity.high == math.inf
    assert (by.added(parts).method, by.added(parts).inputs) == ("a + b", tuple(parts))


def test_a_mean_counts_each_figure_once_and_keeps_the_outer_bounds():
    parts = [make(3.0, 2.5, 3.5, "share", "a"), make(4.0, 3.9, 4.1, "share", "b"), make(8.0, 8.0, 8.0, "share", "c")]
    mean = by.mean_over(parts)
    assert mean.quantity == Quantity((3.0 + 4.0 + 8.0) / 3, (2.5 + 3.9 + 8.0) / 3, (3.5 + 4.1 + 8.0) / 3, "share")
    assert (mean.method, mean.label, mean.id) == ("mean of 3 figures", "Mean of a, b, c", "mean(a,b,c)")
    assert mean.inputs == tuple(parts)
    assert by.mean_over(parts[:1]).quantity == parts[0].quantity


def test_a_total_is_spread_evenly_over_its_years():
    years = make(3, 3, 3, "years", "years")
    spread = by.each_year(YEN, years)
    assert spread.quantity == Quantity(1.3e12, 3.85e12 / 3, 3.95e12 / 3, "JPY")
    assert spread.method == "amount ÷ years"


# -- days and periods that belong to a figure --------------------------------------------------------------


def test_the_year_and_the_month_of_a_figure_are_those_in_which_its_period_ends():
    assert by.year_of(observed()).text == "2024"
    assert by.month_of(observed()).text == "March 2024"


@pytest.mark.parametrize(
    ("which", "text"),
    [("period_start", "1 April 2021"), ("period_end", "31 March 2024"), ("published", "24 February 2024")],
)
def test_a_day_that_belongs_to_a_figure_is_a_finding_that_leads_to_it(which, text):
    found = by.day_of(observed(), which)
    assert (found.text, found.inputs) == (text, (observed(),))


def test_a_figure_without_a_period_has_no_year_and_no_length():
    bare = observed(start=None, end=None)
    for ask in (by.year_of, by.month_of, by.years_of, by.day_of, by.period_end):
        with pytest.raises(NotKnownError, match=r"obs\.row"):
            ask(bare)
        with pytest.raises(NotKnownError, match="amount"):
            ask(YEN)


def test_an_index_has_the_year_in_which_it_is_a_hundred():
    found = by.base_of(observed(base="2020"))
    assert (found.quantity, found.inputs) == (Quantity.exact(2020, "year"), (observed(base="2020"),))
    for base in ("", "census 2020", "2020 = 100"):
        with pytest.raises(NotKnownError, match=r"the base year of obs\.row"):
            by.base_of(observed(base=base))
    with pytest.raises(NotKnownError, match="the base year of amount"):
        by.base_of(YEN)


# -- at the prompt ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def d(data):
    return an.load(as_of="2024-04-12", data=data)


def test_what_the_report_computes_comes_out_the_same_at_the_prompt(d):
    people = d.figure("population", "JPN", year=int(d["economy.year"].value))
    pairs = [
        (an.ratio(d["subsidy.JPN.share.mof"], d["subsidy.DEU.share.mof"]), "subsidy.ratio.DEU.mof"),
        (an.share(d["subsidy.JPN.amount"], d["subsidy.JPN.gdp"]), "subsidy.JPN.share.total"),
        (an.convert(d["subsidy.JPN.amount"], d.rate("USD", "JPY", "2024-04-12")), "subsidy.JPN.amount_usd.day"),
        (an.change(d["work.labour_force"], d.figure("labour_force", "JPN", year=2022)), "work.labour_force.one_year"),
        (an.per(d["subsidy.JPN.usd.day"], people), "subsidy.JPN.per_head.day"),
    ]  # fmt: skip
    for found, name in pairs:
        assert found.quantity == d[name].quantity, name
        assert found.sources == d[name].sources, name


@pytest.mark.parametrize("calculate", [an.change, an.ratio, an.share, lambda now, then: now - then])
def test_one_figure_as_of_two_days_is_two_numbers_and_needs_two_names(calculate):
    then, now = (an.load(as_of=day)["unicorns.JPN.gdp"] for day in ("2024-04-12", "2026-10-30"))
    with pytest.raises(AnalysisError, match="two numbers of one name"):
        calculate(now, then)
    found = calculate(now, then.named("then.gdp", "GDP as of then"))
    assert [it.id for it in found.inputs] == ["unicorns.JPN.gdp", "then.gdp"]
    assert "GDP as of then" in found.label


@pytest.mark.parametrize(
    "calculate",
    [
        lambda d: an.change(d["subsidy.JPN.amount"], d["subsidy.JPN.amount_usd.day"]),
        lambda d: an.share(d["subsidy.JPN.amount"], d.figure("gdp_nominal_usd", "JPN", year=2023)),
        lambda d: an.convert(d["subsidy.JPN.amount"], d.rate("EUR", "USD", "2024-04-12")),
        lambda d: an.convert(d["unicorns.JPN.count"], d.rate("USD", "JPY", "2024-04-12")),
        lambda d: an.ratio(3, d["unicorns.JPN.count"]),
        lambda d: by.mean_over([d["subsidy.JPN.amount"], d["unicorns.JPN.count"]]),
        lambda d: an.per(d["unicorns.JPN.count"], d["economy.JPN.population"], each="milion"),
    ],
)
def test_units_that_do_not_go_together_are_refused(d, calculate):
    with pytest.raises(UnitError):
        calculate(d)
