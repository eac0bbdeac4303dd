"""Which findings depend on a row: those that rest on it, and those that looked where it stands."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Parameters, Quantity, Study, Topic, parameters
from analysis.findings.series import looked_up, news, uses
from analysis.study import STUDY

from ..builders import claimed, evidence, observed

DAY, LAST = date(2024, 4, 12), date(2024, 6, 30)


def any_of(c, name):
    """Add up the figures of a series, whichever of them there are."""
    rows = c.evidence.series(name, "AAA")
    if not rows:
        raise NotKnownError(name)
    found = tuple(c.row(row) for row in rows)
    return Finding("sum", "Sum", Quantity.exact(sum(f.value for f in found), "firms"), "added", found)


def topic():
    """Findings that look things up in every way there is, and some that are made of these."""
    found = Topic()
    found.add("observe", lambda c: c.observe("hives", "AAA"))
    found.add("of_year", lambda c: c.observe("hives", "AAA", year=2020))
    found.add("newest", lambda c: c.newest("hives", "AAA"))
    found.add("later", lambda c: c.later("hives", "AAA"))
    found.add("then", lambda c: c.at_the_time("hives", "AAA", year=2020))
    found.add("announced", lambda c: c.announced("hives", "AAA", ""))
    found.add("since", lambda c: c.announced("hives", "AAA", "", since=True))
    found.add("all", lambda c: any_of(c, "hives"))
    found.add("by_name", lambda c: c.row(c.evidence.observation("fixed")))
    found.add("people", lambda c: c.newest("people", "AAA"))
    found.add("sum", lambda c: c["newest"] + c["people"])
    found.add("other", lambda c: c.newest("honey", "BBB"))
    found.add("either", lambda c: c["later"] if "later" in c else c["other"])
    found.add("shared", lambda c: c.once("a thing", lambda c: c.newest("people", "AAA")) + c["other"])
    found.judge("C01", lambda case: case.amount("other"))
    return found


FIXED = (
    observed("honey", "BBB", 1, "2021-01-01"),
    observed("place", "CCC", 2, "2021-01-01", observation_id="fixed"),
    observed("hives", "AAA", 3, "2024-04-12", observation_id="said", source_id="article"),
)
NEVER = observed("honey", "CCC", 1, LAST.isoformat())
"""A row that nothing looks for, so that the newest day is always the same."""


def made(*rows):
    data = evidence(*FIXED, NEVER, *rows, claims=[claimed("C01", "said")])
    return Catalogue(data, Parameters(LAST), Study("Bees", "", topics=(topic(),)))


def answers(c):
    """What is said under every name: number, words and where it comes from, or why there is none."""
    return {name: c[name] if name in c else c.missing[name] for name in c.names} | dict(c.verdicts)


def differing(one, other):
    before, after = answers(one), answers(other)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - set(one.verdicts)


HIVES = observed("hives", "AAA", 3, "2021-02-01")


# -- named -----------------------------------------------------------------------------------------------


def test_what_rests_on_a_row_is_named_and_all_that_is_made_of_it():
    c = made(HIVES, observed("people", "AAA", 9, "2021-01-01"))
    found = uses(c, HIVES["observation_id"])
    assert {"observe", "of_year", "newest", "then", "announced", "all", "sum"} <= set(found.resting)
    assert not {"other", "people", "by_name"} & set(found.resting)


def test_a_finding_that_looked_up_and_took_another_row_is_named():
    older = observed("hives", "AAA", 3, "2021-02-01")
    newer = observed("hives", "AAA", 4, "2022-02-01")
    found = uses(made(older, newer), older["observation_id"])
    assert found.resting == []
    assert {"observe", "of_year", "newest", "then", "announced", "all"} <= set(found.considering)


def test_what_was_looked_up_on_the_way_counts_as_well():
    c = made(HIVES, observed("people", "AAA", 9, "2021-01-01"))
    assert looked_up(c, "sum") == {("hives", "AAA", "", ""), ("people", "AAA", "", "")}
    assert looked_up(c, "shared") == {("people", "AAA", "", ""), ("honey", "BBB", "", "")}
    assert looked_up(c, "by_name") == {("fixed",)}
    assert ("honey", "BBB", "", "") in looked_up(c, "verdicts.all")


# -- new rows --------------------------------------------------------------------------------------------


def test_a_new_row_of_a_look_up_that_found_nothing_is_seen():
    """Before it there was nothing to rest on; that it would have been found is known from the look-up alone."""
    row = observed("people", "AAA", 9, "2024-05-01")
    before, after = made(HIVES), made(HIVES, row)
    assert "people" not in before
    assert {"people", "sum", "shared"} <= differing(before, after)
    assert [it.observation_id for it in news(after, "sum", DAY)] == [row["observation_id"]]
    assert {"people", "sum", "shared"} <= set(uses(after, row["observation_id"]).resting)


def test_news_are_the_rows_that_became_public_after_a_day_and_that_were_looked_for():
    rows = observed("hives", "AAA", 4, "2024-04-13"), observed("hives", "AAA", 5, "2024-04-12", year=2019)
    c = made(HIVES, *rows, observed("people", "AAA", 9, "2024-05-01"))
    assert [it.observation_id for it in news(c, "then", DAY)] == [rows[0]["observation_id"]]
    assert [it.published for it in news(c, "sum", DAY)] == [date(2024, 4, 13), date(2024, 5, 1)]
    assert news(c, "by_name", DAY) == []
    assert news(c, "no such finding", DAY) == []


# -- the rule: whatever a row can move is named ----------------------------------------------------------


@st.composite
def rows(draw):
    """Some rows of what is looked for, before the article and after it; the last one drawn is the new one."""
    name = st.sampled_from(("hives", "people", "honey"))
    days = st.sampled_from(("2021-02-01", "2024-04-11", "2024-04-12", "2024-04-13", "2024-06-01"))
    kinds = st.tuples(name, st.integers(2019, 2024), days, st.integers(1, 5))
    drawn = draw(st.lists(kinds, min_size=1, max_size=6, unique_by=lambda it: it[:3]))
    where = {"honey": "BBB"}
    return [observed(name, where.get(name, "AAA"), value, day, year=year) for name, year, day, value in drawn]


@settings(max_examples=40, deadline=None)
@given(rows=rows().filter(bool))
def test_whatever_a_new_row_moves_depends_on_it(rows):
    *known, new = rows
    before, after = made(*known), made(*known, new)
    found = uses(after, new["observation_id"])
    named = {*found.resting, *found.considering}
    assert differing(before, after) & set(after.names) <= named  # a day in the history may be gone


@settings(max_examples=25, deadline=None)
@given(rows=rows().filter(bool), value=st.integers(6, 9))
def test_whatever_another_number_in_a_row_moves_depends_on_it(rows, value):
    *others, row = rows
    changed = row | {"value": value, "low": value, "high": value, "printed": str(value)}
    before, after = made(*others, row), made(*others, changed)
    found = uses(before, row["observation_id"])
    named = {*found.resting, *found.considering}
    assert differing(before, after) & set(before.names) <= named  # a day in the history may be new


@pytest.fixture(scope="module")
def drawn(now):
    """Two rows of the project that findings rest on, and two that stand where something was looked for."""
    evidence = now.catalogue.evidence
    leaves = {leaf.figure for finding in now.catalogue.values() for leaf in finding.leaves() if leaf.observation}
    keys = {evidence.key_of(name) for name in leaves}
    others = {*evidence.article, *evidence.events}
    beside = [n for n in evidence.names_of_rows if n not in leaves | others and evidence.key_of(n) in keys]
    choose = random.Random(20240412)
    return choose.sample(sorted(leaves - others), 2) + choose.sample(sorted(beside), 2)


@pytest.mark.parametrize("at", [0, pytest.param(1, marks=pytest.mark.long), 2, pytest.param(3, marks=pytest.mark.long)])
def test_whatever_goes_with_a_row_of_the_project_depends_on_it(small_copy, drawn, at):
    """The row is taken out of the data: what is then another finding, or none, depended on it."""

    def everything():
        data = small_copy.load()
        return Catalogue(data, parameters.default(STUDY, data.newest), STUDY)

    before, name = everything(), drawn[at]
    rows = small_copy.rows("observations.csv")
    small_copy.write("observations.csv", [row for row in rows if row[0] != name])
    if any(row[0] == name for row in small_copy.rows("corrections.csv")):
        small_copy.write("corrections.csv", [r for r in small_copy.rows("corrections.csv") if r[0] != name])
    after = everything()
    found = uses(before, name)
    assert bool(found.resting) == (at < 2)
    assert found.resting or found.considering
    assert differing(before, after) <= {*found.resting, *found.considering}
