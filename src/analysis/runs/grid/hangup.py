"""A terminal that is closed: it is one process that notices, and ends those beside it in order."""

from __future__ import annotations

import _thread
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_here() -> Iterator[None]:
    """Let none of the processes that are started meanwhile end of itself where the terminal is closed.

    They take over what is blocked here; left to the signal, joblib's would end in foreign words. A thread waits for it
    and hands it to the handler of this process, if there is one.
    """
    sign = getattr(signal, "SIGHUP", None)
    if not (sign and hasattr(signal, "sigtimedwait") and callable(signal.getsignal(sign))):
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            if signal.sigtimedwait([sign], 1):
                _thread.interrupt_main(sign)

    before = signal.pthread_sigmask(signal.SIG_BLOCK, [sign])
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
