"""Cells of sentences in a kernel: what they show, and where an error says the fault stands."""

from __future__ import annotations

import re

import nbclient
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.dataset import find_data
from analysis.rendering.errors import ReportError
from analysis.rendering.execute import execute

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
LATE = "{subsidy.JPN.share.meti}"  # public only after the article


@pytest.fixture(scope="module")
def cells():
    """Cells as a kernel ran them, failing ones and all; each by its name."""
    sources = {
        "early": "%%say\nToo early.",
        "load": "import analysis as an\nr = an.load(as_of='2024-04-12')",
        "prose": "%%say answer\nJapan was {imd.JPN.rank} of\n{imd.JPN.panel}.",
        "method": "r.say('Japan was {imd.JPN.rank} of {imd.JPN.panel}.', kind='answer')",
        "late": f"%%say\nIt is {LATE}.",
        "wrong": "%%say\nRed.\nIt is {imd.JPN.rnak}.",
        "number": "r['imd.JPN.rnak']",
        "second": "d = an.load(as_of='2024-04-12', focus='KOR')",
        "focus": "%%say\nThis is {entity:@}.",
    }
    notebook = new_notebook(cells=[new_code_cell(text, id=name) for name, text in sources.items()], metadata=KERNEL)
    nbclient.NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    return {cell.id: cell.outputs for cell in notebook.cells}


def test_in_a_kernel_a_cell_of_sentences_shows_what_the_method_shows(cells):
    (prose,), (method,) = cells["prose"], cells["method"]
    assert prose.output_type == method.output_type == "execute_result"
    assert (prose.data, prose.metadata) == (method.data, method.metadata)
    assert prose.data["text/plain"] == "Japan was 32nd of 64."


def test_in_a_kernel_an_error_is_one_line_with_the_line_of_the_cell(cells):
    (error,) = cells["wrong"]
    words = "line 3: no finding 'imd.JPN.rnak'"
    assert (error.output_type, error.ename) == ("error", "UnknownNameError")
    (line,) = error.traceback
    assert line.startswith(f"UnknownNameError: {words}")


def test_a_cell_writes_with_the_document_that_was_opened_last(cells):
    assert cells["focus"][0].data["text/plain"] == "This is South Korea."


def test_before_a_document_is_open_there_is_nothing_to_write_with(cells):
    assert "UsageError: Cell magic `%%say` not found." in cells["early"][0].text


@pytest.mark.parametrize(
    ("load", "prose", "said"),
    [
        (
            "import analysis as an; r = an.load()",
            "%%say\nRed.\nIt is\n{imd.JPN.rnak}.",
            ", line 3 “It is”: UnknownNameError: no fin",
        ),
        ("", "%%say\nRed.", " “Red.”: UsageError: Cell magic `%%say` not found."),
        (
            "import analysis as an; r = an.load()",
            "a = 1\n\nr['imd.JPN.rnak']",
            ", line 3 “r['imd.JPN.rnak']”: UnknownNameError: no fin",
        ),
        ("", "a = 1\na / 0", ", line 2 “a / 0”: ZeroDivisionError: division by zero"),
    ],
    ids=["a wrong name", "nothing open", "a wrong name in code", "a division by zero"],
)
def test_papermill_stops_and_the_command_says_cell_and_line(tmp_path, load, prose, said):
    import nbformat

    cells = [new_code_cell(text, id=name) for name, text in {"load": load, "answer": prose, "after": "1 / 0"}.items()]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), tmp_path / "broken.ipynb")
    with pytest.raises(ReportError) as caught:
        execute(tmp_path / "broken.ipynb", {}, {"JAPAN_TECH_DATA": str(find_data().resolve())})
    assert re.match(rf"notebook broken, cell \[\d\]{re.escape(said)}", str(caught.value))
    assert "\n" not in str(caught.value)
    assert caught.value.notebook.cells[-1].outputs == []
