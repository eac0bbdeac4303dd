import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.editions import files
from analysis.editions.files import Locked, UnwritableFolder, lock, publish, recover

GOOD = {"a.txt": b"first", "b.txt": b"only in the first"}
NEXT = {"a.txt": b"second"}


def read(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def good(tmp_path):
    """A folder with an edition in it that must not be harmed."""
    folder = tmp_path / "reports" / "edition"
    publish(folder, GOOD)
    return folder


def full(*_args, **_more):
    raise OSError(errno.ENOSPC, "No space left on device")


def run(code, *arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


HOLD = """
import sys, time
from pathlib import Path
from analysis.editions.files import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
CRASH = """
import os, sys
from pathlib import Path
from analysis.editions import files as publication
publication._exchange = lambda *_: False  # as where two folders cannot be exchanged
rename, done = Path.rename, []
def crash(self, target):
    if done:
        os._exit(9)
    done.append(self)
    return rename(self, target)
Path.rename = crash
publication.publish(Path(sys.argv[1]), {"a.txt": b"second"})
"""


@pytest.fixture
def holder(good):
    """Another process that holds the lock of the folder."""
    process = run(HOLD, good)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_folder_is_made_with_all_that_leads_to_it(good):
    assert read(good) == GOOD
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


def test_a_folder_is_replaced_whole(good):
    publish(good, NEXT)
    assert read(good) == NEXT
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_others_may_read_what_was_published(good):
    assert good.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.open", "tempfile.mkdtemp"])
def test_a_full_disk_leaves_the_last_good_folder_and_nothing_else(good, monkeypatch, call):
    monkeypatch.setattr(call, full)
    with pytest.raises(OSError, match="No space left"):
        publish(good, NEXT)
    monkeypatch.undo()
    assert read(good) == GOOD
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


def test_a_disk_that_fills_at_the_second_file_leaves_the_last_good_folder(good, monkeypatch):
    sync, calls = os.fsync, []

    def second_fails(number):
        calls.append(number)
        return full() if len(calls) == 2 else sync(number)

    monkeypatch.setattr(os, "fsync", second_fails)
    with pytest.raises(OSError, match="No space left"):
        publish(good, {"a.txt": b"second", "b.txt": b"second"})
    assert read(good) == GOOD
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


def test_a_folder_that_cannot_be_put_in_place_leaves_the_last_good_one_in_its_place(good, monkeypatch):
    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    rename = Path.rename

    def only_aside(self, target):
        return full() if ".new-" in self.name else rename(self, target)

    monkeypatch.setattr(Path, "rename", only_aside)
    with pytest.raises(OSError, match="No space left"):
        publish(good, NEXT)
    assert read(good) == GOOD
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


def test_a_crash_between_the_two_renames_is_recovered_at_the_next_run(good):
    assert subprocess.run([sys.executable, "-c", CRASH, str(good)], check=False).returncode == 9
    assert not good.exists()
    with lock(good):
        assert read(good) == GOOD
        assert sorted(path.name for path in good.parent.iterdir()) == [".edition.lock", "edition"]
        publish(good, NEXT)
    assert read(good) == NEXT


def test_a_folder_set_aside_is_dropped_when_its_successor_is_in_place(good):
    aside = good.with_name(".edition.old")
    aside.mkdir()
    (aside / "a.txt").write_bytes(b"older")
    recover(good)
    assert read(good) == GOOD
    assert not aside.exists()


def test_what_a_crash_left_half_written_is_cleared_away(good):
    half = good.with_name(".edition.new-abc")
    half.mkdir()
    (half / "a.txt").write_bytes(b"half")
    recover(good)
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no star in a name")
def test_a_name_with_signs_of_a_pattern_clears_only_its_own_leftovers(tmp_path):
    for name in (".*.new-x", ".other.new-x"):
        (tmp_path / name).mkdir()
    recover(tmp_path / "*")
    assert [path.name for path in tmp_path.iterdir()] == [".other.new-x"]


def test_recovering_where_nothing_is_does_nothing(tmp_path):
    recover(tmp_path / "not" / "there")
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_is_refused_at_once(good, holder):
    start = time.monotonic()
    with pytest.raises(Locked, match=r"edition: another run is writing it; try again later$"), lock(good):
        pytest.fail("the lock was given twice")
    assert time.monotonic() - start < 1


def test_a_folder_is_the_same_by_any_of_its_names(good, holder, monkeypatch):
    monkeypatch.chdir(good.parent)
    with pytest.raises(Locked), lock(Path("../reports/edition")):
        pytest.fail("the lock was given twice")


def test_another_folder_is_not_locked(good, holder):
    with lock(good.with_name("other")):
        assert not good.with_name("other").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_run_that_is_killed_frees_the_lock(good, holder):
    os.kill(holder.pid, signal.SIGKILL)
    assert holder.wait() == -signal.SIGKILL
    with lock(good):
        assert read(good) == GOOD


def test_an_interruption_between_setting_aside_and_putting_in_place_brings_the_old_folder_back(good, monkeypatch):
    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    rename = Path.rename

    def interrupted(self, target):
        if ".new-" in self.name:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(good, {"report.html": b"new"})
    assert read(good) == GOOD
    assert [path.name for path in good.parent.iterdir()] == [good.name]


def test_the_lock_is_free_after_an_error(good):
    def fails():
        with lock(good):
            raise RuntimeError("a cell failed")

    with pytest.raises(RuntimeError):
        fails()
    with lock(good):
        assert read(good) == GOOD


def test_the_lock_lies_beside_the_folder_and_is_gone_afterwards(good):
    with lock(good):
        assert sorted(path.name for path in good.parent.iterdir()) == [".edition.lock", "edition"]
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


def test_folders_made_for_the_lock_are_gone_when_nothing_was_published_into_them(tmp_path):
    with lock(tmp_path / "not" / "there" / "edition"):
        assert (tmp_path / "not" / "there").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_runs_with_different_temporary_folders_exclude_each_other(good, tmp_path):
    elsewhere = tmp_path / "private"
    elsewhere.mkdir()
    process = run(HOLD, good, TMPDIR=str(elsewhere))
    try:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Locked), lock(good):
            pytest.fail("the lock was given twice")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("file/edition", "Not a directory|File exists"),
        ("loop/edition", "File exists|Too many levels of symbolic links"),
        ("x" * 201, "too long"),
    ],
    ids=["a file", "a loop of links", "a long name"],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(tmp_path, name, reason):
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UnwritableFolder, match=reason), lock(tmp_path / name):
        pytest.fail("the lock was given")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "loop"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this folder in which no file can be made")
def test_where_no_file_can_be_made_no_other_run_is_named_as_the_reason():
    fault = r"/proc: cannot be written: .*; name another folder"
    with pytest.raises(UnwritableFolder, match=fault), lock(Path("/proc/edition")):
        pytest.fail("the lock was given")


TAKE_TURNS = """
import os, sys
from pathlib import Path
from analysis.editions.files import Locked, lock
folder, mine = Path(sys.argv[1]), 0
while mine < 40:
    try:
        with lock(folder):
            os.close(os.open(folder.with_name("inside"), os.O_CREAT | os.O_EXCL))
            os.unlink(folder.with_name("inside"))
            mine += 1
    except Locked:
        pass
"""


def test_a_lock_whose_file_was_removed_in_the_meantime_is_never_given_to_two_at_once(good):
    processes = [run(TAKE_TURNS, good) for _ in range(4)]
    assert [process.communicate(timeout=60)[1] for process in processes] == [""] * 4
    assert [path.name for path in good.parent.iterdir()] == ["edition"]


@pytest.fixture
def removed(monkeypatch):
    """Remove folders as for anybody but root, who may empty also what is read only."""
    real = shutil.rmtree

    def rmtree(folder, ignore_errors=False):
        if folder.exists() and any(not it.stat().st_mode & 0o200 for it in (folder, *folder.glob("*/"))):
            if not ignore_errors:
                raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        else:
            real(folder, ignore_errors)

    monkeypatch.setattr(files.shutil, "rmtree", rmtree)


@pytest.mark.usefixtures("removed")
@pytest.mark.parametrize("exchange", [True, False])
def test_of_an_edition_that_was_set_to_be_read_only_nothing_is_left(good, exchange, monkeypatch):
    if not exchange:
        monkeypatch.setattr(files, "_exchange", lambda *_: False)
    publish(good, {"figures/b.txt": b"second"})
    for place in (good / "figures", good):
        place.chmod(0o555)
    publish(good, NEXT)
    assert read(good) == NEXT
    assert list(good.parent.iterdir()) == [good]


@pytest.mark.usefixtures("removed")
def test_an_edition_that_cannot_be_removed_is_told_of(good, monkeypatch):
    good.chmod(0o555)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)  # it is another user's
    with pytest.raises(PermissionError, match="Permission denied"):
        publish(good, NEXT)
    assert read(good) == NEXT
