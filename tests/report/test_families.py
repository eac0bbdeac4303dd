"""Texts made alike: what they share is told once, with a gap where they differ."""

import pytest

from analysis.findings.finding import varying, worded
from analysis.report.markup import as_heading, capital, frame, grouped, tell


def support(country, year=2024):
    return worded("support, ", varying(country), ", share of GDP in ", varying(year))


def test_texts_are_alike_that_differ_only_in_words_that_may_differ():
    assert frame(support("Austria")) == frame(support("Belgium", 2025)) == ("support, ", ", share of GDP in ", "")


def test_a_text_that_marks_nothing_is_alike_only_to_itself():
    assert frame("support, Austria") == ("support, Austria",)
    assert frame("support, Austria") != frame("support, Belgium")
    assert frame(worded("support, ", varying("Austria"))) != frame("support, Austria")


def test_words_in_which_all_are_the_same_are_shared_and_the_others_leave_a_gap():
    told = tell([support("Austria"), support("Belgium")])
    assert told.shared == "support, …, share of GDP in 2024"
    assert told.own == [("Austria",), ("Belgium",)]


def test_each_has_all_that_is_its_own_in_the_order_of_the_gaps():
    told = tell([support("Austria", 2023), support("Belgium", 2024)])
    assert (told.shared, told.own) == ("support, …, share of GDP in …", [("Austria", "2023"), ("Belgium", "2024")])


def test_a_text_alone_shares_all_of_it():
    assert tell([support("Austria")]) == (str(support("Austria")), [()])
    assert tell(["plain", "plain"]) == ("plain", [(), ()])


def test_what_was_put_together_of_worded_parts_is_told_like_one():
    whole = [worded(support(country), " ÷ ", support("Japan")) for country in ("Austria", "Belgium")]
    told = tell(whole)
    assert told.shared == "support, …, share of GDP in 2024 ÷ support, Japan, share of GDP in 2024"
    assert told.own == [("Austria",), ("Belgium",)]


@pytest.mark.parametrize(
    ("shared", "heading"),
    [
        ("inflow, …, as a share", "Inflow, as a share"),
        ("inflow, …", "Inflow"),
        ("inflow, …. Newest", "Inflow. Newest"),
        ("inflow, … (net)", "Inflow (net)"),
        ("ratio to …, 2024", "Ratio to …, 2024"),  # what reads badly without the gap keeps it
        ("", ""),
    ],
)
def test_a_heading_leaves_out_the_gaps_between_commas(shared, heading):
    assert as_heading(shared) == heading


def test_a_capital_is_set_at_the_beginning_alone():
    assert [capital(text) for text in ("gDP of all", "Über", "")] == ["GDP of all", "Über", ""]


def test_groups_stand_in_the_order_in_which_they_begin_and_keep_the_order_within():
    assert grouped(["bb", "a", "cc", "d"], len) == {2: ["bb", "cc"], 1: ["a", "d"]}
    assert list(grouped(["bb", "a", "cc"], len)) == [2, 1]
