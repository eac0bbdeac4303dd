"""The document to render: its blocks in reading order, which are prose, figures, tables and listings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from analysis.rendering.html_tree import Element, Node
from analysis.rendering.table_grid import TableGrid, to_csv

if TYPE_CHECKING:
    from collections.abc import Iterator


EVIDENCE = "evidence"
"""The id of the heading of the evidence."""

ANNEX = "cell of the workings"
"""Name of the section of workings that no cell lists."""


@dataclass(slots=True)
class ProseBlock:
    """Running text; `cell` names its cell in the notebook, for error messages.

    `left_out` is True for a note that a figure or table was left out.
    """

    cell: str
    body: list[Node]
    markdown: bool = True
    left_out: bool = False
    fault: str = ""
    """Why the cell, or this part of it, could not be read; the block has a mark that says so."""

    def texts(self) -> Iterator[list[Node]]:
        """Yield every text of this block, so that its links and references can be checked."""
        yield self.body


@dataclass(slots=True)
class ListingBlock:
    """Code, printed output or, of kind `error`, the code of a cell that failed, as preformatted text."""

    cell: str
    text: str
    kind: str

    def texts(self) -> Iterator[list[Node]]:
        """Yield nothing: a listing has no links."""
        yield from ()


@dataclass(slots=True)
class Exhibit:
    """A figure or a table, with a title that states the finding, a source and a number."""

    kind: ClassVar[str]
    """The word before the number."""

    cell: str
    label: str
    title: list[Node]
    source: list[Node]
    number: int = field(default=0, init=False)

    @property
    def name(self) -> str:
        """For example "Figure 3"; empty if the exhibit has no title and therefore no number."""
        return f"{self.kind} {self.number}" if self.number else ""

    def captions(self) -> Iterator[list[Node]]:
        """Yield every text above and below the exhibit: its title and its source."""
        yield self.title
        yield self.source

    def texts(self) -> Iterator[list[Node]]:
        """Yield every text of this block, so that its links and references can be checked."""
        yield from self.captions()


@dataclass(slots=True)
class FigureBlock(Exhibit):
    """A picture with an alternative text.

    `narrow` is the same drawing for narrow screens, if there is one. `numbers` are the ids of the workings of its
    numbers, and `table` is its data as CSV. A drawing of the package (`is_ours`) becomes an `<svg>` in the page, others
    an `<img>`.
    """

    kind: ClassVar[str] = "Figure"
    data: bytes
    mime: str
    alt: str
    subtitle: list[Node] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    table: str = ""
    narrow: bytes = b""
    is_ours: bool = True

    @property
    def csv(self) -> str:
        """The data of the figure, as CSV."""
        return self.table

    def captions(self) -> Iterator[list[Node]]:
        """Yield every text above and below the exhibit: title, subtitle and source."""
        yield self.title
        yield self.subtitle
        yield self.source


@dataclass(slots=True)
class TableBlock(Exhibit):
    """A table."""

    kind: ClassVar[str] = "Table"
    grid: TableGrid

    @property
    def csv(self) -> str:
        """The cells of the table, as CSV."""
        return to_csv(self.grid)

    def texts(self) -> Iterator[list[Node]]:
        """Yield title, source and the text of every cell."""
        yield from self.captions()
        for row in self.grid.head + self.grid.body:
            for cell in row:
                yield cell.content


Block = ProseBlock | ListingBlock | FigureBlock | TableBlock

UNSOURCED = "unsourced"
"""The class of a mark in a draft."""


class Fault(NamedTuple):
    """A fault with its message, and the place where a draft marks it: in a text of a block, or in a note below it.

    `block` is None for the top of the page. The text is `nodes[position]`, and `span` the characters to mark. A fault
    without a `note` was marked when the notebook was read.
    """

    line: str
    note: str = ""
    block: Block | None = None
    nodes: list[Node] | None = None
    position: int = 0
    span: slice = slice(0)


def mark(content: list[Node], words: str = "") -> Element:
    """Return the mark of a fault, with a note for screen readers if the content does not say what is wrong."""
    note: list[Node] = [unseen(words)] if words else []
    return Element("mark", {"class": UNSOURCED}, content + note)


def unseen(words: str) -> Element:
    """Return a note in parentheses that only screen readers and the PDF have."""
    return Element("span", {"class": "unseen"}, [f" ({words})"])


def note_below(block: Block, note: str) -> None:
    """Write the note of a fault below a figure, a table or prose."""
    if isinstance(block, Exhibit):
        block.source += [" ", mark([note])]
    elif isinstance(block, ProseBlock):
        block.body.append(Element("p", {}, [mark([note])]))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A data file attached to the PDF: its name, a description and its text."""

    name: str
    description: str
    text: str


LONGEST_SUMMARY = 400
"""Maximum length in characters of the summary for link previews, which cut off longer ones."""


def opening(text: str, room: int) -> str:
    """Return the first sentences of a text within `room` characters, or the first words if a sentence is longer."""
    if len(text) <= room:
        return text

    last_end = 0
    for sentence_end in re.finditer(r"[.?!][”’)]*(?= )", text):
        if sentence_end.end() <= room:
            last_end = sentence_end.end()
    if last_end:
        return text[:last_end]
    # The ellipsis needs room as well
    words = text[: room - 1].rpartition(" ")[0]
    return f"{words}…"


@dataclass(frozen=True, slots=True)
class ShortWorking:
    """The short form of a working in print: a description of its number, and the ids of the sources."""

    text: str
    sources: list[str]


@dataclass(slots=True)
class ReportDocument:
    """The whole report as read from a notebook: its blocks and metadata.

    `answer` is the first paragraph of the answer at its start, if it has one, and `contact` the address for reporting
    errors; `date` is the as-of date, `published` the date of publication and `modified` that of the last change since.
    """

    title: str
    blocks: list[Block]
    subtitle: str = ""
    description: str = ""
    answer: str = ""
    authors: list[str] = field(default_factory=list)
    contact: str = ""
    date: str = ""
    published: str = ""
    modified: str = ""
    lang: str = "en"
    keywords: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    edition: str = ""
    logo: str = ""
    """A picture as a data URI."""
    accent: str = ""
    """The colour of links, such as #005a8c."""
    header: str = ""
    footer: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    summaries: dict[str, ShortWorking] = field(default_factory=dict)
    """The short forms of workings by id; a working without one is printed in full."""
    linked_data: dict[str, Any] = field(default_factory=dict)
    contents: list[tuple[int, str, str]] = field(default_factory=list)
    story_length: int | None = None
    """The number of blocks before the heading of the evidence; None if there is no evidence."""
    faults: list[Fault] = field(default_factory=list)
    """The faults found while the notebook was read, which are marked already."""
    marked: int | None = None
    """The number of faults marked in a draft; None if it is not a draft."""

    @property
    def banner(self) -> str:
        """The warning at the top of a draft; empty if it is not a draft."""
        if self.marked is None:
            return ""
        if self.marked == 1:
            places = "1 place is"
        else:
            places = f"{self.marked or 'no'} places are"
        return f"DRAFT, not for publication: {places} marked because something is missing or wrong."

    @property
    def story(self) -> list[Block]:
        """The blocks before the evidence, which are read from beginning to end."""
        return self.blocks[: self.story_length]

    @property
    def evidence(self) -> list[Block]:
        """The blocks from the heading of the evidence on, for reference."""
        if self.story_length is None:
            return []
        return self.blocks[self.story_length :]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The list of contents: id and heading of each section of the story, and of the evidence as a whole."""
        sections = []
        for level, name, text in self.contents:
            if level == 2:
                sections.append((name, text))
                if name == EVIDENCE:
                    break
        return sections

    @property
    def summary(self) -> str:
        """The text for link previews: the first sentences of the answer, or else the description."""
        return opening(self.answer, LONGEST_SUMMARY) or self.description or self.subtitle

    @property
    def byline(self) -> str:
        """Authors and date on one line."""
        parts = list(self.authors)
        if self.date:
            parts.append(self.date)
        return " · ".join(parts)

    @property
    def names_its_day(self) -> bool:
        """Whether the name of the edition has the date of the report, such as "As known on 30 October 2026"."""
        try:
            day = datetime.fromisoformat(self.date)
        except ValueError:
            return False
        return f"{day.day} {day:%B %Y}" in self.edition

    @property
    def wordless(self) -> list[FigureBlock]:
        """The figures without an alternative text."""
        return [block for block in self.blocks if isinstance(block, FigureBlock) and not block.alt]
