"""A cell of a notebook is named the way its author finds it: by the name it was given, or by number and first words."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from analysis.rendering.errors import LintError, ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["cell_name", "cells_by_name"]

GIVEN = re.compile(r"(?![a-f]{8}$)[a-z]+(-[a-z]+)*")
"""A name that a person gave; those that Jupyter draws at random are of eight hexadecimal digits."""

FIRST_WORDS = 32

LOADED = re.compile(r"^[ \t]*(?:import|from)[ \t]+analysis\b", re.MULTILINE)
CALLED = re.compile(r"^[ \t]*(\w+)\s*=\s*(?:\w+\.)?load\(", re.MULTILINE)
EXPLAINS = re.compile(r"^[ \t]*(\w+)\.workings\(", re.MULTILINE)
ADVISED = re.compile(r"\b[dr](?=\.(?:exhibit|say|source_list|workings)\()")
"""What a report is called in advice, which is put as the notebook calls it."""


def cell_name(cell: Any, index: int, line: int = 0) -> str:
    r"""Name a cell; `index` is its place in the notebook, which stands in for the number of a cell that was not run.

    Jupyter shows no number at a cell of text, so that it goes by its first words.

    >>> cell_name({"id": "subsidies", "source": "1 + 1"}, 4)
    'cell subsidies'
    >>> cell_name({"id": "3f0c9a1e", "source": "# Wages\nwages / prices", "execution_count": 7}, 4)
    'cell [7], “wages / prices”'
    >>> cell_name({"id": "3f0c9a1e", "source": "a = 1\nb = 2", "execution_count": 7}, 4, line=2)
    'cell [7], line 2, “b = 2”'
    >>> cell_name({"id": "z", "source": "Wages fell.", "cell_type": "markdown"}, 4)
    'cell z, “Wages fell.”'
    >>> cell_name({"id": "3f0c9a1e", "source": "Wages fell.", "cell_type": "markdown"}, 4)
    'text cell “Wages fell.”'
    """
    source = "".join(cell.get("source") or "").splitlines()
    is_given = GIVEN.fullmatch(name := str(cell.get("id") or ""))
    is_text = cell.get("cell_type") == "markdown"
    if is_text and not is_given and (words := _first_words(source)):
        return f"text cell “{words}”"
    if not is_given:
        name = f"[{cell['execution_count']}]" if cell.get("execution_count") else f"{index + 1}"
    if 0 < line <= len(source) > 1:
        name, source = f"{name}, line {line}", source[line - 1 : line]
    elif is_given and not is_text:
        return f"cell {name}"
    words = _first_words(source)
    return f"cell {name}, “{words}”" if words else f"cell {name}"


def _first_words(source: list[str]) -> str:
    """Return the first line that is no comment, as far as it can be printed."""
    lines = [line for line in map(str.strip, source) if line and not line.startswith(("# ", "%%"))]
    line = "".join(sign if sign.isprintable() else " " for sign in (lines or [""])[0])
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rstrip()} …"


@contextmanager
def cells_by_name(notebook: Any) -> Iterator[None]:
    """Name the cells, and the report, in what goes wrong inside as their author does; inside cells go by their ids."""
    names = {str(cell.get("id") or index + 1): cell_name(cell, index) for index, cell in enumerate(notebook.cells)}
    code = "\n".join("".join(cell["source"]) for cell in notebook.cells if cell.get("cell_type") == "code")
    found = LOADED.search(code) and (EXPLAINS.search(code) or CALLED.search(code))
    report = found[1] if found else "d"

    def named(text: str) -> str:
        return re.sub(r"\bcell ([\w-]+)", lambda found: names.get(found[1], found[0]), ADVISED.sub(report, text))

    try:
        yield
    except ReportError as error:
        is_lint = isinstance(error, LintError)
        told = LintError(list(map(named, error.faults))) if is_lint else ReportError(named(str(error)))
        told.has_loaded = LOADED.search(code) is not None
        raise told from None
