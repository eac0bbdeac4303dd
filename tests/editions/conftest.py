"""Whole editions, and the browser to read them with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from ..browsers import LAUNCH
from ..command import Edition, Shared, made
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


@pytest.fixture(scope="module")  # not longer: an open browser holds the event loop that other tests need
def browser() -> Iterator[Browser]:
    """The browser of this machine."""
    with sync_playwright() as playwright, playwright.chromium.launch(**LAUNCH) as browser:
        yield browser
