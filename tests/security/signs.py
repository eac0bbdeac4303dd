"""Signs that steer what shows them, told by what Unicode says of each and not by the program's own list."""

from __future__ import annotations

import sys
import unicodedata

DIRECTIONS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
UNSEEN = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064"
    "\u3164\ufeff\uffa0"
)
"""Signs that print nothing and can hide a difference between two names."""


def is_steering(sign: str) -> bool:
    """Whether a sign moves the cursor, turns the direction, ends a line, tags, or prints nothing at all."""
    return (
        unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(sign) in DIRECTIONS
        or sign in UNSEEN
        or 0xE0000 <= ord(sign) <= 0xE007F
    )


ALL = tuple(sign for sign in map(chr, range(sys.maxunicode + 1)) if is_steering(sign))
"""Every such sign, surrogates included."""

SEQUENCES = (
    "\x1b[2J",
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x1b]52;c;AAAA\x07",
    "\x9b31m",
    "\x1bP+q\x1b\\",
    "\r\x1b[1A\x1b[K",
)
"""What clears a screen, colours it, names the window, fills the clipboard, asks, and overwrites a line."""


def steering(text: str) -> list[str]:
    """The signs of a text, line ends apart, that would steer a terminal."""
    return [f"U+{ord(sign):04X}" for sign in dict.fromkeys(text) if sign != "\n" and is_steering(sign)]
