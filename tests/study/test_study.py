"""The study as a whole: every verdict worked by hand, on the article's day and with everything known."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from analysis.findings import Catalogue, Outcome
from analysis.study import STUDY

from ..conftest import DATA

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
    "C10": (SUPPORTED, DISPUTED),
    "C11": (SUPPORTED, SUPPORTED),
    "C12": (SUPPORTED, SUPPORTED),
    "C13": (SUPPORTED, SUPPORTED),
    "C14": (SUPPORTED, SUPPORTED),
    "C15": (SUPPORTED, SUPPORTED),
    "C16": (SUPPORTED, SUPPORTED),
    "C17": (SUPPORTED, SUPPORTED),
    "C18": (SUPPORTED, SUPPORTED),
    "C19": (SUPPORTED, SUPPORTED),
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
BY_SEVERAL = {"C10", "C26", "C27", "C31"}
"""Claims whose reference takes every account or measure known, and not only the first of their specifications."""


@pytest.fixture(scope="module")
def computed(evidence):
    return tuple(claim for claim in OUTCOMES if evidence.claims[claim]["check"] == "computed")


@pytest.fixture(scope="module")
def by_hand(evidence):
    return tuple(claim for claim in OUTCOMES if evidence.claims[claim]["check"] != "computed")


def test_every_claim_of_the_article_has_a_verdict_in_its_order(evidence, then, now):
    assert list(then.verdicts) == list(now.verdicts) == list(evidence.claims_judged) == list(OUTCOMES)


@pytest.mark.parametrize("claim", OUTCOMES)
def test_each_outcome_is_the_one_worked_by_hand(then, now, claim):
    assert (then.verdicts[claim].outcome, now.verdicts[claim].outcome) == OUTCOMES[claim]


@pytest.mark.parametrize(("day", "at"), [("then", 0), ("now", 1)])
def test_verdicts_are_counted(request, day, at):
    report = request.getfixturevalue(day)
    by_hand = Counter(outcomes[at] for outcomes in OUTCOMES.values())
    counts = {outcome: report.value(f"verdicts.{outcome.replace(' ', '_')}") for outcome in Outcome}
    assert counts == {outcome: by_hand[outcome] for outcome in Outcome}
    assert report.value("verdicts.all") == len(OUTCOMES)
    flawed = (MISSING, IMPRECISE, OVERSTATED, DISPUTED, CONTRADICTED)
    assert report.value("verdicts.flawed") == sum(by_hand[outcome] for outcome in flawed)


def test_a_verdict_by_hand_or_none_has_neither_margin_nor_specifications(then, now, by_hand):
    assert by_hand
    for report in (then, now):
        for claim in by_hand:
            verdict = report.verdicts[claim]
            assert (verdict.method, verdict.margin, verdict.of) == ("editorial", None, 0), claim


def test_a_computed_verdict_shows_its_evidence_and_its_reference_comes_first(then, now, computed):
    for report in (then, now):
        for claim in computed:
            verdict = report.verdicts[claim]
            assert verdict.method == "computed", claim
            assert verdict.evidence_for or verdict.evidence_against, claim
            if claim not in BY_SEVERAL:
                assert verdict.specifications[0].holds == (verdict.outcome in (SUPPORTED, MISSING)), claim


def test_every_claim_that_is_computed_has_a_rule_and_every_declared_choice_an_effect(evidence, now, computed):
    judged = now.catalogue.judgements
    assert set(judged) == set(computed)
    assert {claim for claim, one in judged.items() if one.under} == evidence.settings.sensitivity.keys()


def test_missing_context_replaces_supported_and_never_a_worse_verdict(evidence, then, now):
    changed = {claim for claim, row in evidence.claims.items() if row["context_changes_reading"] == "yes"}
    computed = {claim for claim in changed if evidence.claims[claim]["check"] == "computed"}
    assert computed == {"C01", "C02", "C05", "C22", "C25"}
    for report in (then, now):
        assert report.verdicts["C02"].outcome == IMPRECISE  # by rule, which no context makes better
        assert all(report.verdicts[claim].outcome == MISSING for claim in computed - {"C02"})
        assert all(report.verdicts[claim].specifications[0].holds for claim in computed - {"C02"})


def test_every_claim_says_whether_context_changes_it_and_why(evidence):
    judged = [row for row in evidence.claims.values() if row["paragraph"]]
    assert {row["context_changes_reading"] for row in judged} == {"yes", "no"}
    with (DATA / "claims.csv").open(encoding="utf-8", newline="") as file:
        assert all(row["context_reason"] for row in csv.DictReader(file) if row["paragraph"])


@pytest.mark.parametrize("day", ["then", "now"])
def test_each_verdict_says_who_judged_and_the_counts_add_up(request, day):
    report = request.getfixturevalue(day)
    found = Counter(verdict.judged_by for verdict in report.verdicts.values())
    assert found == {"rule": 14, "rule and editor": 4, "editor": 11, None: 3}  # C01, C05, C22 and C25 by both
    for who in ("rule", "rule_and_editor", "editor"):
        assert report.value(f"judged.{who}") == found[who.replace("_", " ")]


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


LOOSER = {
    "C02": ("dominates", 0.4), "C10": ("trend_swing", 2.0), "C26": ("much_larger", 3.0), "C27": ("much_larger", 1.2),
    "C30": ("low_level", 0.3), "C31": ("trend_swing", 4.0),
}  # fmt: skip
"""Another threshold that makes the count of choices come out otherwise."""

OTHERWISE = {"C04": 1.06, "C08": 1.1, "C23": 0.66, "C25": 1.1}
"""By what the article's figure is multiplied, which does the same."""


@pytest.mark.parametrize("claim", [*LOOSER, *OTHERWISE])
def test_each_count_of_choices_comes_out_otherwise_for_some_input(now, evidence, claim):
    if claim in LOOSER:
        name, value = LOOSER[claim]
        settings = replace(evidence.settings, thresholds={**evidence.settings.thresholds, name: value})
        other = replace(evidence, settings=settings)
    else:
        row, times = evidence.article[f"claim.{claim}"], OTHERWISE[claim]
        figure = replace(row, value=row.value * times, low=row.low * times, high=row.high * times)
        other = replace(evidence, _by_id={**evidence._by_id, f"claim.{claim}": figure})
    verdict = now.verdicts[claim]
    found = Catalogue(other, now.catalogue.parameters, STUDY).verdict(claim)
    assert found.holds_in != verdict.holds_in


def figures_beneath(specification):
    return frozenset(leaf.figure for leaf in specification.evidence.leaves())


def test_specifications_that_rest_on_the_same_figures_count_once(then, now, computed):
    for report in (then, now):
        for claim in computed:
            beneath = [figures_beneath(s) for s in report.verdicts[claim].specifications]
            assert len(set(beneath)) == len(beneath), claim


def test_a_figure_not_yet_restated_is_no_second_specification(then, report_on):
    """Until 16 December 2024 the rank of 2022 was known in one version only."""
    bases = [dict(s.choices)["productivity_basis"] for s in then.verdicts["C30"].specifications]
    assert bases == ["rank", "level_ppp", "level_market"]
    assert report_on(date(2024, 12, 15)).verdicts["C30"].of == 3
    assert report_on(date(2024, 12, 16)).verdicts["C30"].of == 4


def test_three_verdicts_turned_when_figures_were_published(now):
    turned = {
        (claim, after.since, before.verdict.outcome, after.verdict.outcome)
        for claim, states in now.catalogue.history.items()
        for before, after in pairwise(states)
        if before.verdict.outcome is not after.verdict.outcome
    }
    day = date(2024, 5, 31)
    exports = date(2026, 4, 8)  # the World Bank’s exports of 2023
    assert turned == {
        ("C26", day, SUPPORTED, OVERSTATED), ("C27", day, SUPPORTED, DISPUTED), ("C10", exports, SUPPORTED, DISPUTED),
    }  # fmt: skip
    assert now.value("history.turns") == 3


# -- names ----------------------------------------------------------------------------------------------


def test_every_threshold_and_window_that_the_data_declare_is_needed_by_the_study(evidence):
    assert set(STUDY.thresholds) == evidence.settings.thresholds.keys()
    assert set(STUDY.windows) == evidence.settings.windows.keys()
