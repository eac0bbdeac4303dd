from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup

COMMAND = str(Path(sys.executable).with_name("japan-tech"))


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """What the command printed when it compared two days in a folder that is no part of the project."""
    home = tmp_path_factory.mktemp("revisions")
    environment = {name: value for name, value in os.environ.items() if name != "JAPAN_TECH_DATA"}
    arguments = ["report", "revisions", "-p", "before", "2024-05-30", "-p", "after", "2024-05-31", "--to", "html,pdf"]
    done = subprocess.run(
        [COMMAND, *arguments, "--out", "out"], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    return done, home / "out"


@pytest.fixture(scope="module")
def files(run) -> dict[str, bytes]:
    """Every file of the edition by name."""
    return {path.name: path.read_bytes() for path in sorted(run[1].iterdir())}


@pytest.fixture(scope="module")
def page(files) -> BeautifulSoup:
    """The web page, read."""
    return BeautifulSoup(files["report.html"], "html.parser")


def test_a_comparison_is_an_edition_with_page_pdf_notebook_changes_and_manifest(run, files):
    done, folder = run
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "writing out", "running revisions as known on 2024-05-31", "setting HTML", "setting PDF",
    ]  # fmt: skip
    names = ["changes.csv", "manifest.json", "report.html", "report.ipynb", "report.pdf"]
    assert list(files) == names
    summary, *paths = done.stdout.splitlines()
    assert paths == [f"out/{name}" for name in names]
    assert summary.startswith("verdicts changed: 2, findings: ")
    assert sorted(path.name for path in folder.parent.iterdir()) == ["out"]


def test_the_changes_are_a_table_that_the_pdf_carries_as_well(files):
    rows = list(csv.DictReader(io.StringIO(files["changes.csv"].decode())))
    verdicts = {row["name"]: (row["before"], row["after"]) for row in rows if row["what"] == "verdict"}
    assert verdicts == {  # one account more, and it does not support either claim
        "C26": ("supported, holds in 6 of 7", "overstated, holds in 6 of 8"),
        "C27": ("supported, holds in 1 of 4", "disputed, holds in 1 of 5"),
    }
    for claim, economy in (("C26", "USA"), ("C27", "DEU")):
        (causes,) = (row["causes"] for row in rows if (row["what"], row["name"]) == ("verdict", claim))
        assert f"chip_support_pct_gdp.{economy}.meti.2024-05-31.2024-05-31" in causes
    with pikepdf.open(io.BytesIO(files["report.pdf"])) as document:
        assert list(document.attachments) == ["changes.csv"]
        assert document.attachments["changes.csv"].get_file().read_bytes() == files["changes.csv"]


def test_the_page_is_about_two_days_and_tells_the_two_verdicts(page):
    assert page.title.get_text().startswith("What changed between two editions, and why")
    text = " ".join(page.main.get_text().split())
    assert "Compared are 2024-05-30, as known on 30 May 2024, and 2024-05-31, as known on 31 May 2024." in text
    found = page.select_one("#tbl-verdicts").select("tbody tr")
    assert [row.th.get_text() for row in found] == ["C26", "C27"]
