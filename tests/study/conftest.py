"""The study under other parameters, each set of them computed once, and what several topics work out by hand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from analysis.findings import Catalogue, parameters
from analysis.study import STUDY

from ..conftest import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.dataset import Evidence

FIXING = 163.16 / 1.0652
"""Yen for a dollar over the euro, European Central Bank, 12 April 2024: 153.1731."""

CHEAPEST, DEAREST = 163.155 / 1.06525, 163.165 / 1.06515
"""The fewest and the most yen for a dollar that the rounding of both its rates allows."""


@pytest.fixture(scope="session")
def under(evidence: Evidence) -> Callable[..., Report]:
    """Compute the report under some parameters, with everything known unless a day is given."""

    @cache
    def compute(**given: object) -> Report:
        catalogue = Catalogue(evidence, parameters.check(given, evidence, STUDY), STUDY)
        return Report(catalogue, catalogue.verdicts)

    return compute
