"""Links from one place of a PDF to another, which Typst writes as addresses, become links to pages and heights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.rendering.fonts import ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Place", "find_places", "lead_to_places"]

ABOVE = 10.0
"""Points that a reader sees above a place, so that its first line is whole."""


class Place(NamedTuple):
    """Where something with a name stands: its page, and points from the left and the top of it."""

    page: int
    left: float
    top: float


def find_places(files: dict[str, bytes]) -> dict[str, Place]:
    """Set a document and return where each place with a name stands in it."""
    return {name: Place(*at) for name, at in ask(files, "places")}


def lead_to_places(document: Any, places: Mapping[str, Place]) -> None:
    """Let each link whose address begins with `#` lead to the place of that name in an open PDF."""
    import pikepdf

    pages = [page.obj for page in document.pages]
    targets = dict[str, Any]()
    for link, address in _inner(pages):
        name = address[1:]
        if name not in targets:
            page, left, top = places[name]
            height = float(pages[page - 1].MediaBox[3])
            where = [pages[page - 1], pikepdf.Name.XYZ, round(left, 3), round(height - max(top - ABOVE, 0), 3), 0]
            targets[name] = pikepdf.Array(where), pikepdf.String(f"page {page}")
        del link.A
        link.Dest, link.Contents = targets[name]


def _inner(pages: list[Any]) -> Iterator[tuple[Any, str]]:
    for page in pages:
        for link in page.get("/Annots", ()):
            if "/A" in link and (address := str(link.A.get("/URI", ""))).startswith("#"):
                yield link, address
