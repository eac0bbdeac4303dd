"""A newcomer's path through the documentation: a notebook with a figure and a sentence of one's own indicator."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pymupdf
import pytest
from nbformat.v4 import new_code_cell
from playwright import sync_api as playwright_errors
from playwright.sync_api import sync_playwright

import analysis as an

from .chromium import LAUNCH, needs_chromium
from .ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SECTION = (ROOT / "docs" / "data.md").read_text(encoding="utf-8").split("## Figures of your own\n")[1].split("\n## ")[0]
BLOCKS = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
COMMAND = Path(sys.executable).with_name("japan-tech")


def with_own_rows(folder: Path) -> Path:
    """A copy of the data in a folder, with the rows of the documentation at the end of their tables."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    for language, file, rows in BLOCKS:
        if language == "csv":
            with (folder / file).open("a", encoding="utf-8") as table:
                table.write(rows)
    return data


def call(folder: Path, *arguments: str) -> str:
    """What the command prints in a folder, called as a shell does; the test fails where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAPAN_TECH_")}
    command = [COMMAND, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_rows_and_cells_are_ten_lines():
    lines = [line for language, _, text in BLOCKS if language in {"csv", "python"} for line in text.splitlines()]
    assert len(lines) <= 10


def test_the_rows_have_no_defect_and_are_found_from_the_folder_they_lie_in(tmp_path, monkeypatch):
    monkeypatch.delenv("JAPAN_TECH_DATA", raising=False)
    monkeypatch.chdir(with_own_rows(tmp_path).parent)
    nests = an.load().figure("stork_nests", "JPN")
    assert (nests.text, nests.observation.precision) == ("118", 0)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """The folder of a newcomer who has done what the documentation says, with the report there."""
    folder = tmp_path_factory.mktemp("newcomer")
    with_own_rows(folder)
    call(folder, "new", "storks")
    path = folder / "storks.ipynb"
    notebook = nbformat.read(path, as_version=4)
    at = next(number for number, cell in enumerate(notebook.cells) if cell.source == "## Sources")
    own = [new_code_cell(text, id=f"own-{number}") for number, (kind, _, text) in enumerate(BLOCKS) if kind == "python"]
    notebook.cells[at:at] = own
    nbformat.write(notebook, path)
    call(folder, "report", "./storks.ipynb")
    return folder / "reports" / "2026-10-30-storks-from-data"


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """JupyterLab in a folder, with settings of its own, and the address that opens a notebook of it."""
    port, token = free_port(), "0f1e2d"
    own = {f"JUPYTER{name}_DIR": str(folder / "lab" / name) for name in ("_RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")}
    command = [COMMAND.with_name("jupyter"), "lab", "--no-browser", "--ip=127.0.0.1", "--allow-root"]
    options = [f"--port={port}", f"--IdentityProvider.token={token}"]
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = subprocess.Popen([*command, *options], cwd=folder, env=os.environ | own, **nowhere)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={token}"):
                break
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={token}"
    finally:
        run.terminate()
        run.wait(20)


@pytest.mark.long
@needs_chromium
def test_the_notebook_runs_in_jupyterlab_and_its_figure_has_the_typeface_of_the_report(written):
    with (
        jupyterlab(written.parents[1]) as address,
        sync_playwright() as playwright,
        playwright.chromium.launch(**LAUNCH) as browser,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 4000})
        page.goto(address.format("storks.ipynb"))
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
        said = page.locator(".jp-OutputArea-output", has_text="Storks have 118 nests")
        for _ in range(5):  # JupyterLab forgets what is asked of it while it still shakes hands with the kernel
            page.get_by_role("menuitem", name="Run").first.click()
            page.get_by_text("Run All Cells", exact=True).first.click()
            with contextlib.suppress(playwright_errors.TimeoutError):
                said.wait_for(timeout=15_000)
                break
        assert said.is_visible()
        assert page.get_by_role("heading", name="Where does Japan stand?").is_visible()
        assert page.locator("caption", has_text="Place in the digital ranking by country").is_visible()
        assert page.evaluate("document.fonts.check('12px \"Report Sans\"')")
        assert "Report Sans" in page.locator("figure svg text").first.evaluate("it => getComputedStyle(it).fontFamily")


@pytest.mark.long
@needs_chromium
def test_the_number_of_ones_own_leads_to_ones_own_row_in_the_browser(written):
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((written / "report.html").as_uri())
        assert page.locator("figure:has-text('Storks') svg").first.is_visible()
        page.locator("p", has_text="Storks have").get_by_role("link", name="118").click()
        assert "Nests of storks, Japan" in page.locator(":target").inner_text()
        assert "Bird Survey" in page.locator(":target").locator("xpath=preceding-sibling::dt[1]").inner_text()
        page.locator("p", has_text="Storks have").get_by_role("link", name="Figure 2").click()
        assert "Storks" in page.locator(":target").inner_text()


@pytest.mark.long
def test_sentence_figure_and_working_stand_in_the_pdf(written):
    with pymupdf.open(written / "report.pdf") as document:
        pages = [" ".join(page.get_text().split()) for page in document]
    told, drawn = (
        next(n for n, text in enumerate(pages, 1) if it in text) for it in ("Storks have", "Figure 2 Storks")
    )
    text = " ".join(pages)
    assert f"Storks have 118 nests, as Figure 2{f' (p. {drawn})' * (drawn != told)} shows." in text
    assert "Workings" in text
    assert "Survey 2023" in text or "table 1" in text
