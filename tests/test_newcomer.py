"""A newcomer's path through the documentation: a notebook with a figure and a sentence of one's own indicator."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pymupdf
import pytest
from nbformat.v4 import new_code_cell

import analysis as an

ROOT = Path(__file__).resolve().parents[1]
SECTION = (ROOT / "docs" / "data.md").read_text(encoding="utf-8").split("## Figures of your own\n")[1].split("\n## ")[0]
BLOCKS = re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
COMMAND = Path(sys.executable).with_name("japan-tech")


def with_own_rows(folder: Path) -> Path:
    """A copy of the data in a folder, with the rows of the documentation entered."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    for language, file, rows in BLOCKS:
        if language == "csv":
            (folder / file).write_text(rows, encoding="utf-8")
            call(folder, "add", file)
    return data


def call(folder: Path, *arguments: str) -> str:
    """What the command prints in a folder, called as a shell does; the test fails where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAPAN_TECH_")}
    command = [COMMAND, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_rows_have_no_defect_and_are_found_from_the_folder_they_lie_in(tmp_path, monkeypatch):
    monkeypatch.delenv("JAPAN_TECH_DATA", raising=False)
    monkeypatch.chdir(with_own_rows(tmp_path).parent)
    nests = an.load().figure("stork_nests", "JPN")
    assert (nests.text, nests.observation.precision) == ("118", 1)


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


@pytest.mark.long
def test_sentence_figure_and_working_stand_in_the_pdf(written):
    with pymupdf.open(written / "report.pdf") as document:
        text = " ".join(" ".join(page.get_text().split()) for page in document)
    assert "Storks have 118 nests, as Figure 2 shows." in text
    assert "Figure 2 Storks come back" in text
    assert "Workings" in text
    assert "Bird Survey" in text
