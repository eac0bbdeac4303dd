"""Slopes: what is joined, what stands alone, and how that is told."""

import pytest

from analysis.charts import dots
from analysis.charts.canvas import NARROW, WIDE, Place, Sheet
from analysis.charts.dots import Slope
from analysis.rendering.palette import FOCUS

HEADS = ("by one", "by another")


@pytest.fixture
def rows(finding):
    def share(name, value):
        return finding(name, value, value, "share")

    return [
        Slope("Up", [share("a", 0.1), share("b", 0.3)], FOCUS),
        Slope("Down", [share("c", 0.4), share("d", 0.2)]),
        Slope("Left", [share("e", 0.05), None]),
        Slope("Right", [None, share("f", 0.5)]),
    ]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_what_has_a_number_on_either_side_is_joined_and_the_rest_are_dots(rows, width):
    axes = dots.slope(Sheet(width), rows, Place(2, 2, 2, 0.3), HEADS)
    drawn = ["-".join(str(int(x)) for x in line.get_xdata()) for line in axes.lines if line.get_marker() == "None"]
    assert sorted(drawn) == ["0", "0-0", "0-1", "0-1", "1", "1-1"]  # of these two are the columns
    said = {text.get_text() for text in axes.texts}
    assert {"Up 10%", "Up 30%", "Down 40%", "Down 20%", "Left 5%", "Right 50%", *HEADS} == said


def test_the_words_tell_those_in_a_colour_with_the_heads(rows):
    assert dots.describe(rows, HEADS) == (
        "Up: 10% by one, 30% by another; Down: 40% and 20%; Left: 5% by one; Right: 50% by another."
    )
