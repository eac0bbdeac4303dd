"""The command, called as a user calls it: from an empty folder that is no part of the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis import cli

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

COMMAND = str(Path(sys.executable).with_name("japan-tech"))


@pytest.fixture
def call(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Call the command's own function; its data are the small ones, unless told otherwise."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("JAPAN_TECH_DATA", str(small))
        monkeypatch.setattr(sys, "argv", ["japan-tech", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, end.value.code, said.out, said.err)

    return run


@pytest.fixture
def shell(tmp_path: Path) -> Run:
    """Call the installed command as a shell does, in a process of its own, on the project's own data."""

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("JAPAN_TECH_")
        } | variables
        command = [COMMAND, *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run
