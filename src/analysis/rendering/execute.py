"""Execute a notebook with papermill, without times and random names, so that equal runs give equal files."""

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
"""Tells a kernel not to import a file in the working folder that has the name of a module, such as pandas.py."""

KERNEL = "python3"
"""The Python that runs this, whatever a notebook was written with."""
IN_LINE = re.compile(r"line (\d+): ")
"""How an error in a cell of sentences begins."""
FAILED_AT = re.compile(rf"(?:Cell In\[\d+\], line |{re.escape(IN_CELL)})(\d+)")
"""The line of code that failed, in the traceback of IPython or in our own errors."""

NO_MESSAGE = "it failed without a word"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds a cell may take, and how many all of them together."""

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

    The kernel gets `environment` in addition to the variables of this process; with `keep_kernel` it stays for the next
    call, its modules imported. Raises `ReportError` where no kernel can be started, and where a cell fails, takes too
    long or kills its kernel; then it has the notebook as far as it ran.
    """
    with without("rfc3987_syntax"):
        import papermill
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from nbformat import ValidationError

        from analysis.rendering.kernel import ENGINE

    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # errors are reported here, in one line
    end = time.monotonic() + limits.run
    started: list[NotebookNode] = []
    try:
        done: NotebookNode = papermill.execute_notebook(
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
        return normalise(done)
    failed = ReportError(f"notebook {notebook.stem}, {why}")
    failed.notebook = normalise(started[0])
    raise failed


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


def _last_cell(notebook: NotebookNode) -> str:
    """Name the cell at which a run ended; papermill notes when each one started."""
    began = [it for it in enumerate(notebook.cells) if it[1].metadata.get("papermill", {}).get("start_time")]
    index, cell = began[-1] if began else (0, notebook.cells[0])
    return cell_name(cell, index)


def _failure(notebook: NotebookNode) -> str:
    """Name the cell that failed, and why; what IPython itself refuses, such as an unknown magic, it only prints."""
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                line, why = _place(output)
                return f"{cell_name(cell, index, line)}: {output.ename}: {_line(why, 0) or NO_MESSAGE}"
        if cell.metadata.get("papermill", {}).get("exception"):
            printed = "".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream")
            return f"{cell_name(cell, index)}: {_line(printed, -1) or NO_MESSAGE}"
    return f"cell ?: {NO_MESSAGE}"


def _place(output: Any) -> tuple[int, str]:
    """Return which line of its cell failed, if that is known, and why."""
    if found := IN_LINE.match(output.evalue):
        return int(found[1]), output.evalue[found.end() :]
    line = FAILED_AT.search(ANSI.sub("", "\n".join(output.traceback)))
    return int(line[1]) if line else 0, output.evalue


def _line(text: str, number: int) -> str:
    return text.strip().splitlines()[number] if text.strip() else ""
