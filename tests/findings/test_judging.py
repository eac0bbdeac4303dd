"""How a claim comes to its verdict: by its rule, by hand, or not at all, and under every choice that matters to it."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError, UnknownNameError
from analysis.findings import Case, Catalogue, Outcome, Parameters, Study, Topic
from analysis.findings.verdicts import Margin

from ..builders import SETTINGS, claimed, evidence, observed

DAY = date(2024, 4, 12)
ARTICLE = {"source_id": "article"}
SAID = (
    observed("hives", "AAA", 10, "2024-04-12", observation_id="ten", **ARTICLE),
    observed("people", "AAA", 20, "2024-04-12", observation_id="about", precision=10, **ARTICLE),
)
FOUND = (
    observed("hives", "AAA", 10, "2024-01-01"),
    observed("hives", "AAA", 13, "2024-01-01", year=2019),
    observed("hives", "BBB", 5, "2024-01-01"),
    observed("hives", "CCC", 20, "2024-01-01"),
    observed("people", "AAA", 23, "2024-01-01", precision=2),
    *(observed("eggs", "AAA", 100 + n, "2024-01-01", year=2013 + n) for n in range(11)),
)
CHOICES = SETTINGS + 'many = 1.5\n[sensitivity.C01]\nwhere = ["aaa", "bbb", "ccc", "nowhere"]\n'


def eggs(c):
    """One more a year, over ten years."""
    return [c.row(o) for o in c.evidence.series("eggs", "AAA")]


def topic():
    found = Topic()
    found.add("aaa", lambda c: c.newest("hives", "AAA"))
    found.add("bbb", lambda c: c.newest("hives", "BBB"))
    found.add("ccc", lambda c: c.newest("hives", "CCC"))
    found.add("nowhere", lambda c: c.newest("honey", "AAA"))
    found.add("before", lambda c: c.observe("hives", "AAA", year=2019))
    found.add("people", lambda c: c.newest("people", "AAA"))
    found.add("fewer", lambda c: c["aaa"] - c["before"])
    found.add("more", lambda c: c["ccc"] - c["aaa"])
    found.add("ratio.{which}", lambda c, which: c["aaa"] / c[which], which=("bbb", "ccc", "nowhere"))
    return found


def judged(reference, under=None, axes=None, settings=SETTINGS + "many = 1.5\n", **claim):
    """Judge a made-up claim, "ten hives", by a rule; return the verdict and the catalogue."""
    one = topic()
    one.judge("C01", reference, under, **(axes or {}))
    data = evidence(*SAID, *FOUND, claims=[claimed("C01", "ten", **claim)], settings=settings)
    catalogue = Catalogue(data, Parameters(DAY), Study("Bees", "", topics=(one,)))
    return catalogue.verdict("C01"), catalogue


# -- the case --------------------------------------------------------------------------------------------


def test_evidence_is_given_as_a_finding_or_by_its_name():
    by_name, _ = judged(lambda case: case.amount("aaa"))
    as_finding, _ = judged(lambda case: case.amount(case.c["aaa"]))
    assert by_name.outcome is as_finding.outcome is Outcome.SUPPORTED
    assert [f.id for f in by_name.evidence_for] == ["aaa"]


def test_the_articles_own_figure_may_be_converted_before_it_is_judged():
    verdict, _ = judged(lambda case: case.amount("bbb", case.printed - case.c["bbb"]))
    assert verdict.outcome is Outcome.SUPPORTED


@pytest.mark.parametrize(
    ("judge", "outcome"),
    [
        (lambda case: case.amount("ccc"), Outcome.CONTRADICTED),
        (lambda case: case.part_of_total("aaa", "bbb"), Outcome.CONTRADICTED),  # ten is the figure of the whole
        (lambda case: case.comparison(["ratio.bbb"]), Outcome.SUPPORTED),  # 10 over 5
        (lambda case: case.comparison(["ratio.ccc"]), Outcome.CONTRADICTED),  # 10 over 20
        (lambda case: case.comparison(["ratio.bbb", "ratio.ccc"]), Outcome.DISPUTED),
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
    assert judged(judge)[0].outcome is outcome


def test_the_degree_of_a_comparison_is_a_threshold_and_by_default_any():
    strong = SETTINGS + "many = 3\n"
    assert judged(lambda case: case.comparison(["ratio.bbb"], "many"))[0].outcome is Outcome.SUPPORTED
    assert judged(lambda case: case.comparison(["ratio.bbb"], "many"), settings=strong)[0].outcome is Outcome.OVERSTATED
    assert judged(lambda case: case.comparison(["ratio.bbb"]), settings=strong)[0].outcome is Outcome.SUPPORTED


def test_accounts_that_were_not_public_are_left_out_of_a_comparison():
    verdict, _ = judged(lambda case: case.comparison(["ratio.bbb", "ratio.nowhere"]))
    assert [f.id for f in verdict.evidence_for] == ["ratio.bbb"]


def test_a_claim_whose_evidence_was_not_public_cannot_be_checked_and_a_misspelt_name_is_refused():
    verdict, _ = judged(lambda case: case.comparison(["ratio.nowhere"]))
    assert (verdict.outcome, verdict.margin, verdict.of) == (Outcome.NOT_CHECKABLE, None, 0)
    with pytest.raises(UnknownNameError, match=r"ratio\.bb"):
        judged(lambda case: case.comparison(["ratio.bbb", "ratio.bb"]))


# -- the verdict -----------------------------------------------------------------------------------------


def test_a_supported_claim_whose_context_changes_how_it_reads_misses_context_and_no_other():
    changing = {"context": "But there is more.", "context_changes_reading": "yes"}
    assert judged(lambda case: case.amount("aaa"), **changing)[0].outcome is Outcome.MISSING_CONTEXT
    assert judged(lambda case: case.amount("ccc"), **changing)[0].outcome is Outcome.CONTRADICTED
    assert judged(lambda case: case.amount("aaa"), context="But there is more.")[0].outcome is Outcome.SUPPORTED


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ({"check": "editorial", "rule": "editorial", "editorial_verdict": "disputed"}, Outcome.DISPUTED),
        ({"check": "no", "rule": "not checkable"}, Outcome.NOT_CHECKABLE),
    ],
)
def test_a_verdict_by_hand_or_none_has_no_margin_no_evidence_and_no_specifications(cells, outcome):
    data = evidence(*SAID, *FOUND, claims=[claimed("C01", "ten", **cells)])
    verdict = Catalogue(data, Parameters(DAY), Study("Bees", "")).verdicts["C01"]
    assert (verdict.outcome, verdict.method, verdict.rule) == (outcome, "editorial", cells["rule"])
    assert (verdict.margin, verdict.evidence_for, verdict.evidence_against, verdict.of) == (None, (), (), 0)


def test_the_text_of_the_article_has_defects_that_are_no_claims():
    claims = [claimed("C01", "ten", paragraph=""), claimed("C02", "ten", check="no", rule="not checkable")]
    data = evidence(*SAID, *FOUND, claims=claims)
    study = Study("Bees", "", topics=(topic(),))
    study.topics[0].judge("C01", lambda case: case.amount("aaa"))
    assert list(Catalogue(data, Parameters(DAY), study).verdicts) == ["C02"]


# -- under choices ---------------------------------------------------------------------------------------

WHERE = {"where": ("aaa", "bbb", "ccc", "nowhere")}


@pytest.fixture
def varied():
    return judged(
        lambda case: case.amount("aaa"), lambda case, where: case.amount(where), WHERE, settings=CHOICES
    )  # fmt: skip


def test_every_combination_that_the_evidence_allows_is_tried_in_order(varied):
    """Of the fourth nothing is known; ten is no 5 and no 20."""
    verdict, _ = varied
    assert [(s.choices, s.holds) for s in verdict.specifications] == [
        ((("where", "aaa"),), True), ((("where", "bbb"),), False), ((("where", "ccc"),), False),
    ]  # fmt: skip
    assert (verdict.holds_in, verdict.of) == (1, 3)


def test_choices_that_are_not_declared_to_matter_are_not_tried():
    verdict, _ = judged(lambda case: case.amount("aaa"), lambda case, where: case.amount(where), WHERE)
    assert [s.choices for s in verdict.specifications] == [()]


def test_two_names_for_the_same_figures_count_once():
    """A vintage that has not been revised yet is no second opinion."""

    def under(case, where):
        return case.amount("aaa" if where == "bbb" else where)

    verdict, _ = judged(lambda case: case.amount("aaa"), under, WHERE, settings=CHOICES)
    assert [dict(s.choices)["where"] for s in verdict.specifications] == ["aaa", "ccc"]


def test_a_claim_without_choices_has_one_specification_its_reference():
    verdict, _ = judged(lambda case: case.amount("aaa"))
    assert [(s.choices, s.holds) for s in verdict.specifications] == [((), True)]


# -- a reporter's rounding, and evidence too coarse to decide ------------------------------------------------

ROUNDED = (
    observed("people", "AAA", 985, "2024-04-12", observation_id="rounded", precision=10, source_id="article"),
    observed("people", "BBB", 1000, "2024-01-01"),
    observed("people", "CCC", 1100, "2024-01-01", precision=400),
)
"""The article says 980 to 990. One account says 1,000; a coarse one says 900 to 1,300."""


def rounded(reference, *, rounding, under=None, more=""):
    """Judge the rounded figure with a leeway for a reporter's rounding."""
    one, settings = Topic(), SETTINGS.replace("rounding = 0.01", f"rounding = {rounding}") + more
    one.add("fine", lambda c: c.newest("people", "BBB"))
    one.add("coarse", lambda c: c.newest("people", "CCC"))
    axes = {"account": ("fine", "coarse")} if under else {}
    one.judge("C01", reference, under, **axes)
    data = evidence(*ROUNDED, claims=[claimed("C01", "rounded")], settings=settings)
    return Catalogue(data, Parameters(DAY), Study("Bees", "", topics=(one,))).verdict("C01")


@pytest.mark.parametrize(
    ("rounding", "outcome"), [(0.01, Outcome.SUPPORTED), (0.0099, Outcome.IMPRECISE), (0.001, Outcome.IMPRECISE)]
)
def test_how_far_a_reporter_may_round_is_a_threshold(rounding, outcome):
    """A gap of 1,000 − 990 = 10, exactly one per cent of the evidence."""
    assert rounded(lambda case: case.amount("fine"), rounding=rounding).outcome is outcome


def test_a_figure_said_exactly_is_given_no_leeway():
    """Ten hives, where thirteen were counted: 23 per cent, whatever a reporter may round."""
    settings = SETTINGS.replace("rounding = 0.01", "rounding = 0.5")
    assert judged(lambda case: case.amount("before"), settings=settings)[0].outcome is Outcome.CONTRADICTED


def test_a_claim_whose_only_evidence_is_too_coarse_cannot_be_checked_and_says_why():
    verdict = rounded(lambda case: case.amount("coarse"), rounding=0.01)
    assert (verdict.outcome, verdict.of, verdict.evidence_for, verdict.evidence_against) == (
        Outcome.NOT_CHECKABLE, 0, (), (),
    )  # fmt: skip
    assert verdict.because == "People, Ccc, 2020: too coarse to decide"
    assert rounded(lambda case: case.amount("fine"), rounding=0.01).because == ""


def test_a_choice_under_which_nothing_is_decided_is_shown_and_counts_neither_way():
    verdict = rounded(
        lambda case: case.amount("fine"),
        rounding=0.01,
        under=lambda case, account: case.amount(account),
        more='[sensitivity.C01]\naccount = ["fine", "coarse"]\n',
    )
    assert [(dict(s.choices)["account"], s.holds, s.evidence.id) for s in verdict.specifications] == [
        ("fine", True, "fine"), ("coarse", None, "coarse"),
    ]  # fmt: skip
    assert [s.margin.text for s in verdict.specifications] == ["−2%", "−10%"]  # 985 of 1,000 and of 1,100
    assert (verdict.holds_in, verdict.of, verdict.flips) == (1, 1, ())


# -- on which documents a verdict rests ---------------------------------------------------------------------


def test_a_computed_verdict_rests_on_the_documents_of_its_evidence_and_not_on_the_articles():
    said = {**SAID[0], "document_id": "blog"}
    found = {**FOUND[0], "document_id": "daily", "confirmed_by": "copy"}
    one = topic()
    one.judge("C01", lambda case: case.amount("aaa"))
    data = evidence(said, SAID[1], found, *FOUND[1:], claims=[claimed("C01", "ten")])
    verdict = Catalogue(data, Parameters(DAY), Study("Bees", "", topics=(one,))).verdict("C01")
    assert [document.document_id for document in verdict.grounds.documents] == ["copy", "daily"]
    assert (verdict.grounds.kind, verdict.grounds.are_firm) == ("copy", True)


@pytest.mark.parametrize(
    ("read", "documents", "firm"),
    [
        ("daily", ["daily"], False),
        ("blog daily", ["blog", "daily"], False),  # a third party’s does not count
        ("daily blog", ["blog", "daily"], False),
        ("report", ["report"], True),
    ],
)
def test_a_verdict_by_hand_rests_on_the_documents_that_its_claim_names(read, documents, firm):
    by_hand = {
        "check": "editorial",
        "rule": "editorial",
        "editorial_verdict": "imprecise",
        "evidence": read,
        "document_id": "copy",
    }
    data = evidence(*SAID, *FOUND, claims=[claimed("C01", "ten", **by_hand)])
    grounds = Catalogue(data, Parameters(DAY), Study("Bees", "")).verdicts["C01"].grounds
    assert ([document.document_id for document in grounds.documents], grounds.are_firm) == (documents, firm)


# -- margins ---------------------------------------------------------------------------------------------


def test_a_margin_is_named_after_its_claim_and_the_options_it_goes_with(varied):
    verdict, catalogue = varied
    names = [verdict.margin.id, *(s.margin.id for s in verdict.specifications)]
    assert names == ["margin.C01", "margin.C01.aaa", "margin.C01.bbb", "margin.C01.ccc"]
    assert [catalogue[name] for name in names] == [verdict.margin, *(s.margin for s in verdict.specifications)]
    assert [catalogue[name].text for name in names] == ["0%", "0%", "+100%", "−50%"]
    with pytest.raises(NotKnownError, match=r"^margin\.C01\.nowhere: no number decides"):
        catalogue["margin.C01.nowhere"]


@pytest.mark.parametrize(
    ("judge", "rule", "text"),
    [
        (lambda case: case.comparison(["ratio.bbb"]), "comparison", "2 times"),
        (lambda case: case.trend({"eggs": eggs(case.c)}, falls=False), "trend", "+10%"),
        (lambda case: case.amount("people", case.c["people"]), "amount", "0%"),
    ],
)
def test_a_margin_says_what_it_counts(judge, rule, text):
    assert judged(judge, rule=rule)[0].margin.text == text


def test_a_distance_is_printed_to_the_whole_per_cent_at_least():
    """Twenty to the ten is 15 to 25; over 22 to 24 that is −37.5 to +13.6 per cent, too wide for any other digit."""
    claims = [claimed("C01", "about")]
    one = topic()
    one.judge("C01", lambda case: case.amount("people"))
    data = evidence(*SAID, *FOUND, claims=claims)
    margin = Catalogue(data, Parameters(DAY), Study("Bees", "", topics=(one,))).verdict("C01").margin
    assert margin.value == pytest.approx(20 / 23 - 1)
    assert margin.text == "−13%"


def test_what_a_rule_says_of_its_margin_decides_its_sign():
    case = Case(judged(lambda case: case.amount("aaa"))[1], "C01")
    assert case.amount("ccc").kind is Margin.DISTANCE
    assert case.level("aaa", 3.0, above=True).kind is Margin.LEVEL
