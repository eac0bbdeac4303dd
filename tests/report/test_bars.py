"""Bars: what stands in the place of those that are not known."""

from dataclasses import replace

import pytest

from analysis.charts import bars
from analysis.charts.bars import NOT_KNOWN, Bar
from analysis.charts.canvas import NARROW, WIDE, Place, Sheet
from analysis.charts.figure import LABEL
from analysis.rendering.palette import FOCUS

PLACE = Place(height=1, left=1)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("known", [(True, False), (False, False)])
def test_a_bar_that_is_not_known_says_so_in_its_place_even_if_none_is_known(finding, width, known):
    rows = [Bar(f"row {n}", finding(f"row{n}", 4, 4, "USD") if it else None) for n, it in enumerate(known)]
    axes = bars.horizontal(Sheet(width), rows, PLACE)
    said = [" ".join(text.get_text().split()) for text in axes.texts if text.get_gid() != LABEL]
    assert said == ["$4" if it else NOT_KNOWN for it in known]
    assert len(axes.patches) == sum(known)
    assert bars.describe(rows) == f"row 0: {'$4' if known[0] else 'not known'}; row 1: not known."


def test_of_many_bars_the_ends_the_focus_and_gaps_are_told(finding):
    rows = [Bar(f"row {n}", finding(f"row{n}", n, n, "ratio")) for n in range(1, 6)]
    rows[2] = replace(rows[2], colour=FOCUS)
    assert bars.describe([*rows, Bar("gap", None)]) == "From 1 (row 1) to 5 (row 5); row 3 3; not known: gap."


def test_bars_begin_at_zero_and_what_lies_below_it_is_in_sight(finding):
    rows = [Bar("up", finding("up", 4, 4, "USD")), Bar("down", finding("down", -2, -2, "USD"))]
    axes = bars.horizontal(Sheet(WIDE), rows, PLACE)
    assert [patch.get_x() for patch in axes.patches] == [0, 0]
    assert axes.get_xlim() == pytest.approx((-2.1, 5.2))  # five percent below the lowest, thirty beyond the highest
