"""Errors that a user can correct; each message says how."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Self

MOST_SUGGESTED = 3
"""Maximum number of names suggested in a message, which is one line."""

CODE_LENGTH = 3
"""Letters in the code of a country or a currency."""

IN_CELL = "in this cell, line "
"""The words before the line number in a cell that failed."""


class AnalysisError(Exception):
    """The base class of errors that a user can correct; each of `lines` is a sentence that says how.

    `exit_code` is that of the command: 1 for a defect of the data or of a page, 2 for a wrong name or value. `place` is
    where the fault is, such as line 3 of a cell, if that is known. Jupyter shows only `lines`, without a traceback of
    the package, which would not help the user.
    """

    exit_code = 2
    place = ""

    @property
    def lines(self) -> list[str]:
        """The faults, a sentence each."""
        return [" ".join(str(self).splitlines())]

    def at(self, place: str) -> Self:
        """Add where the fault is; the first place that was added stays, as it is the nearest."""
        self.place = self.place or place
        return self

    def __str__(self) -> str:
        message = str(self.args[0]) if self.args else ""
        return f"{self.place}: {message}" if self.place else message

    def _render_traceback_(self) -> list[str]:
        """Return the lines that Jupyter shows: the faults, and the line of the cell in which the error was raised."""
        # The line of the innermost frame of the notebook itself
        cell_line = 1
        traceback = self.__traceback__
        while traceback:
            if traceback.tb_frame.f_globals.get("__name__") == "__main__":
                cell_line = traceback.tb_lineno
            traceback = traceback.tb_next

        shown = [f"{type(self).__name__}: {fault}" for fault in self.lines]
        if cell_line > 1 and not self.place:  # of the first line, often the only one, nothing need be said
            shown.append(f"{IN_CELL}{cell_line}")
        return shown


class NotKnownError(AnalysisError, LookupError):
    """A figure is not in the dataset, was not public yet on the day, or cannot be computed from what was."""

    @property
    def lines(self) -> list[str]:
        """The figure that was not known."""
        return [f"not known on this day: {self}"]


class UnknownNameError(AnalysisError, KeyError):
    """Nothing has this name: no finding, claim, source, currency or study; the message names the nearest ones."""


class ParameterError(AnalysisError, ValueError):
    """A parameter or an argument is unknown, or has a value that it cannot have."""


class UnitError(AnalysisError, TypeError):
    """Two quantities cannot be combined: their units differ, or one of them has none."""


class TemplateError(AnalysisError, ValueError):
    """A sentence, label, table or figure is not written correctly; the message says what would be right."""


class EditionError(AnalysisError, ValueError):
    """A folder is not an edition, or contains foreign files."""


class UnwritableError(AnalysisError, OSError):
    """A folder cannot be written."""

    exit_code = 1


class StudyError(AnalysisError, RuntimeError):
    """The code of a study is at fault; the message names the finding or claim and the line that declares it."""

    exit_code = 1


class TerminatedError(SystemExit):
    """The process received SIGTERM or SIGHUP; a SystemExit, so that `except Exception` does not catch it."""

    exit_code = 143
    """The exit code of a shell after SIGTERM: 128 and the number of the signal."""

    def __init__(self) -> None:
        super().__init__(self.exit_code)

    def __str__(self) -> str:
        return "terminated"


def nearest(name: object, known: Iterable[str], otherwise: str = "", labels: Mapping[str, str] | None = None) -> str:
    """Return a hint at the known names that are similar to a name, as the end of a message, or else `otherwise`.

    Names that differ only in case or punctuation come first, then those that begin with the name or contain all its
    parts, the shortest first, then the most similar one.

    `labels` are the names of codes, such as {"AVO": "Avonia"}. Either may have been written; the code is suggested. If
    there are codes of three letters, a name of no more letters is taken for a mistyped code.

    >>> nearest("ranks", ["rank", "panel"])
    '; did you mean rank?'
    >>> nearest("fdi", ["fdi.AVO.inflow.year", "fdi.AVO.inflow", "fdi.BOR.inflow"])
    '; names that begin so are fdi.AVO.inflow, fdi.BOR.inflow, fdi.AVO.inflow.year'
    >>> nearest("avonia", ["AVO", "BOR"], labels={"AVO": "Avonia", "BOR": "Borduria"})
    '; did you mean AVO?'
    >>> nearest("AV", ["AV_FIRMS", "AVO"], labels={"AVO": "Avonia"})
    '; did you mean AVO?'
    >>> nearest("AWO", ["AVO"], "expected AVO", labels={"AVO": "Avonia"})  # may be the code of another country
    '; expected AVO'
    >>> nearest("xyz", ["html", "pdf"], "expected html or pdf")
    '; expected html or pdf'
    """
    text = str(name).casefold()
    codes = {label: code for code, label in (labels or {}).items()}
    # what may be written, and what is suggested for it; a code that is also a label stands for itself
    codes |= {code: code for code in known}

    # Names with the same parts
    parts = {candidate: _parts(candidate) for candidate in codes}
    asked = _parts(str(name))
    for candidate in codes:
        if parts[candidate] == asked:
            return f"; did you mean {codes[candidate]}?"

    # Names that begin with the given one, or else contain all its parts, or else the most similar one
    beginning: list[str] = []
    has_codes = bool(labels) and any(len(code) == CODE_LENGTH for code in codes.values())
    if has_codes and len(text) <= CODE_LENGTH:
        candidates = _like_code(text, codes)
    else:
        containing = [candidate for candidate in codes if set(asked) <= set(parts[candidate])]
        if not any(map(str.isalpha, text)):  # digits alone are in too many names
            containing = []
        containing.sort(key=lambda candidate: len(parts[candidate]))
        beginning = [candidate for candidate in containing if parts[candidate][: len(asked)] == asked]
        candidates = (beginning or containing)[:MOST_SUGGESTED] or _most_similar(text, codes)

    suggested = list(dict.fromkeys(codes[candidate] for candidate in candidates))
    if len(suggested) > 1 and beginning:
        return f"; names that begin so are {', '.join(suggested)}"
    if suggested:
        return f"; did you mean {' or '.join(suggested)}?"
    return f"; {otherwise}" if otherwise else ""


def _like_code(text: str, candidates: Iterable[str]) -> list[str]:
    """Return the candidate for a mistyped code in a list: the shortest that begins so, or else the most similar one.

    The most similar one has to begin with the same two letters: codes are so short that another letter there, as in IRL
    and ISL, is more often another country than a slip.
    """
    beginning = [candidate for candidate in candidates if candidate.casefold().startswith(text)]
    if beginning:
        return [min(beginning, key=len)]
    return [candidate for candidate in _most_similar(text, candidates) if candidate[:2].casefold() == text[:2]]


def _most_similar(text: str, candidates: Iterable[str]) -> list[str]:
    """Return the candidate that is most like a text in a list, which is empty if none is much like it."""
    folded = {candidate.casefold(): candidate for candidate in candidates}
    return [folded[match] for match in get_close_matches(text, folded, n=1)]


def _parts(name: str) -> list[str]:
    """Return the parts of a name for a comparison, without case, punctuation and leading zeros.

    >>> _parts("IMD.Rank_2024-04")
    ['imd', 'rank', '2024', '4']
    """
    without_zeros = re.sub(r"(?<!\d)0+(?=\d)", "", name.casefold())
    return re.findall(r"[^\W_]+", without_zeros)
