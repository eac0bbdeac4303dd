"""Faults of a page: a number without origin, a link to nowhere, a request, a number that differs from its working."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.rendering.lint.reading import read_page

if TYPE_CHECKING:
    from analysis.rendering.lint.reading import Link, Working

__all__ = ["page_faults"]


def page_faults(page: str) -> list[str]:
    """All that is wrong with a page; each sentence names the cell of the notebook and the text."""
    read = read_page(page)
    found = list(read.faults)
    for link in read.links:
        if link.target not in read.names:
            found.append(f"{link.cell}: the link to {'#' + link.target!r} leads nowhere")
        elif link.target in read.workings:
            working = read.workings[link.target].said
            if not _agrees(link, working):
                found.append(f"{link.cell}: the number {link.text!r} differs from its working, “{working[:60]}”")
    groundless = (name.removeprefix("f-") for name in _groundless(read.workings))
    return found + [f"the working {name}: its trace does not end in a source" for name in groundless]


def _agrees(link: Link, working: str) -> bool:
    """A number stands in the link as its working has it, perhaps beside other words; a source is named as it is."""
    if not link.target.startswith("f-"):
        return link.text in working
    number = working.split(" · ")[0]
    return bool(re.search(rf"(?<![^\s(]){re.escape(number)}(?![^\s,;)])", link.text))


def _groundless(workings: dict[str, Working]) -> list[str]:
    """The workings that do not end in sources: the lowest ones, or else all those that rest on each other."""
    below = {name: working.below for name, working in workings.items()}
    ended = {name for name in below if name.startswith("s-")}
    while more := {name for name, found in below.items() if found and found <= ended} - ended:
        ended |= more
    left = [name for name in below if name.startswith("f-") and name not in ended]
    return [name for name in left if not below[name]] or left
