"""The command `new`: what it prints can be typed, and leads from nothing to a report."""

import os
import subprocess
from pathlib import Path

from ..command import COMMAND

SECOND = Path(__file__).parents[1] / "second_article"


def test_what_it_prints_makes_a_report_of_another_article(shell, tmp_path):
    done = shell("new", "storks", "--study", f"{SECOND / 'study.py'}:STUDY", "--data", SECOND / "data")
    assert (done.returncode, done.stderr) == (0, "")
    render = done.stdout.splitlines()[2].removeprefix("render:")
    path = {"PATH": f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"}
    typed = ["sh", "-c", f"{render} --to html --out out"]
    done = subprocess.run(typed, cwd=tmp_path, env=os.environ | path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "How does Avonia compare?" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_notebook_that_is_there_is_refused_in_one_line(call, tmp_path):
    (tmp_path / "mine.ipynb").write_text("years of work")
    done = call("new", "mine")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "japan-tech: mine.ipynb: already exists; choose another name\n"
