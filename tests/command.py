"""Whole editions, each made once for all workers by the command as a user calls it, in folders of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from bs4 import BeautifulSoup

from analysis.dataset import find_data

if TYPE_CHECKING:
    from nbformat import NotebookNode

COMMAND = str(Path(sys.executable).with_name("japan-tech"))


def call(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Call the command from a folder that is no part of the project."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAPAN_TECH_")}
    return subprocess.run(
        [COMMAND, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def gone(is_so: Callable[[], object], seconds: float = 15) -> bool:
    """Wait until something is so, and say whether it came to be."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def at_work(folder: Path) -> list[str]:
    """List the commands of all processes that have a folder for their working folder (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended by now, or is another user's
            if (process / "cwd").readlink() == folder.resolve():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


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
    def notebook(self) -> NotebookNode:
        """The executed notebook."""
        return nbformat.reads(self.files["report.ipynb"].decode(), as_version=4)

    @cached_property
    def figures(self) -> int:
        """How many figures the cells of the notebook show."""
        outputs = [output for cell in self.notebook.cells for output in cell.get("outputs", [])]
        return sum("alt" in output.metadata.get("text/html", {}) for output in outputs)

    @cached_property
    def tables(self) -> int:
        """How many tables with a title they show."""
        outputs = [output for cell in self.notebook.cells for output in cell.get("outputs", [])]
        return sum("caption" in output.metadata.get("text/html", {}) for output in outputs)

    @cached_property
    def page(self) -> BeautifulSoup:
        """The web page, read."""
        return BeautifulSoup(self.files["report.html"], "html.parser")

    def body(self) -> BeautifulSoup:
        """Story and evidence, without what stands around them."""
        page = BeautifulSoup(self.files["report.html"], "html.parser")
        for around in page.select("head, header.top, .side, .skip, footer, script"):
            around.decompose()
        return page


Shared = Callable[[str, Callable[[Path], None]], Path]


def made(
    shared: Shared,
    name: str,
    *arguments: object,
    out: str,
    data: str = "",
    grow: Callable[[Path], None] = lambda _data: None,
) -> Edition:
    """Make an edition once for all workers; `data` is what a copy of the data in the working folder is called.

    `grow` appends to that copy before the edition is made.
    """

    def make(home: Path) -> None:
        (home / "place").mkdir()
        if data:
            shutil.copytree(find_data(), home / "place" / data)
            grow(home / "place" / data)
        done = call("report", *arguments, "--out", out, cwd=home / "place")
        (home / "run.json").write_text(json.dumps([done.args, done.returncode, done.stdout, done.stderr]))

    home = shared(name, make)
    run = subprocess.CompletedProcess[str](*json.loads((home / "run.json").read_text()))
    return Edition(run, home / "place" / out)
