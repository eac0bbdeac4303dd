"""JupyterLab on the explorer, quietly: this machine only, with a token, no news and no look for updates."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from analysis.evidence.schema import read_package
from analysis.rendering.execution import NO_LOCAL_MODULES
from analysis.runs.early_kernel import IMPORTS, NOTEBOOK
from analysis.runs.notebooks import notebooks_folder

QUIETLY = (
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.log_level=WARN",
    "--LabApp.log_level=WARN",
    "--LabApp.extension_manager=readonly",
)
SETTINGS = Path(__file__).with_name("jupyter")
"""Settings of JupyterLab beside those of the machine: the extension that asks about news and updates stays off, one of
ours runs a notebook that asks for it when it is opened, and another starts its kernel before that."""


def start(options: Sequence[str], data: Path | None) -> None:
    """Copy the explorer into the working folder, unless a copy is there, and open it until it is interrupted."""
    original, copy = notebooks_folder() / "explore.ipynb", Path("explore.ipynb")
    if copy.resolve() == original.resolve():
        copy = Path("explore-copy.ipynb")
    if not copy.exists():
        copy.write_bytes(original.read_bytes())
    if data:
        read_package(data)  # a folder without data is told now, not in the notebook
        os.environ["JAPAN_TECH_DATA"] = str(data.resolve())

    from ipykernel.kernelspec import write_kernel_spec

    with TemporaryDirectory() as kernels:
        write_kernel_spec(Path(kernels) / "kernels" / "python3", extra_arguments=[NO_LOCAL_MODULES, IMPORTS])
        os.environ[NOTEBOOK] = copy.name
        _look_first("JUPYTER_CONFIG_PATH", SETTINGS)
        _look_first("JUPYTER_PATH", SETTINGS)
        _look_first("JUPYTER_PATH", kernels)

        from jupyterlab.labapp import LabApp  # reads where its settings lie

        page = (
            f"--LabApp.default_url=/doc/tree/{quote(copy.name)}"  # the address that is printed opens the notebook, too
        )
        LabApp.launch_instance([page, "--ServerApp.root_dir=.", *QUIETLY, *options])


def _look_first(variable: str, folder: Path | str) -> None:
    """Put a folder before those that an environment variable lists."""
    os.environ[variable] = os.pathsep.join(filter(None, (str(folder), os.environ.get(variable))))
