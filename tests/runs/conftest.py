"""Whole editions, each made once by the command as a user calls it, in folders of their own."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from analysis.evidence import find_data

from ..chromium import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

COMMAND = str(Path(sys.executable).with_name("japan-tech"))


def call(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Call the command from a folder that is no part of the project."""
    environment = {name: value for name, value in os.environ.items() if name != "JAPAN_TECH_DATA"}
    return subprocess.run(
        [COMMAND, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@dataclass
class Edition:
    """What a run printed, and the folder it wrote."""

    run: subprocess.CompletedProcess[str]
    folder: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Every file of the folder and of those inside it, by name."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}

    @cached_property
    def page(self) -> BeautifulSoup:
        """The web page, read."""
        return BeautifulSoup(self.files["report.html"], "html.parser")


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The report with its defaults, made quietly from the project's own data."""
    home = tmp_path_factory.mktemp("one")
    return Edition(call("report", "--quiet", "--out", home / "first", cwd=home), home / "first")


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The same report from a copy of the data in another folder, into another folder, from another folder."""
    home = tmp_path_factory.mktemp("two")
    shutil.copytree(find_data(), home / "copied data")
    run = call("report", "--data", "copied data", "--out", "other/place", cwd=home)
    return Edition(run, home / "other" / "place")


CHANGED = "chip_support_amount_mof.JPN.2021-04-01.2024-04-09"


@pytest.fixture(scope="session")
def changed_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data in which one figure of one source is another: 4.4 instead of 3.9 trillion yen."""
    folder = tmp_path_factory.mktemp("changed") / "data"
    shutil.copytree(find_data(), folder)
    table = folder / "observations.csv"
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    row = next(row for row in rows if row[0] == CHANGED)
    before = {"value": 3.9e12, "low": 3.85e12, "high": 3.95e12}
    assert {name: float(row[header.index(name)]) for name in before} == before
    after = {"value": "4.4e12", "low": "4.35e12", "high": "4.45e12", "printed": "4.4 trillion JPY"}
    for name, text in after.items():
        row[header.index(name)] = text
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return folder


@pytest.fixture(scope="session")
def changed(changed_data: Path) -> Edition:
    """The report from the changed data, as a page only."""
    out = changed_data.with_name("out")
    return Edition(call("report", "--data", changed_data, "--to", "html", "--out", out, cwd=out.parent), out)


@pytest.fixture(scope="module")  # not longer: an open browser holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    """The browser of this machine."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM) as browser:
        yield browser
