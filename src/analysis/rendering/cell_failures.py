"""Cells of a notebook in messages: their names, what failed in them, what they assign."""

from __future__ import annotations

import re
from symtable import symtable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from analysis.errors import IN_CELL

if TYPE_CHECKING:
    from collections.abc import Mapping


ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""Escape sequences of terminals."""

IN_LINE = re.compile(r"line (\d+): ")
"""The start of an error message from a cell of sentences."""

FAILED_AT = re.compile(rf"(?:Cell In\[\d+\], line |{re.escape(IN_CELL)})(\d+)")
"""The line of code that failed, in a traceback of IPython or an error of the package."""

CHAINED = re.compile("During handling of the above exception|The above exception was the direct cause")
"""What stands in a traceback between an error and one that it led to, which is the one reported."""

UNKNOWN = ("NameError", "UnknownNameError")
"""The errors for a name that is not defined, or not one of a finding."""

LONGEST_EXCERPT = 32
"""Maximum length in characters of the first words of a cell."""


def cell_name(cell: Any, index: int, line: int = 0) -> str:
    r"""Return the name of a cell; one that was not run has its place in the notebook, `index`, for a number.

    JupyterLab shows no number at text cells, which are named by their first words.

    >>> cell_name({"source": "# Wages\nwages / prices", "execution_count": 7}, 4)
    'cell [7] “wages / prices”'
    >>> cell_name({"source": "a = 1\nb = 2", "execution_count": 7}, 4, line=2)
    'cell [7], line 2 “b = 2”'
    >>> cell_name({"source": "1 + 1"}, 4)
    'cell 5 “1 + 1”'
    >>> cell_name({"source": "Wages fell.", "cell_type": "markdown"}, 4)
    'text cell “Wages fell.”'
    """
    source = "".join(cell.get("source") or "").splitlines()
    if cell.get("cell_type") == "markdown":
        name = "text cell"
    else:
        name = f"cell [{cell['execution_count']}]" if cell.get("execution_count") else f"cell {index + 1}"
        # a cell of one line needs no number for it; one from elsewhere may be beyond the last line
        if len(source) > 1 and 0 < line <= len(source):
            name = f"{name}, line {line}"
            source = [source[line - 1]]
    words = _first_words(source)
    return f"{name} “{words}”" if words else name


def _first_words(source: list[str]) -> str:
    """Return the start of the first line that is not a comment or a cell magic."""
    for line in source:
        text = line.strip()
        if text and not text.startswith(("# ", "%%")):
            text = "".join(character if character.isprintable() else " " for character in text)
            return text if len(text) <= LONGEST_EXCERPT else f"{text[:LONGEST_EXCERPT].rstrip()} …"
    return ""


QUOTED_NAME = re.compile(r"'([^\W\d]\w*)")
"""A name in quotation marks, as in the message about one that is unknown."""


def failure(cell: Any, index: int, error: Any, lost: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the name of a cell that failed, with the line if it is known, and the first line of the message.

    Args:
        cell: The cell.
        index: Its place in the notebook.
        error: Its output of type `error`.
        lost: The cells that failed before, by the names that they assign: what is said of an unknown name is which of
            them would have assigned it.

    """
    message = error.evalue
    line = 0
    prefix = IN_LINE.match(message)
    if prefix:
        line = int(prefix[1])
        message = message[prefix.end() :]
    else:
        last_traceback = CHAINED.split(ANSI.sub("", "\n".join(error.traceback)))[-1]
        # its first frame is in this cell; later ones may be in functions that other cells define
        place = FAILED_AT.search(last_traceback)
        if place:
            line = int(place[1])
    lines = message.strip().splitlines() or ["it failed without a word"]
    reason = lines[0]
    unknown = QUOTED_NAME.search(reason)
    if error.ename in UNKNOWN and unknown and unknown[1] in lost:
        # in place of the hint at similar names, which follows a semicolon
        reason = f"{reason.partition(';')[0]}; {lost[unknown[1]]}, which failed, assigns it"
    return f"{cell_name(cell, index, line)}: {error.ename}: {reason}"


def assigned_names(cell: Any) -> set[str]:
    r"""Return the names that a cell assigns, imports or defines; none if its code cannot be read.

    >>> sorted(assigned_names({"source": "%matplotlib inline\nimport numpy as np\nfirms, share = 3, np.pi"}))
    ['firms', 'np', 'share']
    """
    code = re.sub(r"(?m)^[%!].*", "", "".join(cell.get("source") or ""))
    try:
        symbols = symtable(code, "cell", "exec").get_symbols()
    except (RecursionError, SyntaxError, ValueError):
        return set()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
