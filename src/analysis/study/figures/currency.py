"""The figure about the yen."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.evidence import NotKnown, Rate
from analysis.exhibits.figures import courses
from analysis.exhibits.figures.exhibit import exhibit, known
from analysis.exhibits.figures.figure import Figure, draw, leads_to, mark
from analysis.exhibits.figures.scales import foot, level_lines
from analysis.exhibits.figures.sheet import Place, Sheet
from analysis.exhibits.page import in_words
from analysis.rendering.palette import FOCUS, INK, SOFT
from analysis.study.rates import ECB, H10

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from analysis.exhibits.prose import Writer
    from analysis.findings import Catalogue, Finding

MARKED = {"yen.last_weaker": "last as weak", "yen.day": "article", "since.yen.weakest": "weakest since"}
"""The days that are marked, in order, and what is written there."""


HOLE = pd.Timedelta(days=31)
"""Noon rates further apart than that leave a hole, which is no holiday."""


class Marked(NamedTuple):
    """A day on the line: the rate and what is said of it."""

    day: date
    rate: Finding
    text: str


@exhibit
def yen_path(w: Writer) -> Figure:
    """Draw the price of a dollar in yen, month by month, and the level of the article's day."""
    months = monthly(w.catalogue)
    points = [(day.year + (day.month - 0.5) / 12, value) for day, value in months]
    level = w.catalogue["yen.day"]
    found = {name: known(w, name) for name in MARKED}
    marks = [Marked(rate.day, rate, MARKED[name]) for name, rate in found.items() if rate and rate.day]

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(Place(height=2.3, left=0.469, right=sheet.fit(0.201, 0.05), top=0.09, below=0.3))
        sheet.pane = axes
        axes.axhline(level.value, color=SOFT, linewidth=0.9, linestyle=(0, (2, 2)))
        axes.plot(*zip(*points, strict=True), color=FOCUS, linewidth=1.5)
        _mark(sheet, axes, marks)
        axes.set_ylim(30, 370)
        level_lines(axes, [100, 150, 200, 250, 300, 350], ["¥100", "¥150", "¥200", "¥250", "¥300", "¥350"])
        axes.set_xlim(points[0][0], points[-1][0] + 1)
        foot(axes, range(1980, 2030, 10), map(str, range(1980, 2030, 10)))

    return draw(
        w,
        "fig-yen",
        title="Before this fall the yen was last as weak [{yen.years} years earlier], on {yen.last_weaker_day}",
        subtitle="Yen for a dollar, monthly means of daily rates: a higher line is a weaker yen",
        alt=_told(months, marks),
        data=[
            ("period", "yen_per_dollar", "mark", "exact_value"),
            *((f"{day:%Y-%m}", f"{value:.2f}", "", "") for day, value in months),
            *((it.day.isoformat(), f"{it.rate.value:.2f}", it.text, it.rate.value) for it in marks),
        ],
        source="Federal Reserve {label:H10}; European Central Bank for the newest months and for the marked days of the article and later.",
        paint=paint,
    )


def _told(months: Sequence[tuple[date, float]], marks: Sequence[Marked]) -> str:
    """Write the path as sentences, for those who cannot see it: how a dollar rose and fell, and the marked days."""
    values = [value for _, value in months]
    path = courses.tell(
        values,
        lambda i: f"¥{values[i]:.0f} in {months[i][0]:%B %Y}",
        courses.turns([math.log(value) for value in values]),
    )  # a price moves by its own size
    days = "; ".join(f"{it.text}: {it.rate.text} on {in_words(it.day)}" for it in marks)
    days_of = {it.text: in_words(it.day) for it in marks}
    before, now = (days_of.get(MARKED[name]) for name in ("yen.last_weaker", "yen.day"))
    between = (
        f" From {before} until the fall that led to {now} it always cost less than on these two days."
        if before and now
        else ""
    )
    return f"A dollar cost {path}. Marked days: {days}.{between}"


def monthly(c: Catalogue) -> list[tuple[date, float]]:
    """Average the price of a dollar month by month: at noon, and where no noon rates are known as the bank fixed it.

    A fixing counts on days on which both rates for the euro are known, after the last noon rate and in holes of more
    than a month between two of them.
    """
    rates, start = c.evidence.rates, c.evidence.settings.windows["rates_start"]
    noon = _series(rates.between("USD", "JPY", start, date.max, H10))
    try:
        yen, usd = (_series(rates.between("EUR", quote, start, date.max, ECB)) for quote in ("JPY", "USD"))
    except NotKnown:
        daily = noon
    else:
        fixed = (yen / usd).dropna()
        daily = pd.concat([noon, fixed[_in_holes(fixed.index, noon.index)]]).sort_index()
    means = daily.resample("MS").mean().dropna()
    return [(day.date(), float(value)) for day, value in zip(pd.DatetimeIndex(means.index), means, strict=True)]


def _in_holes(days: pd.Index[Any], known: pd.Index[Any]) -> Any:
    """Say of each day whether it lies after all that are known, or in a hole of more than a month between them."""
    after = known.searchsorted(days, side="right")
    before, later = known[(after - 1).clip(0)], known[after.clip(0, len(known) - 1)]
    return ~days.isin(known) & ((after == len(known)) | ((after > 0) & (later - before > HOLE)))


def _mark(sheet: Sheet, axes: Axes, marks: Sequence[Marked]) -> None:
    """Mark days on the line and write beside each what it is, straight up or down, never across the line."""
    for i, it in enumerate(marks):
        x = it.day.year + (it.day.timetuple().tm_yday - 1) / 365.25
        mark(axes, [(x, it.rate.value)], marker="o", color=INK, markersize=5)
        below, side = it.text == "article", "left" if i == 0 else "right"
        above = sheet.fit(52, 80) if i == 0 else 46  # without room beside the last one the first stands higher
        label = axes.annotate(
            f"{it.text}\n{it.rate.text}, {it.day.day} {it.day:%b %Y}",
            (x, it.rate.value),
            xytext=(0, -31 if below else above),
            textcoords="offset points",
            ha=side,
            va="top" if below else "bottom",
            fontsize=9,
            linespacing=1.3,
            color=INK,
            arrowprops={
                "arrowstyle": "-",
                "color": SOFT,
                "linewidth": 0.7,
                "relpos": (int(i > 0), int(below)),
                "shrinkB": 4,
            },
        )
        leads_to(it.rate, label)


def _series(rates: list[Rate]) -> pd.Series[float]:
    return pd.Series([r.value for r in rates], index=pd.DatetimeIndex([r.day for r in rates]))
