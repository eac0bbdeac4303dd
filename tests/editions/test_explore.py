"""JupyterLab on the explorer: which file it opens, and how quietly."""

import pytest
from jupyterlab.labapp import LabApp

from analysis.dataset import DataError
from analysis.editions import jupyter
from analysis.editions.job import notebooks_folder


@pytest.fixture
def launched(tmp_path, monkeypatch):
    """What JupyterLab was started with, without starting it."""
    told = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/elsewhere")
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.setenv("JAPAN_TECH_DATA", "")
    monkeypatch.setattr(LabApp, "launch_instance", lambda argv: told.append(argv))
    return told


def original():
    return (notebooks_folder() / "explore.ipynb").read_bytes()


def test_a_copy_in_the_working_folder_is_opened(launched, tmp_path):
    jupyter.start(["--no-browser"], None)
    assert launched[0][0] == "--LabApp.default_url=/doc/tree/explore.ipynb"
    assert launched[0][-1] == "--no-browser"
    assert (tmp_path / "explore.ipynb").read_bytes() == original()


def test_a_copy_that_is_there_keeps_what_was_done_in_it(launched, tmp_path):
    (tmp_path / "explore.ipynb").write_text("mine")
    jupyter.start([], None)
    assert (tmp_path / "explore.ipynb").read_text() == "mine"


def test_a_folder_without_data_is_refused_before_jupyterlab_starts(launched, tmp_path):
    with pytest.raises(DataError, match=r"datapackage\.json:1:-: is missing"):
        jupyter.start([], tmp_path)
