"""Faults of the surroundings: each ends, in one line that is true, and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("japan-tech"))


def test_a_message_does_not_steer_the_terminal():
    done = subprocess.run([COMMAND, "check", "--data", "x\x1b[31m\x9by"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("x\ufffd[31m\ufffdy/datapackage.json:1:-: is missing")


@pytest.mark.parametrize("table", ["observations.csv", "indicators.csv", "entities.csv", "sources.csv"])
def test_a_zero_byte_in_a_table_is_a_defect_with_its_place(small_copy, table):
    column = small_copy.rows(table)[0][-1]
    small_copy.set(table, 3, column, "a\x00b")
    assert [(it.file, it.row) for it in small_copy.defects()] == [(table, 3)]


LARGEST = (1, 1_000, 20_000, 60_000, 100_000)


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("size", LARGEST)
def test_files_that_cannot_grow_end_a_report_in_one_line_about_the_disk(tmp_path, size):
    import resource

    command = [COMMAND, "report", "unicorns", "--quiet", "--out", "out"]
    environment = os.environ | {"HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []


@pytest.mark.long
@pytest.mark.parametrize("name", ["HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"])
def test_a_report_needs_no_folder_of_settings(tmp_path, name):
    (tmp_path / "file").touch()
    command = [COMMAND, "report", "unicorns", "--quiet", "--out", tmp_path / "out"]
    environment = os.environ | {name: str(tmp_path / "file")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
