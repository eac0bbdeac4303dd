"""Errors of rendering: each says in one sentence why a notebook cannot become a report."""

from __future__ import annotations

import re
import signal
from contextlib import contextmanager
from difflib import get_close_matches
from shlex import quote
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from nbformat import NotebookNode

__all__ = ["LintError", "ReportError", "how_it_ended", "in_words", "instead", "no_words", "printable"]

NO_ORIGIN = "has no origin, in “"
"""What is said of each number, or word that measures, that was typed."""

SHOW_FIGURE = 'show it as d.exhibit(figure, alt="what it shows", source="whose numbers"), or tag the cell remove-cell'
TYPED = (
    "where a number was typed: name a finding in braces in a cell that begins with %%say, or take "
    'an.number(value, "unit", "its source") for one of your own'
)

A_YEAR = re.compile(rf"the number '((?:19|20)\d\d|2100)' {NO_ORIGIN}")
"""What is said of a typed number that is a year."""

BEGIN = (
    "for that, begin the notebook with a cell: import analysis as an; d = an.load()"
    " and end it with the cells d.source_list() and d.workings()"
)
OF_OURS = re.compile(r"\ban\.number\(|\bd\.\w+\(|%%say")
"""What can only be followed in a notebook that has loaded a report."""

VERY_NEAR = 0.8
"""How alike two labels are, from zero to one, of which one is taken for a slip of the other."""

FEW_LABELS = 5
"""So many labels of a report are all named where another one was asked for."""


class ReportError(AnalysisError, ValueError):
    """The notebook cannot become a report; the message names the cell and what to mend.

    `notebook` is the notebook as far as it ran, and `left` its file, where it was kept to be looked at. Where the
    notebook has not `has_loaded` a report, what to mend begins with that.
    """

    exit_code = 1
    has_loaded = True
    notebook: NotebookNode | None = None
    left: Path | None = None

    @property
    def lines(self) -> list[str]:
        """The faults, a sentence each, what would be right, and how to look at the notebook."""
        look = [f"to see the notebook as it ran: jupyter lab {quote(str(self.left))}"] if self.left else []
        told = self.faults + self.advice
        is_lost = not self.has_loaded and any(map(OF_OURS.search, told))
        return [*told, *([BEGIN] if is_lost else []), *look]

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

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self._faults = faults

    @property
    def faults(self) -> list[str]:
        """Every fault of the page and the PDF."""
        return self._faults

    @property
    def advice(self) -> list[str]:
        """How a number gets an origin, where one that was typed has none."""
        typed = [fault for fault in self._faults if NO_ORIGIN in fault]
        years = [found[1] for fault in typed if (found := A_YEAR.search(fault))]
        told = TYPED.replace('(value, "unit"', f'({years[0]}, "year"') if years and len(years) == len(typed) else TYPED
        return [told] if typed else []


def no_words(cell: str) -> str:
    """Say that the figure which a cell shows says nothing to who cannot see it."""
    return f"{cell}: the figure has no alt text; {SHOW_FIGURE}"


def printable(text: str) -> str:
    """Return a text in which a visible sign stands for each one that would steer a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def instead(label: str, names: Iterable[str], sign: str) -> str:
    """Say to which figure or table a link could lead in place of one that is not there, or else end the sentence.

    >>> instead("fig-none", ["main", "fig-storks", "tbl-nests"], "@")
    '; there are @fig-storks and @tbl-nests.'
    >>> instead("fig-none", [], "@")
    '.'
    """
    known = sorted(name for name in names if name.startswith(("fig-", "tbl-")))
    if not 0 < len(known) <= FEW_LABELS or get_close_matches(label, known, 1, VERY_NEAR):
        return nearest(label, known).replace("mean ", f"mean {sign}", 1) or "."
    *others, last = (f"{sign}{name}" for name in known)
    return f"; there {'are' if others else 'is'} {', '.join(others)}{' and ' if others else ''}{last}."


def how_it_ended(code: int | None) -> str:
    """Say behind the words that a process died with what it ended, or by which signal; who was killed may guess why.

    >>> how_it_ended(7), how_it_ended(-11)
    (': it ended with 7', ': killed by SIGSEGV')
    """
    if code in (None, -signal.SIGKILL):
        return ", perhaps for want of memory"
    if code >= 0:
        return f": it ended with {code}"
    return f": killed by {next((it.name for it in signal.Signals if it == -code), f'signal {-code}')}"


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
