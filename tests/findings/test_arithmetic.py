"""The arithmetic of the report: what is made of findings, with which bounds, in which unit, and how it is named."""

from __future__ import annotations

import math
from datetime import date

import pytest

import analysis as an
from analysis.dataset import Observation
from analysis.errors import AnalysisError, NotKnownError, UnitError
from analysis.findings import arithmetic as by
from analysis.findings import finding_dates
from analysis.findings.finding import Finding
from analysis.findings.number_format import TEN_MILLION, TRILLION
from analysis.findings.quantity import Quantity


def make(value, low, high, unit, finding_id="x"):
    return Finding(finding_id, finding_id, Quantity(value, low, high, unit), "given", source_ids=("s",))


def exact(value, unit):
    return make(value, value, value, unit, unit)


def observed(qualifier="le", start=date(2021, 4, 1), end=date(2024, 3, 31), base=""):
    """Make a finding of a row: "up to 476 billion" yen, for a programme of three fiscal years."""
    row = Observation(
        observation_id="row", entity="JPN", actor="", indicator="sum", account="", frequency="_Z", period_start=start,
        period_end=end, value=476e9, unit="JPY", base_period=base, price_basis="nominal", qualifier=qualifier,
        printed="up to 476 billion", precision=1e9, low=0, high=476e9, status="A", source_id="s",
        published=date(2024, 2, 24), published_is="exact", vintage="v", document_id="d", locator="page 1",
        confirmed_by="", disagrees_with="", note="",
    )  # fmt: skip
    return Finding(
        "obs.row", "Sum", Quantity(476e9, 0, 476e9, "JPY"), "as published", source_ids=("s",), observation=row
    )


YEN = make(3.9e12, 3.85e12, 3.95e12, "JPY", "amount")
GDP = make(557_227.0e9, 557_226.5e9, 557_227.5e9, "JPY", "gdp")
RATE = make(150.0, 149.0, 151.0, "JPY per USD", "rate")


def test_a_share_divides_the_outer_bounds_and_a_ratio_is_the_same_number_in_another_unit():
    share, ratio = by.share(YEN, GDP), by.ratio(YEN, GDP)
    assert share.quantity == Quantity(3.9e12 / 557_227.0e9, 3.85e12 / 557_227.5e9, 3.95e12 / 557_226.5e9, "share")
    assert (share.inputs, share.method, share.label) == ((YEN, GDP), "amount ÷ gdp", "amount, as a share of gdp")
    assert ratio.quantity == share.quantity.as_("ratio")


def test_money_is_divided_by_a_rate_quoted_in_it_and_multiplied_by_one_quoted_for_it():
    assert by.convert(YEN, RATE).quantity == Quantity(26e9, 3.85e12 / 151, 3.95e12 / 149, "USD")
    assert by.convert(exact(2e9, "USD"), RATE).quantity == Quantity(300e9, 298e9, 302e9, "JPY")
    assert by.convert(YEN, RATE).label == "amount, at rate"


def test_a_change_is_a_share_of_the_earlier_figure():
    change = by.change(make(69.25, 69.245, 69.255, "persons"), make(65.65, 65.645, 65.655, "persons", "then"))
    found = change.value, change.quantity.low, change.quantity.high
    assert found == pytest.approx((3.60 / 65.65, 69.245 / 65.655 - 1, 69.255 / 65.645 - 1))
    assert change.quantity.unit == "share"


def test_a_change_from_below_zero_is_no_share():
    """By hand: from −72 to −40 is a rise, and −40 ÷ −72 less one would be a fall."""
    with pytest.raises(NotKnownError, match="which may lie below zero"):
        an.change(exact(-40, "USD"), exact(-72, "USD").named("then"))


@pytest.mark.parametrize(("rank", "number", "share"), [(1, 64, 1), (64, 64, 0), (32, 64, 32 / 63)])
def test_the_first_of_a_ranking_is_above_all_others_and_the_last_above_none(rank, number, share):
    found = by.percentile(exact(rank, "rank"), exact(number, "economies"))
    assert found.quantity == Quantity.exact(share, "share")


def test_places_behind_are_counted_from_the_better_rank():
    behind = [by.places_behind(exact(rank, "rank"), exact(other, "rank")) for rank, other in ((32, 6), (6, 32))]
    assert [it.quantity for it in behind] == [Quantity.exact(26, "places"), Quantity.exact(-26, "places")]


def test_a_density_counts_for_a_trillion_dollars_or_ten_million_people():
    firms, gdp, people = exact(7, "firms"), make(4.2e12, 4.1e12, 4.3e12, "USD"), exact(125e6, "persons")
    density = by.per(firms, gdp, TRILLION)
    assert (density.value, density.quantity.low, density.quantity.high) == pytest.approx((7 / 4.2, 7 / 4.3, 7 / 4.1))
    assert (density.quantity.unit, density.method) == ("firms per trillion USD", "firms ÷ x, for every trillion")
    assert by.per(firms, people, TEN_MILLION).value == pytest.approx(7 / 12.5)
    assert by.per(firms, people).quantity.unit == "firms per persons"


def test_a_ceiling_is_the_figure_itself_with_the_rounding_of_its_last_digit():
    assert by.ceiling(observed()).quantity == Quantity(476e9, 475.5e9, 476.5e9, "JPY")
    assert by.ceiling(YEN) is YEN


def test_a_year_between_two_days_has_365_and_a_quarter_days_and_weeks_are_whole_ones():
    """By hand: 34 years with nine leap days, less 28 June back to 14 April, and two, are 12,342 days."""
    first, weeks, day, later = (
        finding_dates.on_day(date(*it), "day", YEN)
        for it in ((1990, 6, 28), (2024, 4, 12), (2024, 5, 30), (2024, 5, 31))
    )
    assert finding_dates.years_between(weeks, first).quantity == Quantity.exact(12_342 / 365.25, "years")
    assert [finding_dates.weeks_between(it, weeks).quantity.value for it in (later, day, weeks)] == [7, 6, 0]
    for pair in ((weeks, YEN), (YEN, weeks)):
        with pytest.raises(NotKnownError, match="the day of amount"):
            finding_dates.years_between(*pair)


def test_a_sum_and_a_mean_keep_the_outer_bounds_and_name_their_parts():
    parts = [
        make(3.0, 2.5, 3.5, "share", "a"),
        make(4.0, 3.9, 4.1, "share", "b"),
        make(8.0, 8.0, math.inf, "share", "c"),
    ]
    total, mean = by.added(parts), by.mean_over(parts)
    assert (total.quantity, total.method) == (Quantity(15.0, 2.5 + 3.9 + 8.0, math.inf, "share"), "a + b + c")
    assert mean.quantity == Quantity(5.0, (2.5 + 3.9 + 8.0) / 3, math.inf, "share")
    assert (mean.method, mean.label, mean.inputs) == ("mean of 3 figures", "Mean of a, b, c", tuple(parts))


def test_a_total_is_spread_evenly_over_its_years():
    spread = by.each_year(YEN, make(3, 3, 3, "years", "years"))
    assert (spread.quantity, spread.method) == (Quantity(1.3e12, 3.85e12 / 3, 3.95e12 / 3, "JPY"), "amount ÷ years")


# -- days and periods that belong to a figure


def test_a_figure_has_a_year_a_month_a_length_and_days_that_lead_to_it():
    """The three fiscal years have 1,095 days, which are 2.998 years."""
    days = [finding_dates.day_of(observed(), which) for which in ("period_start", "period_end", "published")]
    found = [
        finding_dates.year_of(observed()),
        finding_dates.month_of(observed()),
        finding_dates.base_of(observed(base="2020")),
        *days,
    ]
    assert [it.text for it in found] == [
        "2024",
        "March 2024",
        "2020",
        "1 April 2021",
        "31 March 2024",
        "24 February 2024",
    ]
    assert finding_dates.years_of(observed()).quantity == Quantity.exact(3, "years")
    assert all(it.inputs[0].id == "obs.row" for it in found)


def test_a_figure_without_a_period_has_no_year_and_no_length():
    for bare, name in ((observed(start=None, end=None, base="census 2020"), r"obs\.row"), (YEN, "amount")):
        for ask in (
            finding_dates.year_of,
            finding_dates.month_of,
            finding_dates.years_of,
            finding_dates.day_of,
            finding_dates.period_end,
            finding_dates.base_of,
        ):
            with pytest.raises(NotKnownError, match=name):
                ask(bare)


# -- what does not go together


@pytest.mark.parametrize("calculate", [an.change, an.share, lambda now, then: now - then])
def test_one_figure_as_of_two_days_is_two_numbers_and_needs_two_names(calculate):
    then, now = make(7, 7, 7, "firms", "count"), make(8, 8, 8, "firms", "count")
    with pytest.raises(AnalysisError, match="two numbers of one name"):
        calculate(now, then)
    found = calculate(now, then.named("then.count", "Count as of then"))
    assert [it.id for it in found.inputs] == ["count", "then.count"]
    assert "Count as of then" in found.label


@pytest.mark.parametrize(
    "calculate",
    [
        lambda: an.change(YEN, exact(1, "USD")),
        lambda: an.share(YEN, exact(1, "USD")),
        lambda: an.convert(YEN, make(1.1, 1.1, 1.1, "USD per EUR")),
        lambda: an.convert(exact(7, "firms"), RATE),
        lambda: an.ratio(3, YEN),
        lambda: by.mean_over([YEN, exact(7, "firms")]),
        lambda: an.per(exact(7, "firms"), exact(1, "persons"), each="milion"),
    ],
)
def test_units_that_do_not_go_together_are_refused(calculate):
    with pytest.raises(UnitError):
        calculate()
