"""Check the rows of the dataset for contradictions within a row and between rows, and the article for numbers."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from analysis.dataset.dataset import Evidence
from analysis.dataset.plausibility import token_value
from analysis.dataset.records import (
    SAME_FIGURE,
    Document,
    DocumentKind,
    bounds,
    first_day,
    is_day,
    parse_documents,
)
from analysis.dataset.schema import DataError, Defect, Table, read_text
from analysis.dataset.units import CURRENCY, unit_fault

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
    """Go through the rows with their numbers, as a text editor counts them."""
    return enumerate(zip(*(table[name] for name in columns), strict=True), 2)


def _figure_defects(path: str, table: Table) -> Iterator[Defect]:
    """Find figures whose value, bounds, printed token and unit contradict each other."""
    columns = ("value", "precision", "qualifier", "low", "high", "printed", "note", "unit")
    for number, (value, precision, qualifier, low, high, printed, note, unit) in _rows(table, *columns):
        found = (
            _bounds_fault(float(value), float(precision), qualifier, float(low), float(high)),
            ("printed", "" if qualifier == "range" else _token_fault(float(value), printed, note)),
            ("note", "" if note or qualifier != "derived" else "is empty; say of what the figure was worked out"),
            ("value", _count_fault(float(value), unit)),
        )
        yield from (Defect(path, number, column, fault) for column, fault in found if fault)


def _bounds_fault(value: float, precision: float, qualifier: str, low: float, high: float) -> tuple[str, str]:
    if math.isinf(value) or math.isinf(precision):
        return "value", f"{value:.12g} has no end; only a bound may have none"
    if not low <= value <= high:
        return "low", f"{low:.12g} ≤ {value:.12g} ≤ {high:.12g} does not hold"
    for column, given, expected in zip(("low", "high"), (low, high), bounds(value, precision, qualifier), strict=True):
        if not math.isclose(given, expected, rel_tol=1e-9, abs_tol=1e-12):
            return column, f"{given:.12g} contradicts value, precision and {qualifier}; expected {expected:.12g}"
    return "", ""


def _token_fault(value: float, printed: str, note: str) -> str:
    read = token_value(printed)
    if read is None:
        return "" if note else f"{printed[:40]!r} holds no number; say in note how it is read"
    if math.isinf(value) or math.isclose(read, value, rel_tol=1e-9):
        return ""
    return f"{printed[:40]!r} reads {read:.12g}, but the value is {value:.12g}; write both as the document has them"


def _count_fault(value: float, unit: str) -> str:
    what, least = ("place", 1) if unit == "rank" else (f"number of {unit}", 0)
    if unit not in COUNTED or math.isinf(value) or (value >= least and value.is_integer()):
        return ""
    return f"{value:.12g} is no {what}; expected a whole number, from {'one' if least else 'zero'} up"


def _paragraph_defects(article: Table, claims: Table) -> Iterator[Defect]:
    known = dict(zip(claims["claim_id"], claims["paragraph"], strict=True))
    for number, (claim, paragraph) in _rows(article, "claim_id", "paragraph"):
        if paragraph != known[claim]:
            fault = f"{paragraph or 'none'} is not that of {claim} in claims.csv, {known[claim] or 'none'}"
            yield Defect("article.csv", number, "paragraph", fault)


def _observation_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find observations whose figure, base, period or name cannot be, and those that contradict an earlier one."""
    path, table = "observations.csv", tables["observations"]
    yield from _figure_defects(path, table)
    yield from _contradictions(table)
    for number, (base, unit, *period) in _rows(table, "base_period", "unit", "frequency", "period_start", "period_end"):
        found = ("base_period", _base_fault(base, unit)), _period_fault(*period)
        yield from (Defect(path, number, column, fault) for column, fault in found if fault)


def _base_fault(base: str, unit: str) -> str:
    if unit != "index" or re.fullmatch(r"\d{4}", base):
        return ""
    what = f"{base!r} is no year" if base else "is empty"
    return f"{what}; an index needs the year in which it is a hundred, such as 2020"


def _period_fault(frequency: str, start: str, end: str) -> tuple[str, str]:
    if start and end:
        if start > end:
            return "period_end", f"{end} lies before {start}"
        is_period = PERIODS[frequency](date.fromisoformat(start), date.fromisoformat(end))
        return "frequency", "" if is_period else f"{start} to {end} is no period of frequency {frequency}"
    return "frequency", "" if frequency == "_Z" else f"{frequency} needs a period; give both its days, or _Z"


def _day_after(day: date) -> date:
    return day + timedelta(1) if day < date.max else day


def _months(start: date, end: date) -> int:
    after = _day_after(end)
    return (after.year - start.year) * 12 + after.month - start.month if after.day == 1 else 0


def _contradictions(table: Table) -> Iterator[Defect]:
    """Name each row that gives another value or bound than an earlier row for one figure in one vintage.

    Where two documents disagree both are kept, and the one that is not used names the other in `disagrees_with`.
    """
    first: dict[tuple[str, ...], int] = {}
    by_name = {name: at for at, name in enumerate(table["observation_id"])}
    for at, same in enumerate(zip(*(table[name] for name in SAME_FIGURE), strict=True)):
        if other := table["disagrees_with"][at]:
            if fault := _rival_fault(table, at, by_name.get(other)):
                yield Defect("observations.csv", at + 2, "disagrees_with", f"{other!r} {fault}")
            continue
        before = first.setdefault(same, at)
        for column in ("value", "low", "high") if before != at else ():
            here, there = table[column][at], table[column][before]
            if float(here) != float(there):
                other = f"row {before + 2}, {table['observation_id'][before]}"
                what = f"{here} contradicts the {there} of {other}, in the same vintage"
                message = f"{what}; keep one, or name it in disagrees_with"
                yield Defect("observations.csv", at + 2, column, message)
                break  # the bounds follow the value


def _rival_fault(table: Table, at: int, other: int | None) -> str:
    """Say why a row is none that another document could contradict: none of that name, or about something else."""
    if other is None or other == at:
        return "is no other row of this table"
    about = [column for column in SAME_FIGURE if column != "published"]
    if differing := next((column for column in about if table[column][at] != table[column][other]), ""):
        return f"is about another figure: {differing} differs"
    if float(table["value"][at]) == float(table["value"][other]):
        return "has the same value; name the document in its confirmed_by"
    return "names a row that is itself set aside" if table["disagrees_with"][other] else ""


def _correction_defects(corrections: Table, observations: Table) -> Iterator[Defect]:
    units = dict(zip(observations["observation_id"], observations["unit"], strict=True))
    for number, (name, expected, given) in _rows(corrections, "observation_id", "expected", "corrected"):
        value = float(given)
        fault = f"{given} has no end" if math.isinf(value) else _count_fault(value, units.get(name, ""))
        if not fault and value == float(expected):
            fault = f"{given} is what the source has; remove the correction"
        if fault:
            yield Defect("corrections.csv", number, "corrected", fault)


def _renaming_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find names that are listed as changed and are still in use, or lead to one that was changed itself."""
    used, table = {*tables["observations"]["observation_id"], *tables["sources"]["source_id"]}, tables["renamed"]
    for number, (before, since) in _rows(table, "old", "new"):
        if before in used:
            yield Defect("renamed.csv", number, "old", f"{before!r} is still in use")
        if since and since in table["old"]:
            yield Defect("renamed.csv", number, "new", f"{since!r} was renamed itself; give the name it has now")


def _unit_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find units that are none, and rows whose unit is not that of their indicator, all of one kind in one line."""
    wanted = dict(zip(tables["indicators"]["indicator"], tables["indicators"]["unit"], strict=True))
    currencies = dict(zip(tables["entities"]["entity"], tables["entities"]["currency"], strict=True))
    for number, unit in enumerate(wanted.values(), 2):
        if fault := unit_fault(unit):
            yield Defect("indicators.csv", number, "unit", fault)
    for name in ("observations", "article"):
        found = dict[str, list[int]]()
        for number, (unit, indicator, entity) in (
            _rows(tables[name], "unit", "indicator", "entity") if name in tables else ()
        ):
            if fault := _row_unit_fault(unit, wanted[indicator], currencies[entity], indicator):
                found.setdefault(fault, []).append(number)
        for fault, numbers in found.items():
            many = f" (in {len(numbers)} rows)" * (len(numbers) > 1)
            yield Defect(f"{name}.csv", numbers[0], "unit", fault + many)


def _row_unit_fault(unit: str, wanted: str, currency: str, indicator: str) -> str:
    own = wanted.replace("national currency", currency or "-")
    if unit == own or (wanted == "currency" and CURRENCY.fullmatch(unit)):
        return ""
    expected = "a currency" if wanted == "currency" else own if currency or own == wanted else wanted
    return f"{unit!r} is not the unit of {indicator}; expected {expected}"


def _rate_defects(table: Table) -> Iterator[Defect]:
    """Find rates out of order: every series stands together, by day, and becomes public in that order."""
    rows = list(_rows(table, "source_id", "quote", "base", "date", "published", "precision", "rate"))

    def defect(number: int, column: str, message: str) -> Defect:
        return Defect("exchange_rates.csv", number, column, message)

    for number, (_, quote, base, day, published, _, rate) in rows:
        if math.isinf(float(rate)):
            yield defect(number, "rate", f"{rate} has no end")
        if quote == base:
            yield defect(number, "quote", f"{quote} has no rate in itself")
        if day > published:
            yield defect(number, "published", f"{published} lies before the day, {day}")
    for (_, before), (number, row) in pairwise(rows):
        if row[:4] < before[:4]:
            yield defect(number, "date", f"{row[3]} stands out of order; sort the table")
        elif row[:3] == before[:3] and row[4] < before[4]:
            yield defect(number, "published", f"{row[4]} is earlier than the day before")
        elif row[:3] == before[:3] and row[5] != before[5]:
            yield defect(number, "precision", f"{row[5]} differs within one series")


def _document_defects(table: Table) -> Iterator[Defect]:
    """Find documents without an address or a day of reading, and copies that do not say of what."""
    addresses: dict[str, int] = {}
    for number, (published, kind, seen, url, checksum, note) in _rows(
        table, "published", "kind", "seen", "url", "checksum", "note"
    ):
        if published and not is_day(published):
            yield _document_defect(number, "published", f"{published!r} is in no calendar")
            continue
        if kind == DocumentKind.UNSEEN:
            continue
        if not seen:
            yield _document_defect(number, "seen", "is empty; only a document of kind unseen has none")
        elif published and seen < str(first_day(published)):
            yield _document_defect(number, "seen", f"{seen} lies before {published}, its publication")
        if kind == DocumentKind.COPY and not note:
            yield _document_defect(number, "note", "is empty; say of which file or release this is a copy")
        if not url:
            if not checksum:
                fault = "is empty; give the address, or the checksum of a file that has none"
                yield _document_defect(number, "url", fault)
        elif (first := addresses.setdefault(url, number)) != number:
            yield _document_defect(number, "url", f"is that of row {first} as well; keep one of them")


def _document_defect(number: int, column: str, message: str) -> Defect:
    return Defect("documents.csv", number, column, message)


def _reading_defects(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find figures, rates and claims that no document carries: one unknown, not opened, or older than they are.

    A figure whose day of publication is uncertain may be older than that day.
    """
    known = parse_documents(tables["documents"])
    for name in ("observations", "article", "events", "exchange-rates"):
        if name in tables:
            yield from _unfit_documents(f"{name.replace('-', '_')}.csv", tables[name], known)
    yield from _unfit_proofs(tables["claims"], known)
    for number, name in enumerate(tables.get("corrections", {}).get("document_id", []), 2):
        if fault := _document_fault(name, "", known):
            yield Defect("corrections.csv", number, "document_id", fault)


def _unfit_documents(path: str, table: Table, known: Mapping[str, Document]) -> Iterator[Defect]:
    """Judge each combination of documents and day once, then name every row that has a faulty one."""
    certainty = table.get("published_is", ["exact"] * len(table["published"]))
    rows = list(zip(table["document_id"], table["confirmed_by"], table["published"], certainty, strict=True))
    faults = {row: found for row in set(rows) if (found := list(_row_faults(*row, known)))}
    for number, row in enumerate(rows, 2) if faults else ():
        yield from (Defect(path, number, column, fault) for column, fault in faults.get(row, ()))


def _row_faults(
    first: str, confirmed_by: str, published: str, certainty: str, known: Mapping[str, Document]
) -> Iterator[tuple[str, str]]:
    since, others = published if certainty == "exact" else "", confirmed_by.split()
    if len(set(others)) < len(others):
        yield "confirmed_by", "names a document twice"
    if fault := _document_fault(first, since, known):
        yield "document_id", fault
    for other in others:
        fault = f"{other!r} cannot confirm itself" if other == first else _document_fault(other, since, known)
        if fault:
            yield "confirmed_by", fault


def _document_fault(name: str, published: str, known: Mapping[str, Document]) -> str:
    """Say why a document cannot carry what was public on a day."""
    if name not in known:
        return f"{name!r} is not in the table documents"
    document = known[name]
    if document.kind is DocumentKind.UNSEEN:
        return f"{name!r} was not opened: it is of kind unseen and carries no figure"
    if published and document.is_not_before < date.fromisoformat(published):
        return f"{name!r} of {document.published} is older than the figure, public since {published}"
    if published and document.seen and document.seen < published:
        return f"{name!r} was opened on {document.seen}, before the figure became public on {published}"
    return ""


def _unfit_proofs(claims: Table, known: Mapping[str, Document]) -> Iterator[Defect]:
    for number, (first, evidence) in _rows(claims, "document_id", "evidence"):
        others = evidence.split()
        if len(set(others)) < len(others):
            yield Defect("claims.csv", number, "evidence", "names a document twice")
        if first in others:
            yield Defect("claims.csv", number, "evidence", f"{first!r} is what is checked, and proves nothing")
        for column, name in (("document_id", first), *(("evidence", other) for other in others)):
            if fault := _document_fault(name, "", known):
                yield Defect("claims.csv", number, column, fault)
            elif known[name].kind is DocumentKind.UNRELIABLE:
                yield Defect("claims.csv", number, column, f"{name!r} is unreliable and proves nothing")


# The text of the article is no part of the project: it is read from a file that the user gives, and compared.

WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "zero"),
    *("hundred", "thousand", "million", "billion", "trillion", "dozen", "decade"),
    *("hundreds", "thousands", "millions", "billions", "trillions", "dozens", "decades"),
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("half", "quarter", "twice", "double", "triple"),
)
PRINTED_NUMBER = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)


def paragraphs(text: str, begins: str, ends: str) -> list[str]:
    """Return the paragraphs of the article, from its first words to those that follow its end.

    Raises `DataError` when the text does not hold the article.
    """
    start, end = text.find(begins), text.find(ends) if ends else -1
    if start < 0:
        raise DataError([Defect("article", 1, "-", "the article’s first paragraph was not found in this file")])
    body = text[start : end if end > start else None]
    return [line.strip() for line in body.splitlines() if line.strip()]


def read_article(path: Path, begins: str, ends: str) -> list[str]:
    """Read the paragraphs of the article from a file; raise `DataError` with one clear line if that fails."""
    try:
        return paragraphs(read_text(path), begins, ends)
    except OSError as error:
        raise DataError([Defect(str(path), 1, "-", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise DataError([Defect(str(path), 1, "-", "is not UTF-8; save it as UTF-8")]) from None


def unexplained_numbers(evidence: Evidence, text: list[str]) -> list[Defect]:
    """Find tokens that do not stand in their paragraph, and numbers that no claim covers."""
    found = []
    tokens: dict[int, list[str]] = {}
    for row, claim in enumerate(evidence.claims.values(), 2):
        if not claim["paragraph"]:
            continue
        number = int(claim["paragraph"])
        printed = [token.strip() for token in claim["printed"].split("|") if token.strip()]
        tokens.setdefault(number, []).extend(printed)
        where = text[number - 1] if number <= len(text) else ""
        found += [
            Defect("claims.csv", row, "printed", f"{token!r} does not stand in paragraph {number}")
            for token in printed
            if token not in where
        ]
    for number, paragraph in enumerate(text, 1):
        covered = [span for token in tokens.get(number, []) for span in _spans(token, paragraph)]
        for match in PRINTED_NUMBER.finditer(paragraph):
            if not any(start <= match.start() and match.end() <= end for start, end in covered):
                message = f"paragraph {number}: {match[0]!r} is neither a claim nor listed as not a claim"
                found.append(Defect("article", number, "-", message))
    return found


def _spans(token: str, paragraph: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(token), paragraph)]
