"""What may be typed beside numbers: the words that a link takes in with its number, and names that hold a digit."""

import re
from collections.abc import Sequence
from functools import lru_cache

TURNING = "not|no|non|nor|never|neither|without|than|least|most|or"
"""What turns a number round, or makes it a limit: such words are no part of what a link calls it."""

LIMITING = "less|fewer|plus|over|under|above|below"
"""What does so in front of a number."""

WORD = rf"(?!(?i:{TURNING})\b|[B-Z](?![\w’'&‐‑-]))[^\W\d_](?:[^\W\d_]|[’'&‐‑-])*"
BEFORE_NUMBER, BEHIND_NUMBER = rf"(?:(?!(?i:{LIMITING})\b){WORD}\s+)*", rf"(?:\s+{WORD})*"
TAKEN_IN = re.compile(f"{BEFORE_NUMBER}|{BEHIND_NUMBER}")
"""What the link of a number may take in before and behind it: words, parted from it and from each other by blanks."""


@lru_cache(maxsize=64)
def any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of some names, each only as a whole.

    >>> any_of(("5G", "2 nm")).sub("…", "5G at 2 nm, 15G at 12 nm, 5G’s at 3.2 nm")
    '… at …, 15G at 12 nm, …’s at 3.2 nm'
    """
    known = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True) if name)
    return re.compile(rf"(?<![\w·])(?<!\d[.,])(?:{known})(?!\w|[.,]\d)" if known else r"(?!)")
