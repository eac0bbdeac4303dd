"""JupyterLab on the explorer: which file it opens, and how quietly."""

import json
import os

import pytest
from jupyter_client.manager import start_new_kernel
from jupyterlab.labapp import LabApp

from analysis.dataset import DataError
from analysis.editions import jupyter
from analysis.editions.job import notebooks_folder
from analysis.rendering.execute import NO_LOCAL_MODULES


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


@pytest.mark.long
def test_the_kernel_takes_no_file_of_the_working_folder_for_a_module(launched, monkeypatch, tmp_path):
    """One is started as JupyterLab does, and one as the explorer does in its turn when it renders a report."""
    for name in ("analysis", "pandas", "matplotlib"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('imported from the working folder')\n")

    def launch(argv):
        for more in ([], [NO_LOCAL_MODULES]):
            manager, client = start_new_kernel(kernel_name="python3", cwd=str(tmp_path), extra_arguments=more)
            try:
                answer = client.execute_interactive("import analysis, pandas, matplotlib", timeout=60)
                launched.append(answer["content"].get("evalue", answer["content"]["status"]))
            finally:
                client.stop_channels()
                manager.shutdown_kernel(now=True)

    monkeypatch.setattr(LabApp, "launch_instance", launch)
    jupyter.start([], None)
    assert launched == ["ok", "ok"]


def test_only_this_machine_is_let_in(launched):
    jupyter.start([], None)
    assert "--ServerApp.ip=127.0.0.1" in launched[0]
    assert not any("token" in option or "password" in option for option in launched[0])


def test_the_extension_that_asks_about_news_stays_off_beside_the_settings_of_the_machine(launched):
    jupyter.start([], None)
    *_, last_but_one, last = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    page = json.loads((jupyter.SETTINGS / "labconfig" / "page_config.json").read_text("utf-8"))
    assert (last_but_one, last) == (str(jupyter.SETTINGS), "/elsewhere")
    assert page == {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


def test_the_notebook_hides_its_code_and_is_run_by_our_extension_when_it_is_opened(launched):
    """That JupyterLab does run it, the long test of the explorer shows."""
    jupyter.start([], None)
    assert str(jupyter.SETTINGS) in os.environ["JUPYTER_PATH"].split(os.pathsep)
    folder = jupyter.SETTINGS / "labextensions" / "run-on-open"
    package = json.loads((folder / "package.json").read_text("utf-8"))
    assert (folder / package["jupyterlab"]["_build"]["load"]).is_file()
    hidden = [
        cell["id"]
        for cell in json.loads(original())["cells"]
        if cell["metadata"].get("jupyter", {}).get("source_hidden")
    ]
    assert hidden == ["parameters", "explore"]


def test_other_data_is_handed_on_to_the_kernel(launched, copy):
    jupyter.start([], copy.folder)
    assert os.environ["JAPAN_TECH_DATA"] == str(copy.folder.resolve())


def test_a_folder_without_data_is_refused_before_jupyterlab_starts(launched, tmp_path):
    with pytest.raises(DataError, match=r"datapackage\.json:1:-: is missing"):
        jupyter.start([], tmp_path)


def test_in_the_folder_of_the_notebooks_the_copy_bears_another_name(launched, monkeypatch, tmp_path):
    (tmp_path / "explore.ipynb").write_bytes(b"{}\n")
    monkeypatch.setattr(jupyter, "notebooks_folder", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    jupyter.start([], None)
    assert (tmp_path / "explore-copy.ipynb").read_bytes() == b"{}\n"
