"""Verdicts: what they can say, and under how many choices."""

from __future__ import annotations

from dataclasses import replace

from analysis.findings import Outcome, Verdict
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import Specification

PRINTED = Finding("claim.X", "Claim", Quantity(25.0, 24.5, 25.5, "USD"), "given", source_ids=("s",))


def spec(a, b, holds):
    return Specification((("a", a), ("b", b)), holds, PRINTED)


def verdict(*specifications):
    return Verdict("X", Outcome.SUPPORTED, "computed", "amount", None, (), (), specifications)


ALL_FOUR = (spec("1", "1", True), spec("1", "2", False), spec("2", "1", True), spec("2", "2", False))


def test_a_flip_is_one_choice_that_turns_the_reference_round():
    found = verdict(*ALL_FOUR)
    assert (found.holds_in, found.of) == (2, 4)
    assert found.flips == (("b", "2"),)  # ("2", "2") differs in two choices and is no single one
    assert replace(found, specifications=()).flips == ()


def test_a_choice_that_leaves_the_answer_as_it_is_is_no_flip():
    assert verdict(spec("1", "1", True), spec("2", "1", True)).flips == ()
    assert verdict(spec("1", "1", False), spec("2", "1", True)).flips == (("a", "2"),)


def test_a_specification_that_does_not_decide_counts_neither_way():
    undecided = spec("1", "2", None)
    found = verdict(spec("1", "1", True), undecided, spec("2", "1", False))
    assert (found.holds_in, found.of) == (1, 2)
    assert found.flips == (("a", "2"),)  # the undecided one turns nothing round
    assert found.specifications[1] is undecided
    assert (verdict(undecided).holds_in, verdict(undecided).of) == (0, 0)


def test_a_specification_names_the_choices_in_which_it_differs_from_another():
    one, both = ALL_FOUR[2], ALL_FOUR[3]
    assert one.differs_from(ALL_FOUR[0]) == [("a", "2")]
    assert both.differs_from(ALL_FOUR[0]) == [("a", "2"), ("b", "2")]
    assert one.differs_from(one) == []
