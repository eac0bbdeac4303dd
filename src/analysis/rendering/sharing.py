"""How a report and each figure in it can be shared: addresses, files to save, and a few lines to embed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Figure
from analysis.rendering.tree import plain

if TYPE_CHECKING:
    from analysis.rendering.blocks import Table

__all__ = ["PREVIEW", "UNKNOWN", "Place", "menu"]

PREVIEW = "figures/preview.png"
"""The picture that others show beside a link to the report."""

IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%#"<>\n\r\t'})
MARK = "%EF%BB%BF"
"""Spreadsheets need this mark in front to read a table as UTF-8."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page will stand, and whether each figure lies beside it as a file of its own.

    `address` is that of the page itself, or empty where it is not known.
    """

    address: str = ""
    has_files: bool = False

    def of(self, path: str) -> str:
        """Return the address of a file that lies beside the page."""
        return f"{self.address.rpartition('/')[0]}/{path}" if self.address else path

    @property
    def preview(self) -> str:
        """The address of the picture that others show beside a link to the report."""
        return self.of(PREVIEW)


UNKNOWN = Place()


def menu(block: Figure | Table, place: Place) -> str:
    """Write how a figure or table is shared, folded: its address, its data, its picture, and how to embed it."""
    if not block.name:
        return ""
    files = place.has_files and isinstance(block, Figure)
    address, link = escape(f"{place.address}#{block.label}"), f"Link to this {block.kind.lower()}"
    entries = [
        f'<a class="address" href="{address}" aria-label="{link}: {block.name}">{link}</a>',
        _data(block),
        *(_picture(block, kind) for kind in ("svg", "png") if files),
        _snippet(block, place) if files and place.address else "",
    ]
    listed = "".join(f"<li>{entry}</li>" for entry in entries if entry)
    summary = f'<summary aria-label="Share or save {block.name}">Share</summary>'
    return f'<details class="share">{summary}<ul>{listed}</ul></details>'


def _data(block: Figure | Table) -> str:
    """Write a link that saves the data; they stand in the link itself, so that no server is asked."""
    if not block.csv:
        return ""
    address = f"data:text/csv;charset=utf-8,{MARK}{block.csv.translate(IN_ADDRESS)}"
    name = f'download="{escape(block.label)}.csv" aria-label="Save the data of {block.name}"'
    return f'<a class="save" href="{escape(address)}" {name}>Save the data</a> (CSV)'


def _picture(block: Figure | Table, kind: str) -> str:
    path, name = f"figures/{escape(block.label)}.{kind}", kind.upper()
    return f'<a href="{path}" download aria-label="Save as {name}: {block.name}">Save as {name}</a>'


def _snippet(block: Figure | Table, place: Place) -> str:
    """Write the lines that show the figure on any other page, with a link to the report."""
    link, picture = escape(f"{place.address}#{block.label}"), escape(place.of(f"figures/{block.label}.png"))
    code = f'<a href="{link}"><img src="{picture}" alt="{escape(plain(block.title))}" style="max-width:100%"></a>'
    return f'To embed: <code class="label snippet">{escape(code)}</code>'
