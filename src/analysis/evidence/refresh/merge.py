"""What an answer adds to the tables: rows that are new, and nothing else; what is stored is never changed.

An answer that lacks what is stored, or differs from it, is refused as a whole. A value may jump: the yen does. But
nothing that is measured here comes near 1e30, and nothing leaps threefold: that is a fault, or for a person to decide.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter

from analysis.evidence.cells import DAY
from analysis.evidence.documents import Kind
from analysis.evidence.interfaces import RATES, Interface
from analysis.evidence.refresh import figures, rates
from analysis.evidence.refresh.answers import Fetched, Served, Unfit
from analysis.evidence.refresh.publication import When
from analysis.evidence.schema import Table

Row = dict[str, str]
LARGEST = 1e30
"""What no value reaches in base units."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows that an answer adds, by table, and their names."""

    rows: Mapping[str, Sequence[Row]]
    names: tuple[str, ...]


def entry(tables: Mapping[str, Table], interfaces: Sequence[Interface], served: Served, when: When) -> Entry:
    """Say which rows an answer adds; raise `Unfit` with the reason when it has to be kept aside."""
    by_series: dict[Interface, list[Fetched]] = {of: [] for of in interfaces}
    for value in served.values:
        by_series[value.of].append(value)
    document = _document(tables, interfaces[0], served, when.seen)
    found: dict[str, list[Row]] = {}
    names: list[str] = []
    for of, values in by_series.items():
        name, by_period = document["document_id"], ordered(of, values)
        if of.table == RATES:
            rows = rates.new(tables, of, by_period, when, name, is_copy=served.kind == Kind.COPY)
        else:
            rows = figures.new(tables, of, by_period, when, name)
        if rows:
            found.setdefault(of.table, []).extend(rows)
            names += [f"{r['date']} {r['quote']}" if of.table == RATES else r["observation_id"] for r in rows]
    if found and document["document_id"] not in tables["documents"]["document_id"]:
        found["documents"] = [document]
    return Entry(found, tuple(names))


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
