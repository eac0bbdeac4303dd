"""Labels that remember which of their words may differ between findings that were made alike."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings.finding import Wording, filled, joined, varying, worded

words = st.text(max_size=8)
pieces = st.lists(words | words.map(varying), max_size=5)


def test_a_label_is_a_text_like_any_other():
    label = worded("Support, ", varying("Austria"), ", share")
    assert label == "Support, Austria, share"
    assert isinstance(label, str)
    assert f"{label}!" == "Support, Austria, share!"


def test_what_may_differ_is_kept_apart_from_what_stands_around_it():
    label = worded("Support, ", varying("Austria"), ", ", varying(2020))
    assert (label.frame, label.own) == (("Support, ", ", ", ""), ("Austria", "2020"))


def test_plain_words_stay_as_they_are_in_all_that_was_made_alike():
    label = worded("Support, ", "Austria")
    assert (label.frame, label.own) == (("Support, Austria",), ())


def test_labels_made_alike_share_their_frame_and_others_do_not():
    alike = [worded("Support, ", varying(name)) for name in ("Austria", "Italy")]
    assert alike[0].frame == alike[1].frame != worded("Aid, ", varying("Italy")).frame


def test_a_label_within_another_keeps_what_may_differ():
    inner = worded("GDP of ", varying("Italy"))
    assert worded("Share of ", inner, ", per cent").own == ("Italy",)
    assert worded(inner, inner).frame == ("GDP of ", "GDP of ", "")


@given(pieces)
def test_read_together_the_pieces_are_the_text(parts):
    label = worded(*parts)
    assert label == "".join(parts)
    assert len(label.frame) == len(label.own) + 1
    assert "".join(a + b for a, b in zip(label.frame, (*label.own, ""), strict=True)) == label
    assert label.own == tuple(str(part) for part in parts if isinstance(part, Wording))


@given(st.lists(pieces, min_size=1, max_size=3))
def test_it_makes_no_difference_how_parts_are_put_together(groups):
    at_once = worded(*(part for group in groups for part in group))
    by_steps = worded(*(worded(*group) for group in groups))
    assert (by_steps, by_steps.frame, by_steps.own) == (at_once, at_once.frame, at_once.own)


def test_parts_are_joined_with_a_sign_between_them():
    label = joined(" + ", ["a", varying("b"), "c"])
    assert (label, label.own) == ("a + b + c", ("b",))
    assert joined(" + ", ["a"]) == "a"


def test_a_template_is_filled_with_words_that_may_differ_or_not():
    label = filled("Hives {kind}, {economy}", {"kind": "of one kind", "economy": varying("Italy")})
    assert (label, label.own) == ("Hives of one kind, Italy", ("Italy",))
    assert filled("", {}) == ""
    with pytest.raises(KeyError, match="who"):
        filled("Hives of {who}", {})


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda label: pickle.loads(pickle.dumps(label))])
def test_a_copy_remembers_what_may_differ(again):
    label = worded("Support, ", varying("Austria"))
    assert again(label) == label
    assert (again(label).frame, again(label).own) == (label.frame, label.own)


def test_frames_that_do_not_fit_their_words_are_refused():
    with pytest.raises(ValueError, match="zip"):
        Wording(("a", "b"), ())
