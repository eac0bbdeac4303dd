"""What a forked child does: it runs the cells of one notebook in a kernel of its own and hands each one over."""

from __future__ import annotations

import atexit
import gc
import os
import random
import sys
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    written = [_Written(number, name) for number, name in ((1, "stdout"), (2, "stderr"))]

    import nbformat

    send({"pid": os.getpid()})
    notebook = nbformat.from_dict(job["notebook"])
    kernel = _Kernel(notebook)
    try:
        _run_cells(notebook, kernel, written, send)
    finally:
        kernel.end()


def _run_cells(
    notebook: Any, kernel: _Kernel, written: Sequence[_Written], send: Callable[[dict[str, Any]], None]
) -> None:
    """Run the cells in order, and send what came of each."""
    for index, cell in enumerate(notebook.cells):
        if is_run(cell):
            reply, changed = kernel.run(index)
            for stream in written:
                stream.hand_over(cell)
            send({"reply": reply, "cells": {i: notebook.cells[i] for i in changed}})
            if reply["status"] == "error" and not may_fail(cell):
                return
    send({"metadata": kernel.metadata()})


class _Kernel:
    """An IPython kernel in this process, without sockets or threads; nbclient turns its messages into outputs."""

    def __init__(self, notebook: Any) -> None:
        from ipykernel.inprocess.blocking import BlockingInProcessKernelClient
        from ipykernel.inprocess.ipkernel import InProcessKernel
        from ipykernel.iostream import IOPubThread
        from jupyter_client.session import Session
        from nbclient import NotebookClient
        from traitlets import default
        from traitlets.config import Config

        class Kernel(InProcessKernel):
            shell_channel_thread = SimpleNamespace(parent_thread=None)  # a cell that awaits something asks for it
            _supports_kernel_subshells = False  # which would need that thread

            def _publish_status(self, *_: Any, **__: Any) -> None:
                """Tell nobody that a cell begins or ends: who listens here has called for it, and waits."""

            def _publish_execute_input(self, *_: Any, **__: Any) -> None:
                """Tell nobody what is run, for the same reason."""

            @default("session")
            def _default_session(self) -> Session:
                return Session(parent=self, key=b"")  # nothing is signed: nobody else can write here

            @default("iopub_thread")
            def _default_iopub_thread(self) -> IOPubThread:
                return IOPubThread(self._underlying_iopub_socket, session=self.session)  # not started: all in order

        self.notebook = notebook
        in_memory = Config({"HistoryManager": {"enabled": False}})  # no file of what was typed, no thread to write it
        self.kernel: Any = Kernel(config=in_memory)  # type: ignore[no-untyped-call]
        self.kernel._execute_sleep = 0  # which gives other processes time to take a message
        self.client = BlockingInProcessKernelClient(session=self.kernel.session, kernel=self.kernel)
        self.client.start_channels()
        self.book = NotebookClient(notebook, record_timing=False)
        self.book.reset_execution_trackers()
        self.book.kc = self.client
        self.messages: list[dict[str, Any]] = []
        self.client.iopub_channel.call_handlers = self.messages.append
        self.files = _files()

    def run(self, index: int) -> tuple[dict[str, Any], set[int]]:
        """Run a cell; return the kernel's reply, and which cells have changed."""
        from nbclient.exceptions import CellExecutionComplete

        cell = self.notebook.cells[index]
        cell.outputs = []
        self.messages.clear()
        self.book.clear_before_next_output = False
        self.client.execute(cell.source, allow_stdin=False)
        changed = {index}
        for message in self.messages:
            if message["msg_type"] == "update_display_data":  # it may be about any cell before
                changed |= {i for i, it in enumerate(self.notebook.cells[:index]) if it.get("outputs")}
            with suppress(CellExecutionComplete):  # which only a cell itself can tell, by a message of its own
                self.book.process_message(message, cell, index)
        reply = self.client.get_shell_msg(timeout=0)["content"]
        cell.execution_count = reply.get("execution_count")
        parts = ("status", "ename", "evalue", "traceback", "execution_count")
        return {part: reply[part] for part in parts if part in reply}, changed

    def end(self) -> None:
        """Do what the notebook left for the end, and let go of what it holds, so that its files are closed."""
        self.kernel.shell.displayhook.do_full_cache = self._has_files()  # IPython looks for garbage where it has one
        atexit._run_exitfuncs()
        self.kernel.shell.user_ns.clear()
        if self._has_files():
            gc.collect()

    def _has_files(self) -> bool:
        """Say whether a file is open for writing that was not when this was made, perhaps by garbage."""
        return bool(_files() - self.files)

    def metadata(self) -> dict[str, Any]:
        """Return what papermill writes into a notebook at the end: the language, and the state of widgets."""
        self.book.set_widgets_metadata()
        widgets = self.notebook.metadata.get("widgets")
        return {"language_info": self.kernel.language_info, **({"widgets": widgets} if widgets else {})}


def _files() -> set[int]:
    """Return the descriptors of the files that are open for writing."""
    from fcntl import F_GETFL, fcntl  # which Windows lacks

    found = set()
    for number in (int(it.name) for it in Path("/proc/self/fd").iterdir()):
        with suppress(OSError):  # the list itself is closed by now
            if fcntl(number, F_GETFL) & os.O_ACCMODE != os.O_RDONLY and S_ISREG(os.fstat(number).st_mode):
                found.add(number)
    return found


def _shuffle() -> None:
    """Let each child draw random numbers of its own; by the fork all would draw the same."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


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
