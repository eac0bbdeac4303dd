"""A study is found by its module and name, or refused in one line."""

from __future__ import annotations

import pytest

from analysis.errors import UnknownNameError
from analysis.findings import Number, Option, Study, find_study
from analysis.study import STUDY

MINE = """
from analysis.findings import Study

MINE = Study("Bees", "An article on bees")
OTHER = "Bees"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    return tmp_path


def test_a_study_is_found_by_its_module_and_name():
    assert find_study("analysis.study:STUDY") is STUDY


@pytest.mark.parametrize("name", ["mine.py:MINE", "./mine.py:MINE", "{folder}/mine.py:MINE"])
def test_a_study_is_found_in_a_file_that_lies_in_no_package(folder, name):
    found = find_study(name.format(folder=folder))
    assert (found.title, found.subtitle) == ("Bees", "An article on bees")


def test_a_file_is_read_anew_so_that_a_change_in_it_counts(folder):
    assert find_study("mine.py:MINE").title == "Bees"
    (folder / "mine.py").write_text(MINE.replace("Bees", "Wasps"), encoding="utf-8")
    assert find_study("mine.py:MINE").title == "Wasps"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "study '': write MODULE:NAME or FILE.py:NAME"),
        ("analysis.study", "study 'analysis.study': write MODULE:NAME or FILE.py:NAME"),
        (":STUDY", "study ':STUDY': write MODULE:NAME or FILE.py:NAME"),
        ("analysis.study:", "study 'analysis.study:': write MODULE:NAME or FILE.py:NAME"),
        (".study:STUDY", "study '.study:STUDY': write MODULE:NAME or FILE.py:NAME"),
        ("no_such_module:STUDY", "study 'no_such_module:STUDY': No module named 'no_such_module'"),
        ("analysis.study.no:STUDY", "study 'analysis.study.no:STUDY': No module named 'analysis.study.no'"),
        ("gone.py:STUDY", "study 'gone.py:STUDY': there is no file gone.py"),
        (
            "analysis.study:STUDIES",
            "study 'analysis.study:STUDIES': module 'analysis.study' has no attribute 'STUDIES'",
        ),
        ("mine.py:STUDY", "study 'mine.py:STUDY': module 'study_mine' has no attribute 'STUDY'"),
        ("mine.py:OTHER", "study 'mine.py:OTHER': is a str, not a Study"),
        ("analysis.study:economy", "study 'analysis.study:economy': is a module, not a Study"),
        ("broken.py:STUDY", "study 'broken.py:STUDY': broken.py:2: SyntaxError: '(' was never closed"),
        ("needy.py:STUDY", "study 'needy.py:STUDY': needy.py:1: No module named 'bees'"),
        (".py:STUDY", "study '.py:STUDY': there is no file .py"),
        ("folder.py:STUDY", "study 'folder.py:STUDY': there is no file folder.py"),
    ],
)
def test_what_is_no_study_is_refused_in_one_line_that_says_why(folder, name, words):
    (folder / "broken.py").write_text("\nx = (\n", encoding="utf-8")
    (folder / "needy.py").write_text("import bees\n", encoding="utf-8")
    (folder / "folder.py").mkdir()
    with pytest.raises(UnknownNameError) as error:
        find_study(name)
    assert error.value.lines == [words]
    assert error.value.exit_code == 2


def test_a_topic_that_is_none_is_refused():
    with pytest.raises(TypeError, match=r"^topics: number 1 is a NoneType, not a Topic$"):
        Study("Bees", "", topics=(None,))


def test_what_a_reader_may_still_change_in_the_page_are_the_options_and_no_numbers():
    study = Study("Bees", "", parameters=(Option("basis", ("total", "yearly")), Number("rate", 1, 2, "rate", "1.5")))
    assert study.options == {"basis": ("total", "yearly")}
    assert Study("Bees", "").options == {}
