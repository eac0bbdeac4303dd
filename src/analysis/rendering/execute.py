"""An optional module that is slow to import and of no use here is left out while other modules are imported."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from jupyter_client.manager import AsyncKernelManager

from analysis.errors import IN_CELL, Ended
from analysis.rendering.errors import ReportError, cell_name, how_it_ended, printable

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode


__all__ = [
    "NO_LOCAL_MODULES",
    "ExecutionError",
    "Limits",
    "execute",
    "kernels",
    "last_remark",
    "normalise",
    "settings",
    "without",
    "workspace",
]


# ----- imports ---------------------------------------------------------------------------------------------


@contextmanager
def without(module: str) -> Iterator[None]:
    """Inside the block, importing the module fails as if it were not installed; afterwards it can be imported again.

    This is for `rfc3987_syntax`. Importing papermill imports nbformat, which imports jsonschema, which imports that
    module where it is installed, as it is beside Jupyter; and that module builds a grammar of web addresses at once.
    That grammar takes longer than all the rest of nbformat and papermill. Nothing is lost: it serves to check web
    addresses in data, which nbformat never asks for. No setting of nbformat or jsonschema leaves the module out, hence
    this detour: Python takes None in `sys.modules` to mean "not installed". A module that is imported already stays.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


# ----- kernels ---------------------------------------------------------------------------------------------
# Kernels that end with the run that started them, however it ends, and leave no file behind.

REMARKS = "remarks.txt"
"""File in the run's folder for what a kernel writes to its standard error, which is no concern of cron's."""


@contextmanager
def kernels(folder: Path) -> Iterator[tuple[type[AsyncKernelManager], Iterator[int | None]]]:
    """Give the kind of kernel that a run starts: it keeps its connection in the run's folder and ends with the run.

    Beside it comes what each ended with, if it has. nbclient ends a kernel only once that has answered; a run that is
    interrupted before would leave it at work.
    """
    started: list[AsyncKernelManager] = []
    processes: list[subprocess.Popen[bytes]] = []

    class Kernel(AsyncKernelManager):
        def __init__(self, **settings: Any) -> None:
            super().__init__(connection_file=str(folder / "kernel.json"), **settings)
            started.append(self)

        async def _async_launch_kernel(self, kernel_cmd: list[str], **how: Any) -> None:
            with (folder / REMARKS).open("wb") as remarks:
                await super()._async_launch_kernel(kernel_cmd, stderr=remarks, **how)
            processes.append(getattr(self.provisioner, "process"))  # noqa: B009  # which lets go of it at its end

    try:
        yield Kernel, (process.poll() for process in processes)
    except (KeyboardInterrupt, Ended):
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # what still waits for the kernel waits in vain
        raise
    finally:
        for kernel in started:
            if (process := getattr(kernel.provisioner, "process", None)) and process.poll() is None:
                _end(process)


def last_remark(folder: Path) -> str:
    """Return the last line that a kernel wrote to its standard error: why it could not start, if it could say so."""
    file = folder / REMARKS
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n") if file.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a kernel and what it has started; the manager's own way would go on with what was interrupted."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)  # a kernel leads a group of its own
    else:
        process.kill()
    process.wait()


# ----- workspace -------------------------------------------------------------------------------------------
# A folder for what a run needs while it lasts; what killed runs left behind is cleared away by the next.

PREFIX = "japan-tech-run-"
ALIVE = ".alive"
YOUNG = 60.0
"""Seconds in which a run has surely taken the lock of its folder; a younger folder is left alone."""


@contextmanager
def workspace() -> Iterator[Path]:
    """Give a folder for temporary files that is gone afterwards, also, at the next run, if this one is killed."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with FileLock(folder / ALIVE):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path) -> None:
    """Remove the folders of runs that no longer live: the operating system has dropped their locks."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if time.time() - folder.stat().st_mtime > YOUNG:
                with FileLock(folder / ALIVE, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def settings(folder: Path) -> dict[str, str]:
    """Say by environment variables where a kernel keeps its own files: in the run's folder, not in the user's home.

    A home that is full or cannot be written is then no hindrance, and no setting of IPython there moves a report.
    matplotlib keeps a list of fonts in the home, which is slow to make; only where it could not, it is sent here.
    """
    own = {"JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "IPYTHONDIR": str(folder / "ipython"), "TMPDIR": str(folder)}
    usable = all(map(_writable, _homes_of_matplotlib()))
    return own if usable else own | {"MPLCONFIGDIR": str(folder / "matplotlib")}


def _homes_of_matplotlib() -> list[Path]:
    if named := os.environ.get("MPLCONFIGDIR"):
        return [Path(named)]
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home fails where there is no home
    places = (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))
    return [Path(os.environ.get(name) or home / default) / "matplotlib" for name, default in places]


def _writable(folder: Path) -> bool:
    """Whether a list of fonts can be written into a folder: half a megabyte, and few machines have more of them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 500_000)
    except OSError:
        return False
    return True


# ----- execution -------------------------------------------------------------------------------------------
# Papermill runs one notebook; times and random names are removed, so that two equal runs give the same file.

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
