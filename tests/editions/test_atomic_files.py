"""Files and folders are replaced whole or not at all, by one run at a time, and survive a kill at any write."""

import errno
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.editions.atomic_files import PREFIX, LockedError, lock, replace_file, replace_folder, workshop
from analysis.errors import UnwritableError

from ..faults.stepping import STEPPING

FIRST = {"a.txt": b"first", "figures/b.txt": b"first"}
SECOND = {"a.txt": b"second", "figures/b.txt": b"second"}

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed as Linux does it")


@pytest.fixture
def folder(tmp_path):
    """A folder with an edition in it that must not be harmed."""
    replace_folder(tmp_path / "reports" / "edition", FIRST)
    return tmp_path / "reports" / "edition"


def read(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def is_alone(folder):
    return [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_is_replaced_whole(folder):
    assert read(folder) == FIRST
    replace_folder(folder, {"a.txt": b"second"})
    assert read(folder) == {"a.txt": b"second"}
    assert is_alone(folder)


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.mkdir"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interruption_leaves_the_old_folder_and_nothing_else(folder, monkeypatch, call, error):
    def fail(*_args, **_more):
        raise error

    monkeypatch.setattr(call, fail)
    with pytest.raises(type(error)):
        replace_folder(folder, SECOND)
    monkeypatch.undo()
    assert read(folder) == FIRST
    assert is_alone(folder)


def test_a_file_is_replaced_and_a_link_in_its_way_is_not_followed(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / ".a.new").symlink_to("mine")  # where version 2.1 wrote
    replace_file(tmp_path / "a", b"one")
    replace_file(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert (tmp_path / "mine").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.new", "a", "mine"]


def test_folders_of_somebody_else_stay_whatever_they_are_called(folder):
    """Also one whose name begins like those of ours, and one that another process is filling."""
    others = [folder.with_name(name) for name in (".edition.old", ".edition.new-backup", f"{PREFIX}mine")]
    for other in others:
        other.mkdir()
        (other / "letter.txt").write_text("mine")
    with workshop(folder.parent, folder.name) as busy:
        with lock(folder):
            replace_folder(folder, SECOND)
        assert busy.is_dir()
    assert [(other / "letter.txt").read_text() for other in others] == ["mine"] * 3
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, *(other.name for other in others)}


KILL_AT = (
    STEPPING
    + """
from pathlib import Path
from analysis.editions import atomic_files
folder = Path(sys.argv[1])
def work():
    atomic_files.replace_folder(folder, {"a.txt": b"second", "figures/b.txt": b"second"})
for limit, _ in killed_at_each_step(work):
    found = {(folder / name).read_text() for name in ("a.txt", "figures/b.txt")} if folder.exists() else set()
    print(limit, *found)
    with atomic_files.lock(folder):  # as the next run does
        pass
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], limit
    assert len({(folder / name).read_text() for name in ("a.txt", "figures/b.txt")}) == 1, limit
    atomic_files.replace_folder(folder, {"a.txt": b"first", "figures/b.txt": b"first"})
"""
)


@on_linux
def test_killed_at_any_write_a_whole_folder_is_there_or_comes_back_with_the_next_run(folder):
    done = subprocess.run([sys.executable, "-c", KILL_AT, folder], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = [tuple(line.split()[1:]) for line in done.stdout.splitlines()]
    assert len(found) > 10
    assert set(found) == {("first",), ("second",), ()}


def test_a_second_run_is_refused_at_once_under_any_name_and_others_are_not(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    start = time.monotonic()
    with lock(folder):
        for name in (folder, Path("../reports/edition")):
            with pytest.raises(LockedError, match=r"edition: another run is writing it; try again later$"), lock(name):
                pytest.fail("the lock was given twice")
        with lock(folder.with_name("other")):
            pass
    assert time.monotonic() - start < 5
    assert is_alone(folder)


@pytest.mark.parametrize(
    ("name", "reason"), [("file/edition", "Not a directory|File exists"), ("x" * 300, "too long")], ids=["file", "long"]
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(tmp_path, name, reason):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableError, match=reason), lock(tmp_path / name):
        pytest.fail("the lock was given")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
