"""The figures about chip subsidies: two ministries' accounts, and every way to count Japan's lead."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from analysis.exhibits.figures import bars
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour, exhibit, known
from analysis.exhibits.figures.figure import Figure, draw, leads_to
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.figures.specifications import curves_of
from analysis.exhibits.prose import Writer
from analysis.findings import Finding
from analysis.rendering.palette import INK, SOFT

MINISTRIES = {
    "mof": ("Finance Ministry", ("JPN", "DEU", "USA", "FRA", "GBR")),
    "meti": ("METI", ("CHN", "DEU", "JPN", "USA")),
}
"""Whose account stands in which panel, with the countries in the order of their shares."""


@exhibit
def subsidy_accounts(w: Writer) -> Figure:
    """Draw the shares of GDP side by side as two Japanese ministries print them."""
    entities = w.catalogue.evidence.entities
    panels = [
        (name, [Bar(entities[e]["name"], known(w, f"subsidy.{e}.share.{account}"), colour(w, e)) for e in economies])
        for account, (name, economies) in MINISTRIES.items()
        if w.catalogue.knows(f"subsidy.JPN.share.{account}")
    ]

    def paint(sheet: Sheet) -> None:
        for i, (name, rows) in enumerate(panels):
            left = 1.005 + sheet.width / 2 * i
            place = Place(height=1.955, left=left, right=4.489 - left, top=sheet.beside + 0.3, below=0.045)
            axes = bars.horizontal(sheet, rows, place, scale=0.01)
            axes.set_xlim(0, 1.1)
            axes.set_ylim(sheet.fit(4.6, len(rows) - 0.4), -0.6)
            axes.set_title(name, x=0, pad=6)

    both = len(panels) > 1
    return draw(
        w,
        "fig-subsidy-accounts",
        title=("By the Finance Ministry" if both else "By the Finance Ministry, the only account public that day,")
        + " Japan gives {subsidy.ratio.DEU.mof:more than|as much as|less than} Germany"
        + (", by METI {subsidy.ratio.DEU.meti:more|as much|less}" if both else ""),
        subtitle="Public support for chips as a share of GDP, as printed; programmes of different length"
        + ("; METI’s shares are of real GDP" if both else ""),
        alt=" ".join(f"{name}: {bars.describe(rows)}" for name, rows in panels),
        data=bars.table(*panels),
        source="Japan’s Ministry of Finance"
        + ("; Ministry of Economy, Trade and Industry, as seen in the press." if both else "."),
        paint=paint,
    )


NEAR = 1.25
"""Below this ratio the names of the line at one and of the line beside it leave no room between the two."""

WAYS_TO_COUNT = {
    "mof": "share of GDP, Finance Ministry",
    "meti": "share of GDP, METI",
    "share.total": "share of GDP, computed",
    "with_tax_credit": "with the tax credit",
    "as_awarded": "aid to single plants",
    "share.per_year": "share of GDP per year",
    "per_head.day": "per head, day’s rate",
    "per_head.ppp": "per head, purchasing power",
}


@exhibit
def subsidy_yardsticks(w: Writer) -> Figure:
    """Draw Japan's lead over two countries by every yardstick: the choice decides the answer."""
    panels = [_lead_over(w, peer) for peer in ("USA", "DEU")]
    much = w.catalogue["choice.much_larger"]
    w.use(much)
    end = max(7, math.ceil(0.25 + max(bar.finding.value for _, rows in panels for bar in rows if bar.finding)))

    def paint(sheet: Sheet) -> None:
        for i, (name, rows) in enumerate(panels):
            top = sheet.bottom + sheet.fit(0.24 + 0.16 * i, 0.5)
            place = Place(height=0.2166 * len(rows), left=1.876, right=0.67, top=top, below=0.32 * i)
            axes = bars.dots(sheet, rows, place, limits=(0.5, end))
            axes.tick_params(length=0)
            axes.set_xticks(range(1, end), [f"{ratio}×" for ratio in range(1, end)] if i else [])
            sheet.head(axes, name, sheet.fit(6, 20))
            _name_lines(axes, much)

    return draw(
        w,
        "fig-subsidy-yardsticks",
        title="Against Germany it depends on who counts: Japan gives {subsidy.ratio.DEU.mof} times as much by one ministry"
        + (", {subsidy.ratio.DEU.meti} times by the other" if w.catalogue.knows("subsidy.JPN.share.meti") else ""),
        subtitle="Japan’s chip support as a multiple of the other country’s, by yardstick, with bounds",
        alt=" ".join(f"{name}: {bars.describe(rows)}" for name, rows in panels),
        data=bars.table(*panels),
        source=_whose(w),
        paint=paint,
    )


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
    return "; ".join(filter(None, parts))


def _lead_over(w: Writer, peer: str) -> tuple[str, list[Bar]]:
    """Return the name of a panel and its rows, the largest ratio first; yardsticks that were not known are left out."""
    names = {k: words for k, words in WAYS_TO_COUNT.items() if f"subsidy.ratio.{peer}.{k}" in w.catalogue}
    rows = [Bar(words, known(w, f"subsidy.ratio.{peer}.{k}"), colour(w, "JPN")) for k, words in names.items()]
    rows.sort(key=lambda bar: -(float(bar.finding.text) if bar.finding else 0))
    return f"Japan against {w.catalogue.evidence.entities[peer]['name_in_prose']}", rows


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


COMPARED_WITH = {"C26": "USA", "C27": "DEU"}
"""The claims that Japan gives chips much more than another country, and which country that is."""


@exhibit
def specification_curve(w: Writer) -> Figure | None:
    """Draw every ratio behind the two comparisons of subsidies above the choices that lead to it; None without any."""
    peers = {claim: w.catalogue.evidence.entities[peer]["name_in_prose"] for claim, peer in COMPARED_WITH.items()}
    return curves_of(
        w,
        "fig-specifications",
        {claim: f"Japan against {peer}" for claim, peer in peers.items()},
        title=_curve_title,
        subtitle="Japan’s support as a multiple of the other country’s, lowest first, on a logarithmic scale; pale bands are bounds, and the marks below name the choices behind each ratio",
        much=w.catalogue["choice.much_larger"],
    )


def _curve_title(claims: Sequence[str]) -> str:
    first, *others = (f"much more than {{entity:{COMPARED_WITH[c]}}} by {{holds.{c}}}" for c in claims)
    return f"Japan gives chips {first} ways of counting" + "".join(f", and {other}" for other in others)
