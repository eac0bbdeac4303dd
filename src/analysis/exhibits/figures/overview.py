"""The figures about all claims at once: the verdicts, and how far they depend on the analyst's choices."""

from collections.abc import Mapping, Sequence
from datetime import date
from string import ascii_letters

from matplotlib.axes import Axes

from analysis.exhibits.figures.exhibit import exhibit
from analysis.exhibits.figures.figure import Figure, draw, is_label, leads_to, mark, name_rows
from analysis.exhibits.figures.sheet import Place, Sheet, room_for
from analysis.exhibits.prose import Writer
from analysis.findings import Finding, Outcome, State, Verdict
from analysis.findings.verdicts import Specification
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, INK, LINE, ORANGE, PURPLE, SOFT, WHITE

MARKS = {
    Outcome.SUPPORTED: (GREEN, "o"),
    Outcome.MISSING_CONTEXT: (ORANGE, "^"),
    Outcome.IMPRECISE: (BLUE, "s"),
    Outcome.OVERSTATED: (BLUE, "v"),
    Outcome.DISPUTED: (PURPLE, "D"),
    Outcome.CONTRADICTED: (FOCUS, "X"),
    Outcome.NOT_CHECKABLE: (GREY, "."),
}
"""Each verdict has a colour and a shape, so that colour is never the only sign; the text uses the same hues."""


@exhibit
def verdict_strip(w: Writer) -> Figure:
    """Draw the verdict on every claim in the order of the article, one row for each kind of verdict."""
    counts = [w.catalogue[f"verdicts.{outcome.value.replace(' ', '_')}"] for outcome in Outcome]
    w.use(*counts)

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(Place(height=sheet.fit(2.35, 4.1), left=sheet.fit(1.28, 0.03), right=0.067))
        rows, numbers = list(Outcome), [c.lstrip(ascii_letters).lstrip("0") for c in w.verdicts]
        for y, outcome in enumerate(rows):
            xs = [x for x, v in enumerate(w.verdicts.values()) if v.outcome is outcome]
            _draw_row(sheet, axes, y, outcome, {x: numbers[x] for x in xs})
        names = [f"{outcome.value} ({count.text})" for outcome, count in zip(rows, counts, strict=True)]
        name_rows(sheet, axes, names, rise=0.34)
        for count, label in zip(counts, axes.get_yticklabels(), strict=True):
            leads_to(count, label)
        axes.set_ylim(len(rows) - 0.7, -0.7)
        axes.set_xticks([])
        axes.set_xlim(-0.7, len(w.verdicts) - 0.3)
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)

    alt = " ".join(
        f"{outcome.value.capitalize()}: "
        + (", ".join(c for c, v in w.verdicts.items() if v.outcome is outcome) or "none")
        + "."
        for outcome in Outcome
    )
    return draw(
        w,
        "fig-verdicts",
        title="{verdicts.supported} of {verdicts.all} claims hold as printed, {verdicts.flawed} do not without a correction or a context",
        subtitle="Verdict on every claim, in the order of the article",
        alt=alt,
        data=[("claim", "verdict"), *((c, v.outcome.value) for c, v in w.verdicts.items())],
        source="Own judgement by the rules in *Method*; evidence in *Workings*.",
        paint=paint,
    )


def _draw_row(sheet: Sheet, axes: Axes, y: int, outcome: Outcome, claims: dict[int, str]) -> None:
    """Mark the claims of one verdict, each with its number; on a narrow sheet neighbours have it above and below."""
    colour, marker = MARKS[outcome]
    axes.axhline(y, color=LINE, linewidth=0.6, zorder=0)
    mark(axes, [(x, y) for x in claims], marker=marker, color=colour, markersize=sheet.fit(8, 6.5))
    below = False
    for x, number in claims.items():
        below = sheet.narrow and not below and x - 1 in claims
        is_label(
            axes.annotate(
                number,
                (x, y),
                xytext=(0, -5.5 if below else sheet.fit(7, 5.5)),
                textcoords="offset points",
                ha="center",
                va="top" if below else "baseline",
                fontsize=sheet.fit(8, 8.5),
                color=INK,
            )
        )


@exhibit
def robustness(w: Writer) -> Figure:
    """Draw for each claim under how many specifications it is supported: a specification curve in short."""
    shown = [(v, w.catalogue[f"holds.{v.claim_id}"]) for v in w.verdicts.values() if v.of > 1]
    w.use(*(holds for _, holds in shown))
    rows = [
        (
            verdict.claim_id,
            "; ".join(f"{axis}: {option}" for axis, option in s.choices),
            "yes" if s.holds else "no",
            s.evidence.text,
        )
        for verdict, _ in shown
        for s in _deciding(verdict)
    ]
    return draw(
        w,
        "fig-robustness",
        title="Of {robust.all} claims that depend on choices, {robust.always} hold under every one, {robust.never} under none",
        subtitle="Each square is one combination of choices; filled: the claim is supported, hollow: it is not",
        alt=" ".join(f"{verdict.claim_id}: holds in {holds.text}." for verdict, holds in shown),
        data=[("claim", "choices", "supported", "evidence"), *rows],
        source="Choices and thresholds as declared in the project’s data, as in the table below.",
        paint=lambda sheet: _paint_squares(sheet, shown),
    )


def _deciding(verdict: Verdict) -> list[Specification]:
    return [s for s in verdict.specifications if s.holds is not None]


def _paint_squares(sheet: Sheet, shown: Sequence[tuple[Verdict, Finding]]) -> None:
    """Draw a square for each specification of each claim, those that support it first, with their count at the end."""
    names = [f"{verdict.claim_id}  {verdict.outcome.value}" for verdict, _ in shown]
    most, counts = max(verdict.of for verdict, _ in shown), [holds.text for _, holds in shown]
    left, right = sheet.fit((1.34, 1.608), (room_for(names), room_for(counts)))
    axes = sheet.axes(Place(0.19 * len(shown) + 0.05, left, right, top=0.025, below=0.025))
    for answer, colour, face in ((True, GREEN, GREEN), (False, FOCUS, "none")):
        squares = [
            (x, y)
            for y, (verdict, _) in enumerate(shown)
            for x, s in enumerate(sorted(_deciding(verdict), key=lambda s: not s.holds))
            if s.holds is answer
        ]
        size = sheet.fit(8, 6.5)
        mark(axes, squares, marker="s", color=colour, markerfacecolor=face, markersize=size, markeredgewidth=1.4)
    for y, (verdict, holds) in enumerate(shown):
        count = axes.text(verdict.of - 0.2, y, holds.text, va="center_baseline", color=INK, fontweight=600)
        leads_to(holds, count)
    axes.set_yticks(range(len(shown)), names)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(-0.6, most + sheet.fit(1, -0.3))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(colors=SOFT, labelcolor=INK)


@exhibit
def verdict_history(w: Writer) -> Figure | None:
    """Draw the verdicts that changed since the article over time; None when nothing has changed yet."""
    shown = {claim_id: states for claim_id, states in w.catalogue.history.items() if len(states) > 1}
    if not shown:
        return None
    start, end = w.catalogue.evidence.judged_at, w.catalogue.parameters.as_of
    since = [
        (c, s.since.isoformat(), s.verdict.outcome.value, s.verdict.holds_in, s.verdict.of)
        for c, states in shown.items()
        for s in states
    ]
    known = w.catalogue.knows("history.turns")
    return draw(
        w,
        "fig-history",
        title="Verdicts that have changed since the article: {history.turns}"
        if known
        else "No verdict has changed yet, some counts have",
        subtitle="Verdict over time by the figures public on each day; a mark where the verdict or its count changed",
        alt=" ".join(f"{c}: {', then '.join(map(_said, states))}." for c, states in shown.items()),
        data=[("claim", "since", "verdict", "holds_in", "of"), *since],
        source="Own judgement, computed anew on every day on which a figure that it rests on became public.",
        paint=lambda sheet: _paint_history(sheet, shown, start, end),
    )


def _said(state: State) -> str:
    return f"{state.verdict.outcome.value} ({state.verdict.holds_in} of {state.verdict.of}) from {state.since}"


def _paint_history(sheet: Sheet, shown: Mapping[str, Sequence[State]], start: date, end: date) -> None:
    """Draw a line for each claim from the article's day to the day of knowledge, with the verdict at its end."""
    left, right = sheet.fit((0.536, 1.072), (0.35, 1.05))
    axes = sheet.axes(Place(0.24 * len(shown) + 0.11, left, right, top=0.04, below=0.25))
    for y, states in enumerate(shown.values()):
        _draw_states(axes, y, states, end)
        axes.annotate(
            states[-1].verdict.outcome.value,
            (_year(end), y),
            xytext=(10, 0),
            textcoords="offset points",
            ha="left",
            va="center_baseline",
            annotation_clip=False,
            fontsize=9,
            color=INK,
        )
    axes.set_yticks(range(len(shown)), list(shown))
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xlim(_year(start) - 0.02, _year(end) + 0.02)
    years = range(start.year + 1, end.year + 1)
    axes.set_xticks([_year(start), *years], [f"{start:%b %Y}", *map(str, years)])


def _draw_states(axes: Axes, y: int, states: Sequence[State], end: date) -> None:
    """Draw what was to be said of a claim one after the other, each with a mark where it begins."""
    ends = [*(state.since for state in states[1:]), end]
    for state, until in zip(states, ends, strict=True):
        colour, marker = MARKS[state.verdict.outcome]
        axes.plot([_year(state.since), _year(until)], [y, y], color=colour, linewidth=2.5, solid_capstyle="butt")
        sign = {"marker": marker, "color": colour, "markersize": 8, "markeredgecolor": WHITE}
        mark(axes, [(_year(state.since), y)], **sign)


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25
