"""Where the data folder and the project are found."""

import json
import logging
import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from analysis.dataset import article_folder
from analysis.dataset.digests import data_digests
from analysis.dataset.schema_checks import DataError, Defect
from analysis.dataset.text_files import is_file

DATA_VARIABLE = "JAPAN_TECH_DATA"
"""The environment variable that names another data folder; the option --data of the command sets it for a kernel."""

FILES_OF_A_PROJECT = (
    "data/article.toml", "data/datapackage.json", "data/claims.csv", "data/observations.csv", "reports/history.jsonl",
)  # fmt: skip
"""Files by which the folder of a project is known, also if others of it are missing."""


def find_data() -> Path:
    """Find the data folder of the project that contains the working folder, or else of the installed one.

    The environment variable JAPAN_TECH_DATA takes precedence. If a project lacks its data, no other data are used.
    """
    path = os.environ.get(DATA_VARIABLE)
    if path:
        return Path(path)
    project = find_project()
    if project:
        return project / "data"
    # the nearest folder around the program
    for folder in _installed():
        _tell("no project in the working folder or above it; using the data of %s", folder)
        return folder / "data"
    raise DataError([Defect("data", 1, "-", "no data folder found here or above; give one with --data")])


def find_project() -> Path | None:
    """Return the nearest folder, from the working folder upwards, that has a file of a project.

    A folder above the working one is used only if it belongs to the user or to root, as its notebooks are run.
    """
    working_folder = Path.cwd().resolve()
    for folder in (working_folder, *working_folder.parents):
        if not any(is_file(folder / mark) for mark in FILES_OF_A_PROJECT):
            continue
        if folder == working_folder:
            return folder
        if _is_trusted(folder):
            _tell("using the data and notebooks of %s", folder)
            return folder
        _tell("%s: belongs to another user, so its data and notebooks are not used", folder)
    return None


def homes() -> Iterator[Path]:
    """Iterate over the folders of this project: that of the working folder, if it is a copy, and the installed one."""
    # None if nothing is installed around this module
    installed_name = next((_package_name(folder / "data") for folder in _installed()), None)
    project = find_project()
    if project and not article_folder.is_article(project / "data"):
        # one whose datapackage.json is missing or invalid cannot be told from a copy
        is_copy = _package_name(project / "data") in (installed_name, None, "")
        if is_copy:
            yield project
    yield from _installed()


def _installed() -> Iterator[Path]:
    """Iterate over the folders around this module that have data: a clone, or the installed package."""
    for folder in Path(__file__).resolve().parents:
        if _package_name(folder / "data"):
            yield folder


def _is_trusted(home: Path) -> bool:
    """Return whether a project's folder, data and notebooks belong to the user or to root; True on Windows."""
    if not hasattr(os, "geteuid"):
        return True
    places = (home, home / "data", home / "notebooks")
    owners = {place.lstat().st_uid for place in places if os.path.lexists(place)}
    return owners <= {os.geteuid(), 0}


@cache
def _tell(message: str, folder: Path) -> None:
    """Log a message about a folder once; the command shows it."""
    logging.getLogger("analysis").info(message, folder)


def other_data(folder: Path, as_of: date) -> str:
    """Return the name of a data folder whose public rows differ from those of the project, if of the same study.

    The text is empty if they do not differ, or if there is no project to compare with.
    """
    project = next((home / "data" for home in homes()), folder)
    is_same_folder = folder.resolve() == project.resolve()
    is_of_other_study = _package_name(folder) != _package_name(project)
    if is_same_folder or is_of_other_study or data_digests(folder, as_of) == data_digests(project, as_of):
        return ""
    # a folder called data is told by the one around it
    data = folder.resolve()
    return f"{data.parent.name}/{data.name}" if data.name == "data" else data.name


def _package_name(data: Path) -> str | None:
    """Return the name of the package of a data folder: empty if there is none, None if it is invalid."""
    try:
        return str(json.loads((data / "datapackage.json").read_text(encoding="utf-8")).get("name", ""))
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (AttributeError, OSError, RecursionError, ValueError):
        return None
