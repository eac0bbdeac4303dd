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


@pytest.mark.parametrize(("source", "message"), BROKEN.items(), ids=list(BROKEN))
def test_a_file_that_holds_no_study_is_answered_in_one_line(call, tmp_path, source, message):
    (tmp_path / "mine.py").write_text(source, encoding="utf-8")
    done = call("check", "--study", "./mine.py:STUDY")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("japan-tech: study './mine.py:STUDY': ")
    assert message in done.stderr


@pytest.mark.long
def test_the_variable_names_the_study_and_the_option_goes_before_it(call, tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text(STUDY, encoding="utf-8")
    monkeypatch.setenv("JAPAN_TECH_STUDY", "./mine.py:STUDY")
    assert call("trace", "mine").stdout.startswith("mine = 32nd\n")
    assert "no finding 'mine'" in call("trace", "mine", "--study", "analysis.study:STUDY").stderr
