"""Tags of a PDF that Typst cannot be told: which cell heads a row, and that the title is the first heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

__all__ = ["add_tags"]

HEADING = re.compile(r"/H[1-5]")

HOLD = frozenset({"/Document", "/Part", "/Sect", "/Div", "/Figure", "/Table", "/TBody"})
"""Tags that can hold a heading or a row of a table; the others are not looked into."""


def add_tags(document: pikepdf.Pdf) -> None:
    """Make the title a heading for who hears the PDF, and a first cell in bold the heading of its row."""
    import pikepdf

    if not (tree := document.Root.get("/StructTreeRoot")):
        return
    if "/Title" in tree.get("/RoleMap", {}):
        tree.RoleMap["/Title"] = pikepdf.Name.H1
        for heading in _headings(tree):
            heading.S = pikepdf.Name(f"/H{int(str(heading.S)[2:]) + 1}")
    named = dict[str, Any]()
    for row in _rows(tree):
        first, *others = row
        if str(first.S) != "/TD" or not _is_bold(first):
            continue
        name = pikepdf.String(f"row-{len(named):06}")
        about = _about(first)
        first.S, first.ID, about.Scope = pikepdf.Name.TH, name, pikepdf.Name.Row
        named[str(name)] = first
        for cell in others:
            about = _about(cell)
            about.Headers = pikepdf.Array([*about.get("/Headers", []), name])
    if named:  # written whole, because to add one name to a tree of names costs as much
        named |= pikepdf.NameTree(tree.IDTree) if "/IDTree" in tree else {}
        names = (part for key in sorted(named) for part in (pikepdf.String(key), named[key]))
        tree.IDTree = pikepdf.Dictionary(Names=pikepdf.Array(names))


def _headings(element: Any) -> Iterator[Any]:
    """Go through the headings, which stand beneath the title."""
    for child in _inside(element):
        if HEADING.fullmatch(kind := str(child.get("/S"))):
            yield child
        elif kind in HOLD:
            yield from _headings(child)


def _rows(element: Any) -> Iterator[list[Any]]:
    """Go through the rows of all tables but those of their heads, as lists of cells."""
    for child in _inside(element):
        kind = str(child.get("/S"))
        if kind == "/TR" and (cells := _inside(child)):
            yield cells
        elif kind in HOLD:
            yield from _rows(child)


def _is_bold(element: Any) -> bool:
    """Whether all that an element shows is in bold, as the head of a row is; a link may be around it."""
    import pikepdf

    if str(element.get("/S")) == "/Strong":
        return True
    held = element.get("/K", [])
    held = list(held) if isinstance(held, pikepdf.Array) else [held]
    shown = [it for it in held if not isinstance(it, pikepdf.Dictionary) or it.get("/Type") != pikepdf.Name.OBJR]
    return bool(shown) and all(isinstance(it, pikepdf.Dictionary) and _is_bold(it) for it in shown)


def _inside(element: Any) -> list[Any]:
    """Return the elements that one holds, without its marks on a page."""
    import pikepdf

    held = element.get("/K", [])
    return [it for it in (held if isinstance(held, pikepdf.Array) else [held]) if isinstance(it, pikepdf.Dictionary)]


def _about(cell: Any) -> Any:
    """Return what is said about a cell as part of its table."""
    import pikepdf

    said = cell.get("/A", [])
    said = list(said) if isinstance(said, pikepdf.Array) else [said]
    if not any(it.O == "/Table" for it in said):
        said.append(pikepdf.Dictionary(O=pikepdf.Name.Table))
    cell.A = pikepdf.Array(said)
    return next(it for it in cell.A if it.O == "/Table")
