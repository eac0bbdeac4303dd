"""Files attached to a PDF are put in after Typst has set it, which would read through each of them several times."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from analysis.rendering.pdf_objects import FAST_ENOUGH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.rendering.pdf_objects import Objects

__all__ = ["fill_files", "unpacked"]

FILE = b"/Type/EmbeddedFile"
PACKED = b"/Filter/FlateDecode"


def fill_files(objects: Objects, files: Mapping[str, bytes]) -> None:
    """Put each file where Typst has attached its name in its place."""
    for number, stream in objects.items():
        about = stream.partition(b"\nstream\n")[0] if stream.endswith(b"endstream") else b""
        if FILE in about and (content := files.get(unpacked(stream).decode("utf-8", "replace"))) is not None:
            data = zlib.compress(content, FAST_ENOUGH)
            about = re.sub(rb"/Length \d+", b"/Length %d" % len(data), about.replace(PACKED, b""), count=1)
            about = re.sub(rb"/Size \d+", b"/Size %d" % len(content), about.replace(FILE, FILE + PACKED), count=1)
            objects[number] = about + b"\nstream\n" + data + b"\nendstream"


def unpacked(stream: bytes) -> bytes:
    """Return what is in a stream; Typst does not compress what is short."""
    about, _, data = stream.removesuffix(b"\nendstream").partition(b"\nstream\n")
    return zlib.decompress(data) if PACKED in about else data
