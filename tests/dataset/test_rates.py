from datetime import date

import pytest

from analysis.errors import NotKnownError

from ..made_up import evidence as made
from ..made_up import observed, rated

ECB, H10 = "ecb_exr", "fed_h10"


def test_a_sunday_has_the_rate_of_the_friday_before(evidence):
    rate = evidence.rates.on("EUR", "JPY", date(2024, 4, 14), ECB)
    assert (rate.day, rate.value) == (date(2024, 4, 12), 163.16)


def test_a_rate_more_than_ten_days_old_is_not_known(evidence):
    last = evidence.rates.on("USD", "JPY", date(2026, 9, 25), H10)
    assert last.day == date(2026, 9, 25)
    assert evidence.rates.on("USD", "JPY", date(2026, 10, 5), H10).day == last.day
    with pytest.raises(NotKnownError, match="of fed_h10 on 2026-10-06; the last before it is of 2026-09-25"):
        evidence.rates.on("USD", "JPY", date(2026, 10, 6), H10)


def test_a_day_before_the_first_rate_is_not_known(evidence):
    with pytest.raises(NotKnownError, match="the first is of 1971-01-04"):
        evidence.rates.on("USD", "JPY", date(1971, 1, 3), H10)


def test_noon_rates_of_a_week_are_public_on_the_monday_after(evidence):
    friday = date(2024, 4, 12)
    assert evidence.as_known_on(date(2024, 4, 14)).rates.on("USD", "JPY", friday, H10).value == 151.59  # of 5 April
    assert evidence.as_known_on(date(2024, 4, 15)).rates.on("USD", "JPY", friday, H10).value == 153.12


def test_a_fixing_is_public_on_its_own_day(evidence):
    assert evidence.as_known_on(date(2024, 4, 11)).rates.on("EUR", "USD", date(2024, 4, 12), ECB).value == 1.0729
    assert evidence.as_known_on(date(2024, 4, 12)).rates.on("EUR", "USD", date(2024, 4, 12), ECB).value == 1.0652


def test_both_ends_of_a_period_count(evidence):
    rates = evidence.rates.between("USD", "JPY", date(2024, 4, 8), date(2024, 4, 12), H10)
    assert [rate.value for rate in rates] == [151.78, 151.73, 152.90, 153.19, 153.12]


def test_a_period_without_a_rate_is_not_known(evidence):
    with pytest.raises(NotKnownError):
        evidence.rates.between("USD", "JPY", date(2024, 4, 13), date(2024, 4, 14), H10)


def test_the_last_day_at_a_level_lies_before_the_day_asked_about(evidence):
    on = evidence.rates.last_at_least
    assert on("USD", "JPY", 153.17, date(1990, 6, 29), H10).day == date(1990, 6, 28)
    assert on("USD", "JPY", 153.17, date(1990, 6, 28), H10).day == date(1990, 6, 27)


def test_a_level_never_seen_is_not_known(evidence):
    with pytest.raises(NotKnownError, match="400"):
        evidence.rates.last_at_least("USD", "JPY", 400.0, date(2024, 4, 12), H10)


ROW = observed("hives", "AAA", 3, "2021-02-01")


def test_a_source_ends_with_the_last_day_of_which_it_has_a_rate_of_every_pair():
    """The dollar goes on to the ninth, but the yen, published a day late, is known of the eighth alone."""
    rates = [
        rated("2024-04-08", 150.0), rated("2024-04-09", 151.0, published="2024-04-10"),
        rated("2024-04-08", 1.1, base="EUR", quote="USD"), rated("2024-04-09", 1.1, base="EUR", quote="USD"),
    ]  # fmt: skip
    data = made(ROW, rates=rates)
    assert data.rates.newest == date(2024, 4, 10)
    assert data.rates.newest_by_source == {"bank": date(2024, 4, 9)}
    assert data.as_known_on(date(2024, 4, 9)).rates.newest_by_source == {"bank": date(2024, 4, 8)}
    assert data.as_known_on(date(2024, 4, 7)).rates.newest_by_source == {"bank": date.min}


def test_data_without_any_exchange_rates_are_data():
    data = made(ROW)
    assert (len(data.rates), data.newest) == (0, date(2021, 2, 1))
    with pytest.raises(NotKnownError, match="USD/JPY of bank"):
        data.rates.on("USD", "JPY", date(2024, 4, 12), "bank")
