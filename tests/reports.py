"""The evidence and reports of it, each opened once, and what their charts draw."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree

from analysis.dataset import Evidence, load
from analysis.findings import Catalogue, parameters
from analysis.report import Report
from analysis.study import STUDY
from analysis.writing.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analysis.findings import Finding, Verdict


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


SVG = "{http://www.w3.org/2000/svg}"


class Drawn(NamedTuple):
    """A figure, the report it belongs to, the findings that it used, and the warnings of the library that drew it."""

    figure: Any
    report: Report
    used: Mapping[str, Finding]
    warnings: list[str]

    def __repr__(self) -> str:
        return f"Drawn({getattr(self.figure, 'label', self.figure)})"


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def draw(figure: Callable[..., Any], report: Report, *given: Any, **named: Any) -> Drawn:
    """Draw a figure with a pen of its own, which has written nothing else."""
    pen, ear = Writer(report.catalogue), _Ear()
    logging.getLogger().addHandler(ear)
    try:
        done = figure(pen, *given, **named)
        done._repr_mimebundle_()  # which writes the drawings
    finally:
        logging.getLogger().removeHandler(ear)
    return Drawn(done, report, pen.used, ear.heard)


@cache
def parsed(svg: str) -> ElementTree.Element:
    """The elements of a drawing, which no test may change."""
    return ElementTree.fromstring(svg)


def numbers_in(svg: str) -> list[str]:
    """The numbers with a working that stand in a drawing, each with the words around it."""
    groups = [group for group in parsed(svg).iter(f"{SVG}g") if group.get("id", "").startswith("number-")]
    return [" ".join(" ".join(it.strip() for it in group.itertext()).split()) for group in groups]
