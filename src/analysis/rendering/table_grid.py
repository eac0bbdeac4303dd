"""Tables as grids of cells, read from HTML and written as HTML and CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from itertools import chain

from analysis.rendering.html_tree import Element, Node, plain

ALIGNMENT = re.compile(r"text-align:\s*(left|right|center)")

DAY = re.compile(r"\d{1,2}\s[A-Z][a-z]+\s\d{4}")
"""A day such as 30 October 2026, which stands on one line where there is room."""

CELL_NUMBER = re.compile(
    r"""
    ^[\s(]* [-−–+±≈~<>≤≥]* \s*          # a bracket, as around a loss, and signs before the number
    (?:US|A|C)? [€$¥£]? \s?             # its currency
    \d [\d.,\s]* (?: [-–] [\d.,]+ )?   # the number, or a range
    \s* (?:%|pp|bn|m|k|×|x)? \)?       # its unit
    [*†‡]* $                            # marks of notes
    """,
    re.VERBOSE,
)
"""A cell that is a number; a column of nothing else is aligned on the right."""

EMPTY = frozenset({"", "–", "—", "-", "·", "…", "..", "nan", "NaN", "None", "n/a", "NA", "<NA>"})
"""What stands in cells without a value, in tables of pandas and of ours."""

NOTHING = re.compile(r"(?:\d+ rows × \d+ columns)?")
"""No text, or the size of a table that pandas prints below it."""

FORMULA = re.compile(r"\s*(?:[=@＝＠]|[-+－＋](?![\d.,\s]+%?$))")
"""The start of a cell that is escaped in CSV. Stricter than in the dataset, which allows "-1.5 billion USD"."""

ALIGNMENTS = frozenset({"left", "right", "center"})

CELL_ATTRIBUTES = frozenset({"id", "class", "title", "style"})
"""The attributes of a cell that are kept; spans and scopes are written anew."""

LARGEST_SPAN = 100
"""Columns or rows that a cell may span; with larger spans Typst takes minutes for a page."""

FEWEST_STACKED_COLUMNS = 4
"""Tables with at least this many columns are shown as cards on a phone; fewer fit beside each other."""

LONGEST_UNBROKEN, LONGEST_PHRASE = 22, 60
"""Characters of the longest cell of a column: above the first it is of class `phrase`, above the second of `prose`."""


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
        """The text of the cell without mark-up."""
        return plain(self.content)

    @property
    def look(self) -> dict[str, str]:
        """The CSS declarations of the cell except for its alignment, which is that of the column."""
        declarations = {}
        for declaration in self.attrs.get("style", "").split(";"):
            name, _, value = declaration.partition(":")
            if declaration and name.strip() != "text-align":
                declarations[name.strip()] = value.strip()
        return declarations


@dataclass(slots=True)
class TableGrid:
    """A table as rows of cells.

    Attributes:
        head: The rows of column headings.
        body: All other rows.
        align: The alignment of each column.
        wrap: The class of each column that says how it wraps, or nothing.
        title: The caption within the table, if it has one.

    """

    head: list[list[Cell]]
    body: list[list[Cell]]
    align: list[str] = field(default_factory=list)
    wrap: list[str] = field(default_factory=list)
    title: list[Node] = field(default_factory=list)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.align)

    @property
    def stacks(self) -> bool:
        """Whether a narrow screen can show each row as a card: each cell has one column heading."""
        if self.width < FEWEST_STACKED_COLUMNS or len(self.head) != 1:
            return False
        cells = chain.from_iterable(self.head + self.body)
        return all(cell.colspan == cell.rowspan == 1 for cell in cells)

    def heading(self, cell: Cell) -> str:
        """Return the column headings above a cell, from the top down."""
        headings = []
        for row in self.head:
            for header in row:
                is_above = header.column <= cell.column < header.column + header.colspan
                if is_above and header.text and header.text not in headings:
                    headings.append(header.text)
        return ", ".join(headings)

    def columns(self, rows: list[list[Cell]]) -> list[list[Cell]]:
        """Return the cells of each column in some rows, without cells that span columns."""
        columns: list[list[Cell]] = [[] for _ in range(self.width)]
        for row in rows:
            for cell in row:
                if cell.colspan == 1:
                    columns[cell.column].append(cell)
        return columns


def lone_table(nodes: list[Node]) -> Element | None:
    """Return the table of a fragment without other content; the size that pandas prints below it does not count.

    The table may be wrapped in `<div>`s, as that of pandas is.
    """
    content = []
    for node in nodes:
        is_text = isinstance(node, str) or node.tag == "p"
        if not is_text or not NOTHING.fullmatch(plain([node])):
            content.append(node)
    if len(content) != 1:
        return None

    (element,) = content
    if isinstance(element, str):
        return None
    if element.tag == "table":
        return element
    # a `<div>` with an id may be the target of a link, which would be lost with it
    is_bare = element.tag == "div" and set(element.attrs) <= {"class"}
    return lone_table(element.children) if is_bare else None


def read(table: Element, align: list[str] | None = None) -> TableGrid:
    """Return the grid of a table element.

    Args:
        table: The element.
        align: The alignment of each column. For columns without one, or with an unknown one, the cells decide: numbers
            are aligned on the right.

    """
    # Read the cells
    grid = TableGrid([], [])
    for part in table.children:
        if isinstance(part, str):
            continue
        if part.tag == "caption":
            grid.title = part.children
        rows = [part] if part.tag == "tr" else _elements(part, "tr")
        section = grid.head if part.tag == "thead" else grid.body
        section += [_cells(row) for row in rows]

    # Find the header rows: without a <thead>, as Markdown and people write tables, a first row of <th> alone is one
    if not grid.head and grid.body:
        has_only_headers = all(cell.head for cell in grid.body[0])
        if has_only_headers:
            grid.head.append(grid.body.pop(0))
    _lift_index_names(grid.head)
    for row in grid.head:
        for cell in row:
            cell.head = bool(cell.text)  # an empty header, as above an index, heads nothing

    # Place the cells, and derive the format of each column from its cells
    _place(grid.head)
    _place(grid.body)
    width = 0
    for cell in chain.from_iterable(grid.head + grid.body):
        width = max(width, cell.column + cell.colspan)
    grid.align = ["left"] * width  # makes the grid as wide as that
    columns = grid.columns(grid.body)
    requested = list(align or [])
    for column, cells in enumerate(columns):
        if column < len(requested) and requested[column] in ALIGNMENTS:
            grid.align[column] = requested[column]
        else:
            grid.align[column] = _alignment(cells)
    grid.wrap = [_wrapping(cells) for cells in columns]
    return grid


def to_table(grid: TableGrid, name: str = "", caption: list[Node] | None = None) -> Element:
    """Return a grid as a table element, with a scope on each header cell.

    `name` is the accessible name of the table.
    """
    if grid.stacks:
        # CSS shows these labels where rows are cards
        for row in grid.body:
            for cell in row:
                if cell.column:  # the first cell is the heading of its card
                    cell.attrs["data-label"] = grid.heading(cell)

    parts: list[Node] = []
    if caption:
        parts.append(Element("caption", {}, caption))
    if grid.head:
        parts.append(Element("thead", {}, [_row(row, grid, "col") for row in grid.head]))
    if grid.body:
        parts.append(Element("tbody", {}, [_row(row, grid, "row") for row in grid.body]))

    attrs = {}
    if grid.stacks:
        attrs["class"] = "stacks"
    if name:
        attrs["aria-label"] = name
    return Element("table", attrs, parts)


def to_csv(grid: TableGrid) -> str:
    """Return the text of all cells as CSV; a cell that spans columns or rows is in the first of them.

    Text that a spreadsheet would read as a formula gets an apostrophe in front; a number such as +48% does not.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in grid.head + grid.body:
        cells = [""] * grid.width
        for cell in row:
            cells[cell.column] = f"'{cell.text}" if FORMULA.match(cell.text) else cell.text
        writer.writerow(cells)
    return text.getvalue()


def _cells(row: Element) -> list[Cell]:
    cells = []
    for element in _elements(row, "td", "th"):
        attrs = {name: value for name, value in element.attrs.items() if name in CELL_ATTRIBUTES}
        colspan, rowspan = _span(element, "colspan"), _span(element, "rowspan")
        is_head = element.tag == "th"
        cells.append(Cell(element.children, head=is_head, colspan=colspan, rowspan=rowspan, attrs=attrs))
    return cells


def _elements(parent: Element, *tags: str) -> list[Element]:
    return [child for child in parent.children if isinstance(child, Element) and child.tag in tags]


def _span(cell: Element, name: str) -> int:
    value = cell.attrs.get(name, "1").strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    number = int(value[:9])  # int refuses thousands of digits, and nine are more than enough
    return min(max(number, 1), LARGEST_SPAN)


def _lift_index_names(head: list[list[Cell]]) -> None:
    """Move the names of an index, which pandas writes into a second header row, up into the first.

    Above the index, the first row is empty, and above the other columns the second.
    """
    if len(head) < 2:
        return
    names, above = head[-1], head[-2]
    count = 0
    while count < len(names) and names[count].text:
        count += 1
    has_headings_behind = any(cell.text for cell in names[count:])
    is_index_only = 0 < count < len(names) and not has_headings_behind
    if not is_index_only or len(above) < count:
        return
    # the row above goes on behind the index
    for name, cell in zip(names[:count], above, strict=False):
        if not cell.text:
            cell.content = name.content
    head.pop()


def _place(rows: list[list[Cell]]) -> None:
    """Set the column of each cell, and shorten spans that would overlap another cell or leave the table."""
    # the number of rows, from this one down, that cells above still occupy in each column
    occupied: dict[int, int] = {}
    for number, row in enumerate(rows):
        occupied_below = {column: count - 1 for column, count in occupied.items() if count > 1}
        column = 0
        for cell in row:
            # Pass the columns that a cell above still occupies
            while occupied.get(column, 0) > 0:
                column += 1
            cell.column = column

            # End before the next such column, and with the last row
            for offset in range(1, cell.colspan):
                if occupied.get(column + offset, 0) > 0:
                    cell.colspan = offset
                    break
            cell.rowspan = min(cell.rowspan, len(rows) - number)

            for spanned_column in range(column, column + cell.colspan):
                occupied_below[spanned_column] = cell.rowspan - 1
            column += cell.colspan
        occupied = occupied_below


def _alignment(cells: list[Cell]) -> str:
    """Return the alignment of a column: as its first cell declares, or else right for numbers and left for the rest."""
    if cells:
        # Markdown and pandas declare the same for all cells of a column
        declared = ALIGNMENT.search(cells[0].attrs.get("style", ""))
        if declared:
            return declared[1]

    # Years that name rows are headers, and stay on the left as names do
    if any(cell.head for cell in cells):
        return "left"
    values = [cell.text for cell in cells if cell.text not in EMPTY]
    are_numbers = bool(values) and all(CELL_NUMBER.match(value) for value in values)
    return "right" if are_numbers else "left"


def _wrapping(cells: list[Cell]) -> str:
    """Return the class of a column of long texts, to which a narrow screen leaves more room, or of days."""
    texts = [cell.text for cell in cells if not cell.head and cell.text not in EMPTY]
    if texts and all(DAY.fullmatch(text) for text in texts):
        return "day"
    # Long names of rows need room as well
    longest = max((len(cell.text) for cell in cells), default=0)
    if longest > LONGEST_PHRASE:
        return "prose"
    if longest > LONGEST_UNBROKEN:
        return "phrase"
    return ""


def _row(row: list[Cell], grid: TableGrid, scope: str) -> Element:
    return Element("tr", {}, [_cell(cell, grid, scope) for cell in row])


def _cell(cell: Cell, grid: TableGrid, scope: str) -> Element:
    """Return a cell as an element, with classes for what the style sheet needs to know of its column."""
    tag = "th" if cell.head and cell.content else "td"  # an empty header heads nothing
    attrs = {name: value for name, value in cell.attrs.items() if name not in {"class", "style"}}

    names = cell.attrs.get("class", "").split()
    if cell.column == 0:
        names.append("start")
    if cell.column + cell.colspan == grid.width:
        names.append("end")
    if cell.colspan == 1:
        if grid.align[cell.column] != "left":
            names.append(grid.align[cell.column])
        if grid.wrap[cell.column]:
            names.append(grid.wrap[cell.column])
    if cell.look:
        names.append("styled")
    if names:
        attrs["class"] = " ".join(names)

    if cell.look:
        attrs["style"] = ";".join(f"{name}:{value}" for name, value in cell.look.items())
    if tag == "th":
        spans = cell.colspan if scope == "col" else cell.rowspan
        attrs["scope"] = f"{scope}group" if spans > 1 else scope
    if cell.colspan > 1:
        attrs["colspan"] = str(cell.colspan)
    if cell.rowspan > 1:
        attrs["rowspan"] = str(cell.rowspan)
    return Element(tag, attrs, cell.content)
