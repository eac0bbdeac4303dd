"""A PDF of Typst is taken apart into its objects, and the small ones are packed together, at half the size."""

from __future__ import annotations

import re
import struct
import zlib
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


Objects = dict[int, bytes]
"""The objects of a PDF as they are written in it, by their numbers."""

RETURN = b"\r\nendstream"
TOGETHER = 200
"""So many objects are packed into one stream: a reader has to unpack as many to see one."""

FAST_ENOUGH = 2
"""How hard zlib tries: three steps more cost half as much again, for a twentieth of the size."""

IN_FILE, IN_STREAM = 1, 2
"""Where the table of a PDF says that an object is: at a byte of the file, or packed in a stream."""

ROW, HEAD, CELL, BOLD = (b"<</Type/StructElem/S/%b/" % kind for kind in (b"TR", b"THead", b"TD", b"Strong"))
PARENT, REFERENCE = re.compile(rb"/P (\d+) 0 R"), re.compile(rb"(\d+) 0 R")
LINK_ITSELF, HEADINGS = re.compile(rb"<</Type/OBJR.*?>>"), re.compile(rb"/Headers\[[^]]*\]")
TABLE = b"<</O/Table"
"""How Typst writes a row of a table, its head, bold words, and what is said of a cell."""


def take_apart(pdf: bytes) -> tuple[Objects, bytes, bytes]:
    """Part a PDF with a plain table of its objects into what comes before them, the objects, and its trailer."""
    end = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    table, _, trailer = pdf[end:].partition(b"trailer")
    starts = sorted(int(entry) for entry in re.findall(rb"(\d{10}) \d{5} n", table))
    objects = Objects()
    for start, stop in pairwise([*starts, end]):
        number, _, text = pdf[start:stop].partition(b" 0 obj\n")
        objects[int(number)] = text[: text.rindex(b"\nendobj")]
    return objects, pdf[: starts[0]], trailer[: trailer.rindex(b"startxref")].strip()


def pack(objects: Mapping[int, bytes], head: bytes, trailer: bytes) -> bytes:
    """Write a PDF in which all objects but streams are packed; the same objects make the same bytes."""
    file, places = bytearray(head), [(0, 0, 65535)] * (max(objects) + 1)

    def write(number: int, text: bytes) -> None:
        places[number] = IN_FILE, len(file), 0
        file.extend(b"%d 0 obj\n%b\nendobj\n" % (number, text))

    for number, text in objects.items():
        if text.endswith(b"endstream"):
            write(number, _readable(text))
    for batch, packed in _together(objects):
        places += [(0, 0, 0)]
        write(len(places) - 1, packed)
        for place, number in enumerate(batch):
            places[number] = IN_STREAM, len(places) - 1, place
    start = len(file)
    places += [(IN_FILE, start, 0)]
    about = b"/Type/XRef/W[1 4 2]/Size %d" % len(places) + re.sub(rb"^<<|/Size \d+|>>$", b"", trailer)
    write(len(places) - 1, _stream(about, b"".join(struct.pack(">BIH", *it) for it in places)))
    return bytes(file) + b"startxref\n%d\n%%%%EOF\n" % start


def _together(objects: Mapping[int, bytes]) -> Iterator[tuple[list[int], bytes]]:
    """Go through the streams in which small objects are packed, each with the numbers of its objects."""
    small = [number for number, text in objects.items() if not text.endswith(b"endstream")]
    for first in range(0, len(small), TOGETHER):
        batch = small[first : first + TOGETHER]
        texts = [objects[number] for number in batch]
        starts = accumulate((len(text) + 1 for text in texts), initial=0)
        index = b"".join(b"%d %d " % it for it in zip(batch, starts, strict=False))
        about = b"/Type/ObjStm/N %d/First %d" % (len(batch), len(index))
        yield batch, _stream(about, index + b"\n".join(texts))


def _stream(about: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, FAST_ENOUGH)
    return _readable(b"<</Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream" % (len(data), about, data))


def _readable(stream: bytes) -> bytes:
    """Add a blank, which no decoder reads, to a stream that ends in a carriage return.

    The standard for archives forbids that end, because the line end before `endstream` could then be read as longer.
    """
    if not stream.endswith(RETURN):
        return stream
    longer = re.sub(rb"/Length (\d+)", lambda it: b"/Length %d" % (int(it[1]) + 1), stream, count=1)
    return longer.removesuffix(RETURN) + b"\r " + RETURN[1:]


def add_row_headings(objects: Objects) -> None:
    """Tag a first cell that is bold throughout as the heading of its row, which Typst cannot be told.

    Typst lists the headings of its column at each cell; without that list a reader goes by the scope of the headings.
    """
    for text in [*objects.values()]:
        if not text.startswith(ROW) or objects[int(PARENT.search(text)[1])].startswith(HEAD):  # type: ignore[index]
            continue
        cells = [int(number) for number in REFERENCE.findall(text.rpartition(b"/K[")[2])]
        for cell in cells:
            objects[cell] = HEADINGS.sub(b"", objects[cell])
        if objects[cells[0]].startswith(CELL) and _is_bold(objects, cells[0]):
            head = objects[cells[0]].replace(b"/S/TD", b"/S/TH", 1)
            objects[cells[0]] = head.replace(TABLE, TABLE + b"/Scope/Row", 1)


def _is_bold(objects: Objects, number: int) -> bool:
    """Return whether all that an element shows is in bold; a link may be around it."""
    if objects[number].startswith(BOLD):
        return True
    shown = LINK_ITSELF.sub(b"", objects[number].rpartition(b"/K[")[2].split(b"]")[0])
    inside = REFERENCE.findall(shown)
    return bool(inside) and not REFERENCE.sub(b"", shown).strip() and all(_is_bold(objects, int(it)) for it in inside)
