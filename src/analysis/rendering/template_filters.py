"""Values and filters for the templates of pages: addresses, citation, and blocks as HTML."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.rendering import palette
from analysis.rendering.backlinks import PLACE
from analysis.rendering.document import ProseBlock
from analysis.rendering.fonts import font_faces
from analysis.rendering.html_tree import NO_BREAK, Element, Node, classes, plain, to_html, walk
from analysis.rendering.svg import inline_svg
from analysis.rendering.table_grid import read, to_table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from analysis.rendering.document import FigureBlock, ReportDocument, TableBlock


TEMPLATES = Path(__file__).with_name("templates")

LINK_PREVIEW = "figures/preview.png"
"""The preview picture that other sites show for a link to the report."""

IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%#"<>\n\r\t'})
"""The characters that end an address or mean something else in one, and how they are escaped; others stay readable."""

BYTE_ORDER_MARK = "%EF%BB%BF"
"""Spreadsheets need it to read a table as UTF-8."""

MOST_LINKS_WITHOUT_SKIP = 3
"""Exhibits with more links than this get a link to skip them."""


@dataclass(frozen=True, slots=True)
class PageLocation:
    """The address of a page, and whether figures and tables of the report are files beside it.

    `address` is empty if it is not known; `cited` is the citation of the report.
    """

    address: str = ""
    has_files: bool = False
    has_tables: bool = False
    cited: str = ""

    def of(self, path: str) -> str:
        """Return the address of a file beside the page; relative if that of the page is not known."""
        if not self.address:
            return path
        folder, _, _ = self.address.rpartition("/")
        return f"{folder}/{path}"

    @property
    def preview(self) -> str:
        """The address of the preview picture."""
        return self.of(LINK_PREVIEW)


def citation(report: ReportDocument) -> str:
    """Return the citation of a report: the one in its text, or one of authors, title and date."""
    for block in report.blocks:
        for nodes in block.texts():
            for element in walk(nodes):
                if "citation" in classes(element):
                    return plain(element.children)

    authors = f"{', '.join(report.authors)}: " if report.authors else ""
    date = f", {report.date}" if report.date else ""
    return f"{authors}“{report.title}”{date}."


def has_masthead(report: ReportDocument) -> bool:
    """Return True if the notebook has a masthead, so that the page needs none."""
    return any("masthead" in classes(element) for element in _prose_elements(report))


def about(report: ReportDocument, place: PageLocation) -> str:
    """Return the address of the About page of the site, or of the section `about` of the report itself."""
    if place.address:
        # each report of the site is in a folder of its own
        return urljoin(place.address, "../about.html")
    for element in _prose_elements(report):
        if element.attrs.get("id") == "about":
            return "#about"
    return ""


def _prose_elements(report: ReportDocument) -> Iterator[Element]:
    """Yield every element of the running text of a report."""
    for block in report.blocks:
        if isinstance(block, ProseBlock):
            yield from walk(block.body)


def to_script(data: Any) -> str:
    """Serialise data as JSON for a `<script>` tag, escaped so that no text can close the tag."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def hash_for_policy(script: str) -> str:
    """Return the hash of a script for the content security policy, which allows no other script."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def filters() -> dict[str, Callable[..., Any]]:
    """Return the filters of the templates by name."""
    return {
        "html": lambda nodes: Markup(to_html(nodes)),
        "plain": plain,
        "prose": _prose,
        "table": _table,
        "drawing": _drawing,
        "picture": _picture,
        "name": _name,
        "csv_address": _csv_address,
        "has_many_links": _has_many_links,
    }


def _csv_address(csv: str) -> str:
    """Return a table as a data URI, which a link can save as a file without a request."""
    return f"data:text/csv;charset=utf-8,{BYTE_ORDER_MARK}{csv.translate(IN_ADDRESS)}"


def _prose(nodes: list[Node], files: Collection[str] = ()) -> list[Node]:
    """Prepare running text: make tables and listings focusable, and link the names of files beside the page."""
    prepared: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            prepared.append(_prepare(node, files))
        else:
            prepared.append(node)
    return prepared


def _prepare(element: Element, files: Collection[str]) -> Element:
    # What may be wider than a phone scrolls by itself, and the arrow keys scroll only what has the focus
    if element.tag == "table":
        grid = read(element)
        attrs = {"class": "scroll", "role": "group", "aria-label": "Table", "tabindex": "0"}
        if element.attrs.get("id"):
            attrs["id"] = element.attrs["id"]
        return Element("div", attrs, [to_table(grid, caption=grid.title)])
    if element.tag == "pre":
        attrs = {"class": "code", "tabindex": "0", "role": "group", "aria-label": "Code"}
        return Element("pre", attrs, element.children)

    if element.tag == "code":
        name = plain(element.children)
        if name in files:
            # an empty `download` saves the file under its own name
            return Element("a", {"href": quote(name), "download": ""}, [element])

    # On a page a number of the answer leads to its place in the report
    attrs = {name: value for name, value in element.attrs.items() if name != PLACE}
    place = element.attrs.get(PLACE)
    if place:
        attrs["href"] = f"#{place}"
    return Element(element.tag, attrs, _prose(element.children, files))


def _table(block: TableBlock) -> Markup:
    """Write a table, with its title as accessible name."""
    for nodes in block.texts():
        for element in walk(nodes):
            if "gap" in classes(element):
                # screen readers read the title of an image, which says why there is no value
                element.attrs["role"] = "img"
    return Markup(to_html([to_table(block.grid, name=_name(block))]))


def _drawing(block: FigureBlock, number: int) -> Markup:
    """Write the drawing of a figure, with the one for narrow screens if there is one; CSS shows one of them.

    `number` makes the ids in its drawings unique on the page.
    """
    description = _description(block)
    if not block.narrow:
        return Markup(inline_svg(block.data, description, prefix=f"s{number}-", cell=block.cell))
    wide = inline_svg(block.data, description, prefix=f"s{number}-", cell=block.cell, kind="wide")
    narrow = inline_svg(block.narrow, description, prefix=f"n{number}-", cell=block.cell, kind="narrow")
    return Markup(wide + narrow)


def _picture(block: FigureBlock) -> str:
    """Return a third party's image as a data URI, so that it cannot run scripts or load files."""
    return f"data:{block.mime};base64,{base64.b64encode(block.data).decode()}"


def _description(block: FigureBlock) -> str:
    """Return the alternative text without the title at its start, which the figure shows anyway."""
    title = plain(block.title).replace(NO_BREAK, " ")
    begins_with_title = block.alt.startswith(f"{title}.")
    if not title or not begins_with_title:
        return block.alt

    # A description that is the title alone stays, for an empty one would say that the figure is decoration
    rest = block.alt.removeprefix(title).lstrip(". ")
    return rest or block.alt


def _name(block: FigureBlock | TableBlock) -> str:
    """Return the accessible name of a figure or table, such as "Figure 3: Storks come back"."""
    parts = [block.name, plain(block.title)]
    return ": ".join(part for part in parts if part).replace(NO_BREAK, " ")


def _has_many_links(block: FigureBlock | TableBlock) -> bool:
    """True if an exhibit needs a link to skip its links; without a name it has no place to skip to."""
    count = 0
    for nodes in block.texts():
        for element in walk(nodes):
            if element.tag == "a":
                count += 1
    return bool(block.name) and count > MOST_LINKS_WITHOUT_SKIP


# The other pages of the site, in the style of the report.

FONTS_OF_SITE = ("ReportSans-Regular", "ReportSans-Semibold", "ReportSerif-Regular")
"""The fonts that a page of the site carries, fewer than those of a report, to be small."""


def write_page(template: str, linked_data: Any = None, **values: Any) -> bytes:
    """Render a template of the site; the page loads nothing and needs no script."""
    page = _templates().get_template(f"{template}.j2")
    text = page.render(
        **values,
        linked_data=to_script(linked_data) if linked_data else "",
        font_faces=font_faces(FONTS_OF_SITE),
        **palette.for_style_sheet(),
    )
    return (text.strip() + "\n").encode()


@cache
def _templates() -> Environment:
    folders = [TEMPLATES / "site", TEMPLATES / "report_html"]
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
