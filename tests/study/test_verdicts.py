"""Every verdict worked by hand, when the article ran and with everything known."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from analysis.findings import Catalogue, Outcome, claim_rules
from analysis.study import STUDY

from .conftest import CHEAPEST, FIXING

SUPPORTED, MISSING, IMPRECISE = "supported", "missing context", "imprecise"
OVERSTATED, DISPUTED, CONTRADICTED, NOT_CHECKABLE = "overstated", "disputed", "contradicted", "not checkable"

OUTCOMES = {
    # claim: on the article's day, and with everything known
    "C01": (MISSING, MISSING),
    "C02": (IMPRECISE, IMPRECISE),
    "C03": (SUPPORTED, SUPPORTED),
    "C04": (IMPRECISE, IMPRECISE),
    "C05": (MISSING, MISSING),
    "C06": (SUPPORTED, SUPPORTED),
    "C07": (SUPPORTED, SUPPORTED),
    "C08": (SUPPORTED, SUPPORTED),
    "C09": (NOT_CHECKABLE, NOT_CHECKABLE),  # an opinion
    "C10": (SUPPORTED, SUPPORTED),
    "C11": (SUPPORTED, SUPPORTED),
    "C12": (SUPPORTED, SUPPORTED),
    "C13": (SUPPORTED, SUPPORTED),
    "C14": (SUPPORTED, SUPPORTED),
    "C15": (SUPPORTED, SUPPORTED),
    "C16": (SUPPORTED, SUPPORTED),
    "C17": (SUPPORTED, SUPPORTED),
    "C18": (SUPPORTED, SUPPORTED),
    "C19": (MISSING, MISSING),  # the rules work by licence
    "C20": (NOT_CHECKABLE, NOT_CHECKABLE),  # the sentence is cut off
    "C21": (SUPPORTED, SUPPORTED),
    "C22": (MISSING, MISSING),
    "C23": (CONTRADICTED, CONTRADICTED),
    "C24": (NOT_CHECKABLE, NOT_CHECKABLE),  # the phrase was not found
    "C25": (MISSING, MISSING),
    "C26": (SUPPORTED, OVERSTATED),
    "C27": (SUPPORTED, DISPUTED),
    "C28": (SUPPORTED, SUPPORTED),
    "C29": (MISSING, MISSING),
    "C30": (SUPPORTED, SUPPORTED),
    "C31": (DISPUTED, DISPUTED),
    "C32": (SUPPORTED, SUPPORTED),
}


@pytest.mark.parametrize("claim", OUTCOMES)
def test_each_outcome_is_the_one_worked_by_hand(then, now, claim):
    assert (then.verdicts[claim].outcome, now.verdicts[claim].outcome) == OUTCOMES[claim]


def test_every_claim_has_a_verdict_in_the_order_of_the_article_and_all_are_counted(evidence, then, now):
    for at, report in enumerate((then, now)):
        assert list(report.verdicts) == list(evidence.claims_judged) == list(OUTCOMES)
        by_hand = Counter(outcomes[at] for outcomes in OUTCOMES.values())
        counts = {outcome: report.value(f"verdicts.{outcome.replace(' ', '_')}") for outcome in Outcome}
        assert counts == {outcome: by_hand[outcome] for outcome in Outcome}
        assert report.value("verdicts.all") == len(OUTCOMES)
        flawed = (MISSING, IMPRECISE, OVERSTATED, DISPUTED, CONTRADICTED)
        assert report.value("verdicts.flawed") == sum(by_hand[outcome] for outcome in flawed)
        judged = Counter(verdict.judged_by for verdict in report.verdicts.values())
        assert judged == {"rule": 14, "rule and editor": 4, "editor": 11, None: 3}  # C01, C05, C22 and C25 by both
        assert report.value("judged.rule_and_editor") == 4


def test_every_claim_that_is_computed_has_a_rule_and_every_declared_choice_an_effect(evidence, now):
    computed = {claim for claim in OUTCOMES if evidence.claims[claim]["check"] == "computed"}
    judged = now.catalogue.judgements
    assert set(judged) == computed
    assert {claim for claim, one in judged.items() if one.under} == evidence.settings.sensitivity.keys()
    assert set(STUDY.thresholds) == evidence.settings.thresholds.keys()
    assert set(STUDY.windows) == evidence.settings.windows.keys()


def test_missing_context_replaces_supported_and_never_a_worse_verdict(evidence, now):
    changed = {claim for claim, row in evidence.claims.items() if row["context_changes_reading"] == "yes"}
    computed = {claim for claim in changed if evidence.claims[claim]["check"] == "computed"}
    assert computed == {"C01", "C02", "C05", "C22", "C25"}
    assert now.verdicts["C02"].outcome == IMPRECISE  # by rule, which no context makes better
    assert all(now.verdicts[claim].specifications[0].holds for claim in computed - {"C02"})


# -- by every way of counting ---------------------------------------------------------------------------------

RELEASE = 164.97 / 1.0867
"""Yen for a dollar on 9 April 2024, the day on which the ministry released the sum."""

BILLIONS_OF_C25 = 25e9 / (3.9e12 / FIXING) - 1, 25e9 / (3.9308e12 / FIXING) - 1
WAYS_OF_C26 = {
    "mof": True,
    "own_share": True,
    "per_year": True,
    "per_head": False,
    "per_head_ppp": True,
    "with_tax_credit": True,
}
ONE = {"": True}
"""A claim judged in one way only."""

BY_HAND = {
    # claim: the margin, and in each way of counting whether it holds, when the article ran and now; the margin of an
    # open bound is None, and None stands for evidence that is too coarse to decide, which is counted neither way
    "C01": ((None, None), (ONE, ONE)),
    # the mean of 1986 to 1989 is 49.0%, from 49.4% up to a half is 0.6%; 52.1% in the last year alone
    "C02": (((0.46 + 0.48 + 0.50 + 0.521) / 4,) * 2, ({"mean_of_decade": False, "end_of_decade": True},) * 2),
    # 2,260 billion yen are 14.76 billion dollars, 14.72 at least, above 14.5; "about" 15 is 14 to 16, "about" 13 is 12
    # to 14, each wider than 13.5 to 14.5 and about a number outside
    "C04": (
        (14e9 / (2.26e12 / FIXING) - 1,) * 2,
        tuple({"rate_of_the_day": False, "reuters": False, "white_house": None, "nhk": False} | later
              for later in ({}, {"kyodo": None})),
    ),
    "C05": ((0, 0), (ONE, ONE)),
    "C07": ((None, None), (ONE, ONE)),
    # 125 million is 124.5 to 125.5; the official figure is 0.12% less; the register came out on 24 July 2024
    "C08": (
        (125e6 / 124.352e6 - 1,) * 2,
        ({"official": True, "imf": True}, {"official": True, "imf": True, "register": True}),
    ),
    # others below Japan over others below South Korea: 41 / 62 over 49 / 62 in 2018, 32 / 63 over 58 / 63 in 2023
    "C10": ((32 / 58 / (41 / 49) - 1,) * 2, ({"ranking": True, "research": True}, {"ranking": True})),
    "C11": ((0, 0), (ONE, ONE)),
    "C12": ((0, 0), (ONE, ONE)),
    "C13": ((None, None), (ONE, ONE)),
    "C22": ((0, 0), (ONE, ONE)),
    # 20 against 13.5 billion, or 13.3; the plan published later had 12.2
    "C23": (
        (20 / 13.5 - 1,) * 2,
        ({"kyodo": False, "nikkei": False}, {"kyodo": False, "nikkei": False, "original_plan": False}),
    ),
    # about 3.9 trillion are 25.03 to 26.35 billion at the rate of the release, which decides nothing; the exact sum of
    # 3,930.8 billion is 25.66 at the rate of the day, a reporter's rounding from 25, and 25.89 at that of the release
    "C25": (
        BILLIONS_OF_C25,
        ({"day": True, "release_day": None, "period_mean": False},
         {"day": True, "release_day": False, "period_mean": False, "round_sum": True}),
    ),
    "C26": (
        (0.71 / 0.21, 0.68 / 0.50),
        (WAYS_OF_C26, {"mof": True, "meti": False} | WAYS_OF_C26 | {"as_awarded": True}),
    ),
    "C27": (
        (0.71 / 0.41, 0.68 / 0.71),
        ({"mof": True},
         {"mof": True, "meti": False, "own_share": False, "per_head": False, "per_head_ppp": None}),
    ),
    "C28": ((34 / (12_342 / 365.25) - 1,) * 2, (ONE, ONE)),
    # 30th of 38, restated as 31st in December 2024: the same figure is not counted twice before
    "C30": (
        ((38 - 30) / 37, (38 - 31) / 37),
        ({"rank": True, "level_ppp": True, "level_market": True},
         {"rank": True, "rank_first": True, "level_ppp": True, "level_market": True}),
    ),
    "C31": (
        (73.952 / 79.01 - 1,) * 2,
        ({"population_15_64": True, "labour_force": False, "employed": False},) * 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("at", [0, 1], ids=["then", "now"])
@pytest.mark.parametrize("claim", BY_HAND)
def test_margin_and_ways_of_counting_are_those_worked_by_hand(then, now, claim, at):
    margins, ways = BY_HAND[claim]
    verdict = (then, now)[at].verdicts[claim]
    if margins[at] is None:
        assert verdict.margin is None
    else:
        assert verdict.margin.value == pytest.approx(margins[at], rel=1e-9, abs=1e-12)
    found = {" ".join(option for _, option in s.choices): s.holds for s in verdict.specifications}
    assert list(found.items()) == list(ways[at].items())
    decided = [holds for holds in ways[at].values() if holds is not None]
    assert (verdict.holds_in, verdict.of) == (sum(decided), len(decided))


@pytest.mark.parametrize(
    ("claim", "texts"),
    [
        ("C04", "$14.8 billion −5%, $15.24 billion −8%, $15 billion −7%, $14.9 billion −6%, $13 billion +8%"),
        ("C08", "124.352 million +0.5%, 124.621 million +0.3%, 124.885 million +0.1%"),
        ("C23", "$13.5 billion +48%, $13.3 billion +50%, $12.2 billion +64%"),
        # 0.71 over 0.21 and 0.68 over 0.50; 0.63808% over 0.18949%, by 5 years over 3, a head 1.32, at purchasing power
        # 2.16; with 24 of a tax credit 2.31; granted 0.4236% over 0.0604%
        ("C26", "3.4, 1.36, 3.37, 5.61, 1.32, 2.16, 2.31, 7.01"),
        ("C27", "1.73, 0.96, 1.4, 0.81, 1.0"),
    ],
)
def test_each_way_of_counting_gives_a_number_and_its_margin(now, claim, texts):
    found = [(s.evidence.text, s.margin.text) for s in now.verdicts[claim].specifications]
    is_ratio = [margin == f"{number} times" for number, margin in found]
    assert all(is_ratio) == any(is_ratio)
    assert ", ".join(number if all(is_ratio) else f"{number} {margin}" for number, margin in found) == texts


def test_a_reader_is_told_by_what_a_claim_does_not_hold(now):
    words = ("METI", "per head at the rate of the article’s date, our count")
    assert now.verdicts["C26"].fails_by == words
    assert f"The claim does not hold by: {'; '.join(words)}." in now.verdicts["C26"]._repr_html_()


def test_evidence_for_and_against_is_told_apart(then, now):
    for report in (then, now):
        against = {claim: [f.value for f in report.verdicts[claim].evidence_against] for claim in ("C23", "C31")}
        assert against["C23"] == pytest.approx([13.5e9, 20e9])
        assert against["C31"] == pytest.approx([69.25 / 65.93 - 1, 67.47 / 63.27 - 1])
    assert [f.value for f in now.verdicts["C10"].evidence_for] == pytest.approx([32 / 58 / (41 / 49) - 1])
    assert not now.verdicts["C10"].evidence_against  # exports came closer over five years, not clearly over ten


@pytest.mark.parametrize(
    ("claim", "day", "outcome"),
    [
        ("C10", "2026-04-08", SUPPORTED),  # the World Bank’s exports of 2023 show no clear change over ten years
        ("C26", "2024-05-30", SUPPORTED),
        ("C26", "2024-05-31", OVERSTATED),  # METI's shares
        ("C27", "2024-05-30", SUPPORTED),
        ("C27", "2024-05-31", DISPUTED),
        ("C27", "2025-07-25", DISPUTED),  # the lapse at Magdeburg is a later movement, no part of the verdict
    ],
)
def test_a_verdict_changes_on_the_day_a_figure_became_public(report_on, claim, day, outcome):
    assert report_on(date.fromisoformat(day)).verdicts[claim].outcome == outcome


def test_two_claims_are_in_doubt_since_a_second_ministry_published_its_shares(then, now):
    shifted = {claim: it.words for claim, it in now.catalogue.standings.items() if it.shift}
    assert shifted == dict.fromkeys(("C26", "C27"), "in doubt since 31 May 2024")
    assert now.value("verdicts.in_doubt") == 2
    assert now.value("verdicts.failed") == then.value("verdicts.failed") == 4  # C02, C04, C23 and C31
    assert now.catalogue["verdicts.failed.kinds"].text == "one is contradicted, one is disputed and two are imprecise"
    assert now.value("verdicts.then.supported") == then.value("verdicts.supported") == 19
    assert "verdicts.in_doubt" not in then.catalogue


def test_two_verdicts_turned_when_figures_were_published(now):
    turned = {
        (claim, after.since.isoformat())
        for claim, states in now.catalogue.history.items()
        for before, after in pairwise(states)
        if before.verdict.outcome is not after.verdict.outcome
    }
    assert turned == {("C26", "2024-05-31"), ("C27", "2024-05-31")}
    assert now.value("history.turns") == 2


TURNS = {  # claim, threshold and value: what the rule then says; worked by hand
    ("C02", "dominates", 0.45): "supported",  # 49.0%
    ("C02", "dominates", 0.55): "contradicted",  # a gap of 12%
    ("C04", "rounding", 0.015): "supported",  # 14.76 to 14.5: 1.8% of the middle, 1.5% of the gap to the bound
    ("C10", "trend_swing", 2.0): "not checkable",
    ("C25", "rounding", 0.005): "imprecise",  # 25.66 to 25.5: 0.6%
    ("C26", "much_larger", 1.25): "supported",  # 1.34 at least, by METI
}


def test_the_thresholds_with_which_a_verdict_turns_are_those_worked_by_hand(now):
    found = {(c, it.threshold, it.value): it.outcome for c, v in now.verdicts.items() for it in v.turns}
    assert found == TURNS


@pytest.mark.parametrize(("rounding", "outcome"), [(0.001, Outcome.IMPRECISE), (0.002, Outcome.SUPPORTED)])
def test_without_a_reporters_rounding_the_population_is_imprecise(now, rounding, outcome):
    claim, evidence = now.catalogue["claim.C08"], now.catalogue["population.official"]
    assert claim_rules.amount(claim, evidence, 0.10, rounding).outcome is outcome


LOOSER = {
    "C02": ("dominates", 0.4), "C10": ("trend_swing", 2.0), "C26": ("much_larger", 3.0), "C27": ("much_larger", 1.2),
    "C30": ("low_level", 0.3), "C31": ("trend_swing", 4.0),
}  # fmt: skip
"""Another threshold that changes the count of ways in which a claim holds."""

MULTIPLIED = {"C04": 1.06, "C08": 1.1, "C23": 0.66, "C25": 1.1}
"""By what the article's figure is multiplied, which does the same."""


@pytest.mark.parametrize("claim", [*LOOSER, *MULTIPLIED])
def test_no_count_of_ways_is_the_same_whatever_goes_in(now, evidence, claim):
    if claim in LOOSER:
        name, value = LOOSER[claim]
        settings = replace(evidence.settings, thresholds={**evidence.settings.thresholds, name: value})
        other = replace(evidence, settings=settings)
    else:
        row, times = evidence.article[f"claim.{claim}"], MULTIPLIED[claim]
        figure = replace(row, value=row.value * times, low=row.low * times, high=row.high * times)
        other = replace(evidence, _by_id={**evidence._by_id, f"claim.{claim}": figure})
    found = Catalogue(other, now.catalogue.parameters, STUDY).verdict(claim)
    assert found.holds_in != now.verdicts[claim].holds_in


def test_specifications_that_rest_on_the_same_figures_count_once(then, now):
    for report in (then, now):
        for claim, verdict in report.verdicts.items():
            beneath = [frozenset(leaf.figure for leaf in s.evidence.leaves()) for s in verdict.specifications]
            assert len(set(beneath)) == len(beneath), claim


def test_a_figure_not_yet_restated_is_no_second_specification(report_on):
    """Until 16 December 2024 the rank of 2022 was known in one version only."""
    assert [report_on(date(2024, 12, day)).verdicts["C30"].of for day in (15, 16)] == [3, 4]


def test_the_yen_was_last_as_weak_in_june_1990_whoever_set_the_rate(raw):
    """From 12 April 2024 these are 33.79 years, which round to 34; the fixing at its lowest, and the noon rate."""
    day = date(2024, 4, 12)
    for level in (CHEAPEST, 153.115):
        earlier = [it for it, (rate, _) in raw.noon.items() if it < day - timedelta(days=30) and rate >= level]
        assert max(earlier) == date(1990, 6, 28)


ASKED = """
import analysis as an
verdicts = an.load(as_of="2024-04-12").verdicts
for claim in verdicts:
    if grounds := getattr(verdicts[claim], "grounds", None):
        print(claim, [document.document_id for document in grounds.documents])
"""


def test_documents_of_a_verdict_do_not_depend_on_the_order_of_a_set():
    """Under these two seeds of Python's hashes C27 once named different documents."""
    one, other = (
        subprocess.run(
            [sys.executable, "-c", ASKED],
            env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    )  # fmt: skip
    assert one.startswith("C01 [")
    assert one == other
