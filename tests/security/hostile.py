"""Hostile texts, each with a mark of its own, so that whatever comes of one names the place it was put into.

A mark has letters only: digits are refused in sentences, and would be numbers without origin elsewhere.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

MARK = "MARK"
"""Stands in a payload for the mark of its case."""

ELSEWHERE = "trap.invalid"
"""A host that no page may ask or lead to."""

PAYLOADS = (
    "<script>trap('MARK')</script>",
    "</script><script>trap('MARK')</script>",
    "</title><script>trap('MARK')</script>",
    "</style></textarea><script>trap('MARK')</script>",
    "! --><script>trap('MARK')</script>",
    "]]><script>trap('MARK')</script>",
    "<img src=x onerror=\"trap('MARK')\">",
    '"><svg onload="trap(\'MARK\')">',
    "' autofocus onfocus='trap(\"MARK\")' tabindex='",
    '" autofocus onfocus="trap(\'MARK\')" tabindex="',
    "<details open ontoggle=trap('MARK')>",
    "<video><source onerror=trap('MARK')></video>",
    "<math><mtext></p><img src onerror=trap('MARK')>",
    "<a href=\"javascript:trap('MARK')\">MARK</a>",
    '<a href="//trap.invalid/MARK">MARK</a>',
    '<iframe src="//trap.invalid/MARK"></iframe>',
    "<iframe srcdoc=\"<script>parent.trap('MARK')</script>\"></iframe>",
    "<object data=//trap.invalid/MARK></object>",
    "<img src=//trap.invalid/MARK srcset=//trap.invalid/MARK>",
    "<link rel=stylesheet href=//trap.invalid/MARK>",
    "<style>@import '//trap.invalid/MARK';</style>",
    "<meta http-equiv=refresh content=';url=//trap.invalid/MARK'>",
    "<base href=//trap.invalid/MARK/>",
    "<form action=//trap.invalid/MARK><button autofocus>MARK</button></form>",
    "[MARK](javascript:trap('MARK'))",
    "![MARK](//trap.invalid/MARK)",
    "<https://trap.invalid/MARK>",
    "&lt;script&gt;trap('MARK')&lt;/script&gt;",
    "#link(\"javascript:trap('MARK')\")[<script>trap('MARK')</script>]",
)
"""Texts that would run, load, lead away or hide something where they are not written as text."""

SHORT = (
    "<s onclick=MARK()>", "<svg onload=MARK()>", "<img src=//MARK>", "\"onclick='MARK()'", "'onclick=\"MARK()\"",
    "[a](//MARK/)", "! --><script>MARK()", "<base href=//MARK>", "&lt;a ping=MARK&gt;",
)  # fmt: skip
"""The same for names that are drawn: a long one would run off its drawing."""

UNPARTED = (
    "<script>trap('MARK')</script>", "\"onfocus=trap('MARK')//", "'onfocus=trap('MARK')//",
    "\"><svg/onload=trap('MARK')>",
    "a)[MARK](//trap.invalid/MARK", "](javascript:trap('MARK'))", "#MARK&<b>", "\\MARK\\",
)  # fmt: skip
"""Texts without a blank, for names by which rows refer to each other."""

LETTERS = "bcdfghjklmnpqrstvwxz"


class Case(NamedTuple):
    """A payload at a place; `text` bears its mark."""

    place: str
    text: str
    mark: str


def cases(places: tuple[str, ...], payloads: tuple[str, ...] = PAYLOADS, first: str = "q") -> dict[str, list[Case]]:
    """Give each place every payload, each with a mark of its own that begins with a letter."""
    marks = ("".join((first, *letters)) for letters in product(LETTERS, repeat=3))
    return {
        place: [Case(place, text.replace(MARK, mark), mark) for text, mark in zip(payloads, marks, strict=False)]
        for place in places
    }
