"""Words of a text that hold a figure, in whatever script it is written."""

from __future__ import annotations

import re

__all__ = ["figures"]

DIGIT = re.compile("[0-9]")


def figures(text: str) -> list[str]:
    """List the words that hold a figure, without the comma or full stop behind them; Chinese numerals are letters.

    >>> figures("In 2024, ² of x3. No more")
    ['2024', '²', 'x3']
    """
    if text.isascii() and not DIGIT.search(text):
        return []  # as most are
    return [it.rstrip(",.") for it in text.split() if not it.isalpha() and any(map(_is_figure, it))]


def _is_figure(sign: str) -> bool:
    return sign.isnumeric() and not sign.isalpha()
