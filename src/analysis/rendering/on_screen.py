"""What only the screen has a use for: what a reader's choice changes, and what is said of the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.rendering.blocks import Prose
from analysis.rendering.tree import Element, classes, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.rendering.blocks import Block

__all__ = ["SCREEN", "mark", "printed"]

SCREEN = "screen"
"""The class of what is not printed."""

CHOICE = "data-phrase"
"""The attribute of words that say what a reader has chosen."""


def mark(blocks: Iterable[Block]) -> None:
    """Mark each paragraph that tells under a choice what the text has told before, and each number that is not printed.

    On paper nobody chooses: such a paragraph would say the same again.
    """
    told = set[str]()
    for block in blocks:
        for node in block.body if isinstance(block, Prose) else ():
            if not isinstance(node, Element):
                continue
            inside = [*walk([node])]
            numbers = {href for it in inside if (href := it.attrs.get("href", "")).startswith("#f-")}
            if node.tag == "p" and numbers and numbers <= told and any(CHOICE in it.attrs for it in inside):
                node.attrs["class"] = " ".join([*classes(node), SCREEN])
            if SCREEN in classes(node):
                for link in (it for it in inside if it.tag == "a"):
                    link.attrs["class"] = " ".join([*classes(link), SCREEN])
            else:
                told |= numbers


def printed(blocks: Iterable[Block]) -> Iterator[Block]:
    """Go through the blocks as they are printed."""
    for block in blocks:
        if not isinstance(block, Prose):
            yield block
        elif body := [it for it in block.body if not isinstance(it, Element) or SCREEN not in classes(it)]:
            yield Prose(block.cell, body, block.markdown)
