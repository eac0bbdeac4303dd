"""Garbage: it is left where it is while much is made, and cleared away after each run of a grid."""

import gc
import subprocess
import sys

import pytest

from analysis.rendering.garbage import uncollected

WORK = """
import gc, weakref
from pathlib import Path
from analysis.rendering.garbage import RARELY, clear_away

class Ring:
    def __init__(self):
        self.self = self

def in_memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

gc.disable()
left = weakref.ref(Ring())
parts = [bytes([1]) * 50_000 for _ in range(2_000)]
full = in_memory()
kept = parts[::50]  # so that what is free is no whole end of it
del parts
for _ in range(RARELY):
    clear_away()
print(left() is None, full - in_memory() > 50_000_000, len(kept))
"""


@pytest.mark.parametrize("before", [True, False])
def test_garbage_is_not_looked_for_meanwhile_and_as_before_afterwards(before):
    (gc.enable if before else gc.disable)()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() == before
    finally:
        gc.enable()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hand memory back by themselves or not at all")
def test_garbage_is_cleared_away_now_and_then_and_free_memory_handed_back():
    said = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=True).stdout
    assert said == "True True 40\n"
