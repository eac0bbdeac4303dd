"""Faults of a page: a number without origin, a link to nowhere, a request, a number that differs from its working."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.rendering.lint.reading import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.rendering.lint.reading import Link, Page, Working

__all__ = ["differing", "page_faults"]


def page_faults(page: str) -> list[str]:
    """Return a sentence for each fault of a page; it names the cell of the notebook and quotes the text."""
    read = read_page(page)
    lost = (link for link in read.links if link.target not in read.names)
    vain = (link for link in read.links if link.target in read.names and _explains_nothing(link, read))
    found = [*read.faults]
    found += [f"{link.cell}: the link to {'#' + link.target!r} leads nowhere" for link in lost]
    found += [f"{it.cell}: {it.text!r} leads to {'#' + it.target!r}, which is no working or source" for it in vain]
    found += differing(read)
    groundless = (name.removeprefix("f-") for name in _groundless(read.workings))
    return found + [f"the working {name}: its trace does not end in a source" for name in groundless]


def differing(read: Page) -> Iterator[str]:
    """Say where a page prints another number than the working to which it leads, unless it writes it in words."""
    said = {name: read.workings[name].said for name in {link.target for link in read.links} & read.workings.keys()}
    for link in read.links:
        working = said.get(link.target)
        if working and not link.form and not _agrees(link, working):
            yield f"{link.cell}: the number {link.text!r} differs from its working, “{working[:60]}”"


def _explains_nothing(link: Link, read: Page) -> bool:
    """Whether a link is trusted with a number, or a source, and leads to a place of another kind."""
    return link.target.startswith(("f-", "s-")) and link.target not in read.workings


def _agrees(link: Link, working: str) -> bool:
    """Whether a link says the same number as the working it leads to, or names a source as the list of sources does.

    Only links that are ours may say more: one over a drawing what else is drawn there, and one in the workings, ahead
    of the number in brackets, what that is.
    """
    if not link.target.startswith("f-"):
        return link.text in working
    number = working.split(" · ")[0]
    if not link.is_drawn:
        return number == link.text or (link.in_workings and link.text.endswith(f" ({number})"))
    return bool(re.search(rf"(?<![^\s(]){re.escape(number)}(?=$|[\s,;)]|: )", link.text))


def _groundless(workings: dict[str, Working]) -> list[str]:
    """Find the workings whose trace ends in no source: those that rest on nothing, or else those that go in circles."""
    below = {name: working.below for name, working in workings.items()}
    ended = {name for name in below if name.startswith("s-")}
    while more := {name for name, found in below.items() if found and found <= ended} - ended:
        ended |= more
    left = [name for name in below if name.startswith("f-") and name not in ended]
    return [name for name in left if not below[name]] or left
