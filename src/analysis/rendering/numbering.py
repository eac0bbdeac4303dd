"""Figures and tables get their numbers in reading order, and every link inside the report is checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from analysis.rendering.blocks import Exhibit, Prose, variants
from analysis.rendering.errors import ReportError, instead
from analysis.rendering.lines import HOLD, hold_together
from analysis.rendering.references import REFERENCE, astray, no_working
from analysis.rendering.tree import Element, Node, classes, plain, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analysis.rendering.blocks import Block

__all__ = ["OUR_PLACES", "RESERVED", "check_links", "collect_names", "number_exhibits", "resolve_references"]

ADDRESS = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"“”]*[\w/]", re.IGNORECASE)
"""An address among the words of a link."""

RESERVED = frozenset({"main", "contents"})

OUR_PLACES = re.compile(r"(?:f|s|c|use|after)-")
"""How the names begin of workings, sources, cards, uses, and of what stands behind an exhibit."""


def number_exhibits(blocks: list[Block]) -> dict[str, str]:
    """Number the titled figures and tables, each kind by itself; return their names by label."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Exhibit) and block.title:
            block.number = counts[block.kind] = counts.get(block.kind, 0) + 1
            block.label = block.label or block.name.lower().replace(" ", "-")
            names[block.label] = block.name
            for other in variants([block]):
                other.number, other.label = block.number, block.label
    return names


def resolve_references(blocks: list[Block], names: dict[str, str], is_left_out: Callable[[str], bool]) -> None:
    """Replace each `@fig-x` or `@tbl-x` in prose, titles and sources by a link such as "Figure 3".

    Sentences do not speak of a figure or table that was left out for want of evidence; one that no cell makes is an
    error.
    """
    for block in [*blocks, *variants(blocks)]:
        if isinstance(block, Prose) and not block.markdown:
            _name_exhibits(block.body, names, block.cell, is_left_out)
            continue
        for nodes in block.captions() if isinstance(block, Exhibit) else block.texts():
            _resolve(nodes, names, block.cell)


def collect_names(blocks: list[Block]) -> set[str]:
    """Collect every id and label; the same name twice is an error."""
    names: set[str] = set(RESERVED)
    for block in blocks:
        if isinstance(block, Exhibit) and OUR_PLACES.match(block.label):
            begun = block.label.partition("-")[0]
            said = f"the label {block.label!r} begins with {begun}-, as names of ours do; use fig- or tbl-."
            raise ReportError(f"{block.cell}: {said}")
    for cell, name in _names(blocks):
        if name in names:
            raise ReportError(f"{cell}: the id {name!r} is used twice in the document; ids and labels must be unique.")
        names.add(name)
    return names


def check_links(blocks: list[Block], names: set[str]) -> None:
    """Check that every link inside the document leads to a place that exists; a dead link is an error."""
    for block in [*blocks, *variants(blocks)]:
        for nodes in block.texts():
            for element in walk(nodes):
                if not (address := element.attrs.get("href", "")):
                    continue
                address = unquote(address) if "%" in address else address
                if not address.startswith("#"):
                    _refuse_other_host(element, address, block.cell)
                    continue
                # JupyterLab keeps capitals in the ids of headings; here they are small.
                wanted = address[1:], address[1:].lower(), f"section-{address[1:].lower()}"
                target = next((name for name in wanted if name in names), None)
                if target is None and address.startswith("#c-"):
                    element.tag = "span"  # a claim is mentioned in a document that has no card of it
                    del element.attrs["href"]
                    continue
                if target is None:
                    is_ours = address.startswith(("#f-", "#s-"))  # by a name that its author never wrote
                    told = f"“{plain(element.children)}”" if is_ours else f"the link to {address!r}"
                    hint = no_working(block, blocks, address[1:3]) if is_ours else "."
                    hint = instead(address[1:], names, "#") if address.startswith(("#fig-", "#tbl-")) else hint
                    raise ReportError(f"{block.cell}: {told} leads nowhere in this document{hint}")
                element.attrs["href"] = f"#{target}"
                if target.startswith("f-"):
                    hold_together(element)


def _refuse_other_host(link: Element, address: str, cell: str) -> None:
    """Refuse a link whose typed words are an address, and which leads to somebody else; names of data are not typed."""
    is_named = any("label" in classes(it) for it in walk(link.children))
    said = None if is_named else ADDRESS.search(plain(link.children))
    if said and _host(said[0]) != _host(address):
        shown = f"the link says {said[0]!r} and leads to {address!r}"
        raise ReportError(f"{cell}: {shown}; let it say where it leads, or what is there.")


def _host(address: str) -> str:
    """Return whose an address is, as a browser reads it."""
    try:
        host = urlsplit(re.sub(r"^(?=www\.)", "https://", address.replace("\\", "/"), flags=re.IGNORECASE)).hostname
    except ValueError:
        return address
    return (host or "").removeprefix("www.")


def _resolve(nodes: list[Node], names: dict[str, str], cell: str) -> None:
    for i in range(len(nodes) - 1, -1, -1):
        node = nodes[i]
        if isinstance(node, Element):
            if node.tag not in {"a", "code", "pre"}:
                _resolve(node.children, names, cell)
            continue
        _refuse_half(node, names, cell)
        pieces = REFERENCE.split(node)
        if len(pieces) == 1:
            continue
        replaced: list[Node] = []
        for position, piece in enumerate(pieces):
            if position % 2 == 0:
                replaced.append(piece)
            elif piece in names:
                replaced.append(Element("a", {"href": f"#{piece}", "class": "ref"}, [names[piece].replace(" ", HOLD)]))
            else:
                raise _unknown(cell, piece, names)
        nodes[i : i + 1] = replaced


def _refuse_half(text: str, names: dict[str, str], cell: str) -> None:
    """Refuse what was to lead to a figure or table and begins in another way; other words with @ pass."""
    if "@" in text and (half := astray(text, names)):
        raise ReportError(f"{cell}: {half}.")


def _unknown(cell: str, label: str, names: dict[str, str]) -> ReportError:
    hint = instead(label, names, "@")
    return ReportError(f"{cell}: @{label} refers to a figure or table that does not exist or has no title{hint}")


def _name_exhibits(nodes: list[Node], names: dict[str, str], cell: str, is_left_out: Callable[[str], bool]) -> None:
    """Call each figure and table that a sentence leads to by its number; what was left out is not spoken of."""
    for at, node in reversed(list(enumerate(nodes))):
        if not isinstance(node, Element):
            _refuse_half(node, names, cell)
            continue
        label = node.attrs.get("href", "").removeprefix("#")
        if node.tag != "a" or "ref" not in classes(node):
            _name_exhibits(node.children, names, cell, is_left_out)
        elif label in names:
            node.children = [names[label].replace(" ", HOLD)]
        elif is_left_out(label):
            _leave_out(nodes, at, node)
        else:
            raise _unknown(cell, label, names)


def _leave_out(nodes: list[Node], at: int, reference: Element) -> None:
    """Take a reference to what is not there out of a sentence, with the parentheses around it if it has some."""
    before, after = (nodes[i] if 0 <= i < len(nodes) else "" for i in (at - 1, at + 1))
    if isinstance(before, str) and isinstance(after, str) and before.endswith(" (") and after.startswith(")"):
        nodes[at - 1 : at + 2] = [before.removesuffix(" (") + after.removeprefix(")")]
    else:
        nodes[at : at + 1] = reference.children


def _names(blocks: list[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Exhibit) and block.label:
            yield block.cell, block.label
        grid = getattr(block, "grid", None)
        for row in [*grid.head, *grid.body] if grid else []:
            yield from ((block.cell, cell.attrs["id"]) for cell in row if cell.attrs.get("id"))
        for nodes in block.texts():
            for element in walk(nodes):
                if element.attrs.get("id"):
                    yield block.cell, element.attrs["id"]
                elif "id" in element.attrs:
                    del element.attrs["id"]
