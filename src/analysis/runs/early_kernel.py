"""The explorer's kernel starts together with JupyterLab, so that it is ready by the time the page has loaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

NOTEBOOK = "EXPLORED_NOTEBOOK"
"""The environment variable that names the notebook; JupyterLab takes up the session that it finds under that name."""

IMPORTS = "--IPKernelApp.exec_lines=import analysis.explorer"
"""What the kernel does first: half of what the explorer takes to open is its imports."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    name = os.environ[NOTEBOOK]
    new = server.session_manager.create_session
    server.io_loop.add_callback(new, path=name, name=name, type="notebook", kernel_name="python3")
