"""The chart of a comparison of editions: each number before and after, with bounds."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from analysis.charts.canvas import Place, Sheet, across, foot, name_rows
from analysis.charts.figure import Chart, exhibit
from analysis.charts.marks import line, markers, number
from analysis.findings import Finding
from analysis.rendering.palette import GREY, INK, SOFT
from analysis.report.writer import Writer

Pair = tuple[str, Finding, Finding]
"""The label of a finding, and the finding before and after."""

SHORT = 64
"""Maximum length of a name."""

COARSE, FINE = (0.125, 0.25, 0.5, 1, 2, 4, 8), (0.8, 0.9, 1, 1.1, 1.25)
"""Ticks of the axis, for changes by more than half and for smaller ones."""

BEFORE, AFTER = 1.05, 1.62
"""Positions of the columns of numbers, in widths of the axes."""


@exhibit
def revisions(w: Writer, pairs: Sequence[Pair]) -> Chart | None:
    """Draw the new value of each finding that moved relative to the old one, with bounds; None if none moved.

    The scale is a ratio, so that amounts and shares share one drawing; 1 is the old value.
    """
    if not pairs:
        return None
    w.use(*(finding for _, *findings in pairs for finding in findings))
    return Chart(
        "fig-revisions",
        title="{changes.moved} findings moved; drawn are those that moved furthest",
        subtitle="New value as a multiple of the old one, logarithmic scale; circle: before, diamond: after, bands: bounds",
        source="Findings of both editions; the causes are in the table below.",
        alt=" ".join(f"{name}: from {old.text} to {new.text}." for name, old, new in pairs),
        data=[("finding", "before", "after"), *((name, old.value, new.value) for name, old, new in pairs)],
        paint=lambda sheet: _paint(sheet, pairs),
    )


def _paint(sheet: Sheet, pairs: Sequence[Pair]) -> None:
    row, first = sheet.fit((0.2, -0.6), (0.5, -0.95))
    place = Place(height=row * (len(pairs) - 0.4 - first), left=sheet.fit(3.35, 0.05), right=1.876, top=0.2, below=0.3)
    axes = sheet.axes(place)
    ratios = [q / old.value for _, old, new in pairs for q in (old.value, new.value)]
    axes.set_xscale("log")
    axes.set_xlim(min(ratios) / 1.12, max(ratios) * 1.12)
    for y, (_, old, new) in enumerate(pairs):
        ratio = new.value / old.value
        _band(axes, y, old, old.value, GREY)
        _band(axes, y, new, old.value, INK)
        line(axes, [(1, y), (ratio, y)], color=SOFT, linewidth=0.9, zorder=1)
        markers(axes, [(1, y)], marker="o", color=GREY, markersize=6)
        markers(axes, [(ratio, y)], marker="D", color=INK, markersize=5.5)
        for x, finding, weight in ((BEFORE, old, 400), (AFTER, new, 600)):
            beside = axes.get_yaxis_transform()
            number(axes, finding, (x, y), xycoords=beside, va="center", fontsize=9, fontweight=weight)
    ticks: Sequence[float] = COARSE if max(ratios) > 1.5 or min(ratios) < 1 / 1.5 else FINE
    ticks = [tick for tick in ticks if min(ratios) / 1.1 <= tick <= max(ratios) * 1.1]
    foot(axes, ticks, [f"×{tick:g}" for tick in ticks])
    if not sheet.narrow:  # there it would cross the names
        axes.axvline(1, color=SOFT, linewidth=0.9, zorder=0)
    names = [name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…" for name, *_ in pairs]
    name_rows(sheet, axes, [sheet.wrap(name, 48) for name in names], rise=0.25, fontsize=8.5)
    axes.set_ylim(len(pairs) - 0.4, first)
    across(axes, range(len(pairs)), axes.get_xlim())
    for x, word, hue in ((BEFORE, "before", SOFT), (AFTER, "after", INK)):
        axes.annotate(
            word, (x, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", color=hue, fontsize=9
        )


def _band(axes: Axes, y: float, finding: Finding, base: float, hue: str) -> None:
    low, high = finding.quantity.low / base, finding.quantity.high / base
    if 0 < low < high < math.inf:
        line(axes, [(low, y), (high, y)], color=hue, linewidth=6, alpha=0.35, solid_capstyle="butt")
