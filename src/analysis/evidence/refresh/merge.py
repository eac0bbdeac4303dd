"""What an answer adds to the tables: rows that are new, and nothing else; what is stored is never changed.

An answer that lacks what is stored, or differs from it, is refused as a whole. A row that is hardly plausible stays out
alone, for a person to decide.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter, itemgetter

from analysis.evidence.cells import DAY
from analysis.evidence.documents import Kind
from analysis.evidence.interfaces import RATES, Interface
from analysis.evidence.plausibility import Suspicion, suspicions, unaccepted
from analysis.evidence.refresh import figures, rates
from analysis.evidence.refresh.answers import Fetched, Served, Unfit
from analysis.evidence.refresh.publication import When
from analysis.evidence.schema import Table

Row = dict[str, str]
LARGEST = 1e30
"""What no value reaches in base units."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows that an answer adds, by table."""

    rows: Mapping[str, Sequence[Row]]

    @property
    def names(self) -> tuple[str, ...]:
        """How the rows are called, but for that of the document."""
        return tuple(_name(table, row) for table, rows in self.rows.items() if table != "documents" for row in rows)


def _name(table: str, row: Row) -> str:
    return f"{row['date']} {row['quote']}" if table == RATES else row["observation_id"]


def entry(tables: Mapping[str, Table], interfaces: Sequence[Interface], served: Served, when: When) -> Entry:
    """Say which rows an answer adds; raise `Unfit` with the reason when it has to be kept aside."""
    by_series: dict[Interface, list[Fetched]] = {of: [] for of in interfaces}
    for value in served.values:
        by_series[value.of].append(value)
    document = _document(tables, interfaces[0], served, when.seen)
    found: dict[str, list[Row]] = {}
    for of, values in by_series.items():
        name, by_period = document["document_id"], ordered(of, values)
        if of.table == RATES:
            rows = rates.new(tables, of, by_period, when, name, is_copy=served.kind == Kind.COPY)
        else:
            rows = figures.new(tables, of, by_period, when, name)
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


def _grown(tables: Mapping[str, Table], added: Mapping[str, Sequence[Row]]) -> dict[str, Table]:
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


def _without(table: str, rows: Sequence[Row], names: set[str]) -> list[Row]:
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
    figures.span(period)
    if of.table == RATES and not DAY.fullmatch(period):
        raise Unfit(f"{of.name}: {period[:40]!r} is no day")


def _document(tables: Mapping[str, Table], of: Interface, served: Served, today: date) -> Row:
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
