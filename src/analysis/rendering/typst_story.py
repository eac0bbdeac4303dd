"""Running text is written as the blocks of a story, which the printed report parts into pages."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from analysis.rendering.tree import Element, plain, walk
from analysis.rendering.typst_prose import box, pieces
from analysis.rendering.typst_text import quote, steady, truth
from analysis.rendering.typst_workings import by_number, in_brackets, leads_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.rendering.tree import Node
    from analysis.rendering.typst_prose import Piece

__all__ = ["prose", "reference"]

MOST_LINES = 50  # that end before the column does, of a paragraph that is whole
LONGEST_WHOLE = 600  # signs of a paragraph, some eight lines, that no foot of a page and no figure parts


def prose(nodes: Iterable[Node], *, leads: bool = False, numbers: Mapping[str, int] | None = None) -> list[str]:
    """Write running text as the blocks of a story; an annex is no part of one, and is written as it is.

    Beside each paragraph stand the numbers of the workings that its numbers link to.
    """
    numbers = numbers or {}
    parts: list[str] = []
    for width, found in groupby(pieces(by_number(nodes, numbers)), key=lambda piece: piece.width):
        if width == "card":
            cards = "".join(f"[{_cited(piece, numbers)}], " for piece in found)
            parts.append(f"cards(steady: {steady(cards)}, {cards})")
        elif width == "annex":
            parts += (_cited(piece, numbers) for piece in found)
        else:
            parts += (_told(piece, numbers, leads=leads and width == "column") for piece in found)
    return parts


def reference(nodes: Iterable[Node], numbers: Mapping[str, int]) -> str:
    """Write reference matter, which stands in narrow columns; the numbers of workings follow each paragraph."""
    return "\n".join(_followed(piece, numbers) for piece in pieces(nodes, nested=True))


def _followed(piece: Piece, numbers: Mapping[str, int]) -> str:
    """Write a paragraph that ends in the numbers of its workings, so that no end of a column comes between the two."""
    note = in_brackets(leads_to(piece.nodes, numbers))
    return (
        f"{piece.text[:-1]}~#cited({quote(note)})]"
        if note and piece.text.startswith("#par[")
        else _cited(piece, numbers)
    )


def _told(piece: Piece, numbers: Mapping[str, int], *, leads: bool) -> str:
    """Write a block of a story, and say whether it may be parted at the end of a page."""
    if piece.width == "table":
        return f"() => table-exhibit({piece.text}, note: {quote(in_brackets(leads_to(piece.nodes, numbers)))})"
    if piece.width == "head":
        return f"head(begins: {truth(_begins(piece.nodes))})[{_cited(piece, numbers)}]"
    if piece.width == "wide":
        return f"flow[{_cited(piece, numbers)}]"
    lines = sum(it.tag == "br" for it in walk(piece.nodes))
    is_whole = piece.text.startswith("#par") and len(plain(piece.nodes)) <= LONGEST_WHOLE and lines <= MOST_LINES
    note = in_brackets(leads_to(piece.nodes, numbers))
    body = f"#noted({quote(note)}, whole: {truth(is_whole)})[{piece.text}]" if note else piece.text
    body = f"#whole[{body}]" if is_whole and not note else body
    kind = "head" if leads else "words" if is_whole else "flow"
    return f"{kind}[#column(leads: {truth(leads)})[{body}]]"


def _begins(nodes: list[Node]) -> bool:
    return any(isinstance(node, Element) and node.tag == "h2" for node in nodes)


def _cited(piece: Piece, numbers: Mapping[str, int]) -> str:
    """Write what has no margin beside it with the numbers of its workings below it."""
    is_annex = any(box(node) == "annex" for node in walk(piece.nodes))
    note = "" if is_annex else in_brackets(leads_to(piece.nodes, numbers))
    return f"{piece.text}#below({quote(note)});" if note else piece.text
