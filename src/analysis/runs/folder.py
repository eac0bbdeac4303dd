"""A folder that appears whole or not at all, and a lock that lets one run at a time write it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import AnalysisError
from analysis.runs import manifest


class Locked(AnalysisError, RuntimeError):
    """Another run is writing the same folder."""

    exit_code = 75


class UnfitFolder(AnalysisError, ValueError):
    """The folder to write holds something other than an edition, which would be lost."""


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; raise `Locked` at once when another run holds it.

    The lock lives in the system's folder for temporary files and is dropped by the operating system when
    the process dies, however it dies.
    """
    name = sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    guard = FileLock(Path(tempfile.gettempdir()) / f"japan-tech-{name}.lock")
    try:
        guard.acquire(timeout=0)
    except Timeout:
        raise Locked(f"{folder}: another run is writing it; try again later") from None
    try:
        recover(folder)
        yield
    finally:
        guard.release()


def recover(folder: Path) -> None:
    """Clear away what a crash left behind, and bring the last good folder back if it was set aside."""
    aside = _aside(folder)
    if aside.exists():
        if folder.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(folder)
    for stale in folder.parent.glob(f".{escape(folder.name)}.new-*"):
        shutil.rmtree(stale, ignore_errors=True)


def check_replaceable(target: Path) -> None:
    """Refuse to replace anything but an empty folder, or an earlier edition with no file of somebody else's in it.

    Raises `UnfitFolder` with the file that would be lost.
    """
    if not target.exists():
        return
    listed = manifest.listed(target / "manifest.json")
    if not target.is_dir() or (not listed and any(target.iterdir())):
        raise UnfitFolder(f"{target}: is no report and would be lost; name another folder")
    ours = listed | {_checkpoint(name) for name in listed}
    for path in sorted(target.rglob("*")):
        if (path.is_symlink() or not path.is_dir()) and path.relative_to(target).as_posix() not in ours:
            raise UnfitFolder(f"{path}: is no part of the report and would be lost; move it or name another folder")


def _checkpoint(name: str) -> str:
    """Name the copy that JupyterLab keeps of a file that was opened in it."""
    file = Path(name)
    return (file.parent / ".ipynb_checkpoints" / f"{file.stem}-checkpoint{file.suffix}").as_posix()


def publish(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a private folder beside the target and put it in the target's place.

    A full disk or an interruption leaves the last good folder as it was; after a crash the next run brings it back.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    try:
        new.chmod(0o755)
        for name, content in files.items():
            (new / name).parent.mkdir(exist_ok=True)
            with (new / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        aside = _aside(folder)
        if folder.exists():
            folder.rename(aside)
        try:
            new.rename(folder)
        except BaseException:  # an interruption too
            if aside.exists():
                aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")
