"""The notebooks are at home with the plain tools of the Jupyter world, not only with our own command."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from analysis.editions.job import notebooks_folder

from .chromium import LAUNCH, needs_chromium
from .ports import free_port

BIN = Path(sys.executable).parent


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Copy a notebook to a folder of its own; it finds the data of the project it was installed from."""
    data = (notebooks_folder().parent / "data").resolve()
    monkeypatch.setenv("JAPAN_TECH_DATA", str(data))

    def copy(name):
        return Path(shutil.copy(notebooks_folder() / f"{name}.ipynb", tmp_path))

    return copy


@pytest.mark.long
@pytest.mark.parametrize("name", ["explore", "unicorns"])
def test_nbconvert_runs_a_notebook_and_makes_a_page_of_it(notebook, name):
    """A short notebook and the explorer stand for all, which other tests run without a kernel, and papermill in one."""
    path = notebook(name)
    command = [BIN / "jupyter", "nbconvert", "--execute", "--to", "html", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = path.with_suffix(".html").read_text("utf-8")
    assert len(page) > 200_000
    assert 'data-mime-type="text/html"' in page
    if name == "unicorns":
        assert "<title>Unicorns: one list, copy by copy</title>" in page
        assert re.search(r"<h1[^>]*>How many unicorns does Japan have\?</h1>", page)
        assert re.search(r"<caption[^>]*><strong>Unicorns, in total and relative to size</strong></caption>", page)
        assert page.count("@font-face") >= 2
    assert re.findall(r"data-mime-type=\"application/vnd\.jupyter\.[^\"]*\"", page) == []


@pytest.fixture
def voila(notebook, tmp_path):
    """The address at which Voila serves the explorer."""
    port = free_port()
    path = notebook("explore")
    environment = os.environ | {"VOILA_CONFIG_DIR": str(tmp_path)}
    command = [BIN / "voila", path, "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    run = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        run.terminate()
        run.wait(20)


def read_from(address):
    """The page that a server gives once it is there."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


CUT = """() => [...document.querySelectorAll(".explorer-side select")].flatMap(it => {
  const pen = Object.assign(document.createElement("canvas").getContext("2d"), {font: getComputedStyle(it).font})
  return [...it.options].map(one => one.text).filter(text => pen.measureText(text).width + 34 > it.clientWidth)
})"""
"""What is cut in a menu; beside the words it has borders and an arrow."""


@pytest.mark.long
@needs_chromium
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_nothing_is_cut_and_what_a_control_does_is_seen_beside_it(voila, theme):
    read_from(voila)
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{voila}?theme={theme}")
        page.wait_for_selector(".explorer-pictures img", timeout=60_000)
        assert page.evaluate(CUT) == []
        for part in page.locator(
            ".explorer-pictures img, .explorer-side select, .explorer-told, .explorer-peers"
        ).all():
            box = part.bounding_box()
            assert 0 <= box["x"] < box["x"] + box["width"] <= 390 - 15
            assert part.evaluate("it => it.scrollWidth <= it.clientWidth")
        told, result = page.locator(".explorer-told"), page.locator(".explorer-brief")
        expect(result).to_contain_text("than the U.S.: overstated")
        page.get_by_label("Chip support is counted").select_option("per year of the programme")
        expect(result.locator("mark").last).to_have_text("5.61")
        expect(result).to_be_in_viewport(ratio=1)
        page.locator(".explorer-number", has_text="overstated").click()
        expect(page.locator(".explorer-origin")).to_be_in_viewport(ratio=1)
        page.locator(".explorer-key").scroll_into_view_if_needed()
        expect(told).to_be_in_viewport(ratio=1)
        page.get_by_text("Any indicator", exact=True).click()
        right = "it => it.getBoundingClientRect().right"
        indicator = page.locator(".explorer-indicators select")
        assert indicator.evaluate(right) <= page.locator(".explorer-indicators").evaluate(right)
        page.get_by_text("What the report says", exact=True).click()
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.evaluate(CUT) == []
