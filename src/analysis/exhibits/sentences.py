"""The sentences of a cell, as they are typed: a sentence begins on a new line and may go on over several.

A line that ends in a full stop, a question mark or an exclamation mark ends the sentence; one that does not goes on in
the next line. A full stop within a line ends nothing, so that what is to be left out together can stand together. An
empty line begins a new paragraph.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

ENDED = re.compile(r"[.?!][”’»\"')\]*]*$")
"""The end of a sentence at the end of a line, with the quotation mark or bracket that may close behind it."""


class Sentence(str):
    """A template typed in a cell; it knows on which lines of the cell it stands."""

    first: int
    starts: tuple[int, ...]

    @classmethod
    def of(cls, lines: Sequence[str], first: int) -> "Sentence":
        """Join lines, the first of which has the number `first` in its cell."""
        made = cls(" ".join(lines))
        made.first = first
        made.starts = tuple(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        return made

    def place(self, offset: int) -> str:
        """Say on which line of the cell one of the letters stands."""
        return f"line {self.first + bisect_right(self.starts, offset) - 1}"


def paragraphs(text: str, first: int = 1) -> list[list[Sentence]]:
    r"""Part a text into paragraphs of sentences; `first` is the number of its first line.

    >>> paragraphs("Red is warm.\nBlue is\ncold. Or not?\n\nSo what.")
    [['Red is warm.', 'Blue is cold. Or not?'], ['So what.']]
    """
    done: list[list[Sentence]] = [[]]
    lines: list[str] = []
    for number, typed in enumerate([*text.splitlines(), ""], first):
        line = typed.strip()
        if line:
            lines.append(line)
        if lines and (not line or ENDED.search(line)):
            done[-1].append(Sentence.of(lines, number - len(lines) + bool(line)))
            lines = []
        if not line and done[-1]:
            done.append([])
    return [paragraph for paragraph in done if paragraph]


def place(template: str, offset: int) -> str:
    """Say where in its cell a letter of a template stands; of one that was not typed in a cell nothing is known."""
    return template.place(offset) if isinstance(template, Sentence) else ""
