"""A notebook to start from: what it shows is taken from the study and its data, and it stands as a report at once."""

import json
from pathlib import Path

import nbformat
import pytest

import analysis as an
from analysis.editions.starter import start_notebook, starter
from analysis.errors import ParameterError
from analysis.study import STUDY

from ..notebook_runner import faults, run


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_page_and_pdf_of_it_have_no_fault_and_its_numbers_lead_to_workings(here):
    (here / "mine.ipynb").write_text(json.dumps(starter(an.load())), encoding="utf-8")
    executed = run(here / "mine.ipynb", {})
    assert list(faults(executed, printed=True)) == []
    shown = {cell.id: {mime for it in cell.outputs for mime in it.data} for cell in executed.cells if "outputs" in cell}
    assert all(
        "text/html" in shown[name] for name in ("open", "answer", "figure", "table", "source-list", "working-list")
    )


@pytest.mark.parametrize(("name", "path"), [("mine.ipynb", "mine.ipynb"), ("d/ä b", "d/ä b.ipynb")])
def test_a_name_may_be_a_path_and_have_the_ending_already(here, name, path):
    (here / "d").mkdir()
    assert start_notebook(name, STUDY, None) == Path(path)
    assert nbformat.read(here / path, as_version=4).cells


@pytest.mark.parametrize("name", ["", "..", "a\nb", "-x", "$(x)", "a{b}", "d/", ".ipynb"])
def test_an_odd_name_gets_one_line_and_nothing_is_written(here, name):
    (here / "d").mkdir()
    with pytest.raises(ParameterError, match="use letters, digits, spaces") as error:
        start_notebook(name, STUDY, None)
    assert (len(error.value.lines), error.value.exit_code) == (1, 2)
    assert [path.name for path in here.rglob("*")] == ["d"]
