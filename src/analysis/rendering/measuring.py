"""Numbers in words on the finished page: whoever typed them, no reader could follow them to an origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.measuring import MEASURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["measuring_faults"]


def measuring_faults(pieces: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Find words that measure in what was typed: pairs of the cell and its text, without links, labels and workings."""
    for cell, text in pieces:
        line = " ".join(text.split())
        for found in MEASURE.finditer(line):
            around = line[max(found.start() - 30, 0) : found.end() + 30]
            yield f"{cell}: “{found[0]}” measures something and has no origin, in “{around}”"
