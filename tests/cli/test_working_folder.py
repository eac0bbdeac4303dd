"""Files of the working folder that bear the names of modules are no business of the command's."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook


@pytest.mark.long
def test_a_report_is_made_beside_them(shell, tmp_path):
    (tmp_path / "pandas").mkdir()
    for name in ("analysis.py", "matplotlib.py", "pandas/__init__.py"):
        (tmp_path / name).write_text("raise RuntimeError('this module of the working folder was imported')\n")
    cells = [
        new_code_cell("import analysis, pandas, matplotlib\nr = analysis.load()", id="imports"),
        new_code_cell("r.say('Japan was {imd.JPN.rank}.')", id="sentence"),
        *(new_code_cell(f"r.{name}()", id=name) for name in ("source_list", "workings")),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "mine.ipynb")
    done = shell("report", "./mine.ipynb", "--to", "html", "--out", "out")
    assert done.returncode == 0
    assert done.stderr.splitlines()[-3:] == ["writing out", "running mine as known on 2026-10-30", "setting HTML"]
    assert done.stdout.splitlines()[:-1] == ["out/manifest.json", "out/report.html", "out/report.ipynb"]
