"""Number figures and tables in reading order, and turn references to them, such as @fig-nests, into links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.errors import nearest
from analysis.rendering.document import (
    Exhibit,
    Fault,
    ProseBlock,
    mark,
)
from analysis.rendering.html_tree import NO_BREAK, Element, Node, classes

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.rendering.document import Block


LABEL = r"(?:fig|tbl)-\w+(?:[-:.]\w+)*"
"""The label of a figure or table, such as fig-storks."""

REFERENCE = re.compile(rf"(?<![\w.@/])@({LABEL})")


def number_exhibits(blocks: list[Block]) -> dict[str, str]:
    """Number the titled figures and tables, each kind separately, and return their names by label."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Exhibit) and block.title:
            block.number = counts.get(block.kind, 0) + 1
            counts[block.kind] = block.number
            # links need a label, such as figure-3 if the author gave none
            block.label = block.label or block.name.lower().replace(" ", "-")
            names[block.label] = block.name
    return names


def resolve_references(blocks: list[Block], names: dict[str, str], is_left_out: Callable[[str], bool]) -> list[Fault]:
    """Replace each `@fig-x` or `@tbl-x` in prose, titles and sources by a link such as "Figure 3".

    In sentences of the package, references to an exhibit that was left out for lack of evidence are removed. Those to
    an unknown one are marked, and returned as faults. The cells of a table are data, and stay as they are.
    """
    unknown: list[tuple[Block, str]] = []
    for block in blocks:
        labels: list[str] = []
        # In outputs in HTML, references are links already, which need the number alone
        if isinstance(block, ProseBlock) and not block.markdown:
            _name_exhibits(block.body, names, labels, is_left_out)
        else:
            texts = block.captions() if isinstance(block, Exhibit) else block.texts()
            for nodes in texts:
                _resolve(nodes, names, labels)
        # References are replaced from the end, and reported in the order of reading
        for label in reversed(labels):
            unknown.append((block, label))

    faults = []
    for block, label in unknown:
        hint = nearest(label, names) or "."
        line = f"{block.cell}: @{label} refers to a figure or table that does not exist or has no title{hint}"
        faults.append(Fault(line, block=block))
    return faults


def _resolve(nodes: list[Node], names: dict[str, str], unknown: list[str]) -> None:
    """Replace references in a text; mark those to unknown exhibits and append their labels to `unknown`."""
    # from the end, so that replacements do not move what is still to come
    for index in reversed(range(len(nodes))):
        node = nodes[index]
        if isinstance(node, Element):
            if node.tag not in {"a", "code", "pre"}:
                _resolve(node.children, names, unknown)
            continue

        # Every second piece is a label
        pieces = REFERENCE.split(node)
        if len(pieces) == 1:
            continue
        replacement: list[Node] = []
        for position, piece in enumerate(pieces):
            if position % 2 == 0:
                replacement.append(piece)
            elif piece in names:
                name = names[piece].replace(" ", NO_BREAK)
                replacement.append(Element("a", {"href": f"#{piece}", "class": "ref"}, [name]))
            else:
                replacement.append(mark([f"@{piece}"], "refers to nothing"))
                unknown.append(piece)
        nodes[index : index + 1] = replacement


def _name_exhibits(
    nodes: list[Node], names: dict[str, str], unknown: list[str], is_left_out: Callable[[str], bool]
) -> None:
    """Write the number of each exhibit that a sentence refers to; remove references to omitted ones.

    References to unknown exhibits are marked, and their labels appended to `unknown`.
    """
    for index, node in reversed(list(enumerate(nodes))):
        if not isinstance(node, Element):
            continue
        label = node.attrs.get("href", "").removeprefix("#")
        if node.tag != "a" or "ref" not in classes(node):
            _name_exhibits(node.children, names, unknown, is_left_out)
        elif label in names:
            node.children = [names[label].replace(" ", NO_BREAK)]
        elif is_left_out(label):
            _leave_out(nodes, index, node)
        else:
            nodes[index] = mark([f"@{label}"], "refers to nothing")
            unknown.append(label)


def _leave_out(nodes: list[Node], index: int, reference: Element) -> None:
    """Remove a reference from a sentence, with any parentheses around it."""
    before = nodes[index - 1] if index > 0 else ""
    after = nodes[index + 1] if index + 1 < len(nodes) else ""
    if isinstance(before, str) and isinstance(after, str) and before.endswith(" (") and after.startswith(")"):
        nodes[index - 1 : index + 2] = [before.removesuffix(" (") + after.removeprefix(")")]
    else:
        # It reads “the figure”, which stays as words
        nodes[index : index + 1] = reference.children
