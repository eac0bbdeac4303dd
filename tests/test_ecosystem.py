"""The notebooks are at home with the plain tools of the Jupyter world, not only with our own command."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.editions.notebooks import notebooks_folder

BIN = Path(sys.executable).parent


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Copy a notebook to a folder of its own; it finds the data of the project it was installed from."""
    data = (notebooks_folder().parent / "data").resolve()
    monkeypatch.setenv("JAPAN_TECH_DATA", str(data))

    def copy(name):
        return Path(shutil.copy(notebooks_folder() / f"{name}.ipynb", tmp_path))

    return copy


@pytest.mark.long
@pytest.mark.parametrize("name", ["explore", "unicorns"])
def test_nbconvert_runs_a_notebook_and_makes_a_page_of_it(notebook, name):
    """A short notebook and the explorer stand for all, which other tests run without a kernel, and papermill in one."""
    path = notebook(name)
    command = [BIN / "jupyter", "nbconvert", "--execute", "--to", "html", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = path.with_suffix(".html").read_text("utf-8")
    assert len(page) > 200_000
    assert 'data-mime-type="text/html"' in page
    if name == "unicorns":
        assert "<title>Unicorns: one list, copy by copy</title>" in page
        assert re.search(r"<h1[^>]*>How many unicorns does Japan have\?</h1>", page)
        assert re.search(r"<caption[^>]*><strong>Unicorns, in total and relative to size</strong></caption>", page)
        assert page.count("@font-face") >= 2
    assert re.findall(r"data-mime-type=\"application/vnd\.jupyter\.[^\"]*\"", page) == []
