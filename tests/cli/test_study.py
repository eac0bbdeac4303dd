"""The option and the variable that name a study, for every command that makes or reads findings."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import analysis
from analysis.dataset import find_data

STUDY = """
from dataclasses import replace
from analysis.findings import Topic
from analysis.study import STUDY as JAPAN
topic = Topic()
topic.add("mine", lambda c: c["imd.JPN.rank"])
STUDY = replace(JAPAN, title="Another title", topics=(*JAPAN.topics, topic))
"""
BROKEN = {
    "def (": "SyntaxError: ",
    "1 / 0": "ZeroDivisionError: division by zero",
    "import nowhere": "No module named 'nowhere'",
    "STUDIO = 1": "has no attribute 'STUDY'",
    "STUDY = 'Japan'": "is a str, not a Study",
}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "mine.py"


def refused(done):
    """What is said of the file that was to hold a study, in one line."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("japan-tech: study './mine.py:STUDY': ")
    return done.stderr


@pytest.mark.parametrize(("source", "message"), BROKEN.items(), ids=list(BROKEN))
def test_a_file_that_holds_no_study_is_answered_in_one_line(call, file, source, message):
    file.write_text(source, encoding="utf-8")
    assert message in refused(call("check", "--study", "./mine.py:STUDY"))


@pytest.mark.parametrize("fault", ["import nowhere", "topic.add('x' lambda c: 1)", "1 / 0", "topic = None"])
def test_a_fault_in_the_projects_own_study_is_one_line_as_well(shell, tmp_path, fault):
    source = tmp_path / "src"
    shutil.copytree(Path(analysis.__file__).parent, source / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    with (source / "analysis" / "study" / "unicorns.py").open("a", encoding="utf-8") as module:
        module.write(f"\n{fault}\n")
    done = shell("check", "--data", find_data(), PYTHONPATH=str(source))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("japan-tech: study 'analysis.study:STUDY': ")
    assert f"{'study/__init__' if fault == 'topic = None' else 'unicorns'}.py:" in done.stderr


@pytest.mark.parametrize(
    "command", [["trace", "imd.JPN.rank"], ["diff", "2024-04-12", "2024-04-12"], ["report"]], ids=lambda it: it[0]
)
def test_every_other_command_answers_in_the_same_way(call, file, command):
    file.write_text("1 / 0", encoding="utf-8")
    assert "ZeroDivisionError" in refused(call(*command, "--study", "./mine.py:STUDY"))


@pytest.mark.long
def test_the_variable_names_the_study_and_the_option_goes_before_it(call, file, monkeypatch):
    file.write_text(STUDY, encoding="utf-8")
    assert "no finding 'mine'" in call("trace", "mine").stderr
    monkeypatch.setenv("JAPAN_TECH_STUDY", "./mine.py:STUDY")
    by_variable = call("trace", "mine")
    assert (by_variable.returncode, by_variable.stderr) == (0, "")
    assert by_variable.stdout.startswith("mine = 32nd\n")
    assert "no finding 'mine'" in call("trace", "mine", "--study", "analysis.study:STUDY").stderr
    monkeypatch.setenv("JAPAN_TECH_STUDY", "nowhere:STUDY")
    assert "No module named 'nowhere'" in call("trace", "mine").stderr
    assert call("trace", "mine", "--study", "./mine.py:STUDY").stdout == by_variable.stdout


@pytest.mark.long
def test_a_report_is_made_of_the_study_in_its_kernel_too(shell, file):
    file.write_text(STUDY, encoding="utf-8")
    cells = [
        new_code_cell("import analysis as an\nr = an.load()\nr.masthead()", id="open"),
        new_markdown_cell("## Words", id="words"),
        new_code_cell("%%say\nJapan was {mine}.", id="sentence"),
        *(new_code_cell(f"r.{name}()", id=name) for name in ("source_list", "workings")),
    ]
    nbformat.write(new_notebook(cells=cells), file.with_name("page.ipynb"))
    done = shell("report", "./page.ipynb", "--study", "./mine.py:STUDY", "--to", "html", "--out", "out", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    page = (file.parent / "out" / "report.html").read_text(encoding="utf-8")
    assert "<h1>Another title</h1>" in page
    assert ">32nd</a>." in page
