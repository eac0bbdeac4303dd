"""Start JupyterLab with the explorer: for this machine only, with a token, without news or a check for updates."""

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import nbformat
from ipykernel.kernelspec import write_kernel_spec

from analysis.dataset.schema_checks import read_package
from analysis.editions.notebooks import UNREADABLE, notebooks_folder
from analysis.rendering.execute import NO_LOCAL_MODULES

QUIETLY = (
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.log_level=WARN",
    "--LabApp.log_level=WARN",
    "--LabApp.extension_manager=readonly",
)
"""Options of JupyterLab: no other machine connects, nothing but warnings is printed, nothing can be installed."""

SETTINGS = Path(__file__).with_name("jupyter")
"""Additional settings of JupyterLab: its extension for news and updates is disabled, and one of this package runs the
explorer when it is opened."""

RUN_ON_OPEN = "runOnOpen"
"""The option of JupyterLab's page that names the only notebook to run when it is opened."""


def start(options: Sequence[str], data: Path | None) -> None:
    """Copy the explorer into the working folder, unless a copy is there, and serve it until interrupted.

    It runs when it is opened if its cells are those of the original.
    """
    if data:
        read_package(data)  # so that a folder without data is reported here and not in the notebook
        os.environ["JAPAN_TECH_DATA"] = str(data.resolve())
    original = notebooks_folder() / "explore.ipynb"
    copy = Path("explore.ipynb")
    if copy.resolve() == original.resolve():
        copy = Path("explore-copy.ipynb")
    if not copy.exists():
        copy.write_bytes(original.read_bytes())

    with TemporaryDirectory() as folder:
        # A kernel without modules of the working folder, before the installed one
        private = Path(folder)
        write_kernel_spec(private / "kernels" / "python3", extra_arguments=[NO_LOCAL_MODULES])
        for settings in (SETTINGS, private):
            _prepend_path("JUPYTER_CONFIG_PATH", settings)
            _prepend_path("JUPYTER_PATH", settings)

        if _cells(copy) == _cells(original):
            (private / "labconfig").mkdir()
            page_config = private / "labconfig" / "page_config.json"
            page_config.write_text(json.dumps({RUN_ON_OPEN: copy.name}), encoding="utf-8")
        else:
            logging.getLogger("analysis").info(
                "%s: its cells are not the original's, so it opens without running (Run > Run All Cells runs it)", copy
            )

        from jupyterlab.labapp import LabApp  # which reads the paths of its settings when it is imported

        page = f"--LabApp.default_url=/doc/tree/{quote(copy.name)}"  # so that the printed address opens the notebook
        LabApp.launch_instance([page, "--ServerApp.root_dir=.", *QUIETLY, *options])


def _cells(notebook: Path) -> list[tuple[str, str]] | None:
    """Return type and source of each cell as JupyterLab reads them; None if the file is not a notebook."""
    try:
        return [(cell.cell_type, cell.source) for cell in nbformat.read(notebook, as_version=4).cells]
    except (*UNREADABLE, nbformat.ValidationError):
        return None


def _prepend_path(variable: str, folder: Path) -> None:
    """Add a folder in front of those in an environment variable."""
    others = os.environ.get(variable)
    os.environ[variable] = f"{folder}{os.pathsep}{others}" if others else str(folder)
