"""What a forked child does: it runs the cells of one notebook in a kernel of its own and hands each one over."""

from __future__ import annotations

import os
import random
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.runs.warm.kernel import Kernel

INLINE = "module://matplotlib_inline.backend_inline"
"""How matplotlib draws in a notebook."""

HERE = ""
"""How Python calls the working folder where it looks for modules."""


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
    sys.path[:] = ([HERE] if job["local"] else []) + [place for place in sys.path if place != HERE]
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
    """What is written past Python's own streams, as by another process: it comes behind what a cell itself prints."""

    def __init__(self, number: int, name: str) -> None:
        self.file, self.name, self.read = os.memfd_create(name), name, 0
        os.dup2(self.file, number)

    def hand_over(self, cell: Any) -> None:
        """Add what was written since the last cell to the outputs of this one."""
        from nbformat.v4 import new_output

        end = os.fstat(self.file).st_size
        text = os.pread(self.file, end - self.read, self.read).decode(errors="replace")
        self.read = end
        if text:
            has_value = bool(cell.outputs) and cell.outputs[-1].output_type == "execute_result"
            cell.outputs.insert(len(cell.outputs) - has_value, new_output("stream", name=self.name, text=text))
