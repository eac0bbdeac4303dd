"""What every function that draws a figure shares: it takes the report, and leaves a note where it cannot draw."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from analysis.evidence import NotKnown
from analysis.exhibits.gaps import left_out
from analysis.exhibits.page import Block, Page
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.rendering.palette import BLUE, FOCUS, GREY

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


def colour(w: Writer, economy: str) -> str:
    """The country in focus is vermillion, the first one of the study blue where it is not, every other one grey."""
    if economy == w.catalogue.parameters.focus:
        return FOCUS
    return BLUE if economy == w.catalogue.study.focus else GREY
