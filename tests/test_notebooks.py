import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import analysis
from analysis.dataset import load
from analysis.editions.notebooks import APPS, notebooks_folder
from analysis.editions.project import open_project
from analysis.findings import parameters
from analysis.study import STUDY

from . import notebook_runner

PATHS = sorted(notebooks_folder().glob("*.ipynb"))
REPORTS = [path for path in PATHS if path.stem not in APPS]
ARTICLE_DAY = "2024-04-12"


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def notebook(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module", params=REPORTS, ids=lambda path: path.stem)
def report(request):
    return request.param


@pytest.fixture(
    scope="module", params=[None, pytest.param(ARTICLE_DAY, marks=pytest.mark.long)], ids=["defaults", "article's day"]
)
def executed(request, report):
    """The day that a notebook was run for, what came of it, and the folder of the tables that it does without.

    The report itself was run by papermill in a kernel.
    """
    day = request.param or load().newest.isoformat()
    if report.stem == "report" and not request.param:
        edition = request.getfixturevalue("edition")
        return day, edition.notebook, edition.folder
    given = {"as_of": request.param} if request.param else {}
    return day, notebook_runner.run(report, open_project().create_job(report.stem, given).parameters), None


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_a_notebook_is_valid_and_runs_with_any_python_3(notebook):
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "version" not in notebook.metadata.get("language_info", {})


def test_a_notebook_is_kept_without_outputs_and_counts(notebook):
    assert [cell.id for cell in code(notebook) if cell.outputs or cell.execution_count is not None] == []


def test_the_first_cell_of_code_and_no_other_holds_the_parameters(notebook):
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == code(notebook)[:1]


def test_the_default_parameters_are_those_of_the_command(path, notebook, small):
    given = {}
    exec(code(notebook)[0].source, given)
    declared = {name: value for name, value in given.items() if not name.startswith("__")}
    if path.stem in APPS:
        evidence = load(small)
        assert parameters.check(declared, evidence, STUDY) == parameters.check({}, evidence, STUDY)
        assert list(declared) == parameters.names(STUDY)
        return
    default = open_project(small).create_job(path.stem, {}).parameters
    assert open_project(small).create_job(path.stem, declared).parameters == default
    assert list(declared) == [parameter for parameter in default if parameter in declared]


def test_a_run_takes_the_day_that_it_is_given(executed):
    day, notebook, _ = executed
    masthead = next(cell for cell in notebook.cells if cell.id == "open").outputs[0]
    assert masthead.metadata.report.date == day


def test_every_output_has_a_page_and_a_text(executed):
    _, notebook, _ = executed
    for cell in code(notebook):
        for output in cell.outputs:
            assert {"text/html", "image/png"} & set(output.data), cell.id
            assert output.data["text/plain"].strip(), cell.id
            assert "object at 0x" not in output.data["text/plain"], cell.id


def test_what_came_after_the_article_is_not_told_on_its_day(report, executed):
    day, notebook, _ = executed
    text = "\n".join(output.data["text/plain"] for cell in code(notebook) for output in cell.outputs)
    if report.stem == "report":
        assert ("Micron, a new pledge" in text) is (day != "2024-04-12")
        assert "missing context" in text
    if day == "2024-04-12":
        assert "Since then " not in text


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "parameter", "value", "variant"),
    [
        ("digital_competitiveness", "focus", "KOR", "A variant with South Korea in focus"),
        ("report", "rate_rule", "ppp", "A variant with"),
    ],
)
def test_plain_papermill_runs_a_notebook_from_any_folder(tmp_path, name, parameter, value, variant):
    """To its end, and nothing of ours is told; on a busy machine the transport may tell of its own closing socket."""
    report = (notebooks_folder() / f"{name}.ipynb").resolve()
    environment = {name: value for name, value in os.environ.items() if name != "JAPAN_TECH_DATA"}
    papermill = Path(sys.executable).with_name("papermill")
    done = subprocess.run(
        [papermill, report, "out.ipynb", "-p", parameter, value, "--no-progress-bar"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(Path(analysis.__file__).parent) not in done.stderr
    told = re.split(r"(?=^.*Traceback)", done.stderr, flags=re.MULTILINE)[1:]
    assert [it for it in told if "/zmq/" not in it] == []
    notebook = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert {cell.metadata.papermill.status for cell in notebook.cells} == {"completed"}
    assert [cell.id for cell in code(notebook) if cell.source and not cell.execution_count] == []
    masthead = next(cell for cell in notebook.cells if cell.id == "open").outputs[0].data["text/plain"]
    assert variant in masthead
    assert [output for cell in code(notebook) for output in cell.outputs if output.output_type == "stream"] == []


def test_the_report_of_an_executed_notebook_has_no_fault(executed):
    _, notebook, folder = executed
    assert notebook_runner.lint_faults(notebook, folder) == []
