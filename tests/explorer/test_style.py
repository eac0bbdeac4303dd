"""What the style of the explorer does to its pictures on the screen of a phone."""

import base64
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from analysis import explorer
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


"""How many numbers stand at the end of a line, while the sign behind them begins the next."""
