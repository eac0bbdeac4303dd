"""Whether a number was computed by a rule of ours, and whether it still rests on the figures beneath it.

Imagine every figure larger by a share of its own: the sway of a finding is how much larger the finding then is. One
that stays as it is, as `x * 99 / x` does, rests on nothing but the whole numbers that were typed. A sway is noted by
whoever computes; a finding that was put together otherwise, as by `dataclasses.replace`, has none.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zlib import crc32

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.findings.finding import Finding

UNTRACED = 0.0
"""The sway of what a rule made otherwise than by the four operations: it is drawn from the figures when asked for."""

SAME = 1e-9
EMPTY = (0.0, 1.0)
"""What a number is against itself: less itself nothing, divided by itself one."""


class RestsOnNothing(AnalysisError, ValueError):
    """The figures of a computation cancel out, so that only typed whole numbers are left."""


def computed(finding: Finding, sway: float = UNTRACED) -> Finding:
    """Note that a rule computed a finding, and its sway; refuse one of which the figures cancel out."""
    number = finding.quantity.value
    if math.isclose(sway, 1.0, rel_tol=SAME) and not any(math.isclose(number, it, abs_tol=SAME) for it in EMPTY):
        names = " and ".join(dict.fromkeys(leaf.label for leaf in finding.leaves()))
        hint = f'an.number({number:.15g}, "{finding.quantity.unit}", "its source")'
        raise RestsOnNothing(f"{number:.15g} rests on whole numbers alone: {names} cancels out; bring it as {hint}")
    object.__setattr__(finding, "_sway", sway)
    return finding


def is_computed(finding: Finding) -> bool:
    """Say whether arithmetic or a rule of the study made a finding, so that nobody put it together otherwise."""
    return finding._sway is not None


def again(finding: Finding, **changes: Any) -> Finding:
    """Return a finding with other words, another name or another unit; it is computed as before."""
    made = replace(finding, **changes)
    object.__setattr__(made, "_sway", finding._sway)
    return made


def vouch(finding: Finding) -> Finding:
    """Take a finding of the study, with its steps, as computed by the rule that declares it."""
    stack = [finding]
    while stack:
        one = stack.pop()
        if one._sway is None:
            object.__setattr__(one, "_sway", UNTRACED)
        stack += [it for it in one.inputs if not it.place]  # what has a place was declared, and vouched for there
    return finding


def of(finding: Finding) -> float:
    """Return the sway of a finding; that of a figure, and of what other rules made, is drawn from its grounds."""
    if finding._sway:
        return finding._sway
    quantity = finding.quantity
    names = [it.figure if it.observation else repr((it.quantity, it.source_ids)) for it in finding.leaves()]
    own = repr((quantity.value, quantity.unit)) if finding.inputs else ""
    sway = 1 + crc32("|".join([own, *sorted(names)]).encode()) / 2**32
    if is_computed(finding) or not finding.inputs:
        object.__setattr__(finding, "_sway", sway)
    return sway


def of_two(sign: str, one: Finding, other: Finding) -> float:
    """Return the sway of what comes of two findings."""
    if sign in "+−":
        return of_sum([(1, one), (1 if sign == "+" else -1, other)])
    return of(one) * of(other) if sign == "×" else of(one) / of(other)


def of_sum(parts: Iterable[tuple[float, Finding]]) -> float:
    """Return the sway of a sum, each part with its sign or weight before it; where nothing is left, that of nothing."""
    weights = [(weight * part.quantity.value, of(part)) for weight, part in parts]
    whole = sum(weight for weight, _ in weights)
    return sum(weight * sway for weight, sway in weights) / whole if whole else 1.0
