"""The table of contents, and the ids and levels of headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.rendering.document import ProseBlock
from analysis.rendering.html_tree import Element, Node, classes, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.document import Block


HEADING = re.compile(r"h[1-6]$")

UNLISTED = frozenset({"answer", "claim"})
"""Classes of elements whose headings are not in the list of contents."""

EXPLAINED = re.compile(r"[fsc]-")
"""Prefixes of the ids of workings, sources and cards; a heading with such an id gets the prefix `section-`."""


def outline(blocks: list[Block], names: set[str]) -> list[tuple[int, str, str]]:
    """Give each heading an id and a level at most one below the heading before it; return the list of contents.

    The list has the level, id and text of each heading of the first levels. `names` are the ids that are taken; those
    of the headings are added to them.
    """
    headings: list[tuple[Element, bool]] = []
    for block in blocks:
        if isinstance(block, ProseBlock):
            headings += _headings(block.body)

    # The title of the page is its only h1
    shift = int(any(heading.tag == "h1" for heading, _ in headings))
    level = 1  # that of the title
    contents = []
    for heading, is_listed in headings:
        text = plain(heading.children)
        if not text:
            heading.tag = "p"
            continue

        # Screen readers report a skipped level as an error
        level = max(2, min(int(heading.tag[1]) + shift, level + 1, 6))
        heading.tag = f"h{level}"
        if "id" not in heading.attrs:
            is_reserved = EXPLAINED.match(slugified(text))
            heading.attrs["id"] = unique(f"section {text}" if is_reserved else text, names)
        if level <= 3 and is_listed:
            contents.append((level, heading.attrs["id"], text))
    return contents


def unique(text: str, names: set[str], count: int = 1) -> str:
    """Return an id made from a text, with a number appended if it is taken, and add it to `names`.

    `count` is the first number to try; number one is not appended.

    >>> unique("Chip sales", {"chip-sales"})
    'chip-sales-2'
    """
    base = slugified(text) or "section"
    slug = base if count == 1 else f"{base}-{count}"
    while slug in names:
        count += 1
        slug = f"{base}-{count}"
    names.add(slug)
    return slug


def _headings(nodes: list[Node], *, is_listed: bool = True) -> Iterator[tuple[Element, bool]]:
    """Yield all headings, each with whether it may be in the list of contents; those in boxes may not."""
    for node in nodes:
        if not isinstance(node, Element):
            continue
        if HEADING.match(node.tag):
            yield node, is_listed
        is_box = node.tag in {"aside", "details", "blockquote"} or not UNLISTED.isdisjoint(classes(node))
        yield from _headings(node.children, is_listed=is_listed and not is_box)


def slugified(text: str) -> str:
    """Return the words of a text in small letters, joined by hyphens."""
    return "-".join(re.findall(r"\w+", text.lower()))
