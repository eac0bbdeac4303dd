"""The figures about all claims at once: the verdicts, and how far they depend on the analyst's choices."""

from matplotlib.figure import Figure as Drawing

from analysis.exhibits.figures.figure import BLUE, FOCUS, GREEN, GREY, INK, LINE, ORANGE, PURPLE, SOFT, Figure, draw
from analysis.exhibits.prose import Writer
from analysis.findings import Outcome

MARKS = {
    Outcome.SUPPORTED: (GREEN, "o"),
    Outcome.MISSING_CONTEXT: (ORANGE, "^"),
    Outcome.IMPRECISE: (BLUE, "s"),
    Outcome.DISPUTED: (PURPLE, "D"),
    Outcome.CONTRADICTED: (FOCUS, "X"),
    Outcome.NOT_CHECKABLE: (GREY, "."),
}
"""Each verdict has a colour and a shape, so that colour is never the only sign; the text uses the same hues."""


def verdict_strip(w: Writer) -> Figure:
    """Draw the verdict on every claim in the order of the article, one row for each kind of verdict."""

    def paint(drawing: Drawing) -> None:
        axes = drawing.add_axes((0.17, 0, 0.82, 1))
        rows, numbers = list(Outcome), [c.removeprefix("C").lstrip("0") for c in w.verdicts]
        for y, outcome in enumerate(rows):
            colour, marker = MARKS[outcome]
            axes.axhline(y, color=LINE, linewidth=0.6, zorder=0)
            xs = [x for x, v in enumerate(w.verdicts.values()) if v.outcome is outcome]
            axes.plot(xs, [y] * len(xs), linestyle="", marker=marker, color=colour, markersize=8, clip_on=False)
            for x in xs:
                axes.annotate(
                    numbers[x], (x, y), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=8, color=INK
                )
        names = [f"{outcome.value} ({sum(v.outcome is outcome for v in w.verdicts.values())})" for outcome in rows]
        axes.set_yticks(range(len(rows)), names)
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
        source="Own judgement by the rules in *Method*; evidence in *Workings*.",
        height=2.1,
        paint=paint,
    )


def robustness(w: Writer) -> Figure:
    """Draw for each claim under how many specifications it is supported: a specification curve in short."""
    shown = [(c, v) for c, v in w.verdicts.items() if v.of > 1]

    def paint(drawing: Drawing) -> None:
        axes = drawing.add_axes((0.2, 0.01, 0.56, 0.98))
        for y, (_, verdict) in enumerate(shown):
            for x, specification in enumerate(sorted(verdict.specifications, key=lambda s: not s.holds)):
                colour = GREEN if specification.holds else FOCUS
                face = colour if specification.holds else "none"
                axes.plot(x, y, marker="s", color=colour, markerfacecolor=face, markersize=8, markeredgewidth=1.4)
            axes.text(
                verdict.of - 0.2, y, f"{verdict.holds_in} of {verdict.of}", va="center", color=INK, fontweight=600
            )
        names = [f"{c}  {v.outcome.value}" for c, v in shown]
        axes.set_yticks(range(len(shown)), names)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(-0.6, max(v.of for _, v in shown) + 1)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(colors=SOFT, labelcolor=INK)

    alt = " ".join(f"{c}: holds in {v.holds_in} of {v.of}." for c, v in shown)
    return draw(
        w,
        "fig-robustness",
        title="Of {robust.all} claims that depend on choices, {robust.always} hold under every one, {robust.never} under none",
        subtitle="Each square is one combination of choices; filled: the claim is supported, hollow: it is not",
        alt=alt,
        source="Choices and thresholds as declared in the project’s data, as in the table below.",
        height=0.19 * len(shown) + 0.1,
        paint=paint,
    )
