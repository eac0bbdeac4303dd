"""Work that makes many parts, of which few are garbage, goes faster while Python does not look for any."""

from __future__ import annotations

import ctypes
import gc
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["clear_away", "keep_what_is_there", "uncollected"]

RARELY = 20
"""Free memory is handed back after so many pieces of work: to do so costs time, and to ask for it again costs more."""

_done = count(1)


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave garbage where it is for a while; a drawing costs a sixth less by that, and a page an eighth."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@cache
def keep_what_is_there() -> None:
    """Take what was imported by now for what is needed to the end, once; to look through it again takes long."""
    gc.collect()
    gc.freeze()


def clear_away() -> None:
    """Clear away what a piece of work has left, so that a process grows little in a thousand of them."""
    gc.collect()
    if next(_done) % RARELY == 0 and (trim := _trim()):
        trim(0)


@cache
def _trim() -> Callable[[int], object] | None:
    """Return what hands free memory back to the system, also between what is in use; nothing where there is no such."""
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return trim
