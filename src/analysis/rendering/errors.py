"""Errors of rendering: each says in one sentence why a notebook cannot become a report."""

from __future__ import annotations

from contextlib import contextmanager
from shlex import quote
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

__all__ = ["LintError", "ReportError", "in_words", "printable"]


class ReportError(AnalysisError, ValueError):
    """The notebook cannot become a report; the message names the cell and what to mend.

    `notebook` is the notebook as far as it ran, and `left` its file, where it was kept to be looked at.
    """

    exit_code = 1
    notebook: NotebookNode | None = None
    left: Path | None = None

    @property
    def lines(self) -> list[str]:
        """The faults, a sentence each, and how to look at the notebook."""
        look = [f"to see the notebook as it ran: jupyter lab {quote(str(self.left))}"] if self.left else []
        return self.faults + look

    @property
    def faults(self) -> list[str]:
        """What there is to mend, a sentence each."""
        return super().lines


class LintError(ReportError):
    """The finished report has faults, such as a number without a source; `faults` has a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self._faults = faults

    @property
    def faults(self) -> list[str]:
        """Every fault of the page and the PDF."""
        return self._faults


def printable(text: str) -> str:
    """Return a text in which a visible sign stands for each one that would steer a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


@contextmanager
def in_words(failed: str, *but: type[Exception]) -> Iterator[None]:
    """Say in a sentence what goes wrong inside: a notebook of somebody else may hold anything, and libraries stumble.

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
