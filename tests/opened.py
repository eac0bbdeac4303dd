"""The evidence and reports of it, each opened once for all the tests that a worker runs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from analysis.dataset import Evidence, load
from analysis.findings import Catalogue, parameters
from analysis.report import Report
from analysis.report.writer import Writer
from analysis.study import STUDY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.findings import Verdict


@cache
def evidence() -> Evidence:
    """The project's evidence with everything known."""
    return load()


@cache
def opened(**given: Any) -> Report:
    """The report with some parameters."""
    return Report(Catalogue(evidence(), parameters.check(given, evidence(), STUDY), STUDY))


class Pen(Writer):
    """A pen that knows other verdicts than those computed."""

    def __init__(self, catalogue: Catalogue, verdicts: Mapping[str, Verdict]) -> None:
        super().__init__(catalogue)
        self._verdicts = verdicts

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdicts given to it."""
        return self._verdicts
