"""Tables made from findings: every number a link, every gap a gap."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.exhibits.prose import HTML, MARKDOWN, PLAIN, Writer, for_jupyter
from analysis.findings import Finding, Outcome


class Verbatim(str):
    """Text of the dataset, shown as it stands: it may hold digits and is never read as a template."""

    __slots__ = ()


Cell = Finding | Outcome | Verbatim | str | tuple["Cell", ...] | None
GAP = '<span class="gap" title="not known on this day, not seen, or not applicable">–</span>'


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A table for any output: accessible HTML, with caption, label and source as parts of it."""

    label: str
    caption: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...]
    plain: str
    sortable: bool = True

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        heads = zip(self.columns, self.align, strict=True)
        head = "".join(f'<th scope="col"{_side(side)}>{html.escape(name)}</th>' for name, side in heads)
        body = "".join(
            f'<tr><th scope="row"{_side("left")}>{row[0]}</th>'
            + "".join(f"<td{_side(side)}>{cell}</td>" for cell, side in zip(row[1:], self.align[1:], strict=True))
            + "</tr>"
            for row in self.rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        about = {
            "label": self.label,
            "caption": self.caption,
            "source": self.source,
            "align": list(self.align),
            "sortable": self.sortable,
        }
        return {"text/html": for_jupyter(table), "text/plain": self.plain}, {"text/html": about}


def _side(side: str) -> str:
    """JupyterLab sets every cell to the right; our own exporters drop this and go by the table's description."""
    return ' style="text-align:left"' if side == "left" else ""


def make(
    writer: Writer,
    label: str,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    source: str = "",
    *,
    sortable: bool = True,
) -> Table:
    """Make a table; the first column holds the row headers. Rows that measure different things cannot be sorted.

    A cell is a finding, a verdict, a template such as `{entity:KOR}`, None for a gap, or several of these one after
    the other. Columns of numbers are set to the right.
    """
    cells = tuple(tuple(_cell(writer, cell) for cell in row) for row in rows)
    numeric = [all(isinstance(row[i], Finding) or row[i] is None for row in rows) for i in range(len(columns))]
    plain = "\n".join("  ".join(_plain(writer, cell) for cell in row) for row in rows)
    return Table(
        label=label,
        caption=writer.fill(caption, MARKDOWN),
        source=writer.fill(source, MARKDOWN) if source else "",
        columns=tuple(columns),
        rows=cells,
        align=tuple("right" if right else "left" for right in numeric),
        plain=f"{writer.fill(caption, PLAIN)}\n{plain}",
        sortable=sortable,
    )


def _cell(writer: Writer, cell: Cell) -> str:
    match cell:
        case None:
            return GAP
        case Finding():
            return writer.number(cell, HTML)
        case Outcome():
            return HTML.verdict(cell)
        case tuple():
            return "".join(_cell(writer, part) for part in cell)
        case Verbatim():
            return HTML.label(cell)
        case str():
            return writer.fill(cell, HTML)


def _plain(writer: Writer, cell: Cell) -> str:
    match cell:
        case None:
            return "–"
        case Finding():
            return cell.text
        case Outcome():
            return cell.value
        case tuple():
            return "".join(_plain(writer, part) for part in cell)
        case Verbatim():
            return str(cell)
        case str():
            return writer.fill(cell, PLAIN)
