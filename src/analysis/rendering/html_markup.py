"""A report is written as the body of a web page; a wide table scrolls by itself, a figure fits the screen."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.rendering import tables
from analysis.rendering.blocks import Figure, Listing, Prose, Spot, Table
from analysis.rendering.svg import inline_svg
from analysis.rendering.tree import Element, Node, classes, plain, to_html, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.rendering.blocks import Block, Box, Pane, Report

__all__ = ["has_masthead", "hash_for_policy", "to_html_body", "to_script"]


def to_html_body(report: Report) -> str:
    """Write all blocks of a report in reading order."""
    return "\n".join(f"{cell_mark(block.cell)}{_block(block, n)}" for n, block in enumerate(report.blocks, 1))


def to_script(data: Any) -> str:
    """Write data as JSON for a `<script>` tag; no text in it can end that tag."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def hash_for_policy(script: str) -> str:
    """Return the hash of a script, by which the security policy of the page allows this script and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def cell_mark(cell: str) -> str:
    """Write a comment that names the cell of the notebook, so that a fault in the page can be traced to it."""
    return f"<!-- {re.sub(r'-{2,}|[<>]', '-', cell)} -->"


def has_masthead(report: Report) -> bool:
    """Whether the notebook has a masthead of its own, in which case the page writes none."""
    return any("masthead" in classes(e) for b in report.blocks if isinstance(b, Prose) for e in walk(b.body))


def _block(block: Block, number: int) -> str:
    match block:
        case Prose():
            return "".join(_prose(block.body))
        case Listing():
            name = {"code": "Code", "error": "Error"}.get(block.kind, "Output")
            return _preformatted(block.kind, name, escape(block.text, quote=False))
        case Figure():
            return _figure(block, number)
        case Table():
            return _table(block, number)


def _prose(nodes: Iterable[Node]) -> Iterator[str]:
    """Write running text; tables and listings inside it can be reached and scrolled by keyboard."""
    for node in nodes:
        if isinstance(node, Element) and node.tag == "table":
            yield _scrolling(
                tables.grid_to_html(tables.read(node), _plain_caption(node)),
                "Table",
                node.attrs.get("id", ""),
            )
        elif isinstance(node, Element) and node.tag == "pre":
            yield _preformatted("code", "Code", to_html(node.children))
        elif isinstance(node, Element) and any(e.tag in {"table", "pre"} for e in walk(node.children)):
            shell = to_html([Element(node.tag, node.attrs)])
            start, end = shell.split("></")
            yield f"{start}>{''.join(_prose(node.children))}</{end}"
        else:
            yield to_html([node])


def _preformatted(kind: str, name: str, html: str) -> str:
    return f'<pre class="{kind}" tabindex="0" role="group" aria-label="{name}">{html}</pre>'


def _plain_caption(table: Element) -> str:
    title = next((e.children for e in table.children if isinstance(e, Element) and e.tag == "caption"), [])
    return f"<caption>{to_html(title)}</caption>" if title else ""


def _figure(block: Figure, number: int) -> str:
    caption = _caption(block)
    spots = "".join(map(_spot, block.spots))
    scrolls = "" if block.narrow else ' tabindex="0"'
    return (
        f'<figure class="exhibit"{_id(block.label)}>'
        + (f"<figcaption>{caption}</figcaption>" if caption else "")
        + f'<div class="graphic"{scrolls} role="group" aria-label="{block.name or "Figure"}, picture">'
        f'<div class="drawing">{_pictures(block, number)}{_pane(block.pane)}{spots}</div></div>'
        + f"{_source(block)}</figure>"
    )


def _pictures(block: Figure, number: int) -> str:
    """Write a drawing, and the one for narrow screens if there is one; the style sheet shows one of the two."""
    if block.mime != "image/svg+xml":
        data = base64.b64encode(block.data).decode()
        return f'<img src="data:{block.mime};base64,{data}" alt="{escape(block.alt)}">'
    if not block.narrow:
        return inline_svg(block.data, block.alt, f"s{number}-", block.cell)
    wide = inline_svg(block.data, block.alt, f"s{number}-", block.cell, "wide")
    return wide + inline_svg(block.narrow, block.alt, f"n{number}-", block.cell, "narrow")


def _spot(spot: Spot) -> str:
    """Write the link that covers a number in a drawing; it has a place in the wide drawing and in the narrow one."""
    places = {"--wide": spot.box, "--narrow": spot.narrow}
    style = ";".join(f"{name}:{_inset(box)}" for name, box in places.items() if box)
    attributes = {**spot.link.attrs, "class": "spot", "aria-label": plain(spot.link.children), "style": style}
    return to_html([Element("a", attributes)])


def _pane(pane: Pane | None) -> str:
    """Write the pane over lines in a drawing, in which the script shows their values beside the pointer."""
    if pane is None:
        return ""
    style = f"--wide:{_inset(pane.box)};--narrow:{_inset(pane.narrow)}"
    return f'<div class="pane" aria-hidden="true" data-x="{pane.start:g} {pane.end:g}" style="{style}"></div>'


def _inset(box: Box) -> str:
    """Write where a box lies as the CSS property `inset`: its distance from the top, right, bottom and left."""
    left, top, width, height = box
    return " ".join(f"{max(100 * part, 0):.4g}%" for part in (top, 1 - left - width, 1 - top - height, left))


def _table(block: Table, number: int) -> str:
    caption, table_id = _caption(block), f"t{number}-caption"
    if block.sortable:
        tables.give_values(block.grid)
    written = f'<caption id="{table_id}"><div class="sticky"><div>{caption}</div></div></caption>' if caption else ""
    table = _scrolling(tables.grid_to_html(block.grid, written), "Table", labelled_by=table_id if caption else "")
    kind = "exhibit table" if block.sortable else "exhibit table unsorted"
    return f'<div class="{kind}"{_id(block.label)}>{table}{_source(block)}</div>'


def _scrolling(table: str, name: str, own_id: str = "", labelled_by: str = "") -> str:
    label = f'aria-labelledby="{labelled_by}"' if labelled_by else f'aria-label="{name}"'
    return f'<div class="scroll"{_id(own_id)} role="group" {label} tabindex="0">{table}</div>'


def _caption(block: Figure | Table) -> str:
    subtitle = block.subtitle if isinstance(block, Figure) else []
    lines = [
        f'<span class="number">{block.name}</span>' if block.name else "",
        f'<span class="title">{to_html(block.title)}</span>' if plain(block.title) else "",
        f'<span class="subtitle">{to_html(subtitle)}</span>' if plain(subtitle) else "",
    ]
    return " ".join(line for line in lines if line)


def _source(block: Figure | Table) -> str:
    """Write the source, and a link that saves the data; the data stand in the link, so that no server is asked."""
    words = [to_html(block.source)] if plain(block.source) else []
    if block.name and block.csv:
        content = base64.b64encode(block.csv.encode("utf-8-sig")).decode()  # -sig: spreadsheets need the mark
        address = f'href="data:text/csv;base64,{content}" download="{escape(block.label)}.csv"'
        words.append(f'<a class="save" {address} aria-label="Save the data of {block.name}">Save the data</a>')
    return f'<p class="source">{" ".join(words)}</p>' if words else ""


def _id(name: str) -> str:
    return f' id="{escape(name)}"' if name else ""
