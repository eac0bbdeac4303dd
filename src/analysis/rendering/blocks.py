"""A report is a list of blocks in reading order: prose, figures, tables and listings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.rendering.tables import to_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.tables import Grid
    from analysis.rendering.tree import Element, Node

__all__ = ["Attachment", "Block", "Box", "Exhibit", "Figure", "Listing", "Prose", "Report", "Spot", "Table"]


@dataclass(slots=True)
class Prose:
    """Running text; `cell` names the notebook cell it came from, for error messages."""

    cell: str
    body: list[Node]
    markdown: bool = True

    def texts(self) -> Iterator[list[Node]]:
        """Every run of text in this block, so that links and references can be checked."""
        yield self.body


@dataclass(slots=True)
class Listing:
    """Code, printed output or an error, shown letter by letter."""

    cell: str
    text: str
    kind: str

    def texts(self) -> Iterator[list[Node]]:
        """A listing holds no links."""
        yield from ()


@dataclass(slots=True)
class Exhibit:
    """What figures and tables share: a title that states the finding, a source and a number."""

    cell: str
    label: str
    title: list[Node]
    source: list[Node]
    number: int = field(default=0, init=False)

    @property
    def kind(self) -> str:
        """The word before the number."""
        return type(self).__name__

    @property
    def name(self) -> str:
        """For example "Figure 3"; empty when the exhibit has no title and therefore no number."""
        return f"{self.kind} {self.number}" if self.number else ""

    def captions(self) -> Iterator[list[Node]]:
        """What is written above and below."""
        yield self.title
        yield self.source

    def texts(self) -> Iterator[list[Node]]:
        """Every run of text in this block, so that links and references can be checked."""
        yield from self.captions()


Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Spot:
    """A number drawn in a figure, as a link that lies over it: left, top, width and height in parts of the whole.

    In a figure with a second drawing for narrow screens the link has a place there, too.
    """

    link: Element
    box: Box
    narrow: Box | None = None


@dataclass(slots=True)
class Pane:
    """Where lines over time stand in a drawing, and from when to when, so that a pointer may look up what they say."""

    box: Box
    narrow: Box
    start: float
    end: float


@dataclass(slots=True)
class Figure(Exhibit):
    """A picture with a text that says what it shows to someone who cannot see it.

    `narrow` is the same drawing for narrow screens, where there is one.
    """

    data: bytes
    mime: str
    alt: str
    subtitle: list[Node] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    table: str = ""
    narrow: bytes = b""
    pane: Pane | None = None

    @property
    def csv(self) -> str:
        """What is drawn, as a table for those who want to draw it themselves."""
        return self.table

    def captions(self) -> Iterator[list[Node]]:
        """What is written above and below."""
        yield self.title
        yield self.subtitle
        yield self.source

    def texts(self) -> Iterator[list[Node]]:
        """What is written above and below, and the numbers drawn, each of which is a link."""
        yield from self.captions()
        for spot in self.spots:
            yield [spot.link]


@dataclass(slots=True)
class Table(Exhibit):
    """Rows and columns; where each row measures something else, they have no order but the given one."""

    grid: Grid
    sortable: bool = True

    @property
    def csv(self) -> str:
        """What the table says, for those who want to go on with it."""
        return to_csv(self.grid)

    def texts(self) -> Iterator[list[Node]]:
        """What is written above and below, and every cell."""
        yield from self.captions()
        for row in [*self.grid.head, *self.grid.body]:
            for cell in row:
                yield cell.content


Block = Prose | Listing | Figure | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """A table that goes with the report: its file name, what it is, and its text."""

    name: str
    description: str
    text: str


@dataclass(slots=True)
class Report:
    """All that a page or a PDF needs to know."""

    title: str
    blocks: list[Block]
    subtitle: str = ""
    description: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    lang: str = "en"
    keywords: list[str] = field(default_factory=list)
    edition: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    linked_data: dict[str, Any] = field(default_factory=dict)
    switches: list[dict[str, Any]] = field(default_factory=list)
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def byline(self) -> str:
        """Who wrote it and when, on one line."""
        return " · ".join([*self.authors, *([self.date] if self.date else [])])
