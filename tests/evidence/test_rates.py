from datetime import date

import pytest

from analysis.evidence import ECB, H10, NotKnown


def test_a_sunday_has_the_rate_of_the_friday_before(evidence):
    rate = evidence.rates.on("EUR", "JPY", date(2024, 4, 14), ECB)
    assert (rate.day, rate.value) == (date(2024, 4, 12), 163.16)


def test_a_rate_more_than_ten_days_old_is_not_known(evidence):
    last = evidence.rates.on("USD", "JPY", date(2025, 9, 26), H10)
    assert last.day == date(2025, 9, 26)
    assert evidence.rates.on("USD", "JPY", date(2025, 10, 6), H10).day == last.day
    with pytest.raises(NotKnown, match="2025-10-07"):
        evidence.rates.on("USD", "JPY", date(2025, 10, 7), H10)


def test_a_day_before_the_first_rate_is_not_known(evidence):
    with pytest.raises(NotKnown):
        evidence.rates.on("USD", "JPY", date(1971, 1, 3), H10)


def test_a_series_that_nobody_publishes_is_not_known(evidence):
    with pytest.raises(NotKnown, match="EUR/XYZ"):
        evidence.rates.on("EUR", "XYZ", date(2024, 4, 12), ECB)


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
    with pytest.raises(NotKnown):
        evidence.rates.between("USD", "JPY", date(2024, 4, 13), date(2024, 4, 14), H10)


def test_the_last_day_at_a_level_lies_before_the_day_asked_about(evidence):
    on = evidence.rates.last_at_least
    assert on("USD", "JPY", 153.17, date(1990, 6, 29), H10).day == date(1990, 6, 28)
    assert on("USD", "JPY", 153.17, date(1990, 6, 28), H10).day == date(1990, 6, 27)


def test_a_level_never_seen_is_not_known(evidence):
    with pytest.raises(NotKnown, match="400"):
        evidence.rates.last_at_least("USD", "JPY", 400.0, date(2024, 4, 12), H10)


def test_every_rate_of_the_file_is_kept(evidence, raw):
    assert len(evidence.rates) == len(raw.rates)


def test_rates_out_of_order_are_a_defect(copy):
    """The search for a day relies on the order; a file in another one would give wrong rates without a word."""
    rows = copy.rows("exchange_rates.csv")
    rows[10], rows[5000] = rows[5000], rows[10]
    copy.write("exchange_rates.csv", rows)
    assert copy.defects()[0].file == "exchange_rates.csv"
