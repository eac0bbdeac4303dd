"""Papermill runs one notebook; times and random names are removed, so that two equal runs give the same file."""

from __future__ import annotations

import logging
import os
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.errors import IN_CELL
from analysis.rendering.cells import cell_name
from analysis.rendering.errors import ReportError, how_it_ended, printable
from analysis.rendering.imports import without
from analysis.rendering.workspace import settings, workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

__all__ = ["NO_LOCAL_MODULES", "ExecutionError", "Limits", "execute", "normalise"]


NO_LOCAL_MODULES = "--ignore-cwd"
"""Tells a kernel not to take a file in the working folder that bears the name of a module, as pandas.py, for it."""
QUIETLY = "--log-level=50"
"""A kernel's remarks on its transport are no concern of cron's."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds a cell may take, and how many all of them together."""

    cell: int = 600
    run: int = 3600


class _Clock:
    """The clock of a run: asked before each cell how many seconds it may take, it remembers which cell that is.

    It holds the notebook at which papermill is at work, which nobody else hands out where a run is broken off.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits, self.end, self.cell = limits, time.monotonic() + limits.run, "cell ?"

    def start(self, notebook: NotebookNode) -> None:
        self.notebook = notebook

    def __call__(self, cell: NotebookNode) -> int:
        self.cell = cell_name(cell, next(i for i, it in enumerate(self.notebook.cells) if it is cell))
        return max(min(self.limits.cell, int(self.end - time.monotonic())), 1)


KERNEL = "python3"
"""The Python that runs this, whatever a notebook was written with."""
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
SAID = re.compile(r"line (\d+): ")
"""How a fault of a cell of sentences begins."""
FAILED_AT = re.compile(rf"(?:Cell In\[\d+\], line |{re.escape(IN_CELL)})(\d+)")
"""Where a line of code failed, in the words of IPython or of our own errors."""

SILENT = "it failed without a word"
NO_END = "it took too long; --cell-timeout and --timeout say how many seconds a cell and all of them may take"
NO_KERNEL = "the kernel died"
UNFIT = "it shows what no notebook may hold"


class ExecutionError(ReportError):
    """A cell of the notebook failed; `notebook` is the notebook as far as it ran, with the error in the cell."""

    def __init__(self, message: str, notebook: NotebookNode) -> None:
        super().__init__(message)
        self.notebook = notebook


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    limits: Limits = Limits(),
    progress: bool = False,
    engine: str = "",
) -> NotebookNode:
    """Run a notebook with parameters and return it with its outputs, without times or names of the machine.

    `environment` is set for the kernel, `engine` is one of papermill's. Raises `ExecutionError`, which names the cell.
    """
    with without("rfc3987_syntax"):
        import nbformat
        import papermill
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from zmq import ZMQError

        from analysis.rendering.kernels import kernels, last_remark
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is told here, in one line

    with workspace() as folder, _environment(settings(folder) | dict(environment)), kernels(folder) as (kind, ends):
        output, copy, clock = folder / "executed.ipynb", folder / "notebook.ipynb", _Clock(limits)
        copy.write_bytes(notebook.read_bytes())  # papermill would take braces in a path for parameters
        try:
            kernel = {"kernel_manager_class": kind, "timeout_func": clock, "on_notebook_start": clock.start}
            done = _by_papermill(copy, output, parameters, engine or None, kernel | {"progress_bar": progress})
        except papermill.PapermillExecutionError:
            failed = nbformat.read(output, as_version=4)
            raise ExecutionError(f"notebook {notebook.stem}, {_failure(failed)}", normalise(failed)) from None
        except (CellTimeoutError, DeadKernelError, nbformat.ValidationError) as error:
            why = _why(error, ends)
            raise ExecutionError(f"notebook {notebook.stem}, {clock.cell}: {why}", normalise(clock.notebook)) from None
        except (RuntimeError, ZMQError) as error:  # papermill's words for a kernel that does not answer
            reason = "; ".join(filter(None, (str(error), last_remark(folder))))
            raise ReportError(f"notebook {notebook.stem}: no kernel could be started: {reason}") from None
        return normalise(done)


def _why(error: Exception, ends: Iterator[int | None]) -> str:
    """Say why a run was broken off; `ends` are with what its kernels have ended."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    if isinstance(error, CellTimeoutError):
        return NO_END
    if isinstance(error, DeadKernelError):
        return f"{NO_KERNEL}{how_it_ended(getattr(error, 'code', next(ends, None)))}"
    return f"{UNFIT}: {printable(str(error).partition(chr(10))[0][:200])}"


def _by_papermill(
    notebook: Path, failed: Path, parameters: Mapping[str, Any], engine: str | None, given: Mapping[str, Any]
) -> NotebookNode:
    """Let papermill prepare a notebook, and an engine of its run it; only one that fails is written, and raised."""
    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors, remove_error_markers
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    plainly = {"engine_name": engine, "kernel_name": KERNEL}
    prepared = remove_error_markers(load_notebook_node(str(notebook)))
    if parameters:
        prepared = parameterize_notebook(prepared, dict(parameters), language="python", **plainly)
    done: NotebookNode = papermill_engines.execute_notebook_with_engine(
        nb=prepared, autosave_cell_every=0, extra_arguments=[QUIETLY, NO_LOCAL_MODULES], **plainly, **given
    )
    raise_for_execution_errors(done, str(failed))
    return done


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Remove times, random names and the version of Python, so that equal runs give equal files."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for key in ("papermill", "execution", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def _failure(notebook: NotebookNode) -> str:
    """Name the cell that failed, and why; what IPython itself refuses, such as an unknown magic, it only prints."""
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                line, why = _place(output)
                return f"{cell_name(cell, index, line)}: {output.ename}: {_line(why, 0) or SILENT}"
        if cell.metadata.get("papermill", {}).get("exception"):
            printed = "".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream")
            return f"{cell_name(cell, index)}: {_line(printed, -1) or SILENT}"
    return f"cell ?: {SILENT}"


def _place(output: Any) -> tuple[int, str]:
    """Return which line of its cell failed, if that is known, and why."""
    if said := SAID.match(output.evalue):
        return int(said[1]), output.evalue[said.end() :]
    seen = FAILED_AT.search(ANSI.sub("", "\n".join(output.traceback)))
    return int(seen[1]) if seen else 0, output.evalue


def _line(text: str, number: int) -> str:
    return text.strip().splitlines()[number] if text.strip() else ""


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
