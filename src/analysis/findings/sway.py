"""Whether a number was computed by a rule of ours, and whether it still rests on the figures beneath it.

Every working is done twice: with the figures, and with others in their place. What comes out the same, as `x * 99 / x`
does, rests on nothing but the whole numbers that were typed. Whoever computes notes what came out with the others; a
finding that was put together otherwise, as by `dataclasses.replace`, has none.
"""

from __future__ import annotations

from dataclasses import replace
from math import isclose, isnan, nan
from typing import TYPE_CHECKING, Any
from zlib import crc32

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from analysis.findings.finding import Finding

SAME = 1e-9


class RestsOnNothing(AnalysisError, ValueError):
    """The figures of a computation cancel out, so that only typed whole numbers are left."""


def computed(finding: Finding, otherwise: float = nan) -> Finding:
    """Note that a rule computed a finding, and what it gave with other figures; refuse one that is the same then.

    What a rule made otherwise than by the four operations stands for itself, as a figure does.
    """
    object.__setattr__(finding, "_otherwise", otherwise)
    number = finding.quantity.value
    if _is_same(finding) and not is_of_itself(finding):
        names = " and ".join(dict.fromkeys(leaf.label for leaf in finding.leaves()))
        hint = f'an.number({number:.15g}, "{finding.quantity.unit}", "its source")'
        raise RestsOnNothing(f"{number:.15g} rests on whole numbers alone: {names} cancels out; bring it as {hint}")
    return finding


def is_of_itself(finding: Finding) -> bool:
    """Say whether a number was set against itself: less itself it is nothing, divided by itself one, whatever it is."""
    return _is_same(finding) and any(isclose(finding.quantity.value, it, abs_tol=SAME) for it in (0, 1))


def _is_same(finding: Finding) -> bool:
    return finding._otherwise is not None and isclose(finding._otherwise, finding.quantity.value, rel_tol=SAME)


def is_computed(finding: Finding) -> bool:
    """Say whether arithmetic or a rule of the study made a finding, so that nobody put it together otherwise."""
    return finding._otherwise is not None


def again(finding: Finding, **changes: Any) -> Finding:
    """Return a finding with other words, another name or another unit; it is computed as before."""
    made = replace(finding, **changes)
    object.__setattr__(made, "_otherwise", finding._otherwise)
    return made


def vouch(finding: Finding) -> Finding:
    """Take a finding of the study, with its steps, as computed by the rule that declares it."""
    stack = [finding]
    while stack:
        one = stack.pop()
        if one._otherwise is None:
            object.__setattr__(one, "_otherwise", nan)
        stack += [it for it in one.inputs if not it.place]  # what has a place was declared, and vouched for there
    return finding


def of(finding: Finding) -> float:
    """Return what a finding is with other figures; for a figure, and for what other rules made, a number is drawn."""
    if finding._otherwise is not None and not isnan(finding._otherwise):
        return finding._otherwise
    row, quantity = finding.observation, finding.quantity
    said = (row and row.observation_id, quantity.value, quantity.unit, finding.source_ids, *map(of, finding.inputs))
    more = 1 + crc32(repr(said).encode()) / 2**32
    drawn = quantity.value * more + more
    if is_computed(finding):
        object.__setattr__(finding, "_otherwise", drawn)
    return drawn
