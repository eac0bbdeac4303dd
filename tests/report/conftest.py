"""Open reports, and a small catalogue whose numbers are known by heart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Catalogue, Finding, Outcome, Quantity, Verdict
from analysis.findings.parameters import Parameters
from analysis.writing.writer import Writer

from .. import reports as shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.dataset import Evidence
    from analysis.report import Report


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """The project's evidence with everything known."""
    return shared.evidence()


@pytest.fixture(scope="session")
def reports() -> Callable[..., Report]:
    """Open a report with some parameters, each combination once."""
    return shared.opened


@pytest.fixture
def report() -> Report:
    """The report with its own defaults and a pen that has written nothing yet."""
    return fresh(shared.opened())


@pytest.fixture
def then() -> Report:
    """The report as known on the day of the article, with a pen that has written nothing yet."""
    return fresh(shared.opened(as_of="2024-04-12"))


def fresh(report: Report) -> Report:
    report.pen = Writer(report.catalogue)
    return report


@pytest.fixture(scope="session")
def finding() -> Callable[..., Finding]:
    """Make a finding from its name and its bounds; it rests on a figure of the Finance Ministry."""

    def make(name: str, low: float, high: float, unit: str = "share", **more: object) -> Finding:
        quantity = Quantity((low + high) / 2, low, high, unit)
        known = {"source_ids": ("mof_fsc_2024",), **more}
        return Finding(name, f"Label of {name}", quantity, "as published", **known)  # type: ignore[arg-type]

    return make


@pytest.fixture
def pen(finding: Callable[..., Finding]) -> Writer:
    """A pen with three numbers and one verdict; `late` is not public on its day."""
    verdict = Verdict("C01", Outcome.NOT_CHECKABLE, "editorial", "editorial", None, (), (), ())
    catalogue = Catalogue(shared.evidence(), Parameters(as_of=date(2024, 4, 12)))
    catalogue.add("half", lambda _: finding("half", 0.5, 0.5))
    catalogue.add("seven", lambda _: finding("seven", 7, 7, "firms"))
    catalogue.add("lead", lambda _: finding("lead", 1.6, 1.8, "ratio"))
    catalogue.add("late", unknown)
    return shared.Pen(catalogue, {"C01": verdict})


def unknown(_: Catalogue) -> Finding:
    """Make nothing, as on a day on which nothing was public."""
    raise NotKnownError("public only since 2024-05-31")
