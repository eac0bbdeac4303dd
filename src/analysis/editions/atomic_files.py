"""Locks, and files and folders that are replaced in one step, whole or not at all.

New content is written into a hidden folder beside its target, a workshop. Its name is random; a file in it names the
target, and another is locked by the process, so that only the workshops of killed runs are removed.
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
"""The prefix of workshops and locks."""

TARGET, NEW, OLD, IN_USE = "target", "new", "old", "in-use.lock"
"""The files of a workshop: the name of its target, the new content, the replaced folder, and a lock."""


class LockedError(AnalysisError, RuntimeError):
    """Another run is writing the same folder."""

    exit_code = 75


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder and remove what killed runs left beside it.

    The lock is a hidden file beside the folder. The operating system drops it when the process dies. Raises
    `LockedError` at once if another run holds it, and `UnwritableError`.
    """
    folder = Path(os.path.realpath(folder))  # so that a folder and a link to it have the same lock
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
        # Removed before it is released: afterwards the file may be the lock of another run
        with suppress(OSError):  # Windows removes no open file; there the empty file stays
            Path(guard.lock_file).unlink()
        guard.release()


@contextmanager
def workshop(parent: Path, target: str = "") -> Iterator[Path]:
    """Yield an empty hidden folder for the new content of a target in `parent`, and remove it afterwards.

    If the target was renamed into it and not replaced, it is put back. Without a target there is nothing to put back.
    """
    folder, guard = _open_workshop(parent, target)
    try:
        yield folder
    finally:
        _clear(folder, parent / target if target else None)
        guard.release()


def _open_workshop(parent: Path, target: str) -> tuple[Path, FileLock]:
    """Create and lock a workshop."""
    while True:  # another run may remove it as a killed run's before it is locked
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
    """Restore each folder that a killed run left renamed, and remove what it had half-written."""
    for folder in parent.glob(f"{PREFIX}*/"):
        if folder.is_symlink():  # made by somebody else: a workshop is never a link
            continue
        guard = FileLock(folder / IN_USE)
        with suppress(Timeout, OSError), guard.acquire(timeout=0):
            if (folder / TARGET).is_file():
                name = os.fsdecode((folder / TARGET).read_bytes())
                is_plain = name and Path(name).name == name  # no path that leads out of the folder
                _clear(folder, parent / name if is_plain else None)
            else:  # killed before the file was written, or a foreign folder, whose files stay
                (folder / IN_USE).unlink(missing_ok=True)
                folder.rmdir()


def _clear(folder: Path, target: Path | None) -> None:
    """Remove a workshop; if the target was renamed into it and not replaced, put it back first."""
    if target is not None and (folder / OLD).exists() and not target.exists():
        (folder / OLD).rename(target)
    for path in (folder / NEW, folder / OLD):
        remove(path)
    with suppress(OSError):
        for name in (TARGET, IN_USE):  # last, because they identify the folder as a workshop
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside its target and rename it, so that readers find the whole old or the whole new one."""
    with workshop(path.parent, path.name) as folder:
        _write(folder / NEW, content)
        (folder / NEW).replace(path)


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a hidden folder beside the target and rename it to the target.

    The old folder is renamed first, so there is none for an instant. On an error the old folder stays; after a crash
    the next `lock` restores it.

    Args:
        folder: the target, replaced as a whole.
        files: the content of each file by its path in the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with workshop(folder.parent, folder.name) as place:
        new = place / NEW
        new.mkdir()
        for name, content in files.items():
            (new / name).parent.mkdir(exist_ok=True)  # such as figures; none is nested deeper
            _write(new / name, content)
        if folder.exists():
            folder.rename(place / OLD)
        new.rename(folder)


def remove(path: Path) -> None:
    """Remove a file or a folder if it exists; errors are ignored."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Write a new file through to the disk, so that no crash leaves a renamed file without its content."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
