"""A picture of dots in a frame that Typst takes."""

from __future__ import annotations

import base64

from analysis.rendering.errors import ReportError

__all__ = ["wrap_png"]

MOST_DOTS = 50_000_000
"""Dots of a picture: more than any printer has for a sheet, and as many as fit into the memory of a small machine."""


def wrap_png(data: bytes, cell: str = "the figure") -> bytes:
    """Put a PNG picture into an SVG frame, so that Typst is given nothing but SVG."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ReportError(f"{cell}: the figure is not a PNG picture.")
    width, height = (int.from_bytes(data[i : i + 4]) for i in (16, 20))
    if width * height > MOST_DOTS:
        raise ReportError(f"{cell}: the figure has {width:,} by {height:,} dots; {MOST_DOTS:,} at most fit a PDF.")
    size = f'width="{width}" height="{height}"'
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
    return f'{frame}<image {size} href="{address}"/></svg>'.encode()
