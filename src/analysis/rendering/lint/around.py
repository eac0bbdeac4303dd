"""What stands around a text of a page, and what follows from that: whether it may hold a digit, and whose it is."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from analysis.rendering.tree import NOUN

__all__ = ["ORIGINS", "Around", "kinds_of"]

ORIGINS = frozenset({"label", "number", "ref", "tick", "use", "workings"})
"""Classes of elements that may hold a digit: a name from the data, the number of a figure or table, a reference to one,
a mark on an axis, the way back to a use, and the workings. A link to a working and a `<time>` may hold one as well."""

UNREAD = frozenset({"head", "script", "style"})
FRAME = frozenset({"nav", "footer", "form"})
"""The frame of the page: it repeats what stands in the main part, so its text is not read."""

OF_THE_PAGE = (("share", ""), ("skip", ""), ("narrow", "svg"))
"""Classes, and the tag that has them if only one does, of what the PDF does not have."""


class Around(NamedTuple):
    """What is open around a text: the tags, their classes, and what follows from them for all that stands inside.

    `is_extra` is what the PDF does not have; what `has_origin` may hold a digit; what `is_unread` is no text of the
    report.
    """

    tags: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    is_extra: bool = False
    has_origin: bool = False
    is_unread: bool = False

    def within(self, tag: str, kinds: frozenset[str], given: dict[str, str]) -> Around:
        """Return what is around a text inside one more tag."""
        is_link = tag == "a" and given.get("href", "").startswith("#f-")
        return _within(self, tag, kinds, is_link, "hidden" in given)


@lru_cache(maxsize=4096)  # a page has many of the same
def _within(around: Around, tag: str, kinds: frozenset[str], is_link: bool, is_hidden: bool) -> Around:
    has_origin = (NOUN not in kinds or "label" in kinds) and (  # a noun is what a link takes in beside its number
        around.has_origin or is_link or tag == "time" or not kinds.isdisjoint(ORIGINS)
    )
    is_extra = around.is_extra or any(kind in kinds and of in ("", tag) for kind, of in OF_THE_PAGE)
    is_extra = is_extra or ("alt" in kinds and is_hidden)  # read out, and not seen
    tags = around.tags | {tag}
    is_unread = not tags.isdisjoint(UNREAD) or ("main" not in tags and not tags.isdisjoint(FRAME))
    return Around(tags, around.kinds | kinds, is_extra, has_origin, is_unread)


@lru_cache(maxsize=4096)
def kinds_of(written: str) -> frozenset[str]:
    """Return the classes that an attribute names."""
    return frozenset(written.split())
