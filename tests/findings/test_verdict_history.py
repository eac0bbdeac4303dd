"""The history of verdicts: on which day each one changed, and which new figures changed it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.findings import Catalogue, Outcome, Parameters, Study, Topic, parameters
from analysis.findings.verdict_history import Standing, outcome_changes
from analysis.study import STUDY

from ..builders import SETTINGS, claimed, evidence, observed, rated

ARTICLE_DAY, LAST = date(2024, 4, 12), date(2024, 5, 10)


@pytest.fixture(scope="module")
def states(now):
    return now.catalogue.history


def test_a_count_can_change_without_the_verdict_and_the_figures_that_changed_it_are_named(states):
    """The German sum was read in a slide of 21 May: by our own counts Japan’s share is not much larger."""
    assert [(s.since, s.answer) for s in states["C27"]] == [
        (date(2024, 4, 12), ("supported", 1, 1)),
        (date(2024, 5, 21), ("supported", 1, 3)),
        (date(2024, 5, 31), ("disputed", 1, 4)),
    ]
    new = {(f.observation.source_id, f.observation.entity) for f in states["C27"][-1].because}
    assert new == {("meti_2024_05", "DEU"), ("meti_2024_05", "JPN")}


def test_the_history_of_an_earlier_day_is_the_beginning_of_that_of_today(states, report_on):
    for day in (date(2024, 4, 17), date(2024, 4, 18), date(2025, 1, 1)):
        assert answers(report_on(day).catalogue) == {
            claim: [(s.since, s.answer) for s in each if s.since <= day] for claim, each in states.items()
        }


SUPPORTED, MISSING, DISPUTED, IMPRECISE = "supported", "missing context", "disputed", "imprecise"
NOT_CHECKABLE = "not checkable"


@pytest.mark.parametrize(
    ("then", "now", "shift"),
    [
        (SUPPORTED, DISPUTED, "in doubt"),
        (MISSING, IMPRECISE, "in doubt"),
        (NOT_CHECKABLE, DISPUTED, "in doubt"),
        (SUPPORTED, NOT_CHECKABLE, "in doubt"),
        (DISPUTED, SUPPORTED, "cleared"),
        (IMPRECISE, MISSING, "cleared"),
        (NOT_CHECKABLE, SUPPORTED, "cleared"),
        (DISPUTED, NOT_CHECKABLE, "cleared"),
        (IMPRECISE, DISPUTED, None),  # it failed on the day, and does now
        (SUPPORTED, MISSING, None),
        (DISPUTED, DISPUTED, None),
    ],
)
def test_later_figures_put_a_claim_in_doubt_or_clear_it(then, now, shift):
    assert Standing(Outcome(then), Outcome(now), date(2024, 5, 31)).shift == shift


def test_a_verdict_has_stood_since_the_first_day_without_a_break():
    """Three bees, then 30, three, 30: in doubt since the last of these, not the first."""
    revised = [("2024-04-14", 30), ("2024-04-16", 3), ("2024-04-18", 30)]
    catalogue = opened([observed("hives", "AAA", value, day) for day, value in revised])
    assert catalogue.standings["C01"].words == "in doubt since 18 April 2024"


# -- against judging anew, by catalogues that share nothing with one another


def verdicts_of(catalogue):
    return {it.claim_id: (it.outcome.value, it.holds_in, it.of) for it in catalogue.verdicts.values()}


def answers(catalogue):
    return {claim: [(s.since, s.answer) for s in each] for claim, each in catalogue.history.items()}


def test_the_projects_history_is_that_of_judging_anew_on_each_day_of_a_turn_and_the_day_before(states, evidence):
    turned = {new.since for each in states.values() for _, new in outcome_changes(each)}
    for day in sorted(day - timedelta(days=n) for day in turned for n in (0, 1)):
        anew = Catalogue(evidence, parameters.default(STUDY, day), STUDY)
        assert verdicts_of(anew) == {
            claim: [s.answer for s in each if s.since <= day][-1] for claim, each in states.items()
        }


SAID = (
    observed("hives", "AAA", 3, "2024-04-12", observation_id="said", source_id="article"),
    observed("people", "AAA", 3, "2024-04-12", observation_id="also", source_id="article"),
)
KNOWN = (
    observed("hives", "AAA", 3, "2024-01-01"),
    observed("people", "AAA", 3, "2024-01-01"),
    observed("honey", "CCC", 1, LAST.isoformat()),  # nothing looks it up: the last day on which anything is public
)
CLAIMS = [
    claimed("C01", "said"), claimed("C02", "also"), claimed("C03", rule="level"),
    claimed("C04", check="editorial", rule="editorial", editorial_verdict="supported"),
]  # fmt: skip


def opened(rows=(), rates=()):
    topic = Topic()
    topic.add("newest", lambda c: c.newest("hives", "AAA"))
    topic.add("first", lambda c: c.row(min(c.evidence.vintages("hives", "AAA"), key=lambda o: o.value)))
    topic.add("people", lambda c: c.newest("people", "AAA"))
    topic.add("rate", lambda c: c.rate("USD", "JPY", date(2024, 4, 20), "bank", "rate"))
    sources = {"source": ("newest", "first")}
    topic.judge("C01", lambda case: case.amount("newest"), lambda case, source: case.amount(source), **sources)
    topic.judge("C02", lambda case: case.amount("people"))
    topic.judge("C03", lambda case: case.level("rate", 152, above=True))
    choices = SETTINGS + '[sensitivity.C01]\nsource = ["newest", "first"]\n'
    data = evidence(*SAID, *KNOWN, *rows, claims=CLAIMS, rates=rates, settings=choices)
    return Catalogue(data, Parameters(data.newest), Study("Bees", "", topics=(topic,)))


days = st.integers(-3, (LAST - ARTICLE_DAY).days).map(lambda n: (ARTICLE_DAY + timedelta(days=n)).isoformat())


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(("hives", "people")), days, st.sampled_from((1, 2, 3, 30))),
        max_size=6,
        unique_by=lambda it: it[:2],
    ),
    rates=st.lists(st.tuples(st.integers(9, 20), st.integers(0, 20), st.sampled_from((150, 151, 153))), max_size=4),
)
def test_the_history_of_drawn_rows_is_that_of_judging_anew_on_every_day(rows, rates):
    public, daily = date(2024, 4, 10), [rated("2024-04-10", 151.0, published="2024-04-10")]
    for day, later, rate in sorted({it[0]: it for it in rates if it[0] > 10}.values()):
        public = max(public, date(2024, 4, day) + timedelta(days=later))
        daily.append(rated(f"2024-04-{day}", rate, published=public.isoformat()))
    catalogue = opened([observed(name, "AAA", value, day) for name, day, value in rows], daily)
    data = catalogue.evidence
    for day in (ARTICLE_DAY + timedelta(days=n) for n in range((data.newest - ARTICLE_DAY).days + 1)):
        anew = verdicts_of(Catalogue(data, Parameters(day), catalogue.study))
        assert anew == {
            claim: [it for since, it in each if since <= day][-1] for claim, each in answers(catalogue).items()
        }
    assert all(old != new for each in answers(catalogue).values() for (_, old), (_, new) in pairwise(each))
    for state in (state for each in catalogue.history.values() for state in each):
        assert all(f.observation is None or f.observation.published == state.since for f in state.because)
        assert state.because or state.since == ARTICLE_DAY


def test_a_rate_that_changed_a_verdict_is_named_although_its_finding_has_one_name_on_all_days():
    _, last = opened(rates=[rated("2024-04-10", 151.0), rated("2024-04-15", 153.0)]).history["C03"]
    assert (last.since, [(f.id, f.day) for f in last.because]) == (date(2024, 4, 15), [("rate", date(2024, 4, 15))])
