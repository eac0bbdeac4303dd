"""The study in the explorer: what follows from assumptions, each set of them computed once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from analysis.findings import Catalogue
from analysis.findings.parameters import check
from analysis.study import STUDY

from .. import opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.dataset import Evidence


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """The project's evidence with everything known."""
    return opened.evidence()


@cache
def _computed(**given: Any) -> Catalogue:
    return Catalogue(opened.evidence(), check(given, opened.evidence(), STUDY), STUDY)


@pytest.fixture(scope="session")
def computed() -> Callable[..., Catalogue]:
    """The findings under some assumptions."""
    return _computed
