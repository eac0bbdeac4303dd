"""Typst sets documents here, or in a process of its own, in which copies of it set them.

Typst remembers whatever it has set, some 300 MB for each report. Of a report of another day little is the same, and all
together would be too much for who makes hundreds: a new copy sets it, and the last one ends. A report that has much in
common with the last one, as of another country on the same day, is set by the same copy, which costs a third.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import tempfile
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from multiprocessing import resource_tracker
from threading import Lock
from typing import TYPE_CHECKING, Any

from analysis.rendering.copies import Copies
from analysis.rendering.errors import ReportError
from analysis.rendering.fonts import clear_away, compiler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.connection import Connection

    Order = tuple[Mapping[str, bytes], Mapping[str, Any]]

__all__ = ["SettingFailed", "apart", "typesetter"]

COPIES = sys.platform == "linux"
"""Whether a process can be copied in safety; elsewhere a new one is started for each document."""

AGES = 9
"""How often Typst sets something else between two documents, so that it forgets what the later one has no use for: it
keeps what was of use to one of the last ten."""

IDLE = 60
"""Seconds after which a copy that nobody asks ends, with what Typst remembers in it."""

ENDED = "The process that sets the PDF was ended, as by a lack of memory."

ENDS = signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)
"""By which a process is asked to end, or told that its terminal is closed; Windows tells nobody of that."""

KNOWN_STARTS = (None, "fork", "spawn", "forkserver")
"""How Python itself starts processes; a worker of joblib has been started in another way."""


class SettingFailed(Exception):
    """Typst cannot set a document, for the reason that is told."""


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
            raise SettingFailed(error.message) from None
        return made, [warning.message for warning in warnings]


class Apart(Here):
    """Typst in a process of its own, which ends with this one; of several threads one asks at a time."""

    def __init__(self) -> None:
        self._pipe: Connection | None = None
        self._lock = Lock()

    def compile_with_warnings(self, files: Mapping[str, bytes], **options: Any) -> tuple[Any, list[str]]:
        """Return a document in some format, and what Typst warns of."""
        with self._lock:
            answer = self._answer((dict(files), options))
        if isinstance(answer, Exception):
            raise answer
        made: tuple[Any, list[str]] = answer
        return made

    def _answer(self, order: Order) -> Any:
        pipe, self._pipe = self._pipe, None  # or who is interrupted here would take this answer for the next one
        if not pipe or not _is_sent(pipe, order):  # one that was ended meanwhile had nothing in hand
            pipe = _started()
            _is_sent(pipe, order)
        try:
            answer = pipe.recv()
        except (EOFError, OSError):
            return ReportError(ENDED)
        if COPIES:
            self._pipe = pipe
        else:
            pipe.close()
        return answer


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
    with _without_interrupts():
        start.Process(target=_undisturbed, args=(other, tempfile.gettempdir()), daemon=True).start()
    other.close()  # so that the end of that process is seen here, and the end of this one there
    return mine


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Keep Ctrl-C from a process that is started meanwhile; here it comes a moment later. Windows cannot."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which, begun together with a process, would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _undisturbed(pipe: Connection, temporary: str) -> None:
    """Leave Ctrl-C, which reaches all processes of a terminal, to the one that asks, and end in order with that one.

    What lies in its folder of `temporary` files is cleared away there, where this process is killed.
    """
    tempfile.tempdir = temporary
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for sign in ENDS:
        signal.signal(sign, _end)
    try:
        _serve(pipe)
    finally:
        clear_away()


def _end(_sign: int, _frame: object) -> None:
    for sign in ENDS:
        signal.signal(sign, signal.SIG_IGN)  # or who asks twice would end what is done in the end
    sys.exit()


def _serve(pipe: Connection) -> None:
    """Set what is asked for until nobody is there to ask."""
    compiler()  # reads the fonts, once for all copies; nothing may be set here, as that starts threads
    copies = Copies(_work, pipe)
    for files, options in _orders(pipe, copies.clear_away):
        try:
            answer = copies.answer(files, options) if COPIES else _answer(files, options)
        except EOFError:
            answer = ReportError(ENDED)
        if not _is_sent(pipe, answer):
            break
    copies.clear_away()


def _work(pipe: Connection) -> None:
    """Set one document after the other, in a copy of the process that is asked."""
    for number, (files, options) in enumerate(_orders(pipe)):
        for _ in range(AGES if number else 0):
            Here().compile({"main.typ": b""}, format="svg")
        if not _is_sent(pipe, _answer(files, options)):
            return


def _orders(pipe: Connection, idle: Callable[[], None] = lambda: None) -> Iterator[Order]:
    """Go through what is asked for, until nobody is there to ask; where nobody asks for long, be `idle`."""
    while True:
        try:
            if not pipe.poll(IDLE):
                idle()
            order: Order = pipe.recv()
        except (EOFError, OSError):
            return
        yield order


def _answer(files: Mapping[str, bytes], options: Mapping[str, Any]) -> Any:
    """Return a document and what Typst warns of, or the error that it ends in."""
    try:
        return Here().compile_with_warnings(files, **options)
    except Exception as error:
        return error


_chosen: ContextVar[Here] = ContextVar("typesetter", default=Here())  # noqa: B039  # it has nothing that changes


def typesetter() -> Here:
    """Return what sets documents."""
    return _chosen.get()


@contextmanager
def apart() -> Iterator[None]:
    """Meanwhile let a process of its own set documents, where this process may start one."""
    before = _chosen.set(Here() if multiprocessing.current_process().daemon else _apart())
    try:
        yield
    finally:
        _chosen.reset(before)


@cache
def _apart() -> Apart:
    return Apart()
