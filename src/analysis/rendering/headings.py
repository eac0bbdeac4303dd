"""Headings get their ids and levels, and those of sections make the list of contents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.rendering.blocks import Prose
from analysis.rendering.tree import INLINES, Element, Node, classes, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.blocks import Block

__all__ = ["HEADING", "outline", "unique"]

HEADING = re.compile(r"h[1-6]$")

UNLISTED = frozenset({"answer", "claim", "tile"})
"""Classes of what has headings of its own that the list of contents leaves out."""

EXPLAINED = re.compile(r"[fsc]-")
"""How the names begin of what explains something; a heading that would be called so is called a section."""


def outline(blocks: list[Block], names: set[str]) -> list[tuple[int, str, str]]:
    """Give each heading an id and a level at most one below the heading before it; return the list of contents."""
    headings = [found for b in blocks if isinstance(b, Prose) for found in _headings(b.body)]
    shift, before = int(any(h.tag == "h1" for h, _ in headings)), 1
    contents = []
    for heading, is_listed in headings:
        text = plain(heading.children)
        if not text:
            heading.tag = "p"
            continue
        level = max(2, min(int(heading.tag[1]) + shift, before + 1, 6))
        heading.tag, before = f"h{level}", level
        if "id" not in heading.attrs:
            heading.attrs["id"] = unique(f"section {text}" if EXPLAINED.match(_slug(text)) else text, names)
        if level <= 3 and is_listed:
            contents.append((level, heading.attrs["id"], text))
    return contents


def unique(text: str, names: set[str], count: int = 1) -> str:
    """Make an id from a text, with a number added if the id is taken already; remember it as taken.

    `count` is the first number that can be free.
    """
    base = _slug(text) or "section"
    slug = base if count == 1 else f"{base}-{count}"
    while slug in names:
        count += 1
        slug = f"{base}-{count}"
    names.add(slug)
    return slug


def _headings(nodes: list[Node], *, is_listed: bool = True) -> Iterator[tuple[Element, bool]]:
    """Go through all headings, and whether the list of contents may have them: what is boxed has none there.

    One within a link or a word is no heading, on paper at least, but words.
    """
    for node in nodes:
        if isinstance(node, Element):
            if HEADING.match(node.tag):
                yield node, is_listed
            is_boxed = node.tag in {"aside", "details", "blockquote"} or UNLISTED & set(classes(node))
            for heading, is_free in _headings(node.children, is_listed=is_listed and not is_boxed):
                if node.tag in INLINES or node.tag == "pre":
                    heading.tag = "b"
                else:
                    yield heading, is_free


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))
