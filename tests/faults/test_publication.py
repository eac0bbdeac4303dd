"""Publication under fire: killed at every step, and read without a pause while it goes on."""

import os
import subprocess
import sys
import time

import pytest

from analysis.editions import files
from analysis.editions.files import lock, publish

from .stepping import STEPPING

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="two folders are exchanged on Linux only")

KILL_AT = (
    STEPPING
    + """
from pathlib import Path
from analysis.editions import files as publication
folder = Path(sys.argv[1])
if sys.argv[2] == "two steps":
    publication._exchange = lambda *_: False
for limit, is_done in killed_at_each_step(
    lambda: publication.publish(folder, {"a.txt": b"second", "figures/b.txt": b"second"})
):
    there = sorted({path.read_bytes().decode() for path in folder.rglob("*.txt")}) if folder.exists() else []
    print(limit, *there, flush=True)
    if is_done:
        break
    publication.recover(folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], limit
    assert len({path.read_bytes() for path in folder.rglob("*.txt")}) == 1, limit
    publication.publish(folder, {"a.txt": b"first", "figures/b.txt": b"first"})
"""
)


@pytest.fixture
def folder(tmp_path):
    """An edition that is there."""
    publish(tmp_path / "edition", {"a.txt": b"first", "figures/b.txt": b"first"})
    return tmp_path / "edition"


def killed_at_each_step(folder, way):
    done = subprocess.run([sys.executable, "-c", KILL_AT, folder, way], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split()[1:] for line in done.stdout.splitlines()]


def test_killed_at_any_step_one_whole_edition_is_there(folder):
    found = killed_at_each_step(folder, "one step")
    assert len(found) > 10
    assert {tuple(it) for it in found} == {("first",), ("second",)}


def test_killed_at_any_of_two_steps_the_next_run_brings_an_edition_back(folder):
    found = killed_at_each_step(folder, "two steps")
    assert {tuple(it) for it in found} == {("first",), ("second",), ()}  # without an exchange it may be gone until then


READ = """
import os, sys
folder, reads, gone, mixed, moved = sys.argv[1], 0, 0, 0, 0
print("ready", flush=True)
while not os.path.exists(folder + "/../done"):
    try:
        at = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        gone += 1
        continue
    try:
        texts = set()
        for name in ("a.txt", "figures/b.txt"):
            with open(os.open(name, os.O_RDONLY, dir_fd=at)) as file:
                texts.add(file.read())
        mixed += len(texts) != 1 or len(min(texts)) != 5000
        reads += 1
    except FileNotFoundError:
        moved += 1  # this edition was superseded, so it is opened again
    finally:
        os.close(at)
print(reads, gone, mixed, moved)
"""


def test_readers_never_find_nothing_nor_files_of_two_editions(folder):
    publish(folder, {"a.txt": b"0" * 5000, "figures/b.txt": b"0" * 5000})
    with subprocess.Popen([sys.executable, "-c", READ, folder], stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline() == "ready\n"
        for number in range(300):
            content = str(number % 10).encode() * 5000
            publish(folder, {"a.txt": content, "figures/b.txt": content})
        (folder.parent / "done").touch()
        reads, gone, mixed, _ = map(int, reader.stdout.readline().split())
    assert reads > 300
    assert (gone, mixed) == (0, 0)


def test_an_edition_that_stands_open_is_whole_until_it_is_superseded(folder):
    held = os.open(folder, os.O_RDONLY)
    new = folder.with_name(".edition.new-x")
    publish(new, {"a.txt": b"second"})
    assert files._exchange(new, folder)
    file = os.open("a.txt", os.O_RDONLY, dir_fd=held)
    assert os.read(file, 100) == b"first"
    os.close(file)
    os.close(held)
    assert (folder / "a.txt").read_bytes() == b"second"


HELD = """
import sys, time
from pathlib import Path
from analysis.editions.files import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_leaves_a_lock_that_the_next_takes_and_removes(folder):
    with subprocess.Popen([sys.executable, "-c", HELD, folder], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    start = time.monotonic()
    with lock(folder):
        pass
    assert time.monotonic() - start < 1
    assert [path.name for path in folder.parent.iterdir()] == ["edition"]
