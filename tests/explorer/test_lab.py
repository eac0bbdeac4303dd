"""The explorer in a real JupyterLab, driven as a person would: by mouse and by keyboard."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from ..browsers import LAUNCH, needs_chromium
from ..servers import server_process

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
def jupyter(command: list[str | Path], own: Path, folder: Path, **environment: str) -> Iterator[str]:
    """A JupyterLab in a folder, with settings and a log of its own in another, and its address."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    options = ["--no-browser", f"--IdentityProvider.token={TOKEN}", *root]
    environment |= {f"JUPYTER{name}_DIR": str(own / name) for name in ("_RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")}
    with server_process([*command, *options], folder, environment, ready=f"/api?token={TOKEN}") as address:
        yield address


@pytest.fixture(scope="module")
def server(folder) -> Iterator[str]:
    with jupyter([COMMAND, "explore"], folder, folder) as address:
        yield address


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture(scope="module")
def page(server, asked) -> Iterator[Page]:
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{server}/?token={TOKEN}")
        page.wait_for_selector(".explorer-figure img", timeout=60_000)
        yield page


def said(page: Page):
    return page.locator(".explorer-topics")


def message(page: Page):
    return page.locator(".explorer > .lm-Widget > .explorer-words, .explorer > div > .explorer-words").first


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


def test_another_notebook_is_opened_without_running(page, server, folder):
    ran, tab = foreign(folder / "from_mail.ipynb"), page.context.browser.new_page()
    assert_opens_without_running(tab, f"{server}/doc/tree/from_mail.ipynb?token={TOKEN}", ran)
    tab.close()


def test_on_binder_the_explorer_runs_by_itself_and_no_other_notebook(page, tmp_path):
    """With what its script adds to JupyterLab; what it installs is installed here already."""
    script = re.search(r"^mkdir .*", (ROOT / ".binder" / "postBuild").read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]
    place, tab = tmp_path / "prefix", page.context.browser.new_page()
    (place / "share" / "jupyter").mkdir(parents=True)
    subprocess.run(["bash", "-euc", script], cwd=ROOT, env=os.environ | {"prefix": str(place)}, check=True)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "explore.ipynb", tmp_path / "notebooks")
    ran = foreign(tmp_path / "notebooks" / "from_mail.ipynb")
    paths = {"JUPYTER_CONFIG_PATH": str(place / "etc" / "jupyter"), "JUPYTER_PATH": str(place / "share" / "jupyter")}
    with jupyter([COMMAND.with_name("jupyter"), "lab"], tmp_path, tmp_path, **paths) as address:
        tab.goto(f"{address}/doc/tree/notebooks/explore.ipynb?token={TOKEN}")
        tab.wait_for_selector(".explorer-figure img", timeout=60_000)
        assert_opens_without_running(tab, f"{address}/doc/tree/notebooks/from_mail.ipynb", ran)
        tab.close()


def test_a_choice_by_mouse_changes_sentence_and_figure(page):
    figure = page.locator(".explorer-figure img").last
    before = figure.get_attribute("src")
    page.get_by_label("Unicorns are counted").select_option("per ten million people")
    expect(said(page)).to_contain_text("unicorns per ten million people")
    expect(figure).not_to_have_attribute("src", before)
    page.get_by_role("button", name="Undo").click()
    expect(said(page)).to_contain_text("unicorns per trillion dollars of GDP")


def test_the_keyboard_moves_a_slider_and_a_verdict_follows(page):
    slider = page.get_by_role("slider", name="“Much larger” means at least")
    expect(said(page)).to_contain_text("than America’s is overstated")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(said(page)).to_contain_text("than America’s is supported")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(said(page)).to_contain_text("than America’s is overstated")


def test_a_number_beyond_the_range_becomes_its_end(page):
    field = page.get_by_label("“Much larger” means at least, as a number")
    for typed, taken in (("500", "100"), ("-3", "1"), ("", "1"), ("1.5", "1.5")):
        field.click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Backspace")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(field).to_have_value(taken)
        expect(said(page)).to_contain_text(f"means at least {taken} times")


def test_a_click_on_a_number_or_a_verdict_explains_it_until_it_is_clicked_again(page):
    origin = page.locator(".explorer-origin")
    page.locator(".explorer a", has_text="$25.7 billion").first.click()
    expect(origin).to_contain_text("¥3.931 trillion ÷ ¥153.17 per dollar")
    page.get_by_label("Yen are converted").select_option("at the reader’s own rate")
    expect(origin).to_contain_text("¥3.931 trillion ÷ ¥150")
    page.get_by_role("button", name="Undo").click()
    expect(origin).to_contain_text("¥3.931 trillion ÷ ¥153.17 per dollar")
    page.locator(".explorer a", has_text="$25.7 billion").first.click()
    expect(origin).to_have_count(0)
    page.locator(".explorer a", has_text="overstated").focus()
    page.keyboard.press("Enter")
    expect(origin).to_contain_text("C26: overstated")


def test_every_control_has_a_label_and_changes_are_read_out(page):
    for view in ("Any indicator", "What the report says"):
        page.get_by_text(view, exact=True).click()
        page.wait_for_timeout(500)
        unnamed = [it for it in page.locator(".explorer :is(input, select, button)").all() if it.is_visible()]
        assert len(unnamed) > 10
        for it in unnamed:
            assert it.evaluate("it => it.labels?.[0]?.textContent || it.ariaLabel || it.textContent").strip()
        for it in page.locator(".explorer img").all():
            assert it.get_attribute("alt")
    expect(page.locator(".explorer-words").first).to_have_attribute("aria-live", "polite")


def test_an_indicator_is_found_drawn_and_its_table_saved(page):
    page.get_by_text("Any indicator", exact=True).click()
    page.get_by_role("textbox", name="Search").fill("population IMF")
    expect(page.locator(".explorer-table")).to_contain_text("Japan")
    with page.expect_download() as saved:
        page.locator("a[download='population.csv']").click()
    assert "Japan" in Path(saved.value.path()).read_text("utf-8")
    page.get_by_text("What the report says", exact=True).click()


def test_the_buttons_write_the_settings_and_the_report_made_with_them(page, folder, server):
    page.get_by_label("Yen are converted").select_option("at the reader’s own rate")
    expect(said(page)).to_contain_text("Converted at the reader’s own rate")
    page.locator(".explorer").get_by_role("button", name="Save").click()
    expect(message(page)).to_contain_text("rate_rule, own_rate")
    assert "rate_rule: own" in (folder / "explored.yaml").read_text("utf-8")
    page.get_by_role("button", name="Render report").click()
    expect(message(page)).to_contain_text("Rendered into explored-report", timeout=90_000)
    with page.expect_popup() as opened:
        message(page).get_by_text("report.html").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{server}/files/explored-report/report.html")
    assert "A variant with rate rule own" in opened.value.content()
    opened.value.close()


def test_settings_survive_a_reload_until_they_are_reset(page):
    choice = page.get_by_label("Yen are converted")
    choice.select_option("at the average rate of the period")
    expect(said(page)).to_contain_text("Converted at the average rate of the period")
    asked_to_stay = []
    page.on("dialog", lambda dialog: (asked_to_stay.append(dialog.type), dialog.accept()))
    page.reload()
    expect(choice).to_have_value("at the average rate of the period", timeout=60_000)
    expect(message(page)).to_contain_text("were restored after the page was reloaded")
    assert asked_to_stay == []
    page.get_by_role("button", name="Reset").click()
    expect(choice).to_have_value("at the rate of the article’s date")
    page.wait_for_function("() => !sessionStorage.getItem('explorer').includes('rate_rule')")
    page.reload()
    page.wait_for_selector(".explorer-figure img", timeout=60_000)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(timeout=60_000)
    expect(choice).to_have_value("at the rate of the article’s date")


def test_nothing_is_asked_of_other_machines_and_nobody_is_asked_about_news(page, asked, server):
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert page.get_by_text("Jupyter news").count() == 0


def test_another_tab_on_the_same_kernel_begins_with_the_defaults_and_changes_nothing_here(page, server):
    country = page.get_by_label("Country")
    country.select_option("South Korea")
    expect(said(page)).to_contain_text("South Korea has")
    tab = page.context.browser.new_page()
    tab.goto(f"{server}/?token={TOKEN}")
    tab.wait_for_selector(".explorer-figure img", timeout=60_000)
    expect(tab.get_by_label("Country").locator("option:checked").last).to_have_text("Japan", timeout=60_000)
    expect(country.locator("option:checked")).to_have_text("South Korea")
    tab.close()
