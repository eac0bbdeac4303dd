"""A site built from editions made by hand, by the function that the command calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.publish.site import Addresses, Site, build

from ...shelves import three

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Three editions."""
    return three(tmp_path / "reports")


@pytest.fixture
def built(reports: Path, small: Path) -> Callable[..., Path]:
    """Build the site of the three editions, around them or elsewhere, and return where it is."""

    def make(out: Path | None = None, base: str = "") -> Path:
        build(Site(reports, small, out or reports, Addresses.below(base)), lambda _: None)
        return out or reports

    return make
