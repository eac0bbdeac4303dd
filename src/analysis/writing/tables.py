"""Make tables of findings: every number links to its working, and unknown ones are dashes."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from analysis.errors import TemplateError
from analysis.findings import Finding, Outcome
from analysis.findings.finding import forecast_marked
from analysis.rendering.read_notebook import OURS
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
"""What precedes a number that its source calls approximate."""

Cell = Finding | Outcome | Verbatim | Claim | str | tuple["Cell", ...] | None
UNKNOWN = Gap("not known on this day, not seen, or not applicable")


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A table for any output: accessible HTML, with caption, label and source.

    `suffixes` follow the names of columns and come from the data. The caption inside the HTML is for JupyterLab; our
    own exporters take it from the metadata and number it.
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
        heads = zip_longest(self.columns, self.align, self.suffixes, fillvalue="")
        head = "".join(
            f'<th scope="col"{_side(side)}>{html.escape(name)}{HTML.label(suffix)}</th>' for name, side, suffix in heads
        )
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        style = "caption-side: top; text-align: left"
        above = f'<caption style="{style}"><strong>{self.caption}</strong></caption>'
        table = f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        metadata = {OURS: True, "label": self.label, "caption": self.caption, "source": self.source}
        metadata |= {"align": list(self.align)}
        return {"text/html": for_jupyter(table), "text/plain": self.plain}, {"text/html": metadata}

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
    suffixes: Sequence[str] = (),
    remark: Callable[[Finding], str] = forecast_marked,
) -> Table:
    """Make a table; the first column holds the row headers.

    Args:
        writer: Fills templates and records the findings used.
        label: What sentences call the table, such as tbl-firms.
        caption: A template, like `source`.
        columns: The headings.
        rows: Their cells: a finding, a verdict, a template such as `{entity:@}`, None or the reason for a gap, or a
            tuple of these. Columns of numbers are right-aligned.
        source: Whose numbers these are.
        suffixes: What follows the headings, from the data.
        remark: Returns what follows a number.

    """
    _refuse_rows(label, columns, rows)
    cells = tuple(tuple(_cell_text(writer, cell, HTML, remark) for cell in row) for row in rows)
    plain = "\n".join("  ".join(_cell_text(writer, cell, PLAIN, remark) for cell in row) for row in rows)
    return Table(
        label=writer.label(label, "tbl"),
        caption=writer.fill(caption, HTML),
        source=writer.fill(source, HTML),
        columns=tuple(columns),
        rows=cells,
        align=tuple("right" if _are_numbers([row[i] for row in rows]) else "left" for i in range(len(columns))),
        plain=f"{writer.fill(caption, PLAIN)}\n{plain}",
        suffixes=tuple(suffixes),
    )


def _are_numbers(cells: Sequence[Cell]) -> bool:
    """True if a column holds numbers, possibly with “about” before or words behind; dates count as words."""
    if any(isinstance(cell, Finding) and cell.quantity.unit == "date" for cell in cells):
        return False
    has_bare_number = any(isinstance(cell, Finding) for cell in cells)
    firsts = []
    for cell in cells:
        if isinstance(cell, tuple) and has_bare_number:
            firsts.append(cell[1] if cell[0] is ABOUT else cell[0])
        else:
            firsts.append(cell)
    known = [first for first in firsts if first is not None and not isinstance(first, Gap)]
    return all(isinstance(first, Finding) and any(map(str.isdigit, first.text[:12])) for first in known)


def _refuse_rows(label: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Raise `TemplateError` for rows of the wrong length and for cells of other types, such as a typed number."""
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise TemplateError(f"row {number} has {len(row)} cells; expected {len(columns)}").at(label)
        for heading, cell in zip(columns, row, strict=True):
            parts: Sequence[object] = cell if isinstance(cell, tuple) else [cell]
            for part in parts:
                if not isinstance(part, Finding | Outcome | str | tuple | None):
                    hint = 'a cell holds a finding, or a name such as "=firms.count"'
                    message = f"{part!r} is a plain number and has no source; {hint}"
                    raise TemplateError(message).at(f"row {number}, column {heading!r}")


def _cell_text(writer: Writer, cell: Cell, markup: Markup, remark: Callable[[Finding], str]) -> str:
    match cell:
        case None | Gap():
            reason = writer.fill(cell or UNKNOWN, PLAIN)
            return "–" if markup is PLAIN else f'<span class="gap" title="{html.escape(reason)}">–</span>'
        case Finding():
            return f"{writer.number(cell, markup)}{markup.label(remark(cell))}"
        case Outcome():
            return markup.verdict(cell, "")
        case tuple():
            return "".join(_cell_text(writer, part, markup, remark) for part in cell)
        case Claim():
            return str(cell) if markup is PLAIN else f'<a href="#{card_id(cell)}">{markup.label(cell)}</a>'
        case Verbatim():
            return markup.label(cell)
        case str():
            return writer.fill(cell, markup)
