"""What the style of the explorer does to its pictures on the screen of a phone."""

import base64
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from analysis import explorer
from analysis.explorer.indicators import FEW
from analysis.study.explorer import EXPLORATION

from ..chromium import LAUNCH, needs_chromium

STYLE = (Path(explorer.__file__).parent / "style.css").read_text("utf-8")


def picture(width):
    file = io.BytesIO()
    Image.new("RGB", (width, 200)).save(file, format="png")
    address = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    return f'<div class="widget-vbox"><img class="widget-image" src="{address}"></div>'


JUPYTER = """body { margin: 0 33px; } .widget-vbox { display: flex; flex-direction: column; }
.widget-image { max-width: 100%; height: auto; } .widget-html { display: flex; }
.jupyter-button { display: inline-block; white-space: nowrap; }"""
"""How ipywidgets sets a box, words, a button and a picture, with as much beside them as Voila has."""

PAGE = f"""<!doctype html><meta name="viewport" content="width=device-width"><style>{JUPYTER} {STYLE}</style>
<div class="explorer"><div class="explorer-topics"><div class="explorer-side">Choices</div><div class="explorer-main">
<div class="explorer-pictures">{"".join(picture(round(100 * it.size[0])) for it in EXPLORATION.frames)}</div>
</div></div></div>"""


@needs_chromium
def test_no_picture_is_cut_or_so_small_that_nobody_can_read_it():
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        tab = browser.new_page()
        tab.set_content(PAGE)
        for width, least in ((1280, 1), (390, 1), (360, 0.9), (320, 0.75)):
            tab.set_viewport_size({"width": width, "height": 800})
            shown = tab.evaluate("[...document.images].map(it => it.getBoundingClientRect().toJSON())")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            for frame, box in zip(EXPLORATION.frames, shown, strict=True):
                assert box["right"] <= width
                assert box["width"] >= least * round(100 * frame.size[0])


def words(text):
    return f'<div class="widget-html"><div class="widget-html-content"><span>{text}</span></div></div>'


NUMBER = '<button class="jupyter-button explorer-number">$25.7 billion</button>'
BEHIND = ("; by METI far more than ", " times as much as a ", ". The article of ", ", or less than ")
SENTENCE = words("It gives ") + "".join(NUMBER + words(text) for text in BEHIND * 3)
TORN = """() => [...document.querySelectorAll("button")].filter(it => {
  const sign = document.createRange(), text = it.nextSibling.querySelector("span").firstChild
  sign.setStart(text, 0)
  sign.setEnd(text, 1)
  return text.data[0] !== " " && sign.getBoundingClientRect().top > it.getBoundingClientRect().bottom - 4
}).length"""
"""How many numbers stand at the end of a line, while the sign behind them begins the next."""


@needs_chromium
def test_no_line_of_a_sentence_begins_with_the_sign_behind_a_number():
    page = (
        f"<style>{JUPYTER} {STYLE}</style><div class='explorer'><div class='explorer-sentence'>{SENTENCE}</div></div>"
    )
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        tab = browser.new_page()
        tab.set_content(page)
        torn = {}
        for width in range(286, 486, 4):
            tab.set_viewport_size({"width": width, "height": 700})
            torn[width] = tab.evaluate(TORN)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert set(torn.values()) == {0}


def table(lines):
    """A table of so many lines, as the view of indicators writes it, beside a figure."""
    cell = "<td><span>122.656 million</span>, forecast</td>"
    heads = "".join(f"<th>Country {'ABCDEFGHIJ'[n]}</th>" for n in range(lines))
    look = " class='explorer-many'" if lines > FEW else ""
    made = (
        f"<table{look}><thead><tr><th></th>{heads}</tr></thead><tr><th>2026, forecast</th>{cell * lines}</tr></table>"
    )
    figure = words("Figure").replace('widget-html"', 'widget-html explorer-figure"', 1)
    tabled = f"<div class='widget-html explorer-table'><div class='widget-html-content'>{made}</div></div>"
    return f"<div class='explorer'><div class='explorer-row'>{figure}{tabled}</div></div>"


BOXES = """() => [".explorer-figure", ".explorer-table"].map(it => document.querySelector(it))
  .map(it => [it.getBoundingClientRect().top, it.scrollWidth <= it.clientWidth, getComputedStyle(it).overflowX])"""


@needs_chromium
def test_the_table_of_an_indicator_stands_whole_beside_its_figure_or_below_it():
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        tab = browser.new_page(viewport={"width": 1180, "height": 800})
        for lines, is_beside in ((2, True), (10, False)):
            tab.set_content(f"<style>{JUPYTER} {STYLE}</style>{table(lines)}")
            (top, *_), (below, is_whole, _) = tab.evaluate(BOXES)
            assert (below == top) == is_beside
            assert is_whole
        tab.set_viewport_size({"width": 390, "height": 800})
        assert tab.evaluate(BOXES)[1][2] == "auto"
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
