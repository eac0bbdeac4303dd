"""Formulas in LaTeX's notation, set by matplotlib's mathtext as drawings that page and PDF share.

A formula is an `<svg>` in the tree, which no notebook can write by hand: the tree is cleaned of those. Its title is its
source, which screen readers read out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from analysis.rendering.tree import FORMULA, Element, classes, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.rendering.tree import Node

DISPLAY = "display"
"""The class of a formula with lines of its own."""

FONT = FontProperties(size=10, math_fontfamily="stix")
ROW_GAP = 6.0
"""Points between the rows of a formula, in print of ten points."""

ROWS = re.compile(r"\\begin\{(equation|align|aligned|gather|gathered|split)(\*?)\}(.*)\\end\{\1\2\}", re.DOTALL)
"""Environments whose rows are set one below the other, aligned at `&`."""

WITHOUT_EFFECT = re.compile(r"\\(?:displaystyle|textstyle|limits|nolimits|nonumber|notag)(?![A-Za-z])|\\label\{[^}]*\}")
"""Commands that mathtext does not know, and that change nothing or little."""

LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}


class FormulaError(ValueError):
    """A formula that cannot be set; the message says why."""


def set_formulas(nodes: Sequence[Node]) -> list[Node]:
    """Return a tree in which formulas are drawings; one that cannot be set is its source, and says so."""
    done: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            done.append(node)
        elif node.tag == FORMULA:
            done.append(_set(plain(node.children), is_display=DISPLAY in classes(node)))
        else:
            node.children = set_formulas(node.children)
            done.append(node)
    return done


def _set(source: str, *, is_display: bool) -> Node:
    try:
        return draw(source, is_display=is_display)
    except FormulaError as error:
        note = Element("em", {}, [f" (formula not set: {error})"])
        return Element("span", {"class": "label"}, [Element("code", {}, [source]), note])


def draw(source: str, *, is_display: bool) -> Element:
    """Return a formula as an `<svg>`, whose lengths are in ems of the text around it.

    Raises:
        FormulaError: mathtext does not know a command or an environment in it.

    """
    shown = re.sub(r"\\frac(?![A-Za-z])", r"\\dfrac", source) if is_display else source
    data, width, height, depth = _outline(shown)
    attrs = {
        "class": f"formula {DISPLAY}" if is_display else "formula",
        "role": "img",
        "viewBox": f"0 {-height:.2f} {width:.2f} {height + depth:.2f}",
        "width": f"{width / 10:.3f}em",
        "height": f"{(height + depth) / 10:.3f}em",
        "style": f"vertical-align:{-depth / 10:.3f}em",
    }
    return Element("svg", attrs, [Element("title", {}, [source]), Element("path", {"d": data})])


@lru_cache(maxsize=256)
def _outline(source: str) -> tuple[str, float, float, float]:
    """Return the path of a formula, its width, its height above the line and its depth below, in tenths of an em."""
    rows = _rows(source)
    parts = [[_shape(part) for part in row] for row in rows]
    left = max((row[0][1] for row in parts if len(row) > 1), default=0.0)
    paths, below, width, height = [], 0.0, 0.0, 0.0
    for number, row in enumerate(parts):
        row_height, row_depth = max(part[2] for part in row), max(part[3] for part in row)
        if number:
            below += row_height + ROW_GAP
        else:
            height = row_height
        across = left - row[0][1] if len(row) > 1 else 0.0
        for path, part_width, _, _ in row:
            paths.append(_as_svg(path, across, below))
            across += part_width
        width = max(width, across)
        below += row_depth
    return "".join(paths), width + 1, height + 1, below + 1


def _rows(source: str) -> list[list[str]]:
    """Return the parts of each row: one, or those before and after an `&`."""
    source = WITHOUT_EFFECT.sub(" ", source).strip()
    found = ROWS.fullmatch(source)
    rows = re.split(r"\\\\(?:\[[^\]]*\])?", found[3] if found else source)
    if found:
        rows = [row for row in rows if row.strip()]
    return [[part.strip() for part in re.split(r"(?<!\\)&", row)] for row in rows]


def _shape(source: str) -> tuple[Path, float, float, float]:
    if unknown := re.search(r"\\begin\{[^}]*\}", source):
        raise FormulaError(f"{unknown[0]} is not supported")
    if not source:
        return Path(np.empty((0, 2))), 0.0, 0.0, 0.0
    text = " ".join(source.split())
    try:
        vertices, codes = text_to_path.get_text_path(FONT, f"${text}$", ismath=True)
        width, height, depth = text_to_path.get_text_width_height_descent(f"${text}$", FONT, ismath=True)
    except (ValueError, RuntimeError) as error:
        raise FormulaError(_reason(str(error))) from None
    scale = FONT.get_size_in_points() / text_to_path.FONT_SCALE
    path = Path(np.asarray(vertices, dtype=float).reshape(-1, 2) * scale, codes if len(codes) else None)
    return path, width, height - depth, depth


def _reason(message: str) -> str:
    """Say in a few words what mathtext could not read."""
    found = re.search(r"(?:Unknown symbol|Unknown function): (\S+)", message)
    return f"{found[1].rstrip(',')} is not known" if found else "it could not be read"


def _as_svg(path: Path, across: float, below: float) -> str:
    pieces = []
    for points, code in path.iter_segments(curves=True, simplify=False):
        numbers = [
            f"{value + across:.2f}" if at % 2 == 0 else f"{below - value:.2f}" for at, value in enumerate(points)
        ]
        letter = LETTERS[code]
        pieces.append(letter if letter == "Z" else letter + " ".join(numbers))
    return "".join(pieces)
