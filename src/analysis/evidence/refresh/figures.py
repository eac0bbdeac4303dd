"""Which of the figures that were served are new: vintages that follow those held."""

import calendar
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from analysis.evidence.interfaces import Interface
from analysis.evidence.observations import bounds
from analysis.evidence.plausibility import read_token
from analysis.evidence.refresh.answers import Fetched, Unfit
from analysis.evidence.refresh.publication import When
from analysis.evidence.schema import Table

Row = dict[str, str]
PERIOD = re.compile(r"\d{4}(-(Q[1-4]|\d\d(-\d\d)?))?", re.ASCII)
WORDS = {1.0: "", 1e3: " thousand", 1e6: " million", 1e9: " billion", 1e12: " trillion"}


def span(period: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a quarter, a month or a day; raise `Unfit` for anything else.

    >>> span("2024-Q1")
    (datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))
    """
    try:
        if not PERIOD.fullmatch(period):
            raise ValueError
        match period.split("-"):
            case [year]:
                return date(int(year), 1, 1), date(int(year), 12, 31)
            case [year, part] if part.startswith("Q"):
                last = 3 * int(part[1:])
                return date(int(year), last - 2, 1), _month_end(int(year), last)
            case [year, month]:
                return date(int(year), int(month), 1), _month_end(int(year), int(month))
            case _:
                return date.fromisoformat(period), date.fromisoformat(period)
    except ValueError:
        raise Unfit(f"{period[:40]!r} is no period") from None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def stored(tables: Mapping[str, Table], of: Interface) -> list[Row]:
    """Return the rows that are held of a series, all vintages, the first to become public first."""
    table = tables["observations"]
    key = (of.indicator, of.entity, of.account, "", "")
    same = zip(*(table[name] for name in ("indicator", "entity", "account", "actor", "disagrees_with")), strict=True)
    rows = [{name: table[name][at] for name in table} for at, found in enumerate(same) if found == key]
    return sorted(rows, key=lambda row: (row["published"], row["period_end"]))


def differences(held: Sequence[Row], of: Interface, values: Sequence[Fetched], today: date) -> list[str]:
    """Tell every period that is held and was not served, and every value of a stored vintage served otherwise."""
    served = {span(value.period)[0].isoformat(): value for value in values}
    newest = {row["period_start"]: row for row in held}
    last = held[-1]["vintage"]
    wanted = [start for start, row in newest.items() if of.revises != "vintages" or row["vintage"] == last]
    lost = [start for start in wanted if start not in served]
    gone = [f"{of.name} of {start}, stored as {newest[start]['value']}, is gone" for start in lost]
    other = [
        f"{of.name} of {value.period} is {value.printed}, stored for the same vintage as {row['value']}"
        for row in held
        if (value := served.get(row["period_start"])) and is_of(row, value, today) and not _same(value, row)
    ]
    return gone + other


def is_of(row: Row, value: Fetched, today: date) -> bool:
    """Say whether a stored row is of the vintage that was served; where none is named, of the same day."""
    if value.of.revises == "vintages":
        return row["vintage"] == _vintage(value, today)
    return row["published"] == today.isoformat()


def _vintage(value: Fetched, today: date) -> str:
    return value.vintage or (value.published or today).strftime(value.of.vintage)


def _same(value: Fetched, row: Row) -> bool:
    """Say whether a value is the stored one, as far as both are printed."""
    return abs(value.value - float(row["value"])) <= max(float(row["precision"]), float(value.of.precision)) * 0.501


def new(tables: Mapping[str, Table], of: Interface, values: Sequence[Fetched], when: When, document: str) -> list[Row]:
    """Return a row for each figure of a new vintage; raise `Unfit` when the answer contradicts what is held.

    Periods before the first one held stay out, and forecasts beyond the year of publication. Where a source revises
    without naming vintages, only what changed enters, as of the day it was fetched.
    """
    held = stored(tables, of)
    if not held:
        raise Unfit(f"{of.name} has no stored figure to go on from; enter the first by hand")
    for value in values:
        _check_day(of, value, held[-1], when.seen)
    if found := differences(held, of, values, when.seen):
        raise Unfit(found[0] + (f"; and {len(found) - 1} more" if found[1:] else ""))
    return list(_rows(of, held, values, when, document))


def _check_day(of: Interface, value: Fetched, newest: Row, today: date) -> None:
    if of.revises != "vintages":
        if span(value.period)[0] > today:
            raise Unfit(f"{of.name} of {value.period} lies in the future")
        return
    if value.published is None:
        raise Unfit(f"{of.name} does not say on which day it was published")
    if value.published > today:
        raise Unfit(f"{of.name} was published on {value.published}, which lies in the future")
    if value.published.isoformat() < newest["published"] and not is_of(newest, value, today):
        raise Unfit(f"{of.name} is of {value.published}, older than what is stored, of {newest['published']}")


def _rows(of: Interface, held: Sequence[Row], values: Sequence[Fetched], when: When, document: str) -> Iterator[Row]:
    first = min(row["period_start"] for row in held)
    newest = {row["period_start"]: row for row in held}
    for value in values:
        start, end = span(value.period)
        own = value.published if of.revises == "vintages" and value.published else when.seen
        before = newest.get(start.isoformat())
        if start.isoformat() < first or start.year > own.year:
            continue
        if of.revises == "vintages" and is_of(held[-1], value, when.seen):
            continue  # the vintage is held as far as it is wanted
        if of.revises != "vintages" and before and _same(value, before):
            continue
        (published,) = when.published([own])
        yield _row(of, held[-1], value, (start, end), published, document)


def _row(of: Interface, like: Row, value: Fetched, period: tuple[date, date], published: date, document: str) -> Row:
    """Write a figure down like the last one of its series."""
    printed, precision = _shown(value)
    low, high = bounds(value.value, float(precision), "eq")
    name = ".".join(filter(None, (of.indicator, of.entity, of.account, value.period, published.isoformat())))
    named = value.published == published and of.revises == "vintages"
    return {
        **{column: like[column] for column in ("base_period", "price_basis", "frequency")},
        "observation_id": name, "entity": of.entity, "actor": "", "indicator": of.indicator, "account": of.account,
        "period_start": period[0].isoformat(), "period_end": period[1].isoformat(),
        "value": f"{value.value:.15g}", "unit": of.unit, "qualifier": "eq",
        "printed": f"{printed}{WORDS[of.multiplier]}", "precision": precision,
        "low": f"{low:.15g}", "high": f"{high:.15g}", "status": value.status, "source_id": of.source_id,
        "published": published.isoformat(), "published_is": "exact" if named else "latest",
        "vintage": _vintage(value, published), "document_id": document, "locator": value.place,
        "confirmed_by": "", "disagrees_with": "", "note": "",
    }  # fmt: skip


def _shown(value: Fetched) -> tuple[str, str]:
    """Return a number as its interface declares it and its precision: a server drops noughts, or has more digits."""
    declared, token = float(value.of.precision) / value.of.multiplier, read_token(value.printed)
    assert token is not None
    if token.filled < declared:
        return value.printed, f"{token.filled * value.of.multiplier:.12g}"
    decimals = max(0, math.ceil(-math.log10(declared)))
    return f"{token.value:.{decimals}f}" if token.digit > declared else value.printed, value.of.precision
