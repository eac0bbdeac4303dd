import json
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.rendering.errors import ReportError
from analysis.runs import UnfitFolder, UnknownNotebook, make, order
from analysis.runs.edition import find_notebook

PICTURE = "from IPython.display import display\ndisplay({'image/svg+xml': '<svg/>'}, raw=True)"


@pytest.fixture
def failing(tmp_path):
    """Make an edition from a notebook whose second cell holds some code; `out` holds an earlier good one."""
    out = tmp_path / "reports" / "edition"
    out.mkdir(parents=True)
    (out / "manifest.json").write_bytes(b"{}\n")
    (out / "report.html").write_bytes(b"the last good page")

    def run(code):
        cells = [
            new_code_cell("as_of = ''", id="parameters", metadata={"tags": ["parameters"]}),
            new_code_cell(code, id="boom"),
            new_code_cell("print('never')", id="after"),
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        notebook = tmp_path / "broken.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata=kernel), notebook)
        work = replace(order("report", {}, data=None, out=out, formats=("html",)), notebook=notebook)
        make(work, lambda _: None)

    run.out = out
    return run


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise ValueError('no such luck')", r"^notebook broken, cell boom: ValueError: no such luck$"),
        (PICTURE, r"^cell boom: the figure has no alt text"),
    ],
    ids=["a cell", "a page"],
)
def test_a_failure_names_its_cell_and_leaves_one_file_and_the_last_good_folder(failing, code, message):
    with pytest.raises(ReportError, match=message) as error:
        failing(code)
    assert "\n" not in str(error.value)
    out = failing.out
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        "manifest.json": b"{}\n", "report.html": b"the last good page",
    }  # fmt: skip
    assert sorted(path.name for path in out.parent.iterdir()) == ["edition", "edition.failed.ipynb"]
    left = json.loads((out.parent / "edition.failed.ipynb").read_text(encoding="utf-8"))
    assert "boom" in [cell["id"] for cell in left["cells"]]


@pytest.mark.parametrize("name", ["notebooks/report.ipynb", "../report", "report.ipynb", r"notebooks\report"])
def test_a_path_to_a_notebook_is_refused(name):
    with pytest.raises(UnknownNotebook, match="give a name, not a path"):
        find_notebook(name)


def test_a_folder_that_is_no_edition_is_never_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UnfitFolder, match="is no report and would be lost"):
        order("report", {}, data=None, out=tmp_path, formats=("html",))


def test_a_file_is_never_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UnfitFolder):
        order("report", {}, data=None, out=tmp_path / "thesis.txt", formats=("html",))


def test_an_empty_folder_and_an_earlier_edition_may_be_replaced(tmp_path):
    assert order("report", {}, data=None, out=tmp_path, formats=()).out == tmp_path.resolve()
    (tmp_path / "manifest.json").write_text("{}")
    assert order("report", {}, data=None, out=tmp_path, formats=()).out == tmp_path.resolve()


def test_an_edition_is_named_after_its_day_of_knowledge():
    assert order("report", {"as_of": "2024-04-12"}, data=None, out=None, formats=()).out.name == "2024-04-12"
