"""The document that is rendered: its blocks in reading order, and tables as grids of cells."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from analysis.rendering.tree import Element, Node, classes, plain

if TYPE_CHECKING:
    from collections.abc import Iterator


ALIGNMENT = re.compile(r"text-align:\s*(left|right|center)")
DAY = re.compile(r"\d{1,2}\s[A-Z][a-z]+\s\d{4}")
"""A day such as 30 October 2026, which stands on one line where there is room."""

CELL_NUMBER = re.compile(
    r"^[\s(]*[-−–+±≈~<>≤≥]*\s*(?:US|A|C)?[€$¥£]?\s?\d[\d.,\s]*(?:[-–][\d.,]+)?"
    r"\s*(?:%|pp|bn|m|k|×|x)?\)?[*†‡]*$"
)
EMPTY = frozenset({"", "–", "—", "-", "·", "…", "..", "nan", "NaN", "None", "n/a", "NA", "<NA>"})
NOTHING = re.compile(r"(?:\d+ rows × \d+ columns)?")
"""How pandas says below a table how large it is."""

FORMULA = re.compile(r"\s*(?:[=@＝＠]|[-+－＋](?![\d.,\s]+%?$))")
"""How a cell of a report starts that is escaped. Stricter than that of the dataset, which allows "-1.5 billion USD"."""

ALIGNMENTS = frozenset({"left", "right", "center"})
KEPT = frozenset({"id", "class", "title", "style"})
WIDEST = 100
"""Columns or rows that a cell may span; what says more would keep the setting of a page busy for minutes."""

MANY = 4
"""Columns that are too many for a phone."""


@dataclass(slots=True)
class Cell:
    """One cell: its content, whether it is a header, and how many columns and rows it spans."""

    content: list[Node] = field(default_factory=list)
    head: bool = False
    column: int = 0
    colspan: int = 1
    rowspan: int = 1
    attrs: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words of the cell without any mark-up."""
        return plain(self.content)

    @property
    def look(self) -> dict[str, str]:
        """The colours and weights of the cell, as declarations of CSS; how it is aligned is its column's."""
        declarations = [part.partition(":") for part in self.attrs.get("style", "").split(";") if part]
        return {name.strip(): value.strip() for name, _, value in declarations if name.strip() != "text-align"}


@dataclass(slots=True)
class TableGrid:
    """A table as rows of cells; each column has an alignment and a rule for wrapping."""

    head: list[list[Cell]]
    body: list[list[Cell]]
    align: list[str] = field(default_factory=list)
    wrap: list[str] = field(default_factory=list)
    title: list[Node] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.align)

    @property
    def stacks(self) -> bool:
        """Whether each row can be shown as a card where the table is too wide: it has one heading for each cell."""
        cells = [cell for row in [*self.head, *self.body] for cell in row]
        return self.width >= MANY and len(self.head) == 1 and all(it.colspan == it.rowspan == 1 for it in cells)

    def heading(self, cell: Cell) -> str:
        """Return the column headings above a cell, from the top down."""
        above = (it for row in self.head for it in row if it.column <= cell.column < it.column + it.colspan)
        return ", ".join(dict.fromkeys(it.text for it in above if it.text))

    def columns(self, rows: list[list[Cell]]) -> list[list[Cell]]:
        """Return the cells of each column in some rows, without cells that span columns."""
        found: list[list[Cell]] = [[] for _ in range(self.width)]
        for cell in (cell for row in rows for cell in row if cell.colspan == 1):
            found[cell.column].append(cell)
        return found


def lone_table(nodes: list[Node]) -> Element | None:
    """Return the table of a fragment that holds nothing else but the size that pandas prints below it."""
    real = [it for it in nodes if (isinstance(it, Element) and it.tag != "p") or not NOTHING.fullmatch(plain([it]))]
    if len(real) != 1 or not isinstance(real[0], Element):
        return None
    if real[0].tag == "table":
        return real[0]
    bare = real[0].tag == "div" and set(real[0].attrs) <= {"class"}
    return lone_table(real[0].children) if bare else None


def read(table: Element, align: list[str] | None = None) -> TableGrid:
    """Turn a table element into a grid, in which header cells are marked as such."""
    grid = TableGrid([], [])
    for part in table.children:
        if not isinstance(part, Element):
            continue
        if part.tag == "caption":
            grid.title = part.children
        found = [part] if part.tag == "tr" else _elements(part, "tr")
        (grid.head if part.tag == "thead" else grid.body).extend(_cells(row) for row in found)
    if not grid.head and grid.body and all(cell.head for cell in grid.body[0]):
        grid.head.append(grid.body.pop(0))
    _lift_index_names(grid.head)
    for row in grid.head:
        for cell in row:
            cell.head = bool(cell.text)
    _place(grid.head)
    _place(grid.body)
    width = max((cell.column + cell.colspan for row in [*grid.head, *grid.body] for cell in row), default=0)
    grid.align = ["left"] * width
    columns, wanted = grid.columns(grid.body), dict(enumerate(align or []))
    grid.align = [wanted[n] if wanted.get(n) in ALIGNMENTS else _alignment(cells) for n, cells in enumerate(columns)]
    grid.wrap = [_wrapping(cells) for cells in columns]
    return grid


def to_table(grid: TableGrid, name: str = "", caption: list[Node] | None = None) -> Element:
    """Return a grid as the element of a table, with a scope on each header cell.

    `name` is what the table is called when heard. Where its rows can be cards, each cell but the first says what it is:
    there the style sheet finds its label.
    """
    for cell in (cell for row in grid.body for cell in row if grid.stacks and cell.column):
        cell.attrs["data-label"] = grid.heading(cell)
    parts: list[Node] = [Element("caption", {}, caption)] if caption else []
    for tag, rows, scope in (("thead", grid.head, "col"), ("tbody", grid.body, "row")):
        parts += [Element(tag, {}, [_row(row, grid, scope) for row in rows])] if rows else []
    attrs = {"class": "stacks" if grid.stacks else "", "aria-label": name}
    return Element("table", {key: value for key, value in attrs.items() if value}, parts)


def to_csv(grid: TableGrid) -> str:
    """Write the text of all cells as CSV; a cell that spans columns or rows stands in the first of them.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; a number such as +48% does not.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in [*grid.head, *grid.body]:
        cells = [""] * grid.width
        for cell in row:
            cells[cell.column] = f"'{cell.text}" if FORMULA.match(cell.text) else cell.text
        writer.writerow(cells)
    return text.getvalue()


def _cells(row: Element) -> list[Cell]:
    return [
        Cell(
            cell.children,
            cell.tag == "th",
            colspan=_span(cell, "colspan"),
            rowspan=_span(cell, "rowspan"),
            attrs={key: value for key, value in cell.attrs.items() if key in KEPT},
        )
        for cell in _elements(row, "td", "th")
    ]


def _elements(parent: Element, *tags: str) -> list[Element]:
    return [child for child in parent.children if isinstance(child, Element) and child.tag in tags]


def _span(cell: Element, name: str) -> int:
    value = cell.attrs.get(name, "1").strip()
    return min(max(int(value[:9]), 1), WIDEST) if value.isascii() and value.isdigit() else 1


def _lift_index_names(head: list[list[Cell]]) -> None:
    # pandas writes the names of an index into a second header row; they belong in the first, above the index.
    if len(head) < 2:
        return
    names, above = head[-1], head[-2]
    count = next((i for i, cell in enumerate(names) if not cell.text), len(names))
    if 0 < count < len(names) and not any(cell.text for cell in names[count:]) and len(above) >= count:
        for i in range(count):
            if not above[i].text:
                above[i].content = names[i].content
        head.pop()


def _place(rows: list[list[Cell]]) -> None:
    taken: dict[int, int] = {}
    for number, row in enumerate(rows):
        column, later = 0, {c: n - 1 for c, n in taken.items() if n > 1}
        for cell in row:
            while taken.get(column, 0) > 0:
                column += 1
            taken_on = (n for n in range(1, cell.colspan) if taken.get(column + n, 0) > 0)
            cell.column, cell.colspan = column, next(taken_on, cell.colspan)  # where another one lies it ends
            cell.rowspan = min(cell.rowspan, len(rows) - number)  # there is nothing to span below the last row
            later |= dict.fromkeys(range(column, column + cell.colspan), cell.rowspan - 1)
            column += cell.colspan
        taken = later


def _alignment(cells: list[Cell]) -> str:
    for cell in cells[:1]:
        if found := ALIGNMENT.search(cell.attrs.get("style", "")):
            return found[1]
    texts = [text for cell in cells if (text := cell.text) not in EMPTY]
    if texts and not any(cell.head for cell in cells) and all(CELL_NUMBER.match(text) for text in texts):
        return "right"
    return "left"


def _wrapping(cells: list[Cell]) -> str:
    """Return the class of a column of long texts, to which a narrow screen leaves more room, or of days."""
    texts = [cell.text for cell in cells if not cell.head and cell.text not in EMPTY]
    if texts and all(DAY.fullmatch(text) for text in texts):
        return "day"
    longest = max((len(cell.text) for cell in cells), default=0)
    return "prose" if longest > 60 else "phrase" if longest > 22 else ""


def _row(row: list[Cell], grid: TableGrid, scope: str) -> Element:
    return Element("tr", {}, [_cell(cell, grid, scope) for cell in row])


def _cell(cell: Cell, grid: TableGrid, scope: str) -> Element:
    tag = "th" if cell.head and cell.content else "td"
    attrs: dict[str, str] = {key: value for key, value in cell.attrs.items() if key not in {"class", "style"}}
    names = classes(Element("td", cell.attrs))
    names += ["start"] if cell.column == 0 else []
    names += ["end"] if cell.column + cell.colspan == grid.width else []
    if cell.colspan == 1:
        names += [grid.align[cell.column]] if grid.align[cell.column] != "left" else []
        names += [grid.wrap[cell.column]] if grid.wrap[cell.column] else []
    if names:
        attrs["class"] = " ".join(names)
    if cell.look:
        attrs["style"] = ";".join(f"{name}:{value}" for name, value in cell.look.items())
        names.append("styled")
        attrs["class"] = " ".join(names)
    if tag == "th":
        wide = cell.colspan > 1 if scope == "col" else cell.rowspan > 1
        attrs["scope"] = scope + ("group" if wide else "")
    attrs |= {k: str(v) for k, v in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if v > 1}
    return Element(tag, attrs, cell.content)


# A report is a list of blocks in reading order: prose, figures, tables and listings.

EVIDENCE = "evidence"
"""The id of the heading with which the evidence begins."""

ANNEX = "cell of the workings"
"""What the workings stand in that no cell of the notebook lists."""


@dataclass(slots=True)
class ProseBlock:
    """Running text; `cell` names the notebook cell it came from, for error messages.

    `left_out` means that it only says that a figure or table was left out.
    """

    cell: str
    body: list[Node]
    markdown: bool = True
    left_out: bool = False

    def texts(self) -> Iterator[list[Node]]:
        """Yield every text of this block, so that its links and references can be checked."""
        yield self.body


@dataclass(slots=True)
class ListingBlock:
    """Code, printed output or an error, shown letter by letter."""

    cell: str
    text: str
    kind: str

    def texts(self) -> Iterator[list[Node]]:
        """Yield nothing: a listing holds no links."""
        yield from ()


@dataclass(slots=True)
class Exhibit:
    """A figure or a table: both have a title that states the finding, a source and a number."""

    kind: ClassVar[str]
    """The word before the number."""

    cell: str
    label: str
    title: list[Node]
    source: list[Node]
    number: int = field(default=0, init=False)

    @property
    def name(self) -> str:
        """For example "Figure 3"; empty when the exhibit has no title and therefore no number."""
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
    """A picture, with an alternative text that says what it shows to someone who cannot see it.

    `narrow` is the same drawing for narrow screens, where there is one. `numbers` are the ids of the workings of the
    numbers written in it. What `is_ours` is written into the page; all else is shown as an image.
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
        """The numbers that are drawn, as CSV."""
        return self.table

    def captions(self) -> Iterator[list[Node]]:
        """Yield every text above and below the exhibit: its title and its source."""
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
        for row in [*self.grid.head, *self.grid.body]:
            for cell in row:
                yield cell.content


Block = ProseBlock | ListingBlock | FigureBlock | TableBlock


@dataclass(frozen=True, slots=True)
class Attachment:
    """A data file that is attached to the PDF: its name, a description and its text."""

    name: str
    description: str
    text: str


SHORTEST_ROOM = 400
"""Letters of a description; services that show a link to a page cut off what is longer than they have room for."""


def opening(text: str, room: int) -> str:
    """Return the first sentences of a text, as many as there is room for; one too long by itself is cut at a word."""
    if len(text) <= room:
        return text
    ends = [found.end() for found in re.finditer(r"[.?!][”’)]*(?= )", text) if found.end() <= room]
    return text[: ends[-1]] if ends else f"{text[: room - 1].rpartition(' ')[0]}…"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a working says on paper: what its number is, and the ids of the sources."""

    text: str
    sources: list[str]


@dataclass(slots=True)
class ReportDocument:
    """The whole report, as it was read from a notebook: its blocks, its title and what else is known of it.

    `answer` is the first paragraph of the answer that it begins with, if it has one, and `contact` the address at which
    errors are reported; `date` is the day of knowledge, `published` that of publication and `modified` that of the last
    change since.
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
    """A picture as a data address."""
    accent: str = ""
    """The colour of links, such as #005a8c."""
    header: str = ""
    footer: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    summaries: dict[str, Summary] = field(default_factory=dict)
    """By the id of a working what it says on paper; one without is printed in full."""
    linked_data: dict[str, Any] = field(default_factory=dict)
    contents: list[tuple[int, str, str]] = field(default_factory=list)
    story_length: int | None = None
    """How many blocks come before the evidence, which begins with its heading; None where there is no evidence."""
    marked: int | None = None
    """How many places of a draft are marked; None where it is no draft."""

    @property
    def banner(self) -> str:
        """What a draft says of itself at its top; empty where it is none."""
        if self.marked is None:
            return ""
        places = "1 place is" if self.marked == 1 else f"{self.marked or 'no'} places are"
        return f"DRAFT, not for publication: {places} marked as lacking a source or an alternative text."

    @property
    def story(self) -> list[Block]:
        """The blocks that are read from beginning to end."""
        return self.blocks[: self.story_length]

    @property
    def evidence(self) -> list[Block]:
        """The blocks that are looked up: from the heading of the evidence on."""
        return [] if self.story_length is None else self.blocks[self.story_length :]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The list of contents: id and heading of each section of the story, and of the evidence as a whole."""
        listed = [(name, text) for level, name, text in self.contents if level == 2]
        names = [name for name, _ in listed]
        return listed[: names.index(EVIDENCE) + 1] if EVIDENCE in names else listed

    @property
    def summary(self) -> str:
        """What is said of the report where it is shared: the sentences of its answer that fit, or its description."""
        return opening(self.answer, SHORTEST_ROOM) or self.description or self.subtitle

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
    def wordless(self) -> list[FigureBlock]:
        """The figures without an alternative text."""
        return [block for block in self.blocks if isinstance(block, FigureBlock) and not block.alt]
