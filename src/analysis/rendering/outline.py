"""The table of contents, ids of headings, and sections left out because they are empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

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


class _SectionPart(NamedTuple):
    """Part of a section: a heading with its level, content, or a note on an omitted exhibit.

    `node` is the part of a block of prose; other blocks are parts as a whole.
    """

    block: Block
    node: Node | None = None
    level: int = 0
    is_content: bool = False


def remove_empty_sections(blocks: list[Block]) -> set[str]:
    """Remove each heading without content before the next heading of its level or a higher one.

    A note on an omitted exhibit does not count as content and is removed with the heading.

    Returns:
        The ids by which links may refer to the removed headings.

    """
    parts: list[_SectionPart] = []
    for block in blocks:
        parts += _section_parts(block)
    removed = set()
    for index, heading in enumerate(parts):
        if not heading.level:
            continue

        # The section ends at the next heading of this level or a higher one
        end = index + 1
        while end < len(parts) and not 0 < parts[end].level <= heading.level:
            end += 1
        section = parts[index:end]
        if any(part.is_content for part in section):
            continue

        removed.add(_slug(plain([heading.node or ""])))
        for part in section:
            if isinstance(part.block, ProseBlock):
                part.block.body = [node for node in part.block.body if node is not part.node]
    return removed


def _section_parts(block: Block) -> Iterator[_SectionPart]:
    if not isinstance(block, ProseBlock):
        yield _SectionPart(block, is_content=True)
        return
    for node in block.body:
        text = plain([node])
        level = 0
        if text and isinstance(node, Element) and HEADING.match(node.tag):
            level = int(node.tag[1])
        is_content = bool(text) and not level and not block.left_out
        yield _SectionPart(block, node, level, is_content)


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
    level = 1
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
            is_reserved = EXPLAINED.match(_slug(text))
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
    base = _slug(text) or "section"
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


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))
