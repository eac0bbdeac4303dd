"""What can go wrong in a way that the one who asked can mend: each error says in a sentence what would be right."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Self

FEW = 3
"""So many names that begin alike are told."""


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


class Ended(SystemExit):
    """The process was asked to end, as systemd and `timeout` ask; it clears up, and nothing takes that for a fault."""

    exit_code = 143
    """What a shell says of a process that this ended: 128 and the number of the signal."""

    def __init__(self) -> None:
        super().__init__(self.exit_code)

    def __str__(self) -> str:
        return "ended from outside before it was done, as where a limit of time ran out"


def nearest(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask whether another name was meant, or else name those that begin so or say what is known, behind the complaint.

    >>> nearest("ranks", ["rank", "panel"])
    '; did you mean rank?'
    >>> nearest("fdi", ["fdi.AVO.inflow_usd", "fdi.BOR.inflow_usd"])
    '; names that begin so are fdi.AVO.inflow_usd, fdi.BOR.inflow_usd'
    >>> nearest("xyz", ["html", "pdf"], "expected html or pdf")
    '; expected html or pdf'
    """
    names = list(known)
    if same := next((it for it in names if it.casefold() == name.casefold()), ""):
        return f"; did you mean {same}?"
    if near := get_close_matches(name, names, 1):
        return f"; did you mean {near[0]}?"
    if begin := [it for it in names if name and it.startswith(f"{name}.")][:FEW]:
        return f"; names that begin so are {', '.join(begin)}"
    return f"; {otherwise}" if otherwise else ""


def meant(code: str, names: Mapping[str, str]) -> str:
    """Ask which code was meant, be it misspelt or the name behind it; `names` has the name of each code.

    >>> codes = {"AVO": "Avonia", "BOR": "Borduria"}
    >>> meant("avonia", codes), meant("bro", codes)
    ('; did you mean AVO?', '; did you mean BOR?')
    """
    known = {name.casefold(): one for one, name in names.items()} | {one.casefold(): one for one in names}
    near = get_close_matches(str(code).casefold(), known, 1)
    return f"; did you mean {known[near[0]]}?" if near else ""
