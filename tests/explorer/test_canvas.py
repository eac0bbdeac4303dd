"""The explorer's figure shows what was found, and paints only what moved."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from PIL import Image

from analysis.exhibits.figures.figure import look
from analysis.explorer.canvas import Canvas
from analysis.rendering.palette import GREEN
from analysis.study.exploration import EXPLORATION, LEAD_BY

NAMES = ("unicorns", "lead", "money")


@pytest.fixture(scope="module")
def found(computed):
    return computed


@pytest.fixture
def afresh(evidence):
    """A picture on which nothing has moved yet."""
    return {name: Canvas(frame, evidence.economies) for name, frame in zip(NAMES, EXPLORATION.frames, strict=True)}


@pytest.fixture
def canvases(found, afresh):
    show(afresh, found())
    return afresh


def show(canvases, catalogue):
    """Show a catalogue and say in which pictures something moved."""
    return [name for name, canvas in canvases.items() if canvas.update(catalogue)]


def pixels(canvas):
    return np.asarray(Image.open(io.BytesIO(canvas.png())).convert("RGB")).astype(int)


def test_a_bar_is_as_long_as_its_finding_and_bears_its_text(canvases, found):
    catalogue, panel = found(), canvases["unicorns"].panel
    names = [label.get_text() for label in panel.axes.get_yticklabels()]
    at = names.index("Japan")
    assert panel.bars[at].get_width() == catalogue["unicorns.JPN.chosen"].value
    assert panel.numbers[at].get_text() == catalogue["unicorns.JPN.chosen"].text
    widths = [bar.get_width() for bar in panel.bars]
    assert widths == sorted(widths, reverse=True)


def test_a_country_that_is_not_chosen_has_no_bar(canvases, found):
    show(canvases, found(peers=("KOR",)))
    panel = canvases["unicorns"].panel
    assert [label.get_text() for label in panel.axes.get_yticklabels()] == ["South Korea", "Japan"]
    assert [bar.get_width() > 0 for bar in panel.bars] == [True] * 2 + [False] * (len(panel.bars) - 2)


def test_a_dot_is_green_where_the_ratio_counts_as_much_larger(canvases, found):
    for much in (1.25, 1.5, 4):
        catalogue = found(much_larger=much)
        show(canvases, catalogue)
        panel = canvases["lead"].panel
        assert list(panel.threshold.get_xdata()) == [much, much]
        for (peer, name), dot in panel.dots.items():
            finding = catalogue.get(f"subsidy.ratio.{peer}.{name}")
            assert list(dot.get_xdata()) == ([finding.value] if finding else [])
            assert (dot.get_color() == GREEN) == bool(finding and finding.quantity.low >= much)


def test_the_yardstick_chosen_is_shaded(canvases, found):
    ring = canvases["lead"].panel.ring
    for basis, name in (("per_year", "share.per_year"), ("total", "share.total")):
        show(canvases, found(basis=basis))
        assert ring.get_y() + ring.get_height() / 2 == list(LEAD_BY).index(name)


def test_the_dots_of_money_move_with_the_rate_and_the_bands_stay(canvases, found):
    panel = canvases["money"].panel
    bands = [(band.get_x(), band.get_width()) for band in panel.bands]
    assert bands == [(24.5e9, 1e9), (13.5e9, 1e9)]
    show(canvases, found(rate_rule="own", own_rate=100))
    assert [dot.get_xdata()[0] for dot in panel.dots] == pytest.approx([39.308e9, 22.6e9])
    assert [(band.get_x(), band.get_width()) for band in panel.bands] == bands


def test_what_is_painted_after_a_move_is_what_is_painted_afresh(canvases, found, evidence):
    given = {
        "rate_rule": "own",
        "own_rate": 120,
        "much_larger": 2,
        "peers": ("KOR", "DEU"),
        "denominator": "population",
    }
    show(canvases, found(**given))
    for name, frame in zip(NAMES, EXPLORATION.frames, strict=True):
        afresh = Canvas(frame, evidence.economies)
        afresh.update(found(**given))
        assert np.abs(pixels(canvases[name]) - pixels(afresh)).max() == 0


def test_only_the_picture_in_which_something_moved_is_painted(canvases, found):
    before = pixels(canvases["money"])
    assert show(canvases, found(rate_rule="own", own_rate=90)) == ["money"]
    assert np.abs(pixels(canvases["money"]) - before).max() > 0
    assert show(canvases, found()) == ["money"]
    assert np.abs(pixels(canvases["money"]) - before).max() == 0


def test_the_same_assumptions_paint_nothing(canvases, found):
    assert show(canvases, found()) == []


@pytest.mark.parametrize("given", [{"denominator": "population"}, {"basis": "per_year"}, {"much_larger": 2}])
def test_every_choice_of_yardstick_moves_something(canvases, found, given):
    assert show(canvases, found(**given)) != []


def test_dollars_in_a_name_are_no_mathematics():
    """Else a country called so would end the explorer; what stands between two dollars is drawn as it is."""
    with matplotlib.rc_context(look()):
        sheet = Drawing()
        written = sheet.text(0, 0, "US$ \\frac{ A$")
        FigureCanvasAgg(sheet).draw()
    assert written.get_window_extent().width > 0
