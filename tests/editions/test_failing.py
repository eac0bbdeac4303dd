"""A report that fails leaves its notebook and the last good edition, and names the cell."""

import json
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.editions.build import make
from analysis.editions.project import open_project
from analysis.errors import EditionError
from analysis.rendering.report_errors import ReportError

KEYS = ("package", "data", "parameters", "notebook")
MANIFEST = json.dumps({key: {} for key in KEYS} | {"outputs": {"report.html": ""}}).encode()
PICTURE = "from IPython.display import display\ndisplay({'image/svg+xml': '<svg/>'}, raw=True)"


@pytest.fixture
def failing(tmp_path, small):
    """Make an edition from a notebook whose second cell holds some code; `out` holds an earlier good one."""
    out = tmp_path / "reports" / "edition"
    out.mkdir(parents=True)
    (out / "manifest.json").write_bytes(MANIFEST)
    (out / "report.html").write_bytes(b"the last good page")

    def run(code):
        cells = [
            new_code_cell("as_of = ''", id="parameters", metadata={"tags": ["parameters"]}),
            new_code_cell(code, id="boom"),
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        notebook = tmp_path / "broken.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata=kernel), notebook)
        work = replace(open_project(small).create_job("report", {}, out=out, formats=("html",)), notebook=notebook)
        make(work, lambda _: None)

    run.out = out
    return run


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise ValueError('no such luck')", r"^notebook broken, cell \[\d\] “raise.*”: ValueError: no such luck$"),
        (
            "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise ValueError('then')",
            r"^notebook broken, cell \[\d\], line 4 “raise ValueError.*”: ValueError: then$",
        ),
        (PICTURE, r"^cell \[\d\] “from IPython.*”: the figure has no alt text"),
        (
            "from IPython.display import HTML\nHTML('<p>7 firms</p>')",
            r"^cell \[\d\] “from IPython.*”: the number '7' has no source, in “7 f",
        ),
    ],
    ids=["a cell", "an error that led to another", "a page", "the lint"],
)
def test_a_failure_names_its_cell_and_leaves_one_file_and_the_last_good_folder(failing, code, message):
    with pytest.raises(ReportError, match=message) as error:
        failing(code)
    assert "\n" not in str(error.value)
    out = failing.out
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        "manifest.json": MANIFEST, "report.html": b"the last good page",
    }  # fmt: skip
    assert sorted(path.name for path in out.parent.iterdir()) == ["edition", "edition.failed.ipynb"]
    assert error.value.left == out.with_name("edition.failed.ipynb")
    left = json.loads(error.value.left.read_text(encoding="utf-8"))
    assert "boom" in [cell["id"] for cell in left["cells"]]
    failing("assert as_of")  # mended: the edition is replaced, and what failed is gone
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "report.html", "report.ipynb"]
    assert list(out.parent.iterdir()) == [out]


def test_what_is_put_into_an_edition_while_it_is_made_is_never_lost(failing):
    with pytest.raises(EditionError, match=r"late\.txt: is not part of the report"):
        failing(f"from pathlib import Path; _ = Path({str(failing.out / 'late.txt')!r}).write_text('work')")
    assert (failing.out / "late.txt").read_text() == "work"
