"""The drawing of specification curves: ratios in order, and beneath each the choices that lead to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.evidence import NotKnown
from analysis.exhibits.figures.figure import bare, is_label, key, leads_to, mark
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.findings import Finding
from analysis.findings.verdicts import Specification
from analysis.rendering.palette import FOCUS, GREEN, INK, LINE, SOFT

SIGNS = {True: ("o", GREEN, GREEN), False: ("s", FOCUS, "none")}
"""Shape, colour and filling where the claim is supported and where it is not: colour is never the only sign."""

Choice = tuple[str, str]
"""An axis with one of its options; a row that heads an axis has none."""

TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 50.0)

LEFT, RIGHT, GAP, FEWEST = 1.95, 0.15, 1.1, 4
"""Room beside the curves in inches; room between two of them, and the least width of one, in columns."""

NEAR = 1.2
"""Below this ratio the names of the line at one and of the line above it stand on either side of the two."""

NUMBER_WIDTH = 0.3
"""Room for the number of a ratio in inches; in narrower columns one of two neighbours moves aside."""

TOP, CURVE, BETWEEN, ROW, FOOT = 0.42, 2.1, 0.1, 0.19, 0.04
"""Heights in inches: the words above a curve, the curve, what parts it from its choices, a row of these, the margin."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The specifications of one claim; the reference is the one declared first."""

    claim_id: str
    name: str
    specifications: tuple[Specification, ...]

    @property
    def ordered(self) -> list[Specification]:
        """The specifications from the lowest ratio to the highest."""
        return sorted(self.specifications, key=lambda s: s.evidence.value)

    @property
    def reference(self) -> int:
        """The column of the reference."""
        return self.ordered.index(self.specifications[0])

    @property
    def columns(self) -> int:
        """The width of the curve, in columns."""
        return max(len(self.specifications), FEWEST)

    def tries(self, axis: str, option: str) -> bool:
        """Say whether any specification makes a choice."""
        return any((axis, option) in s.choices for s in self.specifications)


def paint_curves(
    sheet: Sheet, curves: Sequence[Curve], rows: Sequence[Choice], much: Finding, word: Callable[[str], str]
) -> None:
    """Draw the curves side by side on a wide sheet, one below the other on a narrow one."""
    columns = sum(c.columns for c in curves) + GAP * (len(curves) - 1)
    column = (sheet.width - LEFT - RIGHT) / sheet.fit(columns, max(c.columns for c in curves))
    limits, left = _limits(curves, much.value), LEFT
    for curve in curves:
        top, right = sheet.beside + TOP, sheet.width - left - column * curve.columns
        below = sheet.axes(Place(ROW * len(rows), left, right, top=top + CURVE + BETWEEN, below=FOOT))
        above = sheet.axes(Place(CURVE, left, right, top), sharex=below)
        above.set_xlim(-0.5, curve.columns - 0.5)
        _draw_ratios(above, curve, limits, much.value, column)
        _draw_choices(below, curve, rows)
        is_label(sheet.head(above, f"{curve.claim_id}: {curve.name}", 18, left=sheet.fit(left, 0.02)))
        if curve is curves[0] or sheet.narrow:
            _name_ratios(above, much, leads=curve is curves[0])
            _name_choices(below, [(word(option or axis), not option) for axis, option in rows])
        if curve is curves[0]:
            _key(sheet, above)
        left += sheet.fit(column * (curve.columns + GAP), 0)


def _limits(curves: Sequence[Curve], much: float) -> tuple[float, float]:
    """Leave room for the numbers below the lowest and above the highest ratio, and show both lines."""
    quantities = [s.evidence.quantity for curve in curves for s in curve.specifications]
    if any(q.low <= 0 for q in quantities):
        raise NotKnown("a ratio that is or may be zero, which has no place on a logarithmic scale")
    return min(1.0, *(q.low for q in quantities)) / 1.2, max(much, *(q.high for q in quantities)) * 1.25


def _draw_ratios(axes: Axes, curve: Curve, limits: tuple[float, float], much: float, column: float) -> None:
    """Draw the ratios of one claim with their bounds; the lowest, the reference and the highest bear their numbers."""
    bare(axes, grid="y")
    axes.tick_params(labelbottom=False)
    axes.set_yscale("log")
    axes.set_ylim(*limits)
    axes.minorticks_off()
    ticks = [t for t in TICKS if limits[0] < t < limits[1] and all(abs(t / n - 1) > 0.15 for n in (1, much))]
    axes.set_yticks(sorted({*ticks, 1.0, much}), [])
    axes.axhline(1, color=INK, linewidth=1, zorder=1)
    axes.axhline(much, color=SOFT, linewidth=1, linestyle=(0, (2, 2)), zorder=1)
    _draw_bounds(axes, curve, column)
    _mark_specifications(axes, curve, lambda spec: [spec.evidence.value])
    axes.annotate(
        "reference",
        (curve.reference, 1),
        xycoords=axes.get_xaxis_transform(),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        color=SOFT,
        fontsize=9,
    )


def _draw_bounds(axes: Axes, curve: Curve, column: float) -> None:
    """Draw the bounds of every ratio, with the numbers of the lowest, the reference and the highest."""
    last = len(curve.ordered) - 1
    numbered = {0, curve.reference, last}
    for x, spec in enumerate(curve.ordered):
        quantity, (_, colour, _) = spec.evidence.quantity, SIGNS[spec.holds is True]
        # Most bounds are narrower than a mark: drawn as wide as a column they still show.
        axes.plot(
            [x, x],
            [quantity.low, quantity.high],
            color=colour,
            linewidth=min(15, 60 * column),
            alpha=0.35,
            solid_capstyle="butt",
        )
        if x in numbered:
            aside = column < NUMBER_WIDTH and x + 1 in numbered
            _number(axes, x, spec.evidence, below=x == 0 < last, side="right" if aside else "center")


def _number(axes: Axes, x: int, finding: Finding, *, below: bool, side: str) -> None:
    number = axes.annotate(
        finding.text,
        (x, finding.quantity.low if below else finding.quantity.high),
        xytext=(0, -5 if below else 5),
        textcoords="offset points",
        ha=side,
        va="top" if below else "bottom",
        color=INK,
        fontsize=9.5,
        fontweight=600,
    )
    leads_to(finding, number)


def _name_ratios(axes: Axes, much: Finding, *, leads: bool) -> None:
    """Write the ratios beside a curve; the lines that decide say what they mean, and the first leads to its working."""
    meaning = {1.0: "equal  ", much.value: "much larger from  "}
    ticks = axes.get_yticks()
    axes.set_yticks(ticks, [f"{meaning.get(t, '')}{t:g}{'' if t == much.value else '×'}" for t in ticks])
    for tick, label in zip(ticks, axes.get_yticklabels(), strict=True):
        label.set(color=INK if tick in meaning else SOFT, fontsize=9)
        if tick == much.value and leads:
            leads_to(much, label)
        if much.value < NEAR and tick in meaning:
            label.set(va="bottom" if tick == much.value else "top")


def _draw_choices(axes: Axes, curve: Curve, rows: Sequence[Choice]) -> None:
    """Mark beneath every ratio the choices that lead to it; a band joins those of the reference to their ratio."""
    bare(axes)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.axvspan(
        curve.reference - 0.4,
        curve.reference + 0.4,
        ymax=1 + (BETWEEN + CURVE) / (ROW * len(rows)),
        clip_on=False,
        color=LINE,
        alpha=0.5,
        linewidth=0,
        zorder=-1,
    )
    for y, choice in enumerate(rows):
        if curve.tries(*choice):
            axes.axhline(y, color=LINE, linewidth=0.6, zorder=0)
        elif choice[1]:
            axes.text(-0.4, y, "not available", va="center", color=SOFT, fontsize=9)
    _mark_specifications(axes, curve, lambda spec: [y for y, choice in enumerate(rows) if choice in spec.choices])


def _mark_specifications(axes: Axes, curve: Curve, heights: Callable[[Specification], Sequence[float]]) -> None:
    """Set the sign of every specification at some heights of its column."""
    for holds, (marker, colour, face) in SIGNS.items():
        points = [(x, y) for x, spec in enumerate(curve.ordered) if spec.holds is holds for y in heights(spec)]
        mark(axes, points, marker=marker, color=colour, markerfacecolor=face, markersize=5)


def _name_choices(axes: Axes, names: Sequence[tuple[str, bool]]) -> None:
    """Write the options beside the first curve, each axis above its own."""
    axes.set_yticks(range(len(names)), [name for name, _ in names])
    for label, (_, heads) in zip(axes.get_yticklabels(), names, strict=True):
        label.set(color=SOFT if heads else INK, fontweight=600 if heads else 400, fontsize=9)


def _key(sheet: Sheet, axes: Axes) -> None:
    """Say in the free corner what the two signs mean."""
    for i, (holds, words) in enumerate({True: "claim supported", False: "claim not supported"}.items()):
        marker, colour, face = SIGNS[holds]
        sign = {"marker": marker, "color": colour, "markerfacecolor": face, "markersize": 5}
        key(axes, sheet.point(axes, 0.06, -0.1 - ROW * i), words, sign, color=INK, fontsize=9)
