"""Read text files, look for files and folders, and write rows as the text of a CSV file."""

import csv
import errno
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8; raise `OSError` for a device or a named pipe, which may have no end."""
    is_pipe = path.is_fifo() and path.parent.name != "fd"  # but for those of a shell's <(…)
    if is_pipe or path.is_char_device() or path.is_block_device():
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file", str(path))
    return path.read_text(encoding="utf-8")


def is_file(path: Path) -> bool:
    """Return whether there is a file; False if the path is too long."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Return whether there is a folder; False if the path is too long."""
    return os.path.isdir(path)  # noqa: PTH112


def csv_text(rows: Iterable[Sequence[object]], line_end: str = "\n") -> str:
    r"""Return rows, the header first, as CSV; floats have twelve digits, more than any source.

    >>> csv_text([("name", "value"), ("a, b", 0.1 + 0.2)])
    'name,value\n"a, b",0.3\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end)
    for row in rows:
        cells = [f"{cell:.12g}" if isinstance(cell, float) else cell for cell in row]
        writer.writerow(cells)
    return text.getvalue()
