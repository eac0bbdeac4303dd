"""Compare an answer of a publisher with the stored rows: find differences and new rows.

Stored rows are never changed. An answer that lacks stored values, contradicts them or is implausible is rejected as a
whole and left to a person.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter, itemgetter

import pandas as pd

from analysis.dataset.plausibility import suspicions, unaccepted
from analysis.dataset.printed_number import read_token
from analysis.dataset.records import RATES_TABLE, DocumentKind, Interface, bounds
from analysis.dataset.schema_checks import DAY_CELL, Table
from analysis.dataset.unit_names import SCALES
from analysis.errors import AnalysisError
from analysis.sources.fetchers import Download, Value
from analysis.sources.publication_days import PUBLICATION_RULES, entry_days

Row = dict[str, str]
Tables = Mapping[str, Table]

PERIOD = re.compile(r"\d{4}(-(Q[1-4]|\d\d(-\d\d)?))?", re.ASCII)
MULTIPLIERS = {1.0: ""} | {number: f" {word}" for word, number in SCALES.items()}

LARGEST_VALUE = 1e30
"""The largest value accepted, in base units."""

SAME_AS_PRINTED = 0.501
"""Two numbers are the same if they differ by no more than half of the last digit, give or take floating point."""


class ContradictionError(AnalysisError):
    """An answer contradicts what is stored, or itself; it is quarantined."""


def span(period: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a quarter, a month or a day.

    >>> span("2024-Q1")
    (datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))
    """
    try:
        if not PERIOD.fullmatch(period):
            raise ValueError
        parsed = pd.Period(period)
        return parsed.start_time.date(), parsed.end_time.date()
    except ValueError:
        raise ContradictionError(f"{period[:40]!r} is not a period") from None


def _start(value: Value) -> str:
    """Return the first day of a value's period as text, as stored rows have it."""
    start, _ = span(value.period)
    return start.isoformat()


def values_by_series(interfaces: Sequence[Interface], download: Download) -> dict[Interface, list[Value]]:
    """Return the values of each series, sorted by period.

    Raises:
        ContradictionError: a value is not a positive number or is beyond 1e30; a period is invalid or repeated.
    """
    by_series: dict[Interface, list[Value]] = {series: [] for series in interfaces}
    for value in sorted(download.values, key=attrgetter("period")):
        name = f"{value.series.name} of {value.period[:40]}"
        span(value.period)  # raises for what is no period
        if value.series.is_of_rates and not DAY_CELL.fullmatch(value.period):
            raise ContradictionError(f"{value.series.name}: {value.period!r} is not a day")
        if not (math.isfinite(value.number) and value.number > 0):
            raise ContradictionError(f"{name} is {value.printed[:40]!r}, which is not a number above zero")
        if value.number > LARGEST_VALUE:
            raise ContradictionError(f"{name} is {value.printed[:40]!r}, which is beyond {LARGEST_VALUE:g}")
        by_series[value.series].append(value)
    for series, values in by_series.items():
        for before, value in pairwise(values):
            if value.period == before.period:
                raise ContradictionError(f"{series.name}: {value.period} is there twice")
    return by_series


def stored_rows(tables: Tables, series: Interface) -> list[Row]:
    """Return the stored rows of a series, all vintages, by publication, so that the last is of the newest.

    Rates are by day, as their table is sorted, and have the columns `period_start` and `value` alone.
    """
    if series.is_of_rates:
        table = tables["exchange-rates"]
        wanted = {"source_id": series.source_id, "base": series.base, "quote": series.quote}
        columns = {"period_start": "date", "value": "rate"}
    else:
        table = tables["observations"]
        wanted = {
            "indicator": series.indicator,
            "entity": series.entity,
            "account": series.account,
            # neither figures of a company nor those set aside in favour of another
            "actor": "",
            "disagrees_with": "",
        }
        columns = {column: column for column in table}

    key = tuple(wanted.values())
    keys = zip(*(table[column] for column in wanted), strict=True)
    rows = []
    for index, row_key in enumerate(keys):
        if row_key == key:
            rows.append({name: table[column][index] for name, column in columns.items()})
    return rows if series.is_of_rates else sorted(rows, key=itemgetter("published", "period_end"))


def is_stored_vintage(row: Row, value: Value, seen: date) -> bool:
    """Return whether a stored row is of the vintage served, or without vintages, of the same day.

    A rate is not revised, so a stored one is always of the vintage served.
    """
    if value.series.revises == "vintages":
        return row["vintage"] == _vintage(value, seen)
    return value.series.is_of_rates or row["published"] == seen.isoformat()


def _vintage(value: Value, seen: date) -> str:
    """Return how the edition of a value is called: by the day that it states, or by that on which it was seen."""
    return (value.published or seen).strftime(value.series.vintage)


def _is_same(value: Value, row: Row) -> bool:
    """Return whether a value equals the stored one within the precision of both."""
    # `stored_rows` leaves out the precision of rates, which is that of their series
    precision = max(float(row.get("precision", 0)), float(value.series.precision))
    return abs(value.number - float(row["value"])) <= precision * SAME_AS_PRINTED


def differences(series: Interface, stored: Sequence[Row], values: Sequence[Value], seen: date) -> list[str]:
    """Return differences: periods stored but not served, and changed values of a stored vintage."""
    if not stored:
        return []
    served = {_start(value): value for value in values}
    latest = {row["period_start"]: row for row in stored}  # of a period's rows the one published last
    lines = []
    for start, row in latest.items():
        # a period of an earlier vintage may have been dropped in a later one
        is_expected = series.revises != "vintages" or row["vintage"] == stored[-1]["vintage"]
        if is_expected and start not in served:
            lines.append(f"{series.name} of {start}, stored as {row['value']}, is gone")
    for row in stored:
        value = served.get(row["period_start"])
        if value and is_stored_vintage(row, value, seen) and not _is_same(value, row):
            lines.append(f"{series.name} of {value.period} is {value.printed}, stored as {row['value']}")
    return lines


def rows_to_add(
    tables: Tables, interfaces: Sequence[Interface], download: Download, seen: date, edition: date = date.min
) -> dict[str, list[Row]]:
    """Return the new rows of an answer by table, with a row of `documents.csv` if there are any.

    `edition` is the day of the newest edition made of the data.

    Raises:
        ContradictionError: the answer contradicts what is stored, or itself.
        SourceError: there is an edition of this day already.
    """
    document = _document(tables, interfaces[0].source_id, download, seen)  # all are of one source
    served = values_by_series(interfaces, download)
    stored = {series: stored_rows(tables, series) for series in interfaces}
    rows: dict[str, list[Row]] = {}
    for series, values in served.items():
        new_values = _new_values(series, stored[series], values, seen)
        days = entry_days([_publication_day(value, seen) for value in new_values], seen, edition)
        for value, day in zip(new_values, days, strict=True):
            if series.is_of_rates:
                row = _rate_row(value, day, document["document_id"])
            else:
                row = _figure_row(value, day, document["document_id"], like=stored[series][-1])
            rows.setdefault(series.table, []).append(row)
    if rows and document["document_id"] not in tables["documents"]["document_id"]:
        rows["documents"] = [document]
    return rows


def _new_values(series: Interface, stored: Sequence[Row], values: Sequence[Value], seen: date) -> list[Value]:
    """Return the values that are new; raise `ContradictionError` if any of them contradicts the stored rows.

    Of rates these are the ones after the last stored. Of figures, periods before the first one stored stay out, and
    forecasts beyond the year of publication; a vintage that is stored is taken to be stored as far as it is wanted; of
    a source without vintages only what changed enters.
    """
    if not stored:
        raise ContradictionError(f"{series.name} has nothing stored to go on from; enter the first by hand")
    for value in values:
        _check_day(value, stored[-1], seen)
    lines = differences(series, stored, values, seen)
    if lines:
        raise ContradictionError(lines[0] + _and_more(lines))

    latest = {row["period_start"]: row for row in stored}
    if series.is_of_rates:
        return [value for value in values if value.period > max(latest)]  # ISO days, which sort as text

    new_values = []
    for value in values:
        start, _ = span(value.period)
        is_wanted = min(latest) <= _start(value) and start.year <= _publication_day(value, seen).year
        if series.revises == "vintages":
            is_stored = is_stored_vintage(stored[-1], value, seen)
        else:
            row = latest.get(_start(value))
            is_stored = row is not None and _is_same(value, row)
        if is_wanted and not is_stored:
            new_values.append(value)
    return new_values


def _and_more(items: Sequence[object]) -> str:
    """Return the number of items after the first, as the end of a message."""
    return f"; and {len(items) - 1} more" if len(items) > 1 else ""


def _check_day(value: Value, latest: Row, seen: date) -> None:
    """Raise `ContradictionError` if a value cannot have been published by now, or is older than the latest stored."""
    name, published = value.series.name, value.published
    if value.series.revises != "vintages":
        if span(value.period)[0] > seen:
            raise ContradictionError(f"{name} of {value.period} lies in the future")
    elif published is None:
        raise ContradictionError(f"{name} does not state on which day it was published")
    elif published > seen:
        raise ContradictionError(f"{name} was published on {published}, which lies in the future")
    elif published.isoformat() < latest["published"] and not is_stored_vintage(latest, value, seen):
        raise ContradictionError(f"{name} is of {published}, older than what is stored, of {latest['published']}")


def _publication_day(value: Value, seen: date) -> date:
    """Return the day of publication: by the publisher's rule, as stated, or at the latest the day of the refresh."""
    rule = PUBLICATION_RULES.get(value.series.published)
    if rule:  # these are for daily series
        return min(rule(date.fromisoformat(value.period)), seen)
    if value.published and value.series.published == "served":
        return value.published
    return seen


def _figure_row(value: Value, published: date, document: str, like: Row) -> Row:
    """Return the row of a figure, with cells copied from the last row of its series."""
    series = value.series
    start, end = span(value.period)
    printed, precision = _printed(value)
    low, high = bounds(value.number, float(precision), "eq")
    parts = (series.indicator, series.entity, series.account, value.period, published.isoformat())
    is_exact = value.published == published and series.revises == "vintages"
    return {
        "base_period": like["base_period"],
        "price_basis": like["price_basis"],
        "frequency": like["frequency"],
        "observation_id": ".".join(part for part in parts if part),
        "entity": series.entity,
        "actor": "",
        "indicator": series.indicator,
        "account": series.account,
        "period_start": start.isoformat(),
        "period_end": end.isoformat(),
        "value": f"{value.number:.15g}",  # without what floating point adds to 0.1 * 3
        "unit": series.unit,
        "qualifier": "eq",
        "printed": f"{printed}{MULTIPLIERS[series.multiplier]}",
        "precision": precision,
        "low": f"{low:.15g}",
        "high": f"{high:.15g}",
        "status": value.status,
        "source_id": series.source_id,
        "published": published.isoformat(),
        "published_is": "exact" if is_exact else "latest",
        "vintage": _vintage(value, published),
        "document_id": document,
        "locator": value.locator,
        "confirmed_by": "",
        "disagrees_with": "",
        "note": "",
    }


def _printed(value: Value) -> tuple[str, str]:
    """Return a number with the digits that its interface declares, and its precision; servers drop trailing zeros."""
    # the last digit that the publisher prints, in the unit that is served: 0.1 for a precision of 1e5 in millions
    series = value.series
    last_digit = float(series.precision) / series.multiplier
    token = read_token(value.printed)
    assert token is not None
    if token.last_nonzero < last_digit:
        return value.printed, f"{token.last_nonzero * series.multiplier:.12g}"
    if token.last_digit <= last_digit:
        return value.printed, series.precision
    # the server dropped zeros that the publisher prints
    decimals = max(0, math.ceil(-math.log10(last_digit)))
    return f"{token.value:.{decimals}f}", series.precision


def _rate_row(value: Value, published: date, document: str) -> Row:
    series = value.series
    decimals = len(series.precision.partition(".")[2])
    return {
        "date": value.period,
        "base": series.base,
        "quote": series.quote,
        "rate": f"{value.number:.{decimals}f}",
        "precision": series.precision,
        "source_id": series.source_id,
        "published": published.isoformat(),
        "document_id": document,
        "locator": value.locator,
        "confirmed_by": "",
    }


def row_name(table: str, row: Row) -> str:
    """Return the name of a new row for messages."""
    return f"{row['date']} {row['quote']}" if table == RATES_TABLE else row["observation_id"]


def check_plausibility(tables: Tables, rows: Mapping[str, Sequence[Row]]) -> None:
    """Reject new rows that break a rule of plausibility, or make a stored row break one.

    Raises:
        ContradictionError: a rule is broken that was kept before, and `accepted.csv` does not name the row.
    """
    earlier = {(suspicion.name, suspicion.rule) for suspicion in suspicions(tables)}
    doubts, _ = unaccepted(tables, suspicions(_grown(tables, rows)))
    new_doubts = [doubt for doubt in doubts if (doubt.name, doubt.rule) not in earlier]
    if new_doubts:
        first = new_doubts[0]
        accept = f"where that is right, name the row and the rule {first.rule} in accepted.csv and refresh again"
        raise ContradictionError(f"{first.name}: {first.why}{_and_more(new_doubts)}; {accept}")


def _grown(tables: Tables, rows: Mapping[str, Sequence[Row]]) -> dict[str, Table]:
    """Return the tables with rows added; rates are sorted, since the rules compare neighbours.

    `rows` has the names of the files, as exchange_rates, and `tables` those of `datapackage.json`, as exchange-rates.
    """
    grown = dict(tables)
    if rows.get("observations"):
        grown["observations"] = _appended(tables["observations"], rows["observations"])
    if rows.get(RATES_TABLE):
        rates = _appended(tables["exchange-rates"], rows[RATES_TABLE])
        columns = list(rates)
        order = [columns.index(column) for column in ("source_id", "quote", "base", "date")]
        lines = sorted(zip(*rates.values(), strict=True), key=itemgetter(*order))
        cells_by_column = zip(*lines, strict=True)
        grown["exchange-rates"] = {column: list(cells) for column, cells in zip(columns, cells_by_column, strict=True)}
    return grown


def _appended(table: Table, rows: Sequence[Row]) -> Table:
    longer = {}
    for column, cells in table.items():
        longer[column] = cells + [row[column] for row in rows]
    return longer


def _document(tables: Tables, source_id: str, download: Download, seen: date) -> Row:
    """Return the answer as a row of `documents.csv`; the same answer on the same day is the existing document."""
    documents, sources = tables["documents"], tables["sources"]
    index = sources["source_id"].index(source_id)

    # Number the answers of one day that differ
    checksums = dict(zip(documents["document_id"], documents["checksum"], strict=True))
    base = f"{source_id}_{seen:%Y_%m_%d}"
    name = base
    number = 1
    while checksums.get(name, download.checksum) != download.checksum:  # until a name is free or of this answer
        number += 1
        name = f"{base}_{number}"

    published = ""
    days = {value.published for value in download.values if value.published}
    if len(days) == 1:  # parts of one answer may be of different days
        published = days.pop().isoformat()
    return {
        "document_id": name,
        "publisher": sources["publisher"][index],
        "title": f"{sources['title'][index]}: the interface’s answer",
        # an address may stand in one row alone; the note of a later answer has it as well
        "url": "" if download.address in documents["url"] else download.address,
        "language": "en",
        "published": published,
        "seen": seen.isoformat(),
        "kind": DocumentKind.OWN,
        "checksum": download.checksum,
        "note": f"The checksum is that of what {download.address} answered on the day it was seen.",
    }
