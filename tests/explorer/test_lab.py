"""The explorer in a real JupyterLab, driven as a person would: by mouse and by keyboard."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from ..chromium import LAUNCH, needs_chromium
from ..ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [needs_chromium, pytest.mark.long]

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("japan-tech")
TOKEN = "0f1e2d"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("explored")


@contextmanager
def serving(command: list[str | Path], own: Path, folder: Path, **environment: str) -> Iterator[str]:
    """A JupyterLab in a folder, with settings and a log of its own in another, and its address."""
    port = free_port()
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    options = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}", *root]
    environment |= {f"JUPYTER{name}_DIR": str(own / name) for name in ("_RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")}
    with (own / "server.log").open("w") as log:
        run = subprocess.Popen([*command, *options], cwd=folder, stdout=log, stderr=log, env=os.environ | environment)
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/api?token={TOKEN}"):
                break
        except OSError:
            time.sleep(0.3)
    try:
        yield address
    finally:
        run.send_signal(signal.SIGTERM)
        run.wait(20)


@pytest.fixture(scope="module")
def server(folder) -> Iterator[str]:
    with serving([COMMAND, "explore"], folder, folder) as address:
        yield address


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture(scope="module")
def took() -> list[float]:
    """How many seconds it took from the address until the explorer could be used."""
    return []


@pytest.fixture(scope="module")
def opened(server, asked, took) -> Iterator[Page]:
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("request", lambda request: asked.append(request.url))
        start = time.perf_counter()
        page.goto(f"{server}/?token={TOKEN}")
        page.wait_for_selector(".explorer-pictures img", timeout=60_000)
        took.append(time.perf_counter() - start)
        yield page


@pytest.fixture
def page(opened, request, tmp_path_factory) -> Iterator[Page]:
    failed = request.session.testsfailed
    yield opened
    if request.session.testsfailed > failed:
        opened.screenshot(path=tmp_path_factory.mktemp("failed") / f"{request.node.name}.png")


def control(page: Page, label: str):
    return page.locator(".explorer-side > .jupyter-widgets", has=page.get_by_text(label, exact=True))


def sentences(page: Page):
    return page.locator(".explorer-prose")


def message(page: Page):
    return page.locator(".explorer-message")


def pictures(page: Page) -> list[str]:
    return [it.get_attribute("src") for it in page.locator(".explorer-pictures img").all()]


def test_the_address_opens_the_notebook_and_it_runs_by_itself(page, server):
    assert page.url.startswith(f"{server}/doc/tree/explore.ipynb")
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(timeout=60_000)


def foreign(path: Path) -> Path:
    """Write a notebook that asks to be run, and return the file that it would write."""
    ran = path.with_suffix(".ran")
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
    cell["source"] = f"open({str(ran)!r}, 'w')"
    metadata = {"run_on_open": True, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    content = {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content))
    return ran


def assert_opens_without_running(page: Page, address: str, ran: Path) -> None:
    page.goto(address)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(3_000)
    assert not ran.exists()
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-InputPrompt", has_text="[1]:")).to_be_visible(timeout=60_000)
    assert ran.exists()


def test_another_notebook_is_opened_without_running(opened, server, folder):
    ran, tab = foreign(folder / "from_mail.ipynb"), opened.context.browser.new_page()
    assert_opens_without_running(tab, f"{server}/doc/tree/from_mail.ipynb?token={TOKEN}", ran)
    tab.close()


def test_on_binder_the_explorer_runs_by_itself_and_no_other_notebook(opened, tmp_path):
    """With what its script adds to JupyterLab; what it installs is installed here already."""
    script = re.search(r"^mkdir .*", (ROOT / ".binder" / "postBuild").read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]
    place, tab = tmp_path / "prefix", opened.context.browser.new_page()
    (place / "share" / "jupyter").mkdir(parents=True)
    subprocess.run(["bash", "-euc", script], cwd=ROOT, env=os.environ | {"prefix": str(place)}, check=True)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "explore.ipynb", tmp_path / "notebooks")
    ran = foreign(tmp_path / "notebooks" / "from_mail.ipynb")
    paths = {"JUPYTER_CONFIG_PATH": str(place / "etc" / "jupyter"), "JUPYTER_PATH": str(place / "share" / "jupyter")}
    with serving([COMMAND.with_name("jupyter"), "lab"], tmp_path, tmp_path, **paths) as address:
        tab.goto(f"{address}/doc/tree/notebooks/explore.ipynb?token={TOKEN}")
        tab.wait_for_selector(".explorer-pictures img", timeout=60_000)
        assert_opens_without_running(tab, f"{address}/doc/tree/notebooks/from_mail.ipynb", ran)
        tab.close()


WHOLE = "it => it.scrollHeight <= it.clientHeight"


def assert_on_one_screen(page: Page) -> None:
    """Controls, sentences, pictures and their key are whole above the lower edge."""
    lowest = page.locator(".jp-StatusBar-Widget, #jp-bottom-panel").first.bounding_box()["y"]
    for part in (".explorer-side", ".explorer-prose", ".explorer-pictures", ".explorer-key"):
        box = page.locator(part).first.bounding_box()
        assert 0 < box["y"] < box["y"] + box["height"] <= lowest, part
        assert box["x"] + box["width"] <= 1280
        assert part == ".explorer-prose" or page.locator(part).first.evaluate(WHOLE)


def test_controls_sentences_and_pictures_stand_on_one_screen_with_the_code_hidden(page):
    assert_on_one_screen(page)
    assert page.locator(".explorer-prose").evaluate(WHOLE)
    assert page.get_by_text("rate_rule=rate_rule").count() == 0


def test_a_choice_by_mouse_changes_sentence_and_picture(page):
    before = pictures(page)
    control(page, "Unicorns are counted").locator("select").select_option("per ten million people")
    expect(sentences(page)).to_contain_text("unicorns per ten million people")
    page.wait_for_function("before => document.querySelector('.explorer-pictures img').src !== before", arg=before[0])
    page.get_by_role("button", name="Undo").click()
    expect(sentences(page)).to_contain_text("unicorns per trillion dollars of GDP")


def test_the_keyboard_moves_a_slider_and_a_verdict_follows(page):
    handle = control(page, "Much larger from").locator(".noUi-handle")
    expect(sentences(page)).to_contain_text("the claim about the United States is overstated")
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(sentences(page)).to_contain_text("If “much larger” means at least 1.25 times")
    expect(sentences(page)).to_contain_text("the claim about the United States is supported")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(sentences(page)).to_contain_text("the claim about the United States is overstated")


def test_sliders_and_pictures_are_called_by_a_name_and_changes_are_told(page):
    expect(page.get_by_role("slider", name="Much larger from")).to_have_count(1)
    expect(page.get_by_role("img", name="The sentences above as a figure")).to_have_count(3)
    for told in (".explorer-brief", ".explorer-message"):
        expect(page.locator(told)).to_have_attribute("aria-live", "polite")


def test_any_indicator_is_drawn_and_its_table_is_saved(page):
    page.get_by_text("Any indicator", exact=True).click()
    page.locator(".explorer-indicators select").select_option("Population (IMF)")
    expect(page.locator(".explorer-table")).to_contain_text("Japan")
    table = page.locator(".explorer-table").evaluate(
        "it => [it.scrollWidth <= it.clientWidth, it.getBoundingClientRect().right]"
    )
    assert table[0]
    assert table[1] <= 1280
    with page.expect_download() as saved:
        page.locator("a[download='population.csv']").click()
    assert "Japan" in Path(saved.value.path()).read_text("utf-8")
    page.get_by_text("What the report says", exact=True).click()


def test_the_buttons_write_the_assumptions_and_lead_to_the_report_made_of_them(page, folder, server):
    page.locator(".explorer button", has_text="Save").click()
    expect(message(page)).to_contain_text("with rate_rule, own_rate")
    assert "rate_rule: own" in (folder / "explored.yaml").read_text("utf-8")
    page.locator(".explorer button", has_text="Render report").click()
    expect(message(page)).to_contain_text("Rendered into explored-report", timeout=90_000)
    with page.expect_popup() as opened:
        message(page).get_by_text("report.html").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{server}/files/explored-report/report.html")
    assert "A variant with rate rule own" in opened.value.content()
    opened.value.close()


def test_what_was_set_is_there_when_the_page_is_loaded_anew_until_it_is_reset(page):
    page.get_by_text("Any indicator", exact=True).click()
    page.locator(".explorer-indicators select").select_option("Population (IMF)")
    expect(page.locator("a[download='population.csv']")).to_be_visible()
    asked_to_stay = []
    page.on("dialog", lambda dialog: (asked_to_stay.append(dialog.type), dialog.accept()))
    page.reload()
    expect(page.locator(".explorer-indicators select")).to_have_value("Population (IMF)", timeout=60_000)
    page.get_by_text("What the report says", exact=True).click()
    choice = control(page, "Yen are converted").locator("select")
    expect(choice).to_have_value("at the reader’s own rate", timeout=60_000)
    expect(message(page)).to_contain_text("were restored after the page was reloaded")
    assert asked_to_stay == []
    assert 90 < float(control(page, "Yen for a dollar").locator("input").input_value()) < 110
    page.get_by_role("button", name="Reset").click()
    expect(choice).not_to_have_value("at the reader’s own rate")
    page.wait_for_function("() => !sessionStorage.getItem('explorer').includes('rate_rule')")
    page.reload()
    page.wait_for_selector(".explorer-pictures img", timeout=60_000)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(timeout=60_000)
    expect(choice).not_to_have_value("at the reader’s own rate")


def test_the_cells_below_show_findings_verdicts_and_comparisons(page):
    for words in ("Finance Ministry’s printed shares of GDP", "C26: overstated", "as a share of GDP"):
        expect(page.locator(".jp-OutputArea-output", has_text=words).first).to_be_attached()
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


def test_the_menu_offers_our_ways_out(page):
    page.get_by_role("menuitem", name="File").first.click()
    page.get_by_text("Save and Export Notebook As", exact=True).hover()
    for name in ("Report-html", "Report-pdf"):
        expect(page.get_by_text(name, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_nothing_is_asked_of_other_machines_and_nobody_is_asked_about_news(page, asked, server):
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert page.get_by_text("Jupyter news").count() == 0
