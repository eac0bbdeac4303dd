"""The structure of a PDF: tables get headings of their rows, and small objects are packed, at half the size."""

from __future__ import annotations

import io
from itertools import count
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

AMBIGUOUS = b"\r\nendstream"
"""How a stream ends whose last byte could be read as part of the line end; the standard for archives forbids it."""


def finish(pdf: bytes) -> bytes:
    """Return a PDF of Typst with row headings, and its objects packed; the same PDF gives the same bytes."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, Stream):
                _end_clearly(item)
            elif _is(item, Name.S, Name.TR) and not _is(item.P, Name.S, Name.THead):
                _head_row([*item.K])
        return _pack(document)


def _is(item: Object, key: Name, value: Name) -> bool:
    return isinstance(item, Dictionary) and item.get(key) == value


def _head_row(cells: list[Object]) -> None:
    """Tag a first cell that is bold throughout as the heading of its row, which Typst has no setting for.

    Typst lists the headings of its column at each cell; without that list a reader goes by the scope of the headings.
    """
    for cell in cells:
        for attributes in cell.get(Name.A, Array()):
            if Name.Headers in attributes:
                del attributes.Headers
    first = cells[0]
    if _is(first, Name.S, Name.TD) and _is_bold(first):
        first.S = Name.TH
        for attributes in first.A:
            if _is(attributes, Name.O, Name.Table):
                attributes.Scope = Name.Row


def _is_bold(element: Object) -> bool:
    """Return whether all that an element shows is in bold; a link may be around it."""
    if _is(element, Name.S, Name.Strong):
        return True
    shown = [it for it in element.get(Name.K, Array()) if not _is(it, Name.Type, Name.OBJR)]
    return bool(shown) and all(isinstance(it, Dictionary) and _is_bold(it) for it in shown)


def _end_clearly(stream: Stream) -> None:
    """Add a blank, which no decoder reads, to a stream that ends in a carriage return."""
    content = stream.read_raw_bytes()
    if content.endswith(b"\r"):
        coding: dict[str, Any] = {"filter": stream.get(Name.Filter), "decode_parms": stream.get(Name.DecodeParms)}
        stream.write(content + b" ", **coding)


def _pack(document: Pdf) -> bytes:
    """Save a document with its small objects packed into streams.

    Where such a stream ends in a carriage return, an empty object in front shifts what is packed into each.
    """
    for number in count(1):
        with io.BytesIO() as file:
            document.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
            packed = file.getvalue()
        if AMBIGUOUS not in packed:
            break
        empty = [document.make_indirect(Dictionary()) for _ in range(number)]
        private = Dictionary(LastModified=document.docinfo.get(Name.CreationDate, "D:1970"), Private=Array(empty))
        document.Root.PieceInfo = Dictionary(Packing=private)
    return packed
