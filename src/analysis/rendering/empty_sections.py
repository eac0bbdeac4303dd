"""Leave out sections that are empty, as all that they show was not known on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.rendering.document import ProseBlock
from analysis.rendering.html_tree import Element, Node, plain
from analysis.rendering.outline import HEADING, slugified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.document import Block


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

        # The id that the heading would have got; to mypy its node may be missing
        removed.add(slugified(plain([heading.node or ""])))
        for part in section:
            if isinstance(part.block, ProseBlock):  # always, as other blocks are content
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
