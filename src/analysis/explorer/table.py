"""One indicator as a table, over time or across economies, and as a file for a spreadsheet."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analysis.evidence.observations import in_words
from analysis.explorer.chart import OVER_TIME, Chosen, choices, newest_of, rows_of
from analysis.findings.periods import forecast_said
from analysis.findings.tables import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.evidence.observations import Observation
    from analysis.findings import Catalogue

COLUMNS = ("line", "period", "value", "low", "high", "unit", "status", "printed", "published", "source", "observation")

FEW = 6
"""So many columns stand in letters of the usual size."""


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table for the page, and as CSV to take along."""

    page: str
    csv: str


def table(c: Catalogue, chosen: Chosen) -> Tabled:
    """Set the lines chosen side by side, the newest period first; the file has a row for each figure."""
    lines = {name: rows_of(c, key) for name, key in choices(c, chosen.indicator).items() if name in chosen.lines}
    by_period: dict[date, dict[str, Observation]] = {}
    for name, rows in lines.items():
        for row in rows:
            by_period.setdefault(row.period_end or row.published, {})[name] = row
    ends = sorted(by_period, reverse=True)
    if chosen.view == OVER_TIME:
        head = ["", *lines]
        body = [_row(c, by_period[end], list(lines)) for end in ends]
    else:
        newest = {name: newest_of(c, rows) for name, rows in lines.items()}
        head = ["", "newest figure", "of", "source"]
        body = [
            [html.escape(name), _cell(c, row), _period({name: row}), html.escape(_publisher(c, row))]
            for name, row in newest.items()
        ]
    heads = "".join(f'<th scope="col">{html.escape(it)}</th>' for it in head)
    rows_of_page = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in body
    )
    wide = ' class="explorer-many"' if len(lines) > FEW else ""
    look = wide if chosen.view == OVER_TIME else ' class="explorer-newest"'
    page = f"<table{look}><thead><tr>{heads}</tr></thead><tbody>{rows_of_page}</tbody></table>"
    return Tabled(page, csv_text(COLUMNS, [*_records(lines)]))


def _publisher(c: Catalogue, row: Observation) -> str:
    return str(c.evidence.sources[row.source_id]["publisher"])


def _period(rows: dict[str, Observation]) -> str:
    """Write a period the way a reader says it: the shortest that the rows of one day have."""
    said = min((row.period or row.published.isoformat() for row in rows.values()), key=len)
    return in_words(date.fromisoformat(said)) if len(said) == len("2024-04-12") else html.escape(said)


def _row(c: Catalogue, rows: dict[str, Observation], lines: Sequence[str]) -> list[str]:
    """Write the figures of one period; where all are forecasts that is said once, at its head."""
    said = {forecast_said(c.row(row)) for row in rows.values()}
    common = said.pop() if len(said) == 1 else ""
    return [f"{_period(rows)}{common}", *(_cell(c, rows.get(name), common) for name in lines)]


def _cell(c: Catalogue, row: Observation | None, said: str = "") -> str:
    """Write a figure, and that it is a forecast unless that is said beside it."""
    if row is None:
        return '<span title="not known on this day">–</span>'
    finding = c.row(row)
    told, forecast = html.escape(finding.text), html.escape(forecast_said(finding).removesuffix(said))
    return f'<span title="{html.escape(_publisher(c, row))}">{told}</span>{forecast}'


def _records(lines: dict[str, list[Observation]]) -> Iterator[tuple[object, ...]]:
    for name, rows in lines.items():
        for row in rows:
            numbers = (row.value, row.low, row.high, row.unit, row.status, row.printed)
            yield name, row.period, *numbers, row.published, row.source_id, row.observation_id
