"""The explorer's figure: drawn once, after which artists move and only the panels that changed are painted anew."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any, cast

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.transforms import Bbox
from PIL import Image

from analysis.exhibits.figures.figure import BLUE, FOCUS, GREEN, GREY, INK, LINE, SOFT, bare, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from analysis.findings import Catalogue, Finding

SIZE, DPI = (8.2, 5.6), 100
YARDSTICKS = {
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


class Canvas:
    """Four panels: unicorns by country, Japan's lead over two countries by yardstick, and yen in dollars."""

    def __init__(self, economies: Sequence[str]) -> None:
        with matplotlib.rc_context(look()):
            drawing, make = Drawing(figsize=SIZE, dpi=DPI, facecolor="white"), cast("Any", FigureCanvasAgg)
            self._agg = make(drawing)
            self._agg.draw()
            add = drawing.add_axes
            panels: dict[tuple[float, float, float, float], Panel] = {
                (0, 0, 0.46, 1): Unicorns(add((0.13, 0.03, 0.26, 0.86)), len(economies)),
                (0.46, 0.62, 1, 1): Lead(add((0.63, 0.68, 0.29, 0.25)), "USA", "against the United States"),
                (0.46, 0.28, 1, 0.62): Lead(add((0.63, 0.34, 0.29, 0.22)), "DEU", "against Germany"),
                (0.46, 0, 1, 0.28): Money(add((0.63, 0.03, 0.25, 0.17))),
            }
            width, height = self._agg.get_width_height()
            self._panels = [
                (self._still(panel, Bbox.from_extents(x0 * width, y0 * height, x1 * width, y1 * height)), panel)
                for (x0, y0, x1, y1), panel in panels.items()
            ]

    def _still(self, panel: Panel, box: Bbox) -> Any:
        """Keep what stands behind the artists that move: all the rest of a panel, or the bare sheet."""
        if panel.moving:
            panel.axes.draw(self._agg.get_renderer())
        return self._agg.copy_from_bbox(box)

    def update(self, catalogue: Catalogue) -> None:
        """Move the artists to what was found; a panel in which something moved is wiped and painted anew."""
        with matplotlib.rc_context(look()):
            for still, panel in self._panels:
                if panel.update(catalogue):
                    self._agg.restore_region(still)
                    for artist in panel.moving or [panel.axes]:
                        artist.draw(self._agg.get_renderer())

    def png(self) -> bytes:
        """Return the picture; what is quick to pack is quick to show."""
        size, pixels, file = self._agg.get_width_height(), self._agg.buffer_rgba(), io.BytesIO()
        Image.frombuffer("RGBA", size, pixels).convert("RGB").save(file, format="png", compress_level=1)
        return file.getvalue()


class Panel:
    """Axes, and what they showed last, so that nothing is painted twice.

    `moving` are the artists that move while all the rest stands still; where there are none, everything may change.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.moving: list[Artist] = []
        self._shown: tuple[object, ...] = ()

    def _changes(self, *shown: object) -> bool:
        before, self._shown = self._shown, shown
        return shown != before

    def update(self, c: Catalogue) -> bool:
        """Move the artists; say whether anything moved."""
        raise NotImplementedError


class Unicorns(Panel):
    """Bars from zero, the country in focus in its colour; a country without a figure says so."""

    def __init__(self, axes: Axes, most: int) -> None:
        super().__init__(axes)
        self.bars: Any = axes.barh(range(most), [0] * most, height=0.62, color=GREY, linewidth=0)
        self.numbers = [_text(axes, 0, y) for y in range(most)]
        axes.set_yticks(range(most), [""] * most)
        axes.set_xticks([])
        bare(axes)
        axes.axvline(0, color=SOFT, linewidth=0.8)

    def update(self, c: Catalogue) -> bool:
        """Sort the countries by what they have; bars without a country are empty."""
        found = {e: c.get(f"unicorns.{e}.chosen") for e in c.parameters.economies}
        if not self._changes(c.parameters.focus, c.parameters.denominator, _values(found.values()), *found):
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
            bar.set_color(FOCUS if economy == c.parameters.focus else BLUE if economy == "JPN" else GREY)
            number.set_text(finding.text if finding else "not known")
            number.set_x(value + top * 0.02)
        names = [c.evidence.entities[economy]["name"] for economy in order]
        self.axes.set_yticks(range(len(names)), names)
        self.axes.set_ylim(len(names) - 0.4, -0.6)
        self.axes.set_xlim(0, top * 1.3)
        phrase = c.evidence.choices["phrases"]["denominator"][c.parameters.denominator]
        self.axes.set_title(f"Unicorns\n{phrase}", x=-0.4)
        return True


class Lead(Panel):
    """Japan's chip support as a multiple of another country's, by yardstick; green where it counts as much larger."""

    def __init__(self, axes: Axes, peer: str, words: str) -> None:
        super().__init__(axes)
        self.peer = peer
        self.bounds = [axes.plot([], [], linewidth=5, alpha=0.35, solid_capstyle="butt")[0] for _ in YARDSTICKS]
        self.dots = [axes.plot([], [], marker="o", markersize=6, linestyle="")[0] for _ in YARDSTICKS]
        self.numbers = _column(axes, len(YARDSTICKS))
        self.threshold = axes.axvline(1, color=INK, linewidth=1, linestyle=(0, (2, 2)))
        axes.axvline(1, color=LINE, linewidth=1)
        axes.set_yticks(range(len(YARDSTICKS)), list(YARDSTICKS.values()))
        axes.set_ylim(len(YARDSTICKS) - 0.4, -0.6)
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
        found = [c.get(f"subsidy.ratio.{self.peer}.{name}") for name in YARDSTICKS]
        if not self._changes(much, _values(found)):
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
        self.numbers = _column(axes, len(MONEY))
        axes.set_yticks(range(len(MONEY)), [words for words, _ in MONEY.values()])
        axes.set_ylim(len(MONEY) - 0.4, -0.6)
        axes.set_xticks([])
        bare(axes)
        axes.set_title("In dollars; the band is what the article prints", x=-0.64)

    def update(self, c: Catalogue) -> bool:
        """Move the dots along a scale from zero, which grows in steps, so that what moves is the dots."""
        found, printed = [c.get(name) for name in MONEY], [c[claim] for _, claim in MONEY.values()]
        if not self._changes(_values(found)):
            return False
        for y, (finding, claim) in enumerate(zip(found, printed, strict=True)):
            low, high = claim.quantity.low, claim.quantity.high
            self.bands[y].set_bounds(low, y - 0.25, high - low, 0.5)
            self.dots[y].set_data([finding.value] if finding else [], [y] if finding else [])
            self.numbers[y].set_text(finding.text if finding else "–")
        most = max(*(claim.quantity.high for claim in printed), *(finding.value for finding in found if finding))
        self.axes.set_xlim(0, STEP * math.ceil(1.05 * most / STEP))
        return True


def _values(findings: Iterable[Finding | None]) -> tuple[tuple[object, str] | None, ...]:
    return tuple((finding.quantity, finding.text) if finding else None for finding in findings)


def _column(axes: Axes, count: int) -> list[Text]:
    """Make room for numbers beside the axes, one in each row."""
    return [_text(axes, 1.03, y, transform=axes.get_yaxis_transform()) for y in range(count)]


def _text(axes: Axes, x: float, y: float, **how: Any) -> Text:
    return axes.text(x, y, "", va="center", color=INK, fontsize=9.5, fontweight=600, **how)
