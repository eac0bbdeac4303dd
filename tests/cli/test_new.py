"""The command `new`: what it prints can be typed, and leads from nothing to a report."""

import re
import shlex
from pathlib import Path

SECOND = Path(__file__).parents[1] / "second_article"


def told(done):
    """The lines of the command: what was written, and the two commands that go on from there."""
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split(": ", 1)[1].strip() for line in done.stdout.splitlines()]


def test_what_it_prints_makes_a_report_of_another_article(shell, tmp_path):
    done = shell("new", "storks", "--study", f"{SECOND / 'study.py'}:STUDY", "--data", SECOND / "data")
    words = shlex.split(told(done)[2])
    given = dict(word.split("=", 1) for word in words if "=" in word)
    assert [*given, *words[len(given) :]] == [
        "JAPAN_TECH_STUDY", "JAPAN_TECH_DATA", "japan-tech", "report", "./storks.ipynb",
    ]  # fmt: skip
    done = shell(*words[len(given) + 1 :], "--to", "html", **given)
    place = done.stderr.splitlines()[0].removeprefix("writing ")
    assert done.returncode == 0
    assert re.fullmatch("reports/2020-11-01-storks-from-data-[0-9a-f]{6}", place)
    page = (tmp_path / place / "report.html").read_text(encoding="utf-8")
    assert "How does Avonia compare?" in page


def test_a_notebook_that_is_there_is_refused_in_one_line(call, tmp_path):
    (tmp_path / "mine.ipynb").write_text("years of work")
    done = call("new", "mine")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "japan-tech: mine.ipynb: already exists; choose another name\n"
