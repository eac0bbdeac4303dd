"""Check the rows of the dataset for contradictions within a row and between rows."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from analysis.dataset.dates import first_day, is_day
from analysis.dataset.printed_number import token_value
from analysis.dataset.records import SAME_FIGURE, Document, DocumentKind, bounds, parse_documents
from analysis.dataset.schema_checks import Defect, Table
from analysis.dataset.unit_names import CURRENCY, WHOLE_UNITS, unit_fault


def row_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find every row that contradicts itself, another row, or the document in which it was read."""
    yield from _observation_defects(tables)
    if "article" in tables:
        yield from _figure_defects("article.csv", tables["article"])
        yield from _paragraph_defects(tables["article"], tables["claims"])
    if "exchange-rates" in tables:
        yield from _rate_defects(tables["exchange-rates"])
    if "corrections" in tables:
        yield from _correction_defects(tables["corrections"], tables["observations"])
    if "renamed" in tables:
        yield from _renaming_defects(tables)
    yield from _unit_defects(tables)
    yield from _document_defects(tables["documents"])
    yield from _reading_defects(tables)


def _rows(table: Table, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Iterate over the rows with their line numbers in the file."""
    return enumerate(zip(*(table[name] for name in columns), strict=True), 2)


def _figure_defects(path: str, table: Table) -> Iterator[Defect]:
    """Find figures whose value, bounds, printed token and unit contradict each other."""
    columns = ("value", "precision", "qualifier", "low", "high", "printed", "note", "unit")
    for number, (value_text, precision, qualifier, low, high, printed, note, unit) in _rows(table, *columns):
        value = float(value_text)
        column, fault = _bounds_fault(value, float(precision), qualifier, float(low), float(high))
        if fault:
            yield Defect(path, number, column, fault)
        if qualifier != "range":  # of a range the value is the middle, which is not printed
            fault = _token_fault(value, printed, note)
            if fault:
                yield Defect(path, number, "printed", fault)
        if qualifier == "derived" and not note:
            yield Defect(path, number, "note", "is empty; say of what the figure was worked out")
        fault = _count_fault(value, unit)
        if fault:
            yield Defect(path, number, "value", fault)


def _bounds_fault(value: float, precision: float, qualifier: str, low: float, high: float) -> tuple[str, str]:
    """Return the column that contradicts the others and how, or two empty texts."""
    if math.isinf(value) or math.isinf(precision):
        return "value", f"{value:.12g} has no end; only a bound may have none"
    if not low <= value <= high:
        return "low", f"{low:.12g} ≤ {value:.12g} ≤ {high:.12g} does not hold"
    expected_low, expected_high = bounds(value, precision, qualifier)
    for column, bound, expected in (("low", low, expected_low), ("high", high, expected_high)):
        if not math.isclose(bound, expected, rel_tol=1e-9, abs_tol=1e-12):
            return column, f"{bound:.12g} contradicts value, precision and {qualifier}; expected {expected:.12g}"
    return "", ""


def _token_fault(value: float, printed: str, note: str) -> str:
    """Return why a value is not the number printed, or an empty text; a note may explain a token without a number."""
    token = token_value(printed)
    if token is None:
        return "" if note else f"{printed[:40]!r} holds no number; say in note how it is read"
    if math.isinf(value) or math.isclose(token, value, rel_tol=1e-9):
        return ""
    return f"{printed[:40]!r} reads {token:.12g}, but the value is {value:.12g}; write both as the document has them"


def _count_fault(value: float, unit: str) -> str:
    """Return why a value cannot be a rank or a number of persons, firms or economies, or an empty text."""
    if unit not in WHOLE_UNITS or math.isinf(value):
        return ""
    least = 1 if unit == "rank" else 0
    if value >= least and value.is_integer():
        return ""
    if unit == "rank":
        return f"{value:.12g} is no place; expected a whole number, from one up"
    return f"{value:.12g} is no number of {unit}; expected a whole number, from zero up"


def _paragraph_defects(article: Table, claims: Table) -> Iterator[Defect]:
    """Find figures of the article that stand in another paragraph than their claim, which each of them names."""
    paragraphs_of_claims = dict(zip(claims["claim_id"], claims["paragraph"], strict=True))
    for number, (claim, paragraph) in _rows(article, "claim_id", "paragraph"):
        expected = paragraphs_of_claims[claim]
        if paragraph != expected:
            fault = f"{paragraph or 'none'} is not that of {claim} in claims.csv, {expected or 'none'}"
            yield Defect("article.csv", number, "paragraph", fault)


def _observation_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find observations with an impossible figure, base or period, and those that contradict an earlier row."""
    path, table = "observations.csv", tables["observations"]
    yield from _figure_defects(path, table)
    yield from _contradictions(table)
    columns = ("base_period", "unit", "frequency", "period_start", "period_end")
    for number, (base, unit, frequency, start, end) in _rows(table, *columns):
        fault = _base_fault(base, unit)
        if fault:
            yield Defect(path, number, "base_period", fault)
        column, fault = _period_fault(frequency, start, end)
        if fault:
            yield Defect(path, number, column, fault)


def _base_fault(base: str, unit: str) -> str:
    """Return why an index has no valid base year, or an empty text; other units need none."""
    if unit != "index" or re.fullmatch(r"\d{4}", base):
        return ""
    fault = f"{base!r} is no year" if base else "is empty"
    return f"{fault}; an index needs the year in which it is a hundred, such as 2020"


def _period_fault(frequency: str, start: str, end: str) -> tuple[str, str]:
    """Return the faulty column and why it is no period of the frequency, or two empty texts.

    With `_Z` one or both of the days may be missing: a row with one of them is of that day.
    """
    if not start or not end:
        if frequency == "_Z":
            return "", ""
        return "frequency", f"{frequency} needs a period; give both its days, or _Z"
    if start > end:
        return "period_end", f"{end} lies before {start}"
    if _is_period(frequency, date.fromisoformat(start), date.fromisoformat(end)):
        return "", ""
    return "frequency", f"{start} to {end} is no period of frequency {frequency}"


def _is_period(frequency: str, start: date, end: date) -> bool:
    """Return whether two days are the first and the last of a period of a frequency of SDMX.

    `_Z` stands for what happens once or irregularly: any period is one.
    """
    match frequency:
        case "A":
            return start.day == 1 and _months(start, end) == 12
        case "Q":
            return start.day == 1 and start.month % 3 == 1 and _months(start, end) == 3
        case "M":
            return start.day == 1 and _months(start, end) == 1
        case "D":
            return start == end
    return True


def _day_after(day: date) -> date:
    # the last day of the calendar, on which nothing follows, stands for itself
    return day + timedelta(1) if day < date.max else day


def _months(start: date, end: date) -> int:
    """Return how many months a period has, or 0 if it does not end with a month."""
    after = _day_after(end)
    if after.day != 1:
        return 0
    return (after.year - start.year) * 12 + after.month - start.month


def _contradictions(table: Table) -> Iterator[Defect]:
    """Find rows that differ from an earlier row for the same figure of the same vintage.

    Where two documents disagree both are kept, and the one that is not used names the other in `disagrees_with`.
    """
    # Rows are told apart by their index here, as the cells of several columns are compared
    index_of = {name: index for index, name in enumerate(table["observation_id"])}
    first: dict[tuple[str, ...], int] = {}
    figures = zip(*(table[name] for name in SAME_FIGURE), strict=True)
    for index, figure in enumerate(figures):
        rival = table["disagrees_with"][index]
        if rival:
            fault = _rival_fault(table, index, index_of.get(rival))
            if fault:
                yield Defect("observations.csv", index + 2, "disagrees_with", f"{rival!r} {fault}")
            continue

        before = first.setdefault(figure, index)
        if before == index:
            continue
        for column in ("value", "low", "high"):
            value, earlier_value = table[column][index], table[column][before]
            if float(value) != float(earlier_value):
                row = f"row {before + 2}, {table['observation_id'][before]}"
                message = f"{value} contradicts the {earlier_value} of {row}, in the same vintage"
                yield Defect(
                    "observations.csv", index + 2, column, f"{message}; keep one, or name it in disagrees_with"
                )
                break  # the bounds follow the value


def _rival_fault(table: Table, index: int, rival: int | None) -> str:
    """Return why a row cannot be the one that a rival row disagrees with, or an empty text."""
    if rival is None or rival == index:
        return "is no other row of this table"
    for column in SAME_FIGURE:
        # two documents that disagree may have appeared on different days
        if column != "published" and table[column][index] != table[column][rival]:
            return f"is about another figure: {column} differs"
    if float(table["value"][index]) == float(table["value"][rival]):
        return "has the same value; name the document in its confirmed_by"
    if table["disagrees_with"][rival]:
        return "names a row that is itself set aside"
    return ""


def _correction_defects(corrections: Table, observations: Table) -> Iterator[Defect]:
    """Find corrections to an impossible value, or to the value that the source has."""
    units = dict(zip(observations["observation_id"], observations["unit"], strict=True))
    for number, (name, expected, corrected) in _rows(corrections, "observation_id", "expected", "corrected"):
        value = float(corrected)
        if math.isinf(value):
            fault = f"{corrected} has no end"
        else:
            # a name that no row has is a fault of its own, by the references of the table
            fault = _count_fault(value, units.get(name, ""))
        if not fault and value == float(expected):
            fault = f"{corrected} is what the source has; remove the correction"
        if fault:
            yield Defect("corrections.csv", number, "corrected", fault)


def _renaming_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find names that are listed as changed and are still in use, or lead to one that was changed itself."""
    used = set(tables["observations"]["observation_id"]) | set(tables["sources"]["source_id"])
    table = tables["renamed"]
    for number, (old, new) in _rows(table, "old", "new"):
        if old in used:
            yield Defect("renamed.csv", number, "old", f"{old!r} is still in use")
        if new and new in table["old"]:
            yield Defect("renamed.csv", number, "new", f"{new!r} was renamed itself; give the name it has now")


def _unit_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find invalid units, and rows whose unit is not that of their indicator; equal faults share one line."""
    units = dict(zip(tables["indicators"]["indicator"], tables["indicators"]["unit"], strict=True))
    currencies = dict(zip(tables["entities"]["entity"], tables["entities"]["currency"], strict=True))
    # the indicators are told apart by their names, so these are their rows in order
    for number, unit in enumerate(units.values(), 2):
        fault = unit_fault(unit)
        if fault:
            yield Defect("indicators.csv", number, "unit", fault)

    for name in ("observations", "article"):
        if name not in tables:
            continue
        numbers_by_fault: dict[str, list[int]] = {}
        for number, (unit, indicator, entity) in _rows(tables[name], "unit", "indicator", "entity"):
            fault = _row_unit_fault(unit, units[indicator], currencies[entity], indicator)
            if fault:
                numbers_by_fault.setdefault(fault, []).append(number)
        for fault, numbers in numbers_by_fault.items():
            many = f" (in {len(numbers)} rows)" if len(numbers) > 1 else ""
            yield Defect(f"{name}.csv", numbers[0], "unit", fault + many)


def _row_unit_fault(unit: str, declared: str, currency: str, indicator: str) -> str:
    """Return why a unit is not the one declared for an indicator, or an empty text.

    An indicator may be declared in the national currency, which is that of the row's entity, or in any currency.
    """
    # without a currency it is a text that is no unit, so that no row fits
    in_currency = declared.replace("national currency", currency or "-")
    if unit == in_currency or (declared == "currency" and CURRENCY.fullmatch(unit)):
        return ""
    if declared == "currency":
        expected = "a currency"
    else:
        expected = in_currency if currency else declared
    return f"{unit!r} is not the unit of {indicator}; expected {expected}"


class _RateRow(NamedTuple):
    source: str
    quote: str
    base: str
    day: str
    published: str
    precision: str
    rate: str

    @property
    def series(self) -> tuple[str, str, str]:
        return self.source, self.quote, self.base


def _rate_defects(table: Table) -> Iterator[Defect]:
    """Find rates out of order; a series has to be contiguous, sorted by day, and published in that order."""
    columns = ("source_id", "quote", "base", "date", "published", "precision", "rate")
    rows = [(number, _RateRow(*cells)) for number, cells in _rows(table, *columns)]

    def defect(number: int, column: str, message: str) -> Defect:
        return Defect("exchange_rates.csv", number, column, message)

    for number, row in rows:
        if math.isinf(float(row.rate)):
            yield defect(number, "rate", f"{row.rate} has no end")
        if row.quote == row.base:
            yield defect(number, "quote", f"{row.quote} has no rate in itself")
        if row.day > row.published:
            yield defect(number, "published", f"{row.published} lies before the day, {row.day}")

    for (_, before), (number, row) in pairwise(rows):
        is_same_series = row.series == before.series
        if (row.series, row.day) < (before.series, before.day):
            yield defect(number, "date", f"{row.day} stands out of order; sort the table")
        elif is_same_series and row.published < before.published:
            yield defect(number, "published", f"{row.published} is earlier than the day before")
        elif is_same_series and row.precision != before.precision:
            yield defect(number, "precision", f"{row.precision} differs within one series")


def _document_defects(table: Table) -> Iterator[Defect]:
    """Find documents without an address or a day of reading, and copies without a note on the original."""
    addresses: dict[str, int] = {}
    columns = ("published", "kind", "seen", "url", "checksum", "note")
    for number, (published, kind, seen, url, checksum, note) in _rows(table, *columns):
        if published and not is_day(published):
            yield _document_defect(number, "published", f"{published!r} is in no calendar")
            continue  # nothing can be compared with it
        if kind == DocumentKind.UNSEEN:
            continue
        if not seen:
            yield _document_defect(number, "seen", "is empty; only a document of kind unseen has none")
        elif published and seen < str(first_day(published)):
            yield _document_defect(number, "seen", f"{seen} lies before {published}, its publication")
        if kind == DocumentKind.COPY and not note:
            yield _document_defect(number, "note", "is empty; say of which file or release this is a copy")
        if not url and not checksum:
            fault = "is empty; give the address, or the checksum of a file that has none"
            yield _document_defect(number, "url", fault)
        if url:
            first = addresses.setdefault(url, number)
            if first != number:
                yield _document_defect(number, "url", f"is that of row {first} as well; keep one of them")


def _document_defect(number: int, column: str, message: str) -> Defect:
    return Defect("documents.csv", number, column, message)


def _reading_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find figures, rates and claims without a usable document: one unknown, not opened, or older than they are.

    A figure whose day of publication is uncertain may be older than that day.
    """
    documents = parse_documents(tables["documents"])
    for name in ("observations", "article", "events", "exchange-rates"):
        if name in tables:
            yield from _unfit_documents(f"{name.replace('-', '_')}.csv", tables[name], documents)
    yield from _unfit_proofs(tables["claims"], documents)
    for number, name in enumerate(tables.get("corrections", {}).get("document_id", []), 2):
        fault = _document_fault(name, documents)
        if fault:
            yield Defect("corrections.csv", number, "document_id", fault)


def _unfit_documents(path: str, table: Table, documents: Mapping[str, Document]) -> Iterator[Defect]:
    """Find rows with a document that cannot be their source."""
    # a table without this column has days that are certain
    certainty = table.get("published_is", ["exact"] * len(table["published"]))
    rows = list(zip(table["document_id"], table["confirmed_by"], table["published"], certainty, strict=True))

    # Many rows share their documents and their day, so each combination is checked once
    faults = {row: list(_row_faults(*row, documents)) for row in set(rows)}
    for number, row in enumerate(rows, 2):
        for column, fault in faults[row]:
            yield Defect(path, number, column, fault)


def _row_faults(
    first: str, confirmed_by: str, published: str, certainty: str, documents: Mapping[str, Document]
) -> Iterator[tuple[str, str]]:
    """Yield the columns of a row with a document that cannot be its source, each with the reason.

    `first` is the document in which the row was read, and `certainty` is `exact` if the day of publication is known.
    """
    since = published if certainty == "exact" else ""
    confirming = confirmed_by.split()
    if len(set(confirming)) < len(confirming):
        yield "confirmed_by", "names a document twice"
    fault = _document_fault(first, documents, since)
    if fault:
        yield "document_id", fault
    for name in confirming:
        fault = _document_fault(name, documents, since)
        # a fault that it has as a document was told above
        if name == first:
            fault = f"{name!r} cannot confirm itself"
        if fault:
            yield "confirmed_by", fault


def _document_fault(name: str, documents: Mapping[str, Document], published: str = "") -> str:
    """Return why a document cannot be the source of what was public from a day on, or an empty text.

    Without a day it only has to be known and opened.
    """
    if name not in documents:
        return f"{name!r} is not in the table documents"
    document = documents[name]
    if document.kind is DocumentKind.UNSEEN:
        return f"{name!r} was not opened: it is of kind unseen and carries no figure"
    if published and document.is_not_before < date.fromisoformat(published):
        return f"{name!r} of {document.published} is older than the figure, public since {published}"
    if published and document.seen and document.seen < published:
        return f"{name!r} was opened on {document.seen}, before the figure became public on {published}"
    return ""


def _unfit_proofs(claims: Table, documents: Mapping[str, Document]) -> Iterator[Defect]:
    """Find documents that cannot decide a claim: the article itself, unreliable ones, and those not opened."""
    for number, (document, evidence) in _rows(claims, "document_id", "evidence"):
        proofs = evidence.split()
        if len(set(proofs)) < len(proofs):
            yield Defect("claims.csv", number, "evidence", "names a document twice")
        if document in proofs:
            yield Defect("claims.csv", number, "evidence", f"{document!r} is what is checked, and proves nothing")
        # the article itself, in document_id, has to be known and opened like its proofs
        named = [("document_id", document)] + [("evidence", proof) for proof in proofs]
        for column, name in named:
            fault = _document_fault(name, documents)
            if not fault and documents[name].kind is DocumentKind.UNRELIABLE:
                fault = f"{name!r} is unreliable and proves nothing"
            if fault:
                yield Defect("claims.csv", number, column, fault)
