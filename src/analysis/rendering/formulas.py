"""Formulas in LaTeX, drawn by matplotlib's mathtext for both page and PDF.

A formula is an `<svg>` in the tree, which the cleaner removes from what a notebook writes. Its title is its source, for
screen readers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from analysis.rendering.tree import FORMULA, NOT_SET, Element, classes, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.rendering.tree import Node

DISPLAY = "display"
"""The class of a formula on lines of its own."""

FONT = FontProperties(size=10, math_fontfamily="stix")
ROW_GAP = 6.0
"""Points between the rows of a formula, at a font size of ten points."""

ROWS = re.compile(r"\\begin\{(equation|align|aligned|gather|gathered|split)(\*?)\}(.*)\\end\{\1\2\}", re.DOTALL)
"""Environments whose rows are set one below the other, aligned at `&`."""

WITHOUT_EFFECT = re.compile(r"\\(?:displaystyle|textstyle|limits|nolimits|nonumber|notag)(?![A-Za-z])|\\label\{[^}]*\}")
"""Commands that mathtext does not support, with little or no effect."""

LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}


class FormulaError(ValueError):
    """A formula that cannot be drawn; the message says why."""


def set_formulas(nodes: Sequence[Node]) -> list[Node]:
    """Return a tree with drawings of its formulas; one that cannot be drawn is replaced by its source with a note."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            result.append(node)
        elif node.tag == FORMULA:
            result.append(_set(plain(node.children), is_display=DISPLAY in classes(node)))
        else:
            node.children = set_formulas(node.children)
            result.append(node)
    return result


def _set(source: str, *, is_display: bool) -> Node:
    try:
        return draw(source, is_display=is_display)
    except FormulaError as error:
        note = Element("em", {}, [f" (formula not set: {error})"])
        return Element("span", {"class": f"label {NOT_SET}"}, [Element("code", {}, [source]), note])


def draw(source: str, *, is_display: bool) -> Element:
    """Return a formula as an `<svg>`, with lengths in ems of the text around it.

    Raises:
        FormulaError: mathtext does not support a command or an environment in it.

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
    rows = [[_shape(part) for part in row] for row in _rows(source)]

    # Rows with an `&` are aligned there: the widest left part sets the place
    left_widths = [row[0][1] for row in rows if len(row) > 1]
    alignment = max(left_widths, default=0.0)

    # Set the rows below each other, from the baseline of the first
    paths = []
    width = height = below = 0.0
    for number, row in enumerate(rows):
        row_height = max(part[2] for part in row)
        row_depth = max(part[3] for part in row)
        if number:
            below += row_height + ROW_GAP
        else:
            height = row_height
        across = alignment - row[0][1] if len(row) > 1 else 0.0
        for path, part_width, _, _ in row:
            paths.append(_as_svg(path, across, below))
            across += part_width
        width = max(width, across)
        below += row_depth
    return "".join(paths), width + 1, height + 1, below + 1


def _rows(source: str) -> list[list[str]]:
    """Return the parts of each row: one, or those before and after an `&`."""
    source = WITHOUT_EFFECT.sub(" ", source).strip()
    environment = ROWS.fullmatch(source)
    rows = re.split(r"\\\\(?:\[[^\]]*\])?", environment[3] if environment else source)
    if environment:
        rows = [row for row in rows if row.strip()]
    return [[part.strip() for part in re.split(r"(?<!\\)&", row)] for row in rows]


def _shape(source: str) -> tuple[Path, float, float, float]:
    """Return the path of a part of a formula, its width, height and depth, in points."""
    environment = re.search(r"\\begin\{[^}]*\}", source)
    if environment:
        raise FormulaError(f"{environment[0]} is not supported")
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
    """Return the essence of an error message of mathtext."""
    unknown = re.search(r"(?:Unknown symbol|Unknown function): (\S+)", message)
    return f"{unknown[1].rstrip(',')} is not known" if unknown else "it could not be read"


def _as_svg(path: Path, across: float, below: float) -> str:
    pieces = []
    for points, code in path.iter_segments(curves=True, simplify=False):
        letter = LETTERS[code]
        if letter == "Z":
            pieces.append(letter)
            continue
        numbers = []
        for x, y in zip(points[::2], points[1::2], strict=True):
            # the vertical axis of SVG points downwards
            numbers += [f"{x + across:.2f}", f"{below - y:.2f}"]
        pieces.append(letter + " ".join(numbers))
    return "".join(pieces)
