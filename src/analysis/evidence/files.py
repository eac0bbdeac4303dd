"""Text from a file, and from nothing else: a pipe or a device might never end."""

import errno
import os
from pathlib import Path


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8.

    Raises `OSError` where there is no file to be read, or something that is none, such as a named pipe, and
    `UnicodeDecodeError`.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "is no file but a folder, a pipe or a device", str(path))
    return path.read_text(encoding="utf-8")


def is_file(path: Path) -> bool:
    """Say whether there is a file, whatever stands in the path: a text may be too long for a name."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Say whether there is a folder, whatever stands in the path."""
    return os.path.isdir(path)  # noqa: PTH112
