"""An edition and a site made from data in which every text is hostile, once for all tests of a module."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from analysis.dataset import load
from analysis.publish.update import UpdateOptions, run

from ..editions.conftest import browser
from . import poison

if TYPE_CHECKING:
    from .hostile import Case

__all__ = ["browser"]

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "analysis" / "rendering" / "templates" / "report_html"
FIRST = min(TEMPLATES.glob("*.js")).read_text(encoding="utf-8")
OURS = (
    '<script type="application/ld+json">',
    f"<script>{FIRST[:80]}",
    '<style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style>',
    '<style>@font-face { font-family: "Report Sans"; font-style: normal; font-weight: 400; ',
    '<style scoped="">\n    .dataframe tbody tr th:only-of-type {',
)
"""How the scripts of our own pages begin, and what drawings and tables of pandas hold besides their content."""


@dataclass
class Made:
    """What a scheduled run made of hostile data: an edition, and the site around it; `said` is what it told."""

    data: Path
    reports: Path
    edition: Path
    cases: list[Case]
    said: list[str]

    @cached_property
    def outputs(self) -> str:
        """The HTML of every cell as JupyterLab would show it, without what our exporters leave out."""
        notebook = nbformat.read(self.edition / "report.ipynb", as_version=4)
        told = [o.data.get("text/html", "") for cell in notebook.cells for o in cell.get("outputs", []) if "data" in o]
        return f"<!doctype html><meta charset=utf-8><title>Outputs</title><body>{''.join(told)}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Made:
    """Let a scheduled run check hostile data, make a report of them, and build the site."""
    home = tmp_path_factory.mktemp("hostile")
    data = Path(shutil.copytree(small, home / "data"))
    put, said = poison.data(data), []
    newest = load(data).newest
    work = UpdateOptions(data, home / "reports", newest + timedelta(days=1), offline=True)
    run(work, said.append, said.append)
    return Made(data, work.reports, work.reports / newest.isoformat(), put, said)
