"""Editions made by hand with the site around them, a report that is kept up to date, and the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.publish.site import Site, build

from ..builders import three
from ..editions.conftest import browser
from ..editions.updating import Kept, kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["browser"]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Three editions."""
    return three(tmp_path / "reports")


@pytest.fixture
def built(reports: Path, small: Path) -> Callable[..., Path]:
    """Build the site of the three editions, around them or elsewhere, and return where it is."""

    def make(out: Path | None = None, base: str = "") -> Path:
        build(Site(reports, small, out or reports, base), lambda _: None)
        return out or reports

    return make


@pytest.fixture
def report(tmp_path: Path) -> Kept:
    """A copy of the data, and the newest published edition."""
    return kept(tmp_path)
