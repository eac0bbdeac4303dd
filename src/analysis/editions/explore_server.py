"""JupyterLab on the explorer, quietly: this machine only, with a token, no news and no look for updates."""

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import nbformat

from analysis.dataset.schema import read_package
from analysis.editions.job import UNREADABLE, notebooks_folder
from analysis.rendering.execute import NO_LOCAL_MODULES

QUIETLY = (
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.log_level=WARN",
    "--LabApp.log_level=WARN",
    "--LabApp.extension_manager=readonly",
)
SETTINGS = Path(__file__).with_name("jupyter")
"""Settings of JupyterLab beside those of the machine: the extension that asks about news and updates stays off, and
one of ours runs the explorer when it is opened."""

RUN_ON_OPEN = "runOnOpen"
"""The option of JupyterLab's page that names the notebook to be run when it is opened; no other one is."""


def start(options: Sequence[str], data: Path | None) -> None:
    """Copy the explorer into the working folder, unless a copy is there, and open it until it is interrupted.

    It runs when it is opened if its cells are those of the original.
    """
    if data:
        read_package(data)  # a folder without data is told now, not in the notebook
        os.environ["JAPAN_TECH_DATA"] = str(data.resolve())
    original, copy = notebooks_folder() / "explore.ipynb", Path("explore.ipynb")
    if copy.resolve() == original.resolve():
        copy = Path("explore-copy.ipynb")
    if not copy.exists():
        copy.write_bytes(original.read_bytes())

    from ipykernel.kernelspec import write_kernel_spec

    with TemporaryDirectory() as private:
        write_kernel_spec(Path(private) / "kernels" / "python3", extra_arguments=[NO_LOCAL_MODULES])
        for folder in (SETTINGS, private):
            _look_first("JUPYTER_CONFIG_PATH", folder)
            _look_first("JUPYTER_PATH", folder)
        if _cells(copy) == _cells(original):
            (Path(private) / "labconfig").mkdir()
            page_config = Path(private) / "labconfig" / "page_config.json"
            page_config.write_text(json.dumps({RUN_ON_OPEN: copy.name}), encoding="utf-8")
        else:
            logging.getLogger("analysis").info(
                "%s: its cells are not the original's, so it opens without running (Run > Run All Cells runs it)", copy
            )

        from jupyterlab.labapp import LabApp  # reads where its settings lie

        page = (
            f"--LabApp.default_url=/doc/tree/{quote(copy.name)}"  # the address that is printed opens the notebook, too
        )
        LabApp.launch_instance([page, "--ServerApp.root_dir=.", *QUIETLY, *options])


def _cells(notebook: Path) -> list[tuple[str, str]] | None:
    """Return type and source of each cell, as JupyterLab reads them; None if the file is not a notebook."""
    try:
        return [(cell.cell_type, cell.source) for cell in nbformat.read(notebook, as_version=4).cells]
    except (*UNREADABLE, nbformat.ValidationError):
        return None


def _look_first(variable: str, folder: Path | str) -> None:
    """Put a folder before those that an environment variable lists."""
    os.environ[variable] = os.pathsep.join(filter(None, (str(folder), os.environ.get(variable))))
