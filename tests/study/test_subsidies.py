"""Chip subsidies: the same money against each country's economy, people and years, by each official account."""

from __future__ import annotations

import math
from datetime import date

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Quantity

from .worked import CHEAPEST, DEAREST, FIXING, check

SUMS = {"JPN": 3.9308e12, "USA": 52.7e9, "DEU": 19.9e9, "FRA": 5.4e9, "GBR": 1.0e9}
"""As the Finance Ministry's slides of 21 May 2024 have them; Japan's is the sum of three yearly budgets."""
SUMS_THEN = {"JPN": 3.9e12, "USA": 52.7e9}
"""What was public of them on the article's day: Japan's as "about"."""
GDP_2022 = {"JPN": 557_227.0e9, "USA": 25_462.73e9, "DEU": 3_876.81e9, "FRA": 2_638.01e9, "GBR": 2_491.24e9}
"""GDP of 2022 in national currency as the outlook of October 2023 had it, the newest on the article's day."""
GDP_2023 = {"JPN": 616_032.9e9, "USA": 27_811.5e9, "DEU": 4_219.31e9, "FRA": 2_830.205e9, "GBR": 2_752.164e9}
"""GDP of 2023 as the outlook of April 2026 has it."""
PRINTED = {"JPN": 0.0071, "USA": 0.0021, "DEU": 0.0041, "FRA": 0.0020, "GBR": 0.0004}
BUDGETS = {2022: 774.0e9, 2023: 1_303.6e9, 2024: 1_853.2e9}
"""Totals of the three yearly budgets, by the year in which each fiscal year ends."""


@pytest.fixture
def slides(report_on):
    """The report of the day on which the ministry's slides with all sums were public."""
    return report_on(date(2024, 5, 21))


@pytest.mark.parametrize("economy", SUMS)
def test_the_gdp_of_the_last_full_year_known_is_the_denominator(then, now, economy):
    assert then.value(f"subsidy.{economy}.gdp") == pytest.approx(GDP_2022[economy])
    assert now.value(f"subsidy.{economy}.gdp") == pytest.approx(GDP_2023[economy])
    assert now.value(f"subsidy.{economy}.share.total") == pytest.approx(SUMS[economy] / GDP_2023[economy])


@pytest.mark.parametrize("economy", SUMS)
def test_a_sum_that_was_not_public_has_no_share_yet(then, economy):
    if economy in SUMS_THEN:
        share = then.value(f"subsidy.{economy}.share.total")
        assert share == pytest.approx(SUMS_THEN[economy] / GDP_2022[economy])
    else:
        with pytest.raises(NotKnownError):
            then.catalogue[f"subsidy.{economy}.share.total"]


@pytest.mark.parametrize("economy", SUMS)
def test_the_printed_share_is_the_sum_over_the_gdp_of_2022(slides, economy):
    """0.705, 0.207, 0.410, 0.205 and 0.040 per cent round to the printed 0.71, 0.21, 0.41, 0.20 and 0.04."""
    listed = 15.9e9 if economy == "DEU" else SUMS[economy]  # without the programme that the ministry leaves out
    assert round(listed / GDP_2022[economy], 4) == PRINTED[economy] == slides.value(f"subsidy.{economy}.share.mof")
    assert slides.value(f"subsidy.{economy}.share.then") == pytest.approx(SUMS[economy] / GDP_2022[economy])


def test_the_three_yearly_budgets_add_up_to_the_sum_and_give_the_ministrys_share(now, raw):
    """774.0 + 1,303.6 + 1,853.2 = 3,930.8 billion yen, 0.7054 per cent of the GDP of 2022 as known on the day."""
    rows = {year: raw.observations[f"chip_support_budget.JPN.mof.{year}.2024-05-21"] for year in BUDGETS}
    assert {year: float(row["value"]) for year, row in rows.items()} == BUDGETS
    assert [row["period_end"] for row in rows.values()] == ["2022-03-31", "2023-03-31", "2024-03-31"]
    assert sum(BUDGETS.values()) == now.value("subsidy.JPN.amount") == 3_930.8e9
    share = 3_930.8e9 / GDP_2022["JPN"]
    assert now.value("subsidy.JPN.share.then") == pytest.approx(share)
    assert (round(share, 6), round(share, 4)) == (0.007054, PRINTED["JPN"])


def test_the_fiscal_years_of_the_budgets_are_named_by_their_beginnings(then, now):
    # April 2021 to March 2024
    for report in (then, now):
        found = report.catalogue["subsidy.JPN.fiscal"]
        assert (found.text, found.value) == ("2021–2023", len(BUDGETS))


def test_the_round_sum_first_shown_is_told_from_the_yearly_totals_shown_later(then, now):
    """About 3.9 trillion yen (3.8 to 4.0) of 9 April are 24.8 to 26.1 billion dollars; the totals came on 21 May."""
    for report in (then, now):
        sum_shown = report.catalogue["subsidy.JPN.first_sum_usd"].quantity
        assert (sum_shown.low, sum_shown.high) == pytest.approx((3.8e12 / DEAREST, 4.0e12 / CHEAPEST))
        assert report.catalogue["subsidy.JPN.first_shown"].day == date(2024, 4, 9)
    assert now.catalogue["subsidy.JPN.totals_shown"].day == date(2024, 5, 21)
    with pytest.raises(NotKnownError):
        then.catalogue["subsidy.JPN.totals_shown"]


def test_the_sum_of_the_day_was_about_so_much(then):
    """About 3.9 trillion, 3.8 to 4.0, over 557.2 trillion are 0.682 to 0.718 per cent, which hold the printed 0.71."""
    share = then.catalogue["subsidy.JPN.share.total"].quantity
    assert share.value == pytest.approx(3.9 / 557.227)
    assert (share.low, share.high) == pytest.approx((3.8 / 557.227, 4.0 / 557.227), rel=1e-7)
    assert share.low < 0.0071 < share.high


def test_what_was_funded_is_more_than_the_report_says(then, now):
    """“only over JPY 500 billion” is a lower bound."""
    for report in (then, now):
        funded = report.catalogue["subsidy.JPN.funded"]
        assert (funded.observation.qualifier, funded.quantity.high) == ("gt", math.inf)
        assert funded.quantity.low == pytest.approx(500e9)


def test_the_second_accounts_share_follows_from_no_gdp_that_was_public(evidence):
    """0.675 to 0.685 per cent of 3,930.65 to 3,930.95 billion yen need a GDP of 573.8 to 582.4 trillion yen."""
    low, high = 3.93065e12 / 0.00685, 3.93095e12 / 0.00675
    assert (round(low / 1e12, 1), round(high / 1e12, 1)) == (573.8, 582.4)
    vintages = evidence.as_known_on(date(2024, 5, 31)).vintages("gdp_nominal_lcu", "JPN")
    assert {o.vintage for o in vintages} == {"WEO October 2023", "WEO April 2024"}
    assert [o.observation_id for o in vintages if low <= o.value <= high] == []


@pytest.mark.parametrize(("economy", "share"), [("CHN", 0.0079), ("DEU", 0.0071), ("JPN", 0.0068), ("USA", 0.0050)])
def test_the_second_account_is_shown_once_public(then, now, economy, share):
    assert now.value(f"subsidy.{economy}.share.meti") == share
    with pytest.raises(NotKnownError):
        then.catalogue[f"subsidy.{economy}.share.meti"]


def test_the_share_printed_for_a_part_of_the_budget_is_not_the_one_compared(then, evidence):
    """In November 2023 the ministry printed 0.37 per cent, before the last budget."""
    assert 0.0037 in {o.value for o in evidence.vintages("chip_support_pct_gdp", "JPN", account="mof")}
    assert then.value("subsidy.JPN.share.mof") == 0.0071


def test_totals_are_spread_over_three_years_and_five(then):
    assert (then.value("subsidy.JPN.years"), then.value("subsidy.USA.years")) == (3, 5)
    assert then.value("subsidy.JPN.amount.per_year") == pytest.approx(3.9e12 / 3)
    assert then.catalogue["subsidy.JPN.amount.per_year"].choices == (("basis", "per_year"),)
    assert then.value("subsidy.JPN.share.per_year") == pytest.approx(3.9e12 / GDP_2022["JPN"] / 3)
    assert then.value("subsidy.USA.share.per_year") == pytest.approx(52.7e9 / GDP_2022["USA"] / 5)
    ratio = (3.9e12 / GDP_2022["JPN"] / 3) / (52.7e9 / GDP_2022["USA"] / 5)
    assert then.value("subsidy.ratio.USA.share.per_year") == pytest.approx(ratio)


def test_the_years_of_the_programme_are_counted_from_its_first_day_to_its_last(then):
    years = then.catalogue["subsidy.JPN.years"]
    assert (date(2024, 3, 31) - date(2021, 4, 1)).days == 1095  # 2.998 years
    assert years.quantity == Quantity.exact(3, "years")


def test_a_sum_of_projects_has_no_years(then):
    with pytest.raises(NotKnownError):
        then.catalogue["subsidy.DEU.share.per_year"]


def test_sums_per_head_at_the_rate_of_the_day_and_at_parity(then, now):
    assert then.value("subsidy.JPN.per_head.day") == pytest.approx(3.9e12 / FIXING / 125.171e6)  # 203 dollars
    assert then.value("subsidy.USA.per_head.day") == pytest.approx(52.7e9 / 333.530e6)  # 158
    assert then.value("subsidy.JPN.per_head.ppp") == pytest.approx(3.9e12 / 90.686 / 125.171e6)
    assert now.value("subsidy.JPN.per_head.day") == pytest.approx(3.9308e12 / FIXING / 124.482e6)  # 206
    assert now.value("subsidy.DEU.per_head.day") == pytest.approx(19.9e9 * 1.0652 / 83.287e6)  # 254
    assert now.value("subsidy.JPN.per_head.ppp") == pytest.approx(3.9308e12 / 93.5 / 124.482e6)
    assert now.value("subsidy.DEU.per_head.ppp") == pytest.approx(19.9e9 / 0.718 / 83.287e6)


def test_a_british_pound_becomes_dollars_over_the_euro(slides):
    assert slides.value("subsidy.GBR.usd.day") == pytest.approx(1.0e9 / (0.85424 / 1.0652))


def test_the_claim_implies_156_yen_for_a_dollar(then):
    assert then.value("subsidy.JPN.implied_rate") == pytest.approx(3900 / 25)


def test_the_weeks_to_the_other_account_are_whole_ones_and_known_once_it_is_public(then, now):
    """From 12 April to 31 May are 18 and 31 days, 49 in all."""
    assert (now.value("subsidy.meti.weeks"), now.catalogue["subsidy.meti.weeks"].text) == (7, "7")
    with pytest.raises(NotKnownError):
        then.catalogue["subsidy.meti.weeks"]


# -- verdicts -------------------------------------------------------------------------------------------

SUPPORTED, OVERSTATED, DISPUTED = "supported", "overstated", "disputed"
RELEASE = 164.97 / 1.0867
"""Yen for a dollar on 9 April 2024, the day on which the ministry released the sum."""


def test_c25_the_subsidies_in_dollars_by_the_sum_of_the_day(then, raw):
    """About 3.9 trillion, 3.8 to 4.0, is coarser than 24.5 to 25.5 billion: it decides where its middle lies."""
    mean = raw.noon_mean(date(2021, 4, 1), date(2024, 3, 31), date(2024, 4, 12))
    assert 24.5e9 <= 3.9e12 / FIXING < 25.5e9  # 25.46
    assert 3.8e12 / RELEASE < 25.5e9 < 3.9e12 / RELEASE  # 25.03 to 26.35, with 25.69 in the middle
    assert (3.8e12 / (mean + 0.005) - 25.5e9) / (3.9e12 / mean) > 0.10  # from 29.07
    margin = 25e9 / (3.9e12 / FIXING) - 1  # −1.8 %
    check(then, "C25", margin, {"day": True, "release_day": None, "period_mean": False})
    assert then.value("subsidy.JPN.amount_usd.release_day") == pytest.approx(3.9e12 / RELEASE)
    assert then.value("subsidy.JPN.amount_usd.period_mean") == pytest.approx(3.9e12 / mean)
    assert then.value("subsidy.JPN.amount_usd.ppp") == pytest.approx(3.9e12 / 90.686)
    assert then.verdicts["C25"].flips == (("amount_rate", "period_mean"),)


def test_c25_the_exact_sum_is_a_reporters_rounding_away_at_the_rate_of_the_day(now, raw):
    """3,930.8 billion yen are 25.66 billion dollars, 0.6 per cent above the highest that rounds to 25."""
    mean = raw.noon_mean(date(2021, 4, 1), date(2024, 3, 31), now.catalogue.parameters.as_of)
    usd = 3.9308e12 / FIXING
    assert 0 < (3.93065e12 / DEAREST - 25.5e9) / usd < 0.01
    verdict = now.verdicts["C25"]
    assert verdict.margin.value == pytest.approx(25e9 / usd - 1)
    holds = {dict(s.choices)["amount_rate"]: s.holds for s in verdict.specifications}
    assert (holds["day"], holds["period_mean"]) == (True, False)
    assert holds["round_sum"] is True  # 3.9 trillion are 25.46 billion dollars, within what rounds to 25
    assert now.value("subsidy.JPN.amount_usd.period_mean") == pytest.approx(3.9308e12 / mean)
    assert now.value("subsidy.JPN.amount_usd.ppp") == pytest.approx(3.9308e12 / 93.5)


def test_the_rate_of_the_release_is_that_of_9_april_whenever_the_exact_sum_was_printed(now):
    """No reporter of 12 April could take a rate of 21 May: 25.89 billion, 1.5 per cent above what rounds to 25."""
    usd = 3.9308e12 / RELEASE
    assert (3.93065e12 / (164.975 / 1.08665) - 25.5e9) / usd > 0.01
    assert now.value("subsidy.JPN.amount_usd.release_day") == pytest.approx(usd)
    holds = {dict(s.choices)["amount_rate"]: s.holds for s in now.verdicts["C25"].specifications}
    assert holds["release_day"] is False


def per_head(total, people):
    return total / people


MOF = {"USA": 0.705 / 0.215, "DEU": 0.705 / 0.415}
"""The smallest ratio that the shares printed by the Finance Ministry allow."""
METI = {"USA": 0.675 / 0.505, "DEU": 0.675 / 0.715}

# the smallest ratio that the bounds allow, by the name of the finding
USA_THEN = {
    "mof": MOF["USA"],
    "share.then": (3.8 / 557.227_005) / (52.75 / 25_462.725),
    "share.total": (3.8 / 557.227_005) / (52.75 / 25_462.725),
    "share.per_year": (3.8 / 557.227_005 / 3) / (52.75 / 25_462.725 / 5),
    "per_head.day": per_head(3.8e12 / DEAREST, 125.1715e6) / per_head(52.75e9, 333.5295e6),
    "per_head.ppp": per_head(3.8e12 / 90.6865, 125.1715e6) / per_head(52.75e9 / 0.9995, 333.5295e6),
    "with_tax_credit": (3.8 / 557.227_005) / ((52.75 + 25) / 25_462.725),
}
USA_NOW = {
    "mof": MOF["USA"],
    "meti": METI["USA"],
    "share.then": (3.93065 / 557.227_005) / (52.75 / 25_462.725),
    "share.total": (3.93065 / 616.032_900_5) / (52.75 / 27_811.499_5),
    "share.per_year": (3.93065 / 616.032_900_5 / 3) / (52.75 / 27_811.499_5 / 5),
    "per_head.day": per_head(3.93065e12 / DEAREST, 124.4825e6) / per_head(52.75e9, 336.9615e6),
    "per_head.ppp": per_head(3.93065e12 / 93.5005, 124.4825e6) / per_head(52.75e9 / 0.9995, 336.9615e6),
    "with_tax_credit": (3.93065 / 616.032_900_5) / ((52.75 + 25) / 27_811.499_5),
    # 476, 732, 192, 243 and 920 billion yen, each half a billion less, and 46.5,
    # against 23,197 million dollars less 6.4 billion
    "as_awarded": ((475.5 + 731.5 + 191.5 + 46.45 + 242.5 + 919.5) / 616_032.900_5) / ((23.1975 - 6.35) / 27_811.499_5),
}
GERMANY_THEN = {"mof": MOF["DEU"]}
GERMANY_NOW = {
    "mof": MOF["DEU"],
    "meti": METI["DEU"],
    "share.then": (3.93065 / 557.227_005) / (21.05 / 3_876.805),
    "share.total": (3.93065 / 616.032_900_5) / (21.05 / 4_219.309_5),
    "per_head.day": per_head(3.93065e12 / DEAREST, 124.4825e6) / per_head(21.05e9 * 1.06525, 83.2865e6),
    "per_head.ppp": per_head(3.93065e12 / 93.5005, 124.4825e6) / per_head(21.05e9 / 0.7175, 83.2865e6),
}
TRIED = {
    "mof": "mof",
    "meti": "meti",
    "own_share": "share.total",
    "per_year": "share.per_year",
    "per_head": "per_head.day",
    "per_head_ppp": "per_head.ppp",
    "with_tax_credit": "with_tax_credit",
    "as_awarded": "as_awarded",
}
"""Which ratio each account and each way of counting of our own goes by."""


def much_larger(lowest):
    return {account: lowest[name] >= 1.5 for account, name in TRIED.items() if name in lowest}


def test_c26_much_larger_than_the_united_states_by_every_count_of_the_day_but_one(then):
    """Per head at the day's rate it is 1.25 times at the least."""
    holds = much_larger(USA_THEN)
    assert [account for account, held in holds.items() if not held] == ["per_head"]
    assert [*holds] == ["mof", "own_share", "per_year", "per_head", "per_head_ppp", "with_tax_credit"]
    check(then, "C26", 0.71 / 0.21, holds)
    assert then.verdicts["C26"].flips == (("account", "per_head"),)


def test_c26_larger_but_not_much_larger_by_the_second_account(now):
    """METI: 0.68 against 0.50 is at least 0.675 / 0.505 = 1.34 times, at most 0.685 / 0.495 = 1.38: 6 of 8."""
    holds = much_larger(USA_NOW)
    assert [account for account, held in holds.items() if not held] == ["meti", "per_head"]
    assert 1 < METI["USA"] < 0.685 / 0.495 < 1.5  # no account is against it, one does not reach the degree
    check(now, "C26", 0.68 / 0.50, holds)
    assert now.verdicts["C26"].outcome == OVERSTATED
    assert now.verdicts["C26"].flips == (("account", "meti"), ("account", "per_head"))
    words = ("METI", "per head at the rate of the article’s date, our count")
    assert now.verdicts["C26"].fails_by == words
    assert f"The claim does not hold by: {'; '.join(words)}." in now.verdicts["C26"]._repr_html_()


def test_c27_much_larger_than_germany_by_the_only_account_of_the_day(then):
    """The German sum itself was not public: 1 of 1."""
    check(then, "C27", 0.71 / 0.41, {"mof": GERMANY_THEN["mof"] >= 1.5})


def test_c27_the_second_account_points_the_other_way(now):
    """METI: 0.68 against 0.71 is at most 0.685 / 0.705 = 0.97 times; per head 0.81, or 1.01 at parity: 1 of 5.

    Our own shares of GDP, 0.638 against 0.472 per cent, are 1.28 times, at the least.
    """
    holds = much_larger(GERMANY_NOW)
    assert holds == {"mof": True, "meti": False, "own_share": False, "per_head": False, "per_head_ppp": False}
    check(now, "C27", 0.68 / 0.71, holds)
    assert now.verdicts["C27"].flips == tuple(
        ("account", it) for it in ("meti", "own_share", "per_head", "per_head_ppp")
    )
    assert now.catalogue["subsidy.ratio.DEU.meti"].quantity.high == pytest.approx(0.685 / 0.705)


@pytest.mark.parametrize(
    ("peer", "lowest", "day"),
    [("USA", USA_THEN, "then"), ("USA", USA_NOW, "now"), ("DEU", GERMANY_THEN, "then"), ("DEU", GERMANY_NOW, "now")],
)
def test_the_lower_bound_of_each_subsidy_ratio_is_the_one_worked_by_hand(request, peer, lowest, day):
    catalogue = request.getfixturevalue(day).catalogue
    found = {key: catalogue[f"subsidy.ratio.{peer}.{key}"].quantity.low for key in lowest}
    assert found == pytest.approx(lowest, rel=1e-8)


@pytest.mark.parametrize(
    ("day", "against_usa", "against_germany"),
    [
        ("2024-05-30", SUPPORTED, SUPPORTED),
        ("2024-05-31", OVERSTATED, DISPUTED),
        ("2025-07-25", OVERSTATED, DISPUTED),  # the lapse at Magdeburg is a later movement, no part of the verdict
    ],
)
def test_the_second_account_changes_two_verdicts_on_the_day_it_became_public(
    report_on, day, against_usa, against_germany
):
    verdicts = report_on(date.fromisoformat(day)).verdicts
    assert (verdicts["C26"].outcome, verdicts["C27"].outcome) == (against_usa, against_germany)
