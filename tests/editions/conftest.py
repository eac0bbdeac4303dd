"""Whole editions, and the browser to read them with."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from analysis.dataset import find_data

from ..chromium import LAUNCH
from ..made import Edition, Shared, made
from .updating import POPULATION, Kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from analysis.dataset import Evidence


@pytest.fixture(scope="session")
def again(shared: Shared, evidence: Evidence) -> Edition:
    """The same report from a copy of the data that has grown since, into another folder, from another folder."""
    as_of = ("-p", "as_of", evidence.newest)
    return made(shared, "again", "--data", "copied data", *as_of, out="other/place", data="copied data", grow=grown)


def grown(data: Path) -> None:
    """Append what becomes public later: a figure that turns a verdict, a rate, and the documents of both."""
    later = Kept(data, data)
    later.row(POPULATION, "2027-01-04", 110_000_000, "110.000 million")
    later.rate("2027-01-05", 199.99)


CHANGED = "chip_support_amount.JPN.mof.2024-03-31.2024-05-21"


@pytest.fixture(scope="session")
def changed_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data in which one figure of one source is another: 4.4 instead of 3.9308 trillion yen."""
    folder = tmp_path_factory.mktemp("changed") / "data"
    shutil.copytree(find_data(), folder)
    table = folder / "observations.csv"
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    row = next(row for row in rows if row[0] == CHANGED)
    before = {"value": 3.9308e12, "low": 3.93065e12, "high": 3.93095e12}
    assert {name: float(row[header.index(name)]) for name in before} == before
    after = {"value": "4.4e12", "low": "4.35e12", "high": "4.45e12", "printed": "4.4 trillion JPY", "precision": "1e11"}
    for name, text in after.items():
        row[header.index(name)] = text
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return folder


@pytest.fixture(scope="session")
def changed(shared: Shared, changed_data: Path) -> Edition:
    """The report from the changed data, as a page only."""
    return made(shared, "changed", "--data", changed_data, "--to", "html", out="out")


@pytest.fixture(scope="module")  # not longer: an open browser holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    """The browser of this machine."""
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        yield browser
