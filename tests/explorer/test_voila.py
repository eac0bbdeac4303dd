"""The explorer served by Voila, on a phone and on a desk."""

import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from analysis.editions.notebooks import notebooks_folder

from ..browsers import LAUNCH, needs_chromium
from ..servers import server_process

pytestmark = [needs_chromium, pytest.mark.long]

CONTROLS = ".explorer :is(input, select, button, img, a, p, table)"
CUT = """() => [...document.querySelectorAll(".explorer .widget-dropdown select")].flatMap(it => {
  if (!it.clientWidth) return []
  const pen = Object.assign(document.createElement("canvas").getContext("2d"), {font: getComputedStyle(it).font})
  return [...it.options].map(one => one.text).filter(text => pen.measureText(text).width + 34 > it.clientWidth)
})"""
"""What is cut in a menu; beside the words it has borders and an arrow."""

COVERED = """it => {
  it.scrollIntoView({block: "center"})
  const {left, top, width, height} = it.getBoundingClientRect()
  const found = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2)
  return !(it.contains(found) || found.contains(it) && found.closest(".explorer"))
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address at which Voila serves a copy of the notebook, with the data of the project."""
    folder = tmp_path_factory.mktemp("voila")
    notebook = shutil.copy(notebooks_folder() / "explore.ipynb", folder)
    data = str((notebooks_folder().parent / "data").resolve())
    command = [Path(sys.executable).with_name("voila"), notebook, "--no-browser", "--Voila.ip=127.0.0.1"]
    with server_process(command, folder, {"VOILA_CONFIG_DIR": str(folder), "JAPAN_TECH_DATA": data}) as address:
        yield f"{address}/"


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (360, "dark"), (1280, "light")])
def test_nothing_is_cut_or_covered_and_what_a_control_does_is_seen_beside_it(address, width, theme):
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        page = browser.new_page(viewport={"width": width, "height": 740})
        page.goto(f"{address}?theme={theme}")
        page.wait_for_selector(".explorer-figure img", timeout=60_000)
        for view, last in (
            ("What the report says", ".explorer-topics img"),
            ("Any indicator", ".explorer-table table"),
        ):
            page.get_by_text(view, exact=True).click()
            page.locator(last).last.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(CUT) == []
            shown = [it for it in page.locator(CONTROLS).all() if it.is_visible()]
            assert len(shown) > 15
            for it in shown:
                box = it.bounding_box()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width or it.evaluate("it => !!it.closest('.explorer-table')")
                assert not it.evaluate(COVERED), it.evaluate("it => it.outerHTML.slice(0, 200)")
        page.get_by_text("What the report says", exact=True).click()
        choice, sentence = page.get_by_label("Chip support is counted"), page.get_by_text("Counted per year")
        choice.select_option("per year of the programme")
        expect(sentence.locator("a.changed").last).to_have_text("5.61")
        choice.scroll_into_view_if_needed()
        expect(sentence).to_be_in_viewport()
        page.locator(".explorer a", has_text="overstated").click()
        expect(page.locator(".explorer-origin")).to_be_in_viewport(ratio=0.99)
