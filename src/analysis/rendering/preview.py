"""The picture that others show beside a link to a report: its title, its answer, and its key numbers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Prose
from analysis.rendering.palette import LIGHT
from analysis.rendering.tree import Element, classes, plain, walk
from analysis.rendering.typesetting import typeset
from analysis.rendering.typst_text import colours, quote

if TYPE_CHECKING:
    from analysis.rendering.blocks import Report

__all__ = ["preview"]

STYLE = Path(__file__).with_name("templates") / "report_pdf" / "preview.typ"
DOTS = 144.0
"""Dots per inch, so that the picture has the 1,200 by 630 dots that most services ask for."""

LONGEST = 170
"""Letters of an answer; what is longer ends with its last whole sentence, or with dots."""

KEYS = 3
"""Numbers that have room side by side."""


def preview(report: Report) -> bytes:
    """Return the picture of a report as PNG."""
    body = [element for block in report.blocks if isinstance(block, Prose) for element in walk(block.body)]
    answer = next((plain(it.children) for it in body if "answer" in classes(it)), report.description or report.subtitle)
    keys = ", ".join(f"({quote(number)}, {quote(words)})" for number, words in _keys(body)[:KEYS])
    credit = " · ".join(part for part in (*report.authors, report.edition) if part)
    call = f"#preview({quote(report.title)}, {quote(_opening(answer))}, ({keys}{',' if keys else ''}), {quote(credit)})"
    files = {
        "palette.typ": colours(LIGHT).encode(),
        "preview.typ": STYLE.read_bytes(),
        "main.typ": f'#import "preview.typ": preview\n{call}'.encode(),
    }
    made, _ = typeset(files, format="png", ppi=DOTS)
    return bytes(made[0] if isinstance(made, list) else made)


def _keys(body: list[Element]) -> list[tuple[str, str]]:
    """Return the key numbers, each with what it is."""
    found = next((it for it in body if it.tag == "dl" and "keys" in classes(it)), Element("dl"))
    parts = [(it.tag, plain(it.children)) for it in walk(found.children) if it.tag in {"dt", "dd"}]
    return [(number, words) for (tag, number), (_, words) in pairwise(parts) if tag == "dt"]


def _opening(text: str) -> str:
    """Return the first sentences of a text, as many as there is room for."""
    if len(text) <= LONGEST:
        return text
    sentences, _, rest = text[:LONGEST].rpartition(". ")
    return f"{sentences}." if sentences else f"{rest.rpartition(' ')[0]}…"
