"""Where no line may end: a number keeps to its unit, and all other words may be parted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.rendering.tree import NOUN, classes, plain

if TYPE_CHECKING:
    from analysis.rendering.tree import Element

__all__ = ["HOLD", "hold_together"]

HOLD = "\u00a0"
"""The space at which no line ends."""

UNIT = re.compile(r"(\S*\d\S*(?: of| [A-Z]\w+(?= \d{4}\b))?) (?=\S)")
"""What stays with the word behind it: what holds a digit, the "of" behind that, and the month before a year."""

COUNT = re.compile(r"\d$")
"""How a number ends that has no unit of its own: that is the first word of its noun, as in "12 claims"."""


def hold_together(link: Element) -> None:
    """Let a number and its unit stay on one line, as do "7.1 %", "2 of 7", "28 July 2026" and "12 claims"."""
    own = "".join(node for node in link.children if isinstance(node, str))
    for at, node in enumerate(link.children):
        if isinstance(node, str):
            link.children[at] = UNIT.sub(lambda found: found[0].replace(" ", HOLD), node)
        elif at and NOUN in classes(node) and COUNT.search(own):
            node.children = [f"{HOLD}{plain(node.children)}"]
