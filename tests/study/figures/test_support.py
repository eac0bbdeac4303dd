"""Figures about chip subsidies: the two lines that decide can be told apart, however close they lie."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.report import open_report
from analysis.study import STUDY, charts


def lettering(drawing, *words):
    """The boxes of all that is written in a drawing and begins with one of some words."""
    drawing.draw_without_rendering()
    renderer = FigureCanvasAgg(drawing).get_renderer()
    texts = [text for text in drawing.findobj(Text) if text.get_visible() and text.get_text().startswith(words)]
    return [Text.get_window_extent(text, renderer) for text in texts]


@pytest.mark.parametrize("much", [1.0, 1.03, 1.24, 1.26])
def test_the_names_of_the_two_lines_that_decide_never_lie_on_each_other(small, much):
    figure = charts.subsidy_yardsticks(open_report(STUDY, small, much_larger=much))
    for drawing in (figure.drawing, figure.narrow_drawing):
        boxes = lettering(drawing, "equal", "much larger")
        assert len(boxes) >= (2 if much > 1 else 1)
        assert [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []
