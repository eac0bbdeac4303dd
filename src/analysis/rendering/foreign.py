"""What somebody wrote by hand loses the marks by which a page knows what the package vouches for.

Outputs of the package say in their metadata that they are its own. Prose of a notebook, and every other output of HTML
or Markdown, is foreign: it keeps its words, and its numbers are asked for their origin. Metadata that were forged by
hand are not found out; who writes those could write the page as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.rendering.numbering import OUR_PLACES
from analysis.rendering.tree import walk

if TYPE_CHECKING:
    from analysis.rendering.tree import Node

__all__ = ["OURS", "without_marks"]

OURS = "ours"
"""The name under which the metadata of an output say that the package wrote it."""


def without_marks(nodes: list[Node]) -> list[Node]:
    """Remove classes, data and names of ours from what was written by hand, where nothing vouches for them."""
    for element in walk(nodes):
        is_ours = OUR_PLACES.match(element.attrs.get("id", "")) is not None
        element.attrs = {
            name: value
            for name, value in element.attrs.items()
            if name != "class" and not name.startswith("data-") and not (name == "id" and is_ours)
        }
        if element.tag == "time":
            element.tag = "span"
            element.attrs.pop("datetime", None)
    return nodes
