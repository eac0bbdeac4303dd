"""Chip subsidies: which documents a sum comes from, and what its bounds allow."""

from __future__ import annotations

import math

import pytest

from .conftest import CHEAPEST, DEAREST
from .test_by_hand import GDP_2022, GRANTED, PRINTED, SUMS

BUDGETS = {2022: 774.0e9, 2023: 1_303.6e9, 2024: 1_853.2e9}
"""Totals of the three yearly budgets, by the year in which each fiscal year ends."""


@pytest.mark.parametrize("economy", SUMS)
def test_the_printed_share_is_the_sum_over_the_gdp_of_2022(economy):
    """0.705, 0.207, 0.410, 0.205 and 0.040 per cent round to the printed 0.71, 0.21, 0.41, 0.20 and 0.04."""
    listed = 15.9e9 if economy == "DEU" else SUMS[economy]  # without the programme that the ministry leaves out
    assert round(listed / GDP_2022[economy], 4) == PRINTED[economy]


def test_the_three_yearly_budgets_add_up_to_the_sum(now, raw):
    rows = {year: raw.observations[f"chip_support_budget.JPN.mof.{year}.2024-05-21"] for year in BUDGETS}
    assert {year: float(row["value"]) for year, row in rows.items()} == BUDGETS
    assert [row["period_end"] for row in rows.values()] == ["2022-03-31", "2023-03-31", "2024-03-31"]
    assert sum(BUDGETS.values()) == now.value("subsidy.JPN.amount") == 3_930.8e9


def test_the_share_printed_for_a_part_of_the_budget_is_not_the_one_compared(then, evidence):
    """In November 2023 the ministry printed 0.37 per cent, before the last budget."""
    assert 0.0037 in {o.value for o in evidence.vintages("chip_support_pct_gdp", "JPN", account="mof")}
    assert then.value("subsidy.JPN.share.mof") == 0.0071


def test_the_german_sum_without_intel_has_the_aid_approved_since_and_no_plant_twice(now):
    """The 5 billion euros approved for Dresden in August 2024 are aid that the ministry had counted in April."""
    inputs = {leaf.observation.indicator for leaf in now.catalogue["since.DEU.amount"].leaves()}
    assert inputs == {
        "chip_support_amount",
        "intel_magdeburg_cancelled",
        "gf_xfab_aid",
        "infineon_dresden_aid",
        "ipcei_microelectronics_aid",
    }


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("subsidy.JPN.first_sum_usd", 3.8e12 / DEAREST, 4.0e12 / CHEAPEST),  # about 3.9 trillion yen
        ("subsidy.JPN.share.total", 3.8 / 557.227_000_5, 4.0 / 557.226_999_5),  # which hold the printed 0.71 per cent
        ("subsidy.JPN.funded", 500e9, math.inf),  # "only over JPY 500 billion"
        ("subsidy.JPN.years", 3, 3),  # 1 April 2021 to 31 March 2024 are 1,095 days, or 2.998 years
        ("subsidy.JPN.granted", GRANTED - 5 * 0.5e9 - 0.05e9, GRANTED + 5 * 0.5e9 + 0.05e9),
    ],
)
def test_the_bounds_of_a_sum_are_those_worked_by_hand(then, name, low, high):
    found = then.catalogue[name].quantity
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-7)


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


@pytest.mark.parametrize(
    ("peer", "lowest", "day"),
    [("USA", USA_THEN, "then"), ("USA", USA_NOW, "now"), ("DEU", GERMANY_THEN, "then"), ("DEU", GERMANY_NOW, "now")],
)
def test_the_lower_bound_of_each_subsidy_ratio_is_the_one_worked_by_hand(request, peer, lowest, day):
    catalogue = request.getfixturevalue(day).catalogue
    found = {key: catalogue[f"subsidy.ratio.{peer}.{key}"].quantity.low for key in lowest}
    assert found == pytest.approx(lowest, rel=1e-8)


def test_by_the_second_account_germany_is_ahead_within_all_bounds(now):
    assert now.catalogue["subsidy.ratio.DEU.meti"].quantity.high == pytest.approx(0.685 / 0.705)


def test_what_came_since_was_not_public_when_the_article_ran(then):
    assert [name for name in then.catalogue if name.startswith("since.")] == []
