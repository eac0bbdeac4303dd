"""Drawings as SVG: read safely, and written into a page, whose colours and typeface they follow."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from lxml import etree

from analysis.rendering import palette
from analysis.rendering.errors import ReportError
from analysis.rendering.style import SANS, STACK, font_face_of

if TYPE_CHECKING:
    from lxml.etree import _Element


MOST_DOTS = 50_000_000
"""Dots of a picture: more than any printer has for a sheet, and as many as fit into the memory of a small machine."""

COLOURS = palette.names_in_page()
COLOUR = re.compile("|".join(COLOURS), re.IGNORECASE)

ROLES = {"xtick": "tick", "ytick": "tick", "label": "label", "number": "number"}
"""Names of groups in a drawing of ours, and the class they get: a mark on an axis, a name, or a number of a finding."""

RUNS = [f"{{*}}{tag}" for tag in ("script", "foreignObject", "set", "animate", "handler", "listener")]
INSIDE = re.compile(r"#|data:image/(?:png|jpeg);base64,")
OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!['\"]?#)|@import|\\", re.IGNORECASE)
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
SEMIBOLD = re.compile(r"\b(?:[6-9]00|bold)\b")
"""What the style of a text says that is set in the heavier cut."""

PICTURE_ADDRESS = "data:image/svg+xml,"
IN_ADDRESS = " !$&'()*+,-./:;=?@_~"
"""Characters that need no percent sign in the address of a picture, between double quotes in HTML."""


def wrap_png(data: bytes, cell: str = "the figure") -> bytes:
    """Put a PNG picture into an SVG frame, so that Typst is given nothing but SVG."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ReportError(f"{cell}: the figure is not a PNG picture.")
    width, height = (int.from_bytes(data[i : i + 4]) for i in (16, 20))
    if width * height > MOST_DOTS:
        raise ReportError(f"{cell}: the figure has {width:,} by {height:,} dots; {MOST_DOTS:,} at most fit a PDF.")
    size = f'width="{width}" height="{height}"'
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
    return f'{frame}<image {size} href="{address}"/></svg>'.encode()


def sealed(data: bytes, cell: str = "the figure") -> bytes:
    """Return a drawing without anything that runs, or that is loaded from a file or another place.

    Raises:
        ReportError: The drawing is not well-formed.
    """
    return bytes(etree.tostring(_read(data, cell)))


def inline_svg(data: bytes, name: str, prefix: str, cell: str = "the figure", kind: str = "") -> str:
    """Return a drawing of ours as an `<svg>` element for a page.

    Args:
        data: The drawing as matplotlib writes it.
        name: What it is called when heard.
        prefix: What its ids begin with, so that no other drawing on the page has them.
        cell: The cell of the notebook, for error messages.
        kind: The class of the element.
    """
    root = _read(data, cell)
    etree.strip_elements(root, "{*}metadata", "{*}style", with_tail=False)
    used = set(re.findall(r"(?:href=\"|url\()#([^\")]+)", etree.tostring(root, encoding="unicode")))
    for part in root.iter():
        if own := part.attrib.pop("id", ""):
            if own in used:
                part.set("id", prefix + own)
            elif role := ROLES.get(re.split(r"[_-]", own, maxsplit=1)[0]):
                part.set("class", role)
        for key, value in part.attrib.items():
            if etree.QName(key).localname == "href":
                del part.attrib[key]
                part.set("href", f"#{prefix}{value[1:]}" if value.startswith("#") else value)
            elif key != "id":
                shorter = LONG_NUMBER.sub(_rounded, value.replace("url(#", f"url(#{prefix}"))
                part.set(key, COLOUR.sub(_named, shorter) if key == "style" else shorter)
    box = root.get("viewBox") or f"0 0 {_points(root.get('width'))} {_points(root.get('height'))}"
    root.attrib.clear()
    root.attrib.update({"viewBox": box, "role": "img", "aria-label": name})
    root.attrib.update({"class": kind} if kind else {})
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def shorten(svg: str) -> str:
    """Return a drawing as matplotlib writes it without metadata, blank space and more than two decimals."""
    root = _read(svg.encode(), "the figure")
    etree.strip_elements(root, "{*}metadata", with_tail=False)
    for part in root.iter():
        for key, value in part.attrib.items():
            if key != "id":
                part.set(key, LONG_NUMBER.sub(_rounded, value))
    return str(etree.tostring(root, encoding="unicode"))


def as_picture(svg: str) -> str:
    """Return a drawing that holds the letters it shows, for use as a picture, which can load nothing."""
    letters = {"Regular": set[str](), "Semibold": set[str]()}
    for text in _read(svg.encode(), "the figure").iter("{*}text"):
        cut = "Semibold" if SEMIBOLD.search(text.get("style", "")) else "Regular"
        letters[cut].update("".join(text.itertext()))
    faces = "".join(font_face_of(cut, "".join(sorted(signs))) for cut, signs in letters.items() if signs)
    return svg.replace(f"'{SANS}'", STACK).replace("</defs>", f"{FACES}{faces}</style></defs>", 1)


FACES = '<style class="faces">'
"""How the typeface in a picture begins."""


def picture_address(svg: str) -> str:
    """Return the data address of a drawing as a picture."""
    return PICTURE_ADDRESS + quote(as_picture(svg), safe=IN_ADDRESS)


def drawing_of(page: str) -> str:
    """Return the drawing that `picture_address` put into HTML of ours, as it was; empty if there is none."""
    address = re.search(rf'src="{re.escape(PICTURE_ADDRESS)}([^"]*)"', page)
    if not address:
        return ""
    picture = unquote(html.unescape(address[1]))
    before, _, rest = picture.partition(FACES)
    return (before + rest.partition("</style>")[2] if rest else picture).replace(STACK, f"'{SANS}'")


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}"


def _named(colour: re.Match[str]) -> str:
    return f"var({COLOURS[colour[0].lower()]})"


def _read(data: bytes, cell: str) -> _Element:
    parser = etree.XMLParser(
        resolve_entities="internal", no_network=True, remove_comments=True, remove_pis=True, remove_blank_text=True
    )
    try:
        root = etree.fromstring(data.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise ReportError(f"{cell}: the figure is not well-formed SVG ({error}).") from None
    etree.strip_elements(root, *RUNS, with_tail=False)
    for part in root.iter():
        for key, value in part.attrib.items():
            local = etree.QName(key).localname.lower()
            is_outside = local == "href" and not INSIDE.match(value)
            if is_outside or local.startswith("on") or OUTSIDE.search(value):
                del part.attrib[key]
    return root


def _points(size: str | None) -> str:
    found = re.match(r"[\d.]+", size or "")
    return found[0] if found else "100"
