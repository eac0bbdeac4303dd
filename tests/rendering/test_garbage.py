"""Garbage: it is left where it is while much is made, and cleared away after each run of a grid."""

import gc
import sys
import weakref
from pathlib import Path

import pytest

from analysis.rendering.garbage import RARELY, clear_away, uncollected

PAGE = 4096


class Ring:
    """Something that holds itself, which is garbage that only a look for it finds."""

    def __init__(self):
        self.self = self


@pytest.mark.parametrize("before", [True, False])
def test_garbage_is_not_looked_for_meanwhile_and_as_before_afterwards(before):
    (gc.enable if before else gc.disable)()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() == before
    finally:
        gc.enable()


def test_what_a_run_has_left_is_cleared_away_before_the_next_one():
    with uncollected():
        left = weakref.ref(Ring())
        assert left()
        clear_away()
        assert not left()


def in_memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hand memory back by themselves or not at all")
def test_free_memory_between_what_is_in_use_is_handed_back_now_and_then():
    parts = [bytes([1]) * 50_000 for _ in range(2_000)]
    full = in_memory()
    kept = parts[::50]  # so that what is free is no whole end of it
    del parts
    for _ in range(RARELY):
        clear_away()
    assert full - in_memory() > 50_000_000
    assert len(kept) == 40
