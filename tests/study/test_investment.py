"""Pledges: whose they are, what "up to" and "more than" do to a sum, and at which rate they become dollars."""

from __future__ import annotations

import math
from datetime import date

import pytest

from analysis.study import tables

from ..reports import opened
from .conftest import CHEAPEST, DEAREST, FIXING


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("pledge.JASM_FAB_2.yen", (2e12, 1e12, 3e12)),  # about two trillion: only the dollars can decide
        ("pledge.MICRON.usd", (500e9 / FIXING, 0, 500e9 / CHEAPEST)),  # "up to" is no pledge of that sum
        ("public.JASM_FAB_1.subsidy", (476e9, 475.5e9, 476.5e9)),  # a ceiling, with the rounding of its last digit
        ("yen.AWS.implied", (2260 / 14, 2255 / 14.5, 2265 / 13.5)),  # by the claim; no dollar had cost as much
    ],
)
def test_the_bounds_of_a_pledge_are_those_worked_by_hand(then, name, quantity):
    found = then.catalogue[name].quantity
    assert (found.value, found.low, found.high) == pytest.approx(quantity)


def test_the_foreign_pledges_are_those_of_foreign_companies(then, evidence):
    total = then.catalogue["pledge.foreign.usd"]
    actors = {leaf.observation.actor for leaf in total.leaves() if leaf.observation}
    assert actors == {"JASM", "AWS", "MICROSOFT", "GOOGLE", "SAMSUNG"}
    assert total.method.endswith("; left out as “up to”: Pledge of Micron in dollars")
    assert {evidence.actors[actor]["origin"] for actor in actors} == {"TWN", "USA", "KOR"}
    assert evidence.actors["PSMC_SBI"]["origin"] == "JPN"  # its company belonged to SBI


def test_the_sum_of_foreign_pledges_is_a_lower_bound(then, now):
    """What is pledged "up to" is left out, and "more than" leaves no upper one."""
    low = (
        20e9  # TSMC's two plants: more than 20 billion dollars
        + 2.255e12 / DEAREST  # Amazon Web Services: 2.26 trillion yen, rounded to 10 billion
        + 2.85e9  # Microsoft: 2.9 billion dollars
        + 99.5e9 / DEAREST  # Google: 100 billion yen; its sea cables are shared with other countries
        + 39e9 / DEAREST  # Samsung: about 40 billion yen, give or take a billion
    )
    assert round(low / 1e9, 2) == 38.47
    for report in (then, now):
        total = report.catalogue["pledge.foreign.usd"]
        assert total.quantity.low == pytest.approx(low, rel=1e-9)
        assert total.quantity.high == math.inf


def test_the_value_of_every_sum_is_the_one_that_is_printed(then, now):
    """A sum printed as a limit has no value far beyond it, and one of ceilings is printed as the limit that it is."""
    for report in (then, now):
        sums = [it for it in report.catalogue.values() if " + " in it.method]
        assert len(sums) > 5
        for found in sums:
            limit = found.quantity.low if found.text.startswith("at least ") else found.value
            assert found.value == pytest.approx(limit, rel=0.01), found.id  # 41.83 where “at least 38.4” is printed
            ceilings = [it.method for it in found.inputs if "“up to”" in it.method]
            assert found.text.startswith("up to ") or not ceilings, found.id


def test_the_dollars_of_the_cloud_pledge_are_an_agencys_and_no_figure_of_the_company(then, now, raw):
    """Reuters turned 2.26 trillion yen into 15.24 billion dollars at 148.27 yen, a rate of that week."""
    assert 15.235e9 <= 2.26e12 / 148.27 < 15.245e9
    week = [rate for day, (rate, _) in raw.noon.items() if date(2024, 1, 15) <= day <= date(2024, 1, 19)]
    assert min(week) < 148.27 < max(week)
    for report in (then, now):
        row = report.catalogue["pledge.AWS.stated_usd"].observation
        assert (row.source_id, row.account) == ("reuters", "reuters")
    assert {row["account"] for row in raw.observations.values() if row["value"] == "15240000000"} == {"reuters"}


def test_the_public_share_of_the_two_plants_is_taken_at_the_fixing_of_the_articles_day(now):
    """1,208 of at least 3,063 billion yen, which are more than 20 billion dollars at 153.1731."""
    found = now.catalogue["public.JASM.share"].quantity
    assert found.high == pytest.approx((476.5e9 + 732.5e9) / (20e9 * CHEAPEST))


@pytest.mark.parametrize(
    ("rule", "name", "quantity"),
    [
        ("announced", "pledge.AWS.usd", (15.24e9, "USD")),
        ("announced", "pledge.AWS.usd.day", (2.26e12 / FIXING, "USD")),
        ("announced", "pledge.MICRON.usd", (3.6e9, "USD")),  # up to 500 billion yen, or so many dollars by the press
        ("ppp", "pledge.AWS.usd", (2.26e12 / 90.686, "INTUSD")),
        ("ppp", "pledge.MICROSOFT.usd", (2.9e9 * FIXING / 90.686, "INTUSD")),  # dollars spent in Japan
    ],
)
def test_a_rate_rule_changes_the_pledges_shown_and_no_verdict(under, then, rule, name, quantity):
    catalogue, verdicts = under(as_of="2024-04-12", rate_rule=rule)
    found = catalogue[name].quantity
    assert (found.value, found.unit) == (pytest.approx(quantity[0]), quantity[1])
    assert {k: v.outcome for k, v in verdicts.items()} == {k: v.outcome for k, v in then.verdicts.items()}


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2024-05-01", "What has changed since the article ran"),
        ("2024-06-10", "A pledge has grown"),
        ("2024-12-01", "A pledge has grown and a plant is cancelled"),
        ("2026-10-30", "Pledges have grown, a plant is cancelled and Germany’s total has shrunk"),
    ],
)
def test_the_table_of_what_came_since_is_titled_by_the_rows_of_its_day(day, title):
    assert tables.aftermath(opened(as_of=day)).caption == title
