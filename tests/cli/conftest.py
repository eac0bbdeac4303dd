"""The command, called as a user calls it: from an empty folder that is no part of the project."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from analysis import cli

from .. import command

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]


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
    return partial(command.call, cwd=tmp_path)
