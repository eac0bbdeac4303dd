"""Squares of a hundred cells: one for each per cent."""

import pytest

from analysis.charts import bars
from analysis.charts.canvas import WIDE, Place, Sheet
from analysis.rendering.palette import FOCUS


@pytest.mark.parametrize(
    ("share", "rows"), [(0.158, [10, 5.8]), (0.0107, [1.07]), (1, [10] * 10), (0, []), (1.2, [10] * 10)]
)
def test_a_share_fills_row_after_row_and_never_more_than_the_square(finding, share, rows):
    axes = Sheet(WIDE).axes(Place(1, 0, 5, 0.5))
    bars.square(axes, finding("part", share, share, "share"), FOCUS)
    whole, *filled = axes.patches
    assert (whole.get_width(), whole.get_height()) == (10, 10)
    assert [bar.get_width() for bar in filled] == pytest.approx(rows)


def test_what_is_not_known_leaves_the_square_empty_and_is_told(finding):
    axes = Sheet(WIDE).axes(Place(1, 0, 5, 0.5))
    bars.square(axes, None, FOCUS)
    assert len(axes.patches) == 1
    part = finding("part", 0.158, 0.158, "share")
    assert bars.describe_squares([("economy", part), ("unicorns", None)]) == "economy 15.8%; unicorns not known."
