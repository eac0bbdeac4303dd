"""The yen: when it was last as weak, how weak it is in real terms, and what that does to a dollar figure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.evidence import NotKnown

from .worked import FIXING, check


def test_the_rate_of_the_day_is_a_cross_over_the_euro(then):
    rate = then.catalogue["yen.day"]
    assert rate.value == pytest.approx(FIXING)
    assert (rate.quantity.low, rate.quantity.high) == pytest.approx((163.155 / 1.06525, 163.165 / 1.06515))
    assert rate.day == date(2024, 4, 12)


def test_the_yen_was_last_as_weak_on_28_june_1990(then, raw):
    """The noon rate of that day is 153.17; the fixing, within its rounding, is 153.161 or more."""
    assert then.value("yen.last_weaker") == 153.17 >= 163.155 / 1.06525
    assert then.catalogue["yen.last_weaker_day"].text == "28 June 1990"
    between = [rate for day, (rate, _) in raw.noon.items() if date(1990, 6, 28) < day < date(2024, 3, 13)]
    assert max(between) == 152.35  # 29 June 1990; then 151.56 in November 2023
    assert then.value("yen.years") == pytest.approx(12_342 / 365.25)


def test_days_of_one_fall_are_no_earlier_record(evidence, now):
    gap = timedelta(days=evidence.settings.windows["record_gap_days"])
    for back in range(3):
        for source in ("ecb_exr", "fed_h10"):
            earlier = now.catalogue[f"yen.last_weaker.{source}.{back}"].day
            assert earlier < date(2024, 4, 12) - timedelta(days=back) - gap


def test_the_noon_rate_of_the_week_is_not_known_on_the_day(then, report_on):
    with pytest.raises(NotKnown):
        then.catalogue["yen.years.fed_h10.0"]
    assert report_on(date(2024, 4, 15)).value("yen.years.fed_h10.0") == pytest.approx(12_342 / 365.25)


def test_the_dollar_stood_above_its_mean_of_the_programme(then, raw):
    mean = raw.noon_mean(date(2021, 4, 1), date(2024, 3, 31), date(2024, 4, 12))
    assert then.value("yen.mean") == pytest.approx(mean)
    assert then.value("yen.fall") == pytest.approx(FIXING / mean - 1)


def test_the_claim_on_the_cloud_pledge_implies_a_rate_from_155_to_168(then, raw):
    implied = then.catalogue["yen.AWS.implied"].quantity
    assert (implied.value, implied.low, implied.high) == pytest.approx((2260 / 14, 2255 / 14.5, 2265 / 13.5))
    seen = max(day for day, (rate, _) in raw.noon.items() if rate >= 2255 / 14.5 and day < date(2024, 4, 12))
    assert then.catalogue["yen.AWS.implied_seen"].day == seen == date(1990, 5, 10)


def test_gdp_rose_in_yen_and_fell_in_dollars(then, now):
    """To the last full year known: 2022 on the day, 2023 today."""
    assert then.value("yen.gdp.yen") == pytest.approx(557_227.0 / 539_284.6 - 1)
    assert then.value("yen.gdp.dollars") == pytest.approx(4_237.53 / 5_050.68 - 1)
    assert now.value("yen.gdp.yen") == pytest.approx(616_032.9 / 573_568.8 - 1)
    assert now.value("yen.gdp.dollars") == pytest.approx(4_384.854 / 5_225.934 - 1)


def test_the_real_rate_is_the_newest_month_before_the_article_that_was_public(then, now):
    assert now.value("yen.real") == 70.81  # March 2024
    assert then.value("yen.real") == 73.19  # August 2023, first release


def test_weaker_months_are_counted_on_a_long_record_only(then, now, evidence):
    months = [o for o in evidence.series("reer_broad_bis", "JPN") if o.period_end <= date(2024, 4, 12)]
    assert len(months) >= 120
    weaker = [o.period_end for o in months if o.value < 70.81]
    assert weaker == [date(2024, 2, 29)]  # 70.72
    assert now.value("yen.real.weaker_months") == len(weaker)
    with pytest.raises(NotKnown):
        then.catalogue["yen.real.weaker_months"]


def test_the_weakest_fixing_since_and_the_newest(now):
    assert now.value("since.yen.weakest") == pytest.approx(186.32 / 1.1367)  # 28 July 2026
    assert now.catalogue["since.yen.weakest"].day == date(2026, 7, 28)
    assert now.value("since.yen.newest") == pytest.approx(175.68 / 1.1172)  # 30 October 2026
    assert now.value("since.AWS.usd") == pytest.approx(2.26e12 / (175.68 / 1.1172))


def test_since_ends_with_the_day_of_knowledge(report_on):
    report = report_on(date(2024, 7, 10))
    assert report.catalogue["since.yen.newest"].day == date(2024, 7, 10)
    assert report.value("since.yen.newest") == pytest.approx(174.79 / 1.0825)


# -- verdicts -------------------------------------------------------------------------------------------


def last_weaker(noon, level, before):
    return max(day for day, (rate, _) in noon.items() if day < before and rate >= level)


def test_c28_the_yen_was_last_as_weak_in_june_1990_whoever_set_the_rate(then, now, raw):
    margin = 34 / (12_342 / 365.25) - 1  # 12,342 days since 28 June 1990: 33.79 years, from 33.5 to 34.5
    fixings = {"none": (163.155, 1.06525, 0), "one": (164.175, 1.07295, 1), "two": (164.885, 1.08605, 2)}
    noons = {"none": (153.115, 0), "one": (153.185, 1), "two": (152.895, 2)}
    levels = {f"ecb_exr {key}": (yen / dollar, back) for key, (yen, dollar, back) in fixings.items()}
    levels_now = levels | {f"fed_h10 {key}": level for key, level in noons.items()}
    for report, known in ((then, levels), (now, levels_now)):
        holds = {}
        for key, (level, back) in known.items():
            day = date(2024, 4, 12) - timedelta(days=back)
            earlier = last_weaker(raw.noon, level, day - timedelta(days=30))
            assert date(1990, 6, 27) <= earlier <= date(1990, 6, 29)
            holds[key] = 33.5 <= (day - earlier).days / 365.25 < 34.5
        assert all(holds.values())
        check(report, "C28", margin, holds)
