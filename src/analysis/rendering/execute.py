"""Execute a notebook with papermill, without timestamps and random ids, so that equal runs give equal files."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.rendering.cell_failures import assigned_names, cell_name, failure
from analysis.rendering.report_errors import LintError, ReportError, printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode


NO_LOCAL_MODULES = "--ignore-cwd"
"""Keeps a kernel from importing a file in the working folder with the name of a module, such as pandas.py."""

KERNEL = "python3"
"""The kernel of this Python; the one in the metadata of a notebook is ignored."""

ALLOWED_ERRORS = ("NotKnownError", "ParameterError", "TemplateError", "UnitError", "UnknownNameError")
"""Errors of the package with which a cell of an edition may fail, so that the faults of all cells are listed at once:
they say what is wrong with a sentence, a figure or a table, and other cells may be right."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Timeouts in seconds, for each cell and for the whole run."""

    cell: int = 600
    run: int = 3600


@contextmanager
def without(module: str) -> Iterator[None]:
    """Make the import of a module fail inside the block, as if it were not installed.

    This is for `rfc3987_syntax`. Importing papermill imports nbformat and jsonschema, which imports that module where
    it is installed, as it is beside Jupyter; it builds a grammar of web addresses at once, which takes longer than all
    the rest. nbformat never checks web addresses, and no setting of jsonschema leaves the module out, hence this:
    Python takes None in `sys.modules` to mean "not installed". A module that is imported already stays.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    limits: Limits = Limits(),
    progress: bool = False,
    keep_kernel: bool = False,
    allow_errors: bool = False,
    allow_error_names: Collection[str] = (),
) -> NotebookNode:
    """Run a notebook with parameters and return it with its outputs, without times or names of the machine.

    A cell that is allowed to fail has an output of type `error`, and those below it are run.

    Args:
        notebook: The file.
        parameters: The parameters to inject.
        environment: Environment variables of the kernel, in addition to those of this process.
        limits: The timeouts.
        progress: Whether to show a progress bar.
        keep_kernel: Whether to keep the kernel, with its imported modules, for the next call.
        allow_errors: Whether cells may fail.
        allow_error_names: The names of exceptions with which cells may fail in any case.

    Raises:
        ReportError: If no kernel can be started, or a cell times out, kills its kernel or fails without being allowed
            to; then its `notebook` is the notebook as far as it ran.

    """
    with without("rfc3987_syntax"):
        import papermill
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from nbformat import ValidationError
        from papermill.execute import remove_error_markers

        from analysis.rendering.papermill_engine import ENGINE

    # errors are reported here, in one line
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    end = time.monotonic() + limits.run
    # papermill returns no notebook when it raises, so that the one it fills is kept here
    started: list[NotebookNode] = []
    try:
        executed: NotebookNode = papermill.execute_notebook(
            str(notebook).replace("{", "{{").replace("}", "}}"),  # papermill formats paths
            None,  # no file to write to
            dict(parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL,
            language="python",
            progress_bar=progress,
            environment=environment,
            keep_kernel=keep_kernel,
            extra_arguments=["--log-level=50", NO_LOCAL_MODULES],
            allow_errors=allow_errors,
            allow_error_names=list(allow_error_names),
            on_cell_error=_record_error,
            # zero or less would mean no limit
            timeout_func=lambda cell: max(min(limits.cell, int(end - time.monotonic())), 1),  # noqa: ARG005
            on_notebook_start=lambda notebook: started.append(notebook),
        )
    except papermill.PapermillExecutionError:
        # papermill raises this also for cells that may fail; only the one that stopped the run is marked
        cells = started[0].cells
        if not any(cell.metadata.get("papermill", {}).get("exception") for cell in cells):
            return normalise(remove_error_markers(started[0]))
        lines = [f"notebook {notebook.stem}, {line}" for line in failures(started[0])]
        stop = LintError(lines, is_stopped=True)
        stop.notebook = normalise(started[0])
        raise stop from None
    except CellTimeoutError:
        limit = "--cell-timeout and --timeout say how many seconds a cell and all of them may take"
        why = f"{_last_cell(started[0])}: it took too long; {limit}"
    except DeadKernelError:
        why = f"{_last_cell(started[0])}: the kernel died, perhaps for want of memory"
    except ValidationError as error:
        fault = printable(str(error).partition("\n")[0][:200])
        why = f"{_last_cell(started[0])}: it shows what no notebook may hold: {fault}"
    except ReportError as error:
        raise error.at(f"notebook {notebook.stem}") from None
    else:
        return normalise(executed)
    end_of_run = ReportError(f"notebook {notebook.stem}, {why}")
    end_of_run.notebook = normalise(started[0])
    raise end_of_run


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Remove timestamps, random ids and the version of Python, so that equal runs give equal files."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        # also what JupyterLab remembers of how outputs were last looked at
        for key in ("papermill", "execution", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
        # papermill makes this cell anew in each run
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def _last_cell(notebook: NotebookNode) -> str:
    """Return the name of the last cell that was started, according to papermill's timestamps."""
    last = 0
    for index, cell in enumerate(notebook.cells):
        if cell.metadata.get("papermill", {}).get("start_time"):
            last = index
    return cell_name(notebook.cells[last], last)


def failures(notebook: NotebookNode) -> list[str]:
    """Return a line for each cell that failed: its name, and why."""
    lines = []
    lost: dict[str, str] = {}  # names that were not assigned, each with the failed cell that would have done so
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                lines.append(failure(cell, index, output, lost))
                lost |= dict.fromkeys(assigned_names(cell), cell_name(cell, index))
    return lines


def _record_error(cell: NotebookNode, cell_index: int, execute_reply: Any) -> None:  # noqa: ARG001
    """Add an output for an error that IPython only prints, such as an unknown magic."""
    if any(output.output_type == "error" for output in cell.outputs):
        return
    from nbformat.v4 import new_output

    reply = execute_reply["content"]
    error = {"ename": reply["ename"], "evalue": reply["evalue"], "traceback": reply.get("traceback", [])}
    cell.outputs.append(new_output("error", **error))
