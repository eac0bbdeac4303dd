"""The yen: when it was last as weak, how weak it is in real terms, and what that does to a dollar figure."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from analysis.errors import NotKnownError

from .worked import CHEAPEST, DEAREST, FIXING, check


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
    for source in ("ecb_exr", "fed_h10"):
        assert now.catalogue[f"yen.last_weaker.{source}"].day < date(2024, 4, 12) - gap


def test_the_noon_rate_of_the_week_is_not_known_on_the_day(then, report_on):
    with pytest.raises(NotKnownError):
        then.catalogue["yen.years.fed_h10"]
    assert report_on(date(2024, 4, 15)).value("yen.years.fed_h10") == pytest.approx(12_342 / 365.25)


def test_the_dollar_stood_above_its_mean_of_the_programme(then, raw):
    mean = raw.noon_mean(date(2021, 4, 1), date(2024, 3, 31), date(2024, 4, 12))
    assert then.value("yen.mean") == pytest.approx(mean)
    assert then.value("yen.fall") == pytest.approx(FIXING / mean - 1)


def test_the_claim_on_the_cloud_pledge_implies_a_rate_from_155_to_168(then):
    implied = then.catalogue["yen.AWS.implied"].quantity
    assert (implied.value, implied.low, implied.high) == pytest.approx((2260 / 14, 2255 / 14.5, 2265 / 13.5))
    assert implied.low > DEAREST  # no dollar had cost as much that day
    assert then.catalogue["yen.AWS.implied"].text == "¥156 to ¥167"  # at 155 and 168 it would round to 15 and 13


def test_in_real_terms_the_yen_was_weaker_than_since_august_1970_already_in_what_was_known(then, now, raw):
    """73.19 in August 2023 and 73.45 in August 1970 became public on 21 September 2023, half a year before."""
    for month, who in (("2023-08", "bis"), ("1970-08", "boj")):
        row = raw.observations[f"reer_broad.JPN.{who}.{month}.2023-09-21"]
        assert (row["published"], row["account"]) == ("2023-09-21", who)
    assert 73.195 < 73.445
    for report in (then, now):
        assert (report.value("yen.real.below"), report.value("yen.real.old_low")) == (73.19, 73.45)
        assert report.catalogue["yen.real.month_below"].text == "August 2023"
        assert report.catalogue["yen.real.old_month"].text == "August 1970"
        years = report.catalogue["yen.real.years"]
        assert years.value == 53  # from August 1970 to August 2023
        assert (years.quantity.high, years.text) == (math.inf, "at least 53")  # no weaker month is on record before


def test_since_ends_with_the_day_of_knowledge(report_on):
    report = report_on(date(2024, 7, 10))
    assert report.catalogue["since.yen.newest"].day == date(2024, 7, 10)
    assert report.value("since.yen.newest") == pytest.approx(174.79 / 1.0825)


# -- verdicts -------------------------------------------------------------------------------------------


def last_weaker(noon, level, before):
    return max(day for day, (rate, _) in noon.items() if day < before and rate >= level)


def test_c28_the_yen_was_last_as_weak_in_june_1990_whoever_set_the_rate(then, now, raw):
    margin = 34 / (12_342 / 365.25) - 1  # 12,342 days since 28 June 1990: 33.79 years, from 33.5 to 34.5
    levels = {"ecb_exr": CHEAPEST, "fed_h10": 153.115}  # the noon rate became public on the Monday after
    day, holds = date(2024, 4, 12), {}
    for source, level in levels.items():
        earlier = last_weaker(raw.noon, level, day - timedelta(days=30))
        assert earlier == date(1990, 6, 28)
        holds[source] = 33.5 <= (day - earlier).days / 365.25 < 34.5
    assert all(holds.values())
    for report in (then, now):
        check(report, "C28", margin, {"": True})
