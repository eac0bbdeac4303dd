"""The fork server and its children, as seen by the process that runs notebooks."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import from_dict

from analysis.runs.warm.child import may_fail
from analysis.runs.warm.server import READY

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from nbformat import NotebookNode

START = 60.0
"""Seconds in which the fork server, and then each child, has to be ready."""


class ForkServer:
    """The process that forks, as seen by the one that runs notebooks; there is one in each."""

    _running: ForkServer | None = None

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", "-m", "analysis.runs.warm.server", str(theirs.fileno())]
            one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
            self.process = subprocess.Popen(
                command, env=os.environ | one_thread, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self.owner = os.getpid()
        self.control.settimeout(START)
        if self.control.recv(len(READY)) != READY:
            raise OSError("the fork server did not start")
        atexit.register(self.close)

    @classmethod
    def fork(cls) -> Connection:
        """Return the end of a pipe at whose other end a fresh child waits for its job."""
        for _ in range(2):  # one that was killed is started again
            if cls._running is None or cls._running.owner != os.getpid() or cls._running.process.poll() is not None:
                cls._running = cls()
            ours, theirs = Pipe()
            with theirs, suppress(OSError):
                socket.send_fds(cls._running.control, [b"1"], [theirs.fileno()])
                return ours
            cls._running = None
        raise OSError("the fork server is gone")

    def close(self) -> None:
        """End the server, and with it what it has forked."""
        if os.getpid() == self.owner:
            self.control.close()
            self.process.wait()


class Child:
    """A child that runs one notebook, from the parent's side; it is killed where it is left before its end."""

    def __init__(self, notebook: NotebookNode, *, local: bool) -> None:
        self.notebook, self.local, self.pid = notebook, local, 0

    def __enter__(self) -> Child:
        self.pipe = ForkServer.fork()
        job = {
            "notebook": self.notebook, "environment": dict(os.environ), "cwd": str(Path.cwd()), "local": self.local,
        }  # fmt: skip
        self.pipe.send_bytes(json.dumps(job).encode())
        self.pid = self._next(START)["pid"]
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:  # it has come to its end, and closes what its notebook has opened
            with suppress(EOFError, OSError):
                while self.pipe.poll(START):
                    self.pipe.recv_bytes()
        self.pipe.close()
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)  # the child, and whatever its cells have started

    def run(self, index: int, seconds: int | None) -> None:
        """Wait for what comes of a cell, and take it over into the notebook."""
        cell = self.notebook.cells[index]
        try:
            done = self._next(seconds)
        except TimeoutError:
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", seconds or 0, cell) from None
        for number, changed in done["cells"].items():
            mine, other = self.notebook.cells[int(number)], from_dict(changed)
            mine.outputs, mine.execution_count = other.outputs, other.execution_count
        if done["reply"]["status"] == "error" and not may_fail(cell):
            raise CellExecutionError.from_cell_and_msg(cell, done["reply"])

    def metadata(self) -> dict[str, Any]:
        """Return what the child says at the end, of the language and of widgets."""
        end: dict[str, Any] = self._next(START)["metadata"]
        return end

    def _next(self, seconds: float | None) -> dict[str, Any]:
        """Return the next message. Raises `TimeoutError`, or `DeadKernelError` where there will be none."""
        try:
            if not self.pipe.poll(seconds):
                raise TimeoutError
            message: dict[str, Any] = json.loads(self.pipe.recv_bytes())
        except (EOFError, ConnectionError):
            raise DeadKernelError("Kernel died") from None
        return message
