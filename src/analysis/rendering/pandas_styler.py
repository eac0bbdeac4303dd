"""Styles of cells from a pandas Styler, as far as the page and the PDF support them.

A cell with either colour gets both text and background colour, so that it is readable in dark mode as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import tinycss2
from tinycss2.color3 import RGBA, parse_color

from analysis.rendering.html_tree import walk
from analysis.rendering.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.rendering.html_tree import Node

SHEET = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
"""A style sheet in HTML; the group is its CSS."""

CELL = re.compile(r"#(T_\w+_(?:row\d+_col\d+|level\d+_(?:row|col)\d+))")
"""A selector of the Styler for a cell or a header."""

GENERATED_ID = re.compile(r"T_\w+")
"""An id of the Styler, which differs between runs."""

BOLD = re.compile(r"bold|bolder|[6-9]00")
EQUAL_CONTRAST_LUMINANCE = 0.18
"""The luminance of a background on which black and white have the same contrast, by the formula of the WCAG."""


class Styles(NamedTuple):
    """Declarations by the id of their cell, and the properties that are not supported."""

    cells: dict[str, dict[str, str]]
    unsupported: set[str]


def read_styles(html: str) -> Styles:
    """Parse the style sheets of a table of the Styler."""
    styles = Styles({}, set())
    for sheet in SHEET.findall(html):
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue
            selectors = [selector.strip() for selector in tinycss2.serialize(rule.prelude).split(",")]
            declarations = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
            for declaration in declarations:
                if declaration.type == "declaration":
                    value = tinycss2.serialize(declaration.value).strip()
                    _add(styles, selectors, declaration.lower_name, value)
    for declared in styles.cells.values():
        _complete(declared)
    return styles


def _add(styles: Styles, selectors: list[str], name: str, value: str) -> None:
    """Add a declaration to each selected cell; for other selectors, such as a whole table, it is not supported."""
    declaration = _normalised(name, value)
    for selector in selectors:
        cell = CELL.fullmatch(selector)
        if declaration is None or cell is None:
            styles.unsupported.add(name)
        else:
            styles.cells.setdefault(cell[1], {}).update(declaration)


def _normalised(name: str, value: str) -> dict[str, str] | None:
    """Return a declaration for the page, an empty one if it has no effect, or None if it is not supported."""
    if name in {"color", "background-color"}:
        colour = parse_color(value)
        if not colour:
            return None
        # currentColor is no RGBA; it has no effect, and a transparent colour has none
        if not isinstance(colour, RGBA) or not colour.alpha:
            return {}
        return {name: _hex(colour)}
    if name == "font-weight":
        # the page has a single bold cut
        return {"font-weight": "600"} if BOLD.fullmatch(value) else {}
    if name == "font-style" and value == "normal":
        return {}
    if name == "font-style" and value in {"italic", "oblique"}:
        return {"font-style": "italic"}
    if name == "text-align" and value in {"left", "right", "center"}:
        return {"text-align": value}
    return None


def _hex(colour: RGBA) -> str:
    """Write a colour as #rrggbb, as it looks on white."""
    digits = []
    for channel in colour[:3]:
        on_white = channel * colour.alpha + 1 - colour.alpha
        # rgb(300, 0, 0) is valid CSS
        digits.append(f"{round(min(max(on_white, 0), 1) * 255):02x}")
    return "#" + "".join(digits)


def _complete(declared: dict[str, str]) -> None:
    """Add the other of text and background colour if only one is declared."""
    background = declared.get("background-color")
    if background:
        readable = "#000000" if _luminance(background) > EQUAL_CONTRAST_LUMINANCE else "#ffffff"
        declared.setdefault("color", readable)
    elif "color" in declared:
        declared["background-color"] = LIGHT["paper"]


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour as defined by the WCAG."""
    luminance = 0.0
    for start, weight in ((1, 0.2126), (3, 0.7152), (5, 0.0722)):
        channel = int(colour[start : start + 2], 16) / 255
        linear = channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        luminance += weight * linear
    return luminance


def apply_styles(nodes: Sequence[Node], styles: Styles) -> None:
    """Write the declarations into the cells, and remove the ids of the Styler."""
    for element in walk(nodes):
        name = element.attrs.get("id", "")
        declared = styles.cells.get(name)
        if declared:
            declarations = ";".join(f"{key}:{value}" for key, value in declared.items())
            # the cell's own style comes last, so that it wins, as in a browser
            element.attrs["style"] = f"{declarations};{element.attrs.get('style', '')}".rstrip(";")
        if GENERATED_ID.fullmatch(name):
            del element.attrs["id"]
