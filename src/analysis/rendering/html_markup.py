"""A report is written as the body of a web page; a wide table scrolls by itself, a figure fits the screen."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.rendering import exhibits, tables
from analysis.rendering.blocks import Figure, Listing, Prose, Table
from analysis.rendering.sharing import UNKNOWN
from analysis.rendering.tree import Element, Node, classes, to_html, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.rendering.blocks import Block, Report
    from analysis.rendering.sharing import Place

__all__ = ["has_masthead", "hash_for_policy", "to_html_body", "to_script"]


def to_html_body(report: Report, place: Place = UNKNOWN) -> str:
    """Write all blocks of a report in reading order; `place` says where the page will stand, and beside what."""
    body = "\n".join(f"{cell_mark(block.cell)}{_block(block, n, place)}" for n, block in enumerate(report.blocks, 1))
    for table in report.attachments if place.has_tables else ():
        name = f"<code>{escape(table.name)}</code>"
        body = body.replace(name, f'<a href="{quote(table.name)}" download>{name}</a>')
    return body


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


def _block(block: Block, number: int, place: Place) -> str:
    match block:
        case Prose():
            return "".join(_prose(block.body))
        case Listing():
            name = {"code": "Code", "error": "Error"}.get(block.kind, "Output")
            return _preformatted(block.kind, name, escape(block.text, quote=False))
        case Figure():
            return exhibits.figure(block, number, place)
        case Table():
            return _table(block, place)


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


def _table(block: Table, place: Place) -> str:
    caption, name = exhibits.caption(block), exhibits.plain_name(block)
    if block.sortable:
        tables.give_values(block.grid)
    written = f'<caption><div class="sticky"><div>{caption}</div></div></caption>' if caption else ""
    exhibits.name_links(block.grid)
    table = _scrolling(tables.grid_to_html(block.grid, written, name), block.name or "Table")
    kind = "exhibit table" if block.sortable else "exhibit table unsorted"
    body = exhibits.with_skip(block, table + exhibits.below(block, place))
    return f'<div class="{kind}"{exhibits.own_id(block.label)}>{body}</div>'


def _scrolling(table: str, name: str, own_id: str = "") -> str:
    return f'<div class="scroll"{exhibits.own_id(own_id)} role="group" aria-label="{name}" tabindex="0">{table}</div>'
