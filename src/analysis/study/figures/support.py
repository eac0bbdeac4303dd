"""The figures about chip subsidies: two ministries' accounts, every way to count Japan's lead, and what that changed."""

import math

from matplotlib.axes import Axes

from analysis.exhibits.figures import bars, overview, slopes
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw, leads_to
from analysis.exhibits.figures.scales import words_below
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.figures.slopes import Slope
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.findings.history import turns
from analysis.rendering.palette import INK, SOFT

MINISTRIES = {"mof": "Finance Ministry", "meti": "METI"}
"""Whose account stands on which side."""

COMPARED = ("JPN", "DEU", "USA", "FRA", "GBR", "CHN")
"""The countries of which either ministry gives a share."""


@exhibit
def subsidy_accounts(w: Writer) -> Figure:
    """Draw the shares of GDP as two Japanese ministries print them, joined where both give one."""
    heads = [name for account, name in MINISTRIES.items() if w.catalogue.knows(f"subsidy.JPN.share.{account}")]
    found = {e: [_share(w, e, account) for account in MINISTRIES] for e in COMPARED}
    rows = [Slope(w.catalogue.name(e), sides, colour(w, e)) for e, sides in found.items() if any(sides)]

    def paint(sheet: Sheet) -> None:
        slopes.slope(sheet, rows, Place(height=1.9, left=2.2, right=2.2, top=0.3, below=0.05), heads)

    both = len(heads) > 1
    return draw(
        w,
        "fig-subsidy-accounts",
        title="For its economy Japan gives chips {subsidy.ratio.DEU.mof:more than|as much as|less than} Germany"
        + (
            " by one ministry’s account, {subsidy.ratio.DEU.meti:more|as much|less} by another’s"
            if both
            else ", by the only account public that day"
        ),
        subtitle="Public support for chips as a share of GDP, as Japan’s ministries print it; programmes of different length"
        + ("; METI counts tax measures and takes real GDP; lines join accounts, not years" if both else ""),
        alt=slopes.describe(rows, [f"by {said}" for said in ("the Finance Ministry", "METI")[: len(heads)]]),
        data=slopes.table(rows, heads, side="account", named="country", told="support, in per cent of GDP"),
        source="Japan’s Ministry of Finance"
        + ("; Ministry of Economy, Trade and Industry, as seen in the press." if both else "."),
        paint=paint,
    )


def _share(w: Writer, economy: str, account: str) -> Finding | None:
    name = f"subsidy.{economy}.share.{account}"
    return known(w, name) if name in w.catalogue else None


NEAR = 1.25
"""Below this ratio the names of the line at one and of the line beside it leave no room between the two."""

WAYS_TO_COUNT = {
    "mof": "Finance Ministry",
    "meti": "METI",
    "with_tax_credit": "tax credit counted",
    "as_awarded": "aid to single plants",
    "share.total": "share of GDP, our count",
    "share.per_year": "share of GDP a year",
    "per_head.day": "per head, article’s day",
    "per_head.ppp": "per head, purchasing power",
}
"""What the ways of counting that are tried are called, those that a ministry printed first."""

SINGLE = (
    " Aid to single plants is what each state had announced by the article’s day, at most, Rapidus among them. The American programme had"
    " only begun then: this way shows how early Japan was as much as how much it gives."
)
"""Why one way stands out."""

AGAINST = {"USA": "o", "DEU": "D"}
"""With whom Japan is compared, and the sign of its ratios."""


@exhibit
def subsidy_yardsticks(w: Writer) -> Figure:
    """Draw every ratio of Japan's support to that of two countries in one order: the choice decides the answer."""
    by_peer = {peer: _ratios(w, peer) for peer in AGAINST}
    rows = sorted((row for found in by_peer.values() for row in found), key=_ratio, reverse=True)
    much = w.catalogue["choice.much_larger"]
    w.use(much)
    start, end = 0.5, max(7, math.ceil(0.25 + max(map(_ratio, rows))))

    def paint(sheet: Sheet) -> None:
        place = Place(height=0.202 * len(rows), left=2.55, right=0.5, top=sheet.fit(0.24, 0.3), below=0.3)
        axes = bars.dots(sheet, rows, place, limits=(start, end), letters=24)
        words_below(axes, range(1, end), [f"{ratio}×" for ratio in range(1, end)])
        _name_lines(axes, much)

    spans = [f"{_span(found)} as much as {{entity:{peer}}}" for peer, found in by_peer.items() if found]
    return draw(
        w,
        "fig-subsidy-yardsticks",
        title=f"For its size Japan gives chips {' and '.join(spans)}, depending on how one counts",
        subtitle="Japan’s chip support as a multiple of the other country’s, one dot for each way of counting; a pale band behind a dot shows its bounds where they are wide enough to be seen",
        alt=f"In order, the largest ratio first; much larger is from {much.text} on. {bars.describe_by(rows, much, bars.DOT * (end - start))}",
        data=bars.table(("", rows), named="against whom, by which way", told="Japan’s support as a multiple of theirs"),
        source=_whose(w),
        paint=paint,
    )


def _ratios(w: Writer, peer: str) -> list[Bar]:
    """List the ratios of Japan's support to that of another country; what was not known is left out."""
    names = {k: words for k, words in WAYS_TO_COUNT.items() if f"subsidy.ratio.{peer}.{k}" in w.catalogue}
    found = [(words, known(w, f"subsidy.ratio.{peer}.{k}")) for k, words in names.items()]
    name, sign = w.catalogue.name(peer), AGAINST[peer]
    return [Bar(f"{name}, {words}", ratio, colour(w, peer), sign) for words, ratio in found if ratio]


def _span(bars: list[Bar]) -> str:
    """Say from which to which ratio the ways of counting reach."""
    names = [bar.finding.id for bar in sorted(bars, key=_ratio) if bar.finding]
    return f"{f'{{{names[0]}}} to ' if len(names) > 1 else ''}[{{{names[-1]}}} times]"


def _ratio(bar: Bar) -> float:
    return bar.finding.value if bar.finding else 0.0


def _whose(w: Writer) -> str:
    """Name those whose figures the yardsticks rest on, as far as they were known."""
    single = w.catalogue.knows("subsidy.ratio.USA.as_awarded")
    parts = [
        "Japan’s Ministry of Finance",
        "METI" if single or w.catalogue.knows("subsidy.JPN.share.meti") else "",
        "American aid: SIA, Commerce Department" if single else "",
        "tax credit: CBO" if w.catalogue.knows("subsidy.ratio.USA.with_tax_credit") else "",
        "GDP, population and purchasing power parity: IMF",
        "rates: European Central Bank.",
    ]
    return "; ".join(filter(None, parts)) + (SINGLE if single else "")


def _name_lines(axes: Axes, much: Finding) -> None:
    """Draw the two lines that decide, and say above them what they mean."""
    axes.axvline(1, color=INK, linewidth=1, zorder=1)
    axes.axvline(much.value, color=SOFT, linewidth=1, linestyle=(0, (2, 2)), zorder=1)
    aside = -1 if much.value < NEAR else 2
    for x, word, side, shift in (
        (1, "equal", "right", aside),
        (much.value, f"much larger, from {much.text}", "left", -aside),
    ):
        label = axes.annotate(
            word,
            (x, -0.6),
            xytext=(shift, 3),
            textcoords="offset points",
            ha=side,
            color=SOFT,
            fontsize=9,
        )
        if side == "left":
            leads_to(much, label)


@exhibit
def verdict_history(w: Writer) -> Figure | None:
    """Draw the verdicts that changed, and say so where it was the second ministry's account that changed them all."""
    changed = {state.since for states in w.catalogue.history.values() for _, state in turns(states)}
    day = w.catalogue["subsidy.meti.day"].day if w.catalogue.knows("subsidy.meti.day") else None
    by_meti = "A second ministry’s figures, out within [{subsidy.meti.weeks} weeks] of the article, turn [{history.turns} verdicts]"
    return overview.verdict_history(w, title=by_meti if changed == {day} else "")  # type: ignore[return-value]
