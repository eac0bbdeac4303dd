"""Which of the rates that were served are new."""

from collections.abc import Mapping, Sequence
from datetime import date

from analysis.evidence.interfaces import Interface
from analysis.evidence.refresh.answers import Fetched, Unfit
from analysis.evidence.refresh.publication import RULES, When
from analysis.evidence.schema import Table

Row = dict[str, str]
COLUMNS = ("source_id", "base", "quote", "date", "rate")


def stored(tables: Mapping[str, Table], of: Interface) -> dict[str, float]:
    """Return the rates that are held of a series, by day."""
    rows = zip(*(tables["exchange-rates"][name] for name in COLUMNS), strict=True)
    return {day: float(rate) for *pair, day, rate in rows if tuple(pair) == (of.source_id, of.base, of.quote)}


def compared(held: Mapping[str, float], values: Sequence[Fetched], *, is_copy: bool) -> Mapping[str, float]:
    """Return the rates that an answer has to hold: all, or of a copy, which may be older, those up to its last day."""
    last = values[-1].period if values and is_copy else "9"
    return {day: rate for day, rate in held.items() if day <= last}


def differences(held: Mapping[str, float], of: Interface, values: Sequence[Fetched]) -> list[str]:
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


def new(
    tables: Mapping[str, Table],
    of: Interface,
    values: Sequence[Fetched],
    when: When,
    document: str,
    *,
    is_copy: bool = False,
) -> list[Row]:
    """Return a row for each rate after the last one held; raise `Unfit` when the others are not those held."""
    today = when.seen
    held = stored(tables, of)
    if not held:
        raise Unfit(f"{of.name} has no stored rate to go on from; enter the first by hand")
    if values and values[-1].period > today.isoformat():
        raise Unfit(f"{of.name} of {values[-1].period} lies in the future")
    if found := differences(compared(held, values, is_copy=is_copy), of, values):
        raise Unfit(found[0] + (f"; and {len(found) - 1} more" if found[1:] else ""))
    fresh = [value for value in values if value.period > max(held)]
    days = when.published([_by_rule(of, value, today) for value in fresh])
    return [_row(of, value, day, document) for value, day in zip(fresh, days, strict=True)]


def _row(of: Interface, value: Fetched, published: date, document: str) -> Row:
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
