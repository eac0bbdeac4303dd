"""The verdicts counted: how many claims hold, under how many choices, and when that changed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, Outcome, Parameters, Study, Topic
from analysis.findings.tally import FLAWED, GROUPS, ROBUST, margins_tried

from ..made_up import SETTINGS, claimed, observed
from ..made_up import evidence as made


@pytest.mark.parametrize("day", ["then", "now"])
def test_counts_agree_with_the_verdicts_themselves(request, day):
    report = request.getfixturevalue(day)
    found = Counter(verdict.outcome for verdict in report.verdicts.values())
    for outcome in Outcome:
        assert report.value(f"verdicts.{outcome.replace(' ', '_')}") == found[outcome]
    assert report.value("verdicts.all") == len(report.verdicts)
    assert report.value("verdicts.flawed") == sum(found[outcome] for outcome in FLAWED)


def test_every_outcome_has_a_count_of_its_own():
    assert {outcomes[0] for outcomes in GROUPS.values() if len(outcomes) == 1} == set(Outcome)


def test_claims_that_hold_always_or_never_are_among_those_with_a_choice(then, now):
    for report in (then, now):
        varied = {c: v for c, v in report.verdicts.items() if v.of > 1}
        assert report.value("robust.all") == len(varied)
        assert report.value("robust.always") == sum(all(s.holds for s in v.specifications) for v in varied.values())
        assert report.value("robust.never") == sum(not any(s.holds for s in v.specifications) for v in varied.values())


def test_how_often_a_claim_holds_is_told_out_of_all_tried(now):
    assert now.catalogue["holds.C26"].text == "6 of 8"
    assert now.catalogue["holds.C27"].text == "3 of 6"
    assert now.catalogue["holds.C31"].text == "3 of 7"


def test_a_count_leads_to_the_evidence_of_its_claims(now):
    leaves = {
        leaf.observation.observation_id for leaf in now.catalogue["verdicts.disputed"].leaves() if leaf.observation
    }
    assert "chip_support_pct_gdp_meti.DEU.2024-05-31.2024-05-31" in leaves


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
        ("then", {"all": 4, "supported": 2, "imprecise": 1, "not_checkable": 1, "flawed": 1}),
        ("now", {"all": 4, "supported": 1, "contradicted": 1, "imprecise": 1, "not_checkable": 1, "flawed": 2}),
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
        with pytest.raises(NotKnown, match="no choice was varied"):
            bees["now"][f"holds.{claim}"]


def test_a_count_rests_on_the_articles_day_and_the_evidence_of_its_claims(bees):
    names = [part.id for part in bees["now"]["verdicts.supported"].inputs]
    assert names == ["claim.day", "claim.C02", "bbb"]
    assert [part.id for part in bees["now"]["holds.C01"].inputs] == ["claim.C01", "aaa", "bbb"]


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
    assert then.label.endswith(", as known on 2024-04-12")
    assert not [part for part in then.inputs if part.inputs]
    assert "obs.hives.AAA.2020.2024-01-01" in {part.id for part in then.inputs}


def test_without_any_change_there_is_no_history_to_tell(bees):
    assert not [name for name in bees["then"].names if name.startswith(("history.C", "holds.C01."))]
    with pytest.raises(NotKnown, match="no verdict changed up to this day"):
        bees["then"]["history.turns"]
