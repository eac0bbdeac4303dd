"""A folder of files that takes the place of another in one step, whole or not at all."""

import ctypes
import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from glob import escape
from hashlib import sha256
from pathlib import Path

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
