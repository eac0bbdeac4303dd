"""What can go wrong in a way that the one who asked can mend: each error says in a sentence what would be right."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Self

FEW = 3
"""So many names that begin alike are told."""

CODE = 3
"""So many letters has the code of a country."""

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


class UnknownAttributeError(UnknownNameError, AttributeError):
    """An object has no attribute of this name; the message says what it has."""


class ParameterError(AnalysisError, ValueError):
    """A parameter or an argument is unknown, or has a value that it cannot have."""


class UnitError(AnalysisError, TypeError):
    """Two quantities cannot be combined: their units differ, or one of them has none."""


class TemplateError(AnalysisError, ValueError):
    """A sentence, label, table or figure is not written as it should be; the message says what would be right."""


class EditionError(AnalysisError, ValueError):
    """A folder is not an edition, or holds what no edition holds."""


class StudyError(AnalysisError, RuntimeError):
    """The code of a study is at fault; the message names the finding or claim and the line that declares it."""

    exit_code = 1


class Ended(SystemExit):
    """The process was asked to end, as systemd and `timeout` ask; it clears up, and nothing takes that for a fault.

    `is_hung_up` says that it was its terminal that was closed.
    """

    exit_code = 143
    """What a shell says of a process that this ended: 128 and the number of the signal."""

    def __init__(self, *, is_hung_up: bool = False) -> None:
        super().__init__(self.exit_code)
        self.is_hung_up = is_hung_up

    def __str__(self) -> str:
        if self.is_hung_up:
            return "ended before it was done, with the terminal that was closed; nohup would let it go on"
        return "ended from outside before it was done, as where a limit of time ran out"


def nearest(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Say which names may have been meant, or else what is known, behind the complaint.

    First those that differ in case or signs alone, then those that begin so or hold all that was asked, the shortest
    first, then the most alike.

    >>> nearest("ranks", ["rank", "panel"])
    '; did you mean rank?'
    >>> nearest("fdi", ["fdi.AVO.inflow.year", "fdi.AVO.inflow", "fdi.BOR.inflow"])
    '; names that begin so are fdi.AVO.inflow, fdi.BOR.inflow, fdi.AVO.inflow.year'
    >>> nearest("avo inflow", ["fdi.AVO.inflow_usd", "fdi.BOR.inflow_usd"])
    '; did you mean fdi.AVO.inflow_usd?'
    >>> nearest("xyz", ["html", "pdf"], "expected html or pdf")
    '; expected html or pdf'
    """
    asked = parts(name)
    names = {it: parts(it) for it in dict.fromkeys(known)}
    if same := [it for it, has in names.items() if has == asked]:
        return f"; did you mean {same[0]}?"
    holding = holding_all(name, names)
    begin = [it for it in holding if names[it][: len(asked)] == asked]
    found = (begin or holding)[:FEW] or [it for it in get_close_matches(name, names, 1) if not _of_others(name, it)]
    if len(found) > 1 and begin:
        return f"; names that begin so are {', '.join(found)}"
    if found:
        return f"; did you mean {_or(found)}?"
    return f"; {otherwise}" if otherwise else ""


def holding_all(name: str, known: Iterable[str]) -> list[str]:
    """Return which names hold every part of another one, the shortest first; a number alone is no name."""
    asked = {*parts(name)}
    is_name = any(map(str.isalpha, name))
    return sorted((it for it in known if is_name and asked <= {*parts(it)}), key=lambda it: len(parts(it)))


def parts(name: str) -> list[str]:
    """Return the parts of a name as they are compared, without regard to case, signs and leading zeros.

    >>> parts("Nests-AVO.count"), parts("S01")
    (['nests', 'avo', 'count'], ['s1'])
    """
    return re.findall(r"[^\W_]+", re.sub(r"(?<!\d)0+(?=\d)", "", name.casefold()))


def meant(code: str, names: Mapping[str, str]) -> str:
    """Ask which code was meant, be it a part of it, misspelt or the name behind it; `names` has the name of each code.

    >>> codes = {"AVO": "Avonia", "BOR": "Borduria"}
    >>> meant("avonia", codes), meant("bro", codes), meant("BR", codes), meant("AOR", codes)
    ('; did you mean AVO?', '; did you mean BOR?', '; did you mean BOR (Borduria)?', '')
    >>> meant("gdp", {"gdp_ppp": "Output by what it buys", "gdp_usd": "Output in dollars"})
    '; did you mean gdp_ppp or gdp_usd?'
    """
    known = {name.casefold(): one for one, name in names.items()} | {one.casefold(): one for one in names}
    asked = str(code).casefold()
    short = [] if asked in known else [f"{one} ({names[one]})" for one in shortened(asked, names)]
    worded = {f"{one} {name}": one for one, name in names.items()}
    holding = [*holding_all(asked, names), *(worded[it] for it in holding_all(asked, worded))]
    near = short or ([] if asked in known else [*dict.fromkeys(holding)][:FEW])
    near = near or [known[it] for it in get_close_matches(asked, known, 1) if not _are_others(asked, it)]
    return f"; did you mean {_or(near)}?" if near else ""


def shortened(asked: str, names: Mapping[str, str]) -> list[str]:
    """Return the code of three letters that two letters stand for, or whose name begins as was asked.

    >>> shortened("BR", {"BOR": "Borduria"}), shortened("bord", {"BOR": "Borduria"})
    (['BOR'], [])
    """
    asked = asked.casefold()
    codes = {one.casefold(): one for one in names if len(one) == CODE and one.isalpha() and one.isupper()}
    called = {one: names[one].casefold() for one in codes.values()}
    ways = (
        [one for one, name in called.items() if asked == "".join(word[0] for word in name.split())],
        [one for code, one in codes.items() if code.startswith(asked) or (code[0], code[-1]) == tuple(asked)],
        [one for one, name in called.items() if len(asked) == CODE and name.startswith(asked)],
    )
    return next(filter(None, ways[:2] if len(asked) == CODE - 1 else ways[2:]), [])


def _of_others(name: str, known: str) -> bool:
    """Say of two names with dots that they are of two countries, as nests.AVO.count and nests.SVO.count."""
    asked, has = name.casefold().split("."), known.casefold().split(".")
    return len(asked) == len(has) > 1 and any(_are_others(*pair) for pair in zip(asked, has, strict=True))


def _are_others(asked: str, known: str) -> bool:
    """Say of two codes that they are of two countries, as AVO and SVO, and none is a slip of the other."""
    slip = asked[:2] == known[:2] or (asked[0] == known[0] and sorted(asked) == sorted(known))
    return len(asked) == len(known) == CODE and not slip


def _or(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
