"""The option and the variable that name a study, for every command that makes or reads findings."""

import pytest

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
