"""Paths of a drawing are written as short as they can be, and dots as circles."""

from __future__ import annotations

import re
from functools import lru_cache
from math import hypot

__all__ = ["as_circle", "is_a_point", "rounded"]

PLACES = re.compile("[xyr]|[xy][12]|[dcr][xy]|width|height|points|transform")
"""Attributes that say where something lies."""

SVG_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
POINT = re.compile(r' d="M[^ ]+ [^ ]+"')  # a line of one point, of which nothing is seen
STEP = re.compile(rf"[A-Za-z]|{SVG_NUMBER.pattern}")
"""A part of a path: a letter that is a command, or a number that is a coordinate."""

ROUND = re.compile(r' d="M0 ([\d.]+)C([^A-Za-z]+)z"')
"""A path that begins above its middle, is all curves, and ends where it began, as a dot does."""


def is_a_point(attributes: str) -> bool:
    """Say whether a path has one point alone, of which nothing is seen."""
    return POINT.match(attributes) is not None


def as_circle(attributes: str) -> str:
    """Write a dot, which matplotlib draws as eight curves, as the circle that it is; of no other path is it one."""
    found = ROUND.search(attributes)
    steps = [*map(float, found[2].split())] if found else []
    ends = [hypot(*end) for end in zip(steps[4::6], steps[5::6], strict=False)]
    if not found or len(ends) != 8 or any(abs(end - float(found[1])) > 0.02 for end in ends):
        return ""
    return attributes.replace(found[0], f' r="{found[1]}"')


@lru_cache(4096)  # signs, marks on an axis and many lines are the same in many drawings
def rounded(name: str, value: str) -> str:
    """Round the numbers of an attribute that says where something lies to a hundredth; all others stay as they are."""
    if name == "d":
        return _tight(value)
    return SVG_NUMBER.sub(lambda number: _short(number[0]), value) if PLACES.fullmatch(name) else value


def _tight(path: str) -> str:
    """Shorten a path: a command that repeats the one before is left out, as SVG allows."""
    kept, before = [], ""
    for step in STEP.findall(path):
        if step.isalpha():
            kept += [step] if step != before else []
            before = {"M": "L", "m": "l"}.get(step, step)
        else:
            kept.append(_short(step))
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(kept))


def _short(number: str) -> str:
    return f"{round(float(number), 2) + 0:.2f}".rstrip("0").rstrip(".")
