"""The verdicts counted: how many claims hold, under how many choices, on which documents, and when that changed."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Parameters, Study, Topic
from analysis.findings.verdict_findings import GROUPS, margins_tried

from ..builders import SETTINGS, claimed, evidence, observed

DAY, LATER = date(2024, 4, 12), date(2024, 6, 1)
SAID = observed("hives", "AAA", 10, "2024-04-12", observation_id="ten", source_id="article")
FOUND = (
    observed("hives", "AAA", 10, "2024-01-01"),
    observed("hives", "BBB", 10, "2024-01-01"),
    observed("hives", "AAA", 30, "2024-05-01"),  # the count is restated after the article
    observed("honey", "CCC", 1, LATER.isoformat()),
)
CHOICES = SETTINGS + '[sensitivity.C01]\nwhere = ["aaa", "bbb"]\n[sensitivity.C02]\nwhere = ["bbb", "nowhere"]\n'


@pytest.fixture(scope="module")
def now():
    """One claim that the restated count contradicts, one that always holds, one by hand, one that nobody can check."""
    topic = Topic()
    topic.add("aaa", lambda c: c.newest("hives", "AAA"))
    topic.add("bbb", lambda c: c.newest("hives", "BBB"))
    topic.add("nowhere", lambda c: c.newest("hives", "CCC"))
    places = {"where": ("aaa", "bbb", "nowhere")}
    topic.judge("C01", lambda case: case.amount("aaa"), lambda case, where: case.amount(where), **places)
    topic.judge("C02", lambda case: case.amount("bbb"), lambda case, where: case.amount(where), **places)
    claims = [
        claimed("C01", "ten"), claimed("C02", "ten"),
        claimed("C03", "ten", check="editorial", rule="editorial", editorial_verdict="imprecise"),
        claimed("C04", "ten", check="no", rule="not checkable"),
        claimed("C05", "ten", kind="defect", check="no", rule="not checkable", paragraph=""),  # of the text
    ]  # fmt: skip
    data = evidence(SAID, *FOUND, claims=claims, settings=CHOICES)
    return Catalogue(data, Parameters(LATER), Study("Bees", "", article="article", topics=(topic,)))


@pytest.fixture(scope="module")
def then(now):
    return now.on(DAY)


def inputs(finding):
    return [part.id for part in finding.inputs]


def test_verdicts_are_counted_as_known_on_the_day(then, now):
    """The count restated in May no longer supports the first claim."""
    before = {"all": 4, "supported": 2, "imprecise": 1, "not_checkable": 1, "flawed": 1, "doubtful": 1, "otherwise": 2}
    after = before | {"supported": 1, "contradicted": 1, "flawed": 2, "doubtful": 2}
    for c, counts in ((then, before), (now, after)):
        assert {group: c[f"verdicts.{group}"].value for group in GROUPS} == dict.fromkeys(GROUPS, 0) | counts
    assert not now.declares("verdict.C05")


def test_under_how_many_choices_a_claim_holds_is_counted_for_those_that_have_any(then, now):
    """The second claim has one specification, as nothing is known of the other place."""
    texts = [[c[f"holds.{claim}"].text for claim in ("C01", "C02")] for c in (then, now)]
    assert texts == [["2 of 2", "1 of 1"], ["1 of 2", "1 of 1"]]
    for claim in ("C03", "C04"):
        with pytest.raises(NotKnownError, match="no choice was varied"):
            now[f"holds.{claim}"]


def test_a_count_rests_on_the_verdicts_counted_and_these_on_what_decides_them(then, now):
    counts = {group: inputs(now[f"verdicts.{group}"]) for group in ("supported", "flawed")}
    assert counts == {"supported": ["verdict.C02"], "flawed": ["verdict.C01", "verdict.C03"]}
    assert inputs(now["verdict.C01"]) == ["claim.C01", "aaa"]
    assert inputs(now["verdict.C03"]) == ["claim.C03"]  # judged by hand
    assert inputs(now["holds.C01"]) == ["claim.C01", "aaa", "bbb"]
    texts = [(c["verdict.C01"].text, c["verdict.C04"].method) for c in (then, now)]
    assert texts == [("C01 supported", "not judged"), ("C01 contradicted", "not judged")]


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        ({"document_id": "report"}, (1, 1)),  # the maker's own
        ({"document_id": "daily", "confirmed_by": "copy"}, (1, 1)),  # two
        ({"document_id": "daily", "confirmed_by": "blog"}, (1, 0)),  # the second is a third party's
        ({"document_id": "daily"}, (1, 0)),  # one that is not the maker's
        ({"published": "2024-05-01"}, (0, 0)),  # not public yet: the verdict rests on nothing
    ],
)
def test_a_verdict_is_firm_that_rests_on_a_document_of_the_maker_or_on_two(cells, counts):
    topic = Topic()
    topic.judge("C01", lambda case: case.amount(case.c.newest("hives", "AAA")))
    found = observed("hives", "AAA", 10, **{"published": "2024-01-01", **cells})
    claims = [claimed("C01", "ten"), claimed("C02", "ten", check="no", rule="not checkable")]
    study = Study("Bees", "", article="article", topics=(topic,))
    c = Catalogue(evidence(SAID, found, claims=claims), Parameters(DAY), study)
    assert (c["documents.computed"].value, c["documents.firm"].value) == counts
    assert c["documents.others"].text == ("C01" if counts == (1, 0) else "none")


def test_margins_are_named_by_claim_and_by_every_combination_of_its_choices(now):
    names = ["C01", "C01.aaa", "C01.bbb", "C02", "C02.bbb", "C02.nowhere", "C03", "C04"]
    assert list(margins_tried(now.evidence)) == names
    known = [name.removeprefix("margin.") for name in now if name.startswith("margin.")]
    assert known == ["C01", "C01.aaa", "C01.bbb", "C02", "C02.bbb"]


def test_the_day_of_a_change_leads_to_what_became_public_and_its_count_to_figures_of_that_day(now):
    days = {name: now[name].text for name in now if name.startswith("history.C")}
    assert days == {"history.C01.2024-04-12": "12 April 2024", "history.C01.2024-05-01": "1 May 2024"}
    assert [leaf.figure for leaf in now["history.C01.2024-05-01"].leaves()] == ["hives.AAA.2020.2024-05-01"]
    assert now["history.turns"].value == 1
    before, after = (now[f"holds.C01.{day}"] for day in ("2024-04-12", "2024-05-01"))
    assert (before.text, after.text) == ("2 of 2", "1 of 2")
    assert before.label.endswith(", as known on 12 April 2024")
    assert "obs.hives.AAA.2020.2024-01-01" in inputs(before)
    assert not [part for part in before.inputs if part.inputs]
