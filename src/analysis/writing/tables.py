"""Make tables of findings: every number links to its working, and unknown ones are dashes."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from analysis.errors import TemplateError
from analysis.findings import Finding, Outcome
from analysis.findings.finding import forecast_suffix
from analysis.rendering.document_from_notebook import OURS
from analysis.writing.markup import card_id
from analysis.writing.writer import HTML, PLAIN, Markup, Writer, for_jupyter


class Verbatim(str):
    """Text of the dataset, which may hold digits and is not a template."""

    __slots__ = ()


class Claim(str):
    """The name of a claim, which links to its card."""

    __slots__ = ()


class Gap(str):
    """Why a cell is empty, in a few words: the page shows a dash, and a screen reader says the words."""

    __slots__ = ()


ABOUT = Verbatim("about ")
"""What precedes a number that its source calls approximate; a cell has this object itself, not an equal text."""

Cell = Finding | Outcome | Verbatim | Claim | str | tuple["Cell", ...] | None
"""What a table shows in a cell; a tuple shows its parts one after the other."""

UNKNOWN = Gap("not known on this day, not seen, or not applicable")
"""The reason for an empty cell that gives none."""

FIRST_SIGNS = 12
"""A cell whose text has a digit among so many signs holds a number, rather than words about one."""


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A table for any output: accessible HTML, with caption, label and source.

    `columns` are plain text, and `suffixes` follow them, from the data; there may be fewer suffixes than columns.
    `caption`, `source` and the cells of `rows` are HTML. The caption inside the HTML is for JupyterLab; our own
    exporters take it from the metadata and number it.
    """

    label: str
    caption: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...]
    plain: str
    suffixes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        head = ""
        for name, side, suffix in zip_longest(self.columns, self.align, self.suffixes, fillvalue=""):
            head += f'<th scope="col"{_style(side)}>{html.escape(name)}{HTML.label(suffix)}</th>'
        body = "".join(f"<tr>{self._row_html(cells)}</tr>" for cells in self.rows)
        style = "caption-side: top; text-align: left"
        caption = f'<caption style="{style}"><strong>{self.caption}</strong></caption>'
        page = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

        data = {"text/html": for_jupyter(page), "text/plain": self.plain}
        metadata: dict[str, Any] = {OURS: True, "label": self.label, "caption": self.caption, "source": self.source}
        metadata["align"] = list(self.align)
        return data, {"text/html": metadata}

    def _row_html(self, cells: Sequence[str]) -> str:
        """Write the cells of a row; the first is its header, and always aligned to the left."""
        page = f'<th scope="row"{_style("left")}>{cells[0]}</th>'
        for cell, side in zip(cells[1:], self.align[1:], strict=True):
            page += f"<td{_style(side)}>{cell}</td>"
        return page


def _style(side: str) -> str:
    """Align a cell to the left in JupyterLab; our own exporters ignore this and use `Table.align`."""
    return ' style="text-align:left"' if side == "left" else ""


def make(
    writer: Writer,
    label: str,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    source: str = "",
    *,
    suffixes: Sequence[str] = (),
    remark: Callable[[Finding], str] = forecast_suffix,
) -> Table:
    """Make a table; the first column holds the row headers.

    Raises `TemplateError` for rows of the wrong length, cells of other types, and a label that is not one of a table.

    Args:
        writer: Fills templates and records the findings used.
        label: What sentences call the table, such as tbl-firms.
        caption: A template, like `source`.
        columns: The headings, which are not templates.
        rows: Their cells: a finding, a verdict, a template such as `{entity:@}`, None or the reason for a gap, or a
            tuple of these. Columns of numbers are right-aligned.
        source: Whose numbers these are.
        suffixes: What follows the headings, from the data.
        remark: Returns what follows a number.

    """
    _check_rows(label, columns, rows)
    pages, lines = [], []
    for row in rows:
        pages.append(tuple(_cell_text(writer, cell, HTML, remark) for cell in row))
        lines.append("  ".join(_cell_text(writer, cell, PLAIN, remark) for cell in row))
    plain_rows = "\n".join(lines)

    align = []
    for column in range(len(columns)):
        is_right = _are_numbers([row[column] for row in rows])
        align.append("right" if is_right else "left")

    return Table(
        label=writer.label(label, "tbl"),
        caption=writer.fill(caption, HTML),
        source=writer.fill(source, HTML),
        columns=tuple(columns),
        rows=tuple(pages),
        align=tuple(align),
        plain=f"{writer.fill(caption, PLAIN)}\n{plain_rows}",
        suffixes=tuple(suffixes),
    )


def _are_numbers(cells: Sequence[Cell]) -> bool:
    """True if a column holds numbers, possibly with “about” before or words behind; dates count as words.

    So does a column of tuples only, which are phrases, even if they begin with a number. Gaps count as neither, so that
    a column of gaps alone is aligned like numbers.
    """
    if any(isinstance(cell, Finding) and cell.quantity.unit == "date" for cell in cells):
        return False

    has_bare_number = any(isinstance(cell, Finding) for cell in cells)
    for cell in cells:
        number = cell
        if isinstance(cell, tuple) and has_bare_number:
            number = cell[1] if cell[0] is ABOUT else cell[0]
        if number is None or isinstance(number, Gap):
            continue
        if not isinstance(number, Finding) or not any(map(str.isdigit, number.text[:FIRST_SIGNS])):
            return False
    return True


def _check_rows(label: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Raise `TemplateError` for rows of the wrong length and for cells of other types, such as a typed number."""
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise TemplateError(f"row {number} has {len(row)} cells; expected {len(columns)}").at(label)
        for heading, cell in zip(columns, row, strict=True):
            # as objects, since a notebook may pass anything
            parts: Sequence[object] = cell if isinstance(cell, tuple) else [cell]
            for part in parts:
                if not isinstance(part, Finding | Outcome | str | tuple | None):
                    hint = 'a cell holds a finding, or a name such as "=firms.count"'
                    message = f"{part!r} is a plain number and has no source; {hint}"
                    raise TemplateError(message).at(f"row {number}, column {heading!r}")


def _cell_text(writer: Writer, cell: Cell, markup: Markup, remark: Callable[[Finding], str]) -> str:
    """Write a cell in an output format; `remark` returns what follows a number."""
    # The kinds of text that are no templates are subclasses of str, and so come before it
    match cell:
        case None | Gap():
            if markup is PLAIN:
                return "–"
            reason = writer.fill(cell or UNKNOWN, PLAIN)  # it becomes an attribute, which holds no tags
            return f'<span class="gap" title="{html.escape(reason)}">–</span>'
        case Finding():
            return f"{writer.number(cell, markup)}{markup.label(remark(cell))}"
        case Outcome():
            return markup.verdict(cell, "")
        case tuple():
            return "".join(_cell_text(writer, part, markup, remark) for part in cell)
        case Claim():
            if markup is PLAIN:
                return str(cell)
            return f'<a href="#{card_id(cell)}">{markup.label(cell)}</a>'
        case Verbatim():
            return markup.label(cell)
        case str():
            return writer.fill(cell, markup)
