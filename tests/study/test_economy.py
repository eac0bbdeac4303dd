"""The size of an economy, exchange rates and conversions, and how weak the yen is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, parameters
from analysis.study import STUDY
from analysis.study.conversion import dollars, fixing, noon_mean
from analysis.study.economy import common_year, common_year_then, gdp

from .conftest import CHEAPEST, DEAREST

DAY = date(2024, 4, 12)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2024-04-12", 2022),  # in October 2023 that year was the last without a forecast
        ("2024-04-16", 2022),  # Japan's 2023 is known, Britain's still a forecast: all share a year
        ("2025-04-22", 2023),
        ("2026-10-30", 2023),  # never later than the year before the article
    ],
)
def test_gdp_is_of_the_last_full_year_before_the_article_known_for_every_economy(report_on, day, year):
    catalogue = report_on(date.fromisoformat(day)).catalogue
    assert common_year(catalogue) == year
    assert common_year_then(catalogue) == 2022  # as it was known on the article's day, whatever the day is now


def open_on(folder):
    evidence = folder.load()
    return Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)


def with_italy(copy, billions):
    """Add an economy to the data, with its GDP by year, in billions of euros; return all that is known then."""
    header, *entities = copy.rows("entities.csv")
    germany = dict(zip(header, next(row for row in entities if row[0] == "DEU"), strict=True))
    copy.write("entities.csv", [header, *entities, list((germany | {"entity": "ITA", "name": "Italy"}).values())])
    header, *rows = copy.rows("observations.csv")
    like = dict(zip(header, next(r for r in rows if r[0].startswith("gdp_nominal_lcu.DEU.2022.")), strict=True))
    like |= {"entity": "ITA", "qualifier": "exact", "precision": "0", "status": "A"}
    for year, value in billions.items():
        cells = {"observation_id": f"gdp_nominal_lcu.ITA.{year}", "printed": f"{value} billion EUR"}
        cells |= {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        cells |= dict.fromkeys(("value", "low", "high"), f"{value}000000000")
        rows.append(list((like | cells).values()))
    copy.write("observations.csv", [header, *rows])
    return open_on(copy)


@pytest.mark.parametrize(
    "given",
    [pytest.param({}, marks=pytest.mark.long, id="no GDP at all"), pytest.param({"2021": 1700}, id="an earlier year")],
)
def test_an_economy_that_is_added_to_the_data_moves_no_year_and_removes_no_finding(small_copy, given):
    before = open_on(small_copy)
    after = with_italy(small_copy, given)
    assert "ITA" in after.evidence.economies
    assert common_year(after) == common_year(before)
    assert set(before) <= set(after)
    assert all(after[name].quantity == before[name].quantity for name in before)
    assert [name for name in after.missing if ".ITA." in name]


def test_an_economy_that_is_added_is_set_beside_the_others_in_their_year(small_copy):
    after = with_italy(small_copy, {"2022": 1962, "2023": 2128})
    assert gdp(after, "ITA").value == 2128e9


@pytest.mark.parametrize(("without", "year"), [("GBR.2023.", 2022), ("GBR.", 2023)])
def test_an_economy_compared_by_default_holds_all_others_back_to_its_last_year_if_it_has_any(small_copy, without, year):
    """All figures of one table share a year; a country without any is left out of it."""
    rows = small_copy.rows("observations.csv")
    left = [row for row in rows if not row[0].startswith(f"gdp_nominal_lcu.{without}")]
    assert len(left) < len(rows)
    small_copy.write("observations.csv", left)
    assert common_year(open_on(small_copy)) == year


def test_a_rate_over_the_euro_needs_both_sides(then):
    assert fixing(then.catalogue, "USD", "KRW", DAY).value == pytest.approx(1469.79 / 1.0652)
    assert fixing(then.catalogue, "EUR", "USD", DAY).value == 1.0652
    for base, quote in (("USD", "USD"), ("USD", "EUR")):
        with pytest.raises(NotKnownError):
            fixing(then.catalogue, base, quote, DAY)


def test_a_cross_rests_on_both_rates_for_the_euro_and_bears_their_day(then):
    cross = fixing(then.catalogue, "USD", "JPY", DAY)
    assert [part.id for part in cross.inputs] == [f"rate.{q}_per_EUR.2024-04-12.ecb_exr" for q in ("JPY", "USD")]
    assert (cross.id, cross.day) == ("rate.JPY_per_USD.2024-04-12.ecb_exr", DAY)
    assert cross.label == "dollar in yen, fixing of 12 April 2024"


def without(copy, *days, quote):
    """The catalogue without the rates of one pair of the euro on some days."""
    header, *rows = copy.rows("exchange_rates.csv")
    gone = {(day, "EUR", quote) for day in days}
    left = [row for row in rows if tuple(row[:3]) not in gone]
    assert len(left) == len(rows) - len(days)
    copy.write("exchange_rates.csv", [header, *left])
    return open_on(copy)


@pytest.mark.parametrize(("quote", "base"), [("USD", "JPY"), ("JPY", "USD")])
def test_where_one_pair_of_the_euro_is_newer_both_are_taken_of_the_last_day_that_both_have(small_copy, quote, base):
    """11 April 2024: 164.18 yen and 1.0729 dollars for a euro."""
    c = without(small_copy, "2024-04-12", quote=quote)
    for one, other, value in (("USD", "JPY", 164.18 / 1.0729), ("JPY", "USD", 1.0729 / 164.18)):
        cross = fixing(c, one, other, DAY)
        assert (cross.day, cross.value) == (date(2024, 4, 11), pytest.approx(value))
        assert {part.day for part in cross.inputs} == {date(2024, 4, 11)}
    assert fixing(c, "EUR", base, DAY).day == DAY


def test_pairs_that_lack_different_days_meet_on_the_last_common_one(small_copy):
    """10 April 2024: 164.89 yen and 1.0860 dollars for a euro."""
    without(small_copy, "2024-04-12", quote="USD")
    c = without(small_copy, "2024-04-11", quote="JPY")
    cross = fixing(c, "USD", "JPY", DAY)
    assert (cross.day, cross.value) == (date(2024, 4, 10), pytest.approx(164.89 / 1.0860))


def test_a_pair_whose_rates_are_all_too_old_gives_no_cross(small_copy):
    """A rate counts for ten days; of the euro in dollars none is left of the first half of April."""
    days = {row[0] for row in small_copy.rows("exchange_rates.csv") if "2024-03-28" <= row[0] <= "2024-04-12"}
    pairs = {tuple(row[:3]) for row in small_copy.rows("exchange_rates.csv")}
    c = without(small_copy, *(day for day in days if (day, "EUR", "USD") in pairs), quote="USD")
    with pytest.raises(NotKnownError, match="EUR/USD"):
        fixing(c, "USD", "JPY", DAY)


def test_dollars_stay_dollars_under_every_rule_but_parity(now):
    amount = Finding("sum", "Sum", Quantity.exact(5e9, "USD"), "given", source_ids=("mof",))
    for rule in ("day", "announced", "period_mean", "own"):
        assert dollars(now.catalogue, amount, rule) is amount


def test_a_rule_that_has_no_rate_for_the_currency_is_refused(now):
    row = now.catalogue["subsidy.GBR.amount"]
    for rule in ("announced", "period_mean", "own"):
        with pytest.raises(NotKnownError, match=f"no {rule} rate for GBP"):
            dollars(now.catalogue, row, rule)


def test_dollars_of_the_united_states_are_as_many_international_ones(now):
    amount = now.catalogue["subsidy.USA.amount"]
    found = dollars(now.catalogue, amount, "ppp", economy="USA")
    assert (found.value, found.quantity.unit) == (amount.value, "INTUSD")


def test_a_mean_goes_no_further_than_the_articles_day(now, raw):
    found = noon_mean(now.catalogue, date(2024, 1, 1), date(2024, 12, 31))
    assert found.value == pytest.approx(raw.noon_mean(date(2024, 1, 1), DAY, now.catalogue.parameters.as_of))


@pytest.mark.parametrize(
    ("day", "name", "yen", "start"),
    [
        ("then", "yen.AWS.usd.period_mean", 2.26e12, date(2023, 1, 1)),
        ("now", "yen.AWS.usd.period_mean", 2.26e12, date(2023, 1, 1)),
        ("then", "subsidy.JPN.amount_usd.period_mean", 3.9e12, date(2021, 4, 1)),
        ("now", "subsidy.JPN.amount_usd.period_mean", 3.9308e12, date(2021, 4, 1)),
    ],
)
def test_a_sum_at_the_mean_rate_of_its_period_ends_with_the_article(request, raw, day, name, yen, start):
    report, end = request.getfixturevalue(day), DAY if "AWS" in name else date(2024, 3, 31)
    mean = raw.noon_mean(start, end, report.catalogue.parameters.as_of)
    assert report.value(name) == pytest.approx(yen / mean)


def test_the_rate_of_the_day_has_the_bounds_of_both_its_roundings(then):
    rate = then.catalogue["yen.day"]
    assert (rate.quantity.low, rate.quantity.high) == pytest.approx((CHEAPEST, DEAREST))
    assert rate.day == DAY


def test_days_of_one_fall_are_no_earlier_record(evidence, now):
    gap = timedelta(days=evidence.settings.windows["record_gap_days"])
    for source in ("ecb_exr", "fed_h10"):
        assert now.catalogue[f"yen.last_weaker.{source}"].day < DAY - gap


def test_the_noon_rate_of_the_week_is_not_known_on_the_day(then, report_on):
    with pytest.raises(NotKnownError):
        then.catalogue["yen.years.fed_h10"]
    assert report_on(date(2024, 4, 15)).value("yen.years.fed_h10") == pytest.approx(12_342 / 365.25)


def test_since_ends_with_the_day_of_knowledge(report_on):
    report = report_on(date(2024, 7, 10))
    assert report.catalogue["since.yen.newest"].day == date(2024, 7, 10)
    assert report.value("since.yen.newest") == pytest.approx(174.79 / 1.0825)
