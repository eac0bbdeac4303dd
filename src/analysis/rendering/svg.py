"""Drawings as SVG: sanitise them, and write them into a page with its colours and typeface."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from lxml import etree

from analysis.rendering import palette
from analysis.rendering.fonts import SANS, STACK, font_face_of
from analysis.rendering.report_errors import ReportError

if TYPE_CHECKING:
    from lxml.etree import _Element


MOST_PIXELS = 50_000_000
"""Maximum pixels of a picture: more than any printer has for a sheet, and about what a small machine can decode."""

COLOURS = palette.names_in_page()
"""The variable in the style sheet of the page for each colour of a drawing."""

COLOUR = re.compile("|".join(COLOURS), re.IGNORECASE)

ROLES = {"xtick": "tick", "ytick": "tick", "label": "label", "number": "number"}
"""Prefixes of group ids in drawings of the package, and their classes: tick labels, names, and numbers of findings."""

SCRIPTED_TAGS = [f"{{*}}{tag}" for tag in ("script", "foreignObject", "set", "animate", "handler", "listener")]
"""Tags that run something, hold HTML, or could change a link after it was checked."""

INSIDE = re.compile(r"#|data:image/(?:png|jpeg);base64,")
"""The start of an address that needs no other file."""

OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!['\"]?#)|@import|\\", re.IGNORECASE)
"""A reference of CSS to another file, or a backslash, with which the letters of one could be escaped."""

LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
"""A number with more decimals than one can see: a hundredth of a point is enough."""

SEMIBOLD = re.compile(r"\b(?:[6-9]00|bold)\b")
"""A font weight in a style that needs the semibold cut."""

FACES = '<style class="faces">'
"""The start tag of the embedded fonts in a picture."""

PICTURE_ADDRESS = "data:image/svg+xml,"
IN_ADDRESS = " !$&'()*+,-./:;=?@_~"
"""Characters that need no percent-encoding in a data URI between double quotes in HTML."""


def wrap_png(data: bytes, cell: str = "the figure") -> bytes:
    """Wrap a PNG in an SVG, the only format that the style sheets of the PDF read."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ReportError(f"{cell}: the figure is not a PNG picture.")
    # The first chunk of a PNG begins with its width and height
    width = int.from_bytes(data[16:20])
    height = int.from_bytes(data[20:24])
    if width * height > MOST_PIXELS:
        raise ReportError(f"{cell}: the figure has {width:,} by {height:,} dots; {MOST_PIXELS:,} at most fit a PDF.")
    size = f'width="{width}" height="{height}"'
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
    return f'{frame}<image {size} href="{address}"/></svg>'.encode()


def sealed(data: bytes, cell: str = "the figure") -> bytes:
    """Return a drawing without scripts, animations and references to other files.

    Raises:
        ReportError: The drawing is not well-formed.
    """
    return bytes(etree.tostring(_read(data, cell)))


def inline_svg(data: bytes, name: str, prefix: str, cell: str = "the figure", kind: str = "") -> str:
    """Return a drawing of the package as an `<svg>` element for a page.

    Args:
        data: The drawing as matplotlib writes it.
        name: The accessible name.
        prefix: A prefix for its ids, which must be unique on the page.
        cell: The cell of the notebook, for error messages.
        kind: The class of the element.
    """
    root = _read(data, cell)
    # the style sheet of a drawing would apply to the whole page
    etree.strip_elements(root, "{*}metadata", "{*}style", with_tail=False)
    referenced = set(re.findall(r"(?:href=\"|url\()#([^\")]+)", etree.tostring(root, encoding="unicode")))
    for element in root.iter():
        # Keep the ids that the drawing refers to; of others, such as xtick_1, only the class is needed
        element_id = element.attrib.pop("id", "")
        role = ROLES.get(re.split(r"[_-]", element_id, maxsplit=1)[0])
        if element_id in referenced:
            element.set("id", prefix + element_id)
        elif role:
            element.set("class", role)

        # Prefix what refers to an id, shorten numbers, and let the page set the colours; items() of lxml is a copy
        for key, value in element.attrib.items():
            # browsers need no xlink: before href
            if etree.QName(key).localname == "href":
                del element.attrib[key]
                element.set("href", f"#{prefix}{value[1:]}" if value.startswith("#") else value)
            elif key != "id":
                shorter = LONG_NUMBER.sub(_rounded, value.replace("url(#", f"url(#{prefix}"))
                # matplotlib writes colours nowhere else
                if key == "style":
                    shorter = COLOUR.sub(_as_variable, shorter)
                element.set(key, shorter)

    # The style sheet of the page sets the size
    box = root.get("viewBox") or f"0 0 {_points(root.get('width'))} {_points(root.get('height'))}"
    root.attrib.clear()
    root.attrib.update({"viewBox": box, "role": "img", "aria-label": name})
    if kind:
        root.set("class", kind)
    # those of xlink and metadata are no longer used
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def shorten(svg: str) -> str:
    """Return a drawing of matplotlib without metadata and white space, with numbers rounded to two decimals."""
    root = _read(svg.encode(), "the figure")
    # the style sheet stays, unlike in `inline_svg`: a picture has no page to set its lines
    etree.strip_elements(root, "{*}metadata", with_tail=False)
    for element in root.iter():
        for key, value in element.attrib.items():
            # an id must stay what links to it say
            if key != "id":
                element.set(key, LONG_NUMBER.sub(_rounded, value))
    return str(etree.tostring(root, encoding="unicode"))


def as_picture(svg: str) -> str:
    """Return a drawing with its glyphs embedded, for an `<img>`, which cannot load fonts."""
    letters = {"Regular": set[str](), "Semibold": set[str]()}
    for text in _read(svg.encode(), "the figure").iter("{*}text"):
        cut = "Semibold" if SEMIBOLD.search(text.get("style", "")) else "Regular"
        letters[cut].update("".join(text.itertext()))
    faces = [font_face_of(cut, "".join(sorted(used))) for cut, used in letters.items() if used]
    style = f"{FACES}{''.join(faces)}</style>"

    # matplotlib begins each drawing with <defs>
    return svg.replace(f"'{SANS}'", STACK).replace("</defs>", f"{style}</defs>", 1)


def picture_address(svg: str) -> str:
    """Return a drawing with its glyphs as a data URI."""
    return PICTURE_ADDRESS + quote(as_picture(svg), safe=IN_ADDRESS)


def drawing_of(page: str) -> str:
    """Return the drawing that `picture_address` put into HTML of the package; empty if there is none."""
    address = re.search(rf'src="{re.escape(PICTURE_ADDRESS)}([^"]*)"', page)
    if not address:
        return ""
    picture = unquote(html.unescape(address[1]))

    # Undo what `as_picture` added: the page has the fonts
    before, _, rest = picture.partition(FACES)
    if rest:
        picture = before + rest.partition("</style>")[2]
    return picture.replace(STACK, f"'{SANS}'")


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}"


def _as_variable(colour: re.Match[str]) -> str:
    return f"var({COLOURS[colour[0].lower()]})"


def _read(data: bytes, cell: str) -> _Element:
    """Parse a drawing, and remove what could run scripts or load files."""
    # an entity could name a file of this machine
    parser = etree.XMLParser(
        resolve_entities="internal", no_network=True, remove_comments=True, remove_pis=True, remove_blank_text=True
    )
    try:
        root = etree.fromstring(data.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise ReportError(f"{cell}: the figure is not well-formed SVG ({error}).") from None
    etree.strip_elements(root, *SCRIPTED_TAGS, with_tail=False)
    for element in root.iter():
        for key, value in element.attrib.items():  # a copy, unlike that of a dictionary
            name = etree.QName(key).localname.lower()
            is_outside = name == "href" and not INSIDE.match(value)
            is_handler = name.startswith("on")
            if is_outside or is_handler or OUTSIDE.search(value):
                del element.attrib[key]
    return root


def _points(size: str | None) -> str:
    """Return the number of a length such as "460.8pt"; any number will do if a drawing states no size."""
    number = re.match(r"[\d.]+", size or "")
    return number[0] if number else "100"
