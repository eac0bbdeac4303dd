"""What a forked child does: it runs the cells of one notebook in a kernel of its own and hands each one over."""

from __future__ import annotations

import os
import random
import select
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.runs.warm.kernel import Kernel

INLINE = "module://matplotlib_inline.backend_inline"
"""How matplotlib draws in a notebook."""

HERE = ""
"""How Python calls the working folder where it looks for modules."""

INSTALLED = {"site-packages", "dist-packages"}
"""How folders of installed packages are called."""


def is_run(cell: Any) -> bool:
    """Say whether a cell is run at all, as nbclient does."""
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and "skip-execution" not in tags


def may_fail(cell: Any) -> bool:
    """Say whether a cell is marked as one that shows an error, after which the next one is run."""
    return "raises-exception" in cell.metadata.get("tags", [])


def run(job: dict[str, Any], send: Callable[[dict[str, Any]], None]) -> None:
    """Run the cells of a job in order, up to the first that fails; `send` gets what came of each.

    A job has `notebook`, `environment`, `cwd`, and `local`: whether modules of the working folder are imported.
    """
    os.environ.clear()
    os.environ.update(job["environment"])
    backend = os.environ.setdefault("MPLBACKEND", INLINE)  # as a kernel does
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams["backend"] = backend  # read as it was imported, by the server
    os.chdir(job["cwd"])
    _look_here(is_wanted=job["local"])
    _shuffle()
    os.register_at_fork(after_in_child=_write_past_the_kernel)
    written = [_Written(number, name) for number, name in ((1, "stdout"), (2, "stderr"))]

    import nbformat

    from analysis.runs.warm.kernel import Kernel

    send({"pid": os.getpid()})
    notebook = nbformat.from_dict(job["notebook"])
    kernel = Kernel(notebook)
    try:
        _run_cells(notebook, kernel, written, send)
    finally:
        kernel.end()


def _run_cells(
    notebook: Any, kernel: Kernel, written: Sequence[_Written], send: Callable[[dict[str, Any]], None]
) -> None:
    """Run the cells in order, and send what came of each."""
    from nbformat import ValidationError

    for index, cell in enumerate(notebook.cells):
        if is_run(cell):
            try:
                reply, changed = kernel.run(index)
            except ValidationError as error:  # which would be raised in the process that waits, were it of a kernel
                send({"unfit": str(error)})
                return
            for stream in written:
                stream.hand_over(cell)
            send({"reply": reply, "cells": {i: notebook.cells[i] for i in changed}})
            if reply["status"] == "error" and not may_fail(cell):
                return
    send({"metadata": kernel.metadata()})


def _look_here(*, is_wanted: bool) -> None:
    """Let modules of the working folder be found, or not: behind those of Python and before what is installed."""
    places = [place for place in sys.path if place != HERE]
    at = next((n for n, place in enumerate(places) if os.path.basename(place) in INSTALLED), 0)  # noqa: PTH119
    sys.path[:] = [*places[:at], HERE, *places[at:]] if is_wanted else places


def _shuffle() -> None:
    """Let each child draw random numbers of its own; by the fork all would draw the same."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


def _write_past_the_kernel() -> None:
    """Let a process that a cell forks print as any other process does: what it tells its copy of the kernel is lost."""
    for name, own in (("stdout", sys.__stdout__), ("stderr", sys.__stderr__)):
        if hasattr(getattr(sys, name), "pub_thread"):  # it is the kernel's, and not what a cell has put in its place
            setattr(sys, name, own)


class _Written:
    """What is written past Python's own streams, as by another process: it comes behind what a cell itself prints.

    A thread reads it meanwhile, as a pipe holds little, less than is read at once. A file in place of the pipe would be
    cut short by whoever writes to `/dev/stdout`.
    """

    def __init__(self, number: int, name: str) -> None:
        self.name, self.taken, self.lock = name, bytearray(), threading.Lock()
        self.pipe, end = os.pipe()
        os.set_blocking(self.pipe, False)
        os.dup2(end, number)
        os.close(end)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while select.select([self.pipe], [], []) and self._take():
            pass

    def _take(self) -> bool:
        """Read what there is, and say whether more may come."""
        with self.lock, suppress(BlockingIOError):
            part = os.read(self.pipe, 1 << 20)
            self.taken += part
            return bool(part)
        return True

    def hand_over(self, cell: Any) -> None:
        """Add what was written since the last cell to the outputs of this one."""
        from nbformat.v4 import new_output

        self._take()
        with self.lock:
            text = self.taken.decode(errors="replace")
            self.taken.clear()
        if text:
            has_value = bool(cell.outputs) and cell.outputs[-1].output_type == "execute_result"
            cell.outputs.insert(len(cell.outputs) - has_value, new_output("stream", name=self.name, text=text))
