from datetime import date

import pytest

from analysis import findings
from analysis.evidence import NotKnown

FIXING = 163.16 / 1.0652


def test_yen_pledges_become_dollars_at_the_rate_of_the_day(then):
    for actor, yen in (
        ("AWS", 2.26e12),
        ("MICRON", 500e9),
        ("PSMC_SBI", 800e9),
        ("KIOXIA_WD", 729e9),
        ("SAMSUNG", 40e9),
    ):
        assert then.value(f"pledge.{actor}.usd") == pytest.approx(yen / FIXING), actor


def test_pledges_in_dollars_are_taken_as_announced(then):
    for actor, dollars in (("JASM", 20e9), ("MICROSOFT", 2.9e9), ("JASM_FAB_1", 8.6e9), ("JASM_FAB_2", 13.5e9)):
        assert then.value(f"pledge.{actor}.usd") == pytest.approx(dollars), actor


def test_the_foreign_pledges_are_those_of_foreign_companies(then, evidence):
    """A sum with "more than" in it is open upwards and shown by its lower bound."""
    total = then.catalogue["pledge.foreign.usd"]
    homes = {leaf.observation.counterpart for leaf in total.leaves() if leaf.observation}
    assert {evidence.entities[home]["origin"] for home in homes} == {"TWN", "USA", "KOR"}
    dollars = sum(then.value(f"pledge.{home}.usd") for home in homes)
    assert total.value == pytest.approx(dollars)
    assert dollars > 20e9 + 2.9e9 + (2.26e12 + 500e9 + 800e9 + 40e9) / FIXING
    assert total.text.startswith("at least $")


def test_a_later_pledge_is_told_as_since_and_never_as_the_claims_evidence(now):
    assert now.value("pledge.MICROSOFT.announced") == 2.9e9
    assert now.value("since.MICROSOFT.announced") == 10e9
    assert now.catalogue["since.MICROSOFT.published"].text == "3 April 2026"
    assert now.value("pledge.JASM_FAB_2.usd") == 13.5e9
    assert now.value("since.JASM_FAB_2.announced") == 17e9
    assert now.value("pledge.JASM_FAB_2.original") == 12.2e9


def test_every_account_of_the_cloud_pledge_is_kept(then, now):
    assert then.value("pledge.AWS.stated_usd") == 15.24e9
    assert (then.value("pledge.AWS.nhk"), then.value("pledge.AWS.whitehouse")) == (14.9e9, 15e9)
    assert now.value("pledge.AWS.kyodo") == 13e9
    with pytest.raises(NotKnown):
        then.catalogue["pledge.AWS.kyodo"]


def test_the_public_share_sets_the_ceiling_against_the_investment(then):
    assert then.value("public.MICRON.share") == pytest.approx(192 / 500)
    assert then.value("public.KIOXIA_WD.share") == pytest.approx(243 / 729)
    assert then.value("public.SAMSUNG.share") == pytest.approx(20 / 40)
    friday = 162.91 / 1.0834  # 23 February 2024, the last fixing before the subsidy of Saturday the 24th
    assert then.value("public.JASM.subsidy") == pytest.approx(476e9 + 732e9)
    assert then.value("public.JASM.share") == pytest.approx((476e9 + 732e9) / (20e9 * friday))


def test_inflows_are_the_newest_known_and_set_against_the_gdp_of_their_year(then, now):
    assert then.value("fdi.JPN.inflow") == 32_508_808e3  # 2022, report of 2023
    assert then.value("fdi.JPN.inflow_gdp") == pytest.approx(32.508808 / 4_237.53)
    assert now.catalogue["fdi.JPN.inflow"].observation.period_end == date(2024, 12, 31)


def test_the_comparable_stock_came_after_the_article(then, now):
    with pytest.raises(NotKnown):
        then.catalogue["fdi.JPN.stock"]
    assert now.value("fdi.JPN.stock") == 219_801_741e3


def test_the_target_is_the_one_of_the_day(then, now):
    assert then.value("fdi.JPN.target") == 100e12
    assert then.value("fdi.JPN.target_reached") == pytest.approx(46.6 / 100)  # end of 2022
    assert now.value("fdi.JPN.target") == 120e12
    assert now.value("fdi.JPN.target_reached") == pytest.approx(53.3 / 120)  # end of 2024


def test_another_rate_rule_changes_the_pledges_shown_and_no_verdict(evidence, then):
    day = date(2024, 4, 12)
    catalogue, verdicts = findings.compute(evidence, findings.Parameters(day, rate_rule="announced"))
    assert catalogue["pledge.AWS.usd"].value == pytest.approx(15.24e9)
    assert catalogue["pledge.MICRON.usd"].value == pytest.approx(3.6e9)
    assert catalogue["pledge.AWS.usd.day"].value == pytest.approx(2.26e12 / FIXING)
    assert {k: v.outcome for k, v in verdicts.items()} == {k: v.outcome for k, v in then.verdicts.items()}


def test_yen_pledges_at_parity_are_international_dollars(evidence):
    catalogue, _ = findings.compute(evidence, findings.Parameters(date(2024, 4, 12), rate_rule="ppp"))
    pledge = catalogue["pledge.AWS.usd"]
    assert (pledge.value, pledge.quantity.unit) == (pytest.approx(2.26e12 / 90.686), "INTUSD")
    dollars = catalogue["pledge.MICROSOFT.usd"]  # spent in Japan, 2.9 billion dollars buy what their yen buy there
    assert (dollars.value, dollars.quantity.unit) == (pytest.approx(2.9e9 * FIXING / 90.686), "INTUSD")


def test_the_promise_to_train_runs_for_three_years(then):
    assert then.value("training.people") == pytest.approx(3e6)
    assert then.value("training.years") == 3
    assert then.value("training.share_labour_force") == pytest.approx(3 / 69.25)
