"""The explorer's figure shows what was found, and paints only what moved."""

import io

import numpy as np
import pytest
from PIL import Image

from analysis.explorer.canvas import Canvas
from analysis.rendering.palette import GREEN
from analysis.study.exploration import EXPLORATION, LEAD_BY


@pytest.fixture(scope="module")
def found(computed):
    return computed


@pytest.fixture
def afresh(evidence):
    """A picture on which nothing has moved yet."""
    return Canvas(EXPLORATION, evidence.economies)


@pytest.fixture
def canvas(found, afresh):
    afresh.update(found())
    return afresh


def panels(canvas):
    return dict(zip(("unicorns", "USA", "DEU", "money"), (panel for _, panel in canvas._panels), strict=True))


def pixels(canvas):
    return np.asarray(Image.open(io.BytesIO(canvas.png())).convert("RGB")).astype(int)


def test_a_bar_is_as_long_as_its_finding_and_bears_its_text(canvas, found):
    catalogue, panel = found(), panels(canvas)["unicorns"]
    names = [label.get_text() for label in panel.axes.get_yticklabels()]
    at = names.index("Japan")
    assert panel.bars[at].get_width() == catalogue["unicorns.JPN.chosen"].value
    assert panel.numbers[at].get_text() == catalogue["unicorns.JPN.chosen"].text
    widths = [bar.get_width() for bar in panel.bars]
    assert widths == sorted(widths, reverse=True)


def test_a_country_that_is_not_chosen_has_no_bar(canvas, found):
    canvas.update(found(peers=("KOR",)))
    panel = panels(canvas)["unicorns"]
    assert [label.get_text() for label in panel.axes.get_yticklabels()] == ["South Korea", "Japan"]
    assert [bar.get_width() > 0 for bar in panel.bars] == [True] * 2 + [False] * (len(panel.bars) - 2)


def test_a_dot_is_green_where_the_ratio_counts_as_much_larger(canvas, found):
    for much in (1.25, 1.5, 4):
        catalogue = found(much_larger=much)
        canvas.update(catalogue)
        for peer in ("USA", "DEU"):
            panel = panels(canvas)[peer]
            assert list(panel.threshold.get_xdata()) == [much, much]
            for name, dot in zip(LEAD_BY, panel.dots, strict=True):
                finding = catalogue.get(f"subsidy.ratio.{peer}.{name}")
                assert list(dot.get_xdata()) == ([finding.value] if finding else [])
                assert (dot.get_color() == GREEN) == bool(finding and finding.quantity.low >= much)


def test_the_dots_of_money_move_with_the_rate_and_the_bands_stay(canvas, found):
    panel = panels(canvas)["money"]
    bands = [(band.get_x(), band.get_width()) for band in panel.bands]
    assert bands == [(24.5e9, 1e9), (13.5e9, 1e9)]
    canvas.update(found(rate_rule="own", own_rate=100))
    assert [dot.get_xdata()[0] for dot in panel.dots] == pytest.approx([39.308e9, 22.6e9])
    assert [(band.get_x(), band.get_width()) for band in panel.bands] == bands


def test_what_is_painted_after_a_move_is_what_is_painted_afresh(canvas, found, evidence):
    given = {
        "rate_rule": "own",
        "own_rate": 120,
        "much_larger": 2,
        "peers": ("KOR", "DEU"),
        "denominator": "population",
    }
    canvas.update(found(**given))
    afresh = Canvas(EXPLORATION, evidence.economies)
    afresh.update(found(**given))
    assert np.abs(pixels(canvas) - pixels(afresh)).max() == 0


def test_only_the_panel_in_which_something_moved_is_painted(canvas, found):
    before = pixels(canvas)
    painted = []
    for name, panel in panels(canvas).items():
        panel.axes.draw = lambda renderer, name=name, draw=panel.axes.draw: (painted.append(name), draw(renderer))
    canvas.update(found(rate_rule="own", own_rate=90))
    assert painted == ["money"]
    canvas.update(found())
    assert np.abs(pixels(canvas) - before).max() == 0


def test_the_same_assumptions_paint_nothing(canvas, found):
    assert [panel.update(found()) for _, panel in canvas._panels] == [False] * 4
