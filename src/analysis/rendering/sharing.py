"""How a report and each figure in it can be cited and shared: addresses, files to save, a few lines to embed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Figure
from analysis.rendering.tree import classes, plain, walk

if TYPE_CHECKING:
    from analysis.rendering.blocks import Report, Table

__all__ = ["PREVIEW", "REDRAWN", "UNKNOWN", "Place", "citation", "menu"]

PREVIEW = "figures/preview.png"
"""The picture that others show beside a link to the report."""

AS_PUBLISHED = "Pictures to save are of the figure as published: choose that to find them here."

IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%#"<>\n\r\t'})
MARK = "%EF%BB%BF"
"""Spreadsheets need this mark in front to read a table as UTF-8."""

REDRAWN = ", redrawn by a reader’s choice"
"""What a citation says of a figure that is not as it was published."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page will stand, and whether its figures and the tables of the report lie beside it as files.

    `address` is that of the page itself, or empty where it is not known; `cited` is how the report is cited. What
    `is_redrawn` by a reader's choice has no files of its own, and without `has_new_data` the same data as before.
    """

    address: str = ""
    has_files: bool = False
    has_tables: bool = False
    cited: str = ""
    is_redrawn: bool = False
    has_new_data: bool = True

    def of(self, path: str) -> str:
        """Return the address of a file that lies beside the page."""
        return f"{self.address.rpartition('/')[0]}/{path}" if self.address else path

    @property
    def preview(self) -> str:
        """The address of the picture that others show beside a link to the report."""
        return self.of(PREVIEW)


UNKNOWN = Place()


def citation(report: Report) -> str:
    """Return how a report is to be cited: as it says itself, or by its authors, title and day."""
    said = (it for block in report.blocks for nodes in block.texts() for it in walk(nodes) if "citation" in classes(it))
    if own := next(said, None):
        return plain(own.children)
    authors = f"{', '.join(report.authors)}: " if report.authors else ""
    return f"{authors}“{report.title}”{f', {report.date}' if report.date else ''}."


def menu(block: Figure | Table, place: Place) -> str:
    """Write how a figure or table is cited and shared, folded: its address, its data, its picture, lines to embed."""
    if not block.name:
        return ""
    files = place.has_files and isinstance(block, Figure)
    address, link = escape(f"{place.address}#{block.label}"), f"Link to this {block.kind.lower()}"
    entries = [
        f'<a class="address" href="{address}" aria-label="{link}: {block.name}">{link}</a>',
        _cited(block, place),
        _data(block, place),
        *(_files(block, place) if files else ()),
    ]
    listed = "".join(f"<li>{entry}</li>" for entry in entries if entry)
    summary = f'<summary aria-label="Cite, save, share: {block.name}" aria-description="">Cite, save, share</summary>'
    return f'<details class="share">{summary}<ul>{listed}</ul></details>'


def _cited(block: Figure | Table, place: Place) -> str:
    """Write how a figure is cited: its name and title, whether a choice redrew it, in which report, and where."""
    if not place.cited:
        return ""
    title = f"{block.name}, “{plain(block.title)}”" if plain(block.title) else block.name
    title += REDRAWN if place.is_redrawn else ""
    address = f" {place.address}#{block.label}" if place.address else ""
    return f'To cite: <span class="label cited">{escape(f"{title}. In: {place.cited}{address}")}</span>'


def _data(block: Figure | Table, place: Place) -> str:
    """Write a link that saves the data; they stand in the link itself, once on the page, so that no server is asked."""
    if not block.csv:
        return ""
    address = f"data:text/csv;charset=utf-8,{MARK}{block.csv.translate(IN_ADDRESS)}"
    name = f'download="{escape(block.label)}.csv" aria-label="Save the data of {block.name}"'
    given = f'href="{escape(address)}" ' if place.has_new_data else ""
    return f'<a class="save" {given}{name}>Save the data</a> (CSV)'


def _files(block: Figure | Table, place: Place) -> list[str]:
    """Write links to the pictures and the lines to embed one; for a figure that a choice redrew, say where they are."""
    if place.is_redrawn:
        return [AS_PUBLISHED]
    snippet = _snippet(block, place) if place.address else ""
    return [*(_picture(block, kind) for kind in ("svg", "png")), snippet]


def _picture(block: Figure | Table, kind: str) -> str:
    path, name = f"figures/{escape(block.label)}.{kind}", kind.upper()
    return f'<a href="{path}" download aria-label="Save as {name}: {block.name}">Save as {name}</a>'


def _snippet(block: Figure | Table, place: Place) -> str:
    """Write the lines that show the figure on any other page, with a link to the report."""
    link, picture = escape(f"{place.address}#{block.label}"), escape(place.of(f"figures/{block.label}.png"))
    code = f'<a href="{link}"><img src="{picture}" alt="{escape(plain(block.title))}" style="max-width:100%"></a>'
    return f'To embed: <code class="label snippet">{escape(code)}</code>'
