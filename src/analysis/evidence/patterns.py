"""Which regular expressions are taken from a declaration: those that no text can keep busy without end."""

import re

SINGLE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""What stands for one sign: an escape, or a set in brackets."""

GROUP_AGAIN = re.compile(r"\)(?:[*+]|\{)")
ENDLESS = re.compile(r"[*+]|\{\d*,\d*\}|\{\d{3,}")
MOST_ENDLESS, MOST_OPTIONAL = 3, 8
LONGEST = 2000
"""Signs that a text may have that is held against a pattern."""


def pattern_fault(pattern: str) -> str:
    """Say why a pattern is not taken, or nothing: repeated groups and many repetitions can take years.

    >>> pattern_fault("(a+)+")
    'repeats a group, which may take without end; repeat single signs'
    >>> pattern_fault("[0-9]{4}(-[0-9]{2})?")
    ''

    Raises `re.error` where it is no pattern.
    """
    re.compile(pattern)
    bare = SINGLE.sub("x", pattern).replace("(?", "(")
    if GROUP_AGAIN.search(bare):
        return "repeats a group, which may take without end; repeat single signs"
    if len(ENDLESS.findall(bare)) > MOST_ENDLESS or bare.count("?") > MOST_OPTIONAL:
        return f"repeats too much; expected at most {MOST_ENDLESS} repetitions and {MOST_OPTIONAL} optional parts"
    return ""
