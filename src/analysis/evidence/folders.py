"""Where the data lies: in the working folder or above it, or in the installed package."""

import json
import logging
import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from analysis.evidence.digests import data_digests
from analysis.evidence.schema import DataError, Defect

DATA_VARIABLE = "JAPAN_TECH_DATA"
"""The environment variable that names another data folder; the option --data of the command sets it for a kernel."""


def find_data() -> Path:
    """Find the project's data folder, from any folder inside the project or from the installed package.

    The environment variable JAPAN_TECH_DATA goes first; then the folders from the working one upwards, so
    that a notebook finds the checkout it stands in.
    """
    if named := os.environ.get(DATA_VARIABLE):
        return Path(named)
    for folder in homes():
        return folder / "data"
    raise DataError([Defect("data", 1, "-", "no data folder found here or above; give one with --data")])


def homes() -> Iterator[Path]:
    """Go through the folders that may hold this project: the working one and those above, then the package's own.

    A folder whose `data` declares another data package than the project's own is somebody else's project. A folder
    above the working one is used only if it belongs to the user or to root, as its notebooks are run.
    """
    here, package = Path.cwd().resolve(), Path(__file__).resolve()
    own = next((name for folder in package.parents if (name := _name(folder / "data"))), None)
    for folder in (here, *here.parents, *package.parents):
        if _name(folder / "data") not in (own, None):
            continue
        if folder == here or folder in package.parents:
            yield folder
        elif _is_trusted(folder):
            _tell("using the data and notebooks of %s", folder)
            yield folder
        else:
            _tell("%s: belongs to another user, so its data and notebooks are not used", folder)


def _is_trusted(home: Path) -> bool:
    """Return whether a project's folder, data and notebooks belong to the user or to root; True on Windows."""
    if not hasattr(os, "geteuid"):
        return True
    places = (home, home / "data", home / "notebooks")
    return {place.lstat().st_uid for place in places if os.path.lexists(place)} <= {os.geteuid(), 0}


@cache
def _tell(message: str, folder: Path) -> None:
    """Log a message about a folder once; the command shows it."""
    logging.getLogger("analysis").info(message, folder)


def other_data(folder: Path, as_of: date) -> str:
    """Name a data folder of which other rows were public on a day than of the project's own, if of the same study."""
    own = next((home / "data" for home in homes()), folder)
    is_own = folder.resolve() == own.resolve() or _name(folder) != _name(own)
    if is_own or data_digests(folder, as_of) == data_digests(own, as_of):
        return ""
    place = folder.resolve()
    return f"{place.parent.name}/{place.name}" if place.name == "data" else place.name


def _name(data: Path) -> str | None:
    """Return how a data folder calls its package: empty without one, None for one to be complained of."""
    try:
        return str(json.loads((data / "datapackage.json").read_text(encoding="utf-8")).get("name", ""))
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (AttributeError, OSError, RecursionError, ValueError):
        return None
