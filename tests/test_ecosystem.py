"""The notebooks are at home with the plain tools of the Jupyter world, not only with our own command."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbclient
import nbformat
import pytest

from analysis.runs.notebooks import notebooks_folder

from .ports import free_port

BIN = Path(sys.executable).parent
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Copy a notebook to a folder of its own; it finds the data of the project it was installed from."""
    data = (notebooks_folder().parent / "data").resolve()
    monkeypatch.setenv("JAPAN_TECH_DATA", str(data))

    def copy(name):
        return Path(shutil.copy(notebooks_folder() / f"{name}.ipynb", tmp_path))

    return copy


def errors(notebook):
    return [o for cell in notebook.cells for o in cell.get("outputs", ()) if o.output_type in {"error", "stream"}]


@pytest.mark.parametrize("name", [pytest.param("explore", marks=pytest.mark.long), "unicorns"])
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
        assert re.search(r"<h1[^>]*>Unicorns: one list, copy by copy</h1>", page)
        assert re.search(r"<caption[^>]*><strong>Firms on the list, by copy</strong></caption>", page)
        assert page.count("@font-face") >= 2 * 2
    assert re.findall(r"data-mime-type=\"application/vnd\.jupyter\.[^\"]*\"", page) == []


def test_papermill_starts_the_explorer_where_it_is_told_to(notebook, tmp_path):
    command = [BIN / "papermill", notebook("explore"), "out.ipynb", "-p", "focus", "KOR", "--no-progress-bar"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    read = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    cell = next(cell for cell in read.cells if cell.id == "explore")
    assert WIDGET in cell.outputs[0].data
    states = read.metadata.widgets["application/vnd.jupyter.widget-state+json"].state.values()
    assert [s.state.index for s in states if s.state.get("description") == "Country"] == [5]


@pytest.mark.long
def test_nbclient_runs_a_notebook_in_a_kernel_of_another_name_too(notebook, tmp_path, monkeypatch):
    command = [sys.executable, "-m", "ipykernel", "install", "--prefix", tmp_path, "--name", "mine"]
    subprocess.run(command, capture_output=True, check=True)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    read = nbformat.read(notebook("explore"), as_version=4)
    nbclient.NotebookClient(read, kernel_name="mine", timeout=120).execute()
    assert errors(read) == []


def test_voila_serves_the_explorer_as_an_application(notebook, tmp_path):
    port = free_port()
    path = notebook("explore")
    environment = os.environ | {"VOILA_CONFIG_DIR": str(tmp_path)}
    command = [BIN / "voila", path, "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    run = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                    page = answer.read().decode()
                break
            except OSError:
                time.sleep(0.2)
    finally:
        run.terminate()
        run.wait(20)
    assert "<title>Explore</title>" in page
    assert WIDGET in page
    assert "C26: overstated" in page
    assert "Traceback" not in page
