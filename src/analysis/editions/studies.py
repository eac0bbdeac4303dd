"""Find a study: the one named, or the project's own."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.dataset.article_folder import is_article
from analysis.dataset.digests import digest
from analysis.dataset.folders import find_data
from analysis.findings import find_study
from analysis.findings.article_study import study_of

if TYPE_CHECKING:
    from analysis.findings import Study

PROJECT_STUDY = "analysis.study:STUDY"
"""The project's own study. It is imported by name, so that an error in it is reported like one in any other."""

STUDY_VARIABLE = "JAPAN_TECH_STUDY"
"""The environment variable that names a study; the option --study of the command sets it for a kernel."""


def study_named(name: str = "", data: Path | str | None = None) -> Study:
    """Return a study by MODULE:NAME or FILE.py:NAME, by default the one in JAPAN_TECH_STUDY.

    If neither names one, it is that of the article in the data folder, or else the project's own. Raises
    `UnknownNameError` if there is none of that name.
    """
    folder = Path(data) if data else find_data()
    if is_article(folder) and not (name or os.environ.get(STUDY_VARIABLE)):
        return study_of(folder)
    return find_study(name_of(name))


def name_of(name: str = "") -> str:
    """Return the name of a study: the one given, that of the environment, or that of the project's own."""
    return name or os.environ.get(STUDY_VARIABLE, "") or PROJECT_STUDY


def study_digest(name: str) -> str:
    """Return a hash of the Python files in the study's folder, which it may import; empty if they cannot be read."""
    module, _, _ = name.rpartition(":")
    try:
        file = Path(module)
        if not module.endswith(".py"):
            spec = find_spec(module)
            file = Path(spec.origin if spec and spec.origin else module)
        hashes = [f"{path.name} {digest(path.read_bytes())}" for path in sorted(file.parent.glob("*.py"))]
    except (ImportError, OSError, ValueError):
        return ""
    return digest("\n".join(hashes).encode())


def reports_of(data: Path) -> Path:
    """Return the folder of the editions made from a data folder: beside it, or in the working folder if installed."""
    folder = data.resolve()
    is_installed = "site-packages" in folder.parts
    parent = Path.cwd() if is_installed else folder.parent
    return parent / "reports"
