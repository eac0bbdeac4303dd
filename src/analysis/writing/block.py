"""Pieces of a report, and the notes that stand in place of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.rendering.document_from_notebook import LEFT_OUT, OURS
from analysis.writing.markup import HTML, for_jupyter

if TYPE_CHECKING:
    from collections.abc import Iterable

Bundle = tuple[dict[str, str], dict[str, Any]]
"""What IPython displays: data and metadata by MIME type."""


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """A piece of the report, displayed in Jupyter, HTML and PDF.

    Attributes:
        page: HTML; several paragraphs are on lines of their own.
        plain: The same as plain text.
        metadata: Of the piece, and under `report` of the whole document.

    """

    page: str
    plain: str
    metadata: dict[str, Any]

    def __repr__(self) -> str:
        return self.plain

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        data = {"text/html": for_jupyter(self.page), "text/plain": self.plain}
        return data, {"text/html": {OURS: True}} | self.metadata


def note_left_out(what: str) -> Block:
    """Return the note that a figure or table is left out, because its data was not known."""
    return _note(f"No {what} here: its data had not all been published by this date.")


def note_too_short(names: Iterable[str]) -> Block:
    """Return the note that a figure over time is left out, because its series do not span a year."""
    return _note("No figure here: less than a year of data had been published by this date: {}.", ", ".join(names))


def _note(template: str, names: str = "") -> Block:
    """Return a note, whose `names` replace {} and may hold digits, which the lint of the page allows only there."""
    page = template.format(HTML.label(names))
    return Block(f'<aside class="note"><p>{page}</p></aside>', template.format(names), {LEFT_OUT: True})
