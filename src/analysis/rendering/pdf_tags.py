"""Tags of a PDF that Typst cannot be told: which cell heads a row, and that the title is the first heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.rendering.pdf_objects import Objects

__all__ = ["add_tags"]

ROOT = b"<</Type/StructTreeRoot"
ELEMENT = b"<</Type/StructElem/S/"
TITLE = b"/Title/P"
TABLE = b"<</O/Table"
HEADS = re.compile(rb"/Headers\[(.*?)\]")
HEADING = re.compile(ELEMENT + rb"H([1-5])(?!\d)")
LINK_ITSELF = re.compile(rb"<</Type/OBJR.*?>>")
REFERENCE = re.compile(rb"(\d+) 0 R")
NAMES = re.compile(rb"/IDTree<</Names\[(.*?)\]>>")
NAME = re.compile(rb"(\(.*?\))(\d+ 0 R)")


def add_tags(objects: Objects) -> None:
    """Make the title a heading for who hears the PDF, and a first cell in bold the heading of its row."""
    root = next((number for number, text in objects.items() if text.startswith(ROOT)), None)
    if root is None:
        return
    rows = []
    is_titled = TITLE in objects[root]
    for number, text in objects.items():
        if text.startswith(ELEMENT):
            if is_titled and (found := HEADING.match(text)):
                objects[number] = ELEMENT + b"H%d" % (int(found[1]) + 1) + text[found.end() :]
            elif _kind(text) == b"TR" and _kind(objects[_parent(text)]) != b"THead":
                rows.append(_inside(text))
    of_columns = NAMES.search(objects[root])
    named = dict[bytes, bytes]()
    for first, *others in rows:
        if _kind(objects[first]) == b"TD" and _is_bold(objects, first):
            name = b"(row-%06d)" % len(named)
            named[name] = b"%d 0 R" % first
            head = objects[first].replace(TABLE, TABLE + b"/Scope/Row", 1)
            objects[first] = head.replace(b"/S/TD", b"/S/TH/ID" + name, 1)
            for cell in others:
                objects[cell] = HEADS.sub(rb"/Headers[\1%b]" % name, objects[cell], count=1)
    text = objects[root].replace(TITLE, b"/Title/H1", 1)
    if named:
        named |= NAME.findall(of_columns[1]) if of_columns else ()
        names = b"/IDTree<</Names[%b]>>" % b"".join(map(b"".join, sorted(named.items())))
        text = NAMES.sub(b"", text).removesuffix(b">>") + names + b">>"
    objects[root] = text


def _kind(element: bytes) -> bytes:
    return element[len(ELEMENT) :].split(b"/", 1)[0]


def _parent(element: bytes) -> int:
    return int(element.split(b"/P ", 1)[1].split(b" ", 1)[0])


def _held(element: bytes) -> bytes:
    """Return what an element holds: other elements, marks on a page, and the link that it is."""
    return element.rpartition(b"/K[")[2].split(b"]", 1)[0]


def _inside(element: bytes) -> list[int]:
    return [int(number) for number in REFERENCE.findall(LINK_ITSELF.sub(b"", _held(element)))]


def _is_bold(objects: Objects, number: int) -> bool:
    """Whether all that an element shows is in bold, as the head of a row is; a link may be around it."""
    if _kind(objects[number]) == b"Strong":
        return True
    shown = LINK_ITSELF.sub(b"", _held(objects[number]))
    inside = REFERENCE.findall(shown)
    return bool(inside) and not REFERENCE.sub(b"", shown).strip() and all(_is_bold(objects, int(it)) for it in inside)
