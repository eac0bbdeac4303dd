"""A lock that lets one run at a time write a folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from filelock import FileLock, Timeout

from analysis.errors import AnalysisError
from analysis.runs.publication import LONGEST_NAME, recover


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
