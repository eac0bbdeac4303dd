"""Figures about chip subsidies: the two lines that decide can be told apart, however close they lie."""

import csv
import io
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.charts import figure
from analysis.charts.canvas import Sheet
from analysis.report import open_report
from analysis.study import STUDY, charts

from ...drawing import draw as drawn
from ...opened import opened


def lettering(drawing, *words):
    """The boxes of all that is written in a drawing and begins with one of some words."""
    drawing.draw_without_rendering()
    renderer = FigureCanvasAgg(drawing).get_renderer()
    texts = [text for text in drawing.findobj(Text) if text.get_visible() and text.get_text().startswith(words)]
    return [Text.get_window_extent(text, renderer) for text in texts]


@pytest.mark.parametrize("much", [1.0, 1.03, 1.24, 1.26])
def test_the_names_of_the_two_lines_that_decide_never_lie_on_each_other(small, monkeypatch, much):
    drawings, really_drawn = [], figure._drawn

    def kept(*given):
        done = really_drawn(*given)
        drawings.extend(it.drawing for it in given if isinstance(it, Sheet))
        return done

    monkeypatch.setattr(figure, "_drawn", kept)
    report = open_report(STUDY, small, much_larger=much)
    assert charts.subsidy_yardsticks(report)
    assert len(drawings) == 2
    for drawing in drawings:
        boxes = lettering(drawing, "equal", "much larger")
        assert len(boxes) >= (2 if much > 1 else 1)
        assert [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []


def test_the_title_of_the_strip_tells_from_which_to_which_ratio_its_ways_of_counting_reach():
    """By hand: 1.32 is per head at the day's rate, 7.01 aid to single plants; against Germany 0.81 is per head."""
    figure = drawn(charts.subsidy_yardsticks, opened()).figure
    rows = list(csv.DictReader(io.StringIO(figure.data)))
    named, told = "against whom, by which way", "Japan’s support as a multiple of theirs"
    ratios = [float(row[told]) for row in rows]
    assert ratios == sorted(ratios, reverse=True)
    for peer, span in (("United States", ["1.32", "7.01"]), ("Germany", ["0.81", "1.73"])):
        found = [row["printed"] for row in rows if row[named].startswith(f"{peer}, ")]
        assert [found[-1], found[0]] == span
    assert "1.32 to 7.01 times as much as the United States and 0.81 to 1.73 times as much as Germany" in figure.alt


def test_the_accounts_of_two_ministries_are_joined_where_both_have_a_country():
    alt = drawn(charts.subsidy_accounts, opened()).figure.alt
    assert alt.startswith(
        "For its economy Japan gives chips more than Germany by one ministry’s account, less by another’s. "
        "Japan: from 0.71% by the Finance Ministry down to 0.68% by METI; "
        "Germany: from 0.41% by the Finance Ministry up to 0.71% by METI; "
    )
    assert "France: 0.20% by the Finance Ministry;" in alt
    assert alt.endswith("China: 0.79% by METI.")
