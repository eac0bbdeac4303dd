"""A folder for what a run needs while it lasts; what killed runs left behind is cleared away by the next."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["settings", "workspace"]

PREFIX = "japan-tech-run-"
ALIVE = ".alive"
YOUNG = 60.0
"""Seconds in which a run has surely taken the lock of its folder; a younger folder is left alone."""


@contextmanager
def workspace() -> Iterator[Path]:
    """Give a folder for temporary files that is gone afterwards, also, at the next run, if this one is killed."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with FileLock(folder / ALIVE):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path) -> None:
    """Remove the folders of runs that no longer live: the operating system has dropped their locks."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if time.time() - folder.stat().st_mtime > YOUNG:
                with FileLock(folder / ALIVE, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def settings(folder: Path) -> dict[str, str]:
    """Say by environment variables where a kernel keeps its own files: in the run's folder, not in the user's home.

    A home that is full or cannot be written is then no hindrance, and no setting of IPython there moves a report.
    matplotlib keeps a list of fonts in the home, which is slow to make; only where it could not, it is sent here.
    """
    own = {"JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "IPYTHONDIR": str(folder / "ipython"), "TMPDIR": str(folder)}
    usable = all(map(_writable, _homes_of_matplotlib()))
    return own if usable else own | {"MPLCONFIGDIR": str(folder / "matplotlib")}


def _homes_of_matplotlib() -> list[Path]:
    if named := os.environ.get("MPLCONFIGDIR"):
        return [Path(named)]
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home fails where there is no home
    places = (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))
    return [Path(os.environ.get(name) or home / default) / "matplotlib" for name, default in places]


def _writable(folder: Path) -> bool:
    """Whether a list of fonts can be written into a folder: half a megabyte, and few machines have more of them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 500_000)
    except OSError:
        return False
    return True
