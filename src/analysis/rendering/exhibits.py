"""Figures and tables are written for the web page: the drawing with its links, the title above, what goes on below."""

from __future__ import annotations

import base64
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.rendering.blocks import Figure, Spot, Table
from analysis.rendering.sharing import menu
from analysis.rendering.svg import inline_svg
from analysis.rendering.tree import Element, classes, plain, to_html, walk
from analysis.rendering.uses import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.blocks import Box, Pane
    from analysis.rendering.sharing import Place
    from analysis.rendering.tables import Grid

__all__ = ["below", "caption", "figure", "name_links", "own_id", "plain_name", "with_skip"]

HELD = "\u00a0"

SHORTEST = 12
"""So many letters before a number in a cell are heard with it."""

FEW = 3
"""So many links are sooner passed than skipped."""


def figure(block: Figure, number: int, place: Place) -> str:
    """Write a figure, and inert inside it what a reader's choice puts in its place, of which there are no files."""
    redrawn = {is_new: replace(place, is_redrawn=True, has_new_data=is_new) for is_new in (True, False)}
    others = "".join(
        f'<template data-option="{escape(option)}">'
        f"{_form(other, f'{number}v{count}', redrawn[other.csv != block.csv])}</template>"
        for count, (option, other) in enumerate(block.variants.items(), 1)
    )
    choice = f' data-choice="{escape(block.choice)}"' if others else ""
    name = f' aria-label="{escape(plain_name(block))}"' if plain_name(block) else ""
    head = f'class="exhibit"{own_id(block.label)}{name}{choice}'
    return f"<figure {head}>{_form(block, str(number), place)}{others}</figure>"


def _form(block: Figure, number: str, place: Place) -> str:
    """Write a figure in one form: its title, the drawing with a link over each number, its source, how to share it."""
    words, spots = caption(block), "".join(map(_spot, block.spots))
    scrolls = "" if block.narrow else ' tabindex="0"'
    drawing = (
        f'<div class="graphic"{scrolls} role="group" aria-label="{block.name or "Figure"}, picture">'
        f'<div class="drawing">{_pictures(block, number)}{_pane(block.pane)}{spots}</div></div>'
    )
    return (f"<figcaption>{words}</figcaption>" if words else "") + with_skip(block, drawing + below(block, place))


def caption(block: Figure | Table) -> str:
    """Write what stands above a figure or table: its number, its title, and what is shown in which unit."""
    subtitle = block.subtitle if isinstance(block, Figure) else []
    lines = [
        f'<span class="number">{block.name}</span>' if block.name else "",
        f'<span class="title">{to_html(block.title)}</span>' if plain(block.title) else "",
        f'<span class="subtitle">{to_html(subtitle)}</span>' if plain(subtitle) else "",
    ]
    return " ".join(line for line in lines if line)


def below(block: Figure | Table, place: Place) -> str:
    """Write what stands below a figure or table: its source, and how to share and save it."""
    source = f'<p class="source">{to_html(block.source)}</p>' if plain(block.source) else ""
    return source + menu(block, place)


def with_skip(block: Figure | Table, body: str) -> str:
    """Put a link before a figure or table of many links that leads past it; it is seen when the keyboard gets there."""
    links = [it for nodes in block.texts() for it in walk(nodes) if it.tag == "a"]
    if not block.name or len(links) <= FEW:
        return body
    end = f"after-{escape(block.label)}"
    return f'<a class="skip" href="#{end}">Skip this {block.kind.lower()}</a>{body}<span id="{end}"></span>'


def name_links(grid: Grid) -> None:
    """Let each number that is a link say of which row and column it is, to who hears of it outside its table.

    A row is called by its first words, up to a colon or a comma. In its own name it keeps the words around a number.
    What stands before a number in its cell is part of the number's name where it is short, such as "about".
    """
    for row in grid.body:
        name = short(next((cell for cell in row if cell.head), row[0]).text) if row else ""
        for cell in row:
            for gap in (it for it in walk(cell.content) if "gap" in classes(it)):
                gap.attrs["role"] = "img"  # so that its title is heard: it says why there is nothing
            of = ", ".join(filter(None, ("" if cell.head else name, grid.heading(cell))))
            links = [it for it in walk(cell.content) if it.attrs.get("href", "").startswith("#f-")]
            is_all = [plain([it]) for it in links] == [cell.text]
            for link, said in _with_words_before(links, cell.text) if of and (is_all or not cell.head) else ():
                link.attrs["aria-label"] = f"{of}: {said}"
            if cell.head and links and not is_all:
                cell.attrs["aria-label"] = cell.text


def _with_words_before(links: list[Element], text: str) -> Iterator[tuple[Element, str]]:
    """Go through the links of a cell, each with what it says and the few words since the one before."""
    for link in links:
        said = plain(link.children)
        before, found, text = text.partition(said)
        before = before.lstrip(" (,;")
        yield link, f"{before}{said}" if found and len(before) <= SHORTEST else said


def plain_name(block: Figure | Table) -> str:
    """Say what a figure or table is called when it is heard: else that would be its title with the names of links."""
    return ": ".join(filter(None, (block.name, plain(block.title)))).replace(HELD, " ")


def own_id(name: str) -> str:
    """Write the attribute by which something can be linked to, if it has a name."""
    return f' id="{escape(name)}"' if name else ""


def _pictures(block: Figure, number: str) -> str:
    """Write a drawing, and the one for narrow screens if there is one; the style sheet shows one of the two.

    Both are called by the title; the long description stands once beside them without it, and is not seen.
    """
    if block.mime != "image/svg+xml":
        data = base64.b64encode(block.data).decode()
        return f'<img src="data:{block.mime};base64,{data}" alt="{escape(block.alt)}">'
    title, by = plain(block.title), f"s{number}-alt"
    named: dict[str, Any] = {"name": title or block.alt, "cell": block.cell, "described_by": by if title else ""}
    words = f'<span hidden class="label alt" id="{by}">{escape(_untitled(block.alt, title))}</span>' if title else ""
    if not block.narrow:
        return inline_svg(block.data, prefix=f"s{number}-", has_roles=block.is_ours, **named) + words
    wide = inline_svg(block.data, prefix=f"s{number}-", kind="wide", **named)
    return wide + inline_svg(block.narrow, prefix=f"n{number}-", kind="narrow", **named) + words


def _untitled(alt: str, title: str) -> str:
    """Take the title off the front of a description, whose drawing is called by it already."""
    said = alt.removeprefix(title.replace(HELD, " "))
    return said.lstrip(". ") if said != alt and said[:1] == "." and said.strip(". ") else alt


def _spot(spot: Spot) -> str:
    """Write the link that covers a number in a drawing; it has a place in the wide drawing and in the narrow one."""
    places = {"--wide": spot.box, "--narrow": spot.narrow}
    style = ";".join(f"{name}:{_inset(box)}" for name, box in places.items() if box)
    return to_html([Element("a", {**spot.link.attrs, "class": "spot", "style": style})])


def _pane(pane: Pane | None) -> str:
    """Write the pane over lines in a drawing, in which the script shows their values beside the pointer."""
    if pane is None:
        return ""
    style = f"--wide:{_inset(pane.box)};--narrow:{_inset(pane.narrow)}"
    return f'<div class="pane" aria-hidden="true" data-x="{pane.start:g} {pane.end:g}" style="{style}"></div>'


def _inset(box: Box) -> str:
    """Write where a box lies as the CSS property `inset`: its distance from the top, right, bottom and left."""
    left, top, width, height = box
    return " ".join(f"{max(100 * part, 0):.4g}%" for part in (top, 1 - left - width, 1 - top - height, left))
