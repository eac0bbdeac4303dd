"""The engine `japan-tech-warm` for papermill: it runs a notebook in a fork of a process that is ready."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient.exceptions import CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

from analysis.runs.warm.child import is_run
from analysis.runs.warm.forking import Child

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

NO_LOCAL_MODULES = "--ignore-cwd"
"""What a kernel is told so that it imports no module of the working folder."""


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Run a notebook as papermill's own engine does, but in a forked child instead of a new kernel.

    A kernel of another language or another Python, and a system without fork, are left to papermill's own engine.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, execution_timeout: int | None = None, **given: Any
    ) -> None:
        """Run the cells; raises what papermill's own engine raises, for the same reasons."""
        if not _is_this_python(kernel_name):
            super().execute_managed_notebook(nb_man, kernel_name, execution_timeout=execution_timeout, **given)
            return
        limit = given.get("timeout_func") or (lambda _cell: execution_timeout or given.get("timeout"))
        streams = {name: given[name] for name in ("stdout_file", "stderr_file", "log_output") if name in given}
        told = PapermillNotebookClient(nb_man, log=logger, **streams)
        if start := given.get("on_notebook_start"):
            start(notebook=nb_man.nb)
        with Child(nb_man.nb, local=NO_LOCAL_MODULES not in given.get("extra_arguments", ())) as child:
            for index, cell in enumerate(nb_man.nb.cells):
                try:
                    nb_man.cell_start(cell, index)
                    if is_run(cell):
                        child.run(index, limit(cell))
                        for output in cell.outputs:
                            told.log_output_message(output)
                except CellExecutionError as error:
                    nb_man.cell_exception(cell, cell_index=index, exception=error)
                    break
                finally:
                    _complete(nb_man, cell, index)
            else:
                nb_man.nb.metadata.update(child.metadata())


def _complete(nb_man: NotebookExecutionManager, cell: NotebookNode, index: int) -> None:
    """Let papermill note that a cell is done, but not read its start back from a text, in which it is slow."""
    noted = cell.metadata.papermill
    began, noted["start_time"] = noted["start_time"], None
    nb_man.cell_complete(cell, cell_index=index)
    if began:
        noted["start_time"] = began
        noted["duration"] = (datetime.fromisoformat(noted["end_time"]) - datetime.fromisoformat(began)).total_seconds()


def _is_this_python(kernel_name: str) -> bool:
    """Say whether a kernel is IPython in the Python that runs this, on a system that can fork in safety."""
    if sys.platform != "linux":
        return False
    try:
        command = KernelSpecManager().get_kernel_spec(kernel_name).argv
    except NoSuchKernel:
        return False
    python = Path(command[0])
    is_named_only = python.name == command[0] and python.name.startswith("python")
    return "ipykernel_launcher" in command and (is_named_only or command[0] == sys.executable)
