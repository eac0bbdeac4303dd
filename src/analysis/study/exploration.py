"""What the explorer shows of this study: sentences, and a picture of unicorns, Japan's lead, and yen in dollars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.exhibits.figures.figure import bare
from analysis.exhibits.panels import Box, Exploration, Panel, Slider, column, number_text, values
from analysis.rendering.palette import BLUE, FOCUS, GREEN, GREY, INK, LINE, SOFT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from analysis.findings import Catalogue

SENTENCES = """
In {entity:@} there are {unicorns.@.chosen} unicorns {phrase:denominator}, {unicorns.@.count} in all.

Japan has {unicorns.JPN.chosen}, {entity:USA} {unicorns.USA.chosen}: {unicorns.ratio.USA.chosen} times as many.

Taken {phrase:basis}, Japan’s chip support is {subsidy.JPN.chosen} of GDP, {subsidy.ratio.USA.chosen} times the
American one.

Where {choice.much_larger} times counts as much, “much larger than the United States” is {verdict:C26} and holds in
{holds.C26} ways of counting; “much larger than Germany” is {verdict:C27} and holds in {holds.C27}.

Converted {phrase:rate_rule}, the support is {yen.subsidy.chosen} and Amazon’s pledge {yen.AWS.chosen}; the article
prints {claim.C25} and {claim.C04}.
""".strip().split("\n\n")

LEAD_BY = {
    "mof": "Finance Ministry",
    "meti": "METI",
    "share.then": "GDP as known then",
    "share.total": "newest GDP",
    "share.per_year": "per year",
    "per_head.day": "per head",
    "per_head.ppp": "per head, at parity",
    "with_tax_credit": "tax credit counted",
}
MONEY = {"yen.subsidy.chosen": ("chip support", "claim.C25"), "yen.AWS.chosen": ("Amazon’s pledge", "claim.C04")}

STEP = 40e9


def gaps(c: Catalogue) -> list[str]:
    """Name what the assumptions ask for and the evidence does not have, and what to choose instead."""
    entities = c.evidence.entities
    missing = [e for e in c.parameters.economies if f"unicorns.{e}.chosen" not in c]
    said = [
        f"No count of unicorns for {entities[e]['name_in_prose']} on this day; choose another country." for e in missing
    ]
    for name, what in (("yen.subsidy.chosen", "The chip support"), ("yen.AWS.chosen", "Amazon’s pledge")):
        if name not in c:
            said.append(f"{what} has no dollar figure by this rate rule on this day; choose another rule.")
    return said


def panels(add: Callable[[Box], Axes], economies: Sequence[str]) -> dict[Box, Panel]:
    """Place four panels: unicorns by country, Japan's lead over two countries by yardstick, and yen in dollars."""
    return {
        (0, 0, 0.46, 1): Unicorns(add((0.13, 0.03, 0.26, 0.86)), len(economies)),
        (0.46, 0.62, 1, 1): Lead(add((0.63, 0.68, 0.29, 0.25)), "USA", "against the United States"),
        (0.46, 0.28, 1, 0.62): Lead(add((0.63, 0.34, 0.29, 0.22)), "DEU", "against Germany"),
        (0.46, 0, 1, 0.28): Money(add((0.63, 0.03, 0.25, 0.17))),
    }


class Unicorns(Panel):
    """Bars from zero, the country in focus in its colour; a country without a figure says so."""

    def __init__(self, axes: Axes, most: int) -> None:
        super().__init__(axes)
        self.bars: Any = axes.barh(range(most), [0] * most, height=0.62, color=GREY, linewidth=0)
        self.numbers = [number_text(axes, 0, y) for y in range(most)]
        axes.set_yticks(range(most), [""] * most)
        axes.set_xticks([])
        bare(axes)
        axes.axvline(0, color=SOFT, linewidth=0.8)

    def update(self, c: Catalogue) -> bool:
        """Sort the countries by what they have; bars without a country are empty."""
        found = {e: c.get(f"unicorns.{e}.chosen") for e in c.parameters.economies}
        if not self._changes(c.parameters.focus, c.parameters["denominator"], values(found.values()), *found):
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
            bar.set_color(FOCUS if economy == c.parameters.focus else BLUE if economy == c.study.focus else GREY)
            number.set_text(finding.text if finding else "not known")
            number.set_x(value + top * 0.02)
        names = [c.evidence.entities[economy]["name"] for economy in order]
        self.axes.set_yticks(range(len(names)), names)
        self.axes.set_ylim(len(names) - 0.4, -0.6)
        self.axes.set_xlim(0, top * 1.3)
        phrase = c.evidence.settings.phrases["denominator"][c.parameters["denominator"]]
        self.axes.set_title(f"Unicorns\n{phrase}", x=-0.4)
        return True


class Lead(Panel):
    """Japan's chip support as a multiple of another country's, by yardstick; green where it counts as much larger."""

    def __init__(self, axes: Axes, peer: str, words: str) -> None:
        super().__init__(axes)
        self.peer = peer
        self.bounds = [axes.plot([], [], linewidth=5, alpha=0.35, solid_capstyle="butt")[0] for _ in LEAD_BY]
        self.dots = [axes.plot([], [], marker="o", markersize=6, linestyle="")[0] for _ in LEAD_BY]
        self.numbers = column(axes, len(LEAD_BY))
        self.threshold = axes.axvline(1, color=INK, linewidth=1, linestyle=(0, (2, 2)))
        axes.axvline(1, color=LINE, linewidth=1)
        axes.set_yticks(range(len(LEAD_BY)), list(LEAD_BY.values()))
        axes.set_ylim(len(LEAD_BY) - 0.4, -0.6)
        axes.set_xlim(0.5, 6)
        axes.set_xticks([1, 2, 3, 4, 5, 6], ["1×", "2×", "3×", "4×", "5×", "6×"])
        bare(axes)
        axes.set_title(f"Japan’s chip support {words}", x=-0.55)
        self.moving = [self.threshold, *self.bounds, *self.dots, *self.numbers]
        for artist in self.moving:
            artist.set_animated(True)

    def update(self, c: Catalogue) -> bool:
        """Move the threshold and the dots; a yardstick without a figure is a dash."""
        much = c["choice.much_larger"].value
        found = [c.get(f"subsidy.ratio.{self.peer}.{name}") for name in LEAD_BY]
        if not self._changes(much, values(found)):
            return False
        self.threshold.set_xdata([much, much])
        for y, (finding, bounds, dot, number) in enumerate(
            zip(found, self.bounds, self.dots, self.numbers, strict=True)
        ):
            colour = GREEN if finding and finding.quantity.low >= much else FOCUS
            bounds.set_data([finding.quantity.low, finding.quantity.high] if finding else [], [y, y] if finding else [])
            dot.set_data([finding.value] if finding else [], [y] if finding else [])
            bounds.set_color(colour)
            dot.set_color(colour)
            number.set_text(finding.text if finding else "–")
        return True


class Money(Panel):
    """What yen come to in dollars by the rate chosen, beside the figure that the article prints."""

    def __init__(self, axes: Axes) -> None:
        super().__init__(axes)
        self.bands = [axes.barh(y, 0, height=0.5, color=BLUE, alpha=0.25, linewidth=0)[0] for y in range(len(MONEY))]
        self.dots = [axes.plot([], [], marker="o", markersize=8, color=FOCUS, linestyle="")[0] for _ in MONEY]
        self.numbers = column(axes, len(MONEY))
        axes.set_yticks(range(len(MONEY)), [words for words, _ in MONEY.values()])
        axes.set_ylim(len(MONEY) - 0.4, -0.6)
        axes.set_xticks([])
        bare(axes)
        axes.set_title("In dollars; the band is what the article prints", x=-0.64)

    def update(self, c: Catalogue) -> bool:
        """Move the dots along a scale from zero, which grows in steps, so that what moves is the dots."""
        found, printed = [c.get(name) for name in MONEY], [c[claim] for _, claim in MONEY.values()]
        if not self._changes(values(found)):
            return False
        for y, (finding, claim) in enumerate(zip(found, printed, strict=True)):
            low, high = claim.quantity.low, claim.quantity.high
            self.bands[y].set_bounds(low, y - 0.25, high - low, 0.5)
            self.dots[y].set_data([finding.value] if finding else [], [y] if finding else [])
            self.numbers[y].set_text(finding.text if finding else "–")
        most = max(*(claim.quantity.high for claim in printed), *(finding.value for finding in found if finding))
        self.axes.set_xlim(0, STEP * math.ceil(1.05 * most / STEP))
        return True


EXPLORATION = Exploration(
    SENTENCES,
    gaps,
    panels,
    sliders={
        "own_rate": Slider("Yen for a dollar", 0, 400, 0.01, start=150.0),
        "much_larger": Slider("Much larger from", 1, 4, 0.05),
    },
)
