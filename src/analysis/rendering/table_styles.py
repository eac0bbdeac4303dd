"""Colours and weights that the Styler of pandas gives to cells, as far as a page and a PDF can show them.

A cell with a colour gets both ink and ground, so that it can be read on a dark page as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import tinycss2
from tinycss2.color3 import RGBA, parse_color

from analysis.rendering.palette import LIGHT
from analysis.rendering.tree import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.rendering.tree import Node

SHEET = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
CELL = re.compile(r"#(T_\w+_(?:row\d+_col\d+|level\d+_(?:row|col)\d+))")
"""How the Styler names a cell or a heading."""

MADE_ID = re.compile(r"T_\w+")
"""An id of the Styler, which is another one in each run."""

BOLD = re.compile(r"bold|bolder|[6-9]00")
MIDDLE = 0.18
"""The luminance of a ground on which black and white are equally easy to read."""


class Styles(NamedTuple):
    """Declarations by the id of their cell, and the properties that are left out."""

    cells: dict[str, dict[str, str]]
    left_out: set[str]


def read_styles(html: str) -> Styles:
    """Read the style sheets of a table that the Styler wrote."""
    styles = Styles({}, set())
    for sheet in SHEET.findall(html):
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue
            selectors = [it.strip() for it in tinycss2.serialize(rule.prelude).split(",")]
            declarations = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
            for declaration in declarations:
                if declaration.type == "declaration":
                    value = tinycss2.serialize(declaration.value).strip()
                    _add(styles, selectors, declaration.lower_name, value)
    for declared in styles.cells.values():
        _complete(declared)
    return styles


def _add(styles: Styles, selectors: list[str], name: str, value: str) -> None:
    shown = _shown(name, value)
    for selector in selectors:
        cell = CELL.fullmatch(selector)
        if shown is None or cell is None:
            styles.left_out.add(name)
        else:
            styles.cells.setdefault(cell[1], {}).update(shown)


def _shown(name: str, value: str) -> dict[str, str] | None:
    """Return a declaration as the page may have it, nothing if it has no effect, or None if it cannot be shown."""
    if name in {"color", "background-color"}:
        colour = parse_color(value)
        return {name: _hex(colour)} if isinstance(colour, RGBA) and colour.alpha else ({} if colour else None)
    if name == "font-weight":
        return {"font-weight": "600"} if BOLD.fullmatch(value) else {}
    if name == "font-style" and value in {"italic", "oblique", "normal"}:
        return {} if value == "normal" else {"font-style": "italic"}
    if name == "text-align" and value in {"left", "right", "center"}:
        return {"text-align": value}
    return None


def _hex(colour: RGBA) -> str:
    """Write a colour as #rrggbb, as it looks on white."""
    mixed = (part * colour.alpha + 1 - colour.alpha for part in colour[:3])
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in mixed)


def _complete(declared: dict[str, str]) -> None:
    if ground := declared.get("background-color"):
        declared.setdefault("color", "#000000" if _luminance(ground) > MIDDLE else "#ffffff")
    elif "color" in declared:
        declared["background-color"] = LIGHT["paper"]


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as the guidelines for contrast define it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def apply_styles(nodes: Sequence[Node], styles: Styles) -> None:
    """Give cells their declarations, and remove the ids by which they were found."""
    for element in walk(nodes):
        name = element.attrs.get("id", "")
        if declared := styles.cells.get(name):
            written = ";".join(f"{key}:{value}" for key, value in declared.items())
            element.attrs["style"] = f"{written};{element.attrs.get('style', '')}".rstrip(";")
        if MADE_ID.fullmatch(name):
            del element.attrs["id"]
