from datetime import date

import pytest

from analysis.findings import Parameters, compute, compute_with_history
from analysis.findings.verdict_history import history, turns


@pytest.fixture(scope="module")
def states(evidence):
    return history(evidence, Parameters(evidence.newest), compute)


def test_every_claim_has_a_state_from_the_articles_day_on(states, evidence):
    assert len(states) == 31
    assert {each[0].since for each in states.values()} == {evidence.judged_at}


def test_the_comparisons_turn_when_the_second_ministry_speaks(states):
    turned = {
        claim: [(new.since, new.verdict.outcome.value) for _, new in turns(each)] for claim, each in states.items()
    }
    assert {claim: t for claim, t in turned.items() if t} == {
        "C26": [(date(2024, 5, 31), "imprecise")],
        "C27": [(date(2024, 5, 31), "disputed")],
    }


def test_the_row_that_changed_a_verdict_is_named(states):
    last = states["C27"][-1]
    assert {f.observation.source_id for f in last.because} == {"meti_2024_05"}
    assert sorted(f.observation.entity for f in last.because) == ["DEU", "JPN"]


def test_a_count_can_change_without_the_verdict(states):
    """By hand: a press figure of 18 April, 13 billion or about that, reaches 13.5; nothing did before."""
    assert [(s.since, s.answer) for s in states["C04"]] == [
        (date(2024, 4, 12), ("imprecise", 0, 5)),
        (date(2024, 4, 18), ("imprecise", 1, 6)),
    ]


def test_the_last_state_is_the_verdict_of_today(states, evidence):
    _, verdicts = compute(evidence, Parameters(evidence.newest))
    assert {c: v.outcome for c, v in verdicts.items()} == {c: each[-1].verdict.outcome for c, each in states.items()}


def test_nothing_has_changed_on_the_articles_own_day(evidence):
    assert all(len(each) == 1 for each in history(evidence, Parameters(evidence.judged_at), compute).values())


def test_one_name_means_one_number_although_the_history_spans_many_days(evidence):
    catalogue, _, _ = compute_with_history(evidence, Parameters(evidence.newest))
    seen = {}
    stack = list(catalogue.values())
    while stack:
        finding = stack.pop()
        assert seen.setdefault(finding.id, finding.quantity) == finding.quantity, finding.id
        stack += finding.inputs
