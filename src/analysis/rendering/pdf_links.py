"""Links from one place of a PDF to another, which Typst writes as addresses, become links to pages and heights."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from analysis.rendering.pdf_files import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.rendering.pdf_objects import Objects

__all__ = ["NotPrinted", "Place", "lead_to_places", "take_places"]

ABOVE = 10.0
"""Points that a reader sees above a place, so that its first line is whole."""

LINK = re.compile(
    rb"/A<</Type/Action/S/URI/URI(\(#.*\)|<23[0-9A-F]*>)>>(/F \d+(?:/StructParent \d+)?)/Contents[(<].*>>", re.DOTALL
)
"""How Typst writes a link to an address that begins with `#`: from its action to its end."""


NAME = b"places.json"
LISTED = b"<</Type/Filespec/F(" + NAME + b")"
IN_FILE = re.compile(rb"/EF<</F (\d+) 0 R")
"""How Typst writes the file in which `report.typ` lists the places, and where its content is."""


class NotPrinted(LookupError):
    """A link leads to what has no place in print, as a part of a table may have none; it is called by its name."""


class Place(NamedTuple):
    """Where something with a name stands: its page, and points from the left and the top of it."""

    page: int
    left: float
    top: float


def take_places(objects: Objects) -> dict[str, Place]:
    """Take the list of places out of a PDF, to which Typst has attached it as a file."""
    number = next(number for number, text in objects.items() if text.startswith(LISTED))
    stream = objects.pop(int(IN_FILE.search(objects.pop(number))[1]))  # type: ignore[index]
    catalog = next(number for number, text in objects.items() if b"/Type/Catalog" in text)
    text = objects[catalog].replace(b"(%b)%d 0 R" % (NAME, number), b"", 1)
    text = re.sub(rb"(/AF\[(?:\d+ 0 R )*?) ?%d 0 R ?" % number, rb"\1", text, count=1)
    objects[catalog] = text.replace(b"/AF[]", b"").replace(b"/EmbeddedFiles<</Names[]>>", b"")
    return {name: Place(*at) for name, at in json.loads(unpacked(stream))}


def lead_to_places(objects: Objects, places: Mapping[str, Place], called: Mapping[str, str]) -> None:
    """Let each link whose address begins with `#` lead to the place of that name, and say what is there.

    `called` says that by the name of the place; a link to any other place says the page alone. Raises `NotPrinted`.
    """
    pages = _pages(objects)
    heights = [_height(objects[page]) for page in pages]
    targets = dict[bytes, tuple[bytes, bytes]]()
    for number, text in objects.items():
        if b"/S/URI" in text and (found := LINK.search(text)):
            if (address := found[1]) not in targets:
                if (name := _read(address)[1:]) not in places:
                    raise NotPrinted(name)
                page, left, top = places[name]
                at = (pages[page - 1], left, heights[page - 1] - max(top - ABOVE, 0))
                words = ", ".join(filter(None, (called.get(name), f"page {page}")))
                targets[address] = b"/Dest[%d 0 R/XYZ %.3f %.3f 0]" % at, b"/Contents%b>>" % _written(words)
            target, contents = targets[address]
            objects[number] = text[: found.start()] + target + found[2] + contents


def _pages(objects: Objects) -> list[int]:
    (tree,) = (text for text in objects.values() if text.startswith(b"<</Type/Pages"))
    return [int(number) for number in re.findall(rb"(\d+) 0 R", tree)]


def _height(page: bytes) -> float:
    return float(page[page.index(b"/MediaBox[") :].split(b"]", 1)[0].split()[-1])


def _written(words: str) -> bytes:
    """Write a string of a PDF: in signs where all are plain, and else in the digits of its bytes."""
    if words.isascii():
        return b"(%b)" % re.sub(r"([\\()])", r"\\\1", words).encode()
    return b"<FEFF%b>" % words.encode("utf-16-be").hex().upper().encode()


def _read(string: bytes) -> str:
    """Read a string of a PDF, which is written in signs or in the digits of its bytes."""
    inside = string[1:-1]
    return (re.sub(rb"\\(.)", rb"\1", inside) if string.startswith(b"(") else bytes.fromhex(inside.decode())).decode()
