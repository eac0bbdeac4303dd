"""What can go wrong in a way that the one who asked can mend: each error says in a sentence what would be right."""

from collections.abc import Iterable
from difflib import get_close_matches


class AnalysisError(Exception):
    """What was asked for cannot be done; each of `lines` is a sentence that says what would be right.

    `exit_code` is what the command ends with: 1 for a defect of the data or of a page, 2 for a wrong name or value.
    """

    exit_code = 2

    @property
    def lines(self) -> list[str]:
        """The faults, a sentence each."""
        return [" ".join(str(self).splitlines())]

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


def nearest(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask whether another name was meant, or else say what is known; to be set behind the complaint.

    >>> nearest("imd.JPN.ranks", ["imd.JPN.rank", "imd.USA.rank"])
    '; did you mean imd.JPN.rank?'
    >>> nearest("xyz", ["html", "pdf"], "expected html or pdf")
    '; expected html or pdf'
    """
    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]}?" if near else f"; {otherwise}" if otherwise else ""
