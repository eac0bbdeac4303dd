"""Work that makes many parts, of which few are garbage, goes faster while Python does not look for any."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["keep_what_is_there", "uncollected"]


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
