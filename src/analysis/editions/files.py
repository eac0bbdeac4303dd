"""A folder of files that takes the place of another in one step, whole or not at all."""

import ctypes
import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

from filelock import FileLock, Timeout

from analysis.errors import AnalysisError

# ----- publication -----------------------------------------------------------------------------------------

AT_FDCWD = -100
EXCHANGE = 2
NOT_HERE = {errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP}
"""What a kernel or a file system answers that cannot exchange two names, such as one in a network."""

LONGEST_NAME = 200
"""Bytes of a folder's name; file systems take 255, and what stands beside it for a while has a longer name."""


def fitting(name: str) -> str:
    """Return a name that a folder can have: of one that is too long the beginning, and a hash that tells it apart."""
    if len(os.fsencode(name)) <= LONGEST_NAME:
        return name
    end = f"-{sha256(os.fsencode(name)).hexdigest()[:12]}"
    begin = os.fsencode(name)[: LONGEST_NAME - len(end)].decode(errors="ignore")
    return re.sub(r"%.?$", "", begin) + end  # no half of a sign that was written as %E6


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a private folder beside the target and put it in the target's place.

    On Linux the two change places in one step: whoever opens the folder at any moment finds an edition, and files
    opened through one open folder are of one edition. Elsewhere there are two steps, and a reader may find nothing
    between them. A full disk or an interruption leaves the last good folder as it was; after a crash the next run
    clears up. Raises `OSError`, also where the old folder cannot be removed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    try:
        _write(new, files)
        if not folder.exists():
            new.rename(folder)
        elif not _exchange(new, folder):
            _replace(new, folder)
    except BaseException:
        with suppress(OSError):
            remove(new)
        raise
    remove(new)


def recover(folder: Path) -> None:
    """Clear away what a crash left behind, and bring the last good folder back if it was set aside."""
    aside = _aside(folder)
    if aside.exists():
        if folder.exists():
            remove(aside)
        else:
            aside.rename(folder)
    for stale in folder.parent.glob(f".{escape(folder.name)}.new-*"):
        with suppress(OSError):
            remove(stale)


def remove(folder: Path) -> None:
    """Remove a folder if it is there, also one that its owner has set to be read only. Raises `OSError`."""
    for place, _, _ in os.walk(folder):
        with suppress(OSError):  # it is not ours: if it cannot be emptied, that is told
            Path(place).chmod(0o700)
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _write(new: Path, files: Mapping[str, bytes]) -> None:
    """Write every file to the disk; others may read them, whatever this process would keep from them by default."""
    new.chmod(0o755)
    for name, content in files.items():
        path = new / name
        if path.parent != new:
            path.parent.mkdir(exist_ok=True)
            path.parent.chmod(0o755)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(0o644)


def _exchange(new: Path, folder: Path) -> bool:
    """Let two folders change their names in one step; return False where that cannot be done.

    Python offers no such call, hence the one of the C library.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if call is None:
        return False
    if call(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(folder), EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(folder))


def _replace(new: Path, folder: Path) -> None:
    """Set the old folder aside and put the new one in its place; for where two folders cannot be exchanged."""
    aside = _aside(folder)
    folder.rename(aside)
    try:
        new.rename(folder)
    except BaseException:  # an interruption too
        aside.rename(folder)
        raise
    remove(aside)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


# ----- locking ---------------------------------------------------------------------------------------------
# A lock that lets one run at a time write a folder.


class Locked(AnalysisError, RuntimeError):
    """Another run is writing the same folder."""

    exit_code = 75


class UnwritableFolder(AnalysisError, OSError):
    """The folder cannot be written; found before any work is done."""

    exit_code = 1


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which is made ready to be written.

    Raises `Locked` at once when another run holds it, and `UnwritableFolder` where nothing can be written. The lock
    is the hidden file `.NAME.lock` beside the folder, so that every run finds the same one, whatever its folder for
    temporary files. The operating system drops it when the process dies, however it dies; a run that ends removes
    the file while it still holds it, and filelock gives no lock on a file that was removed in the meantime.
    """
    folder = Path(os.path.realpath(folder))
    if len(os.fsencode(folder.name)) > LONGEST_NAME:
        raise UnwritableFolder(f"{folder.name[:40]}…: the name is too long; take at most {LONGEST_NAME} letters")
    if _mask() & 0o700:
        raise UnwritableFolder(f"umask {_mask():04o} takes from you the right to your own files; set umask 022")
    made = _make(folder.parent)
    try:
        with _held(folder):
            recover(folder)
            yield
    finally:
        for empty in made:
            with suppress(OSError):  # it holds an edition, or another run is at work in it
                empty.rmdir()


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    guard = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        guard.acquire(timeout=0)
    except Timeout:  # which is also said where no file can be made, as in /proc
        _check_writable(folder.parent)
        raise Locked(f"{folder}: another run is writing it; try again later") from None
    except OSError as error:
        raise _unwritable(folder.parent, error) from None
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file; there the empty file stays
            Path(guard.lock_file).unlink()
        guard.release()


def _check_writable(folder: Path) -> None:
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from None


def _mask() -> int:
    """Say what permissions new files are made without; that can only be asked by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _make(folder: Path) -> list[Path]:
    """Make a folder and those that lead to it; return those that were not there, the innermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return missing


def _unwritable(folder: Path, error: OSError) -> UnwritableFolder:
    return UnwritableFolder(f"{folder}: cannot be written: {error.strerror}; name another folder with --out")


# ----- writing ---------------------------------------------------------------------------------------------
# Single files put in place in one step: whoever reads one finds the old or the new one, whole.


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside another one and put it in its place; a link or pipe that stands in the way is not followed.

    Raises `OSError` where that cannot be done; the old file is as it was then.
    """
    new = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        new.unlink()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(new, flags, 0o644), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
