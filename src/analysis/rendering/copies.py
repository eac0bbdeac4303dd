"""Copies of a process set documents; one goes on with the next document as long as that is like the last one."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import closing, suppress
from multiprocessing import Pipe
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection

__all__ = ["Copies"]

IN_COMMON = 2 / 3
"""Of the lines of what Typst reads stand in the document before, if it is like that."""

LARGEST = 500 * 2**20
"""Bytes of memory that a copy may take up to be kept; a report takes some 300 million, and all like it little more."""

PR_SET_PDEATHSIG = 1
"""By which Linux ends a copy with the process that it was made of."""


class Copies:
    """Copies of this process, each of which has `work` take orders from a pipe and answer them.

    An order has the files of a document and what is to be made of it. Only one copy is kept, that of the last PDF.
    """

    def __init__(self, work: Callable[[Connection], None], asked: Connection) -> None:
        self._work, self._asked = work, asked
        self._kept: _Copy | None = None
        self._lines: frozenset[bytes] = frozenset()

    def answer(self, files: Mapping[str, bytes], options: Mapping[str, Any]) -> Any:
        """Let a copy set a document, and return what it answers. Raises `EOFError` where a new copy was ended."""
        order = files, options
        lines = frozenset(line for name, text in files.items() if name.endswith(".typ") for line in text.splitlines())
        if options.get("format") != "pdf":
            with closing(self._new()) as copy:
                return copy.answer(order)
        last, self._lines = self._lines, lines
        if self._kept and len(lines & last) > IN_COMMON * len(lines):
            with suppress(EOFError):  # it was ended meanwhile, or is too large with this document
                return self._by(self._kept, order)
        self.clear_away()
        self._kept = self._new()
        return self._by(self._kept, order)

    def _by(self, copy: _Copy, order: object) -> Any:
        answer = copy.answer(order)
        if not copy.is_fit():
            self.clear_away()
        return answer

    def clear_away(self) -> None:
        """End the copy that is kept."""
        if self._kept:
            self._kept.close()
            self._kept = None

    def _new(self) -> _Copy:
        return _Copy(self._work, self._asked)


class _Copy:
    """A copy of this process, which ends with it."""

    def __init__(self, work: Callable[[Connection], None], asked: Connection) -> None:
        self._asked, (self._pipe, its) = asked, Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
                asked.close()  # so that nobody takes this for the process that was asked
                self._pipe.close()
                work(its)
            finally:
                os._exit(0)
        its.close()

    def answer(self, order: object) -> Any:
        """Return what it answers. Raises `EOFError` where it was ended, or nobody waits for the answer any more."""
        try:
            self._pipe.send(order)
            if self._pipe in wait([self._pipe, self._asked]):
                return self._pipe.recv()
        except OSError:
            pass
        raise EOFError

    def is_fit(self) -> bool:
        """Whether it is small enough to be kept."""
        pages = int(Path(f"/proc/{self._pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") < LARGEST

    def close(self) -> None:
        """End it, and take leave of it."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._pipe.close()
