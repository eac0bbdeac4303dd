"""How a claim comes to its verdict: by its rule, by hand, or not at all, and under every choice that matters to it."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError, UnknownNameError
from analysis.findings import Catalogue, Outcome, Parameters, Study, Topic

from ..builders import SETTINGS, claimed, evidence, observed

SAID = (
    observed("hives", "AAA", 10, "2024-04-12", observation_id="ten", source_id="article"),
    observed("people", "AAA", 20, "2024-04-12", observation_id="about", precision=10, source_id="article"),
    observed("people", "CCC", 985, "2024-04-12", observation_id="rounded", precision=10, source_id="article"),
)
FOUND = (
    observed("hives", "AAA", 10, "2024-01-01"),
    observed("hives", "AAA", 13, "2024-01-01", year=2019),
    observed("hives", "BBB", 5, "2024-01-01"),
    observed("hives", "CCC", 20, "2024-01-01"),
    observed("people", "AAA", 23, "2024-01-01", precision=2),
    observed("people", "BBB", 1000, "2024-01-01"),
    observed("people", "CCC", 1100, "2024-01-01", precision=400),
    *(observed("eggs", "AAA", 100 + n, "2024-01-01", year=2013 + n) for n in range(11)),
)
MANY = SETTINGS + "many = 1.5\n"
CHOICES = MANY + '[sensitivity.C01]\nwhere = ["aaa", "bbb", "ccc", "nowhere"]\n'
WHERE = {"where": ("aaa", "bbb", "ccc", "nowhere")}


def eggs(c):
    """One more a year, over ten years."""
    return [c.row(o) for o in c.evidence.series("eggs", "AAA")]


def opened(reference, under=None, settings=MANY, figure="ten", found=FOUND, said=SAID, **claim):
    """Open a catalogue in which one claim, "ten hives" by default, is judged by a rule."""
    topic = Topic()
    topic.add("aaa", lambda c: c.newest("hives", "AAA"))
    topic.add("bbb", lambda c: c.newest("hives", "BBB"))
    topic.add("ccc", lambda c: c.newest("hives", "CCC"))
    topic.add("nowhere", lambda c: c.newest("honey", "AAA"))
    topic.add("before", lambda c: c.observe("hives", "AAA", year=2019))
    topic.add("people", lambda c: c.newest("people", "AAA"))
    topic.add("fine", lambda c: c.newest("people", "BBB"))
    topic.add("coarse", lambda c: c.newest("people", "CCC"))
    topic.add("ratio.{which}", lambda c, which: c["aaa"] / c[which], which=("bbb", "ccc", "nowhere"))
    topic.judge("C01", reference, under, **(WHERE if under else {}))
    data = evidence(*said, *found, claims=[claimed("C01", figure, **claim)], settings=settings)
    return Catalogue(data, Parameters(date(2024, 4, 12)), Study("Bees", "", topics=(topic,)))


def judged(*args, **kwargs):
    return opened(*args, **kwargs).verdict("C01")


@pytest.mark.parametrize(
    ("judge", "outcome"),
    [
        (lambda case: case.amount("aaa"), Outcome.SUPPORTED),
        (lambda case: case.amount(case.c["ccc"]), Outcome.CONTRADICTED),
        (lambda case: case.amount("bbb", case.printed - case.c["bbb"]), Outcome.SUPPORTED),  # converted before
        (lambda case: case.part_of_total("aaa", "bbb"), Outcome.CONTRADICTED),  # ten is the figure of the whole
        (lambda case: case.comparison(["ratio.bbb"]), Outcome.SUPPORTED),  # 10 over 5
        (lambda case: case.comparison(["ratio.ccc"]), Outcome.CONTRADICTED),  # 10 over 20
        (lambda case: case.comparison(["ratio.bbb", "ratio.ccc"]), Outcome.DISPUTED),
        (lambda case: case.comparison(["ratio.bbb", "ratio.nowhere"]), Outcome.SUPPORTED),  # left out: not public
        (lambda case: case.comparison(["ratio.nowhere"]), Outcome.NOT_CHECKABLE),
        (lambda case: case.record("aaa"), Outcome.SUPPORTED),
        (lambda case: case.trend({"eggs": eggs(case.c)}, falls=False), Outcome.SUPPORTED),
        (lambda case: case.trend({"eggs": eggs(case.c)}, falls=True), Outcome.CONTRADICTED),
        (lambda case: case.trend({"eggs": eggs(case.c)[:5]}, falls=True), Outcome.NOT_CHECKABLE),
        (lambda case: case.trend({}, falls=True), Outcome.NOT_CHECKABLE),
        (lambda case: case.level("ratio.bbb", "many", above=True), Outcome.SUPPORTED),
        (lambda case: case.level("ratio.bbb", 2.5, above=True), Outcome.CONTRADICTED),
    ],
)
def test_each_rule_of_the_contract_is_applied_to_the_claim(judge, outcome):
    assert judged(judge).outcome is outcome


def test_the_degree_of_a_comparison_is_a_threshold_and_by_default_any():
    strong = SETTINGS + "many = 3\n"
    assert judged(lambda case: case.comparison(["ratio.bbb"], "many")).outcome is Outcome.SUPPORTED
    assert judged(lambda case: case.comparison(["ratio.bbb"], "many"), settings=strong).outcome is Outcome.OVERSTATED
    assert judged(lambda case: case.comparison(["ratio.bbb"]), settings=strong).outcome is Outcome.SUPPORTED


def test_a_misspelt_name_is_refused():
    with pytest.raises(UnknownNameError, match=r"ratio\.bb"):
        judged(lambda case: case.comparison(["ratio.bbb", "ratio.bb"]))


@pytest.mark.parametrize(
    ("evidence_name", "changes_reading", "outcome"),
    [
        ("aaa", "yes", Outcome.MISSING_CONTEXT),
        ("ccc", "yes", Outcome.CONTRADICTED),
        ("aaa", "", Outcome.SUPPORTED),
    ],
)
def test_only_a_supported_claim_whose_context_changes_how_it_reads_misses_context(
    evidence_name, changes_reading, outcome
):
    cells = {"context": "But there is more.", "context_changes_reading": changes_reading}
    assert judged(lambda case: case.amount(evidence_name), **cells).outcome is outcome


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ({"check": "editorial", "rule": "editorial", "editorial_verdict": "disputed"}, Outcome.DISPUTED),
        ({"check": "no", "rule": "not checkable"}, Outcome.NOT_CHECKABLE),
    ],
)
def test_a_verdict_by_hand_or_none_has_no_margin_no_evidence_and_no_specifications(cells, outcome):
    verdict = judged(lambda case: case.amount("aaa"), **cells)
    assert (verdict.outcome, verdict.method, verdict.rule) == (outcome, "editorial", cells["rule"])
    assert (verdict.margin, verdict.evidence_for, verdict.evidence_against, verdict.of) == (None, (), (), 0)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [("copy", Outcome.SUPPORTED), ("blog", Outcome.NOT_CHECKABLE), ("blog daily", Outcome.SUPPORTED)],
)
def test_evidence_that_was_read_on_one_third_partys_page_alone_decides_nothing(found, outcome):
    first, _, other = found.partition(" ")
    row = observed("hives", "AAA", 10, "2024-01-01", document_id=first, confirmed_by=other)
    verdict = judged(lambda case: case.amount("aaa"), found=[row])
    assert (verdict.outcome, bool(verdict.because)) == (outcome, outcome is Outcome.NOT_CHECKABLE)


def test_a_verdict_names_the_nearest_values_of_a_threshold_with_which_it_turns():
    """By hand: the level is two; it is above 1 and 1.9, not above 2 and 3."""
    ranges = MANY + "[ranges]\nmany = [1, 1.9, 2, 3]\n"
    verdict = judged(lambda case: case.level("ratio.bbb", "many", above=True), settings=ranges)
    assert [(it.threshold, it.value, it.outcome) for it in verdict.turns] == [("many", 2, Outcome.IMPRECISE)]


# -- under choices


def varied(under=lambda case, where: case.amount(where), settings=CHOICES):
    return opened(lambda case: case.amount("aaa"), under, settings)


def test_every_choice_that_the_evidence_allows_is_tried_in_order_with_its_margin():
    """Of the fourth nothing is known; ten is no 5 and no 20."""
    catalogue = varied()
    verdict = catalogue.verdict("C01")
    found = [(it.choices[0][1], it.holds, it.margin.id, it.margin.text) for it in verdict.specifications]
    assert found == [
        ("aaa", True, "margin.C01.aaa", "0%"),
        ("bbb", False, "margin.C01.bbb", "+100%"),
        ("ccc", False, "margin.C01.ccc", "−50%"),
    ]
    assert (verdict.holds_in, verdict.of, verdict.margin) == (1, 3, catalogue["margin.C01"])
    assert catalogue["margin.C01.bbb"] == verdict.specifications[1].margin
    with pytest.raises(NotKnownError, match=r"^margin\.C01\.nowhere: no number decides"):
        catalogue["margin.C01.nowhere"]


def test_two_names_for_the_same_figures_count_once():
    """A vintage that has not been revised yet is no second opinion."""
    catalogue = varied(lambda case, where: case.amount("aaa" if where == "bbb" else where))
    assert [it.choices for it in catalogue.verdict("C01").specifications] == [(("where", "aaa"),), (("where", "ccc"),)]
    assert [it.choices for it in varied(settings=MANY).verdict("C01").specifications] == [()]  # none declared to matter


# -- a reporter's rounding, and evidence too coarse to decide


@pytest.mark.parametrize(("rounding", "outcome"), [(0.01, Outcome.SUPPORTED), (0.0099, Outcome.IMPRECISE)])
def test_how_far_a_reporter_may_round_is_a_threshold(rounding, outcome):
    """The article says 980 to 990, the account 1,000: a gap of ten, exactly one per cent of the evidence."""
    settings = SETTINGS.replace("rounding = 0.01", f"rounding = {rounding}")
    assert judged(lambda case: case.amount("fine"), figure="rounded", settings=settings).outcome is outcome


def test_a_figure_said_exactly_is_given_no_leeway():
    """Ten hives, where thirteen were counted: 23 per cent, whatever a reporter may round."""
    settings = SETTINGS.replace("rounding = 0.01", "rounding = 0.5")
    assert judged(lambda case: case.amount("before"), settings=settings).outcome is Outcome.CONTRADICTED


def test_a_claim_whose_only_evidence_is_too_coarse_cannot_be_checked_and_says_why():
    """The coarse account says 900 to 1,300."""
    verdict = judged(lambda case: case.amount("coarse"), figure="rounded")
    assert (verdict.outcome, verdict.of, verdict.because) == (
        Outcome.NOT_CHECKABLE, 0, "People, Ccc, 2020: too coarse to decide",
    )  # fmt: skip


def test_a_choice_under_which_nothing_is_decided_is_shown_and_counts_neither_way():
    verdict = judged(
        lambda case: case.amount("fine"),
        lambda case, where: case.amount({"aaa": "fine", "bbb": "coarse"}[where]),
        MANY + '[sensitivity.C01]\nwhere = ["aaa", "bbb"]\n',
        figure="rounded",
    )
    found = [(it.holds, it.evidence.id, it.margin.text) for it in verdict.specifications]
    assert found == [(True, "fine", "−2%"), (None, "coarse", "−10%")]  # 985 of 1,000 and of 1,100
    assert (verdict.holds_in, verdict.of) == (1, 1)


@pytest.mark.parametrize(
    ("judge", "cells", "text"),
    [
        (lambda case: case.comparison(["ratio.bbb"]), {"rule": "comparison"}, "2 times"),
        (lambda case: case.trend({"eggs": eggs(case.c)}, falls=False), {"rule": "trend"}, "+10%"),
        # twenty to the ten is 15 to 25; over 22 to 24 that is −37.5 to +13.6 per cent, too wide for any other digit
        (lambda case: case.amount("people"), {"rule": "amount", "figure": "about"}, "−13%"),
    ],
)
def test_a_margin_says_what_it_counts_a_distance_to_the_whole_per_cent(judge, cells, text):
    assert judged(judge, **cells).margin.text == text
