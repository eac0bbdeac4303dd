"""The types in which a study declares its part of the explorer: topics, each with controls, sentences and a figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.charts.figure import Figure
    from analysis.findings import Study
    from analysis.writing.block import Block
    from analysis.writing.writer import Writer


@dataclass(frozen=True, slots=True)
class Slider:
    """The slider of a number: its label, maximum and step.

    Its minimum is that of the parameter; larger values can be typed. The default `start` is the declared threshold of
    the same name.
    """

    label: str
    high: float
    step: float
    start: float | None = None


@dataclass(frozen=True, slots=True)
class ExplorerTopic:
    """Part of the explorer: parameters, sentences that depend on them, and a figure of the report."""

    title: str
    parameters: Sequence[str]
    sentences: Sequence[str]
    figure: Callable[[Writer], Figure | Block]


@dataclass(frozen=True, slots=True)
class Exploration:
    """Everything a study shows in the explorer; `sliders` has one for each numeric parameter."""

    topics: Sequence[ExplorerTopic]
    sliders: Mapping[str, Slider] = field(default_factory=dict)


def exploration_of(study: Study) -> Exploration:
    """Return what a study shows in the explorer; raise `AnalysisError` if there is nothing."""
    if study.explorer is None:
        raise AnalysisError(f"{study.title}: this study has nothing to explore; give its Study an explorer")
    exploration: Exploration = study.explorer()
    return exploration
