"""Which findings depend on a row: those that rest on it, and those that looked it up and took another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Parameters, Quantity, Study, Topic, parameters
from analysis.findings.dependencies import looked_up, news, uses
from analysis.study import STUDY

from ..builders import claimed, evidence, observed

DAY, LAST = date(2024, 4, 12), date(2024, 6, 30)


def total(c, name):
    """Add up the figures of a series."""
    found = tuple(c.row(row) for row in c.evidence.series(name, "AAA"))
    if not found:
        raise NotKnownError(name)
    return Finding("sum", "Sum", Quantity.exact(sum(f.value for f in found), "firms"), "added", found)


TOPIC = Topic()  # looks things up in every way there is
TOPIC.add("observe", lambda c: c.observe("hives", "AAA"))
TOPIC.add("of_year", lambda c: c.observe("hives", "AAA", year=2020))
TOPIC.add("newest", lambda c: c.newest("hives", "AAA"))
TOPIC.add("later", lambda c: c.later("hives", "AAA"))
TOPIC.add("then", lambda c: c.at_the_time("hives", "AAA", year=2020))
TOPIC.add("announced", lambda c: c.announced("hives", "AAA", ""))
TOPIC.add("since", lambda c: c.announced("hives", "AAA", "", since=True))
TOPIC.add("all", lambda c: total(c, "hives"))
TOPIC.add("by_name", lambda c: c.row(c.evidence.observation("fixed")))
TOPIC.add("people", lambda c: c.newest("people", "AAA"))
TOPIC.add("sum", lambda c: c["newest"] + c["people"])
TOPIC.add("other", lambda c: c.newest("honey", "BBB"))
TOPIC.add("either", lambda c: c["later"] if "later" in c else c["other"])
TOPIC.add("shared", lambda c: c.once("a thing", lambda c: c.newest("people", "AAA")) + c["other"])
TOPIC.judge("C01", lambda case: case.amount("other"))

FIXED = (
    observed("honey", "BBB", 1, "2021-01-01"),
    observed("place", "CCC", 2, "2021-01-01", observation_id="fixed"),
    observed("hives", "AAA", 3, "2024-04-12", observation_id="said", source_id="article"),
    observed("honey", "CCC", 1, LAST.isoformat()),  # nothing looks it up: the newest day is always the same
)
HIVES, PEOPLE = observed("hives", "AAA", 3, "2021-02-01"), observed("people", "AAA", 9, "2024-05-01")
BY_HIVES = {"observe", "of_year", "newest", "then", "announced", "all"}


def made(*rows):
    data = evidence(*FIXED, *rows, claims=[claimed("C01", "said")])
    return Catalogue(data, Parameters(LAST), Study("Bees", "", topics=(TOPIC,)))


def test_what_rests_on_a_row_and_what_took_another_one_is_named():
    found = uses(made(HIVES, PEOPLE), HIVES["observation_id"])
    assert {*BY_HIVES, "sum"} <= set(found.resting)
    assert not {"other", "people", "by_name"} & {*found.resting, *found.considering}
    superseded = uses(made(HIVES, observed("hives", "AAA", 4, "2022-02-01")), HIVES["observation_id"])
    assert (superseded.resting, set(superseded.considering) >= BY_HIVES) == ([], True)


def test_look_ups_made_on_the_way_are_those_of_the_finding():
    c = made(HIVES, PEOPLE)
    assert looked_up(c, "sum") == {("hives", "AAA", "", ""), ("people", "AAA", "", "")}
    assert looked_up(c, "shared") == {("people", "AAA", "", ""), ("honey", "BBB", "", "")}
    assert looked_up(c, "by_name") == {("fixed",)}
    assert ("honey", "BBB", "", "") in looked_up(c, "verdicts.all")


def test_news_of_a_finding_are_the_rows_that_became_public_after_a_day_and_that_it_looked_up():
    newer = observed("hives", "AAA", 4, "2024-04-13")
    c = made(newer, observed("hives", "AAA", 5, "2024-04-12", year=2019), PEOPLE)
    assert [it.observation_id for it in news(c, "then", DAY)] == [newer["observation_id"]]
    assert [it.published for it in news(c, "sum", DAY)] == [date(2024, 4, 13), date(2024, 5, 1)]
    assert news(c, "by_name", DAY) == news(c, "no such finding", DAY) == []


# -- the rule: whatever a row can move is named


def answers(c):
    """Return what stands under every name: number, words and origin, or why there is none."""
    return {name: c[name] if name in c else c.missing[name] for name in c.names}


def differing(one, other):
    before, after = answers(one), answers(other)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@st.composite
def drawn_rows(draw):
    """Draw rows that may be looked up, before the article and after it; the last one is the new one."""
    name = st.sampled_from(("hives", "people", "honey"))
    days = st.sampled_from(("2021-02-01", "2024-04-11", "2024-04-12", "2024-04-13", "2024-06-01"))
    kinds = st.tuples(name, st.integers(2019, 2024), days, st.integers(1, 5))
    drawn = draw(st.lists(kinds, min_size=1, max_size=6, unique_by=lambda it: it[:3]))
    where = {"honey": "BBB"}
    return [observed(name, where.get(name, "AAA"), value, day, year=year) for name, year, day, value in drawn]


@settings(max_examples=40, deadline=None)
@given(rows=drawn_rows(), value=st.integers(6, 9))
def test_whatever_a_new_row_or_another_number_in_it_moves_depends_on_it(rows, value):
    *others, row = rows
    changed, catalogue = row | dict.fromkeys(("value", "low", "high", "printed"), value), made(*rows)
    found = uses(catalogue, row["observation_id"])
    for other in (made(*others), made(*others, changed)):
        moved = differing(catalogue, other) & set(catalogue.names)  # a day in the history may be gone
        assert moved <= {*found.resting, *found.considering}


@pytest.mark.parametrize(
    ("name", "is_used"),
    [("chip_support_amount.JPN.mof.2024-03-31.2024-05-21", True), ("gdp_nominal_usd.JPN.2023.2023-10-10", False)],
)
def test_whatever_goes_with_a_row_of_the_project_depends_on_it(small_copy, name, is_used):
    """The row is taken out of the data: what is then another finding, or none, depended on it."""

    def everything():
        data = small_copy.load()
        return Catalogue(data, parameters.default(STUDY, data.newest), STUDY)

    before = everything()
    rows = small_copy.rows("observations.csv")
    small_copy.write("observations.csv", [row for row in rows if row[0] != name])
    found = uses(before, name)
    assert (bool(found.resting), bool(found.considering)) == (is_used, True)
    moved = differing(before, everything()) & set(before.names)  # there may be new days in the history
    assert moved <= {*found.resting, *found.considering}
