"""How a sentence leads to a figure, a table or a working; what was meant so and leads nowhere is told."""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from analysis.rendering.blocks import ANNEX
from analysis.rendering.tree import walk

if TYPE_CHECKING:
    from analysis.rendering.blocks import Block

NO_WORKINGS = "; end the notebook with cells that call d.source_list() and d.workings()."
"""What a number lacks that leads to no working."""

OF_ANOTHER = "; it is of another report than the workings: write with d.say(…) and so on alone, or open one report."
"""What is wrong with a number whose working is missing where workings follow, as where two reports are open."""

REFERENCE = re.compile(r"(?<![\w.@/])@((?:fig|tbl)-\w+(?:[-:.]\w+)*)")
HANDLE = re.compile(r"(?<![\w.@/])@(\w+(?:[-:.]\w+)*)")

KIND = re.compile(r"@?(?:fig|figure|tbl|table)(?:[\W_]+|$)", re.IGNORECASE)
"""How a label begins, in all the ways in which that is written."""


def fitting(label: str, kind: str) -> str:
    """Return the label that was meant by one to which no sentence could lead.

    >>> fitting("Figure: storks", "fig"), fitting("nests by year", "tbl")
    ('fig-storks', 'tbl-nests-by-year')
    """
    words = re.findall(r"[^\W_]+", KIND.sub("", label, count=1) if KIND.match(label) else label)
    return f"{kind}-{'-'.join(words) or 'storks'}"


def astray(text: str, labels: Collection[str]) -> str:
    """Name what in a text was to lead to a figure or table and cannot, and what would be right; else return nothing.

    >>> astray("Look (@fig_storks), @nests or a@fig.org.", ["fig-storks"])
    '@fig_storks leads nowhere; write @fig-storks'
    >>> astray("Look (@nests).", ["tbl-nests"]), astray("Look (@nests).", [])
    ('@nests leads nowhere; write @tbl-nests', '')
    """
    rests = {label.partition("-")[2]: label for label in labels}
    for word in HANDLE.findall(text):
        right = rests.get(word, "")
        if not right and KIND.match(word) and not REFERENCE.fullmatch(f"@{word}"):
            right = fitting(word, "fig" if word[:1] in "fF" else "tbl")
            right = (get_close_matches(right, labels, 1) or [right])[0]
        if right:
            return f"@{word} leads nowhere; write @{right}"
    return ""


def no_working(block: "Block", blocks: "Sequence[Block]", begun: str) -> str:
    """Say why a number of a block has no working, or no source, whose names begin so: those that follow lack it."""
    behind = blocks[next((at for at, it in enumerate(blocks) if it is block), 0) :]
    listed = (it for later in behind if later.cell != ANNEX for nodes in later.texts() for it in walk(nodes))
    return OF_ANOTHER if any(it.attrs.get("id", "").startswith(begun) for it in listed) else NO_WORKINGS
