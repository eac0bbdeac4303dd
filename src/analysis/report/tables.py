"""Tables are made from findings: every number is a link to its working, and what is not known is a dash."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from analysis.errors import TemplateError
from analysis.findings import Finding, Outcome
from analysis.findings.finding import forecast_marked, own_marked
from analysis.rendering.read_notebook import OURS
from analysis.report.markup import card
from analysis.report.writer import HTML, MARKDOWN, PLAIN, Writer, for_jupyter, refuse_other_unit


class Verbatim(str):
    """Text of the dataset that is shown as it is: it may hold digits, and no template is filled in it."""

    __slots__ = ()


class Claim(str):
    """The name of a claim, which leads to its card."""

    __slots__ = ()


class Gap(str):
    """Why there is nothing in a cell, in two or three plain words: a dash is seen, and they are heard."""

    __slots__ = ()


ABOUT = Verbatim("about ")
"""What stands before a number that its source calls about right."""

Cell = Finding | Outcome | Verbatim | Claim | str | tuple["Cell", ...] | None
EMPTY_CELL = '<span class="gap" title="{}">–</span>'
UNKNOWN = Gap("not known on this day, not seen, or not applicable")


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A table for any output: accessible HTML, with caption, label and source as parts of it.

    `behind` is what the data say behind the names of columns. `heading` is the caption as HTML, for JupyterLab; our own
    exporters number the one in Markdown.
    """

    label: str
    caption: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...]
    plain: str
    heading: str = ""
    behind: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        heads = zip_longest(self.columns, self.align, self.behind, fillvalue="")
        head = "".join(
            f'<th scope="col"{_side(side)}>{html.escape(name)}{HTML.label(more)}</th>' for name, side, more in heads
        )
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        above = f'<caption style="caption-side: top; text-align: left">{self.heading}</caption>' if self.heading else ""
        table = f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        about = {
            OURS: True,
            "label": self.label,
            "caption": self.caption,
            "source": self.source,
            "align": list(self.align),
        }
        return {"text/html": for_jupyter(table), "text/plain": self.plain}, {"text/html": about}

    def _row(self, cells: Sequence[str]) -> str:
        first, *others = (f"{_side(side)}>{cell}" for cell, side in zip(cells, ("left", *self.align[1:]), strict=True))
        return f'<th scope="row"{first}</th>' + "".join(f"<td{other}</td>" for other in others)


def _side(side: str) -> str:
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
    behind: Sequence[str] = (),
    remark: Callable[[Finding], str] = forecast_marked,
) -> Table:
    """Make a table; the first column holds the row headers.

    A cell is a finding, a verdict, a template such as `{entity:@}`, None or the reason for a gap, or several of these
    one after the other. Columns of numbers are set to the right. `behind` is what the data say behind the names of
    columns, and `remark` behind each number.
    """
    _refuse_rows(label, columns, rows)
    cells = tuple(tuple(_cell(writer, cell, remark) for cell in row) for row in rows)
    plain = "\n".join("  ".join(_plain(writer, cell, remark) for cell in row) for row in rows)
    return Table(
        label=writer.label(label, "tbl"),
        caption=writer.fill(caption, MARKDOWN),
        source=writer.fill(source, MARKDOWN) if source else "",
        columns=tuple(columns),
        rows=cells,
        align=tuple("right" if _are_numbers([row[i] for row in rows]) else "left" for i in range(len(columns))),
        plain=f"{writer.fill(caption, PLAIN)}\n{plain}",
        behind=tuple(behind),
        heading=f"<strong>{writer.fill(caption, HTML)}</strong>",
    )


def _are_numbers(cells: Sequence[Cell]) -> bool:
    """Say whether a column holds numbers, perhaps with “about” before or words behind; days are read as words are."""
    if any(isinstance(cell, Finding) and cell.quantity.unit == "date" for cell in cells):
        return False
    firsts = [
        cell[cell[0] is ABOUT] if isinstance(cell, tuple) and any(isinstance(it, Finding) for it in cells) else cell
        for cell in cells
    ]
    found = [first for first in firsts if first is not None and not isinstance(first, Gap)]
    return all(isinstance(first, Finding) and any(sign.isdigit() for sign in first.text[:12]) for first in found)


def _refuse_rows(label: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Refuse rows that are too short or too long, and what is no cell."""
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            many = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            raise TemplateError(f"row {number} has {many}; expected {len(columns)}").at(label)
        for heading, cell in zip(columns, row, strict=True):
            _refuse(cell, f"row {number}, column {heading!r}")
            refuse_other_unit(heading, cell, f"{label}, row {number}")


def _refuse(cell: object, place: str) -> None:
    """Refuse what is no cell, above all a number that was typed: nobody could tell where it comes from."""
    if isinstance(cell, tuple):
        for part in cell:
            _refuse(part, place)
    elif not isinstance(cell, Finding | Outcome | str | None):
        what = f"{cell!r} is a plain number and has no source" if isinstance(cell, int | float) else f"{cell!r:.60}"
        hint = "a cell holds a finding, or the name of one behind a = sign"
        raise TemplateError(f"{what}; {hint}").at(place)


def _cell(writer: Writer, cell: Cell, remark: Callable[[Finding], str]) -> str:
    match cell:
        case None | Gap():
            return EMPTY_CELL.format(html.escape(writer.fill(cell or UNKNOWN, PLAIN)))
        case Finding():
            return f"{writer.number(cell, HTML)}{HTML.label(remark(cell))}"
        case Outcome():
            return HTML.verdict(cell, "")
        case tuple():
            return "".join(_cell(writer, part, remark) for part in cell)
        case Verbatim():
            return HTML.label(cell)
        case Claim():
            return f'<a href="#{card(cell)}">{HTML.label(cell)}</a>'
        case str():
            return writer.fill(cell, HTML)


def _plain(writer: Writer, cell: Cell, remark: Callable[[Finding], str]) -> str:
    match cell:
        case None | Gap():
            return "–"
        case Finding():
            return f"{cell.text}{own_marked(cell)}{remark(cell)}"
        case Outcome():
            return cell.value
        case tuple():
            return "".join(_plain(writer, part, remark) for part in cell)
        case Verbatim() | Claim():
            return str(cell)
        case str():
            return writer.fill(cell, PLAIN)
