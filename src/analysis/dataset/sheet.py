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
import math
import re
import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from analysis.dataset.checks import COUNTED
from analysis.dataset.plausibility import BIG, WORDS, counts, read_token
from analysis.dataset.records import Document, DocumentKind, Observation, bounds, is_day, last_day
from analysis.dataset.schema import CONTROL, FORMULA, DataError, Defect, Table
from analysis.dataset.units import is_money, spelled
from analysis.errors import nearest

FILE = "figures.csv"
COLUMNS = ("who", "what", "when", "value", "unit", "publisher", "address", "published")
OPTIONAL = ("document", "place", "note")
REPEATED = tuple(name for name in COLUMNS if name != "value")

Row = dict[str, str]

KINDS = tuple(it.value for it in DocumentKind if it not in (DocumentKind.UNSEEN, DocumentKind.UNKNOWN))
"""What can be said of a document in the column `document`."""

REGIONS = frozenset({"world", "global", "europe", "european union", "eu", "euro area", "oecd", "asia", "africa"})
"""Names of what is no single economy and takes no place in a ranking; entities.csv can say so of others."""

QUALIFIERS = {
    "exactly": "exact",
    **dict.fromkeys(("about", "around", "roughly", "nearly", "almost", "some", "~", "≈"), "approx"),
    **dict.fromkeys(("more than", "over", "above", "just over", "in excess of", ">"), "gt"),
    **dict.fromkeys(("at least", "no fewer than", "no less than", "a minimum of", "≥"), "ge"),
    **dict.fromkeys(("up to", "at most", "no more than", "a maximum of", "≤"), "le"),
    **dict.fromkeys(("fewer than", "less than", "under", "below", "just under", "<"), "lt"),
}
"""Words before a number, and how they limit it."""

QUALIFIED = re.compile(
    rf"({'|'.join(map(re.escape, sorted(QUALIFIERS, key=len, reverse=True)))})(?!\w)\s*(?=\S)", re.IGNORECASE
)
GROUPED = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
"""A blank between thousands."""

SHORT = {"bn": "billion", "tn": "trillion", "trn": "trillion", "mn": "million", "mln": "million", "m": "million"}
SHORTENED = re.compile(r"(?<=\d)(?:\s?(bn|trn|tn|mln|mn)|(m))\b", re.IGNORECASE)
"""A magnitude as newspapers print it: £1.9bn, €749.2m."""

LENGTHS = ("m", "metres", "meters", "miles")
"""Units for which a number such as 5m is no five million."""

RANGE = re.compile(
    r"(?:between |from )?(?P<low>[^\d\s]{0,4}\d[\d,.]*(?: ?(?:%|[a-z]+))?)"
    r"(?:\s?[-–—]\s?| to | and )(?P<high>[^\d\s]{0,4}\d.*)",
    re.IGNORECASE,
)
"""A range: 20 to 25, between 1 and 2 million, 15–20%."""

WHOLE = re.compile(
    rf"(?:[A-Z]{{0,3}}[$€£¥₩₹₽₺₪₦₴]|[A-Z]{{3}} )?[-−]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:st|nd|rd|th)?"
    rf" ?(?:{'|'.join(BIG)}|%|per cent)?(?: (?P<unit>\D+))?",
    re.IGNORECASE,
)
"""A number that is read in full: 1,200 or 1.5 million or $25 billion or 82.4%, perhaps with its unit behind it."""

FEW_IN_WORDS = 1e6
"""Numbers in words below this one are read as if they were printed in digits."""

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MULTIPLES = {
    "twice": "2.0", "double": "2.0", "triple": "3.0", "half": "0.50", "a third": "0.33", "two thirds": "0.67",
    "a quarter": "0.25", "three quarters": "0.75", "a fifth": "0.20", "a tenth": "0.10",
}  # fmt: skip
PER_CENT = ("%", "per cent", "percent")


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed number: its value with bounds, in base units, and how it is limited."""

    printed: str
    value: float
    unit: str
    qualifier: str
    precision: float

    @property
    def cells(self) -> Row:
        """The number as the full tables hold it."""
        low, high = bounds(self.value, self.precision, self.qualifier)
        numbers = {"value": self.value, "low": low, "high": high, "precision": self.precision}
        texts = {name: f"{number:.15g}".upper() for name, number in numbers.items()}
        return {"printed": self.printed, "unit": self.unit, "qualifier": self.qualifier} | texts


def read_number(printed: str, unit: str) -> Reading:
    """Read a number as it is printed; raise `ValueError` where there is none.

    Its precision is the last digit shown, or the last before two or more noughts, but at least two digits count. A
    rank, or a number of persons or firms that is printed in full, is exact. A unit may hold the magnitude
    (`USD million`) or be a per cent sign.

    >>> read_number("82.4", "%").cells["low"], read_number("25 billion", "USD").precision
    ('0.8235', 1000000000.0)
    >>> read_number("118", "firms").qualifier, read_number("about 1,200", "nests").precision
    ('exact', 100.0)
    """
    text, unit = GROUPED.sub(",", printed.strip()), " ".join(unit.split())
    if unit not in LENGTHS:
        text = SHORTENED.sub(lambda it: f" {SHORT[(it[1] or it[2]).lower()]}", text)
    if unit in PER_CENT:
        text, unit = (text if any(it in text for it in PER_CENT) else f"{text}%"), "share"
    words = unit.split()
    if len(words) > 1 and " per " not in unit and (size := next((it for it in words if it in BIG), "")):
        text, unit = f"{text} {size}", " ".join(it for it in words if it != size)
    found = QUALIFIED.match(text)
    said = QUALIFIERS[found[1].lower()] if found else ""
    number = text[found.end() :] if found else text
    if ends := RANGE.fullmatch(number):
        return _read_range(text, ends, said, unit)
    plain = MULTIPLES.get(number.lower(), number)
    if unit == "ratio":
        plain = plain.removesuffix(" times")
    if unit == "points":
        plain = re.sub(r" (?:(?:percentage|per cent|percent) )?points?$", "", plain)
    if unit == "rank" and number.lower() in ORDINALS:
        plain = str(ORDINALS.index(number.lower()) + 1)
    token = read_token(plain)
    if token is None:
        raise ValueError(f"{printed[:40]!r} holds no number; write it as it is printed, such as 82.4% or 25 billion")
    if not _is_read_in_full(plain, unit):
        raise ValueError(f"{printed[:40]!r} cannot be read in full; {_right_form(plain)}")
    if unit == "rank" and not (token.value >= 1 and token.value.is_integer() and token.digit == 1):
        raise ValueError(f"{printed[:40]!r} is no place in a ranking, such as 1st or 32nd")
    if not any(map(str.isdecimal, plain)) and token.value < FEW_IN_WORDS:
        token = read_token(f"{token.value:.0f}") or token  # one hundred is read as 100 is
    is_filled = abs(token.value) >= 1000 and token.filled >= 100 * token.digit
    second_digit = 10.0 ** (math.floor(math.log10(abs(token.value))) - 1) if is_filled else 0.0
    precision = max(min(token.filled, second_digit), token.digit) if is_filled else token.digit
    if said == "exact" or (not said and unit in COUNTED and precision == 1):
        return Reading(text, token.value, spelled(unit), "exact", 0.0)
    return Reading(text, token.value, spelled(unit), said or "eq", precision)


def _read_range(text: str, ends: re.Match[str], said: str, unit: str) -> Reading:
    """Read a range, whose lower end may leave the magnitude, the currency or the per cent sign to the upper one."""
    low, high = ends["low"], ends["high"]
    behind = re.search(rf" ?(?:{'|'.join(BIG)}|%|per cent|percent)", high, re.IGNORECASE)
    if behind and not re.search(r"[a-z%]", low, re.IGNORECASE):
        low += behind[0]
    if said not in ("", "approx"):
        raise ValueError(f"{text[:40]!r} is a range and has no end as well; write a range such as 20 to 25")
    first, last = read_number(low, unit), read_number(high, unit)
    if first.value >= last.value or not {first.qualifier, last.qualifier} <= {"eq", "exact"}:
        raise ValueError(f"{text[:40]!r} is no range; write the smaller number first, as in 20 to 25")
    middle, width = (first.value + last.value) / 2, last.value - first.value
    return Reading(text, middle, first.unit, "range", width)


def _is_read_in_full(number: str, unit: str) -> bool:
    if not any(map(str.isdecimal, number)):  # in words, such as three million
        return {*number.lower().split()} <= {*WORDS, *BIG, *unit.lower().split()}
    found = WHOLE.fullmatch(number)
    return found is not None and (not found["unit"] or found["unit"].lower() in unit.lower())


def _right_form(number: str) -> str:
    """Say how to write a number that cannot be read in full."""
    if re.fullmatch(r"\d+,\d{1,2}(?!\d).*", number):
        return "a comma stands between thousands; write decimals with a point, such as 3.5"
    return "write a number such as 1,200, 3.5 million or 82.4%, with its unit in the column unit"


def read_period(text: str) -> tuple[str, date, date]:
    """Return frequency, first and last day of a period; raise `ValueError` for what is none.

    >>> read_period("2024-Q1"), read_period("2024-03-15")[0]
    (('Q', datetime.date(2024, 1, 1), datetime.date(2024, 3, 31)), '_Z')
    """
    first, is_span, last = text.partition(" to ")
    if is_span:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        is_year = start.day == 1 and end + timedelta(1) == start.replace(year=start.year + 1)
        return "A" if is_year else "_Z", start, end
    if found := re.fullmatch(r"(\d{4})[- ]?Q([1-4])", text):
        year, month = int(found[1]), 3 * int(found[2])
        return "Q", date(year, month - 2, 1), date(year, month, monthrange(year, month)[1])
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) or not is_day(text):
        raise ValueError
    start = date.fromisoformat(text + "-01" * (2 - text.count("-")))
    return ("A", "M", "_Z")[text.count("-")], start, last_day(text)


def read_sheet(text: str, file: str = FILE) -> list[tuple[int, Row]]:
    """Return the rows of a sheet with their numbers, each empty cell filled from above.

    Raises `DataError` with every row that has not as many cells as the header, or lacks a value.
    """
    table = read_cells(text, file)
    header = [name.strip().lower() for name in table[0]] if table else []
    if found := _header_fault(header):
        raise DataError([Defect(file, 1, *found)])
    rows, defects, above = list[tuple[int, Row]](), list[Defect](), dict.fromkeys((*COLUMNS, *OPTIONAL), "")
    for number, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            defects.append(Defect(file, number, "-", f"has {len(cells)} cells; the header has {len(header)}"))
            continue
        given = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        row = dict.fromkeys(above, "") | given
        if not row["address"]:
            row["document"] = row["document"] or above["document"]
        row |= {name: row[name] or above[name] for name in REPEATED}
        above = row
        faults = [Defect(file, number, name, fault) for name in header if (fault := _cell_fault(name, row[name]))]
        defects += faults
        if not faults:
            rows.append((number, row))
    defects += _swapped(rows, file)
    if defects:
        raise DataError(defects)
    return rows


def _swapped(rows: Iterable[tuple[int, Row]], file: str) -> Iterator[Defect]:
    """Find rows whose `who` and `what` are the other way round: one is what another row has in the other column."""
    rows = list(rows)
    who = {row["who"].casefold(): number for number, row in reversed(rows)}
    what = {row["what"].casefold(): number for number, row in reversed(rows)}
    for number, row in rows:
        place = who.get(row["what"].casefold())
        is_region = row["what"].casefold().removeprefix("the ") in REGIONS
        if is_region or (place and what.get(row["who"].casefold())) or (place and place < number):
            where = f", who in row {place}" if place else ""
            yield Defect(
                file, number, "what", f"{row['what'][:40]!r} is a name{where}; who and what seem to be swapped"
            )


def read_cells(text: str, file: str) -> list[list[str]]:
    """Return the cells of a table by row; between them stand commas or, from some spreadsheets, semicolons or tabs.

    Raises `DataError` where the text is no table.
    """
    text = text.removeprefix("\ufeff")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(reader)
    except csv.Error as error:
        raise DataError([Defect(file, reader.line_num, "-", f"cannot be read: {error}")]) from None


def _header_fault(header: list[str]) -> tuple[str, str] | None:
    known = ", ".join(COLUMNS)
    if missing := next((name for name in COLUMNS if name not in header), ""):
        return missing, f"the column is missing; expected {known}"
    if unknown := next((name for name in header if name not in (*COLUMNS, *OPTIONAL)), ""):
        return unknown or "-", f"the column is unknown{nearest(unknown, (*COLUMNS, *OPTIONAL))}; expected {known}"
    return None


def _cell_fault(name: str, text: str) -> str:
    if not text:
        if name == "value":
            return "is empty; every row needs a value"
        return "" if name in OPTIONAL else "is empty, and no row above has it"
    if found := CONTROL.search(text):
        return f"{text[:40]!r} holds the control character U+{ord(found[0]):04X}; remove it"
    if FORMULA.match(text):
        return f"{text[:40]!r} starts like a spreadsheet formula; remove the {text.strip()[0]!r}"
    if name == "when":
        try:
            read_period(text)
        except (OverflowError, ValueError):
            span = "; of a season give both days" if re.fullmatch(r"\d{4}[/–-]\d{2,4}", text) else ""
            return (
                f"{text[:40]!r} is no period, such as 2024, 2024-Q1, 2024-03, 2024-03-15 "
                f"or 2023-04-01 to 2024-03-31{span}"
            )
    if name == "published":
        if not (re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) and is_day(text)):
            return f"{text[:40]!r} is no day, such as 2024-04-12, nor a month or year"
        if is_in_future(date.fromisoformat(text + "-01" * (2 - text.count("-")))):
            return f"{text} lies in the future; write the day on which the figure became public"
    if name == "address" and not re.fullmatch(r'https?://[^\s<>"]+( +https?://[^\s<>"]+)*', text):
        return f"{text[:60]!r} is no address, such as https://example.org/page"
    if name == "document" and text not in KINDS:
        return f"{text[:40]!r} is unknown; expected one of {', '.join(KINDS)}"
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
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", letters))
    return "_".join(words) or hashlib.sha256(text.encode()).hexdigest()[:8]


def former_slug(text: str) -> str:
    """Return the name that versions before 2.1.0 made, of ASCII letters alone; it stays valid."""
    spaced = re.sub(r"[^\w\s]", " ", text)
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain if plain.strip() else hashlib.sha256(text.encode()).hexdigest()[:8])
    return "_".join(words)


def former_names(tables: Mapping[str, Table]) -> dict[str, str]:
    """Return the new name of each indicator, and the new code of each entity, whose name was another before 2.1.0."""
    indicators = zip(tables["indicators"]["name"], tables["indicators"]["indicator"], strict=True)
    entities = zip(tables["entities"]["name_in_prose"], tables["entities"]["entity"], strict=True)
    names = [(former_slug(name), slug(name), code) for name, code in indicators]
    names += [(former_slug(name).upper(), slug(name).upper(), code) for name, code in entities]
    return {former: code for former, current, code in names if former != current == code}


@dataclass(slots=True)
class Derived:
    """Rows of the full tables derived from a sheet, and the row of the sheet that each comes from."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    origins: dict[str, list[int]] = field(default_factory=dict)

    def add(self, table: str, row: Row, number: int) -> None:
        """Add a row to a table."""
        self.tables.setdefault(table, []).append(row)
        self.origins.setdefault(table, []).append(number)


TEXT_COLUMNS = {
    "observations": tuple(it.name for it in fields(Observation)),
    "documents": tuple(it.name for it in fields(Document)),
    "sources": ("source_id", "publisher", "title", "licence", "kind", "note"),
    "entities": ("entity", "kind", "name", "name_in_prose", "name_ja", "name_es", "currency", "note"),
    "indicators": ("indicator", "name", "unit", "better", "kind", "denominators", "definition"),
    "accounts": ("account", "name", "definition"),
}
"""The tables that a sheet adds to, with their columns."""

TERMS = "as its publisher says"


class FigureSheet:
    """Derives rows of the full tables, under names that tables already have or that follow from the words."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        def rows(table: str, *columns: str) -> list[tuple[str, ...]]:
            return list(zip(*(tables.get(table, {}).get(name, []) for name in columns), strict=True))

        self.derived = Derived()
        self.entities = {
            name.casefold(): code for code, *names in rows("entities", "entity", "name", "name_in_prose")
            for name in (code, *names)
        }  # fmt: skip
        self.indicators = {
            name.casefold(): code for code, *names in rows("indicators", "indicator", "name") for name in (code, *names)
        }
        self.entered: dict[str, Row] = {}
        self.documents = {url: name for name, url in rows("documents", "document_id", "url") if url}
        self.sources = {name: publisher for name, publisher in rows("sources", "source_id", "publisher")}  # noqa: C416
        self.accounts = {code for (code,) in rows("accounts", "account")}
        self.publishers: dict[tuple[str, str], str] = {}
        for indicator, entity, source in rows("observations", "indicator", "entity", "source_id"):
            self.publishers.setdefault((indicator, entity), self.sources[source])
        self.figures = dict.fromkeys((name for (name,) in rows("observations", "observation_id")), 0)

    def add(self, number: int, row: Row) -> list[tuple[str, str]]:
        """Derive the rows of one figure; return its faults, each with its column."""
        try:
            figure = self.figure(number, row)
        except ValueError as error:
            return [("value", str(error))]
        if (first := self.figures.setdefault(figure["observation_id"], number)) != number:
            place = f"row {first}" if first else f"{figure['observation_id']} in observations.csv"
            return [("when", f"repeats {place}; a figure stands once for each day of publication")]
        self.derived.add("observations", figure, number)
        return []

    def figure(self, number: int, row: Row) -> Row:
        """Return one figure as a row of `observations.csv`; raise `ValueError` if it holds no number."""
        reading = read_number(row["value"], row["unit"])
        frequency, start, end = read_period(row["when"])
        published = last_day(row["published"])
        entity, indicator = self.entity(row["who"], number), self.indicator(row["what"], reading.unit, number)
        account = self.account(row, indicator, entity, number)
        document, *others = [self.document(row | {"address": it}, number) for it in row["address"].split()]
        when = row["when"].replace(" to ", "--").replace(" ", "")
        own = {
            "observation_id": ".".join(filter(None, (indicator, entity, when, account, published.isoformat()))),
            "entity": entity, "indicator": indicator, "account": account,
            "frequency": frequency, "period_start": start.isoformat(), "period_end": end.isoformat(),
            "status": "F" if _is_forecast(row, reading.unit, start, end, published) else "A",
            "source_id": self.source(row["publisher"], row["what"], number), "published": published.isoformat(),
            "published_is": "exact" if row["published"].count("-") == 2 else "latest",
            "vintage": f"{row['publisher']} {row['published']}", "document_id": document, "locator": row["place"],
            "confirmed_by": " ".join(others), "note": row["note"],
        }  # fmt: skip
        return dict.fromkeys(TEXT_COLUMNS["observations"], "") | own | reading.cells

    def entity(self, who: str, number: int) -> str:
        """Return the code of an economy, and enter it where it is new."""
        if who.casefold() not in self.entities:
            code = who if re.fullmatch(r"[A-Z][A-Z0-9_]*", who) else slug(who).upper()
            kind = "region" if who.casefold().removeprefix("the ") in REGIONS else "economy"
            names = {"entity": code, "kind": kind, "name": who.removeprefix("the "), "name_in_prose": who}
            self.derived.add("entities", dict.fromkeys(TEXT_COLUMNS["entities"], "") | names, number)
            self.entities |= {who.casefold(): code, code.casefold(): code}
        return self.entities[who.casefold()]

    def indicator(self, what: str, unit: str, number: int) -> str:
        """Return the code of an indicator, and enter it where it is new."""
        if what.casefold() not in self.indicators:
            name = what if re.search(r"[A-Z ]", what) else what.replace("_", " ").capitalize()
            own = {"indicator": slug(what), "name": name, "unit": unit, "better": "none", "definition": name}
            self.derived.add("indicators", dict.fromkeys(TEXT_COLUMNS["indicators"], "") | own, number)
            self.indicators |= {what.casefold(): slug(what), slug(what): slug(what)}
        return self.indicators[what.casefold()]

    def account(self, row: Row, indicator: str, entity: str, number: int) -> str:
        """Return the account of a figure: none for the first publisher of a series, and for others their name."""
        publisher = row["publisher"]
        if self.publishers.setdefault((indicator, entity), publisher) == publisher:
            return ""
        account = slug(publisher)
        if account not in self.accounts:
            own = {"account": account, "name": publisher, "definition": f"According to {publisher}."}
            self.derived.add("accounts", own, number)
            self.accounts.add(account)
        return account

    def source(self, publisher: str, title: str, number: int) -> str:
        """Return the source of a publisher, and enter it where it is new."""
        name = next((name for name, known in self.sources.items() if known == publisher), slug(publisher))
        if name not in self.sources:
            own = {"source_id": name, "publisher": publisher, "title": title, "licence": TERMS, "kind": "published"}
            self.derived.add("sources", own | {"note": ""}, number)
            self.sources[name] = publisher
        return name

    def document(self, row: Row, number: int) -> str:
        """Return the document at an address, and enter it where it is new."""
        address, kind = row["address"], row["document"] or DocumentKind.UNKNOWN.value
        if address not in self.documents:
            host = (urlsplit(address).hostname or "").removeprefix("www.")
            name = f"{slug(row['publisher'])}_{hashlib.sha256(address.encode()).hexdigest()[:6]}"
            own = {
                "document_id": name, "publisher": row["publisher"] if kind == DocumentKind.OWN else host,
                "title": f"[Page of {host}]", "url": address, "language": "en", "kind": kind,
                "note": f"of {row['publisher']}" if kind == DocumentKind.COPY else "",
            }  # fmt: skip
            self.entered[address] = dict.fromkeys(TEXT_COLUMNS["documents"], "") | own
            self.derived.add("documents", self.entered[address], number)
            self.documents[address] = name
        elif row["document"] and address in self.entered:  # said in a later row
            self.entered[address]["kind"] = kind
        return self.documents[address]


FORESEEN = re.compile(r"\b(?:fore(?:cast|see|saw)|project(?:ed|ion)|predict|expected|planned|budget)", re.IGNORECASE)
"""Words in a row that say that its figure is a forecast."""


def _is_forecast(row: Row, unit: str, start: date, end: date, published: date) -> bool:
    """Return whether a figure is a forecast: published before its period, or, unless it is counted, before its end.

    Money may have been spent long before a year ends; it is a forecast only if what or note says so.
    """
    if start > published:
        return True
    if is_money(unit):
        return end > published and FORESEEN.search(f"{row['what']} {row['note']}") is not None
    return not counts(unit) and end > published


def extend(tables: dict[str, Table], rows: Iterable[tuple[int, Row]], file: str = FILE) -> Derived:
    """Add the rows derived from a sheet to the tables; raise `DataError` with every row that cannot be read."""
    sheet = FigureSheet(tables)
    defects = [Defect(file, number, *fault) for number, row in rows for fault in sheet.add(number, row)]
    if defects:
        raise DataError(defects)
    for name, added in sheet.derived.tables.items():
        table = tables.setdefault(name, {column: [] for column in TEXT_COLUMNS[name]})
        for column, cells in table.items():
            cells += [row.get(column, "") for row in added]
    return sheet.derived


MOST_NAMES = 500
"""Names up to which each is compared with each other one."""

FAR = 5
"""So many times the middle figure of its series a figure may be before a remark is made on it."""


def remarks(tables: Mapping[str, Table], derived: Derived, file: str = FILE) -> Iterator[str]:
    """Remark on rows of a sheet that may be slips.

    These are names that are nearly alike, numbers far from their series, negative counts, and documents of unknown
    kind.
    """
    rows, origins = derived.tables.get("observations", []), derived.origins.get("observations", [])
    series, indicators = (defaultdict[tuple[str, ...], list[tuple[int, Row]]](list) for _ in range(2))
    for number, row in zip(origins, rows, strict=True):
        series[row["indicator"], row["entity"], row["account"]].append((number, row))
        indicators[(row["indicator"],)].append((number, row))
    for figures in series.values():
        yield from _far(figures, file)
    for figures in indicators.values():
        yield from _fractions(figures, file)
    for number, row in zip(origins, rows, strict=True):
        if row["unit"] == "share" and float(row["value"]) > 1:
            yield f"{file}:{number}: {row['printed']} is more than the whole; is it right?"
        if float(row["value"]) < 0 and counts(row["unit"]):
            yield f"{file}:{number}: {row['printed']} is a negative number of {row['unit']}; is it a change?"
    yield from _unknown_documents(derived, file)
    for name, table in (("who", "entities"), ("what", "indicators")):
        names = tables[table]["name"]
        if len(names) > MOST_NAMES:
            yield f"{file}: {len(names):,} names under {name} are too many to be compared for slips"
            continue
        for number, row in zip(derived.origins.get(table, []), derived.tables.get(table, []), strict=True):
            others = [it for it in names if it != row["name"]]
            if near := get_close_matches(row["name"], others, 1, LEAST_SIMILARITY):
                yield f"{file}:{number}: {name} {row['name']!r} is nearly {near[0]!r}; is it a slip?"


def _far(figures: list[tuple[int, Row]], file: str) -> Iterator[str]:
    middle = median(abs(float(row["value"])) for _, row in figures)
    for number, row in figures:
        times = abs(float(row["value"])) / middle if middle else 1
        if len(figures) > 2 and not 1 / FAR <= times <= FAR:
            yield f"{file}:{number}: {row['printed']} is far from the other figures of its series; is it right?"


def _fractions(figures: list[tuple[int, Row]], file: str) -> Iterator[str]:
    """Remark on a figure such as 0.34 among percentages, which may be a fraction of one."""
    shares = [(number, row, abs(float(row["value"]))) for number, row in figures if row["unit"] == "share"]
    small = [share for share in shares if 0 < share[2] < 0.01]
    if len(small) != 1:  # each would be among the others of the next
        return
    for number, row, value in small:
        others = [it for _, other, it in shares if other is not row]
        if others and min(others) >= 0.01 and median(others) > 10 * value:
            digits = f"{value * 1e4:.4g}"
            yield f"{file}:{number}: {row['printed']} stands among larger percentages; is it {digits}%?"


def _unknown_documents(derived: Derived, file: str) -> Iterator[str]:
    """Remark on addresses of which nothing says whose page they are: the first, and how many more there are."""
    documents = zip(derived.origins.get("documents", []), derived.tables.get("documents", []), strict=True)
    unknown = [(number, row["url"]) for number, row in documents if row["kind"] == DocumentKind.UNKNOWN]
    if unknown:
        number, address = unknown[0]
        more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
        yield (
            f"{file}:{number}: nothing says whose page {address} is{more}, so no verdict on it is well sourced; "
            f"write one of {', '.join(KINDS)} in the column document"
        )


LEAST_SIMILARITY = 0.8
"""How alike two names are, from zero to one, of which one may be a slip."""

PLACES = {
    "period_start": "when", "period_end": "when", "frequency": "when", "entity": "who", "indicator": "what",
    "low": "value", "high": "value", "precision": "value", "printed": "value", "qualifier": "value",
    "source_id": "publisher", "document_id": "address", "url": "address", "kind": "document", "locator": "place",
}  # fmt: skip
"""The column of the sheet from which a column of the full tables is derived."""


def locate(defects: Iterable[Defect], tables: Mapping[str, Table], derived: Derived, file: str = FILE) -> list[Defect]:
    """Return defects with those of derived rows named by their place in the sheet.

    That a derived document bears no day of reading is no defect.
    """
    found = []
    for defect in defects:
        name = Path(defect.file).stem
        origins = derived.origins.get(name, [])
        at = defect.row - 2 - (len(next(iter(tables[name].values()))) - len(origins)) if origins else -1
        if at < 0:
            found.append(defect)
        elif defect.column != "seen":
            column = PLACES.get(defect.column, defect.column)
            found.append(Defect(file, origins[at], column if column in COLUMNS else "value", defect.message))
    return list(dict.fromkeys(found))


def public_part(content: bytes, as_of: str) -> bytes:
    """Return the rows of a sheet that were public on a day, each with all its cells, to tell whether one differs."""
    try:
        rows = read_sheet(content.decode())
    except (DataError, UnicodeDecodeError):
        return content
    return repr([row for _, row in rows if last_day(row["published"]).isoformat() <= as_of]).encode()
