"""The history of verdicts: on which day each one changed, and which new figure changed it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.findings import Catalogue, Parameters, Study, Topic, parameters
from analysis.findings.catalogue import turns
from analysis.study import STUDY

from ..builders import SETTINGS, claimed, evidence, observed, rated

ARTICLE_DAY, LAST = date(2024, 4, 12), date(2024, 5, 10)


@pytest.fixture(scope="module")
def states(now):
    return now.catalogue.history


def test_every_claim_has_a_state_from_the_articles_day_on(states, evidence):
    assert list(states) == list(evidence.claims_judged)
    assert {each[0].since for each in states.values()} == {evidence.judged_at}


def test_verdicts_turn_when_figures_are_published(states):
    turned = {
        claim: [(new.since, new.verdict.outcome.value) for _, new in turns(each)] for claim, each in states.items()
    }
    assert {claim: t for claim, t in turned.items() if t} == {
        "C10": [(date(2026, 4, 8), "disputed")],
        "C26": [(date(2024, 5, 31), "overstated")],
        "C27": [(date(2024, 5, 31), "disputed")],
    }


def test_the_row_that_changed_a_verdict_is_named(states):
    last = states["C27"][-1]
    assert {f.observation.source_id for f in last.because} == {"meti_2024_05"}
    assert sorted(f.observation.entity for f in last.because) == ["DEU", "JPN"]


def test_a_count_can_change_without_the_verdict(states):
    """The German sum was read in a slide of 21 May: by our own counts Japan’s share is not much larger."""
    assert [(s.since, s.answer) for s in states["C27"]] == [
        (date(2024, 4, 12), ("supported", 1, 1)),
        (date(2024, 5, 21), ("supported", 1, 4)),
        (date(2024, 5, 31), ("disputed", 1, 5)),
    ]
    assert [new.since for _, new in turns(states["C27"])] == [date(2024, 5, 31)]


def test_evidence_too_coarse_to_decide_changes_no_count(states, now):
    """Fourteen billion is 13.5 to 14.5; "about 15" is 14 to 16, and "about 13", of 18 April, is 12 to 14."""
    assert [(s.since, s.answer) for s in states["C04"]] == [(date(2024, 4, 12), ("imprecise", 0, 3))]
    undecided = [dict(s.choices)["dollar_account"] for s in now.verdicts["C04"].specifications if s.holds is None]
    assert undecided == ["white_house", "kyodo"]


def test_the_last_state_is_the_verdict_of_today(states, now):
    answers = {c: (v.outcome.value, v.holds_in, v.of) for c, v in now.verdicts.items()}
    assert answers == {claim: each[-1].answer for claim, each in states.items()}


def test_no_state_says_what_the_one_before_it_said(states):
    for each in states.values():
        assert [s.since for s in each] == sorted({s.since for s in each})
        assert all(old.answer != new.answer for old, new in pairwise(each))


def test_the_history_of_an_earlier_day_is_the_beginning_of_that_of_today(states, report_on):
    for day in (date(2024, 4, 17), date(2024, 4, 18), date(2025, 1, 1)):
        told = report_on(day).catalogue.history
        began = {claim: [s for s in each if s.since <= day] for claim, each in states.items()}
        assert {c: [(s.since, s.answer) for s in each] for c, each in told.items()} == {
            c: [(s.since, s.answer) for s in each] for c, each in began.items()
        }


# -- against judging anew on every single day -----------------------------------------------------------


def judged_anew(data, study, days):
    """What is to be said of each claim from which day on, by catalogues that share nothing with one another."""
    found = {}
    for day in days:
        given = parameters.check({"as_of": day}, data, study) if study is STUDY else Parameters(day)
        for claim_id, verdict in Catalogue(data, given, study).verdicts.items():
            answer = verdict.outcome.value, verdict.holds_in, verdict.of
            before = found.setdefault(claim_id, [])
            if not before or before[-1][1] != answer:
                before.append((day, answer))
    return found


def told(catalogue):
    return {claim: [(s.since, s.answer) for s in each] for claim, each in catalogue.history.items()}


@pytest.mark.long
def test_the_history_is_that_of_judging_anew_on_every_day_on_which_anything_became_public(evidence, now, raw):
    public = {date.fromisoformat(row["published"]) for row in raw.observations.values()} | set(raw.rates.values())
    days = sorted(day for day in public | {evidence.judged_at} if day >= evidence.judged_at)
    assert days[-1] == evidence.newest
    assert told(now.catalogue) == judged_anew(evidence, STUDY, days)


@pytest.mark.long
def test_the_history_is_that_of_judging_anew_on_every_day_on_which_a_figure_became_public(evidence, now, raw):
    """As above, without the days of rates alone, and with the days before and after each change."""
    public = {date.fromisoformat(row["published"]) for row in raw.observations.values()}
    changes = {state.since for each in now.catalogue.history.values() for state in each}
    about = {day + timedelta(days=n) for day in changes for n in (-1, 0, 1)}
    days = sorted(day for day in public | about if evidence.judged_at <= day <= evidence.newest)
    assert told(now.catalogue) == judged_anew(evidence, STUDY, days)


CHOICES = SETTINGS + '[sensitivity.C01]\nsource = ["newest", "first"]\n'
SAID = (
    observed("hives", "AAA", 3, "2024-04-12", observation_id="said", source_id="article"),
    observed("people", "AAA", 3, "2024-04-12", observation_id="also", source_id="article"),
)
KNOWN = (
    observed("hives", "AAA", 3, "2024-01-01"),
    observed("people", "AAA", 3, "2024-01-01"),
    observed("honey", "CCC", 1, LAST.isoformat()),  # nothing looks for it: the last day on which anything is public
)


def study():
    topic = Topic()
    topic.add("newest", lambda c: c.newest("hives", "AAA"))
    topic.add("first", lambda c: c.row(min(c.evidence.vintages("hives", "AAA"), key=lambda o: o.value)))
    topic.add("people", lambda c: c.newest("people", "AAA"))
    topic.add("rate", lambda c: c.rate("USD", "JPY", date(2024, 4, 20), "bank", "rate"))
    topic.judge(
        "C01", lambda case: case.amount("newest"), lambda case, source: case.amount(source), source=("newest", "first")
    )
    topic.judge("C02", lambda case: case.amount("people"))
    topic.judge("C03", lambda case: case.level("rate", 152, above=True))
    return Study("Bees", "", topics=(topic,))


days = st.integers(-3, (LAST - ARTICLE_DAY).days).map(lambda n: (ARTICLE_DAY + timedelta(days=n)).isoformat())


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(("hives", "people")), days, st.sampled_from((1, 2, 3, 30))),
        max_size=6,
        unique_by=lambda it: it[:2],
    ),
    rates=st.lists(st.tuples(st.integers(9, 20), st.integers(0, 20), st.sampled_from((150, 151, 153))), max_size=4),
)
def test_the_history_of_drawn_rows_is_that_of_judging_anew_on_every_single_day(rows, rates):
    public, daily = date(2024, 4, 5), [rated("2024-04-10", 151.0, published="2024-04-10")]
    for day, later, rate in sorted({it[0]: it for it in rates if it[0] > 10}.values()):
        public = max(public, date(2024, 4, day) + timedelta(days=later))
        daily.append(rated(f"2024-04-{day}", rate, published=max(public, date(2024, 4, 10)).isoformat()))
    claims = [
        claimed("C01", "said"), claimed("C02", "also"), claimed("C03", rule="level"),
        claimed("C04", check="editorial", rule="editorial", editorial_verdict="supported"),
    ]  # fmt: skip
    drawn = [observed(name, "AAA", value, day) for name, day, value in rows]
    data = evidence(*SAID, *KNOWN, *drawn, claims=claims, rates=daily, settings=CHOICES)
    every_day = [ARTICLE_DAY + timedelta(days=n) for n in range((data.newest - ARTICLE_DAY).days + 1)]
    catalogue = Catalogue(data, Parameters(data.newest), study())
    assert told(catalogue) == judged_anew(data, study(), every_day)
    for each in catalogue.history.values():
        for state in each:
            assert all(f.observation is None or f.observation.published == state.since for f in state.because)
            assert state.because or state.since == ARTICLE_DAY


def test_a_rate_that_changed_a_verdict_is_named_although_it_bears_one_name_on_all_days():
    rates = [rated("2024-04-10", 151.0), rated("2024-04-15", 153.0)]
    claims = [claimed("C01", "said"), claimed("C02", "also"), claimed("C03", rule="level")]
    data = evidence(*SAID, *KNOWN, claims=claims, rates=rates, settings=CHOICES)
    _, last = Catalogue(data, Parameters(data.newest), study()).history["C03"]
    assert (last.since, [(f.id, f.day) for f in last.because]) == (date(2024, 4, 15), [("rate", date(2024, 4, 15))])
