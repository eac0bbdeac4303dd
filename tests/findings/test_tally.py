"""The verdicts counted: how many claims hold, under how many choices, and when that changed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Outcome, Parameters, Study, Topic
from analysis.findings.catalogue import FLAWED, GROUPS, HARD, ROBUST, margins_tried

from ..builders import SETTINGS, claimed, observed
from ..builders import evidence as made


@pytest.mark.parametrize("day", ["then", "now"])
def test_counts_agree_with_the_verdicts_themselves(request, day):
    report = request.getfixturevalue(day)
    found = Counter(verdict.outcome for verdict in report.verdicts.values())
    for outcome in Outcome:
        assert report.value(f"verdicts.{outcome.replace(' ', '_')}") == found[outcome]
    assert report.value("verdicts.all") == len(report.verdicts)
    assert report.value("verdicts.flawed") == sum(found[outcome] for outcome in FLAWED)


def test_claims_that_hold_always_or_never_are_among_those_with_a_choice(then, now):
    for report in (then, now):
        varied = {c: v for c, v in report.verdicts.items() if v.of > 1}
        assert report.value("robust.all") == len(varied)
        decided = [{s.holds for s in v.specifications if s.holds is not None} for v in varied.values()]
        assert report.value("robust.always") == decided.count({True})
        assert report.value("robust.never") == decided.count({False})


def test_a_verdict_as_a_finding_says_what_is_said_and_leads_to_what_decides_it(now):
    for claim, verdict in now.verdicts.items():
        found = now.catalogue[f"verdict.{claim}"]
        assert (found.value, found.text) == (1, f"{claim} {verdict.outcome.value}")
        decisive = [f.id for f in (*verdict.evidence_for, *verdict.evidence_against)]
        said = [f"claim.{claim}"] if f"claim.{claim}" in now.catalogue else []
        assert [part.id for part in found.inputs] == (list(dict.fromkeys([*said, *decisive])) or ["claim.day"]), claim


@pytest.mark.parametrize("day", ["then", "now"])
def test_computed_verdicts_are_counted_by_the_documents_they_rest_on(request, day):
    report = request.getfixturevalue(day)
    resting = {c: v.grounds for c, v in report.verdicts.items() if v.method == "computed" and v.grounds}
    firm = [claim for claim, grounds in resting.items() if grounds.are_firm]
    assert report.value("documents.computed") == len(resting)
    assert report.value("documents.firm") == len(firm) < len(resting)
    for group, claims in (("computed", resting), ("firm", firm)):
        inputs = [part.id for part in report.catalogue[f"documents.{group}"].inputs]
        assert inputs == [f"verdict.{claim}" for claim in claims]


# -- a made-up article ------------------------------------------------------------------------------------

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
def bees():
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
        claimed("C05", "ten", check="no", rule="not checkable", paragraph=""),
    ]  # fmt: skip
    data = made(SAID, *FOUND, claims=claims, settings=CHOICES)
    whole = Catalogue(data, Parameters(LATER), Study("Bees", "", article="article", topics=(topic,)))
    return {"then": whole.on(DAY), "now": whole}


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (
            "then",
            {"all": 4, "supported": 2, "imprecise": 1, "not_checkable": 1, "flawed": 1, "doubtful": 1, "otherwise": 2},
        ),
        (
            "now",
            {
                "all": 4,
                "supported": 1,
                "contradicted": 1,
                "imprecise": 1,
                "not_checkable": 1,
                "flawed": 2,
                "doubtful": 2,
                "otherwise": 2,
            },
        ),
    ],
)
def test_verdicts_are_counted_as_known_on_the_day(bees, day, counts):
    """The count restated in May no longer supports the first claim; a defect of the text is no claim."""
    found = {group: bees[day][f"verdicts.{group}"].value for group in GROUPS}
    assert found == dict.fromkeys(GROUPS, 0) | counts


@pytest.mark.parametrize(
    ("day", "counts"), [("then", {"all": 1, "always": 1, "never": 0}), ("now", {"all": 1, "always": 0, "never": 0})]
)
def test_only_claims_of_which_a_choice_makes_a_difference_are_counted_as_robust(bees, day, counts):
    """The second claim has one specification, as of the other place nothing is known."""
    assert {group: bees[day][f"robust.{group}"].value for group in ROBUST} == counts


def test_how_often_a_claim_holds_is_said_out_of_those_tried(bees):
    texts = {day: [bees[day][f"holds.{claim}"].text for claim in ("C01", "C02")] for day in bees}
    assert texts == {"then": ["2 of 2", "1 of 1"], "now": ["1 of 2", "1 of 1"]}
    for claim in ("C03", "C04"):
        with pytest.raises(NotKnownError, match="no choice was varied"):
            bees["now"][f"holds.{claim}"]


def test_a_count_rests_on_the_verdicts_counted_and_these_on_what_decides_them(bees):
    now = bees["now"]
    assert [part.id for part in now["verdicts.supported"].inputs] == ["verdict.C02"]
    assert [part.id for part in now["verdicts.flawed"].inputs] == ["verdict.C01", "verdict.C03"]
    assert [part.id for part in now["verdicts.all"].inputs] == [f"verdict.C0{n}" for n in (1, 2, 3, 4)]
    assert [part.id for part in now["verdict.C02"].inputs] == ["claim.C02", "bbb"]
    assert [part.id for part in now["verdict.C01"].inputs] == ["claim.C01", "aaa"]
    assert [part.id for part in now["verdict.C03"].inputs] == ["claim.C03"]  # judged by hand
    assert [now[f"verdict.C0{n}"].method for n in (3, 4)] == ["judged by editor", "not judged"]
    texts = [now[f"verdict.C0{n}"].text for n in (1, 2, 3, 4)]
    assert texts == ["C01 contradicted", "C02 supported", "C03 imprecise", "C04 not checkable"]
    assert bees["then"]["verdict.C01"].text == "C01 supported"
    assert [part.id for part in bees["now"]["holds.C01"].inputs] == ["claim.C01", "aaa", "bbb"]


def test_a_defect_of_the_text_is_no_verdict_to_be_counted(bees):
    assert not bees["now"].declares("verdict.C05")


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
    topic.add("aaa", lambda c: c.newest("hives", "AAA"))
    topic.judge("C01", lambda case: case.amount("aaa"))
    found = observed("hives", "AAA", 10, cells.pop("published", "2024-01-01"), **cells)
    claims = [claimed("C01", "ten"), claimed("C02", "ten", check="no", rule="not checkable")]
    study = Study("Bees", "", article="article", topics=(topic,))
    c = Catalogue(made(SAID, found, claims=claims), Parameters(DAY), study)
    assert (c["documents.computed"].value, c["documents.firm"].value) == counts


def test_margins_are_named_by_claim_and_by_every_combination_of_its_choices(bees):
    data = bees["now"].evidence
    assert list(margins_tried(data)) == ["C01", "C01.aaa", "C01.bbb", "C02", "C02.bbb", "C02.nowhere", "C03", "C04"]
    assert {name for name in bees["now"] if name.startswith("margin.")} == {
        "margin.C01", "margin.C01.aaa", "margin.C01.bbb", "margin.C02", "margin.C02.bbb",
    }  # fmt: skip


def test_a_day_from_which_something_was_to_be_said_leads_to_what_became_public_on_it(bees):
    states = {name: bees["now"][name] for name in bees["now"] if name.startswith("history.C")}
    assert {name: finding.text for name, finding in states.items()} == {
        "history.C01.2024-04-12": "12 April 2024", "history.C01.2024-05-01": "1 May 2024",
    }  # fmt: skip
    leaves = [leaf.figure for leaf in states["history.C01.2024-05-01"].leaves()]
    assert leaves == ["hives.AAA.2020.2024-05-01"]
    assert bees["now"]["history.turns"].value == 1


def test_a_count_of_an_earlier_day_keeps_its_number_and_leads_straight_to_figures(bees):
    then, now = (bees["now"][f"holds.C01.{day}"] for day in ("2024-04-12", "2024-05-01"))
    assert (then.text, now.text) == ("2 of 2", "1 of 2")
    assert then.label.endswith(", as known on 12 April 2024")
    assert not [part for part in then.inputs if part.inputs]
    assert "obs.hives.AAA.2020.2024-01-01" in {part.id for part in then.inputs}


def test_verdicts_that_rest_on_less_are_named_and_those_against_a_claim_counted_among_them(now):
    weak = [
        claim for claim, v in now.verdicts.items() if v.grounds and not v.grounds.are_firm and v.method == "computed"
    ]
    assert now.catalogue["documents.others"].text == ", ".join(weak)
    hard = [claim for claim in weak if now.verdicts[claim].outcome in HARD]
    every = [v for v in now.verdicts.values() if v.outcome in HARD]
    assert now.catalogue["documents.hard"].text == f"{len(hard)} of {len(every)}"
