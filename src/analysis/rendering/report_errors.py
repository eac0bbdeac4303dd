"""Errors of rendering: each says in one sentence why a notebook cannot be rendered, also in place of other errors."""

from __future__ import annotations

from contextlib import contextmanager
from shlex import quote
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nbformat import NotebookNode


NO_SOURCE = "has no source, in “"
"""Part of the message about each typed number, by which `LintError` knows one."""

LONGEST_MESSAGE = 200
"""Maximum length in characters of the message of another error that is quoted."""

GIVE_SOURCE = (
    "where a number was typed: name a finding in braces in a cell that begins with %%say, or take "
    'an.number(value, "unit", "its source") for one of your own; a name such as G7 belongs under [labels] in '
    "choices.toml, or among the names in article.toml"
)
"""How to correct typed numbers."""


class ReportError(AnalysisError, ValueError):
    """The notebook cannot be rendered; the message names the cell and what to correct.

    `notebook` is the notebook as far as it ran, and `left` the file in which it was kept.
    """

    exit_code = 1
    notebook: NotebookNode | None = None
    left: Path | None = None

    @property
    def lines(self) -> list[str]:
        """The faults, how to correct them, and how to open the notebook."""
        lines = self.faults + self.advice
        if self.left:
            lines.append(f"to see the notebook as it ran: jupyter lab {quote(str(self.left))}")
        return lines

    @property
    def advice(self) -> list[str]:
        """How to correct faults of the same kind, once for all of them."""
        return []

    @property
    def faults(self) -> list[str]:
        """One sentence for each fault."""
        return super().lines


class LintError(ReportError):
    """The report has faults, such as a number without a source; `faults` has a sentence for each.

    If the notebook `is_stopped`, they are those of the cells up to one that failed.
    """

    def __init__(self, faults: Sequence[str], *, is_stopped: bool = False) -> None:
        super().__init__("; ".join(faults))
        self._faults = list(faults)
        self._is_stopped = is_stopped

    @property
    def faults(self) -> list[str]:
        """The faults of the page and the PDF."""
        return self._faults

    @property
    def advice(self) -> list[str]:
        """How to give a number a source, if one lacks it, and how to see the faults of cells that were not run."""
        advice = []
        if any(NO_SOURCE in fault for fault in self._faults):
            advice.append(GIVE_SOURCE)
        if self._is_stopped:
            advice.append("the cells below it were not run; with --draft they are, and every fault is listed")
        return advice


def printable(text: str) -> str:
    """Return a text with unprintable characters replaced by U+FFFD."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


@contextmanager
def as_report_error(failed: str, *unchanged: type[Exception]) -> Iterator[None]:
    """Convert any exception of the block to a `ReportError` of one sentence: a foreign notebook may contain anything.

    Errors of the system, such as a full disk or memory, and those in `unchanged` are raised as they are.
    """
    passed: tuple[type[Exception], ...] = (AnalysisError, OSError, MemoryError, *unchanged)
    try:
        yield
    except passed:
        raise
    except RecursionError:
        # its message speaks of Python, and its traceback has a thousand lines
        raise ReportError(f"{failed}: something in it is nested too deeply") from None
    except Exception as error:
        lines = str(error).splitlines()
        message = printable(lines[0][:LONGEST_MESSAGE]) if lines else ""
        raise ReportError(f"{failed}: {type(error).__name__}: {message}") from error
