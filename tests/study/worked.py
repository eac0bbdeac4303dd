"""What the tests of several topics work with: a rate by hand, and a verdict held against one worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..conftest import Report

FIXING = 163.16 / 1.0652
"""Yen for a dollar over the euro, European Central Bank, 12 April 2024."""

CHEAPEST, DEAREST = 163.155 / 1.06525, 163.165 / 1.06515
"""The fewest and the most yen for a dollar that the rounding of both its rates allows."""


def check(report: Report, claim: str, margin: float | None, holds: dict[str, bool | None]) -> None:
    """Compare a verdict with a margin and, for each combination of choices in order, whether it holds.

    None stands for evidence that is too coarse to decide: it is shown, and counted neither way.
    """
    verdict = report.verdicts[claim]
    if margin is None:
        assert verdict.margin is None
    else:
        assert verdict.margin is not None
        assert verdict.margin.value == pytest.approx(margin, rel=1e-9, abs=1e-12)
    found = {" ".join(option for _, option in s.choices): s.holds for s in verdict.specifications}
    assert found == holds
    assert list(found) == list(holds)
    decided = [held for held in holds.values() if held is not None]
    assert (verdict.holds_in, verdict.of) == (sum(decided), len(decided))
