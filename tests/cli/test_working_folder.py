"""Files of the working folder that bear the names of modules are no business of the command's."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

TRAP = "raise RuntimeError('this module of the working folder was imported')\n"
NAMES = ("analysis", "pandas", "matplotlib")
FOLDERS = {"pandas"}


@pytest.fixture
def trapped(tmp_path):
    """A working folder whose modules, files and folders, stop whoever imports them, and a notebook that needs them."""
    for name in NAMES:
        path = tmp_path / name / "__init__.py" if name in FOLDERS else tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TRAP)
    cells = [
        new_markdown_cell("# A page of one's own", id="title"),
        new_code_cell(f"import {', '.join(NAMES)}\nr = analysis.load()", id="imports"),
        new_code_cell("r.say('Japan was {imd.JPN.rank}.')", id="sentence"),
        *(new_code_cell(f"r.{name}()", id=name) for name in ("source_list", "workings")),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "mine.ipynb")
    return tmp_path


@pytest.mark.long
def test_a_report_is_made_beside_them(shell, trapped):
    done = shell("report", "./mine.ipynb", "--to", "html", "--out", "out")
    assert (done.returncode, done.stderr) == (0, "writing out\nrunning mine as known on 2026-10-30\nsetting HTML\n")
    assert done.stdout.splitlines() == ["out/manifest.json", "out/report.html", "out/report.ipynb"]
    assert "Japan was" in (trapped / "out" / "report.html").read_text(encoding="utf-8")
