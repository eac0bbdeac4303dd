"""Labels that remember which of their words may differ between findings that were made alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.findings.finding import Wording, varying, worded

words = st.text(max_size=8)
pieces = st.lists(words | words.map(varying), max_size=5)


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
