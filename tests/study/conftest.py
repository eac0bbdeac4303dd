"""The study under other parameters, each set of them computed once."""

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


@pytest.fixture(scope="session")
def under(evidence: Evidence) -> Callable[..., Report]:
    """Compute the report under some parameters, with everything known unless a day is given."""

    @cache
    def compute(**given: object) -> Report:
        catalogue = Catalogue(evidence, parameters.check(given, evidence, STUDY), STUDY)
        return Report(catalogue, catalogue.verdicts)

    return compute
