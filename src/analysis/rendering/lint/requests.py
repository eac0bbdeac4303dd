"""What of a page asks for something outside it, which none of ours may."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OUTSIDE", "WORDS", "asks"]

REQUESTS = frozenset({"action", "background", "data", "formaction", "ping", "poster", "src", "srcset", "xlink:href"})
OR_HREF = REQUESTS | {"href"}
LOADERS = frozenset({"base", "embed", "frame", "iframe", "link", "object"})
WORDS = frozenset({"alt", "aria-label", "content", "title"})
"""Attributes that hold text, which may say anything; so do those whose names begin with `data-`."""

OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!['\"]?(?:#|data:))", re.IGNORECASE)


def asks(tag: str, given: Mapping[str, str]) -> bool:
    """Say whether a tag with its attributes asks for something outside the page."""
    if (not given and tag not in LOADERS) or (tag == "link" and given.get("rel") == "canonical"):
        return False  # the latter says where the page stands, and loads nothing
    loading, drawing = _asking(tag, tuple(given))
    if tag in LOADERS or any(not given[name].startswith(("#", "data:")) for name in loading):
        return True
    said = "".join([given[name] for name in drawing])  # whether it can ask is sooner known than what it asks for
    if ("(" in said or "@" in said) and any(OUTSIDE.search(given[name]) for name in drawing):
        return True
    return given.get("http-equiv", "").lower() == "refresh"


@lru_cache(maxsize=4096)  # a page has many of the same
def _asking(tag: str, names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return of the attributes of a tag those that load what they name, and those in which a style may ask for it."""
    loading = REQUESTS if tag in {"a", "area"} else OR_HREF
    said = WORDS | {"href"} if tag == "a" else WORDS  # an address may hold a table of any words
    styled = [name for name in names if name not in said and not name.startswith("data-")]
    return [name for name in names if name in loading], styled
