"""Python's own reader of HTML, with a short way for tags that are written as we write them, which most are."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MarkupParser"]

TEXT_ONLY = frozenset(
    {"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp"}
)
"""Elements in which a tag may be mere text; how, depends on the version of Python, to which they are left."""

PLAIN = re.compile(
    r'([a-z][a-z0-9]*)((?: [a-z][a-z0-9:-]*="[^"]*")*)(/?)|/([a-z][a-z0-9]*)|!--((?:[^<>-]|-(?=[^<>-]))*)--'
)
"""A tag that opens, one that closes, or a comment, up to its end, in which nothing is left out or out of place."""

NOTHING = ("",) * 5
ATTRIBUTE = re.compile(r' ([^="]+)="([^"]*)"')

SHORT = 40
"""Signs of a tag that is remembered; the same short ones come again and again, in a page and in the next one."""


class _Tag(NamedTuple):
    """What stands in a plain tag: the name that it opens, or closes, or else a comment."""

    opened: str
    attrs: Sequence[tuple[str, str | None]]
    closes: str
    closed: str
    comment: str


class MarkupParser(HTMLParser):
    """Read HTML as `HTMLParser` does; a tag in which nothing is left out or out of place costs a third of the time."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def read(self, text: str) -> Self:
        """Read a text from beginning to end."""
        before, *pieces = text.split("<")
        if before:
            self.handle_data(unescape(before))
        rest, together = iter(pieces), 1
        for piece in rest:
            inner, end, text = piece.partition(">")
            is_outside = not self.cdata_elem and not self.rawdata
            together = 1 if is_outside else 2 * together
            tag = (_tag(inner) if len(inner) > SHORT else _known(inner)) if is_outside and end else None
            if not tag:  # what is not finished is read anew with each piece, so they are given in ever larger parts
                self.feed("".join([f"<{it}" for it in (piece, *islice(rest, together - 1))]))
                continue
            opened, attrs, closes, closed, comment = tag
            if opened:
                (self.handle_startendtag if closes else self.handle_starttag)(opened, [*attrs])
            elif closed:
                self.handle_endtag(closed)
            else:
                self.handle_comment(comment)
            if text:
                self.handle_data(unescape(text) if "&" in text else text)
        self.close()
        return self

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002  # as it is called
        """Count no lines; nobody asks in which one something stands."""
        return j


def _tag(inner: str) -> _Tag | None:
    """Read what stands between the brackets of a tag; nothing if it is not plain, or one whose content is."""
    found = PLAIN.fullmatch(inner)
    opened, given, closes, closed, comment = found.groups("") if found else NOTHING
    if not found or (opened or closed) in TEXT_ONLY:
        return None
    pairs = ATTRIBUTE.findall(given) if given else []
    return _Tag(
        opened, [(name, unescape(value)) for name, value in pairs] if "&" in given else pairs, closes, closed, comment
    )


_known = lru_cache(maxsize=4096)(_tag)
