"""A report is a list of blocks in reading order: prose, figures, tables and listings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from analysis.rendering.tables import to_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.rendering.tables import Grid
    from analysis.rendering.tree import Element, Node

__all__ = [
    "ANNEX", "Attachment", "Block", "Box", "Exhibit", "Figure", "Listing", "Prose", "Report", "Spot", "Table",
    "variants",
]  # fmt: skip

ANNEX = "cell of the workings"
"""What the workings stand in that no cell of the notebook lists."""


@dataclass(slots=True)
class Prose:
    """Running text; `cell` names the notebook cell it came from, for error messages."""

    cell: str
    body: list[Node]
    markdown: bool = True

    def texts(self) -> Iterator[list[Node]]:
        """Every text of this block, so that its links and references can be checked."""
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
    """A figure or a table: both have a title that states the finding, a source and a number."""

    cell: str
    label: str
    title: list[Node]
    source: list[Node]
    number: int = field(default=0, init=False)

    @property
    def kind(self) -> str:
        """The word before the number: Figure or Table."""
        return type(self).__name__

    @property
    def name(self) -> str:
        """For example "Figure 3"; empty when the exhibit has no title and therefore no number."""
        return f"{self.kind} {self.number}" if self.number else ""

    def captions(self) -> Iterator[list[Node]]:
        """Every text above and below the exhibit: its title and its source."""
        yield self.title
        yield self.source

    def texts(self) -> Iterator[list[Node]]:
        """Every text of this block, so that its links and references can be checked."""
        yield from self.captions()


Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Spot:
    """A number drawn in a figure, and the link that covers it: a rectangle given as left, top, width and height.

    The four are shares of the size of the drawing. `narrow` is the rectangle in the drawing for narrow screens. `about`
    says what the number is, and `beside` what stands beside it in the drawing, such as the name of its row.
    """

    link: Element
    box: Box
    narrow: Box | None = None
    about: str = ""
    beside: str = ""


@dataclass(slots=True)
class Pane:
    """The part of a drawing that lines over time take up, and its first and last year, so that a pointer can read them.

    `box` is its rectangle in the wide drawing, `narrow` the one in the drawing for narrow screens.
    """

    box: Box
    narrow: Box
    start: float
    end: float


@dataclass(slots=True)
class Figure(Exhibit):
    """A picture, with an alternative text that says what it shows to someone who cannot see it.

    `narrow` is the same drawing for narrow screens, where there is one. `variants` are the same figure under the other
    options of a reader's choice, whose name is `choice`; print leaves them out. What `is_ours` has marks on axes and
    names from the data; in any other drawing these are words like all others.
    """

    data: bytes
    mime: str
    alt: str
    subtitle: list[Node] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    table: str = ""
    narrow: bytes = b""
    pane: Pane | None = None
    choice: str = ""
    variants: dict[str, Figure] = field(default_factory=dict)
    is_ours: bool = True

    @property
    def csv(self) -> str:
        """The numbers that are drawn, as CSV."""
        return self.table

    def captions(self) -> Iterator[list[Node]]:
        """Every text above and below the exhibit: its title and its source."""
        yield self.title
        yield self.subtitle
        yield self.source

    def texts(self) -> Iterator[list[Node]]:
        """Title, subtitle and source, and the numbers in the drawing that are links."""
        yield from self.captions()
        for spot in self.spots:
            yield [spot.link]


@dataclass(slots=True)
class Table(Exhibit):
    """A table; a reader may sort it, unless each row measures something else."""

    grid: Grid
    sortable: bool = True

    @property
    def csv(self) -> str:
        """The cells of the table, as CSV."""
        return to_csv(self.grid)

    def texts(self) -> Iterator[list[Node]]:
        """Title and source, and the text of every cell."""
        yield from self.captions()
        for row in [*self.grid.head, *self.grid.body]:
            for cell in row:
                yield cell.content


Block = Prose | Listing | Figure | Table


def variants(blocks: Iterable[Block]) -> list[Figure]:
    """Return the figures that only a reader's choice brings into the page."""
    return [other for block in blocks if isinstance(block, Figure) for other in block.variants.values()]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A data file that is attached to the PDF: its name, a description and its text."""

    name: str
    description: str
    text: str


@dataclass(slots=True)
class Report:
    """The whole report, as it was read from a notebook: its blocks, its title and what else is known of it.

    `date` is the day of knowledge, `published` that of publication and `modified` that of the last change since.
    """

    title: str
    blocks: list[Block]
    subtitle: str = ""
    description: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    published: str = ""
    modified: str = ""
    lang: str = "en"
    keywords: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    edition: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    linked_data: dict[str, Any] = field(default_factory=dict)
    switches: list[dict[str, Any]] = field(default_factory=list)
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def byline(self) -> str:
        """Who wrote it and when, on one line."""
        return " · ".join([*self.authors, *([self.date] if self.date else [])])

    @property
    def names_its_day(self) -> bool:
        """Whether the edition is called by the day of the report, as "As known on 30 October 2026" is."""
        try:
            day = datetime.fromisoformat(self.date)
        except ValueError:
            return False
        return f"{day.day} {day:%B %Y}" in self.edition

    @property
    def wordless(self) -> list[Figure]:
        """The figures without an alternative text."""
        shown = (*self.blocks, *variants(self.blocks))
        return [block for block in shown if isinstance(block, Figure) and not block.alt]
