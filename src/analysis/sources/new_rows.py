"""On which day a rate became public, where its publisher has a rule for it."""

import calendar
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter, itemgetter

from analysis.dataset.plausibility import Suspicion, read_token, suspicions, unaccepted
from analysis.dataset.records import Kind, bounds
from analysis.dataset.schema import DAY, RATES, Interface, Table
from analysis.sources.publishers import Fetched, Served, TooSoon, Unfit

# ----- publication -----------------------------------------------------------------------------------------


def same_day(day: date) -> date:
    """Published on its own day."""
    return day


def monday_after(day: date) -> date:
    """Published on the Monday after its week, or on the next day that is no holiday of the federal government.

    >>> monday_after(date(2025, 9, 26)), monday_after(date(2026, 9, 4))
    (datetime.date(2025, 9, 29), datetime.date(2026, 9, 8))
    """
    found = day + timedelta(days=7 - day.weekday())
    while found in _holidays(found.year):
        found += timedelta(days=1)
    return found


@lru_cache(maxsize=128)
def _holidays(year: int) -> frozenset[date]:
    from pandas.tseries.holiday import USFederalHolidayCalendar

    days = USFederalHolidayCalendar().holidays(f"{year}-01-01", f"{year}-12-31")
    return frozenset(day.date() for day in days)


@dataclass(frozen=True, slots=True)
class When:
    """The day on which an answer was seen, and the day of the newest edition that was made of the data.

    Nothing enters as public on the day of an edition or before it: what was published since but is fetched late counts
    from the day it was seen. So no edition changes afterwards; and on the day of an edition nothing more can enter.
    """

    seen: date
    edition: date = date.min

    def published(self, days: Sequence[date]) -> list[date]:
        """Return on which days the parts of one answer enter: on their own, or all on the day it was seen.

        Raises `TooSoon` where there are parts and an edition is of the day they were seen, or of a later one.
        """
        if days and self.seen < self.edition:
            raise TooSoon(f"there is an edition of {self.edition}, which lies after today; check the clock")
        if days and self.seen == self.edition:
            raise TooSoon(f"there is an edition of {self.edition} already; refresh again tomorrow")
        return list(days) if all(day > self.edition for day in days) else [self.seen] * len(days)


RULES: dict[str, Callable[[date], date]] = {"same_day": same_day, "monday_after": monday_after}


# ----- figures ---------------------------------------------------------------------------------------------
# Which of the figures that were served are new: vintages that follow those held.

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


# ----- rates -----------------------------------------------------------------------------------------------
# Which of the rates that were served are new.

RowRates = dict[str, str]
COLUMNS = ("source_id", "base", "quote", "date", "rate")


def stored_rates(tables: Mapping[str, Table], of: Interface) -> dict[str, float]:
    """Return the rates that are held of a series, by day."""
    rows = zip(*(tables["exchange-rates"][name] for name in COLUMNS), strict=True)
    return {day: float(rate) for *pair, day, rate in rows if tuple(pair) == (of.source_id, of.base, of.quote)}


def compared(held: Mapping[str, float], values: Sequence[Fetched], *, is_copy: bool) -> Mapping[str, float]:
    """Return the rates that an answer has to hold: all, or of a copy, which may be older, those up to its last day."""
    last = values[-1].period if values and is_copy else "9"
    return {day: rate for day, rate in held.items() if day <= last}


def differences_rates(held: Mapping[str, float], of: Interface, values: Sequence[Fetched]) -> list[str]:
    """Tell every rate that is held and was not served, or was served otherwise, and what was served in between."""
    served = {value.period: value for value in values}
    first, last = min(held), max(held)
    gone = [f"{of.name} of {day}, stored as {held[day]}, is gone" for day in held if day not in served]
    other = [
        f"{of.name} of {day} is {served[day].printed}, stored as {held[day]}"
        for day in held
        if day in served and not abs(served[day].value - held[day]) <= float(of.precision) / 100  # so that NaN differs
    ]
    more = [
        f"{of.name} of {day} is {value.printed}, and no rate of that day is stored among those around it"
        for day, value in served.items()
        if first < day < last and day not in held
    ]
    return gone + other + more


def new_rates(
    tables: Mapping[str, Table],
    of: Interface,
    values: Sequence[Fetched],
    when: When,
    document: str,
    *,
    is_copy: bool = False,
) -> list[RowRates]:
    """Return a row for each rate after the last one held; raise `Unfit` when the others are not those held."""
    today = when.seen
    held = stored_rates(tables, of)
    if not held:
        raise Unfit(f"{of.name} has no stored rate to go on from; enter the first by hand")
    if values and values[-1].period > today.isoformat():
        raise Unfit(f"{of.name} of {values[-1].period} lies in the future")
    if found := differences_rates(compared(held, values, is_copy=is_copy), of, values):
        raise Unfit(found[0] + (f"; and {len(found) - 1} more" if found[1:] else ""))
    fresh = [value for value in values if value.period > max(held)]
    days = when.published([_by_rule(of, value, today) for value in fresh])
    return [_row_rates(of, value, day, document) for value, day in zip(fresh, days, strict=True)]


def _row_rates(of: Interface, value: Fetched, published: date, document: str) -> RowRates:
    digits = len(of.precision.partition(".")[2])
    return {
        "date": value.period,
        "base": of.base,
        "quote": of.quote,
        "rate": f"{value.value:.{digits}f}",
        "precision": of.precision,
        "source_id": of.source_id,
        "published": published.isoformat(),
        "document_id": document,
        "locator": value.place,
        "confirmed_by": "",
    }


def _by_rule(of: Interface, value: Fetched, today: date) -> date:
    """Say when a rate became public: by its publisher's rule, but no later than it was seen."""
    rule = RULES.get(of.published)
    return min(rule(date.fromisoformat(value.period)), today) if rule else value.published or today


# ----- merge -----------------------------------------------------------------------------------------------
# What an answer adds to the tables: rows that are new, and nothing else; what is stored is never changed.
#
# An answer that lacks what is stored, or differs from it, is refused as a whole. A row that is hardly plausible stays
# out
# alone, for a person to decide.

RowMerge = dict[str, str]
LARGEST = 1e30
"""What no value reaches in base units."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows that an answer adds, by table."""

    rows: Mapping[str, Sequence[RowMerge]]

    @property
    def names(self) -> tuple[str, ...]:
        """How the rows are called, but for that of the document."""
        return tuple(_name(table, row) for table, rows in self.rows.items() if table != "documents" for row in rows)


def _name(table: str, row: RowMerge) -> str:
    return f"{row['date']} {row['quote']}" if table == RATES else row["observation_id"]


def entry(tables: Mapping[str, Table], interfaces: Sequence[Interface], served: Served, when: When) -> Entry:
    """Say which rows an answer adds; raise `Unfit` with the reason when it has to be kept aside."""
    by_series: dict[Interface, list[Fetched]] = {of: [] for of in interfaces}
    for value in served.values:
        by_series[value.of].append(value)
    document = _document(tables, interfaces[0], served, when.seen)
    found: dict[str, list[RowMerge]] = {}
    for of, values in by_series.items():
        name, by_period = document["document_id"], ordered(of, values)
        if of.table == RATES:
            rows = new_rates(tables, of, by_period, when, name, is_copy=served.kind == Kind.COPY)
        else:
            rows = new(tables, of, by_period, when, name)
        if rows:
            found.setdefault(of.table, []).extend(rows)
    if found and document["document_id"] not in tables["documents"]["document_id"]:
        found["documents"] = [document]
    return Entry(found)


def plausible(tables: Mapping[str, Table], entry: Entry) -> tuple[Entry, list[Suspicion]]:
    """Return what of an entry can enter, and why the rest cannot: rows that are hardly plausible beside those held.

    Of a series of rates nothing enters from the first such day on, as a later refresh goes on from the last one held.
    Raises `Unfit` where new rows make one doubtful that is held.
    """
    known = {(it.name, it.rule) for it in suspicions(tables)}
    rows, doubted = {table: list(added) for table, added in entry.rows.items()}, list[Suspicion]()
    while True:
        left, _ = unaccepted(tables, suspicions(_grown(tables, rows)))
        if not (found := [it for it in left if (it.name, it.rule) not in known]):
            return Entry(rows if rows.keys() - {"documents"} else {}), doubted
        kept = {table: _without(table, added, {it.name for it in found}) for table, added in rows.items()}
        kept = {table: added for table, added in kept.items() if added}
        if kept == rows:
            raise Unfit(f"{found[0].name}, which is held: {found[0].why}")
        rows, doubted = kept, doubted + found


def _grown(tables: Mapping[str, Table], added: Mapping[str, Sequence[RowMerge]]) -> dict[str, Table]:
    """Return the tables with rows added, rates in their order."""
    grown = dict(tables)
    if figures_added := added.get("observations"):
        grown["observations"] = {
            name: [*cells, *(row[name] for row in figures_added)] for name, cells in tables["observations"].items()
        }
    if rates_added := added.get(RATES):
        held = tables["exchange-rates"]
        new = [tuple(row[name] for name in held) for row in rates_added]
        by = [list(held).index(name) for name in ("source_id", "quote", "base", "date")]
        whole = sorted([*zip(*held.values(), strict=True), *new], key=itemgetter(*by))
        grown["exchange-rates"] = dict(zip(held, map(list, zip(*whole, strict=True)), strict=True))
    return grown


def _without(table: str, rows: Sequence[RowMerge], names: set[str]) -> list[RowMerge]:
    if table != RATES:
        return [row for row in rows if row.get("observation_id") not in names]
    left, ended = [], set[tuple[str, str]]()
    for row in rows:
        pair = row["base"], row["quote"]
        if ".".join((row["source_id"], *pair, row["date"])) in names:
            ended.add(pair)
        if pair not in ended:
            left.append(row)
    return left


def ordered(of: Interface, values: Sequence[Fetched]) -> list[Fetched]:
    """Return the values of a series by their periods, in whatever order they were served.

    Raises `Unfit` for a value that is no positive number or beyond 1e30, and a period that is none or stands twice.
    """
    for value in values:
        _check_period(of, value.period)
        if not (math.isfinite(value.value) and value.value > 0):
            raise Unfit(f"{of.name} of {value.period} is {value.printed[:40]!r}, which is no number above zero")
        if value.value > LARGEST:
            raise Unfit(f"{of.name} of {value.period} is {value.printed[:40]!r}, which is beyond {LARGEST:g}")
    by_period = sorted(values, key=attrgetter("period"))
    for before, value in pairwise(by_period):
        if value.period == before.period:
            raise Unfit(f"{of.name}: {value.period} stands twice")
    return by_period


def _check_period(of: Interface, period: str) -> None:
    """Refuse a period that is none; a rate has a day."""
    span(period)
    if of.table == RATES and not DAY.fullmatch(period):
        raise Unfit(f"{of.name}: {period[:40]!r} is no day")


def _document(tables: Mapping[str, Table], of: Interface, served: Served, today: date) -> RowMerge:
    """Describe the answer as a document; the same answer of the same day is the document that is already there."""
    documents, sources = tables["documents"], tables["sources"]
    at = sources["source_id"].index(of.source_id)
    base = f"{of.source_id}_{today:%Y_%m_%d}"
    names = [base, *(f"{base}_{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
    known = dict(zip(documents["document_id"], documents["checksum"], strict=True))
    free = [name for name in names if known.get(name, served.checksum) == served.checksum]
    if not free:
        raise Unfit("has changed more often on one day than there are letters to name its answers")
    days = {value.published for value in served.values if value.published}
    kind = Kind(served.kind)
    what = "the package’s copy" if kind is Kind.COPY else "the interface’s answer"
    note = served.note or f"The checksum is that of what {served.address} answered on the day it was seen."
    return {
        "document_id": free[0],
        "publisher": sources["publisher"][at],
        "title": f"{sources['title'][at]}: {what}",
        "url": "" if served.address in documents["url"] else served.address,
        "language": "en",
        "published": min(days).isoformat() if len(days) == 1 else "",
        "seen": today.isoformat(),
        "kind": kind.value,
        "checksum": served.checksum,
        "note": note,
    }
