"""A notebook to start from: what it shows is taken from the study and its data, and it stands as a report at once."""

import ast
import json
import shutil
from pathlib import Path

import nbformat
import pytest

import analysis as an
from analysis.editions.jupyter import choose, start_notebook, starter
from analysis.errors import ParameterError, UnknownNameError
from analysis.study import STUDY

from ..kernelless import faults, run

SECOND = Path(__file__).parents[1] / "second_article"
STORKS = {"study": f"{SECOND / 'study.py'}:STUDY", "data": SECOND / "data"}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def source(notebook):
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"])


def test_it_shows_the_newest_figure_that_is_known_of_most_countries():
    """A place in a ranking can be set side by side as it is, an amount of dollars cannot."""
    example = choose(an.load().catalogue)
    assert example[:3] == ("imd.@.newest", "imd.{}.newest", "imd_wdcr_rank.{}")
    assert choose(an.load(**STORKS).catalogue)[:4] == ("nests.@", "nests.{}", "stork_nests.{}", "Nests of storks")


@pytest.mark.parametrize("given", [{}, STORKS], ids=["own", "another article"])
def test_page_and_pdf_of_it_have_no_fault_and_its_numbers_lead_to_workings(given, here, monkeypatch):
    report = an.load(**given)
    for variable, value in zip(("JAPAN_TECH_STUDY", "JAPAN_TECH_DATA"), given.values(), strict=False):
        monkeypatch.setenv(variable, str(value))
    (here / "mine.ipynb").write_text(json.dumps(starter(report)), encoding="utf-8")
    executed = run(here / "mine.ipynb", {})
    assert list(faults(executed, printed=True)) == []
    shown = {
        cell.id: [mime for output in cell.outputs for mime in output.data]
        for cell in executed.cells
        if "outputs" in cell
    }
    assert "image/svg+xml" in shown["figure"]
    assert all("text/html" in shown[name] for name in ("open", "answer", "table", "source-list", "working-list"))


def test_it_is_a_valid_notebook_without_outputs_and_no_place_in_it_is_left_unfilled(here):
    notebook = nbformat.reads(json.dumps(starter(an.load())), as_version=4)
    nbformat.validate(notebook)
    assert "‹" not in json.dumps(notebook, ensure_ascii=False)
    assert 'newest = r.figure("imd_wdcr_rank", focus)' in source(notebook)
    assert notebook.metadata.title == "Place in the digital ranking, beside others"  # whichever country is in focus
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code" and not cell.source.startswith("%%")]
    assert [ast.parse(cell) for cell in code]
    assert max(len(line) for cell in code for line in cell.splitlines()) <= 110
    assert max(len(cell.splitlines()) for cell in code) <= 8


def test_every_step_has_a_remark_that_teaches():
    cells = {cell["id"]: "".join(cell["source"]) for cell in starter(an.load())["cells"] if cell["cell_type"] == "code"}
    assert [name for name, text in cells.items() if "#" not in text and not text.startswith("%%say")] == []


def test_it_has_one_of_everything_and_ends_with_the_workings():
    text = source(starter(an.load()))
    counts = [text.count(it) for it in ("r.masthead(", "%%say", "r.over_time(", "r.by_economy(", "r.source_list()")]
    assert counts == [1] * 5
    assert text.rstrip().endswith("r.workings()")


@pytest.mark.parametrize(
    ("name", "path"), [("mine", "mine.ipynb"), ("mine.ipynb", "mine.ipynb"), ("d/ä b", "d/ä b.ipynb")]
)
def test_a_name_may_be_a_path_and_have_the_ending_already(here, name, path):
    (here / "d").mkdir()
    assert start_notebook(name, STUDY, None) == Path(path)
    assert nbformat.read(here / path, as_version=4).cells


@pytest.mark.parametrize("name", ["", ".", "..", "a?b", "a\nb", "-x", "$(x)", "a{b}", "d/", ".ipynb", " "])
def test_an_odd_name_gets_one_line_and_nothing_is_written(here, name):
    (here / "d").mkdir()
    with pytest.raises(ParameterError, match="write letters, digits, blanks") as error:
        start_notebook(name, STUDY, None)
    assert (len(error.value.lines), error.value.exit_code) == (1, 2)
    assert [path.name for path in here.rglob("*")] == ["d"]


def test_it_is_never_written_over_what_is_there(here):
    (here / "mine.ipynb").write_text("years of work")
    with pytest.raises(ParameterError, match=r"^mine\.ipynb: already exists"):
        start_notebook("mine", STUDY, None)
    assert (here / "mine.ipynb").read_text() == "years of work"


def test_a_folder_that_is_not_there_is_named(here):
    with pytest.raises(ParameterError, match="there is no folder nowhere; make it first"):
        start_notebook("nowhere/mine", STUDY, None)


def test_a_name_of_the_data_that_cannot_stand_in_a_sentence_is_left_out(here):
    data = Path(shutil.copytree(STORKS["data"], here / "data"))
    table = data / "indicators.csv"
    odd = '"""} + 7 {x}'
    table.write_text(
        table.read_text(encoding="utf-8").replace("Nests of storks", odd.replace('"', "”")), encoding="utf-8"
    )
    text = source(starter(an.load(study=STORKS["study"], data=data)))
    assert "+ 7" not in text
    assert "The figures over the years" in text


def test_a_study_without_a_figure_over_time_is_told_in_one_line():
    catalogue = an.load(**STORKS, as_of="2020-05-04").catalogue
    alone = type("Alone", (), {"parameters": catalogue.parameters, "names": {}, "__contains__": lambda *_: False})()
    with pytest.raises(UnknownNameError, match="the study declares no finding of AVO that is known for several years"):
        choose(alone)
