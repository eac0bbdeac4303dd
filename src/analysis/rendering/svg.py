"""A drawing of matplotlib is made safe for a web page, and follows the light or dark colours of the page."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from html import escape
from math import hypot
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from analysis.rendering import palette
from analysis.rendering.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


__all__ = ["COLOURS", "as_circle", "inline_svg", "is_a_point", "rounded", "wrap_png"]


# ----- png -------------------------------------------------------------------------------------------------
# A picture of dots in a frame that Typst takes.

MOST_DOTS = 50_000_000
"""Dots of a picture: more than any printer has for a sheet, and as many as fit into the memory of a small machine."""


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


# ----- svg_paths -------------------------------------------------------------------------------------------
# Paths of a drawing are written as short as they can be, and dots as circles.

PLACES = re.compile("[xyr]|[xy][12]|[dcr][xy]|width|height|points|transform")
"""Attributes that say where something lies."""

SVG_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
POINT = re.compile(r' d="M[^ ]+ [^ ]+"')  # a line of one point, of which nothing is seen
STEP = re.compile(rf"[A-Za-z]|{SVG_NUMBER.pattern}")
"""A part of a path: a letter that is a command, or a number that is a coordinate."""

ROUND = re.compile(r' d="M0 ([\d.]+)C([^A-Za-z]+)z"')
"""A path that begins above its middle, is all curves, and ends where it began, as a dot does."""


def is_a_point(attributes: str) -> bool:
    """Say whether a path has one point alone, of which nothing is seen."""
    return POINT.match(attributes) is not None


def as_circle(attributes: str) -> str:
    """Write a dot, which matplotlib draws as eight curves, as the circle that it is; of no other path is it one."""
    found = ROUND.search(attributes)
    steps = [*map(float, found[2].split())] if found else []
    ends = [hypot(*end) for end in zip(steps[4::6], steps[5::6], strict=False)]
    if not found or len(ends) != 8 or any(abs(end - float(found[1])) > 0.02 for end in ends):
        return ""
    return attributes.replace(found[0], f' r="{found[1]}"')


@lru_cache(4096)  # signs, marks on an axis and many lines are the same in many drawings
def rounded(name: str, value: str) -> str:
    """Round the numbers of an attribute that says where something lies to a hundredth; all others stay as they are."""
    if name == "d":
        return _tight(value)
    return SVG_NUMBER.sub(lambda number: _short(number[0]), value) if PLACES.fullmatch(name) else value


def _tight(path: str) -> str:
    """Shorten a path: a command that repeats the one before is left out, as SVG allows."""
    kept, before = [], ""
    for step in STEP.findall(path):
        if step.isalpha():
            kept += [step] if step != before else []
            before = {"M": "L", "m": "l"}.get(step, step)
        else:
            kept.append(_short(step))
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(kept))


def _short(number: str) -> str:
    return f"{round(float(number), 2) + 0:.2f}".rstrip("0").rstrip(".")


# ----- svg -------------------------------------------------------------------------------------------------

COLOURS = palette.names_in_page()


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


ELEMENTS = _set(
    "svg g defs clipPath path use text tspan rect circle ellipse line polyline polygon image "
    "linearGradient radialGradient stop pattern mask marker symbol"
)
ROLES = {"xtick": "tick", "ytick": "tick", "label": "label", "number": "number"}
"""Names of groups in a drawing, and the class that the words inside get: a mark on an axis, a name, or a number."""

PAINT = frozenset({"fill", "stroke", "stop-color", "color"})
ATTRIBUTES = PAINT | _set(
    "id d x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy width height points transform viewBox style "
    "opacity fill-opacity fill-rule stroke-width stroke-opacity stroke-dasharray "
    "stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit clip-path clip-rule "
    "clipPathUnits mask offset stop-opacity gradientUnits gradientTransform patternUnits "
    "patternTransform markerWidth markerHeight refX refY orient marker-start marker-mid "
    "marker-end font-family font-size font-weight font-style text-anchor dominant-baseline "
    "preserveAspectRatio href"
)
LETTERING = {"font-family": "", "fill": palette.INK, "text-anchor": "start", "font-size": "9.5px"}
"""How words in a drawing look unless it says otherwise; the page says so for all, and chooses the typeface."""

DEFAULTS = {"stroke-dashoffset": "0"}
"""What a line is without being told."""

UNNAMED = frozenset({"g", "text"})
"""Parts that matplotlib names, every one, and to which nothing refers."""

COLOUR = re.compile("|".join(COLOURS), re.IGNORECASE)
OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!\s*['\"]?#)|expression|@import|javascript:|\\", re.IGNORECASE)
ALIKE = re.compile(r'<use [^<>]* style="(fill:[^";]*)"/>(?:<use [^<>]* style="\1"/>)+')
"""Dots of one colour, one behind the other."""

PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+$")

SMALL = 2**16
"""Bytes of a drawing that is remembered; reports of other countries and days have many in common."""


class _Names(dict[str, str]):
    """Short ids for the parts of a drawing, numbered in order of use; `parts` are those that have an id.

    `has_roles` says whether the names of groups may be trusted.
    """

    def __init__(self, prefix: str, root: ElementTree.Element, *, has_roles: bool) -> None:
        super().__init__()
        self.prefix = prefix
        self.has_roles = has_roles
        self.parts = {element.get("id", ""): element for element in root.iter() if element.get("id")}

    def __missing__(self, name: str) -> str:
        self[name] = f"{self.prefix}{len(self) + 1}"
        return self[name]


def inline_svg(
    data: bytes,
    name: str,
    prefix: str,
    cell: str = "the figure",
    kind: str = "",
    *,
    has_roles: bool = True,
    described_by: str = "",
) -> str:
    """Return the drawing as one `<svg>` element, with ids of its own and without anything that could run or load.

    It is as short as it can be: the typeface is left to the page, and coordinates are rounded to a hundredth. Without
    `has_roles` no group holds marks of an axis, numbers with an origin or names from the data. Who cannot see it hears
    its name, and the words elsewhere on the page by which it is described.
    """
    make = _known if len(data) <= SMALL else _inline
    return make(data, name, prefix, cell, kind, has_roles=has_roles, described_by=described_by)


def _inline(data: bytes, name: str, prefix: str, cell: str, kind: str, *, has_roles: bool, described_by: str) -> str:
    text = data.decode("utf-8")
    try:
        root = ElementTree.fromstring(text[max(text.find("<svg"), 0) :])
    except ElementTree.ParseError as error:
        raise ReportError(f"{cell}: the figure is not well-formed SVG ({error}).") from None
    box = root.get("viewBox") or f"0 0 {_points(root.get('width'))} {_points(root.get('height'))}"
    names = _Names(prefix, root, has_roles=has_roles)
    body = ALIKE.sub(_once, "".join([_written(child, names) for child in root]))
    kind = f' class="{kind}"' if kind else ""
    about = f' aria-describedby="{described_by}"' if described_by else ""
    return f'<svg{kind} viewBox="{escape(box)}" role="img" aria-label="{escape(name)}"{about}>{body}</svg>'


_known = lru_cache(maxsize=256)(_inline)


def _once(alike: re.Match[str]) -> str:
    """Say the colour of dots once for all of them."""
    style = f' style="{alike[1]}"'
    return f"<g{style}>{alike[0].replace(style, '')}</g>"


def _written(element: ElementTree.Element, names: _Names) -> str:
    tag = _local(element.tag)
    if names.has_roles and (role := _role(element, tag)):
        children = "".join([_written(child, names) for child in element])
        return f'<g class="{role}">{children}</g>' if children else ""
    if tag not in ELEMENTS:
        return ""
    attributes = "".join(_attributes(element.attrib, tag, names))
    inside = _lettering(element, names) if tag in {"text", "tspan"} else [_written(child, names) for child in element]
    children = "".join(inside)
    if (tag in {"g", "defs"} and not children) or (tag == "path" and is_a_point(attributes)):
        return ""
    if tag == "g" and not attributes:
        return children
    if tag == "path" and (dot := as_circle(attributes)):
        return f"<circle{dot}/>"
    return f"<{tag}{attributes}>{children}</{tag}>" if children else f"<{tag}{attributes}/>"


def _lettering(element: ElementTree.Element, names: _Names) -> Iterator[str]:
    """Write words, and what stands among them."""
    yield escape(element.text or "", quote=False)
    for child in element:
        yield _written(child, names)
        yield escape(child.tail or "", quote=False)


def _role(element: ElementTree.Element, tag: str) -> str:
    """Return the class of a group: number, tick, label or none."""
    return ROLES.get(re.split(r"[_-]", element.get("id", ""), maxsplit=1)[0], "") if tag == "g" else ""


def _attributes(given: Mapping[str, str], tag: str, names: _Names) -> Iterator[str]:
    style = _style(given, tag)
    for key, value in given.items():
        name = _local(key)
        if name not in ATTRIBUTES or name == "style" or OUTSIDE.search(value):
            continue
        if value.startswith("rotate(-0 "):
            continue  # a rotation by zero degrees, which matplotlib writes for upright text
        if name == "id":
            if tag in UNNAMED:
                continue
            value = names[value]
        elif name == "href":
            if value.startswith("#"):
                # leave out what the part that is used has in its own style
                part = names.parts.get(value[1:])
                own = () if part is None else _style(part.attrib, _local(part.tag))
                style = {it: how for it, how in style.items() if it not in own}
                value = "#" + names[value[1:]]
            elif tag != "image" or not PICTURE.match(value):
                continue
        elif name in PAINT and COLOUR.fullmatch(value):
            style[name] = value
            continue
        yield f' {name}="{escape(_point_to_own(rounded(name, value), names))}"'
    if style:
        kept = ";".join(f"{part}:{how}" for part, how in style.items())
        kept = COLOUR.sub(lambda found: f"var({COLOURS[found[0].lower()]})", kept)
        yield f' style="{escape(_point_to_own(kept, names))}"'


def _style(given: Mapping[str, str], tag: str) -> dict[str, str]:
    """Return the style of a part, without what could load something and without the defaults of lettering."""
    return dict(_parts(given.get("style", ""), is_text=tag == "text"))


@lru_cache(4096)
def _parts(written: str, *, is_text: bool) -> tuple[tuple[str, str], ...]:
    parts = (part.partition(":") for part in written.split(";") if not OUTSIDE.search(part))
    style = {name.strip(): how.strip() for name, _, how in parts if how.strip()}
    given = LETTERING if is_text else DEFAULTS
    return tuple((name, how) for name, how in style.items() if given.get(name) not in {how, ""})


def _point_to_own(value: str, names: _Names) -> str:
    if "url(" not in value:
        return value
    return re.sub(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\)", lambda found: f"url(#{names[found[1]]})", value)


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _points(size: str | None) -> str:
    found = re.match(r"[\d.]+", size or "")
    return found[0] if found else "100"
