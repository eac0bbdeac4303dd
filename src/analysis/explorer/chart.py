"""One indicator drawn over time or across economies: its lines, and a figure of those chosen."""

from __future__ import annotations

import html
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.evidence.observations import in_words
from analysis.exhibits.figures import bars, over_time
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.sheet import Place, Sheet, room_for
from analysis.exhibits.prose import Writer
from analysis.findings.periods import forecast_said, is_forecast
from analysis.rendering.typeface import as_picture

if TYPE_CHECKING:
    from analysis.evidence.dataset import Key
    from analysis.evidence.observations import Observation
    from analysis.findings import Catalogue

OVER_TIME, ACROSS = "over time", "newest figures"
SIGNS = {OVER_TIME: "Dashed", ACROSS: "Hollow"}
"""How forecasts are drawn in each view."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be drawn: an indicator, one of the two views, and the names of its lines."""

    indicator: str
    view: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure for the page, and as SVG to take along."""

    page: str
    svg: str


def known(c: Catalogue, indicator: str) -> list[Key]:
    """Return under which entities, actors and accounts an indicator has figures that were public and have a number."""
    return [key for key in c.evidence.keys(indicator) if rows_of(c, key)]


def choices(c: Catalogue, indicator: str) -> dict[str, Key]:
    """Name the lines of an indicator: by country, firm and account, as far as these differ."""
    keys = known(c, indicator)
    economies = [*c.parameters.economies, *c.evidence.entities]
    keys.sort(key=lambda key: economies.index(key[1]))
    of_entity, of_actor = Counter(key[1] for key in keys), Counter(key[1:3] for key in keys)
    found: dict[str, Key] = {}
    for key in keys:
        actor = c.evidence.name(key[2]) if key[2] and of_entity[key[1]] > 1 else ""
        account = c.evidence.accounts.get(key[3], key[3]) if of_actor[key[1:3]] > 1 else ""
        found[", ".join(filter(None, (c.evidence.name(key[1]), actor, account)))] = key
    return found


def usual(c: Catalogue, lines: dict[str, Key], most: int) -> list[str]:
    """Choose lines to begin with: those of the countries compared, one account of each, each in turn."""
    one_account = [*{key[1:3]: name for name, key in reversed(lines.items())}.values()][::-1]
    compared = [name for name in one_account if lines[name][1] in c.parameters.economies] or one_account
    of_entity = [lines[name][1] for name in compared]
    turn = {name: of_entity[:at].count(of_entity[at]) for at, name in enumerate(compared)}
    return sorted(compared, key=turn.__getitem__)[:most]


def lacking(c: Catalogue, indicator: str) -> list[str]:
    """Name the countries compared of which nothing is known by an indicator that others have."""
    found = {key[1] for key in known(c, indicator)}
    compared = c.parameters.economies
    return [c.evidence.name(it) for it in compared if it not in found] if found & {*compared} else []


def breadth(c: Catalogue, indicator: str) -> tuple[int, int]:
    """Say of how many entities an indicator has a series, and how many figures: the widest is shown first."""
    series = {key[1]: len(rows_of(c, key)) for key in known(c, indicator) if _is_path(c, key)}
    return len(series), sum(series.values())


def chart(c: Catalogue, chosen: Chosen) -> Drawn:
    """Draw the lines chosen, over time as far as they have more than one year, or the newest figure of each."""
    lines, others = _of_one_unit(c, {n: key for n, key in choices(c, chosen.indicator).items() if n in chosen.lines})
    no_path = [n for n, key in lines.items() if chosen.view == OVER_TIME and not _is_path(c, key)]
    lines = {n: key for n, key in lines.items() if n not in no_path}
    figure = _over_time(c, lines) if chosen.view == OVER_TIME else _across(c, lines)
    if not isinstance(figure, Figure):
        return Drawn("<p>Nothing of these lines is known of more than one year; see the newest figures.</p>", "")
    wide, narrow = (b64encode(as_picture(svg).encode()).decode() for svg in (figure.svg, figure.narrow))
    source = f'<source media="(max-width: 600px)" srcset="data:image/svg+xml;base64,{narrow}">'
    image = f'<img alt="{html.escape(figure.alt)}" src="data:image/svg+xml;base64,{wide}">'
    why = {
        "because in other units": others,
        "because of a firm or of one year only; see the newest figures": no_path,
    }
    said = "".join(f"<p>Not drawn, {it}: {html.escape(', '.join(names))}.</p>" for it, names in why.items() if names)
    return Drawn(f"<picture>{source}{image}</picture>{_legend(c, lines, chosen.view)}{said}", figure.svg)


def _of_one_unit(c: Catalogue, lines: dict[str, Key]) -> tuple[dict[str, Key], list[str]]:
    """Return the lines in the unit of the first, and the names of the others: one axis cannot show both."""
    units = {name: c.row(rows_of(c, key)[-1]).quantity.unit for name, key in lines.items()}
    first = next(iter(units.values()))
    return {n: key for n, key in lines.items() if units[n] == first}, [n for n, unit in units.items() if unit != first]


def _over_time(c: Catalogue, lines: dict[str, Key]) -> object:
    series = {name: ".".join(filter(None, (key[0], key[1], key[3]))) for name, key in lines.items()}
    height = max(2.8, 0.36 * len(series))  # on a phone the names at their ends break into lines
    return over_time(Writer(c), "fig-indicator", series, title="Over time", subtitle="", source="", height=height)


def _across(c: Catalogue, lines: dict[str, Key]) -> Figure:
    pen = Writer(c)
    newest = {name: newest_of(c, rows_of(c, key)) for name, key in lines.items()}
    found, last = {name: c.row(row) for name, row in newest.items()}, _last(newest)
    unit_first = sorted(found, key=lambda name: -found[name].value)
    is_rank = any(it.quantity.unit == "rank" for it in found.values())
    order = [*reversed(unit_first)] if is_rank else unit_first
    of = {name: "" if _when(row) == last else f", {_when(row)}" for name, row in newest.items()}
    shown = [
        Bar(f"{name}{of[name]}{forecast_said(it)}", it, colour(pen, lines[name][1]), is_hollow=is_forecast(it))
        for name in order
        for it in (found[name],)
    ]
    left = min(3.4, room_for([bar.name for bar in shown]) + 0.1)
    place = Place(height=0.27 * len(shown) + 0.1, left=left, top=0.05, below=0.05)

    def paint(sheet: Sheet) -> None:
        bars.horizontal(sheet, shown, place, room=None)

    return draw(
        pen, "fig-indicator", title="Newest figures", subtitle="", alt=bars.describe(shown), source="",
        paint=paint, data=bars.table(("", shown)),
    )  # fmt: skip


def _legend(c: Catalogue, lines: dict[str, Key], view: str) -> str:
    """Say how forecasts are drawn where there are any, and of when a figure is whose name does not say it."""
    shown = {name: rows_of(c, key) for name, key in lines.items()}
    newest = {name: newest_of(c, rows) for name, rows in shown.items()}
    seen = newest.values() if view == ACROSS else [row for rows in shown.values() for row in rows]
    said = [f"Of {_last(newest)} where no other time is named." if view == ACROSS else ""]
    said.append(f"{SIGNS[view]}: forecast." if any(is_forecast(c.row(row)) for row in seen) else "")
    return "".join(f"<p>{html.escape(it)}</p>" for it in said if it)


def rows_of(c: Catalogue, key: Key) -> list[Observation]:
    """Return the figures of a line, one for each period, the newest period last."""
    return c.evidence.series(key[0], key[1], key[2], account=key[3])


def newest_of(c: Catalogue, rows: list[Observation]) -> Observation:
    """Return the last figure of a time that had ended on the day of knowledge, as everywhere; else the last of all."""
    ended = [row for row in rows if (row.period_end or row.published) <= c.parameters.as_of]
    return (ended or rows)[-1]


def _last(newest: dict[str, Observation]) -> str:
    """Say of when the newest of some figures is."""
    return _when(max(newest.values(), key=lambda row: row.period_end or row.published))


def _when(row: Observation) -> str:
    return row.when or in_words(row.published)


def _is_path(c: Catalogue, key: Key) -> bool:
    """Say whether a line can be followed over time: a country's, known of more than one year."""
    return not key[2] and _spans(rows_of(c, key))


def _spans(rows: list[Observation]) -> bool:
    ends = [row.period_end for row in rows if row.period_end]
    return len(ends) > 1 and (max(ends) - min(ends)).days >= 365
