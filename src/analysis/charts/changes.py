"""The figure of the verdicts that changed: what was to be said of each claim, and on which day that changed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, offset_copy

from analysis.charts.canvas import Place, Sheet, across, foot, height_of, name_rows, room_for, words_below
from analysis.charts.figure import Figure, draw, exhibit, is_label, line, mark, set_origin
from analysis.findings import Finding, Outcome, State
from analysis.findings.catalogue import turns
from analysis.rendering.palette import GREY, INK, SOFT
from analysis.report.writer import PLAIN, Writer

# ----- overview --------------------------------------------------------------------------------------------

SIGNS = {
    Outcome.SUPPORTED: "✓",
    Outcome.MISSING_CONTEXT: "△",
    Outcome.IMPRECISE: "≈",
    Outcome.OVERSTATED: "↑",
    Outcome.DISPUTED: "◆",
    Outcome.CONTRADICTED: "×",
    Outcome.NOT_CHECKABLE: "?",
}
"""Each verdict has the sign that it has on the page and in print; colours mean countries."""

LETTERS = 46
"""Letters of a claim on one line where room is scarce."""


NEAR = 0.3
"""A year that lies nearer to the article's day, as a part of a narrow axis, has no room for its number."""

CLOSE = 0.35
"""Changes that lie nearer to each other, as a part of the axis, would print their days over each other."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The verdicts on one claim: its title, the first one, and those that came later, each with its day."""

    claim_id: str
    title: str
    first: State
    later: Sequence[tuple[State, Finding]]

    @property
    def told(self) -> str:
        """What was to be said of the claim, in words."""
        since = (f"{_word(state)} from {day.text}" for state, day in self.later)
        return f"{self.title}: at first {', then '.join([_word(self.first), *since])}."

    def rows(self) -> Iterator[tuple[object, ...]]:
        """The verdicts as rows of a table."""
        for state in (self.first, *(state for state, _ in self.later)):
            yield self.claim_id, self.title, state.since.isoformat(), _word(state)


@exhibit
def verdict_history(w: Writer, title: str = "") -> Figure | None:
    """Draw the verdicts that changed since the article over time; None while none has.

    `title` says what changed them, where a study knows it.
    """
    courses = list(_courses(w))
    if not courses:
        return None
    w.use(*(day for course in courses for _, day in course.later))
    end = w.catalogue.parameters.as_of
    return draw(
        w,
        "fig-history",
        title=title or "Verdicts that have changed since the article: {history.turns}",
        subtitle="Verdict by the figures public on each day, with the day on which it changed",
        alt=" ".join(course.told for course in courses),
        data=[
            ("claim", "title", "since", "verdict"),
            *(row for course in courses for row in course.rows()),
        ],
        source="Own judgement, computed anew on every day on which a figure that it rests on became public.",
        paint=lambda sheet: _paint(sheet, courses, end),
    )


def _courses(w: Writer) -> Iterator[Timeline]:
    """Go through the claims whose verdict changed."""
    for claim_id, states in w.catalogue.history.items():
        if changed := [new for _, new in turns(states)]:
            title = w.fill(w.catalogue.evidence.claims[claim_id]["title"], PLAIN)
            later = [(state, w.catalogue[f"history.{claim_id}.{state.since}"]) for state in changed]
            yield Timeline(claim_id, title, states[0], later)


@cache
def _shape(sign: str) -> Path:
    """Return the outline of a sign about its middle: the typefaces of the page hold no such sign."""
    outline = TextPath((0, 0), sign, size=1, prop=FontProperties(family="Source Sans Pro", weight=600))
    box = outline.get_extents()
    return outline.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2))


def _sign(state: State) -> Path:
    return _shape(SIGNS[state.verdict.outcome])


def _word(state: State) -> str:
    return state.verdict.outcome.value


def _paint(sheet: Sheet, courses: Sequence[Timeline], end: date) -> None:
    """Draw a line for each claim from the article's day to the day of knowledge, beneath what the claim says."""
    start = courses[0].first.since
    left = room_for([_word(course.first) for course in courses]) + 0.36
    right = room_for([_word(course.later[-1][0]) for course in courses]) + 0.42
    for course in courses:
        words = sheet.wrap(course.title, LETTERS)
        below = 0.4 if course is courses[-1] else 0.1 + height_of(["days"]) * len(course.later)
        place = Place(0.24, left, right, sheet.bottom + height_of([words]) + 0.12, below)
        axes = sheet.axes(place)
        is_label(sheet.head(axes, words, 4))
        axes.set_xlim(_year(start) - 0.02, _year(end) + 0.02)
        axes.set_ylim(-1, 1)
        _draw_course(axes, course, end)
    room = (_year(end) - _year(start)) * sheet.fit(0.1, NEAR)
    years = [year for year in range(start.year + 1, end.year + 1) if year - _year(start) > room]
    words_below(axes, [_year(start), *map(float, years)], [f"{start:%b %Y}", *map(str, years)], away=13)


def _draw_course(axes: Axes, course: Timeline, end: date) -> None:
    """Draw the verdicts on a claim one after the other, each with a mark where it begins; the words stand outside."""
    states = [course.first, *(state for state, _ in course.later)]
    for state, until in zip(states, [*(state.since for state in states[1:]), end], strict=True):
        colour = GREY if state is course.first else INK
        line(axes, [(_year(state.since), 0), (_year(until), 0)], color=colour, linewidth=2.5, solid_capstyle="butt")
        mark(axes, [(_year(state.since), 0)], marker="|", color=colour, markersize=11, markeredgewidth=2)
    left, right = axes.get_xlim()
    before, lines = -math.inf, 0
    for state, day in course.later:
        near = _year(state.since) - before < CLOSE * (right - left)
        before, lines = (
            _year(state.since),
            lines + 1 if near else 0,
        )  # days close to each other stand one below the other
        at = axes.annotate(
            day.text, (before, 0), xytext=(5, -5 - 11 * lines), textcoords="offset points", va="top", color=SOFT,
            fontsize=9,
        )  # fmt: skip
        set_origin(at, day)
    for state, x, side, away in ((states[0], course.first.since, "right", -9), (states[-1], end, "left", 22)):
        across = -17 - 72 * room_for([_word(state)]) if side == "right" else 14
        point = offset_copy(axes.transData, axes.get_figure(root=True), across, 0, units="points")
        mark(axes, [(_year(x), 0)], transform=point, marker=_sign(state), color=INK, markersize=8, markeredgewidth=0)
        axes.annotate(
            _word(state), (_year(x), 0), xytext=(away, 0), textcoords="offset points", ha=side, va="center_baseline",
            annotation_clip=False, color=INK, fontweight=600 if side == "left" else 400,
        )  # fmt: skip


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


# ----- revisions -------------------------------------------------------------------------------------------
# The figure of two editions compared: where each number stood, and where it stands now, with bounds.

Pair = tuple[str, Finding, Finding]
SHORT = 64
COARSE, FINE = (0.125, 0.25, 0.5, 1, 2, 4, 8), (0.8, 0.9, 1, 1.1, 1.25)
"""Marks on the axis, for changes by more than half and for smaller ones."""

BEFORE, AFTER = 1.05, 1.62
"""Where the columns of numbers stand beside the axes, in widths of the axes."""


@exhibit
def revisions(w: Writer, pairs: Sequence[Pair]) -> Figure | None:
    """Draw for each finding that moved its new value against the old one, both with bounds; None when none moved.

    The scale is a ratio, so that sums and shares stand in one drawing: one is where the finding stood before.
    """
    if not pairs:
        return None
    w.use(*(finding for _, *findings in pairs for finding in findings))

    alt = " ".join(f"{name}: from {old.text} to {new.text}." for name, old, new in pairs)
    return draw(
        w,
        "fig-revisions",
        title="{changes.moved} findings moved; drawn are those that moved furthest",
        subtitle="New value as a multiple of the old one, logarithmic scale; circle: before, diamond: after, bands: bounds",
        alt=alt,
        data=[("finding", "before", "after"), *((name, old.value, new.value) for name, old, new in pairs)],
        source="Findings of both editions; what each change is laid to stands in the table below.",
        paint=lambda sheet: _paint_revisions(sheet, pairs),
    )


def _paint_revisions(sheet: Sheet, pairs: Sequence[Pair]) -> None:
    row, first = sheet.fit((0.2, -0.6), (0.5, -0.95))
    place = Place(height=row * (len(pairs) - 0.4 - first), left=sheet.fit(3.35, 0.05), right=1.876, top=0.2, below=0.3)
    axes = sheet.axes(place)
    for y, (_, old, new) in enumerate(pairs):
        _draw_pair(axes, y, old, new)
    _scale(axes, [q / old.value for _, old, new in pairs for q in (old.value, new.value)])
    if not sheet.narrow:  # where it would cross the names
        axes.axvline(1, color=SOFT, linewidth=0.9, zorder=0)
    name_rows(sheet, axes, [sheet.wrap(_shortened(name), 48) for name, _, _ in pairs], rise=0.25, fontsize=8.5)
    axes.set_ylim(len(pairs) - 0.4, first)
    across(axes, range(len(pairs)), axes.get_xlim())
    for x, word, colour in ((BEFORE, "before", SOFT), (AFTER, "after", INK)):
        axes.annotate(
            word, (x, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", color=colour, fontsize=9
        )


def _draw_pair(axes: Axes, y: int, old: Finding, new: Finding) -> None:
    """Draw where a finding stood and stands, with the bounds of both, and write both numbers beside the axes."""
    _band(axes, y, old, old.value, GREY)
    _band(axes, y, new, old.value, INK)
    axes.plot([1, new.value / old.value], [y, y], color=SOFT, linewidth=0.9, zorder=1)
    mark(axes, [(1, y)], marker="o", color=GREY, markersize=6)
    mark(axes, [(new.value / old.value, y)], marker="D", color=INK, markersize=5.5)
    for x, finding, weight in ((BEFORE, old, 400), (AFTER, new, 600)):
        number = axes.text(
            x, y, finding.text, transform=axes.get_yaxis_transform(), va="center", color=INK,
            fontsize=9, fontweight=weight,
        )  # fmt: skip
        set_origin(number, finding)


def _scale(axes: Axes, ratios: Sequence[float]) -> None:
    """Let the axis reach from the lowest ratio to the highest, with marks as fine as the changes are."""
    axes.set_xscale("log")
    axes.set_xlim(min(ratios) / 1.12, max(ratios) * 1.12)
    ticks: Sequence[float] = COARSE if max(ratios) > 1.5 or min(ratios) < 1 / 1.5 else FINE
    ticks = [tick for tick in ticks if min(ratios) / 1.1 <= tick <= max(ratios) * 1.1]
    foot(axes, ticks, [f"×{tick:g}" for tick in ticks])


def _band(axes: Axes, y: float, finding: Finding, base: float, colour: str) -> None:
    low, high = finding.quantity.low / base, finding.quantity.high / base
    if 0 < low < high < math.inf:
        axes.plot([low, high], [y, y], color=colour, linewidth=6, alpha=0.35, solid_capstyle="butt")


def _shortened(name: str) -> str:
    return name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"
