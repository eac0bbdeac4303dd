"""Notebooks that failed: ours are replaced and cleared away, what somebody has changed stays."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.editions import build


@pytest.fixture
def left(tmp_path):
    """Leave a notebook with one cell where a report of the name `out` failed, as often as it is called."""

    def leave(code="boom"):
        notebook = new_notebook(cells=[new_code_cell(code, id="boom")])
        path = build.place(tmp_path / "out")
        build.seal(notebook)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return leave


def changed(path, **cell):
    """Change something of the cell, and write it as JupyterLab does, which parts a text into lines."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0] |= cell
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def test_what_another_failure_left_is_replaced_and_cleared_away_after_a_success(left, tmp_path):
    assert left("first") == left("second") == tmp_path / "out.failed.ipynb"
    told = []
    build.clear_away(tmp_path / "out", told.append)
    assert (list(tmp_path.iterdir()), told) == ([], [])


def test_what_somebody_has_changed_is_neither_replaced_nor_cleared_away(left, tmp_path):
    first = left()
    changed(first, source=["mended\n", "by hand"])
    second = left("again")
    assert second.name == "out.failed-2.ipynb"
    assert build.place(tmp_path / "out") == second
    told = []
    build.clear_away(tmp_path / "out", told.append)
    assert list(tmp_path.iterdir()) == [first]
    assert told == ["keeping out.failed.ipynb, which was changed by hand"]


def test_a_notebook_that_was_only_looked_at_is_ours(left, tmp_path):
    path = left("print(1)\nboom")
    changed(path, source=["print(1)\n", "boom"], outputs=[{"output_type": "stream", "name": "stdout", "text": "1"}])
    assert build.place(tmp_path / "out") == path


@pytest.mark.parametrize("content", ["{}", "no notebook", '{"cells": [], "metadata": {}}'])
def test_what_we_did_not_write_is_left_alone(tmp_path, content):
    (tmp_path / "out.failed.ipynb").write_text(content)
    assert build.place(tmp_path / "out").name == "out.failed-2.ipynb"
