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
    "name",
    [
        "",
        "analysis.study",
        ".study:STUDY",
        "no_such_module:STUDY",
        "analysis.study:STUDIES",
        "gone.py:STUDY",
        "mine.py:STUDY",
        "mine.py:OTHER",
        "broken.py:STUDY",
        "needy.py:STUDY",
    ],
)
def test_what_is_no_study_is_named_in_one_line(folder, name):
    (folder / "broken.py").write_text("\nx = (\n", encoding="utf-8")
    (folder / "needy.py").write_text("import bees\n", encoding="utf-8")
    with pytest.raises(UnknownNameError) as error:
        find_study(name)
    (line,) = error.value.lines
    assert line.startswith(f"study {name!r}: ")
    assert error.value.exit_code == 2


def test_what_a_reader_may_still_change_in_the_page_are_the_options_and_no_numbers():
    study = Study("Bees", "", parameters=(Option("basis", ("total", "yearly")), Number("rate", 1, 2, "rate", "1.5")))
    assert study.options == {"basis": ("total", "yearly")}
    assert Study("Bees", "").options == {}
