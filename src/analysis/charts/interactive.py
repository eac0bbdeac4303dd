"""What an explorer shows besides its controls: sentences, and panels whose artists move when an assumption does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.rendering.palette import INK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from analysis.findings import Catalogue, Finding, Study

Box = tuple[float, float, float, float]
"""Left and bottom edge, width and height, in parts of the whole picture."""


@dataclass(frozen=True, slots=True)
class Slider:
    """How a number is asked for: what stands beside the slider, where it starts, and how far and finely it goes.

    It goes from the least that the parameter may be; what lies beyond its end can be typed. Without a start it begins
    at the declared threshold of the same name.
    """

    label: str
    high: float
    step: float
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: its size in inches, where the axes stand on it, and what is shown on them.

    `panel` receives the axes and all economies of the dataset. Pictures of one `column` stand one below the other.
    """

    size: tuple[float, float]
    axes: Box
    panel: Callable[[Axes, Sequence[str]], Panel]
    column: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of the key to the pictures: a sign, its colour, and what it stands for."""

    sign: str
    colour: str
    words: str


@dataclass(frozen=True, slots=True)
class Exploration:
    """All that a study shows in the explorer.

    `sentences` are templates, and `result` is a short one of the verdicts for a small screen. `gaps` says in sentences
    what the assumptions ask for and the evidence does not have, `frames` are the pictures and `key` explains the signs
    in them.
    """

    sentences: Sequence[str]
    gaps: Callable[[Catalogue], list[str]]
    frames: Sequence[Frame]
    key: Sequence[Sign] = ()
    sliders: Mapping[str, Slider] = field(default_factory=dict)
    result: str = ""


def exploration_of(study: Study) -> Exploration:
    """Return what a study shows in the explorer; raise `AnalysisError` where that is nothing."""
    if study.explorer is None:
        raise AnalysisError(f"{study.title}: this study has nothing to explore; give its Study an explorer")
    found: Exploration = study.explorer()
    return found


class Panel:
    """Axes, and what they showed last, so that nothing is painted twice.

    `moving` are the artists that move while all the rest stands still; where there are none, everything may change.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.moving: list[Artist] = []
        self._shown: tuple[object, ...] = ()

    def _changes(self, *shown: object) -> bool:
        before, self._shown = self._shown, shown
        return shown != before

    def update(self, c: Catalogue) -> bool:
        """Move the artists; say whether anything moved."""
        raise NotImplementedError


def values(findings: Iterable[Finding | None]) -> tuple[tuple[object, str] | None, ...]:
    """Return all that a panel shows of findings, to tell whether it changed."""
    return tuple((finding.quantity, finding.text) if finding else None for finding in findings)


def column(axes: Axes, count: int) -> list[Text]:
    """Make room for numbers beside the axes, one in each row."""
    return [number_text(axes, 1.03, y, transform=axes.get_yaxis_transform()) for y in range(count)]


def number_text(axes: Axes, x: float, y: float, **how: Any) -> Text:
    """Make room for one number in the lettering of all figures."""
    return axes.text(x, y, "", va="center", color=INK, fontsize=9.5, fontweight=600, **how)
