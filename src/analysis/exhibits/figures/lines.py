"""Lines over time, labelled at their ends instead of in a legend."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.exhibits.figures.figure import GREY, LETTERING, SOFT, is_label, leads_to
from analysis.findings import Finding


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its points and its colour; a year without a figure is a gap.

    `breaks` are points at which the series starts anew, such as a rebased survey; `last` is the finding at the end
    of the line, where the name gives its number.
    """

    name: str
    points: Sequence[tuple[float, float]]
    colour: str = GREY
    width: float = 1.3
    breaks: tuple[float, ...] = ()
    last: Finding | None = None


def over_time(axes: Axes, lines: Sequence[Line], *, spread: float) -> None:
    """Draw lines and write each name at the right end; names keep at least `spread` between them."""
    ends = []
    for line in lines:
        runs = _runs(line.points, line.breaks)
        for run in runs:
            axes.plot(
                *zip(*run, strict=True),
                color=line.colour,
                linewidth=line.width,
                marker="o",
                markersize=line.width * 1.6,
            )
        for before, after in itertools.pairwise(runs):
            axes.plot(
                *zip(before[-1], after[0], strict=True),
                color=line.colour,
                linewidth=line.width * 0.6,
                linestyle=(0, (1, 2)),
            )
        if line.points:
            ends.append((line.points[-1], line))
    right = max((point[0] for point, _ in ends), default=0.0)
    axes.set_xlim(min((line.points[0][0] for _, line in ends), default=0.0) - 0.2, right + 0.12)
    places = apart([point[1] for point, _ in ends], spread)
    for (_, line), y in zip(ends, places, strict=True):
        bold = 600 if line.width > 1.5 else 400
        last = line.points[-1][0]
        name = line.name if last == right else f"{line.name} ({last:.0f})"
        tint = LETTERING.get(line.colour, line.colour)
        label = axes.annotate(
            name,
            (right, y),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=tint,
            fontsize=9.5,
            fontweight=bold,
            annotation_clip=False,
        )
        if line.last:
            leads_to(line.last, label)
        else:
            is_label(label)


def event(axes: Axes, x: float, y: float, name: str) -> None:
    """Mark a moment with an upright line and its name at height `y`; one after the last point is left out."""
    if x < axes.get_xlim()[1]:
        axes.axvline(x, color=SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
        axes.annotate(name, (x, y), xytext=(3, 0), textcoords="offset points", color=SOFT, fontsize=9)


def _runs(points: Sequence[tuple[float, float]], breaks: tuple[float, ...] = ()) -> list[list[tuple[float, float]]]:
    """Split points where a year is missing or a series starts anew, so that no line is drawn as if all were one."""
    runs: list[list[tuple[float, float]]] = []
    for point in points:
        if runs and point[0] - runs[-1][-1][0] <= 1 and point[0] not in breaks:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def apart(values: Sequence[float], spread: float) -> list[float]:
    """Move labels as little as needed so that neighbours keep a distance."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    places = [values[i] for i in order]
    for _ in range(60):
        for a in range(len(places) - 1):
            short = spread - (places[a + 1] - places[a])
            if short > 1e-9:
                places[a] -= short / 2
                places[a + 1] += short / 2
    moved = dict(zip(order, places, strict=True))
    return [moved[i] for i in range(len(values))]


def table(lines: Sequence[Line], x: str, y: str) -> Iterator[tuple[object, ...]]:
    """Write the points of all lines as a table; `x` and `y` say what the axes measure."""
    yield "line", x, y
    for line in lines:
        name = line.name.removesuffix(f" {line.last.text}") if line.last else line.name
        yield from ((name, *point) for point in line.points)
