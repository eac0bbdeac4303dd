"""Locks, and files and folders that are replaced in one step, whole or not at all.

What is being written lies in a hidden workshop beside its target. The name of a workshop is random, and a file in it
names the target and is locked by the process at work, so that nothing but a killed run's is ever cleared away.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import AnalysisError, UnwritableError

PREFIX = ".japan-tech-"
"""How the names of workshops and locks begin."""

TARGET, NEW, OLD, IN_USE = "target", "new", "old", "in-use.lock"
"""What a workshop holds: the name of its target, the new content, the replaced folder, and a lock."""


class LockedError(AnalysisError, RuntimeError):
    """Another run is writing the same folder."""

    exit_code = 75


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder and clear away what killed runs left beside it.

    The lock is a hidden file beside the folder. The operating system drops it when the process dies. Raises
    `LockedError` at once if another run holds it, and `UnwritableError`.
    """
    folder = Path(os.path.realpath(folder))
    guard = FileLock(folder.with_name(f"{PREFIX}{folder.name}.lock"))
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
        recover(folder.parent)
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file; there the empty file stays
            Path(guard.lock_file).unlink()
        guard.release()


@contextmanager
def workshop(parent: Path, target: str = "") -> Iterator[Path]:
    """Yield an empty hidden folder in which the new content of a target in `parent` is made ready; remove it again."""
    folder, guard = _open_workshop(parent, target)
    try:
        yield folder
    finally:
        _clear(folder, parent / target if target else None)
        guard.release()


def _open_workshop(parent: Path, target: str) -> tuple[Path, FileLock]:
    """Create and lock a workshop; again where another run took it for one of a killed run before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        guard = FileLock(folder / IN_USE)
        try:
            guard.acquire(timeout=0)
            _write(folder / TARGET, os.fsencode(target))
        except (FileNotFoundError, Timeout):
            guard.release()
        except BaseException:
            _clear(folder, None)
            guard.release()
            raise
        else:
            return folder, guard


def recover(parent: Path) -> None:
    """Bring back each folder that a killed run left renamed, and remove what it had half-written."""
    for folder in parent.glob(f"{PREFIX}*/"):
        if folder.is_symlink():
            continue
        guard = FileLock(folder / IN_USE)
        with suppress(Timeout, OSError), guard.acquire(timeout=0):
            if (folder / TARGET).is_file():
                name = os.fsdecode((folder / TARGET).read_bytes())
                _clear(folder, parent / name if name and Path(name).name == name else None)
            else:  # killed before that was written, or not ours: then nothing in it is touched
                (folder / IN_USE).unlink(missing_ok=True)
                folder.rmdir()


def _clear(folder: Path, target: Path | None) -> None:
    """Remove a workshop; if the target was renamed into it and not replaced, put it back first."""
    if target is not None and (folder / OLD).exists() and not target.exists():
        (folder / OLD).rename(target)
    for path in (folder / NEW, folder / OLD):
        remove(path)
    with suppress(OSError):
        for name in (TARGET, IN_USE):  # last, as without it nothing is known to be ours
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside another one and rename it over that, so that readers find the old or the new one, whole."""
    with workshop(path.parent, path.name) as folder:
        _write(folder / NEW, content)
        (folder / NEW).replace(path)


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a hidden folder beside the target and rename it to the target.

    The old folder is renamed first, so that for an instant readers find none. On an error the old folder stays; after a
    crash the next `lock` restores it.

    Args:
        folder: the target, replaced whole.
        files: the content of each file by its path in the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with workshop(folder.parent, folder.name) as place:
        new = place / NEW
        new.mkdir()
        for name, content in files.items():
            (new / name).parent.mkdir(exist_ok=True)
            _write(new / name, content)
        if folder.exists():
            folder.rename(place / OLD)
        new.rename(folder)


def remove(path: Path) -> None:
    """Remove a file or a folder if it is there, as far as that can be done."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
