"""How a report and each figure in it can be cited and shared: addresses, files to save, a few lines to embed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.rendering import document, palette
from analysis.rendering.document import Figure, Listing, Prose, Table
from analysis.rendering.html_tree import Element, Node, classes, plain, to_html, walk
from analysis.rendering.style import font_faces
from analysis.rendering.svg import inline_svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment

    from analysis.rendering.document import Block, Report


__all__ = [
    "PREVIEW",
    "UNKNOWN",
    "Place",
    "below",
    "caption_exhibits",
    "citation",
    "figure",
    "has_masthead",
    "hash_for_policy",
    "menu",
    "own_id_exhibits",
    "plain_name",
    "to_html_body",
    "to_script",
    "with_skip",
    "write_page",
]


# ----- sharing ---------------------------------------------------------------------------------------------

PREVIEW = "figures/preview.png"
"""The picture that others show beside a link to the report."""

IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%#"<>\n\r\t'})
MARK = "%EF%BB%BF"
"""Spreadsheets need this mark in front to read a table as UTF-8."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page will stand, and whether its figures and the tables of the report lie beside it as files.

    `address` is that of the page itself, or empty where it is not known; `cited` is how the report is cited.
    """

    address: str = ""
    has_files: bool = False
    has_tables: bool = False
    cited: str = ""

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
        _data(block),
        *(_files(block, place) if files else ()),
    ]
    listed = "".join(f"<li>{entry}</li>" for entry in entries if entry)
    summary = f'<summary aria-label="Cite, save, share: {block.name}" aria-description="">Cite, save, share</summary>'
    return f'<details class="share">{summary}<ul>{listed}</ul></details>'


def _cited(block: Figure | Table, place: Place) -> str:
    """Write how a figure is cited: its name and title, in which report, and where."""
    if not place.cited:
        return ""
    title = f"{block.name}, “{plain(block.title)}”" if plain(block.title) else block.name
    address = f" {place.address}#{block.label}" if place.address else ""
    return f'To cite: <span class="label cited">{escape(f"{title}. In: {place.cited}{address}")}</span>'


def _data(block: Figure | Table) -> str:
    """Write a link that saves the data; they stand in the link itself, once on the page, so that no server is asked."""
    if not block.csv:
        return ""
    address = f"data:text/csv;charset=utf-8,{MARK}{block.csv.translate(IN_ADDRESS)}"
    name = f'download="{escape(block.label)}.csv" aria-label="Save the data of {block.name}"'
    return f'<a class="save" href="{escape(address)}" {name}>Save the data</a> (CSV)'


def _files(block: Figure | Table, place: Place) -> list[str]:
    """Write links to the pictures and the lines to embed one."""
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


# ----- exhibits --------------------------------------------------------------------------------------------
# Figures and tables are written for the web page: the drawing with its links, the title above, what goes on below.

HELD = "\u00a0"

FEW = 3
"""So many links are sooner passed than skipped."""


def figure(block: Figure, number: int, place: Place) -> str:
    """Write a figure: its title, the drawing, its source, a link to its workings, and how to share it."""
    name = f' aria-label="{escape(plain_name(block))}"' if plain_name(block) else ""
    words, scrolls = caption_exhibits(block), "" if block.narrow else ' tabindex="0"'
    drawing = (
        f'<div class="graphic"{scrolls} role="group" aria-label="{block.name or "Figure"}, picture">'
        f'<div class="drawing">{_pictures(block, str(number))}</div></div>'
    )
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return (
        f'<figure class="exhibit"{own_id_exhibits(block.label)}{name}>{caption}{drawing}{below(block, place)}</figure>'
    )


def caption_exhibits(block: Figure | Table) -> str:
    """Write what stands above a figure or table: its number, its title, and what is shown in which unit."""
    subtitle = block.subtitle if isinstance(block, Figure) else []
    lines = [
        f'<span class="number">{block.name}</span>' if block.name else "",
        f'<span class="title">{to_html(block.title)}</span>' if plain(block.title) else "",
        f'<span class="subtitle">{to_html(subtitle)}</span>' if plain(subtitle) else "",
    ]
    return " ".join(line for line in lines if line)


def below(block: Figure | Table, place: Place) -> str:
    """Write what stands below a figure or table: its source, its workings, and how to share it."""
    source = f'<p class="source">{to_html(block.source)}</p>' if plain(block.source) else ""
    drawn = block.numbers[:1] if isinstance(block, Figure) else []
    workings = (
        f'<p class="drawn"><a href="#{escape(it)}">Workings of {block.name or "this figure"}</a></p>' for it in drawn
    )
    return "".join([source, *workings, menu(block, place)])


def with_skip(block: Figure | Table, body: str) -> str:
    """Put a link before a table of many links that leads past it; it is seen when the keyboard gets there."""
    links = [it for nodes in block.texts() for it in walk(nodes) if it.tag == "a"]
    if not block.name or len(links) <= FEW:
        return body
    end = f"after-{escape(block.label)}"
    return f'<a class="skip" href="#{end}">Skip this {block.kind.lower()}</a>{body}<span id="{end}"></span>'


def plain_name(block: Figure | Table) -> str:
    """Say what a figure or table is called when it is heard: else that would be its title with the names of links."""
    return ": ".join(filter(None, (block.name, plain(block.title)))).replace(HELD, " ")


def own_id_exhibits(name: str) -> str:
    """Write the attribute by which something can be linked to, if it has a name."""
    return f' id="{escape(name)}"' if name else ""


def _pictures(block: Figure, number: str) -> str:
    """Write a drawing, and the one for narrow screens if there is one; the style sheet shows one of the two.

    Both are called by the title; the long description stands once beside them without it, and is not seen.
    """
    if block.mime != "image/svg+xml":
        data = base64.b64encode(block.data).decode()
        return f'<img src="data:{block.mime};base64,{data}" alt="{escape(block.alt)}">'
    title, by = plain(block.title), f"s{number}-alt"
    named: dict[str, Any] = {"name": title or block.alt, "cell": block.cell, "described_by": by if title else ""}
    words = f'<span hidden class="label alt" id="{by}">{escape(_untitled(block.alt, title))}</span>' if title else ""
    if not block.narrow:
        return inline_svg(block.data, prefix=f"s{number}-", has_roles=block.is_ours, **named) + words
    wide = inline_svg(block.data, prefix=f"s{number}-", kind="wide", **named)
    return wide + inline_svg(block.narrow, prefix=f"n{number}-", kind="narrow", **named) + words


def _untitled(alt: str, title: str) -> str:
    """Take the title off the front of a description, whose drawing is called by it already."""
    said = alt.removeprefix(title.replace(HELD, " "))
    return said.lstrip(". ") if said != alt and said[:1] == "." and said.strip(". ") else alt


# ----- html_markup -----------------------------------------------------------------------------------------
# A report is written as the body of a web page; a wide table scrolls by itself, a figure fits the screen.


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
            return figure(block, number, place)
        case Table():
            return _table(block, place)


def _prose(nodes: Iterable[Node]) -> Iterator[str]:
    """Write running text; tables and listings inside it can be reached and scrolled by keyboard."""
    for node in nodes:
        if isinstance(node, Element) and node.tag == "table":
            yield _scrolling(
                document.grid_to_html(document.read(node), _plain_caption(node)),
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
    caption, name = caption_exhibits(block), plain_name(block)
    written = f'<caption><div class="sticky"><div>{caption}</div></div></caption>' if caption else ""
    for gap in (it for row in block.grid.body for cell in row for it in walk(cell.content) if "gap" in classes(it)):
        gap.attrs["role"] = "img"  # so that its title is heard: it says why there is nothing
    table = _scrolling(document.grid_to_html(block.grid, written, name), block.name or "Table")
    body = with_skip(block, table + below(block, place))
    return f'<div class="exhibit table"{own_id_exhibits(block.label)}>{body}</div>'


def _scrolling(table: str, name: str, own_id: str = "") -> str:
    return f'<div class="scroll"{own_id_exhibits(own_id)} role="group" aria-label="{name}" tabindex="0">{table}</div>'


# ----- site_pages ------------------------------------------------------------------------------------------
# The pages that stand around reports, in the same dress: any text put into them is escaped.

TEMPLATES = Path(__file__).with_name("templates")
CUTS = ("ReportSans-Regular", "ReportSans-Semibold", "ReportSerif-Regular")


def write_page(template: str, linked_data: Any = None, **told: Any) -> bytes:
    """Write a page or feed from a template of the site; the page loads nothing and needs no script."""
    page = _templates().get_template(f"{template}.j2")
    text = page.render(
        **told,
        linked_data=to_script(linked_data) if linked_data else "",
        font_faces=font_faces(CUTS),
        **palette.for_style_sheet(),
    )
    return (text.strip() + "\n").encode()


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folders = [TEMPLATES / "site", TEMPLATES / "report_html"]
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
