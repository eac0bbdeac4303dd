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
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import ValidationError, from_dict

from analysis.runs.warm.child import may_fail

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from nbformat import NotebookNode


class ChildDied(DeadKernelError):
    """A child has ended before its notebook; `code` is with what, or minus the number of the signal, if it is known."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__("Kernel died")
        self.code = code


START, END = 300.0, 60.0
"""Seconds in which a child has to be ready, where the first one waits for the server, and to say how it ended."""

LEAVE = 10.0
"""Seconds for what a notebook leaves for the end, as a thread that is still at work; a kernel has about as many."""


class ForkServer:
    """The process that forks, as seen by one that runs notebooks, which has started it or uses that of another."""

    _running: ForkServer | None = None

    def __init__(self, address: str | bytes = "") -> None:
        """Reach the server at an address, or start one."""
        self.owner, self.address = os.getpid(), address
        self.process: subprocess.Popen[bytes] | None = None
        self.control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if not address:
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
                listener.bind("")  # the system gives it a name that is no file and ends with the server
                listener.listen()
                self.address = listener.getsockname()
                self.control.connect(self.address)  # the first one, with which it ends, before anything can
                self.process = _started(listener)
            atexit.register(self.close)
        else:
            self.control.connect(address)

    @classmethod
    def running(cls) -> ForkServer:
        """Return the server of this process; one that has ended is started again."""
        now = cls._running
        if now is None or now.owner != os.getpid() or now.is_gone:
            if now:
                now.close()
            now = cls._running = cls()
        return now

    @classmethod
    def has_ended(cls) -> bool:
        """Say whether the server of this process was started and is gone, and with it whatever it had forked."""
        return cls._running is not None and cls._running.is_gone

    @property
    def is_gone(self) -> bool:
        """Whether the server has hung up; it says nothing else. It does so before any of its children is ended."""
        return bool(wait([self.control], timeout=0))

    @classmethod
    def share(cls, address: str | bytes) -> None:
        """Use the server of another process from now on, as long as it lives."""
        with suppress(OSError):
            cls._running = cls(address)

    @classmethod
    def fork(cls) -> Connection:
        """Return the end of a pipe at whose other end a fresh child waits for its job."""
        for _ in range(2):  # one that was killed is started again
            ours, theirs = Pipe()
            server = cls.running()
            with theirs, suppress(OSError):
                socket.send_fds(server.control, [b"1"], [theirs.fileno()])
                return ours
            server.close()
            cls._running = None
        raise RuntimeError("the process that forks was killed twice")

    def close(self) -> None:
        """End the server, and with it what it has forked."""
        if os.getpid() == self.owner and self.process:
            self.control.close()
            with suppress(KeyboardInterrupt):  # asked to end once more, it ends anyway
                self.process.wait()


def _started(listener: socket.socket) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "analysis.runs.warm.server", str(listener.fileno())]
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    return subprocess.Popen(
        command, env=os.environ | one_thread, pass_fds=[listener.fileno()], stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


class Child:
    """A child that runs one notebook, from the parent's side; it is killed where it is left before its end."""

    def __init__(self, notebook: NotebookNode, *, local: bool) -> None:
        self.notebook, self.local, self.pid = notebook, local, 0

    def __enter__(self) -> Child:
        self.pipe = ForkServer.fork()
        job = {
            "notebook": self.notebook, "environment": dict(os.environ), "cwd": str(Path.cwd()), "local": self.local,
        }  # fmt: skip
        try:
            self.pipe.send_bytes(json.dumps(job).encode())
            self.pid = self._next(START)["pid"]
        except TimeoutError:
            raise RuntimeError(f"the process that forks gave no sign for {START:.0f} seconds") from None
        except ConnectionError:
            raise ChildDied from None
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:  # it has come to its end, and closes what its notebook has opened
            with suppress(EOFError, OSError):
                while self.pipe.poll(LEAVE):
                    self.pipe.recv_bytes()
        self.pipe.close()
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)  # the child and its group; the server ends what has left that

    def run(self, index: int, seconds: int | None) -> None:
        """Wait for what comes of a cell, and take it over into the notebook."""
        cell = self.notebook.cells[index]
        try:
            done = self._next(seconds)
        except TimeoutError:
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", seconds or 0, cell) from None
        if "unfit" in done:
            raise ValidationError(done["unfit"])
        for number, changed in done["cells"].items():
            mine, other = self.notebook.cells[int(number)], from_dict(changed)
            mine.outputs, mine.execution_count = other.outputs, other.execution_count
        if done["reply"]["status"] == "error" and not may_fail(cell):
            raise CellExecutionError.from_cell_and_msg(cell, done["reply"])

    def metadata(self) -> dict[str, Any]:
        """Return what the child says at the end, of the language and of widgets."""
        end: dict[str, Any] = self._next(END)["metadata"]
        return end

    def _next(self, seconds: float | None) -> dict[str, Any]:
        """Return the next message. Raises `TimeoutError`, or `ChildDied` where there will be none."""
        try:
            if not self.pipe.poll(seconds):
                raise TimeoutError
            message: dict[str, Any] = json.loads(self.pipe.recv_bytes())
        except (EOFError, ConnectionError):
            raise ChildDied from None
        if "ended" in message:  # the server's word, where the child has none left
            raise ChildDied(message["ended"])
        return message
