"""What can go wrong in a way that the one who asked can mend: each error says in a sentence what would be right."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Self

FEW = 3
"""So many names that begin alike are told."""

CODE = 3
"""How many letters the code of a country has."""

IN_CELL = "in this cell, line "
"""What stands before the line of a cell that failed."""


class AnalysisError(Exception):
    """What was asked for cannot be done; each of `lines` is a sentence that says what would be right.

    `exit_code` is what the command ends with: 1 for a defect of the data or of a page, 2 for a wrong name or value.
    `place` says where the fault stands, such as line 3 of a cell, once that is known. In Jupyter the error shows itself
    as these sentences, without the program's own lines, which would say nothing to the one who asked.
    """

    exit_code = 2
    place = ""

    @property
    def lines(self) -> list[str]:
        """The faults, a sentence each."""
        return [" ".join(str(self).splitlines())]

    def at(self, place: str) -> Self:
        """Say where the fault stands; the place named first is the nearest to it and stays."""
        self.place = self.place or place
        return self

    def __str__(self) -> str:
        message = str(self.args[0]) if self.args else ""
        return f"{self.place}: {message}" if self.place else message

    def _render_traceback_(self) -> list[str]:
        """Show the faults in Jupyter, which asks an error for this, and where in its cell the first one arose."""
        at, line = self.__traceback__, 1
        while at:  # the innermost frame of the notebook itself
            line = at.tb_lineno if at.tb_frame.f_globals.get("__name__") == "__main__" else line
            at = at.tb_next
        where = [f"{IN_CELL}{line}"] if line > 1 and not self.place else []
        return [*(f"{type(self).__name__}: {fault}" for fault in self.lines), *where]


class NotKnownError(AnalysisError, LookupError):
    """A figure is not in the dataset, was not public yet on the day, or cannot be worked out from what was."""

    @property
    def lines(self) -> list[str]:
        """What was not known."""
        return [f"not known on this day: {self}"]


class UnknownNameError(AnalysisError, KeyError):
    """Nothing has this name: no finding, claim, source, currency or study; the message names the nearest ones."""


class ParameterError(AnalysisError, ValueError):
    """A parameter or an argument is unknown, or has a value that it cannot have."""


class UnitError(AnalysisError, TypeError):
    """Two quantities cannot be combined: their units differ, or one of them has none."""


class TemplateError(AnalysisError, ValueError):
    """A sentence, label, table or figure is not written as it should be; the message says what would be right."""


class EditionError(AnalysisError, ValueError):
    """A folder is not an edition, or holds what no edition holds."""


class UnwritableError(AnalysisError, OSError):
    """A folder cannot be written."""

    exit_code = 1


class StudyError(AnalysisError, RuntimeError):
    """The code of a study is at fault; the message names the finding or claim and the line that declares it."""

    exit_code = 1


class TerminatedError(SystemExit):
    """The process was asked to end by SIGTERM or SIGHUP; SystemExit, so that no handler of errors swallows it."""

    exit_code = 143
    """What a shell reports after SIGTERM: 128 and the number of the signal."""

    def __init__(self) -> None:
        super().__init__(self.exit_code)

    def __str__(self) -> str:
        return "terminated"


def nearest(name: object, known: Iterable[str], otherwise: str = "", labels: Mapping[str, str] | None = None) -> str:
    """Return which names may have been meant, as the end of a message, or else `otherwise`.

    First those that differ in case or punctuation alone, then those that begin so or hold every part of the name, the
    shortest first, then the most alike. `labels` are the names behind codes, which may be given in place of these.

    >>> nearest("ranks", ["rank", "panel"])
    '; did you mean rank?'
    >>> nearest("fdi", ["fdi.AVO.inflow.year", "fdi.AVO.inflow", "fdi.BOR.inflow"])
    '; names that begin so are fdi.AVO.inflow, fdi.BOR.inflow, fdi.AVO.inflow.year'
    >>> nearest("avonia", ["AVO", "BOR"], labels={"AVO": "Avonia", "BOR": "Borduria"})
    '; did you mean AVO?'
    >>> nearest("AV", ["AV_FIRMS", "AVO"], labels={"AVO": "Avonia"})
    '; did you mean AVO?'
    >>> nearest("xyz", ["html", "pdf"], "expected html or pdf")
    '; expected html or pdf'
    """
    codes = {label: code for code, label in (labels or {}).items()} | {one: one for one in known}
    asked, names = _parts(str(name)), {it: _parts(it) for it in codes}
    if same := [codes[it] for it in names if names[it] == asked]:
        return f"; did you mean {same[0]}?"
    is_word = any(map(str.isalpha, str(name)))
    holding = sorted((it for it in names if is_word and {*asked} <= {*names[it]}), key=lambda it: len(names[it]))
    begin = [it for it in holding if names[it][: len(asked)] == asked]
    text, folded = str(name).casefold(), {it.casefold(): it for it in codes}
    alike = [folded[it] for it in get_close_matches(text, folded, 1)]
    if labels and len(text) <= CODE:  # one letter more or less may be another country
        begin, holding = [], sorted((it for at, it in folded.items() if at.startswith(text)), key=len)[:1]
        alike = [it for it in alike if it[:2].casefold() == text[:2]]
    found = [*dict.fromkeys(codes[it] for it in (begin or holding)[:FEW] or alike)]
    if len(found) > 1:
        return f"; names that begin so are {', '.join(found)}" if begin else f"; did you mean {' or '.join(found)}?"
    return f"; did you mean {found[0]}?" if found else f"; {otherwise}" if otherwise else ""


def _parts(name: str) -> list[str]:
    """Return the parts of a name as they are compared, without regard to case, signs and leading zeros."""
    return re.findall(r"[^\W_]+", re.sub(r"(?<!\d)0+(?=\d)", "", name.casefold()))
