"""The explorer's figure shows what was found, and paints only what moved."""

import io

import numpy as np
import pytest
from PIL import Image

from analysis.explorer.indicators import Canvas
from analysis.rendering.palette import BLUE
from analysis.study.explorer import EXPLORATION, PEERS

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


SETTINGS = [
    *({"much_larger": much} for much in (1, 1.25, 1.36, 1.5, 4)),
    *({"as_of": day} for day in ("2024-04-12", "2024-05-21", "2024-06-01", "2025-01-01")),
    *({"basis": basis} for basis in ("total", "per_year")),
    *({"denominator": base} for base in ("gdp", "gdp_ppp", "population")),
    {"rate_rule": "own", "own_rate": 90},
    {"focus": "KOR", "peers": ("FRA",)},
]


def test_the_picture_draws_the_ways_that_the_sentence_counts(canvases, found):
    """So many dots as ways are counted, and so many of them blue as the claim holds in, under every setting."""
    panel = canvases["lead"].panel
    for given in SETTINGS:
        catalogue = found(**given)
        show(canvases, catalogue)
        for peer, (claim, *_) in PEERS.items():
            drawn = {way: dot for (whom, way), dot in panel.dots.items() if whom == peer and len(dot.get_xdata())}
            blue = [way for way, dot in drawn.items() if dot.get_color() == BLUE]
            assert catalogue[f"holds.{claim}"].text == f"{len(blue)} of {len(drawn)}", given
            numbers = {way for (whom, way), it in panel.numbers.items() if whom == peer and it.get_text() != "–"}
            assert numbers == {*drawn}, given


def test_a_dot_is_green_where_the_ratio_counts_as_much_larger(canvases, found):
    """Against Germany: the Finance Ministry's shares give 1.73 (1.699 at least), METI's 0.96.

    Our own shares give 0.638 over 19.9 of 4,219.31, or 1.35: 1.28 at least. Parity a head gives 1.01.
    """
    dots = canvases["lead"].panel.dots
    for much, blue in ((1.69, {"mof"}), (1.7, set()), (1.25, {"mof", "own_share"})):
        show(canvases, found(much_larger=much))
        assert {way for (peer, way), dot in dots.items() if peer == "DEU" and dot.get_color() == BLUE} == blue
        assert list(canvases["lead"].panel.threshold.get_xdata()) == [much, much]


def test_the_ratio_of_the_basis_chosen_is_marked(canvases, found):
    """As the sentence tells it: 3.37 times over the whole programme, 5.61 per year."""
    mark = canvases["lead"].panel.chosen
    for basis, ratio in (("per_year", 5.612), ("total", 3.367)):
        show(canvases, found(basis=basis))
        assert mark.get_xdata() == pytest.approx([ratio], abs=0.001)


def test_the_dots_of_money_move_with_the_rate_and_the_bands_stay(canvases, found):
    panel = canvases["money"].panel
    bands = [(band.get_x(), band.get_width()) for band in panel.bands]
    assert bands == [(24.5e9, 1e9), (13.5e9, 1e9)]
    show(canvases, found(rate_rule="own", own_rate=100))
    assert [dot.get_xdata()[0] for dot in panel.dots] == pytest.approx([39.308e9, 22.6e9])
    assert [(band.get_x(), band.get_width()) for band in panel.bands] == bands


@pytest.mark.parametrize(
    ("given", "unit"),
    [({}, "dollars"), ({"rate_rule": "ppp"}, "international dollars"), ({"rate_rule": "announced"}, "dollars")],
)
def test_the_heading_over_money_follows_its_unit(canvases, found, given, unit):
    show(canvases, found(**given))
    assert canvases["money"].panel.axes.get_title("left") == f"In {unit}"


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
