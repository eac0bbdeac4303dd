"""Post-processing of a PDF: tag row headers of tables, and compress small objects, which halves the size.

The elements of a tagged PDF are dictionaries: S is the tag, K the children, P the parent, and A the attributes.
"""

from __future__ import annotations

import io
from itertools import count
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

AMBIGUOUS = b"\r\nendstream"
"""The end of a stream whose last byte could be read as part of the line end, which PDF/A forbids."""


def finish(pdf: bytes) -> bytes:
    """Return a PDF of Typst with row headers and compressed objects; equal input gives equal bytes."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, Stream):
                _end_clearly(item)
            elif _has(item, Name.S, Name.TR) and not _has(item.P, Name.S, Name.THead):
                _tag_row_header(list(item.K))
        return _pack(document)


def _has(item: Object, key: Name, value: Name) -> bool:
    return isinstance(item, Dictionary) and item.get(key) == value


def _tag_row_header(cells: list[Object]) -> None:
    """Tag the first cell of a row as its header if it is bold throughout; Typst has no setting for that.

    Typst lists the column headers at each cell, which would hide the row header; without the list, screen readers use
    the scope of the headers.
    """
    for cell in cells:
        for attributes in cell.get(Name.A, Array()):
            if Name.Headers in attributes:
                del attributes.Headers

    first = cells[0]
    if _has(first, Name.S, Name.TD) and _is_bold(first):
        first.S = Name.TH
        for attributes in first.A:
            if _has(attributes, Name.O, Name.Table):
                attributes.Scope = Name.Row


def _is_bold(element: Object) -> bool:
    """Return True if the whole content of an element is bold, such as a link with bold text."""
    if _has(element, Name.S, Name.Strong):
        return True
    # A link has its annotation as a child, which has no text; a number stands for text that no child holds
    children = []
    for child in element.get(Name.K, Array()):
        is_annotation = _has(child, Name.Type, Name.OBJR)
        if not is_annotation:
            children.append(child)
    return bool(children) and all(isinstance(child, Dictionary) and _is_bold(child) for child in children)


def _end_clearly(stream: Stream) -> None:
    """Append a space, which decoders ignore, to a stream that ends in a carriage return."""
    content = stream.read_raw_bytes()
    if content.endswith(b"\r"):
        filters: Any = stream.get(Name.Filter)
        parameters: Any = stream.get(Name.DecodeParms)
        stream.write(content + b" ", filter=filters, decode_parms=parameters)


def _pack(document: Pdf) -> bytes:
    """Save a document with its small objects compressed into streams.

    If such a stream ends in a carriage return, the document is saved again with a few empty objects more. pikepdf
    divides all objects evenly among streams of at most 100, so that with more objects each stream begins and ends at
    another one, and its compressed bytes differ. Only objects that the document refers to are saved, so the empty ones
    are listed under PieceInfo, the entry of a PDF for the private data of programs.
    """
    for number in count(1):
        with io.BytesIO() as file:
            document.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
            packed = file.getvalue()
        # This loop ends soon: the last byte of a stream is a carriage return once in 256 times
        if AMBIGUOUS not in packed:
            break
        empty = [document.make_indirect(Dictionary()) for _ in range(number)]
        # This replaces the entry of the attempt before, whose objects are then no longer saved
        private = Dictionary(LastModified=document.docinfo.get(Name.CreationDate, "D:1970"), Private=Array(empty))
        document.Root.PieceInfo = Dictionary(Packing=private)
    return packed
