"""What every function that draws a figure shares: it takes the report, and leaves a note where it cannot draw."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from analysis.evidence import NotKnown
from analysis.exhibits.gaps import left_out
from analysis.exhibits.page import Block, Page
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, ORANGE, PURPLE

P = ParamSpec("P")
T = TypeVar("T")


def exhibit(drawn: Callable[Concatenate[Writer, P], T]) -> Callable[Concatenate[Page | Writer, P], T | Block]:
    """Let a function that draws with a pen be called with the report itself, and leave a note where it cannot draw.

    A figure whose title or points were not known on the day of knowledge is left out; the report is made all the same.
    """

    @wraps(drawn)
    def of(report: Page | Writer, /, *given: P.args, **named: P.kwargs) -> T | Block:
        pen = report if isinstance(report, Writer) else report.pen
        try:
            return drawn(pen, *given, **named)
        except NotKnown:
            return left_out("figure")

    return of


def known(w: Writer, finding_id: str) -> Finding | None:
    """Return a finding to draw, or None where it was not public; what is drawn is also explained."""
    if not w.catalogue.knows(finding_id):
        return None
    finding = w.catalogue[finding_id]
    w.use(finding)
    return finding


NAMED_HUES = {"green": GREEN, "orange": ORANGE, "purple": PURPLE}
"""Colours that a study may give to countries, by their names."""


def colour(w: Writer, economy: str) -> str:
    """Return the colour of an economy, the same in every figure: those held against each other can be told apart.

    The focus is vermillion; blue is the first country of the study beside it, or else its rival.
    """
    study, focus = w.catalogue.study, w.catalogue.parameters.focus
    if economy == focus:
        return FOCUS
    if economy == (study.rival if focus == study.focus else study.focus):
        return BLUE
    return NAMED_HUES.get(study.hues.get(economy, ""), GREY)
