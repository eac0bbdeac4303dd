"""JupyterLab on the explorer: which file it opens."""

import pytest
from jupyterlab.labapp import LabApp

from analysis.editions import jupyterlab
from analysis.editions.notebooks import notebooks_folder


@pytest.mark.parametrize("there", [None, "mine"])
def test_a_copy_in_the_working_folder_is_opened_and_keeps_what_was_done_in_it(tmp_path, monkeypatch, there):
    launched = []
    monkeypatch.chdir(tmp_path)
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setattr(LabApp, "launch_instance", lambda argv: launched.append(argv))
    copy = tmp_path / "explore.ipynb"
    if there:
        copy.write_text(there)
    jupyterlab.start(["--no-browser"], None)
    assert launched[0][0] == "--LabApp.default_url=/doc/tree/explore.ipynb"
    assert launched[0][-1] == "--no-browser"
    assert copy.read_text() == (there or (notebooks_folder() / "explore.ipynb").read_text())
