"""Read `figures.csv`, a sheet of eight columns, and derive the rows of the full tables from it.

The columns are who, what, when, value, unit, publisher, address and published; the optional ones are document, place
and note. An empty cell repeats the one above it, except in value, place and note; an empty
`document` beside a new address says that nobody knows whose page it is. Names of rows, bounds,
precision, frequency, vintage, documents and sources follow from what is printed there. Further addresses, with blanks
between them, are documents that print the same.
"""

import csv
import hashlib
import io
import re
import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from analysis.dataset.dates import first_day, is_day, last_day
from analysis.dataset.printed_number import read_number
from analysis.dataset.records import Document, DocumentKind, Observation
from analysis.dataset.schema_checks import CONTROL, FORMULA, DataError, Defect, Table
from analysis.dataset.unit_names import is_money, is_small_count
from analysis.errors import nearest

FIGURES_CSV = "figures.csv"
COLUMNS = ("who", "what", "when", "value", "unit", "publisher", "address", "published")
OPTIONAL_COLUMNS = ("document", "place", "note")
REPEATED = tuple(name for name in COLUMNS if name != "value")
"""The columns in which an empty cell repeats the one above."""

Row = dict[str, str]

DOCUMENT_KINDS = tuple(kind.value for kind in DocumentKind if kind not in (DocumentKind.UNSEEN, DocumentKind.UNKNOWN))
"""The kinds of documents that can be given in the column `document`."""

REGIONS = frozenset({"world", "global", "europe", "european union", "eu", "euro area", "oecd", "asia", "africa"})
"""Names of regions, which have no place in a ranking; entities.csv can declare others."""


def read_period(text: str) -> tuple[str, date, date]:
    """Return frequency, first and last day of a period; raise `ValueError` for anything else.

    It may also raise `OverflowError`, on the last day of the calendar. Whether a span ends before it starts is left to
    the checks of rows.

    >>> read_period("2024-Q1"), read_period("2024-03-15")[0]
    (('Q', datetime.date(2024, 1, 1), datetime.date(2024, 3, 31)), '_Z')
    """
    # Two days, such as 2023-04-01 to 2024-03-31, which is a year of a budget
    first, is_span, last = text.partition(" to ")
    if is_span:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        is_year = start.day == 1 and end + timedelta(1) == start.replace(year=start.year + 1)
        return "A" if is_year else "_Z", start, end

    quarter = re.fullmatch(r"(\d{4})[- ]?Q([1-4])", text)
    if quarter:
        year, last_month = int(quarter[1]), 3 * int(quarter[2])
        _, days_of_last_month = monthrange(year, last_month)
        return "Q", date(year, last_month - 2, 1), date(year, last_month, days_of_last_month)

    # 2024, 2024-03 or 2024-03-15: as many hyphens as parts are given beyond the year.
    # A single day is irregular (_Z), as a sheet holds no daily series; `is_day` alone would take 2024-W10-1 as well.
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) or not is_day(text):
        raise ValueError
    frequency = ("A", "M", "_Z")[text.count("-")]
    return frequency, first_day(text), last_day(text)


def read_sheet(text: str, file: str = FIGURES_CSV) -> list[tuple[int, Row]]:
    """Return the rows of a sheet with their numbers, each empty cell filled from above.

    Trailing cells may be missing, as spreadsheets leave out empty ones. Raises `DataError` with every row that has more
    cells than the header, or a faulty one.
    """
    table = read_cells(text, file)
    header = [name.strip().lower() for name in table[0]] if table else []
    header_fault = _header_fault(header)
    if header_fault:
        raise DataError([Defect(file, 1, *header_fault)])

    rows: list[tuple[int, Row]] = []
    defects: list[Defect] = []
    row_above = dict.fromkeys(COLUMNS + OPTIONAL_COLUMNS, "")
    for number, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        fault = _row_fault(header, cells)
        if fault:
            defects.append(Defect(file, number, "-", fault))
            continue

        row = _filled(header, cells, row_above)
        row_above = row  # also if it is faulty: its other cells still hold for the rows below
        faults = {name: _cell_fault(name, row[name]) for name in header if name}
        if any(faults.values()):
            defects += [Defect(file, number, name, fault) for name, fault in faults.items() if fault]
        else:
            rows.append((number, row))
    defects += _swapped(rows, file)
    if defects:
        raise DataError(defects)
    return rows


def _row_fault(header: list[str], cells: list[str]) -> str:
    """Return why a row does not fit the header, or an empty text; spreadsheets may add empty columns without a name."""
    if len(cells) > len(header):
        return f"has {len(cells)} cells; the header has {len(header)}"
    for name, cell in zip(header, cells, strict=False):
        if not name and cell.strip():
            return f"has {cell.strip()[:40]!r} in a column without a name; name it"
    return ""


def _filled(header: list[str], cells: list[str], row_above: Row) -> Row:
    """Return a row by columns, with what its empty cells repeat from the row above."""
    row = dict.fromkeys(row_above, "")
    for name, cell in zip(header, cells, strict=False):
        row[name] = cell.strip()
    # whose page it is belongs to the address: a new address begins without
    if not row["address"]:
        row["document"] = row["document"] or row_above["document"]
    for name in REPEATED:
        row[name] = row[name] or row_above[name]
    return row


def _swapped(rows: Sequence[tuple[int, Row]], file: str) -> Iterator[Defect]:
    """Find rows with `who` and `what` swapped: what is measured is a region, or is another row's `who`.

    Of two rows with the same word under `who` and under `what` the later one is taken for swapped, unless the `who` of
    the earlier one stands under `what` elsewhere.
    """
    # reversed, so that the first row with a name stays
    first_who = {row["who"].casefold(): number for number, row in reversed(rows)}
    first_what = {row["what"].casefold(): number for number, row in reversed(rows)}
    for number, row in rows:
        what, who = row["what"].casefold(), row["who"].casefold()
        row_with_who = first_who.get(what)
        is_region = what.removeprefix("the ") in REGIONS
        is_name = row_with_who is not None and (row_with_who < number or who in first_what)
        if is_region or is_name:
            where = f", who in row {row_with_who}" if row_with_who else ""
            fault = f"{row['what'][:40]!r} is a name{where}; who and what seem to be swapped"
            yield Defect(file, number, "what", fault)


def read_cells(text: str, file: str) -> list[list[str]]:
    """Return the cells of a table by row, separated by commas or, from some spreadsheets, semicolons or tabs.

    Raises `DataError` if the text cannot be parsed.
    """
    text = text.removeprefix("\ufeff")
    # if none occurs it is the comma, which stands first
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(reader)
    except csv.Error as error:
        raise DataError([Defect(file, reader.line_num, "-", f"cannot be read: {error}")]) from None


def _header_fault(header: list[str]) -> tuple[str, str] | None:
    """Return a column that is missing or unknown, with what is wrong; None if there is none."""
    names = COLUMNS + OPTIONAL_COLUMNS
    for name in COLUMNS:
        if name not in header:
            return name, f"the column is missing; expected {', '.join(COLUMNS)}"
    for name in header:
        if name and name not in names:  # spreadsheets may add columns without a name
            return name, f"the column is unknown{nearest(name, names)}; expected {', '.join(COLUMNS)}"
        if name and header.count(name) > 1:
            return name, "the column is there twice; keep one of them"
    return None


def _cell_fault(name: str, text: str) -> str:
    """Return why a cell, filled from above, cannot stand in a column, or an empty text."""
    if not text:
        if name == "value":
            return "is empty; every row needs a value"
        return "" if name in OPTIONAL_COLUMNS else "is empty, and no row above has it"
    control = CONTROL.search(text)
    if control:
        return f"{text[:40]!r} holds the control character U+{ord(control[0]):04X}; remove it"
    if FORMULA.match(text):
        return f"{text[:40]!r} starts like a spreadsheet formula; remove the {text.strip()[0]!r}"

    if name == "when":
        try:
            read_period(text)
        except (OverflowError, ValueError):
            is_season = re.fullmatch(r"\d{4}[/–-]\d{2,4}", text)
            hint = "; of a season give both days" if is_season else ""
            return (
                f"{text[:40]!r} is no period, such as 2024, 2024-Q1, 2024-03, 2024-03-15 "
                f"or 2023-04-01 to 2024-03-31{hint}"
            )
    if name == "published":
        if not (re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) and is_day(text)):
            return f"{text[:40]!r} is no day, such as 2024-04-12, nor a month or year"
        if is_in_future(first_day(text)):
            return f"{text} lies in the future; write the day on which the figure became public"
    if name == "address" and not re.fullmatch(r'https?://[^\s<>"]+( +https?://[^\s<>"]+)*', text):
        return f"{text[:60]!r} is no address, such as https://example.org/page"
    if name == "document" and text not in DOCUMENT_KINDS:
        return f"{text[:40]!r} is unknown; expected one of {', '.join(DOCUMENT_KINDS)}"
    return ""


def is_in_future(day: date) -> bool:
    """Return whether a day is later than today anywhere on Earth."""
    return day > date.today() + timedelta(1)


def slug(text: str) -> str:
    """Make a name of small letters of any script, digits and underscores from a text; accents are dropped.

    >>> slug("Nests of storks"), slug("Côte d’Ivoire"), slug("東京")
    ('nests_of_storks', 'cote_d_ivoire', '東京')
    """
    plain = unicodedata.normalize("NFKD", text).lower()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    # composed again, as syllables of Korean were taken apart as well
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", letters))
    # a text of signs alone, such as %, still needs a name
    return "_".join(words) or hashlib.sha256(text.encode()).hexdigest()[:8]


def former_slug(text: str) -> str:
    """Return the name as versions before 2.1.0 built it, in ASCII only; it stays valid."""
    spaced = re.sub(r"[^\w\s]", " ", text)
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    if not plain.strip():
        plain = hashlib.sha256(text.encode()).hexdigest()[:8]
    return "_".join(re.findall(r"[a-z0-9]+", plain))


def former_names(tables: Mapping[str, Table]) -> dict[str, str]:
    """Return the present name of each indicator, and code of each entity, by the name before 2.1.0 if it differs."""
    indicators, entities = tables["indicators"], tables["entities"]
    # a code that does not follow from its name was given by hand, and has not changed
    renamed = {}
    for name, code in zip(indicators["name"], indicators["indicator"], strict=True):
        if slug(name) == code != former_slug(name):
            renamed[former_slug(name)] = code
    for name, code in zip(entities["name_in_prose"], entities["entity"], strict=True):
        if slug(name).upper() == code != former_slug(name).upper():
            renamed[former_slug(name).upper()] = code
    return renamed


@dataclass(slots=True)
class Derived:
    """Rows of the full tables derived from a sheet, and the row of the sheet that each comes from."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    origins: dict[str, list[int]] = field(default_factory=dict)

    def add(self, table: str, row: Row, number: int) -> None:
        """Add a row to a table."""
        self.tables.setdefault(table, []).append(row)
        self.origins.setdefault(table, []).append(number)

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """Go through the rows added to a table, each with the row of the sheet that it comes from."""
        return zip(self.origins.get(table, []), self.tables.get(table, []), strict=True)


TEXT_COLUMNS = {
    "observations": tuple(column.name for column in fields(Observation)),
    "documents": tuple(column.name for column in fields(Document)),
    "sources": ("source_id", "publisher", "title", "licence", "kind", "note"),
    "entities": ("entity", "kind", "name", "name_in_prose", "name_ja", "name_es", "currency", "note"),
    "indicators": ("indicator", "name", "unit", "better", "kind", "denominators", "definition"),
    "accounts": ("account", "name", "definition"),
}
"""The tables that a sheet adds to, with their columns."""

LICENCE = "as its publisher says"


class FigureSheet:
    """Derive rows of the full tables, under names that tables already have or that follow from the words."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        def column(table: str, name: str) -> list[str]:
            return tables.get(table, {}).get(name, [])

        # What this sheet adds, and again its documents by address and its sources by name: later rows complete them
        self.derived = Derived()
        self.new_documents: dict[str, Row] = {}
        self.new_sources: dict[str, Row] = {}

        # An economy or indicator may be written by its code or by any of its names
        self.entities: dict[str, str] = {}
        columns = [column("entities", name) for name in ("entity", "name", "name_in_prose")]
        for code, name, name_in_prose in zip(*columns, strict=True):
            for spelling in (code, name, name_in_prose):
                self.entities[spelling.casefold()] = code
        self.indicators: dict[str, str] = {}
        for code, name in zip(column("indicators", "indicator"), column("indicators", "name"), strict=True):
            for spelling in (code, name):
                self.indicators[spelling.casefold()] = code

        # The name of a document by its address, the publisher of a source, and that of each series
        self.documents: dict[str, str] = {}
        for name, address in zip(column("documents", "document_id"), column("documents", "url"), strict=True):
            if address:
                self.documents[address] = name
        self.sources = dict(zip(column("sources", "source_id"), column("sources", "publisher"), strict=True))
        self.accounts = set(column("accounts", "account"))
        self.publishers: dict[tuple[str, str], str] = {}
        # the publisher of the first row of a series; each source is known, as references were checked before
        series = zip(column("observations", "indicator"), column("observations", "entity"), strict=True)
        for key, source in zip(series, column("observations", "source_id"), strict=True):
            self.publishers.setdefault(key, self.sources[source])

        # The row of the sheet in which a figure stands; 0 for those of the full tables
        self.rows_of_figures = dict.fromkeys(column("observations", "observation_id"), 0)

    def add(self, number: int, row: Row) -> list[tuple[str, str]]:
        """Derive the rows of one figure; return its faults, each with its column."""
        try:
            figure = self.figure(number, row)
        except ValueError as error:
            return [("value", str(error))]
        name = figure["observation_id"]
        first = self.rows_of_figures.setdefault(name, number)
        if first != number:
            place = f"row {first}" if first else f"{name} in observations.csv"
            return [("when", f"repeats {place}; a figure stands once for each day of publication")]
        self.derived.add("observations", figure, number)
        return []

    def figure(self, number: int, row: Row) -> Row:
        """Return one figure as a row of `observations.csv`; raise `ValueError` if it holds no number."""
        # before anything is entered, as this may fail
        reading = read_number(row["value"], row["unit"])
        frequency, start, end = read_period(row["when"])
        published = last_day(row["published"])
        entity = self.entity(row["who"], number)
        indicator = self.indicator(row["what"], reading.unit, number)
        account = self.account(row, indicator, entity, number)
        document, *confirming = [
            self.document(row | {"address": address}, number) for address in row["address"].split()
        ]

        period = row["when"].replace(" to ", "--").replace(" ", "")
        parts = (indicator, entity, period, account, published.isoformat())
        is_forecast = _is_forecast(row, reading.unit, start, end, published)
        figure = dict.fromkeys(TEXT_COLUMNS["observations"], "")
        figure |= {
            "observation_id": ".".join(part for part in parts if part),
            "entity": entity,
            "indicator": indicator,
            "account": account,
            "frequency": frequency,
            "period_start": start.isoformat(),
            "period_end": end.isoformat(),
            "status": "F" if is_forecast else "A",
            "source_id": self.source(row["publisher"], row["what"], number),
            "published": published.isoformat(),
            # of a month or year only its last day is known to be late enough
            "published_is": "exact" if row["published"].count("-") == 2 else "latest",
            "vintage": f"{row['publisher']} {row['published']}",
            "document_id": document,
            "locator": row["place"],
            "confirmed_by": " ".join(confirming),
            "note": row["note"],
        }
        return figure | reading.cells

    def entity(self, name: str, number: int) -> str:
        """Return the code of an economy, and enter it where it is new."""
        spelling = name.casefold()
        if spelling not in self.entities:
            is_code = re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
            code = name if is_code else slug(name).upper()
            entity = dict.fromkeys(TEXT_COLUMNS["entities"], "")
            entity |= {
                "entity": code,
                "kind": "region" if spelling.removeprefix("the ") in REGIONS else "economy",
                "name": name.removeprefix("the "),
                "name_in_prose": name,
            }
            self.derived.add("entities", entity, number)
            self.entities[spelling] = code
            self.entities[code.casefold()] = code
        return self.entities[spelling]

    def indicator(self, name: str, unit: str, number: int) -> str:
        """Return the code of an indicator, and enter it where it is new."""
        spelling = name.casefold()
        if spelling not in self.indicators:
            code = slug(name)
            # a name in small letters without blanks is a code, to be shown in words
            if not re.search(r"[A-Z ]", name):
                name = name.replace("_", " ").capitalize()
            indicator = dict.fromkeys(TEXT_COLUMNS["indicators"], "")
            indicator |= {"indicator": code, "name": name, "unit": unit, "better": "none", "definition": name}
            self.derived.add("indicators", indicator, number)
            self.indicators[spelling] = code
            self.indicators[code] = code
        return self.indicators[spelling]

    def account(self, row: Row, indicator: str, entity: str, number: int) -> str:
        """Return the account of a figure: empty for the first publisher of a series, else the publisher."""
        publisher = row["publisher"]
        if self.publishers.setdefault((indicator, entity), publisher) == publisher:
            return ""
        account = slug(publisher)
        if account not in self.accounts:
            definition = f"According to {publisher}."
            self.derived.add("accounts", {"account": account, "name": publisher, "definition": definition}, number)
            self.accounts.add(account)
        return account

    def source(self, publisher: str, title: str, number: int) -> str:
        """Return the source of a publisher, and enter it where it is new; its title names its series."""
        for name, publisher_of_source in self.sources.items():
            if publisher_of_source == publisher:
                self._add_title(name, title)
                return name
        # publishers with the same letters, such as A-B and A B, are one source, under the name that came first
        name = slug(publisher)
        if name not in self.sources:
            source = {
                "source_id": name,
                "publisher": publisher,
                "title": title,
                "licence": LICENCE,
                "kind": "published",
                "note": "",
            }
            self.derived.add("sources", source, number)
            self.sources[name] = publisher
            self.new_sources[name] = source
        return name

    def _add_title(self, name: str, title: str) -> None:
        """Add a series to the title of a source that this sheet entered: what the publisher is cited for."""
        source = self.new_sources.get(name)
        if source and title not in source["title"].split("; "):
            source["title"] += f"; {title}"

    def document(self, row: Row, number: int) -> str:
        """Return the document at an address, and enter it where it is new."""
        address = row["address"]
        kind = row["document"] or DocumentKind.UNKNOWN.value
        about = {"kind": kind}
        if kind == DocumentKind.OWN:
            about["publisher"] = row["publisher"]
        elif kind == DocumentKind.COPY:
            about["note"] = f"of {row['publisher']}"

        if address not in self.documents:
            host = (urlsplit(address).hostname or "").removeprefix("www.")
            document = dict.fromkeys(TEXT_COLUMNS["documents"], "")
            document |= {
                "document_id": f"{slug(row['publisher'])}_{hashlib.sha256(address.encode()).hexdigest()[:6]}",
                "publisher": host,
                "title": f"[Page of {host}]",
                "url": address,
                "language": "en",
            }
            document |= about
            self.derived.add("documents", document, number)
            self.new_documents[address] = document
            self.documents[address] = document["document_id"]
        elif row["document"] and address in self.new_documents:
            # a later row may say whose page it is
            self.new_documents[address] |= about
        return self.documents[address]


FORESEEN = re.compile(r"\b(?:fore(?:cast|see|saw)|project(?:ed|ion)|predict|expected|planned|budget)", re.IGNORECASE)
"""Words in a row that call its figure a forecast."""


def _is_forecast(row: Row, unit: str, start: date, end: date, published: date) -> bool:
    """Return whether a figure is a forecast: published before its period, or, unless it is counted, before its end.

    Money may have been spent long before a year ends; it is a forecast only if what or note says so.
    """
    if start > published:
        return True
    if is_money(unit):
        return end > published and FORESEEN.search(f"{row['what']} {row['note']}") is not None
    return not is_small_count(unit) and end > published


def extend(tables: dict[str, Table], rows: Iterable[tuple[int, Row]], file: str = FIGURES_CSV) -> Derived:
    """Add the rows derived from a sheet to the tables; raise `DataError` with every row that cannot be read."""
    sheet = FigureSheet(tables)
    defects = []
    for number, row in rows:
        defects += [Defect(file, number, column, fault) for column, fault in sheet.add(number, row)]
    if defects:
        raise DataError(defects)

    for name, added in sheet.derived.tables.items():
        table = tables.setdefault(name, {column: [] for column in TEXT_COLUMNS[name]})
        for column, cells in table.items():
            cells += [row.get(column, "") for row in added]
    return sheet.derived


MOST_NAMES_COMPARED = 500
"""Names up to which each is compared with each other one."""

LARGEST_MULTIPLE_OF_MEDIAN = 5
"""So many times the median of its series a figure may be before a remark is made on it."""

LARGEST_FRACTION = 0.01
"""A percentage below this one may be a fraction of one, such as 0.34 that was meant for 34%."""

LEAST_MULTIPLE_OF_FRACTION = 10
"""The usual percentage of an indicator is more than so many times one that is taken for a fraction."""

LEAST_SIMILARITY = 0.8
"""How alike two names are, from zero to one, of which one may be a slip."""


def remarks(tables: Mapping[str, Table], derived: Derived, file: str = FIGURES_CSV) -> Iterator[str]:
    """Remark on rows of a sheet that may be slips.

    These are names that are nearly alike, numbers far from their series, negative counts, and documents of unknown
    kind.
    """
    rows = list(derived.rows("observations"))
    by_series: dict[tuple[str, str, str], list[tuple[int, Row]]] = defaultdict(list)
    by_indicator: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in rows:
        by_series[row["indicator"], row["entity"], row["account"]].append((number, row))
        by_indicator[row["indicator"]].append((number, row))

    for figures in by_series.values():
        yield from _far_from_series(figures, file)
    for figures in by_indicator.values():
        yield from _fractions(figures, file)
    for number, row in rows:
        value = float(row["value"])
        if row["unit"] == "share" and value > 1:
            yield f"{file}:{number}: {row['printed']} is more than the whole; is it right?"
        if value < 0 and is_small_count(row["unit"]):
            yield f"{file}:{number}: {row['printed']} is a negative number of {row['unit']}; is it a change?"
    yield from _unknown_documents(derived, file)

    for column, table in (("who", "entities"), ("what", "indicators")):
        names = tables[table]["name"]
        if len(names) > MOST_NAMES_COMPARED:
            yield f"{file}: {len(names):,} names under {column} are too many to be compared for slips"
            continue
        for number, row in derived.rows(table):
            others = [name for name in names if name != row["name"]]
            similar = get_close_matches(row["name"], others, 1, LEAST_SIMILARITY)
            if similar:
                yield f"{file}:{number}: {column} {row['name']!r} is nearly {similar[0]!r}; is it a slip?"


def _far_from_series(figures: list[tuple[int, Row]], file: str) -> Iterator[str]:
    """Remark on figures far from the median of their series, if there are at least three and it is not zero."""
    middle = median(abs(float(row["value"])) for _, row in figures)
    if len(figures) <= 2 or not middle:
        return
    for number, row in figures:
        multiple = abs(float(row["value"])) / middle
        if not 1 / LARGEST_MULTIPLE_OF_MEDIAN <= multiple <= LARGEST_MULTIPLE_OF_MEDIAN:
            yield f"{file}:{number}: {row['printed']} is far from the other figures of its series; is it right?"


def _fractions(figures: list[tuple[int, Row]], file: str) -> Iterator[str]:
    """Remark on a figure such as 0.34 among percentages, which may be a fraction of one."""
    small: list[tuple[int, Row, float]] = []
    others: list[float] = []
    for number, row in figures:
        if row["unit"] != "share":
            continue
        value = abs(float(row["value"]))
        if 0 < value < LARGEST_FRACTION:
            small.append((number, row, value))
        else:
            others.append(value)

    # Two small ones may well be right, and one beside a nought as well
    if len(small) != 1 or not others or min(others) < LARGEST_FRACTION:
        return
    number, row, value = small[0]
    if median(others) > LEAST_MULTIPLE_OF_FRACTION * value:
        # the value of 0.34% is 0.0034, and 34% is what may be meant
        digits = f"{value * 1e4:.4g}"
        yield f"{file}:{number}: {row['printed']} stands among larger percentages; is it {digits}%?"


def _unknown_documents(derived: Derived, file: str) -> Iterator[str]:
    """Remark on documents of unknown kind: the first, and the number of others."""
    unknown = []
    for number, row in derived.rows("documents"):
        if row["kind"] == DocumentKind.UNKNOWN:
            unknown.append((number, row["url"]))
    if unknown:
        number, address = unknown[0]
        more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
        yield (
            f"{file}:{number}: nothing says whose page {address} is{more}, so no verdict on it is well sourced; "
            f"write one of {', '.join(DOCUMENT_KINDS)} in the column document"
        )


SHEET_COLUMNS = {
    "period_start": "when", "period_end": "when", "frequency": "when", "entity": "who", "indicator": "what",
    "low": "value", "high": "value", "precision": "value", "printed": "value", "qualifier": "value",
    "source_id": "publisher", "document_id": "address", "url": "address", "kind": "document", "locator": "place",
}  # fmt: skip
"""The column of the sheet from which a column of the full tables is derived."""


def locate(
    defects: Iterable[Defect], tables: Mapping[str, Table], derived: Derived, file: str = FIGURES_CSV
) -> list[Defect]:
    """Return defects, with those of derived rows located in the sheet, each once.

    A derived document has no day of reading (`seen`), so defects of that are left out. A column that the sheet does not
    need is located in `value`.
    """
    located = []
    for defect in defects:
        name = Path(defect.file).stem
        origins = derived.origins.get(name, [])
        if not origins:
            located.append(defect)
            continue

        # the derived rows are the last ones of their table, whose first row is the second line of a file
        length = len(next(iter(tables[name].values())))
        index = defect.row - 2 - (length - len(origins))
        if index < 0:
            located.append(defect)
        elif defect.column != "seen":
            column = SHEET_COLUMNS.get(defect.column, defect.column)
            if column not in COLUMNS + OPTIONAL_COLUMNS:
                column = "value"
            located.append(Defect(file, origins[index], column, defect.message))
    return list(dict.fromkeys(located))


def public_part(content: bytes, as_of: str) -> bytes:
    """Return the rows of a sheet that were public on a day, with all cells, for a hash."""
    try:
        rows = read_sheet(content.decode())
    except (DataError, UnicodeDecodeError):
        return content  # the rows of a faulty sheet cannot be told apart, so all of it counts
    public = [row for _, row in rows if last_day(row["published"]).isoformat() <= as_of]
    return repr(public).encode()
