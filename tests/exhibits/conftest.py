"""Open reports, and a small catalogue whose numbers are known by heart."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from analysis.evidence import NotKnown, load
from analysis.exhibits import open_report
from analysis.exhibits.prose import Writer
from analysis.findings import Catalogue, Finding, Outcome, Quantity, Verdict
from analysis.findings.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.exhibits import Report

opened = cache(open_report)
evidence = cache(load)


@pytest.fixture(scope="session")
def reports() -> Callable[..., Report]:
    """Open a report with some parameters, each combination once."""
    return opened


@pytest.fixture
def report() -> Report:
    """The report with its own defaults and a pen that has written nothing yet."""
    return fresh(opened())


@pytest.fixture
def then() -> Report:
    """The report as known on the day of the article, with a pen that has written nothing yet."""
    return fresh(opened(as_of="2024-04-12"))


def fresh(report: Report) -> Report:
    report.pen = Writer(report.catalogue, report.verdicts)
    return report


@pytest.fixture
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
    catalogue = Catalogue(evidence(), Parameters(as_of=date(2024, 4, 12)))
    catalogue.set("half", lambda: finding("half", 0.5, 0.5))
    catalogue.set("seven", lambda: finding("seven", 7, 7, "firms"))
    catalogue.set("lead", lambda: finding("lead", 1.6, 1.8, "ratio"))

    def late() -> Finding:
        raise NotKnown("public only since 2024-05-31")

    catalogue.set("late", late)
    verdict = Verdict("C01", Outcome.NOT_CHECKABLE, "editorial", "editorial", None, (), (), ())
    return Writer(catalogue, {"C01": verdict})
