"""The way from the files of a data folder to the evidence: read, checked and corrected."""

import csv
import hashlib
import io
import json
import logging
import math
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

from analysis.dataset import exchange_rates, records
from analysis.dataset.dataset import Evidence, Key, Row, key_of
from analysis.dataset.exchange_rates import Rates
from analysis.dataset.records import Document, Observation, reliable
from analysis.dataset.schema import (
    DAY,
    FILE,
    DataError,
    Defect,
    Interface,
    Settings,
    Table,
    read_package,
    read_settings,
    read_tables,
    read_text,
)

# ----- article ---------------------------------------------------------------------------------------------
# Hold the list of claims against the text of the article: is every number accounted for?
#
# The text itself is no part of the project. It is read from a file that the user gives, compared, and
# forgotten.

WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "zero"),
    *("hundred", "thousand", "million", "billion", "trillion", "dozen", "decade"),
    *("hundreds", "thousands", "millions", "billions", "trillions", "dozens", "decades"),
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("half", "quarter", "twice", "double", "triple"),
)
NUMBER = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)


def paragraphs(text: str, begins: str, ends: str) -> list[str]:
    """Return the paragraphs of the article, from its first words to those that follow its end.

    Raises `DataError` when the text does not hold the article.
    """
    start, end = text.find(begins), text.find(ends) if ends else -1
    if start < 0:
        raise DataError([Defect("article", 1, "-", "the article’s first paragraph was not found in this file")])
    body = text[start : end if end > start else None]
    return [line.strip() for line in body.splitlines() if line.strip()]


def read(path: Path, begins: str, ends: str) -> list[str]:
    """Read the paragraphs of the article from a file; raise `DataError` with one clear line if that fails."""
    try:
        return paragraphs(read_text(path), begins, ends)
    except OSError as error:
        raise DataError([Defect(str(path), 1, "-", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise DataError([Defect(str(path), 1, "-", "is not UTF-8; save it as UTF-8")]) from None


def unexplained(evidence: Evidence, text: list[str]) -> list[Defect]:
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
        for match in NUMBER.finditer(paragraph):
            if not any(start <= match.start() and match.end() <= end for start, end in covered):
                message = f"paragraph {number}: {match[0]!r} is neither a claim nor listed as not a claim"
                found.append(Defect("article", number, "-", message))
    return found


def _spans(token: str, paragraph: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(token), paragraph)]


# ----- consistency -----------------------------------------------------------------------------------------
# What one row of the evidence says in several columns has to agree: token and value, name and period.

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


def defects_consistency(tables: Mapping[str, Table]) -> Iterator[Defect]:
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
    from analysis.dataset.plausibility import token_value

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


# ----- digests ---------------------------------------------------------------------------------------------
# Hashes of data and program: two editions with the same hashes were made of the same things.

DATED = ("observations.csv", "events.csv", "exchange_rates.csv")
"""Tables that say of each row on which day it became public."""

NAMED, NAMING = ("documents.csv", "sources.csv"), ("document_id", "confirmed_by", "source_id")
"""Tables that grow with these, by their first column, and the columns that name their rows."""

NAMING_TOO = ("claims.csv", "article.csv", "corrections.csv")
"""Tables of which every row counts on any day, and whose rows name documents and sources as well."""

PACKAGE = Path(__file__).resolve().parents[1]

CARRIED = frozenset({"data", "notebooks"})
"""Folders that an installed package carries along; each has hashes of its own."""

BYTECODE = frozenset({".pyc", ".pyo"})


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes; line ends of text are read as on Linux, so that a checkout does not matter.

    Like git, a zero byte tells what is no text, such as a typeface: there every byte counts.
    """
    is_text = b"\0" not in content
    return hashlib.sha256(content.replace(b"\r\n", b"\n") if is_text else content).hexdigest()


def data_digests(folder: Path, as_of: date | None = None) -> dict[str, str]:
    """Return a hash for every file of a data folder, by name; of what grows, the rows that were public on a day count.

    A figure or a rate counts from the day it became public, a document and a source where a row that counts names it:
    so what is appended later leaves the hashes of an earlier day as they are. Without a day every row counts.
    """
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    if as_of is not None:
        files |= _public(files, as_of.isoformat())
    return {name: digest(content) for name, content in files.items()}


def stored_digest(folder: Path) -> str:
    """Return one hash for a data folder as it lies there, with all rows: where it is the same, no row differs."""
    return digest("\n".join(f"{name} {value}" for name, value in data_digests(folder).items()).encode())


def _public(files: dict[str, bytes], as_of: str) -> dict[str, bytes]:
    """Return the tables that grow, each with the rows that count on a day."""
    kept: dict[str, bytes] = {}
    now, later = set[str](), set[str]()
    for name in (name for name in DATED if name in files):
        head, rows, named = _dated(files[name])
        kept[name] = head + b"".join([line for published, line in rows if published <= as_of])
        now |= {it for it, (first, _) in named.items() if first <= as_of}
        later |= {it for it, (_, last) in named.items() if last > as_of}
    for name in (name for name in NAMING_TOO if name in files):
        now |= _words(files[name])
    for name in (name for name in NAMED if name in files):
        lines = files[name].splitlines(keepends=True)
        kept[name] = b"".join(line for line in lines if line.partition(b",")[0].decode() not in later - now)
    return kept


Dated = tuple[bytes, list[tuple[str, bytes]], dict[str, tuple[str, str]]]
"""The head of a table, each row with the day it became public, and the first and last such day of what rows name."""


@lru_cache(maxsize=8)
def _dated(table: bytes) -> Dated:
    """Read a dated table, once for all days."""
    head, *lines = table.splitlines(keepends=True)
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    named: dict[str, tuple[str, str]] = {}
    for row in rows:
        day = row["published"]
        for it in (name for column in NAMING for name in row.get(column, "").split()):
            first, last = named.get(it, (day, day))
            named[it] = min(first, day), max(last, day)
    return head, [(row["published"], line) for row, line in zip(rows, lines, strict=True)], named


@lru_cache(maxsize=8)
def _words(table: bytes) -> frozenset[str]:
    return frozenset(word for row in csv.reader(io.StringIO(table.decode())) for cell in row for word in cell.split())


def package_digest(package: Path = PACKAGE) -> str:
    """Return one hash for all that is shipped as this package: code, templates, scripts, typefaces and licences."""
    lines = (f"{name} {digest((package / name).read_bytes())}" for name in sorted(_shipped(package)))
    return digest("\n".join(lines).encode())


def _shipped(package: Path) -> Iterator[str]:
    """Name the files of a package, without what Python, an editor or a file manager leaves among them."""
    for path in package.rglob("*"):
        inside = path.relative_to(package)
        left = any(part == "__pycache__" or part.startswith(".") for part in inside.parts)
        if path.is_file() and path.suffix not in BYTECODE and inside.parts[0] not in CARRIED and not left:
            yield inside.as_posix()


# ----- folders ---------------------------------------------------------------------------------------------
# Where the data lies: in the working folder or above it, or in the installed package.

DATA_VARIABLE = "JAPAN_TECH_DATA"
"""The environment variable that names another data folder; the option --data of the command sets it for a kernel."""


def find_data() -> Path:
    """Find the project's data folder, from any folder inside the project or from the installed package.

    The environment variable JAPAN_TECH_DATA goes first; then the folders from the working one upwards, so
    that a notebook finds the checkout it stands in.
    """
    if named := os.environ.get(DATA_VARIABLE):
        return Path(named)
    for folder in homes():
        return folder / "data"
    raise DataError([Defect("data", 1, "-", "no data folder found here or above; give one with --data")])


def homes() -> Iterator[Path]:
    """Go through the folders that may hold this project: the working one and those above, then the package's own.

    A folder whose `data` declares another data package than the project's own is somebody else's project. A folder
    above the working one is used only if it belongs to the user or to root, as its notebooks are run.
    """
    here, package = Path.cwd().resolve(), Path(__file__).resolve()
    own = next((name for folder in package.parents if (name := _name(folder / "data"))), None)
    for folder in (here, *here.parents, *package.parents):
        if _name(folder / "data") not in (own, None):
            continue
        if folder == here or folder in package.parents:
            yield folder
        elif _is_trusted(folder):
            _tell("using the data and notebooks of %s", folder)
            yield folder
        else:
            _tell("%s: belongs to another user, so its data and notebooks are not used", folder)


def _is_trusted(home: Path) -> bool:
    """Return whether a project's folder, data and notebooks belong to the user or to root; True on Windows."""
    if not hasattr(os, "geteuid"):
        return True
    places = (home, home / "data", home / "notebooks")
    return {place.lstat().st_uid for place in places if os.path.lexists(place)} <= {os.geteuid(), 0}


@cache
def _tell(message: str, folder: Path) -> None:
    """Log a message about a folder once; the command shows it."""
    logging.getLogger("analysis").info(message, folder)


def other_data(folder: Path, as_of: date) -> str:
    """Name a data folder of which other rows were public on a day than of the project's own, if of the same study."""
    own = next((home / "data" for home in homes()), folder)
    is_own = folder.resolve() == own.resolve() or _name(folder) != _name(own)
    if is_own or data_digests(folder, as_of) == data_digests(own, as_of):
        return ""
    place = folder.resolve()
    return f"{place.parent.name}/{place.name}" if place.name == "data" else place.name


def _name(data: Path) -> str | None:
    """Return how a data folder calls its package: empty without one, None for one to be complained of."""
    try:
        return str(json.loads((data / "datapackage.json").read_text(encoding="utf-8")).get("name", ""))
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (AttributeError, OSError, RecursionError, ValueError):
        return None


# ----- units -----------------------------------------------------------------------------------------------
# The units that figures may have: those known here, and plain words for what is counted, such as nests.

CURRENCY = re.compile(r"[A-Z]{3}|INTUSD")
KNOWN = ("currency", "national currency", "economies", "firms", "index", "persons", "rank", "share", "years")
"""Units that are words and mean something to the program; what else is counted adds up, and becomes nothing else."""

EACH = {
    "100": "hundred",
    "1000": "thousand",
    "10000": "ten thousand",
    "100000": "hundred thousand",
    "1000000": "million",
    "10000000": "ten million",
}
"""For how many of something a figure may be given, and how that is said."""

VERY_NEAR = 0.8
"""How alike two words are, from zero to one, of which the one is taken for a slip of the other."""

SLIPS = {
    r"per ?cent|percentages?|pct": "per cent is share, as 0.397 for 39.7%",
    r"dollars?|yen|euros?|yuan|rupees?": "money is named by its code, such as USD",
    r"(?:thousand|million|billion|trillion)s?": "a value stands in full, and its unit counts ones",
}
"""Words that are no unit, or one that has another name, and what is right."""

ONLY = "a unit is for each one, hundred, thousand, ten thousand, hundred thousand or million"
"""What is told of a unit with another number in it, such as robots per 500 workers."""


def spelled(unit: str) -> str:
    """Write a unit that is for each so many of something in words alone, as a sentence has it.

    >>> spelled("robots per 10,000 workers"), spelled("cases per 100 000 persons"), spelled("USD per hour")
    ('robots per ten thousand workers', 'cases per hundred thousand persons', 'USD per hour')
    """
    over, per, under = unit.partition(" per ")
    found = re.match(r"1[0 ,]*0(?= )", under)
    each = EACH.get(re.sub("[ ,]", "", found[0])) if found else None
    return f"{over}{per}{each}{under[found.end() :]}" if found and each else unit


def word_fault(unit: str) -> str:
    """Say why a word cannot be a unit of one's own, or nothing.

    >>> word_fault("robots per ten thousand employees"), word_fault("person")
    ('', "'person' is not a unit; did you mean persons?")
    """
    if unit in KNOWN or not unit.islower():
        return ""
    if re.search(r"\d", spelled(unit)):
        return f"{unit!r} is not a unit; {ONLY}"
    if near := get_close_matches(unit, KNOWN, 1, VERY_NEAR):
        return f"{unit!r} is not a unit; did you mean {near[0]}?"
    over, _, _ = unit.partition(" per ")
    wrong = next((told for pattern, told in SLIPS.items() if re.search(rf"\b(?:{pattern})\b", over)), "")
    return f"{unit!r} is not a unit; {wrong}" if wrong else ""


def defects_units(tables: Mapping[str, Table]) -> Iterator[Defect]:
    """Find units that are none, and rows whose unit is not that of their indicator, all of one kind in one line."""
    wanted = dict(zip(tables["indicators"]["indicator"], tables["indicators"]["unit"], strict=True))
    currencies = dict(zip(tables["entities"]["entity"], tables["entities"]["currency"], strict=True))
    for number, unit in enumerate(wanted.values(), 2):
        if fault := word_fault(unit):
            yield Defect("indicators.csv", number, "unit", fault)
    for name in ("observations", "article"):
        table, found = tables.get(name, {}), dict[str, list[int]]()
        rows = zip(*(table.get(column, []) for column in ("unit", "indicator", "entity")), strict=True)
        for number, (unit, indicator, entity) in enumerate(rows, 2):
            if fault := _of_row(unit, wanted[indicator], currencies[entity], indicator):
                found.setdefault(fault, []).append(number)
        for fault, numbers in found.items():
            many = f" (in {len(numbers)} rows)" * (len(numbers) > 1)
            yield Defect(f"{name}.csv", numbers[0], "unit", fault + many)


def _of_row(unit: str, wanted: str, currency: str, indicator: str) -> str:
    own = wanted.replace("national currency", currency or "-")
    if unit == own or (wanted == "currency" and CURRENCY.fullmatch(unit)):
        return ""
    expected = "a currency" if wanted == "currency" else own if currency or own == wanted else wanted
    return f"{unit!r} is not the unit of {indicator}; expected {expected}"


def told_once(tables: Mapping[str, Table], found: Sequence[Defect]) -> list[Defect]:
    """Leave out what the unit of an indicator is the cause of: the same unit in each of its rows."""
    told = {_unit_at(tables, it) for it in found if it.file == "indicators.csv"} - {""}
    return [it for it in found if it.file != "observations.csv" or _unit_at(tables, it) not in told]


def _unit_at(tables: Mapping[str, Table], fault: Defect) -> str:
    """Return the unit that a fault is about; of any other fault, or one of the whole table, nothing."""
    column = tables[fault.file.removesuffix(".csv")].get("unit", []) if fault.column == "unit" else []
    return column[fault.row - 2] if column and fault.row > 1 else ""


# ----- loading ---------------------------------------------------------------------------------------------

ORDERED = {"observations": Observation, "documents": Document, "interfaces": Interface}
"""Tables whose rows are taken as they stand."""

COLUMNS = {
    **{name: tuple(field.name for field in fields(kind)) for name, kind in ORDERED.items()},
    "claims": (
        "claim_id", "paragraph", "printed", "title", "statement", "kind", "check", "rule", "editorial_verdict",
        "context", "context_changes_reading", "caveat", "source_ids", "evidence", "document_id", "note",
    ),
    "article": (
        "claim_id", "paragraph", "printed", "value", "low", "high", "unit", "qualifier", "precision", "entity", "actor",
        "indicator", "period_start", "period_end", "source_id", "published", "document_id", "locator", "confirmed_by",
        "note",
    ),
    "events": (
        "event_id", "day", "entity", "actor", "what", "published", "published_is", "source_id", "document_id",
        "locator", "confirmed_by",
    ),
    "entities": ("entity", "kind", "name", "name_in_prose", "currency"),
    "indicators": ("indicator", "name", "unit"),
    "sources": ("source_id", "publisher", "title", "licence", "kind"),
    "exchange-rates": (
        "date", "base", "quote", "rate", "precision", "source_id", "published",
        "document_id", "locator", "confirmed_by",
    ),
    "actors": ("actor", "name", "name_in_prose"),
    "accounts": ("account", "name"),
    "corrections": ("observation_id", "expected", "corrected", "reason"),
    "renamed": ("old", "new"),
}  # fmt: skip
"""The columns that the program needs, table by table."""

MOVED = (
    "the column is gone since 1.26.0; move the rows that it names from observations.csv to article.csv, those of the "
    "indicator milestone to events.csv, and declare both tables in datapackage.json as this version does"
)
"""What to do with a data folder of an earlier version."""

REQUIRED = {"claims", "observations", "entities", "indicators", "sources", "documents"}
"""What `datapackage.json` has to declare; all other tables are read where there are any."""


def load(folder: Path | str | None = None, as_of: date | None = None) -> Evidence:
    """Load the dataset and check it against its declaration.

    `folder` is the data folder; without it the project's own is looked for. `as_of` limits the evidence to
    what was public on that day; without it, everything counts. Raises `DataError` with every defect. A folder of which
    no byte has changed is not read again.
    """
    place = Path(folder) if folder else find_data()
    return _loaded(place, as_of, stored_digest(place) if place.is_dir() else "")


@lru_cache(maxsize=4)
def _loaded(folder: Path, as_of: date | None, _content: str) -> Evidence:
    """Read a folder; what is remembered is told apart by its content."""
    tables, settings = _checked(folder)
    daily, claims = tables.get("exchange-rates"), _rows(tables["claims"])
    corrections = _rows(tables.get("corrections", {}))
    rows = _corrected(records.parse_observations(tables["observations"]), corrections)
    article = records.of_article(tables["article"]) if "article" in tables else {}
    events = records.of_events(tables["events"]) if "events" in tables else {}
    known = Rates.parse(daily, as_of or date.max) if daily else Rates({}, as_of or date.max)
    read = records.parse(tables["documents"])
    by_key = _by_key(row for row in rows if not row.disagrees_with and reliable(row.documents, read))
    by_id = {o.observation_id: o for o in rows} | article | events
    entities = {r["entity"]: r for r in _rows(tables["entities"])}
    evidence = Evidence(
        as_of=as_of or date.max,
        newest=max(known.newest, *(row.published for row in by_id.values())),
        claims={r["claim_id"]: r for r in claims},
        entities=entities,
        actors={r["actor"]: r for r in _rows(tables.get("actors", {}))},
        accounts={r["account"]: r["name"] for r in _rows(tables.get("accounts", {}))},
        indicators={r["indicator"]: r for r in _rows(tables["indicators"])},
        sources={r["source_id"]: r for r in _rows(tables["sources"])},
        documents=read,
        corrections={r["observation_id"]: r for r in corrections},
        renamed={r["old"]: r["new"] for r in _rows(tables.get("renamed", {}))},
        settings=settings,
        rates=known,
        article=article,
        events=events,
        _by_key=by_key,
        _keys=_by_indicator(by_key, list(entities)),
        _by_id=by_id,
        _rivals=_rivals(rows),
    )
    return evidence if as_of else evidence.as_known_on(evidence.newest)


def _checked(folder: Path) -> tuple[dict[str, Table], Settings]:
    """Read the tables and the settings; raise `DataError` with every defect of either."""
    package = read_package(folder)
    if _is_of_old(folder):
        raise DataError([Defect("claims.csv", 1, "observation_id", MOVED)])
    tables, defects = read_tables(folder, package)
    if missing := sorted(REQUIRED - tables.keys()):
        raise DataError([Defect("datapackage.json", 1, "resources", f"declares no table {', '.join(missing)}")])
    settings = None
    try:
        settings = read_settings(folder / FILE)
    except DataError as error:
        defects += error.defects
    if not defects:
        defects += _undeclared(tables)
    if not defects:
        daily = tables.get("exchange-rates")
        defects += records.defects_observations(tables["observations"]) + (
            exchange_rates.defects(daily) if daily else []
        )
        defects += records.misfits("article.csv", tables["article"]) if "article" in tables else []
        defects += records.defects(tables["documents"])
        defects += [*records.misreadings(tables), *defects_consistency(tables), *_unfit_names(tables)]
        defects += defects_units(tables)
    if defects or settings is None:
        raise DataError(told_once(tables, defects))
    return tables, settings


def _is_of_old(folder: Path) -> bool:
    """Say whether the claims name rows of the observations as what the article prints, as up to 1.25.0."""
    try:
        with (folder / "claims.csv").open(encoding="utf-8") as file:
            return "observation_id" in file.readline().rstrip().split(",")
    except (OSError, UnicodeDecodeError):
        return False


def _undeclared(tables: dict[str, Table]) -> Iterator[Defect]:
    """Find tables whose declaration lacks a column that is needed; the observations stand in the order of theirs."""
    for name, columns in COLUMNS.items():
        if missing := [column for column in columns if name in tables and column not in tables[name]]:
            yield Defect("datapackage.json", 1, name, f"declares no column {missing[0]}")
        elif name in ORDERED and name in tables and list(tables[name]) != list(columns):
            yield Defect("datapackage.json", 1, name, f"needs the columns {', '.join(columns)}, in this order")


def _unfit_names(tables: dict[str, Table]) -> Iterator[Defect]:
    """Find names that are told as changed and are still in use, or lead to one that was changed itself."""
    if "renamed" not in tables:
        return
    used, table = {*tables["observations"]["observation_id"], *tables["sources"]["source_id"]}, tables["renamed"]
    old = set(table["old"])
    for number, (before, since) in enumerate(zip(table["old"], table["new"], strict=True), 2):
        if before in used:
            yield Defect("renamed.csv", number, "old", f"{before!r} is still in use")
        if since in old:
            yield Defect("renamed.csv", number, "new", f"{since!r} was renamed itself; give the name it has now")


def _by_key(rows: Iterable[Observation]) -> dict[Key, list[Observation]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    for group in groups.values():
        group.sort(key=lambda o: (o.period_end or o.published, o.published))
    return dict(groups)


def _by_indicator(keys: Iterable[Key], places: list[str]) -> dict[str, list[Key]]:
    """Put under each indicator what is looked up of it, in the order of the table of places."""
    groups = defaultdict(list)
    for key in sorted(keys, key=lambda key: places.index(key[1])):
        groups[key[0]].append(key)
    return dict(groups)


def _rivals(rows: Iterable[Observation]) -> dict[str, list[Observation]]:
    """Put rows that are not used, as another document has the figure, under the name of the row that is."""
    groups = defaultdict(list)
    for row in rows:
        if row.disagrees_with:
            groups[row.disagrees_with].append(row)
    return dict(groups)


def _rows(table: Table) -> list[Row]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def _corrected(rows: list[Observation], corrections: list[Row]) -> list[Observation]:
    return list(_apply(rows, {c["observation_id"]: (number, c) for number, c in enumerate(corrections, 2)}))


def _apply(rows: list[Observation], wanted: dict[str, tuple[int, Row]]) -> Iterator[Observation]:
    """Apply each correction, provided that the source still has the value it was written for."""
    for row in rows:
        if row.observation_id not in wanted:
            yield row
            continue
        number, c = wanted[row.observation_id]
        if row.value != float(c["expected"]):
            message = f"{row.observation_id} is {row.value:g}, not {c['expected']}: the source has changed"
            raise DataError([Defect("corrections.csv", number, "expected", f"{message}; remove the correction")])
        value = float(c["corrected"])
        low, high = records.bounds(value, row.precision, row.qualifier)
        yield replace(row, value=value, low=low, high=high, status="E", note=c["reason"])
