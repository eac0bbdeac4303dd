"""A notebook as a file: byte by byte what nbformat writes, at a quarter of what that costs."""

from __future__ import annotations

import copy
import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

__all__ = ["notebook_bytes"]

LINE = "\n"


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Write a notebook as JSON in UTF-8, with its text line by line, as nbformat does.

    Python writes JSON with indents in Python itself, and nbformat first copies all that a notebook holds.
    """
    import nbformat
    from nbformat.v4.rwbase import split_lines, strip_transient

    nbformat.validate(notebook)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    as_they_are = {id(it): it for output in outputs for it in (output.get("metadata"),)}
    of_lines = strip_transient(split_lines(copy.deepcopy(notebook, as_they_are)))
    written: list[str] = []
    _write(of_lines, LINE, written.append)
    written.append(LINE)
    return "".join(written).encode()


def _write(value: Any, line: str, write: Callable[[str], None]) -> None:
    """Write a value; each of its parts begins a line, and is set in by one more than `line`."""
    if isinstance(value, str):
        write(encode_basestring(value))
    elif isinstance(value, dict) and value:
        before, inner = "{", f"{line} "
        for name in sorted(value):
            write(f"{before}{inner}{encode_basestring(name)}: ")
            _write(value[name], inner, write)
            before = ","
        write(f"{line}}}")
    elif isinstance(value, list) and value:
        before, inner = "[", f"{line} "
        for part in value:
            write(before + inner)
            _write(part, inner, write)
            before = ","
        write(f"{line}]")
    else:
        write(json.dumps(value))
