"""An IPython kernel in this process, without sockets or threads; nbclient turns its messages into outputs."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import sys
import threading
from contextlib import nullcontext, suppress
from contextvars import copy_context
from types import SimpleNamespace
from typing import Any, cast

from ipykernel.inprocess.blocking import BlockingInProcessKernelClient
from ipykernel.inprocess.ipkernel import InProcessKernel
from ipykernel.inprocess.socket import DummySocket
from ipykernel.iostream import IOPubThread
from jupyter_core.utils import ensure_event_loop
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from traitlets import Any as Whatever
from traitlets import default
from traitlets.config import Config

from analysis.runs.warm.messages import Messages, checked_quickly

__all__ = ["Kernel"]


class _Queue(DummySocket):
    """Takes the parts of a message as they are."""

    def send_multipart(self, msg_parts: list[Any], *_: Any, **__: Any) -> None:
        """Keep a message for whoever asks for it, and tell who watches."""
        self.queue.put_nowait(msg_parts)
        self.message_sent += 1


class _NoThread(IOPubThread):
    """Sends what is shown at once and in order, as it is never started."""

    def _setup_event_pipe(self) -> None:
        """Open no socket by which it would be woken."""


QUIET = logging.getLogger("japan-tech-warm")
"""Where this kernel and nbclient note what they do. A notebook that shows all that is noted would be told of its being
told, without end."""
QUIET.propagate = False
QUIET.setLevel(logging.CRITICAL)


class _Kernel(InProcessKernel):
    """A kernel that tells no more than what comes of a cell."""

    shell_channel_thread = SimpleNamespace(parent_thread=None)  # a cell that awaits something asks for it
    _supports_kernel_subshells = False  # which would need that thread
    debugger_class = Whatever(default_value=lambda *_: None)  # to which nobody could connect
    shell_stream = Whatever()
    _underlying_iopub_socket = Whatever()

    @default("shell_stream")
    def _default_shell_stream(self) -> _Queue:
        return _Queue()

    @default("_underlying_iopub_socket")
    def _default_underlying_iopub_socket(self) -> _Queue:
        return _Queue()

    @default("log")
    def _default_log(self) -> logging.Logger:
        return QUIET

    @default("session")
    def _default_session(self) -> Messages:
        return Messages(parent=self, key=b"")  # nothing is signed: nobody else can write here

    @default("iopub_thread")
    def _default_iopub_thread(self) -> IOPubThread:
        return _NoThread(self._underlying_iopub_socket, session=self.session)  # type: ignore[no-untyped-call]

    def _redirected_io(self) -> Any:
        """Leave what a cell has put in place of `sys.stdout` where it is."""
        return nullcontext()

    def _publish_status(self, *_: Any, **__: Any) -> None:
        """Tell nobody that a cell begins or ends: who listens here has called for it, and waits."""

    def _publish_execute_input(self, *_: Any, **__: Any) -> None:
        """Tell nobody what is run, for the same reason."""


class _Client(BlockingInProcessKernelClient):
    """Asks the kernel, and waits; all cells have one context, so that a variable of it that one sets is known later."""

    def __init__(self, kernel: _Kernel) -> None:
        super().__init__(session=kernel.session, kernel=kernel)
        self.of_all_cells = copy_context()

    def _dispatch_to_kernel(self, msg: dict[str, Any]) -> None:
        """Give the kernel a message, and keep its answer if it has one, as it has not for a widget."""
        kernel: Any = self.kernel
        stream, loop = kernel.shell_stream, ensure_event_loop()
        self.session.send(stream, msg)
        work = kernel.dispatch_shell(stream.recv_multipart())
        loop.run_until_complete(loop.create_task(work, context=self.of_all_cells))
        if not stream.queue.empty():
            self.shell_channel.call_handlers_later(self.session.recv(stream, copy=False)[1])


class Kernel:
    """A kernel for one notebook, into which what its cells show is written."""

    def __init__(self, notebook: Any) -> None:
        self.notebook = notebook
        in_memory = Config({"HistoryManager": {"enabled": False}})  # no file of what was typed, no thread to write it
        kernel: Any = _Kernel.instance(config=in_memory)  # widgets ask whether there is one
        self.kernel = kernel
        kernel._execute_sleep = 0  # which gives other processes time to take a message
        kernel.shell.extension_manager.load_extension("storemagic")  # as every kernel does
        sys.stdout, sys.stderr = kernel.stdout, kernel.stderr
        for number, stream in ((1, sys.stdout), (2, sys.stderr)):
            stream._original_stdstream_copy = os.dup(number)  # by which another process can be told to write there
        self.client = client = cast("Any", _Client(kernel))
        client.start_channels()
        self.book = NotebookClient(notebook, record_timing=False, log=QUIET)
        self.book.reset_execution_trackers()
        channel = SimpleNamespace(send=client._dispatch_to_kernel)
        answering: Any = SimpleNamespace(session=kernel.session, shell_channel=channel)
        self.book.kc = answering
        self.messages: list[dict[str, Any]] = []
        self.client.iopub_channel.call_handlers = self.messages.append

    def run(self, index: int) -> tuple[dict[str, Any], set[int]]:
        """Run a cell; return the kernel's reply, and which cells have changed."""
        cell = self.notebook.cells[index]
        cell.outputs = []
        self.messages.clear()
        self.book.clear_before_next_output = False
        self.client.execute(cell.source, allow_stdin=False)
        changed = {index}
        with checked_quickly():
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
        """Do what the notebook left for the end, and let go of what it holds, as Python and IPython do at their end."""
        threading._shutdown()  # type: ignore[attr-defined]  # waits for threads and pools that are at work
        atexit._run_exitfuncs()
        self.kernel.shell.user_ns.clear()
        gc.collect()

    def metadata(self) -> dict[str, Any]:
        """Return what papermill writes into a notebook at the end: the language, and the state of widgets."""
        self.book.set_widgets_metadata()
        widgets = self.notebook.metadata.get("widgets")
        return {"language_info": self.kernel.language_info, **({"widgets": widgets} if widgets else {})}
