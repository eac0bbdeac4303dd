"""Cells of sentences in a kernel: what they show, and where an error says the fault stands."""

import re

import nbclient
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.dataset import find_data
from analysis.rendering.execute import execute
from analysis.rendering.report_errors import ReportError

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def notebook(**sources):
    cells = [new_code_cell(text, id=name) for name, text in sources.items()]
    return new_notebook(cells=cells, metadata=KERNEL)


def test_in_a_kernel_a_cell_of_sentences_shows_what_the_method_shows():
    executed = notebook(
        first="import analysis as an",
        early="%%say\nToo early.",
        load="r = an.load(as_of='2024-04-12')",
        prose="%%say answer\nJapan was {imd.JPN.rank} of\n{imd.JPN.panel}.",
        method="r.say('Japan was {imd.JPN.rank} of {imd.JPN.panel}.', kind='answer')",
        wrong="%%say\nRed.\nIt is {imd.JPN.rnak}.",
        own="places = r['imd.JPN.rank'] - r['imd.KOR.rank']",
        misspelt="%%say\nRed.\nIt is {placse}.",
        computed="%%say\nIt is {imd.JPN.panel - places}.",
        second="d = an.load(as_of='2024-04-12', focus='KOR')",
        focus="%%say\nThis is {entity:@}.",
    )
    nbclient.NotebookClient(executed, timeout=120, allow_errors=True).execute()
    outputs = {cell.id: cell.outputs for cell in executed.cells}
    (early,) = outputs["early"]
    assert early.evalue.startswith("no report is open for %%say; run r = an.load()")
    (prose,), (method,), (wrong,) = outputs["prose"], outputs["method"], outputs["wrong"]
    assert (prose.data, prose.metadata) == (method.data, method.metadata)
    assert prose.data["text/plain"] == "Japan was 32nd of 64."
    (line,) = wrong.traceback
    assert line.startswith("UnknownNameError: line 3: no finding 'imd.JPN.rnak'")
    assert outputs["misspelt"][0].evalue == "line 3: no finding and no variable 'placse'; did you mean places?"
    assert outputs["computed"][0].evalue.startswith("line 2: 'imd.JPN.panel - places' is computed; give the result a")
    assert outputs["focus"][0].data["text/plain"] == "This is South Korea."  # the report opened last


LOAD = "import analysis as an; r = an.load()"
FAULTS = {
    "a wrong name": (LOAD, "%%say\nRed.\nIt is\n{imd.JPN.rnak}.", ", line 3 “It is”: UnknownNameError: no fin"),
    "nothing open": ("", "%%say\nRed.", " “Red.”: UsageError: Cell magic `%%say` not found."),
    "in code": (LOAD, "a = 1\n\nr['imd.JPN.rnak']", ", line 3 “r['imd.JPN.rnak']”: UnknownNameError: no fin"),
    "by zero": ("", "a = 1\na / 0", ", line 2 “a / 0”: ZeroDivisionError: division by zero"),
}


@pytest.mark.parametrize(("load", "cell", "message"), FAULTS.values(), ids=FAULTS)
def test_papermill_stops_and_the_command_says_cell_and_line(tmp_path, load, cell, message):
    nbformat.write(notebook(load=load, answer=cell, after="1 / 0"), tmp_path / "broken.ipynb")
    with pytest.raises(ReportError) as caught:
        execute(tmp_path / "broken.ipynb", {}, {"JAPAN_TECH_DATA": str(find_data().resolve())})
    assert re.match(rf"notebook broken, cell \[\d\]{re.escape(message)}", str(caught.value))
    assert "\n" not in str(caught.value)
    assert caught.value.notebook.cells[-1].outputs == []
