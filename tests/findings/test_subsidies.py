from datetime import date

import pytest

from analysis.evidence import NotKnown

FIXING = 163.16 / 1.0652  # yen for a dollar on 12 April 2024

SUMS = {"JPN": 3.9e12, "USA": 52.7e9, "DEU": 15.9e9, "FRA": 5.4e9, "GBR": 1.0e9}
GDP_2022 = {"JPN": 557_227.0e9, "USA": 25_462.73e9, "DEU": 3_876.81e9, "FRA": 2_638.01e9, "GBR": 2_491.24e9}
"""GDP of 2022 in national currency as the outlook of October 2023 had it, the newest on the article's day."""
GDP_2023 = {"JPN": 616_032.9e9, "USA": 27_811.5e9, "DEU": 4_219.31e9, "FRA": 2_830.205e9, "GBR": 2_752.164e9}
"""GDP of 2023 as the outlook of April 2026 has it."""
PRINTED = {"JPN": 0.0071, "USA": 0.0021, "DEU": 0.0041, "FRA": 0.0020, "GBR": 0.0004}


SEEN = {"GBR": date(2024, 4, 15)}
"""The British figure was first seen three days after the article, while the same GDP was the newest."""


@pytest.fixture
def first(report_on):
    """The report of the first day, from the article’s on, on which a country’s figure was public."""
    return lambda economy: report_on(SEEN.get(economy, date(2024, 4, 12)))


@pytest.mark.parametrize("economy", SUMS)
def test_the_gdp_of_the_last_full_year_known_is_the_denominator(first, now, economy):
    then = first(economy)
    assert then.value(f"subsidy.{economy}.gdp") == pytest.approx(GDP_2022[economy])
    assert now.value(f"subsidy.{economy}.gdp") == pytest.approx(GDP_2023[economy])
    assert then.value(f"subsidy.{economy}.share.total") == pytest.approx(SUMS[economy] / GDP_2022[economy])
    assert now.value(f"subsidy.{economy}.share.total") == pytest.approx(SUMS[economy] / GDP_2023[economy])


@pytest.mark.parametrize("economy", ["USA", "DEU", "FRA", "GBR"])
def test_the_printed_share_is_the_sum_over_the_gdp_of_2022(first, economy):
    """0.207, 0.410, 0.205 and 0.040 per cent round to the printed 0.21, 0.41, 0.20 and 0.04."""
    then = first(economy)
    computed = SUMS[economy] / GDP_2022[economy]
    assert round(computed, 4) == PRINTED[economy] == then.value(f"subsidy.{economy}.share.mof")
    assert then.value(f"subsidy.{economy}.share.then") == pytest.approx(computed)


def test_japans_printed_share_is_reached_by_rounding_alone(then):
    """3.9 trillion over 557.2 trillion is 0.700 per cent, 0.691 to 0.709: 0.71 itself lies just outside."""
    share = then.catalogue["subsidy.JPN.share.total"].quantity
    assert share.value == pytest.approx(3.9 / 557.227)
    assert (share.low, share.high) == pytest.approx((3.85 / 557.227, 3.95 / 557.227), rel=1e-7)
    assert round(share.value, 4) == 0.0070
    assert share.high < 0.0071  # 0.7089 per cent
    assert share.overlaps(then.catalogue["subsidy.JPN.share.mof"].quantity)  # but 0.705 to 0.715 is met


def test_japans_printed_share_is_the_sum_over_the_gdp_of_2021(evidence):
    gdp = evidence.as_known_on(date(2024, 4, 9)).latest("gdp_nominal_lcu", "JPN", year=2021).value
    assert gdp == 550_074.3e9
    assert round(3.9e12 / gdp, 4) == 0.0071


def test_the_second_accounts_share_follows_from_no_gdp_that_was_public(evidence):
    """0.675 to 0.685 per cent of a sum of 3.85 to 3.95 trillion need a GDP of 562.0 to 585.2 trillion yen."""
    low, high = 3.85e12 / 0.00685, 3.95e12 / 0.00675
    assert (round(low / 1e12, 1), round(high / 1e12, 1)) == (562.0, 585.2)
    vintages = evidence.as_known_on(date(2024, 5, 31)).vintages("gdp_nominal_lcu", "JPN")
    assert {o.vintage for o in vintages} == {"WEO October 2023", "WEO April 2024"}
    assert [o.observation_id for o in vintages if low <= o.value <= high] == []


@pytest.mark.parametrize(("economy", "share"), [("CHN", 0.0079), ("DEU", 0.0071), ("JPN", 0.0068), ("USA", 0.0050)])
def test_the_second_account_is_shown_once_public(then, now, economy, share):
    assert now.value(f"subsidy.{economy}.share.meti") == share
    with pytest.raises(NotKnown):
        then.catalogue[f"subsidy.{economy}.share.meti"]


def test_the_share_printed_for_a_part_of_the_budget_is_not_the_one_compared(then, evidence):
    """In November 2023 the ministry printed 0.37 per cent, before the last budget."""
    assert 0.0037 in {o.value for o in evidence.vintages("chip_support_pct_gdp_mof", "JPN")}
    assert then.value("subsidy.JPN.share.mof") == 0.0071


def test_totals_are_spread_over_three_years_and_five(then):
    assert (then.value("subsidy.JPN.years"), then.value("subsidy.USA.years")) == (3, 5)
    assert then.value("subsidy.JPN.amount.per_year") == pytest.approx(3.9e12 / 3)
    assert then.value("subsidy.JPN.share.per_year") == pytest.approx(3.9e12 / GDP_2022["JPN"] / 3)
    assert then.value("subsidy.USA.share.per_year") == pytest.approx(52.7e9 / GDP_2022["USA"] / 5)
    ratio = (3.9e12 / GDP_2022["JPN"] / 3) / (52.7e9 / GDP_2022["USA"] / 5)
    assert then.value("subsidy.ratio.USA.share.per_year") == pytest.approx(ratio)


def test_a_sum_of_projects_has_no_years(then):
    with pytest.raises(NotKnown):
        then.catalogue["subsidy.DEU.share.per_year"]


def test_sums_per_head_at_the_rate_of_the_day_and_at_parity(then, now):
    assert then.value("subsidy.JPN.per_head.day") == pytest.approx(3.9e12 / FIXING / 125.171e6)  # 203 dollars
    assert then.value("subsidy.DEU.per_head.day") == pytest.approx(15.9e9 * 1.0652 / 83.798e6)  # 202
    assert then.value("subsidy.USA.per_head.day") == pytest.approx(52.7e9 / 333.530e6)  # 158
    assert then.value("subsidy.JPN.per_head.ppp") == pytest.approx(3.9e12 / 90.686 / 125.171e6)
    assert then.value("subsidy.DEU.per_head.ppp") == pytest.approx(15.9e9 / 0.722 / 83.798e6)
    assert now.value("subsidy.JPN.per_head.ppp") == pytest.approx(3.9e12 / 93.5 / 124.482e6)
    assert now.value("subsidy.DEU.per_head.ppp") == pytest.approx(15.9e9 / 0.718 / 83.287e6)


def test_a_british_pound_becomes_dollars_over_the_euro(first):
    assert first("GBR").value("subsidy.GBR.usd.day") == pytest.approx(1.0e9 / (0.85424 / 1.0652))


def test_the_tax_credit_is_added_before_dividing(then):
    with_credit = (52.7e9 + 24e9) / GDP_2022["USA"]
    assert then.value("subsidy.USA.share.with_tax_credit") == pytest.approx(with_credit)
    ratio = 3.9e12 / GDP_2022["JPN"] / with_credit
    assert then.value("subsidy.ratio.USA.with_tax_credit") == pytest.approx(ratio)


def test_the_claim_implies_156_yen_for_a_dollar(then):
    assert then.value("subsidy.JPN.implied_rate") == pytest.approx(3900 / 25)


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
    assert now.value("since.DEU.share") == pytest.approx(left / GDP_2023["DEU"])
    with pytest.raises(NotKnown):
        report_on(date(2025, 7, 23)).catalogue["since.DEU.amount"]


def test_what_came_since_was_not_public_on_the_articles_day(then):
    assert [name for name in then.catalogue if name.startswith("since.")] == []


def test_the_weeks_to_the_other_account_are_whole_ones_and_known_once_it_is_public(then, now):
    """From 12 April to 31 May are 18 and 31 days, 49 in all."""
    assert (now.value("subsidy.meti.weeks"), now.catalogue["subsidy.meti.weeks"].text) == (7, "7")
    with pytest.raises(NotKnown):
        then.catalogue["subsidy.meti.weeks"]
