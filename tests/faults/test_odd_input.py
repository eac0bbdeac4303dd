"""Files that have no end or nest too deep, closed output and a full disk: one line each, and nothing half-written."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.dataset import DataError, load
from analysis.editions import starter
from analysis.editions.grid import read_grid
from analysis.errors import ParameterError

from ..command import COMMAND

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "norway"


@pytest.fixture
def article(tmp_path):
    """The data folder of the tutorial's article."""
    return Path(shutil.copytree(TUTORIAL / "data", tmp_path / "article" / "data"))


def test_brackets_that_nest_too_deep_are_told_in_a_line(article, tmp_path):
    (article / "article.toml").write_text(f"names = {'[' * 100_000}")
    with pytest.raises(DataError, match=r"^article\.toml:1:-: nests brackets too deep$"):
        load(article)
    (tmp_path / "grid.toml").write_text(f"[axes]\nfocus = {'[' * 100_000}")
    with pytest.raises(ParameterError, match=r"grid\.toml: brackets are nested too deep$"):
        read_grid(tmp_path / "grid.toml")


@pytest.mark.parametrize("every", ['"month"', '"day"', "7"])
def test_a_range_to_the_end_of_all_days_is_refused(tmp_path, every):
    file = tmp_path / "grid.toml"
    file.write_text(f"[axes]\nas_of = {{ from = 2024-05-01, to = 9999-12-31, every = {every} }}")
    with pytest.raises(ParameterError, match=r"axes\.as_of: 9999-12-31 is too late; let to be a day before 3000$"):
        read_grid(file)
    file.write_text("[axes]\nas_of = { from = 2024-05-01, to = 2025-05-01, every = 9000000 }")
    (days,) = read_grid(file).axes
    assert days == ({"as_of": "2024-05-01"},)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_a_table_that_is_a_pipe_or_a_device_is_refused_and_not_waited_for(article, make):
    (article / "figures.csv").unlink()
    make(article / "figures.csv")
    with pytest.raises(DataError, match=r"^figures\.csv:1:-: cannot be read: it is a device or a pipe, not a file$"):
        load(article)


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the output")
def test_with_closed_output_a_report_is_written(article, tmp_path):
    shutil.copy(TUTORIAL / "report.ipynb", article.parent)
    command = f"{COMMAND} report --to html --out {tmp_path / 'out'} >&-"
    # A kernel that finds this variable leaves the outputs of the process alone, and would not miss them.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=article.parent, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "running report" in done.stderr) == (0, True)
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000


def test_a_full_disk_leaves_nothing_of_a_new_article_and_the_next_try_is_good(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copystat", full)
        with pytest.raises(OSError, match="No space left"):
            starter.start_article("storks")
    assert list(tmp_path.iterdir()) == []
    assert starter.start_article("storks").is_dir()
    with pytest.raises(ParameterError, match="storks: already exists"):
        starter.start_article("storks")
