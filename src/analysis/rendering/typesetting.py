"""Typst sets documents here, or in a process of its own, in which each is set by a copy of it that then ends.

Typst remembers whatever it has set, some 400 MB for each report. Little of that is of use for the next one, of another
day or country, and it would be too much for who makes hundreds.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from analysis.rendering.errors import ReportError
from analysis.rendering.fonts import clear_away, compiler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from multiprocessing.connection import Connection

__all__ = ["SettingFailed", "apart", "typesetter"]

COPIES = sys.platform == "linux"
"""Whether a process can be copied in safety; elsewhere a new one is started for each document."""

PR_SET_PDEATHSIG = 1
"""By which Linux ends a copy with the process that it was made of."""

ENDED = "The process that sets the PDF was ended, as by a lack of memory."

KNOWN_STARTS = (None, "fork", "spawn", "forkserver")
"""How Python itself starts processes; a worker of joblib has been started in another way."""


class SettingFailed(Exception):
    """Typst cannot set a document: its message, and where in the document that is."""

    @property
    def message(self) -> str:
        """What is wrong."""
        return str(self.args[0])

    @property
    def diagnostic(self) -> str:
        """What is wrong, and where."""
        return str(self.args[1])


class Here:
    """Typst in this process."""

    def compile(self, files: Mapping[str, bytes], **options: Any) -> Any:
        """Return a document in some format; raise `SettingFailed` where Typst cannot set it."""
        return self.compile_with_warnings(files, **options)[0]

    def compile_with_warnings(self, files: Mapping[str, bytes], **options: Any) -> tuple[Any, list[str]]:
        """Return a document in some format, and what Typst warns of."""
        import typst

        try:
            made, warnings = compiler().compile_with_warnings(files, **options)
        except typst.TypstError as error:
            raise SettingFailed(error.message, error.diagnostic) from None
        return made, [warning.message for warning in warnings]


class Apart(Here):
    """Typst in a process of its own, which ends with this one."""

    def __init__(self) -> None:
        self._pipe: Connection | None = None

    def compile_with_warnings(self, files: Mapping[str, bytes], **options: Any) -> tuple[Any, list[str]]:
        """Return a document in some format, and what Typst warns of."""
        order = dict(files), options
        if not self._pipe or not _is_sent(self._pipe, order):  # one that was ended meanwhile had nothing in hand
            self._pipe = _started()
            _is_sent(self._pipe, order)
        pipe = self._pipe
        try:
            answer = pipe.recv()
        except (EOFError, OSError):
            self._pipe = None
            raise ReportError(ENDED) from None
        if not COPIES:
            pipe.close()
            self._pipe = None
        if isinstance(answer, Exception):
            raise answer
        made: tuple[Any, list[str]] = answer
        return made


def _is_sent(pipe: Connection, order: object) -> bool:
    """Send an order, and say whether there was somebody to take it."""
    try:
        pipe.send(order)
    except OSError:
        pipe.close()
        return False
    return True


def _started() -> Connection:
    if multiprocessing.get_start_method(allow_none=True) not in KNOWN_STARTS:
        multiprocessing.set_start_method("spawn", force=True)  # a new process is told this one's, and has to know it
    start = multiprocessing.get_context("spawn")
    mine, other = start.Pipe()
    start.Process(target=_undisturbed, args=(other,), daemon=True).start()
    other.close()  # so that the end of that process is seen here, and the end of this one there
    return mine


def _undisturbed(pipe: Connection) -> None:
    """Leave Ctrl-C, which reaches all processes of a terminal, to the one that asks, and end in order with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    try:
        _serve(pipe)
    finally:
        clear_away()


def _end(sign: int, _frame: object) -> None:
    signal.signal(sign, signal.SIG_IGN)  # or who asks twice would end what is done in the end
    sys.exit()


def _serve(pipe: Connection) -> None:
    """Set what is asked for until nobody is there to ask."""
    compiler()  # reads the fonts, once for all copies; nothing may be set here, as that starts threads
    while True:
        try:
            files, options = pipe.recv()
        except (EOFError, OSError):
            return
        answer = _by_copy(pipe, files, options) if COPIES else _answer(files, options)
        if not _is_sent(pipe, answer):
            return


def _by_copy(pipe: Connection, files: Mapping[str, bytes], options: Mapping[str, Any]) -> Any:
    """Return what a copy of this process answers; it ends with this one, and hides from nobody that this one has."""
    mine, its = multiprocessing.Pipe(duplex=False)
    pid = os.fork()
    if pid == 0:
        try:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            pipe.close()
            mine.close()
            its.send(_answer(files, options))
        finally:
            os._exit(0)
    its.close()
    with mine:
        try:
            return mine.recv()
        except EOFError:
            return ReportError(ENDED)
        except SystemExit:
            os.kill(pid, signal.SIGKILL)
            raise
        finally:
            os.waitpid(pid, 0)


def _answer(files: Mapping[str, bytes], options: Mapping[str, Any]) -> Any:
    """Return a document and what Typst warns of, or the error that it ends in."""
    try:
        return Here().compile_with_warnings(files, **options)
    except Exception as error:
        return error


_chosen: list[Here] = [Here()]


def typesetter() -> Here:
    """Return what sets documents."""
    return _chosen[-1]


@contextmanager
def apart() -> Iterator[None]:
    """Meanwhile let a process of its own set documents, where this process may start one."""
    _chosen.append(_chosen[0] if multiprocessing.current_process().daemon else _apart())
    try:
        yield
    finally:
        _chosen.pop()


@cache
def _apart() -> Apart:
    return Apart()
