"""One indicator drawn over time or across economies, as a table, and as a file for a spreadsheet."""

from __future__ import annotations

import html
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analysis.evidence.observations import in_words
from analysis.exhibits.figures import bars, over_time
from analysis.exhibits.figures.bars import Bar
from analysis.exhibits.figures.exhibit import colour
from analysis.exhibits.figures.figure import Figure, draw
from analysis.exhibits.figures.sheet import Place, Sheet, room_for
from analysis.exhibits.prose import Writer
from analysis.findings.tables import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.evidence.dataset import Key
    from analysis.evidence.observations import Observation
    from analysis.findings import Catalogue

OVER_TIME, ACROSS = "over time", "newest figures"
COLUMNS = ("line", "period", "value", "low", "high", "unit", "printed", "published", "source", "observation")


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


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table for the page, and as CSV to take along."""

    page: str
    csv: str


def known(c: Catalogue, indicator: str) -> list[Key]:
    """Return under which entities, actors and accounts an indicator has figures that were public and have a number."""
    return [key for key in c.evidence.keys(indicator) if _rows(c, key)]


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
    series = {key[1]: len(_rows(c, key)) for key in known(c, indicator) if _is_path(c, key)}
    return len(series), sum(series.values())


def chart(c: Catalogue, chosen: Chosen) -> Drawn:
    """Draw the lines chosen, over time as far as they have more than one year, or the newest figure of each."""
    lines, others = _of_one_unit(c, {n: key for n, key in choices(c, chosen.indicator).items() if n in chosen.lines})
    no_path = [n for n, key in lines.items() if chosen.view == OVER_TIME and not _is_path(c, key)]
    lines = {n: key for n, key in lines.items() if n not in no_path}
    figure = _over_time(c, lines) if chosen.view == OVER_TIME else _across(c, lines)
    if not isinstance(figure, Figure):
        return Drawn("<p>Nothing of these lines is known of more than one year; see the newest figures.</p>", "")
    wide, narrow = (b64encode(_with_faces(svg).encode()).decode() for svg in (figure.svg, figure.narrow))
    source = f'<source media="(max-width: 600px)" srcset="data:image/svg+xml;base64,{narrow}">'
    image = f'<img alt="{html.escape(figure.alt)}" src="data:image/svg+xml;base64,{wide}">'
    why = {
        "because in other units": others,
        "because of a firm or of one year only; see the newest figures": no_path,
    }
    said = "".join(f"<p>Not drawn, {it}: {html.escape(', '.join(names))}.</p>" for it, names in why.items() if names)
    return Drawn(f"<picture>{source}{image}</picture>{said}", figure.svg)


def table(c: Catalogue, chosen: Chosen) -> Tabled:
    """Set the lines chosen side by side, the newest period first; the file has a row for each figure."""
    lines = {name: _rows(c, key) for name, key in choices(c, chosen.indicator).items() if name in chosen.lines}
    by_period: dict[date, dict[str, Observation]] = {}
    for name, rows in lines.items():
        for row in rows if chosen.view == OVER_TIME else rows[-1:]:
            by_period.setdefault(row.period_end or row.published, {})[name] = row
    ends = sorted(by_period, reverse=True)
    if chosen.view == OVER_TIME:
        head = ["", *lines]
        body = [[_period(by_period[end]), *(_cell(c, by_period[end].get(name)) for name in lines)] for end in ends]
    else:
        newest = {name: rows[-1] for name, rows in lines.items()}
        head = ["", "newest figure", "of", "source"]
        body = [
            [html.escape(name), _cell(c, row), _period({name: row}), html.escape(_publisher(c, row))]
            for name, row in newest.items()
        ]
    heads = "".join(f'<th scope="col">{html.escape(it)}</th>' for it in head)
    rows_of_page = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in body
    )
    page = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows_of_page}</tbody></table>"
    return Tabled(page, csv_text(COLUMNS, [*_records(lines)]))


def _of_one_unit(c: Catalogue, lines: dict[str, Key]) -> tuple[dict[str, Key], list[str]]:
    """Return the lines in the unit of the first, and the names of the others: one axis cannot show both."""
    units = {name: c.row(_rows(c, key)[-1]).quantity.unit for name, key in lines.items()}
    first = next(iter(units.values()))
    return {n: key for n, key in lines.items() if units[n] == first}, [n for n, unit in units.items() if unit != first]


def _with_faces(svg: str) -> str:
    """Name other typefaces for a reader who does not have ours; a picture cannot bring its own."""
    return svg.replace("'Source Sans Pro'", "'Source Sans Pro', 'Source Sans 3', Helvetica, Arial, sans-serif")


def _over_time(c: Catalogue, lines: dict[str, Key]) -> object:
    series = {name: ".".join(filter(None, (key[0], key[1], key[3]))) for name, key in lines.items()}
    return over_time(Writer(c), "fig-indicator", series, title="Over time", subtitle="", source="", height=2.8)


def _across(c: Catalogue, lines: dict[str, Key]) -> Figure:
    pen = Writer(c)
    found = {name: c.row(_rows(c, key)[-1]) for name, key in lines.items()}
    unit_first = sorted(found, key=lambda name: -found[name].value)
    is_rank = any(it.quantity.unit == "rank" for it in found.values())
    order = [*reversed(unit_first)] if is_rank else unit_first
    shown = [Bar(name, found[name], colour(pen, lines[name][1])) for name in order]
    left = min(3.0, 1.2 * room_for([bar.name for bar in shown]) + 0.1)  # other typefaces than ours are wider
    place = Place(height=0.27 * len(shown) + 0.1, left=left, top=0.05, below=0.05)

    def paint(sheet: Sheet) -> None:
        bars.horizontal(sheet, shown, place)

    return draw(
        pen, "fig-indicator", title="Newest figures", subtitle="", alt=bars.describe(shown), source="",
        paint=paint, data=bars.table(("", shown)),
    )  # fmt: skip


def _rows(c: Catalogue, key: Key) -> list[Observation]:
    return c.evidence.series(key[0], key[1], key[2], account=key[3])


def _is_path(c: Catalogue, key: Key) -> bool:
    """Say whether a line can be followed over time: a country's, known of more than one year."""
    return not key[2] and _spans(_rows(c, key))


def _spans(rows: list[Observation]) -> bool:
    ends = [row.period_end for row in rows if row.period_end]
    return len(ends) > 1 and (max(ends) - min(ends)).days >= 365


def _publisher(c: Catalogue, row: Observation) -> str:
    return str(c.evidence.sources[row.source_id]["publisher"])


def _period(rows: dict[str, Observation]) -> str:
    """Write a period the way a reader says it: the shortest that the rows of one day have."""
    said = min((row.period or row.published.isoformat() for row in rows.values()), key=len)
    return in_words(date.fromisoformat(said)) if len(said) == len("2024-04-12") else html.escape(said)


def _cell(c: Catalogue, row: Observation | None) -> str:
    if row is None:
        return '<span title="not known on this day">–</span>'
    return f'<span title="{html.escape(_publisher(c, row))}">{html.escape(c.row(row).text)}</span>'


def _records(lines: dict[str, list[Observation]]) -> Iterator[tuple[object, ...]]:
    for name, rows in lines.items():
        for row in rows:
            numbers = (row.value, row.low, row.high, row.unit, row.printed)
            yield name, row.period, *numbers, row.published, row.source_id, row.observation_id
