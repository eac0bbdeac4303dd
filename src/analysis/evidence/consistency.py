"""What one row of the evidence says in several columns has to agree: token and value, name and period."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from analysis.evidence.cells import DAY
from analysis.evidence.plausibility import token_value
from analysis.evidence.schema import Defect, Table

COUNTED = frozenset({"rank", "firms", "economies", "persons"})
"""Units of things that are whole and never fewer than none."""

PERIODS: dict[str, Callable[[date, date], bool]] = {
    "A": lambda start, end: start.day == 1 and _day_after(end) == start.replace(year=start.year + 1),
    "Q": lambda start, end: start.day == 1 and start.month % 3 == 1 and _months(start, end) == 3,
    "M": lambda start, end: start.day == 1 and _months(start, end) == 1,
    "D": lambda start, end: start == end,
    "_Z": lambda *_: True,
}
"""For each frequency of SDMX what its period has to be; `_Z` is for what happens once or has no rhythm."""


NAMED_BY = ("indicator", "entity", "actor", "account", "period_start", "period_end", "published")
"""What the name of a row repeats, in this order."""


PERIOD = re.compile(r"\d{4}(?:-\d\d)?")
"""A year or month in the name of a row."""


def _day_after(day: date) -> date:
    return day + timedelta(1) if day < date.max else day


def _months(start: date, end: date) -> int:
    after = _day_after(end)
    return (after.year - start.year) * 12 + after.month - start.month if after.day == 1 else 0


def defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find rows whose name, printed token, base, frequency or number of things cannot be what they say."""
    table = tables["observations"]
    yield from _of_figures("observations.csv", table)
    if "article" in tables:
        yield from _of_figures("article.csv", tables["article"])
        yield from _of_paragraphs(tables["article"], tables["claims"])
    columns = ("base_period", "unit", "frequency", "period_start", "period_end")
    for number, (base, unit, *period) in enumerate(zip(*(table[name] for name in columns), strict=True), 2):
        found = ("base_period", _of_base(base, unit)), ("frequency", _of_period(*period))
        yield from (Defect("observations.csv", number, column, fault) for column, fault in found if fault)
    who = {*tables["entities"]["entity"], *tables.get("actors", {}).get("actor", [])}
    codes = {"indicator": {*tables["indicators"]["indicator"]}, "who": who}
    names = (table[name] for name in ("observation_id", *NAMED_BY))
    for number, (name, *named_by) in enumerate(zip(*names, strict=True), 2):
        if fault := _of_name(name, codes, *named_by):
            yield Defect("observations.csv", number, "observation_id", fault)
    if "corrections" in tables:
        yield from _of_corrections(tables["corrections"], table)


def _of_figures(path: str, table: Table) -> Iterator[Defect]:
    columns = ("value", "printed", "qualifier", "note", "unit")
    rows = zip(*(table[name] for name in columns), strict=True)
    for number, (value, printed, qualifier, note, unit) in enumerate(rows, 2):
        found = (
            ("printed", _of_token(float(value), printed, note)),
            ("note", "" if note or qualifier != "derived" else "is empty; say of what the figure was worked out"),
            ("value", _of_count(float(value), unit)),
        )
        yield from (Defect(path, number, column, fault) for column, fault in found if fault)


def _of_paragraphs(article: Table, claims: Table) -> Iterator[Defect]:
    known = dict(zip(claims["claim_id"], claims["paragraph"], strict=True))
    for number, (claim, paragraph) in enumerate(zip(article["claim_id"], article["paragraph"], strict=True), 2):
        if paragraph != known[claim]:
            fault = f"{paragraph or 'none'} is not that of {claim} in claims.csv, {known[claim] or 'none'}"
            yield Defect("article.csv", number, "paragraph", fault)


def _of_corrections(corrections: Table, observations: Table) -> Iterator[Defect]:
    units = dict(zip(observations["observation_id"], observations["unit"], strict=True))
    for number, (name, expected, given) in enumerate(
        zip(*(corrections[column] for column in ("observation_id", "expected", "corrected")), strict=True), 2
    ):
        value = float(given)
        fault = _of_count(value, units.get(name, "")) if math.isfinite(value) else f"{given} has no end"
        if not fault and value == float(expected):
            fault = f"{given} is what the source has; remove the correction"
        if fault:
            yield Defect("corrections.csv", number, "corrected", fault)


def _of_name(name: str, codes: Mapping[str, set[str]], *named_by: str) -> str:
    """Say where the name of a row contradicts it: another indicator, country, firm, period, or day of publication.

    What else stands in a name tells rows apart, and is free.
    """
    indicator, entity, actor, account, start, end, published = named_by
    first, who, *_ = [*name.split("."), ""]
    last = name.rpartition(".")[2]
    is_other = first in codes["indicator"] - {indicator} or who in codes["who"] - {entity, actor}
    periods = (part for part in name.split(".")[2:-1] if PERIOD.fullmatch(part) and part != account)
    days = (start, end) if start or end else (published,)
    is_other |= not all(any(day.startswith(period) for day in days) for period in periods)
    if not is_other and (last == published or not DAY.fullmatch(last)):
        return ""
    period = start[:4] if (start[5:], end[5:], end[:4]) == ("01-01", "12-31", start[:4]) else start
    expected = ".".join(filter(None, (indicator, actor or entity, account, period, published)))
    return f"{name[:60]!r} contradicts its row; expected {expected}"


def _of_token(value: float, printed: str, note: str) -> str:
    read = token_value(printed)
    if read is None:
        return "" if note else f"{printed[:40]!r} holds no number; say in note how it is read"
    if math.isclose(read, value, rel_tol=1e-9):
        return ""
    return f"{printed[:40]!r} reads {read:.12g}, but the value is {value:.12g}; write both as the document has them"


def _of_base(base: str, unit: str) -> str:
    if unit != "index" or re.fullmatch(r"\d{4}", base):
        return ""
    what = f"{base!r} is no year" if base else "is empty"
    return f"{what}; an index needs the year in which it is a hundred, such as 2020"


def _of_count(value: float, unit: str) -> str:
    what, least = ("place", 1) if unit == "rank" else (f"number of {unit}", 0)
    if unit not in COUNTED or (value >= least and value.is_integer()):
        return ""
    return f"{value:.12g} is no {what}; expected a whole number, from {'one' if least else 'zero'} up"


def _of_period(frequency: str, start: str, end: str) -> str:
    if not start or not end or PERIODS[frequency](date.fromisoformat(start), date.fromisoformat(end)):
        return "" if (start and end) or frequency == "_Z" else f"{frequency} needs a period; give both its days, or _Z"
    return f"{start} to {end} is no period of frequency {frequency}"
