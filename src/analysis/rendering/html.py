"""What the templates of pages need: where a page will stand, how it is cited, and its blocks as HTML."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from markupsafe import Markup

from analysis.rendering import palette
from analysis.rendering.document import ProseBlock, read, to_table
from analysis.rendering.links import PLACE
from analysis.rendering.style import font_faces
from analysis.rendering.svg import inline_svg
from analysis.rendering.tree import NO_BREAK, Element, Node, classes, plain, to_html, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from jinja2 import Environment

    from analysis.rendering.document import FigureBlock, ReportDocument, TableBlock


TEMPLATES = Path(__file__).with_name("templates")

PREVIEW = "figures/preview.png"
"""The picture that others show beside a link to the report."""

IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%#"<>\n\r\t'})
MARK = "%EF%BB%BF"
"""Spreadsheets need this mark in front to read a table as UTF-8."""

FEW = 3
"""Up to this many links get no link to skip them."""


@dataclass(frozen=True, slots=True)
class PageLocation:
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


def citation(report: ReportDocument) -> str:
    """Return how a report is to be cited: as it says itself, or by its authors, title and day."""
    said = (it for block in report.blocks for nodes in block.texts() for it in walk(nodes) if "citation" in classes(it))
    if own := next(said, None):
        return plain(own.children)
    authors = f"{', '.join(report.authors)}: " if report.authors else ""
    return f"{authors}“{report.title}”{f', {report.date}' if report.date else ''}."


def has_masthead(report: ReportDocument) -> bool:
    """Return whether the notebook has a masthead of its own, so that the page writes none."""
    return any("masthead" in classes(e) for b in report.blocks if isinstance(b, ProseBlock) for e in walk(b.body))


def about(report: ReportDocument, place: PageLocation) -> str:
    """Return where the page leads those who ask who made it: to the site around it, or to its own last lines."""
    if place.address:
        return urljoin(place.address, "../about.html")
    elements = (e for b in report.blocks if isinstance(b, ProseBlock) for e in walk(b.body))
    return "#about" if any(element.attrs.get("id") == "about" for element in elements) else ""


def to_script(data: Any) -> str:
    """Write data as JSON for a `<script>` tag; no text in it can end that tag."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def hash_for_policy(script: str) -> str:
    """Return the hash of a script, by which the security policy of the page allows this script and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


# The filters and tests of the templates of a report.


def filters() -> dict[str, Callable[..., Any]]:
    """Return what the templates of a report use to write its blocks."""
    return {
        "html": lambda nodes: Markup(to_html(nodes)),
        "plain": plain,
        "prose": _prose,
        "table": _table,
        "drawing": _drawing,
        "picture": _picture,
        "name": _name,
        "csv_address": lambda csv: f"data:text/csv;charset=utf-8,{MARK}{csv.translate(IN_ADDRESS)}",
        "has_many_links": _has_many_links,
    }


def _prose(nodes: list[Node], files: Collection[str] = ()) -> list[Node]:
    """Prepare running text: tables and listings can be reached by keyboard, and names of files are links."""
    return [_prepared(node, files) if isinstance(node, Element) else node for node in nodes]


def _prepared(node: Element, files: Collection[str]) -> Element:
    if node.tag == "table":
        scroll = {"class": "scroll", "role": "group", "aria-label": "Table", "tabindex": "0"}
        own_id = {"id": it} if (it := node.attrs.get("id")) else {}
        grid = read(node)
        return Element("div", {**scroll, **own_id}, [to_table(grid, caption=grid.title)])
    if node.tag == "pre":
        return Element("pre", {"class": "code", "tabindex": "0", "role": "group", "aria-label": "Code"}, node.children)
    if node.tag == "code" and (name := plain(node.children)) in files:
        return Element("a", {"href": quote(name), "download": ""}, [node])
    attrs = {name: value for name, value in node.attrs.items() if name != PLACE}
    if place := node.attrs.get(PLACE):
        attrs["href"] = f"#{place}"
    return Element(node.tag, attrs, _prose(node.children, files))


def _table(block: TableBlock) -> Markup:
    for gap in (it for nodes in block.texts() for it in walk(nodes) if "gap" in classes(it)):
        gap.attrs["role"] = "img"  # so that its title is heard: it says why there is nothing
    return Markup(to_html([to_table(block.grid, _name(block))]))


def _drawing(block: FigureBlock, number: int) -> Markup:
    """Write a drawing of ours, and the one for narrow screens if there is one; the style sheet shows one of the two."""
    said = _description(block)
    if not block.narrow:
        return Markup(inline_svg(block.data, said, f"s{number}-", block.cell))
    wide = inline_svg(block.data, said, f"s{number}-", block.cell, "wide")
    return Markup(wide + inline_svg(block.narrow, said, f"n{number}-", block.cell, "narrow"))


def _picture(block: FigureBlock) -> str:
    """Return a picture of somebody else's as an address: shown so, it can neither run nor load anything."""
    return f"data:{block.mime};base64,{base64.b64encode(block.data).decode()}"


def _description(block: FigureBlock) -> str:
    """Take the title off the front of a description, whose drawing is called by it already."""
    said = block.alt.removeprefix(plain(block.title).replace(NO_BREAK, " "))
    return said.lstrip(". ") if said != block.alt and said[:1] == "." and said.strip(". ") else block.alt


def _name(block: FigureBlock | TableBlock) -> str:
    """Say what a figure or table is called when it is heard."""
    return ": ".join(filter(None, (block.name, plain(block.title)))).replace(NO_BREAK, " ")


def _has_many_links(block: FigureBlock | TableBlock) -> bool:
    links = [it for nodes in block.texts() for it in walk(nodes) if it.tag == "a"]
    return bool(block.name) and len(links) > FEW


# The pages that stand around reports, in the same dress.

CUTS = ("ReportSans-Regular", "ReportSans-Semibold", "ReportSerif-Regular")


def write_page(template: str, linked_data: Any = None, **values: Any) -> bytes:
    """Write a page or feed from a template of the site; the page loads nothing and needs no script."""
    page = _templates().get_template(f"{template}.j2")
    text = page.render(
        **values,
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
