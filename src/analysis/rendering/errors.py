"""Errors of rendering: each says in one sentence why a notebook cannot become a report."""

from __future__ import annotations

import re
from contextlib import contextmanager
from shlex import quote
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nbformat import NotebookNode


ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""Escape sequences of a terminal."""

NO_ORIGIN = "has no source, in “"
"""What is said of each number, or word that measures, that was typed."""

SHOW_FIGURE = 'show it as d.exhibit(figure, alt="what it shows", source="whose numbers"), or tag the cell remove-cell'
TYPED = (
    "where a number was typed: name a finding in braces in a cell that begins with %%say, or take "
    'an.number(value, "unit", "its source") for one of your own; a name such as G7 belongs under [labels] in '
    "choices.toml, or among the names in article.toml"
)


class ReportError(AnalysisError, ValueError):
    """The notebook cannot become a report; the message names the cell and what to mend.

    `notebook` is the notebook as far as it ran, and `left` its file, where it was kept to be looked at.
    """

    exit_code = 1
    notebook: NotebookNode | None = None
    left: Path | None = None

    @property
    def lines(self) -> list[str]:
        """The faults, a sentence each, what would be right, and how to look at the notebook."""
        look = [f"to see the notebook as it ran: jupyter lab {quote(str(self.left))}"] if self.left else []
        return [*self.faults, *self.advice, *look]

    @property
    def advice(self) -> list[str]:
        """What would be right in place of several faults alike, said once."""
        return []

    @property
    def faults(self) -> list[str]:
        """What there is to mend, a sentence each."""
        return super().lines


class LintError(ReportError):
    """The finished report has faults, such as a number without a source; `faults` has a sentence for each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self._faults = list(faults)

    @property
    def faults(self) -> list[str]:
        """Every fault of the page and the PDF."""
        return self._faults

    @property
    def advice(self) -> list[str]:
        """How a number gets an origin, where one that was typed has none."""
        return [TYPED] if any(NO_ORIGIN in fault for fault in self._faults) else []


def no_words(cell: str) -> str:
    """Return the message about a figure without an alternative text."""
    return f"{cell}: the figure has no alt text; {SHOW_FIGURE}"


def printable(text: str) -> str:
    """Return a text with control characters replaced by a visible sign."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


@contextmanager
def in_words(failed: str, *but: type[Exception]) -> Iterator[None]:
    """Turn any exception of the block into a `ReportError` of one sentence: a foreign notebook may hold anything.

    A full disk or memory is told by its own error, and so are the errors named in `but`.
    """
    passed: tuple[type[Exception], ...] = (AnalysisError, OSError, MemoryError, *but)
    try:
        yield
    except passed:
        raise
    except RecursionError:
        raise ReportError(f"{failed}: something in it is nested too deeply") from None
    except Exception as error:
        first, *_ = *str(error).splitlines(), ""
        raise ReportError(f"{failed}: {type(error).__name__}: {printable(first[:200])}") from error


# A cell of a notebook is named as JupyterLab shows it: by its number and first words.

FIRST_WORDS = 32


def cell_name(cell: Any, index: int, line: int = 0) -> str:
    r"""Name a cell; `index` is its place in the notebook, which stands in for the number of a cell that was not run.

    JupyterLab shows no number at a cell of text, so that it goes by its first words.

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
    name = f"cell [{cell['execution_count']}]" if cell.get("execution_count") else f"cell {index + 1}"
    if cell.get("cell_type") == "markdown":
        name = "text cell"
    elif 0 < line <= len(source) > 1:
        name, source = f"{name}, line {line}", source[line - 1 : line]
    words = _first_words(source)
    return f"{name} “{words}”" if words else name


def _first_words(source: list[str]) -> str:
    """Return the first line that is no comment, as far as it can be printed."""
    lines = [line for line in map(str.strip, source) if line and not line.startswith(("# ", "%%"))]
    line = "".join(sign if sign.isprintable() else " " for sign in (lines or [""])[0])
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rstrip()} …"
