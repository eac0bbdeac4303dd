"""A report is a list of blocks in reading order: prose, figures, tables and listings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.tables import Grid
    from analysis.rendering.tree import Node

__all__ = ["Block", "Exhibit", "Figure", "Listing", "Prose", "Report", "Table"]


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

    def texts(self) -> Iterator[list[Node]]:
        """The title and the source, which may hold links."""
        yield self.title
        yield self.source


@dataclass(slots=True)
class Figure(Exhibit):
    """A picture with a text that says what it shows to someone who cannot see it."""

    data: bytes
    mime: str
    alt: str
    subtitle: str = ""


@dataclass(slots=True)
class Table(Exhibit):
    """Rows and columns."""

    grid: Grid

    def texts(self) -> Iterator[list[Node]]:
        """The title, the source and every cell."""
        yield self.title
        yield self.source
        for row in [*self.grid.head, *self.grid.body]:
            for cell in row:
                yield cell.content


Block = Prose | Listing | Figure | Table


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
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def byline(self) -> str:
        """Who wrote it and when, on one line."""
        return " · ".join([*self.authors, *([self.date] if self.date else [])])
