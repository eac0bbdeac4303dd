"""Execute a notebook with papermill, without timestamps and random ids, so that equal runs give equal files."""

from __future__ import annotations

import logging
import re
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.errors import IN_CELL
from analysis.rendering.errors import ANSI, ReportError, cell_name, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode


NO_LOCAL_MODULES = "--ignore-cwd"
"""Keeps a kernel from importing a file in the working folder with the name of a module, such as pandas.py."""

KERNEL = "python3"
"""The kernel of this Python; the one in the metadata of a notebook is ignored."""
IN_LINE = re.compile(r"line (\d+): ")
"""The start of an error message from a cell of sentences."""
FAILED_AT = re.compile(rf"(?:Cell In\[\d+\], line |{re.escape(IN_CELL)})(\d+)")
"""The line of code that failed, in a traceback of IPython or an error of the package."""

NO_MESSAGE = "it failed without a word"


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
) -> NotebookNode:
    """Run a notebook with parameters and return it with its outputs, without times or names of the machine.

    Args:
        notebook: The file.
        parameters: The parameters to inject.
        environment: Environment variables of the kernel, in addition to those of this process.
        limits: The timeouts.
        progress: Whether to show a progress bar.
        keep_kernel: Whether to keep the kernel, with its imported modules, for the next call.

    Raises:
        ReportError: If no kernel can be started, or a cell fails, times out or kills its kernel; then its `notebook` is
            the notebook as far as it ran.

    """
    with without("rfc3987_syntax"):
        import papermill
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from nbformat import ValidationError

        from analysis.rendering.kernel import ENGINE

    # errors are reported here, in one line
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    end = time.monotonic() + limits.run
    started: list[NotebookNode] = []
    try:
        executed: NotebookNode = papermill.execute_notebook(
            str(notebook).replace("{", "{{").replace("}", "}}"),  # papermill formats paths
            None,
            dict(parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL,
            language="python",
            progress_bar=progress,
            environment=environment,
            keep_kernel=keep_kernel,
            extra_arguments=["--log-level=50", NO_LOCAL_MODULES],
            timeout_func=lambda cell: max(min(limits.cell, int(end - time.monotonic())), 1),  # noqa: ARG005
            on_notebook_start=lambda notebook: started.append(notebook),
        )
    except papermill.PapermillExecutionError:
        why = _failure(started[0])
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
    failure = ReportError(f"notebook {notebook.stem}, {why}")
    failure.notebook = normalise(started[0])
    raise failure


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Remove timestamps, random ids and the version of Python, so that equal runs give equal files."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for key in ("papermill", "execution", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
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


def _failure(notebook: NotebookNode) -> str:
    """Return the name of the cell that failed, and why."""
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                line, why = _place(output)
                return f"{cell_name(cell, index, line)}: {output.ename}: {_line(why, 0) or NO_MESSAGE}"
        # IPython only prints some errors, such as an unknown magic
        if cell.metadata.get("papermill", {}).get("exception"):
            streams = [output.text for output in cell.get("outputs", []) if output.output_type == "stream"]
            printed = "".join(streams)
            return f"{cell_name(cell, index)}: {_line(printed, -1) or NO_MESSAGE}"
    return f"cell ?: {NO_MESSAGE}"


def _place(output: Any) -> tuple[int, str]:
    """Return the line of the cell that failed, or 0 if it is not known, and the message."""
    prefix = IN_LINE.match(output.evalue)
    if prefix:
        return int(prefix[1]), output.evalue[prefix.end() :]
    line = FAILED_AT.search(ANSI.sub("", "\n".join(output.traceback)))
    return int(line[1]) if line else 0, output.evalue


def _line(text: str, number: int) -> str:
    return text.strip().splitlines()[number] if text.strip() else ""
