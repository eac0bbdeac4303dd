"""Locks, and files and folders that are replaced in one step, whole or not at all."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import AnalysisError, UnwritableError


class LockedError(AnalysisError, RuntimeError):
    """Another run is writing the same folder."""

    exit_code = 75


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder and clear away what a killed run left beside it.

    The lock is the hidden file `.NAME.lock` beside the folder. The operating system drops it when the process dies.
    Raises `LockedError` at once if another run holds it, and
    `UnwritableError`.
    """
    folder = Path(os.path.realpath(folder))
    guard = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        guard.acquire(timeout=0)
    except Timeout:
        raise LockedError(f"{folder}: another run is writing it; try again later") from None
    except OSError as error:
        raise UnwritableError(
            f"{folder.parent}: cannot be written: {error.strerror}; name another folder with --out"
        ) from None
    try:
        _recover(folder)
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file; there the empty file stays
            Path(guard.lock_file).unlink()
        guard.release()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside another one and rename it over that, so that readers find the old or the new one, whole."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    try:
        _write(new, content, "xb")
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a hidden folder beside the target and rename it to the target.

    The old folder is renamed first, so that for an instant readers find none. On an error the old folder stays; after a
    crash the next `lock` restores it.

    Args:
        folder: the target, replaced whole.
        files: the content of each file by its path in the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    remove(new)
    try:
        new.mkdir()
        for name, content in files.items():
            (new / name).parent.mkdir(exist_ok=True)
            _write(new / name, content, "wb")
        if folder.exists():
            _rename_over(new, folder)
        else:
            new.rename(folder)
    finally:
        remove(new)


def remove(folder: Path) -> None:
    """Remove a folder if it is there, as far as that can be done."""
    shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, content: bytes, mode: str) -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _rename_over(new: Path, folder: Path) -> None:
    old = _old(folder)
    folder.rename(old)
    new.rename(folder)  # if this fails, the next lock brings the old folder back
    remove(old)


def _recover(folder: Path) -> None:
    """Bring the old folder back if a crash left it renamed, and remove what is half-written."""
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for stale in (old, *folder.parent.glob(f".{escape(folder.name)}.new-*")):
        remove(stale)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")
