"""What somebody wrote by hand loses the marks by which a page knows what the package vouches for.

Outputs of the package say in their metadata that they are its own. Prose of a notebook, and every other output, is
foreign: it keeps its words, its numbers are asked for their origin, and of what its metadata say only words are taken.
Metadata that were forged by hand are not found out; who writes those could write the page as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.rendering.numbering import OUR_PLACES
from analysis.rendering.tree import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.rendering.tree import Node

__all__ = [
    "AT_A_PROMPT", "LEFT_OUT", "LINK", "NO_MATHEMATICS", "OURS", "for_readers", "is_left_out", "is_ours", "not_checked",
    "without_marks",
]  # fmt: skip

OURS = "ours"
"""The name under which the metadata of an output say that the package wrote it."""

LINK, AT_A_PROMPT = '<a href="#', '<a data-to="'
"""How a link begins that leads to a working, and how it is written at a prompt, where no working stands."""

NO_MATHEMATICS = "mathjax_ignore tex2jax_ignore"
"""Classes by which JupyterLab reads dollar signs as they are; a page for readers has no mathematics."""

LEFT_OUT = "left_out"
"""The name under which an output says that a figure or table was left out."""


def is_ours(metadata: Mapping[str, Any]) -> bool:
    """Whether what is said of an output says that the package wrote it."""
    return metadata.get(OURS) is True


def is_left_out(notebook: Any, label: str) -> bool:
    """Say whether a figure or table may be one that was left out: a cell names it, or says that it left one out."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    metadata = [output.get("metadata", {}) for cell in cells for output in cell.outputs]
    is_named = any(f"{quote}{label}{quote}" in cell.source for cell in cells for quote in "\"'")
    return is_named or any(LEFT_OUT in it for it in metadata)


def for_readers(page: str) -> str:
    """Write HTML of ours as a page for readers has it, without what it needs in JupyterLab or at a prompt."""
    page = page.replace(f' class="{NO_MATHEMATICS}"', "").replace(f" {NO_MATHEMATICS}", "")
    return page.replace(AT_A_PROMPT, LINK)


def not_checked(kind: str, source: str) -> str:
    """Say beneath a figure or table of somebody else's that nobody checked it, and whose numbers it is said to hold."""
    return f"Own {kind} of the notebook, not checked{f'; said to be from {source}' if source else ''}"


def without_marks(nodes: list[Node]) -> list[Node]:
    """Remove classes, data, names of ours and what hovering shows from what was written by hand."""
    for element in walk(nodes):
        is_place = OUR_PLACES.match(element.attrs.get("id", "")) is not None
        element.attrs = {
            name: value
            for name, value in element.attrs.items()
            if name not in {"class", "title", "aria-label", "aria-labelledby"}
            and not name.startswith("data-")
            and not (name == "id" and is_place)
        }
        if element.tag == "time":
            element.tag = "span"
            element.attrs.pop("datetime", None)
    return nodes
