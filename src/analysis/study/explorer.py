"""What the explorer shows of this study: sentences, and a picture of unicorns, Japan's lead, and yen in dollars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.charts.interactive import Exploration, Frame, Panel, Sign, Slider, column, number_text, values
from analysis.findings.quantity import CURRENCIES
from analysis.rendering.palette import BLUE, FOCUS, GREY, INK, LETTERING, LINE, PURPLE, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.findings import Catalogue

SENTENCES = """
On the list of {unicorns.JPN.date} {entity:@} has {unicorns.@.chosen} unicorns {phrase:denominator},
{unicorns.@.count} in all.

Japan has {unicorns.JPN.chosen} and {entity:USA} {unicorns.USA.chosen}: {unicorns.ratio.USA.chosen} times as many.

Counted {phrase:basis}, Japan’s chip support comes to {subsidy.JPN.chosen} of GDP, {subsidy.ratio.USA.chosen} times
America’s.

If “much larger” means at least {choice.much_larger} times, the claim about the United States is {verdict:C26} and holds
in {holds.C26} ways of counting; the claim about Germany is {verdict:C27} and holds in {holds.C27}.

Converted {phrase:rate_rule}, the support comes to {yen.subsidy.chosen} and Amazon’s pledge to {yen.AWS.chosen}; the
article has {claim.C25} and {claim.C04}.
""".strip().split("\n\n")

RESULT = """
“Much larger” than America: {verdict:C26}, holds in {holds.C26} ways; than Germany: {verdict:C27}, in {holds.C27}.
""".strip()

LEAD_BY = {
    "mof": "Finance Ministry",
    "meti": "economy ministry",
    "own_share": "share of GDP, our count",
    "per_year": "per year",
    "per_head": "per person",
    "per_head_ppp": "per person, at PPP",
    "with_tax_credit": "with tax credit",
    "as_awarded": "aid to plants",
}
"""The ways of counting that the verdicts count, each a row of the picture."""

PEERS = {"USA": ("C26", "U.S.", "o", -0.18), "DEU": ("C27", "Germany", "D", 0.18)}
"""Whom Japan is held against: the claim that says so, how a column of numbers is headed, a dot's sign and place."""

MONEY = {"yen.subsidy.chosen": ("chip support", "claim.C25"), "yen.AWS.chosen": ("Amazon’s pledge", "claim.C04")}

STEP = 40e9


def gaps(c: Catalogue) -> list[str]:
    """Name what the assumptions ask for and the evidence does not have, and what to choose instead."""
    entities = c.evidence.entities
    missing = [e for e in c.parameters.economies if f"unicorns.{e}.chosen" not in c]
    said = [f"No count of unicorns for {entities[e]['name_in_prose']} by this date; choose another." for e in missing]
    for name, what in (("yen.subsidy.chosen", "The chip support"), ("yen.AWS.chosen", "Amazon’s pledge")):
        if name not in c:
            said.append(f"{what} cannot be converted at this rate by this date; choose another rate.")
    return said


def _bare(axes: Axes) -> None:
    """Strip an axis to the words at its marks."""
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0)


def _head(axes: Axes, place: tuple[float, float], told: Sign) -> None:
    """Write over a column of numbers whose they are, with the mark that they have on the axes."""
    at: dict[str, Any] = {"xycoords": axes.get_yaxis_transform(), "annotation_clip": False}
    axes.plot(*place, told.sign, transform=at["xycoords"], clip_on=False, color=told.colour, ms=4, mew=1.5)
    right: dict[str, Any] = {
        "xytext": (3.5, 0),
        "textcoords": "offset points",
        "va": "center",
        "fontsize": 8.5,
        "color": SOFT,
    }
    axes.annotate(told.words, place, **right, **at)


class Unicorns(Panel):
    """Bars from zero, Japan and the country in focus in their colour; a country without a figure says so."""

    def __init__(self, axes: Axes, most: int) -> None:
        super().__init__(axes)
        self.bars: Any = axes.barh(range(most), [0] * most, height=0.62, color=GREY, linewidth=0)
        self.numbers = [number_text(axes, 0, y) for y in range(most)]
        axes.set_yticks(range(most), [""] * most)
        axes.set_xticks([])
        _bare(axes)
        axes.axvline(0, color=SOFT, linewidth=0.8)

    def update(self, c: Catalogue) -> bool:
        """Sort the countries by what they have; bars without a country are empty."""
        found = {e: c.get(f"unicorns.{e}.chosen") for e in c.parameters.economies}
        day = f" on {it.text}" if (it := c.get("unicorns.JPN.date")) else ""
        if not self._changes(c.parameters.focus, c.parameters["denominator"], day, values(found.values()), *found):
            return False
        order = sorted(found, key=lambda e: -(f.value if (f := found[e]) else 0))
        top = max((f.value for f in found.values() if f), default=1.0)
        for bar, number in zip(self.bars, self.numbers, strict=True):
            bar.set_width(0)
            number.set_text("")
        for economy, bar, number in zip(order, self.bars, self.numbers, strict=False):
            finding = found[economy]
            value = finding.value if finding else 0.0
            bar.set_width(value)
            bar.set_color(FOCUS if economy in {c.parameters.focus, c.study.focus} else GREY)
            number.set_text(finding.text if finding else "no figure")
            number.set_x(value + top * 0.02)
        names = [c.evidence.entities[economy]["name"] for economy in order]
        self.axes.set_yticks(range(len(names)), names)
        self.axes.set_ylim(len(names) - 0.4, -0.6)
        self.axes.set_xlim(0, top * 1.3)
        phrase = c.evidence.settings.phrases["denominator"][c.parameters["denominator"]]
        self.axes.set_title(f"Unicorns{day}\n{phrase}", x=-0.7)
        return True


class Lead(Panel):
    """Japan's chip support as a multiple of two others', by each way that is counted; blue where it is much larger."""

    def __init__(self, axes: Axes) -> None:
        super().__init__(axes)
        self.bounds, self.dots, self.numbers = {}, {}, {}
        for number, (peer, (_, words, sign, _)) in enumerate(PEERS.items()):
            for y, way in enumerate(LEAD_BY):
                at = peer, way
                self.bounds[at] = axes.plot([], [], linewidth=4, alpha=0.35, solid_capstyle="butt")[0]
                self.dots[at] = axes.plot([], [], marker=sign, markersize=5, linestyle="")[0]
                self.numbers[at] = number_text(axes, 1.04 + 0.27 * number, y, transform=axes.get_yaxis_transform())
            _head(axes, (1.06 + 0.27 * number, -1.15), Sign(sign, SOFT, words))
        self.rows = {(peer, way): y + PEERS[peer][3] for peer in PEERS for y, way in enumerate(LEAD_BY)}
        self.threshold = axes.axvline(1, color=INK, linewidth=1, linestyle=(0, (2, 2)))
        self.chosen = axes.plot([], [], marker="v", markersize=6, color=INK, linestyle="")[0]
        axes.axvline(1, color=LINE, linewidth=1)
        axes.set_yticks(range(len(LEAD_BY)), list(LEAD_BY.values()))
        axes.set_ylim(len(LEAD_BY) - 0.4, -1.1)
        axes.set_xlim(0.5, 7.5)
        axes.set_xticks(range(1, 8), [f"{times}×" for times in range(1, 8)])
        _bare(axes)
        axes.set_title("Japan’s chip support as a multiple of theirs", x=-0.9, y=1.02)
        self.moving = [self.threshold, self.chosen, *self.bounds.values(), *self.dots.values(), *self.numbers.values()]
        for artist in self.moving:
            artist.set_animated(True)

    def update(self, c: Catalogue) -> bool:
        """Move the threshold, the mark of the ratio chosen, and the dots; a way that is not counted is a dash."""
        much, chosen = c["choice.much_larger"].value, c.get("subsidy.ratio.USA.chosen")
        found = {
            (peer, dict(way.choices)["account"]): way
            for peer, (claim, *_) in PEERS.items()
            for way in c.verdict(claim).specifications
            if way.holds is not None
        }
        held = tuple(way.holds for way in found.values())
        if not self._changes(much, values([chosen]), held, values(way.evidence for way in found.values()), *found):
            return False
        self.threshold.set_xdata([much, much])
        self.chosen.set_data([chosen.value] if chosen else [], [-0.8] if chosen else [])
        for at, dot in self.dots.items():
            way = found.get(at)
            dot.set_data([way.evidence.value] if way else [], [self.rows[at]] if way else [])
            dot.set_color(BLUE if way and way.holds else GREY)
            bounds = way.evidence.quantity if way else None
            self.bounds[at].set_data([bounds.low, bounds.high] if bounds else [], [self.rows[at]] * 2 if bounds else [])
            self.bounds[at].set_color(dot.get_color())
            self.numbers[at].set_text(way.evidence.text if way else "–")
        return True


class Money(Panel):
    """What yen come to in dollars by the rate chosen, beside the figure that the article prints."""

    def __init__(self, axes: Axes) -> None:
        super().__init__(axes)
        rows = range(len(MONEY))
        self.bands = [axes.barh(y, 0, height=0.86, color=PURPLE, edgecolor=PURPLE, linewidth=1.5)[0] for y in rows]
        self.dots = [axes.plot([], [], marker="o", markersize=5, color=INK, linestyle="")[0] for _ in MONEY]
        self.numbers, self.printed = column(axes, len(MONEY)), column(axes, len(MONEY))
        for text in self.printed:
            text.set(x=2.63, color=LETTERING[PURPLE])
        _head(axes, (1.08, -1.1), Sign("o", INK, "as chosen"))
        _head(axes, (2.67, -1.1), Sign("|", PURPLE, "article"))
        axes.axvline(0, color=SOFT, linewidth=0.8)
        axes.set_yticks(range(len(MONEY)), [words for words, _ in MONEY.values()])
        axes.set_ylim(len(MONEY) - 0.4, -0.6)
        axes.set_xticks([])
        _bare(axes)

    def update(self, c: Catalogue) -> bool:
        """Move the dots along a scale from zero, which grows in steps, so that what moves is the dots."""
        found, printed = [c.get(name) for name in MONEY], [c[claim] for _, claim in MONEY.values()]
        if not self._changes(values(found)):
            return False
        for y, (finding, claim) in enumerate(zip(found, printed, strict=True)):
            low, high = claim.quantity.low, claim.quantity.high
            self.bands[y].set(x=low, width=high - low)
            self.dots[y].set_data([finding.value] if finding else [], [y] if finding else [])
            self.numbers[y].set_text(finding.text if finding else "–")
            self.printed[y].set_text(claim.text)
        units = {finding.quantity.unit for finding in found if finding}
        self.axes.set_title(f"In {CURRENCIES[units.pop() if len(units) == 1 else 'USD']}s", x=-1.84)
        most = max(*(claim.quantity.high for claim in printed), *(finding.value for finding in found if finding))
        self.axes.set_xlim(0, STEP * math.ceil(1.1 * most / STEP))
        return True


EXPLORATION = Exploration(
    SENTENCES,
    gaps,
    frames=(
        Frame((2.6, 2.6), (0.37, 0.01, 0.45, 0.845), lambda axes, all_: Unicorns(axes, len(all_))),
        Frame((3.24, 1.88), (0.345, 0.115, 0.37, 0.75), lambda axes, _: Lead(axes), column=1),
        Frame((3.24, 0.72), (0.335, 0.02, 0.175, 0.62), lambda axes, _: Money(axes), column=1),
    ),
    key=(
        Sign("■", BLUE, "much larger"),
        Sign("■", GREY, "not much larger"),
        Sign("▬", GREY, "range"),
        Sign("┊", INK, "threshold of “much larger”"),
        Sign("▼ ●", INK, "as chosen"),
        Sign("▮", PURPLE, "the article"),
        Sign("■", FOCUS, "Japan and the country chosen"),
    ),
    sliders={
        "own_rate": Slider("Yen for a dollar", 400, 0.01, start=150.0),
        "much_larger": Slider("Much larger means", 4, 0.05),
    },
    result=RESULT,
)  # fmt: skip
