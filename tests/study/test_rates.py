"""Which exchange rate is whose, and how an amount becomes dollars by each rule."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Quantity, parameters
from analysis.study import STUDY
from analysis.study.economy import dollars, fixing, noon_mean

from .worked import FIXING

DAY = date(2024, 4, 12)


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
    evidence = copy.load()
    return Catalogue(evidence, parameters.default(STUDY, evidence.newest), STUDY)


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


def test_what_rests_on_the_newest_fixing_takes_a_day_that_both_pairs_have(small_copy, now):
    newest = now.catalogue["since.yen.newest"].day
    c = without(small_copy, newest.isoformat(), quote="USD")
    assert c["since.yen.newest"].day < newest


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


def test_which_rule_was_taken_stands_with_the_finding(now):
    for rule in ("day", "period_mean", "ppp"):
        found = dollars(now.catalogue, now.catalogue["subsidy.JPN.amount"], rule)
        assert found.choices == (("rate_rule", rule),)


def test_a_mean_goes_no_further_than_the_articles_day(now, raw):
    found = noon_mean(now.catalogue, date(2024, 1, 1), date(2024, 12, 31))
    assert found.value == pytest.approx(raw.noon_mean(date(2024, 1, 1), DAY, now.catalogue.parameters.as_of))


def test_the_rate_of_the_day_is_that_of_the_article_whatever_the_day_of_knowledge(then, now):
    for report, amount in ((then, 3.9e12), (now, 3.9308e12)):
        found = dollars(report.catalogue, report.catalogue["subsidy.JPN.amount"], "day")
        assert found.value == pytest.approx(amount / FIXING)
