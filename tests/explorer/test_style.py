"""What the style of the explorer does to its pictures on the screen of a phone."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from analysis import explorer

from ..chromium import LAUNCH, needs_chromium

STYLE = (Path(explorer.__file__).parent / "style.css").read_text("utf-8")


def picture(width):
    file = io.BytesIO()
    Image.new("RGB", (width, 200)).save(file, format="png")
    address = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    return f'<div class="widget-vbox"><img class="widget-image" src="{address}"></div>'


JUPYTER = ".widget-vbox { display: flex; flex-direction: column; } .widget-image { max-width: 100%; height: auto; }"
"""How ipywidgets sets a box and a picture."""

PAGE = f"""<!doctype html><meta name="viewport" content="width=device-width"><style>{JUPYTER} {STYLE}</style>
<div class="explorer"><div class="explorer-topics"><div class="explorer-side">Choices</div><div class="explorer-main">
<div class="explorer-pictures">{picture(260)}{picture(440)}</div></div></div></div>"""


@needs_chromium
@pytest.mark.parametrize("width", [390, 320, 1280])
def test_a_picture_keeps_its_size_and_scrolls_where_the_screen_is_narrower(width):
    """Shrunk, its words could not be read."""
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.set_content(PAGE)
        shown = tab.evaluate("[...document.images].map(it => it.getBoundingClientRect().width)")
        boxes = "[...document.images].map(it => it.parentElement)"
        rooms = tab.evaluate(f"{boxes}.map(it => [it.clientWidth, it.scrollWidth])")
        whole = tab.evaluate("document.documentElement.scrollWidth")
    assert shown == [260, 440]
    assert [full for _, full in rooms] == [260, 440]
    assert whole <= width
    assert (rooms[1][0] < 440) == (width < 440)
