"""Programmes beside those that the Finance Ministry compares, and what became of all of them since the article."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.evidence import NotKnown

GDP_2022 = {"JPN": 557_227.0e9, "USA": 25_462.73e9}
"""GDP in national currency as the outlook of October 2023 had it, the newest on the article's day."""
GERMAN_GDP_2023 = 4_219.31e9
"""As the outlook of April 2026 has it."""


def test_the_chinese_fund_grows_by_its_third_phase(then, now):
    """GDP of 2022 was 120,501.7 billion yuan in October 2023, that of 2023 is 129,427.17 in April 2026."""
    assert then.value("subsidy.CHN.share.fund") == pytest.approx((138.7 + 204.1) / 120_501.7)
    assert now.value("subsidy.CHN.share.fund") == pytest.approx((138.7 + 204.1 + 344) / 129_427.17)


def test_the_korean_package_came_after_the_article(then, now):
    assert now.value("subsidy.KOR.package") == 26e12  # of May 2024
    assert now.value("subsidy.KOR.share.package") == pytest.approx(26e12 / 2_408_687.3e9)  # GDP of 2023
    with pytest.raises(NotKnown):
        then.catalogue["subsidy.KOR.package"]


def test_the_german_sum_without_intel(now, report_on):
    left = 15.9e9 - 9.9e9
    assert now.value("since.DEU.amount") == pytest.approx(left)
    assert now.value("since.DEU.share") == pytest.approx(left / GERMAN_GDP_2023)
    with pytest.raises(NotKnown):
        report_on(date(2025, 7, 23)).catalogue["since.DEU.amount"]


def test_the_tax_credit_is_added_before_dividing(then):
    with_credit = (52.7e9 + 24e9) / GDP_2022["USA"]
    assert then.value("subsidy.USA.share.with_tax_credit") == pytest.approx(with_credit)
    ratio = 3.9e12 / GDP_2022["JPN"] / with_credit
    assert then.value("subsidy.ratio.USA.with_tax_credit") == pytest.approx(ratio)


def test_what_came_since_was_not_public_on_the_articles_day(then):
    assert [name for name in then.catalogue if name.startswith("since.")] == []
