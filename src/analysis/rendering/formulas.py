"""Formulas in LaTeX, drawn by matplotlib's mathtext for both page and PDF.

A formula is an `<svg>` in the tree, which the cleaner removes from what a notebook writes. Its title is its source, for
screen readers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from analysis.rendering.html_tree import FORMULA, NOT_SET, Element, classes, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.rendering.html_tree import Node

DISPLAY = "display"
"""The class of a formula on lines of its own."""

FONT = FontProperties(size=10, math_fontfamily="stix")
ROW_GAP = 6.0
"""Points between the rows of a formula, at a font size of ten points."""

MARGIN = 1.0
"""Points to the right, above and below a formula, because letters may reach out of the box that mathtext measures."""

ROWS = re.compile(r"\\begin\{(equation|align|aligned|gather|gathered|split)(\*?)\}(.*)\\end\{\1\2\}", re.DOTALL)
"""Environments whose rows are set one below the other, aligned at `&`."""

WITHOUT_EFFECT = re.compile(r"\\(?:displaystyle|textstyle|limits|nolimits|nonumber|notag)(?![A-Za-z])|\\label\{[^}]*\}")
"""Commands that mathtext does not support, with little or no effect."""

SVG_COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}
"""The commands of a path in SVG, by the codes of matplotlib."""


class FormulaError(ValueError):
    """A formula that cannot be drawn; the message says why."""


class Shape(NamedTuple):
    """A part of a formula as matplotlib draws it, from its baseline upwards; lengths are in points."""

    path: Path
    width: float
    height: float
    depth: float


class Outline(NamedTuple):
    """A whole formula: the path as SVG writes it, and lengths in points, which are tenths of an em.

    `height` is that above the baseline of the first row, `depth` all that is below.
    """

    path: str
    width: float
    height: float
    depth: float


def set_formulas(nodes: Sequence[Node]) -> list[Node]:
    """Return a tree with drawings of its formulas; one that cannot be drawn is replaced by its source with a note."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            result.append(node)
        elif node.tag == FORMULA:
            result.append(_drawing_or_note(plain(node.children), is_display=DISPLAY in classes(node)))
        else:
            node.children = set_formulas(node.children)
            result.append(node)
    return result


def _drawing_or_note(source: str, *, is_display: bool) -> Node:
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
    names = "formula"
    drawn = source
    if is_display:
        names = f"formula {DISPLAY}"
        # TeX sets fractions on a line of their own in full size, mathtext only if told so
        drawn = re.sub(r"\\frac(?![A-Za-z])", r"\\dfrac", source)

    outline = _outline(drawn)
    full_height = outline.height + outline.depth
    attrs = {
        "class": names,
        "role": "img",
        "viewBox": f"0 {-outline.height:.2f} {outline.width:.2f} {full_height:.2f}",
        "width": f"{outline.width / 10:.3f}em",
        "height": f"{full_height / 10:.3f}em",
        "style": f"vertical-align:{-outline.depth / 10:.3f}em",
    }
    title = Element("title", {}, [source])
    return Element("svg", attrs, [title, Element("path", {"d": outline.path})])


@lru_cache(maxsize=256)
def _outline(source: str) -> Outline:
    """Draw the rows of a formula below each other."""
    rows = []
    for parts in _split_rows(source):
        rows.append([_shape(part) for part in parts])

    # Rows with an `&` are aligned there: the widest left part sets the place
    left_widths = [row[0].width for row in rows if len(row) > 1]
    alignment = max(left_widths, default=0.0)

    # `below` is how far down from the first baseline the row stands that is drawn now
    paths = []
    width = height = below = 0.0
    for number, row in enumerate(rows):
        # Every row has a part, if only an empty one
        row_height = max(shape.height for shape in row)
        row_depth = max(shape.depth for shape in row)
        if number == 0:
            height = row_height
        else:
            below += row_height + ROW_GAP

        across = 0.0
        if len(row) > 1:
            across = alignment - row[0].width
        for shape in row:
            paths.append(_as_svg(shape.path, across, below))
            across += shape.width
        width = max(width, across)
        below += row_depth
    return Outline("".join(paths), width + MARGIN, height + MARGIN, below + MARGIN)


def _split_rows(source: str) -> list[list[str]]:
    r"""Return the parts of each row: one, or those before and after each `&`, of which the first is for alignment.

    >>> _split_rows(r"\begin{align} a &= b \\ c &= d \end{align}")
    [['a', '= b'], ['c', '= d']]
    """
    source = WITHOUT_EFFECT.sub(" ", source).strip()
    environment = ROWS.fullmatch(source)
    content = environment[3] if environment else source

    rows = []
    # A line break may name a distance, as in `\\[2pt]`
    for row in re.split(r"\\\\(?:\[[^\]]*\])?", content):
        # The last row of an environment may end in a line break too, and no row follows it
        if environment and not row.strip():
            continue
        parts = re.split(r"(?<!\\)&", row)
        rows.append([part.strip() for part in parts])
    return rows


def _shape(source: str) -> Shape:
    """Draw a part of a formula, on one line."""
    environment = re.search(r"\\begin\{[^}]*\}", source)
    if environment:
        raise FormulaError(f"{environment[0]} is not supported")
    # such as the left part of a row that begins with an `&`, of which mathtext makes no path
    if not source:
        return Shape(Path(np.empty((0, 2))), 0.0, 0.0, 0.0)

    text = " ".join(source.split())
    try:
        vertices, codes = text_to_path.get_text_path(FONT, f"${text}$", ismath=True)
        width, height, depth = text_to_path.get_text_width_height_descent(f"${text}$", FONT, ismath=True)
    except (ValueError, RuntimeError) as error:
        raise FormulaError(_reason(str(error))) from None

    # Vertices are in the size of the font's outlines, and there are none of a blank; the height includes the depth
    scale = FONT.get_size_in_points() / text_to_path.FONT_SCALE
    points = np.asarray(vertices, dtype=float).reshape(-1, 2) * scale
    path = Path(points, codes if len(codes) else None)
    return Shape(path, width, height - depth, depth)


def _reason(message: str) -> str:
    """Return the essence of an error message of mathtext, which quotes the source and points into it."""
    unknown = re.search(r"(?:Unknown symbol|Unknown function): (\S+)", message)
    if unknown:
        return f"{unknown[1].rstrip(',')} is not known"  # in the message, a comma follows the name
    return "it could not be read"


def _as_svg(path: Path, across: float, below: float) -> str:
    """Return a path as the attribute `d` of SVG, moved right by `across` and down by `below`."""
    pieces = []
    for points, code in path.iter_segments(curves=True, simplify=False):
        command = SVG_COMMANDS[code]
        if command == "Z":
            pieces.append(command)
            continue
        numbers = []
        for x, y in zip(points[::2], points[1::2], strict=True):
            # the vertical axis of SVG points downwards
            numbers += [f"{x + across:.2f}", f"{below - y:.2f}"]
        pieces.append(command + " ".join(numbers))
    return "".join(pieces)
