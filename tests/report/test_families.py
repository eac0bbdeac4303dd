"""Texts made alike: what they share is told once, with a gap where they differ."""

import pytest

from analysis.findings.finding import varying, worded
from analysis.report.markup import as_heading, frame, tell


def support(country, year=2024):
    return worded("support, ", varying(country), ", share of GDP in ", varying(year))


def test_texts_are_alike_that_differ_only_in_words_that_may_differ():
    assert frame(support("Austria")) == frame(support("Belgium", 2025)) == ("support, ", ", share of GDP in ", "")


def test_words_in_which_all_are_the_same_are_shared_and_the_others_leave_a_gap():
    told = tell([support("Austria"), support("Belgium")])
    assert told.shared == "support, …, share of GDP in 2024"
    assert told.own == [("Austria",), ("Belgium",)]


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
