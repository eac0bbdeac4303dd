"""Find, read, check and correct the files of a data folder, and hash them."""

import csv
import hashlib
import io
import json
import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.dataset import article, records, sheet
from analysis.dataset.checks import row_defects
from analysis.dataset.dataset import Evidence, Key, Row, key_of_row
from analysis.dataset.exchange_rates import Rates
from analysis.dataset.records import Document, Interface, Observation, reliable
from analysis.dataset.schema import (
    CHOICES_TOML,
    DataError,
    Defect,
    Settings,
    Table,
    is_file,
    read_package,
    read_settings,
    read_tables,
)
from analysis.dataset.sheet import Derived

NEEDED_COLUMNS = {
    "observations": tuple(field.name for field in fields(Observation)),
    "documents": tuple(field.name for field in fields(Document)),
    "interfaces": tuple(field.name for field in fields(Interface)),
    "claims": (
        "claim_id", "paragraph", "printed", "title", "statement", "kind", "check", "rule", "editorial_verdict",
        "context", "context_changes_reading", "caveat", "source_ids", "evidence", "document_id", "note",
    ),
    "article": article.ARTICLE_COLUMNS,
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

REQUIRED_TABLES = {"claims", "observations", "entities", "indicators", "sources", "documents"}
"""What `datapackage.json` has to declare; all other tables are read where there are any."""


def load(folder: Path | str | None = None, as_of: date | None = None) -> Evidence:
    """Load the dataset and check it against its declaration.

    `folder` is the data folder; without it the project's own is looked for. `as_of` limits the evidence to
    what was public on that day; without it, everything counts. Raises `DataError` with every defect. A folder of which
    no byte has changed is not read again.
    """
    data = Path(folder) if folder else find_data()
    content_hash = stored_digest(data) if data.is_dir() else ""
    return _known_on(data, as_of, content_hash)


# Both caches have the hash of the folder's content in their key, so that no change of a file is missed


@lru_cache(maxsize=4)
def _known_on(folder: Path, as_of: date | None, content_hash: str) -> Evidence:
    whole = _read(folder, content_hash)
    return whole.as_known_on(as_of or whole.newest)


@lru_cache(maxsize=2)
def _read(folder: Path, _content_hash: str) -> Evidence:
    """Read a folder with all that is known."""
    tables, settings, _ = checked_tables(folder)
    return parse_evidence(tables, settings, is_of_article=article.is_article(folder))


def parse_evidence(tables: Mapping[str, Table], settings: Settings, *, is_of_article: bool) -> Evidence:
    """Return the evidence of checked tables, with all that is known."""
    corrections = _rows(tables.get("corrections", {}))
    observations = list(_corrected(records.parse_observations(tables["observations"]), corrections))
    article_figures = records.parse_article(tables["article"]) if "article" in tables else {}
    events = records.parse_events(tables["events"]) if "events" in tables else {}
    documents = records.parse_documents(tables["documents"])
    daily_rates = tables.get("exchange-rates")
    rates = Rates.parse(daily_rates, date.max) if daily_rates else Rates({}, date.max)

    # Rows set aside, and rows that no reliable document has, can be looked up by their name alone
    used = [row for row in observations if not row.disagrees_with and reliable(row.documents, documents)]
    by_key = _by_key(used)
    by_id = {row.observation_id: row for row in observations} | article_figures | events

    days = [row.published for row in by_id.values()]
    days.append(rates.newest)
    if is_of_article:
        days.append(settings.judged_at)  # its figures may all be older
    entities = _rows_by_name(tables, "entities", "entity")
    renamings = _rows(tables.get("renamed", {}))
    return Evidence(
        as_of=date.max,
        newest=max(days),
        claims=_rows_by_name(tables, "claims", "claim_id"),
        entities=entities,
        actors=_rows_by_name(tables, "actors", "actor"),
        accounts={row["account"]: row["name"] for row in _rows(tables.get("accounts", {}))},
        indicators=_rows_by_name(tables, "indicators", "indicator"),
        sources=_rows_by_name(tables, "sources", "source_id"),
        documents=documents,
        corrections=_rows_by_name(tables, "corrections", "observation_id"),
        renamed={row["old"]: row["new"] for row in renamings if row["new"]},
        retired={row["old"]: row.get("since", "") for row in renamings if not row["new"]},
        settings=settings,
        rates=rates,
        article=article_figures,
        events=events,
        _by_key=by_key,
        _keys=_by_indicator(by_key, list(entities)),
        _by_id=by_id,
        _rivals=_rivals(observations),
    )


def checked_tables(folder: Path, figures: str | None = None) -> tuple[dict[str, Table], Settings, Derived]:
    """Read the tables and the settings of a folder, with what its sheet adds; return what was derived as well.

    `figures` is a text to be read in place of the sheet. Raises `DataError` with every defect.
    """
    if article.is_article(folder):
        tables, settings, derived = article.read_tables(folder, figures)
        # what was derived from the claims has no file of its own, and nobody opened its documents
        defects = [defect for defect in row_defects(tables) if defect.file != "article.csv" and defect.column != "seen"]
    else:
        tables, settings = _declared(folder)
        derived = Derived()
        if figures is None and (folder / sheet.FIGURES_CSV).is_file():
            figures = article.text_of(folder / sheet.FIGURES_CSV)
        if figures is not None:
            derived = sheet.extend(tables, sheet.read_sheet(figures))
        defects = list(row_defects(tables))
    defects = sheet.locate(defects, tables, derived)
    if defects:
        raise DataError(defects)
    return tables, settings, derived


def _declared(folder: Path) -> tuple[dict[str, Table], Settings]:
    """Read the tables as `datapackage.json` declares them, and the settings."""
    tables, defects = read_tables(folder, read_package(folder))
    missing = sorted(REQUIRED_TABLES - tables.keys())
    if missing:
        raise DataError([Defect("datapackage.json", 1, "resources", f"declares no table {', '.join(missing)}")])
    settings = None
    try:
        settings = read_settings(folder / CHOICES_TOML)
    except DataError as error:
        defects += error.defects
    defects = defects or list(_undeclared(tables))
    if defects or settings is None:
        raise DataError(defects)
    return tables, settings


def _undeclared(tables: dict[str, Table]) -> Iterator[Defect]:
    """Find tables whose declaration lacks a column that is needed."""
    for name, columns in NEEDED_COLUMNS.items():
        if name not in tables:
            continue
        missing = [column for column in columns if column not in tables[name]]
        if missing:
            yield Defect("datapackage.json", 1, name, f"declares no column {missing[0]}")


def _by_key(rows: Iterable[Observation]) -> dict[Key, list[Observation]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key_of_row(row)].append(row)
    for group in groups.values():
        group.sort(key=lambda row: (row.period_end or row.published, row.published))
    return dict(groups)


def _by_indicator(keys: Iterable[Key], entities: list[str]) -> dict[str, list[Key]]:
    """Group keys by indicator, in the order of the table of entities."""

    def place(key: Key) -> int:
        _, entity, _, _ = key
        return entities.index(entity)

    groups = defaultdict(list)
    for key in sorted(keys, key=place):
        indicator, *_ = key
        groups[indicator].append(key)
    return dict(groups)


def _rivals(rows: Iterable[Observation]) -> dict[str, list[Observation]]:
    """Group unused rows by the name of the row that is used instead."""
    groups = defaultdict(list)
    for row in rows:
        if row.disagrees_with:
            groups[row.disagrees_with].append(row)
    return dict(groups)


def _rows(table: Table) -> list[Row]:
    return [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]


def _rows_by_name(tables: Mapping[str, Table], table: str, key: str) -> dict[str, Row]:
    """Return the rows of a table by the column that names them; none if the table is missing."""
    return {row[key]: row for row in _rows(tables.get(table, {}))}


def _corrected(rows: list[Observation], corrections: list[Row]) -> Iterator[Observation]:
    """Apply each correction, provided that the source still has the value it was written for."""
    lines = {correction["observation_id"]: line for line, correction in enumerate(corrections, 2)}
    for row in rows:
        if row.observation_id not in lines:
            yield row
            continue
        line = lines[row.observation_id]
        correction = corrections[line - 2]
        expected = correction["expected"]
        if row.value != float(expected):
            message = f"{row.observation_id} is {row.value:g}, not {expected}: the source has changed"
            raise DataError([Defect("corrections.csv", line, "expected", f"{message}; remove the correction")])
        value = float(correction["corrected"])
        low, high = records.bounds(value, row.precision, row.qualifier)
        yield replace(row, value=value, low=low, high=high, status="E", note=correction["reason"])


# Finding the data: in the working folder or above it, or in the installed package.

DATA_VARIABLE = "JAPAN_TECH_DATA"
"""The environment variable that names another data folder; the option --data of the command sets it for a kernel."""


FILES_OF_A_PROJECT = (
    "data/article.toml", "data/datapackage.json", "data/claims.csv", "data/observations.csv", "reports/history.jsonl",
)  # fmt: skip
"""Files by which the folder of a project is known, also if others of it are missing."""


def find_data() -> Path:
    """Find the data folder of the project that contains the working folder, or else of the installed one.

    The environment variable JAPAN_TECH_DATA takes precedence. If a project lacks its data, no other data are used.
    """
    path = os.environ.get(DATA_VARIABLE)
    if path:
        return Path(path)
    project = find_project()
    if project:
        return project / "data"
    for folder in _installed():
        _tell("no project in the working folder or above it; using the data of %s", folder)
        return folder / "data"
    raise DataError([Defect("data", 1, "-", "no data folder found here or above; give one with --data")])


def find_project() -> Path | None:
    """Return the nearest folder, from the working folder upwards, that has a file of a project.

    A folder above the working one is used only if it belongs to the user or to root, as its notebooks are run.
    """
    working_folder = Path.cwd().resolve()
    for folder in (working_folder, *working_folder.parents):
        if not any(is_file(folder / mark) for mark in FILES_OF_A_PROJECT):
            continue
        if folder == working_folder:
            return folder
        if _is_trusted(folder):
            _tell("using the data and notebooks of %s", folder)
            return folder
        _tell("%s: belongs to another user, so its data and notebooks are not used", folder)
    return None


def homes() -> Iterator[Path]:
    """Iterate over the folders of this project: that of the working folder, if it is a copy, and the installed one."""
    installed_name = next((_package_name(folder / "data") for folder in _installed()), None)
    project = find_project()
    if project and not article.is_article(project / "data"):
        # one whose datapackage.json is missing or invalid cannot be told from a copy
        is_copy = _package_name(project / "data") in (installed_name, None, "")
        if is_copy:
            yield project
    yield from _installed()


def _installed() -> Iterator[Path]:
    """Iterate over the folders around this module that have data: a clone, or the installed package."""
    for folder in Path(__file__).resolve().parents:
        if _package_name(folder / "data"):
            yield folder


def _is_trusted(home: Path) -> bool:
    """Return whether a project's folder, data and notebooks belong to the user or to root; True on Windows."""
    if not hasattr(os, "geteuid"):
        return True
    places = (home, home / "data", home / "notebooks")
    owners = {place.lstat().st_uid for place in places if os.path.lexists(place)}
    return owners <= {os.geteuid(), 0}


@cache
def _tell(message: str, folder: Path) -> None:
    """Log a message about a folder once; the command shows it."""
    logging.getLogger("analysis").info(message, folder)


def other_data(folder: Path, as_of: date) -> str:
    """Return the name of a data folder whose public rows differ from those of the project, if of the same study."""
    project = next((home / "data" for home in homes()), folder)
    is_same_folder = folder.resolve() == project.resolve()
    is_of_other_study = _package_name(folder) != _package_name(project)
    if is_same_folder or is_of_other_study or data_digests(folder, as_of) == data_digests(project, as_of):
        return ""
    data = folder.resolve()
    return f"{data.parent.name}/{data.name}" if data.name == "data" else data.name


def _package_name(data: Path) -> str | None:
    """Return the name of the package of a data folder: empty if there is none, None if it is invalid."""
    try:
        return str(json.loads((data / "datapackage.json").read_text(encoding="utf-8")).get("name", ""))
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (AttributeError, OSError, RecursionError, ValueError):
        return None


# Two editions with the same hashes of data and program were made of the same things.

DATED = ("observations.csv", "events.csv", "exchange_rates.csv")
"""Tables with the day of publication of each row."""

GROWING = ("documents.csv", "sources.csv")
"""Tables that grow with the dated ones, whose rows name theirs."""

NAMING_COLUMNS = ("document_id", "confirmed_by", "source_id")
"""Columns of dated tables that name rows of the growing ones, by their first column."""

UNDATED = ("claims.csv", "article.csv", "corrections.csv")
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
    """Return a hash of every file of a data folder, by name, limited to the rows that were public on a day.

    A figure or a rate counts from the day it became public, a document and a source where a row that counts names it:
    so what is appended later leaves the hashes of an earlier day as they are. Without a day every row counts. Hidden
    files, such as locks, do not count.
    """
    files = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            files[path.name] = path.read_bytes()
    if as_of is not None:
        files |= _public(files, as_of.isoformat())
    return {name: digest(content) for name, content in files.items()}


def stored_digest(folder: Path) -> str:
    """Return one hash of all files of a data folder, with all rows."""
    lines = [f"{name} {value}" for name, value in data_digests(folder).items()]
    return digest("\n".join(lines).encode())


def _public(files: dict[str, bytes], as_of: str) -> dict[str, bytes]:
    """Return the tables that grow, each with only the rows that were public on a day."""
    public: dict[str, bytes] = {}
    named_by_then: set[str] = set()
    named_later: set[str] = set()
    for name in DATED:
        if name not in files:
            continue
        table = _dated_table(files[name])
        public_lines = [line for day, line in table.lines if day <= as_of]
        public[name] = table.head + b"".join(public_lines)
        for named, (first_day, last_day) in table.days_of_names.items():
            if first_day <= as_of:
                named_by_then.add(named)
            if last_day > as_of:
                named_later.add(named)
    for name in UNDATED:
        if name in files:
            named_by_then |= _words(files[name])
    if sheet.FIGURES_CSV in files:
        public[sheet.FIGURES_CSV] = sheet.public_part(files[sheet.FIGURES_CSV], as_of)

    # Leave out only what later rows alone name: a document that no row names counts on any day
    only_later = named_later - named_by_then
    for name in GROWING:
        if name in files:
            lines = []
            for line in files[name].splitlines(keepends=True):
                row_name = line.partition(b",")[0].decode()
                if row_name not in only_later:
                    lines.append(line)
            public[name] = b"".join(lines)
    return public


class DatedTable(NamedTuple):
    """A table as lines of its file, each with the day on which it became public.

    `days_of_names` has the first and the last such day of each document and source that a line names.
    """

    head: bytes
    lines: list[tuple[str, bytes]]
    days_of_names: dict[str, tuple[str, str]]


@lru_cache(maxsize=8)
def _dated_table(content: bytes) -> DatedTable:
    """Parse a dated table; cached, as several days are asked for in turn."""
    head, *rest = content.splitlines(keepends=True)
    lines: list[tuple[str, bytes]] = []
    days: dict[str, tuple[str, str]] = {}
    for row, line in zip(csv.DictReader(io.StringIO(content.decode())), rest, strict=True):
        day = row["published"]
        lines.append((day, line))
        for column in NAMING_COLUMNS:
            for name in row.get(column, "").split():
                first_day, last_day = days.get(name, (day, day))
                days[name] = min(first_day, day), max(last_day, day)
    return DatedTable(head, lines, days)


def _words(table: bytes) -> frozenset[str]:
    """Return all words in the cells of a table, among them the names of documents and sources."""
    words: set[str] = set()
    for row in csv.reader(io.StringIO(table.decode())):
        for cell in row:
            words.update(cell.split())
    return frozenset(words)


def package_digest(package: Path = PACKAGE) -> str:
    """Return one hash of all files of the package: code, templates, scripts, typefaces and licences."""
    lines = (f"{name} {digest((package / name).read_bytes())}" for name in sorted(_shipped(package)))
    return digest("\n".join(lines).encode())


def _shipped(package: Path) -> Iterator[str]:
    """Iterate over the files of a package, without hidden files and bytecode."""
    for path in package.rglob("*"):
        inside = path.relative_to(package)
        is_hidden = any(part.startswith(".") for part in inside.parts)
        is_bytecode = path.suffix in BYTECODE or "__pycache__" in inside.parts
        is_carried = inside.parts[0] in CARRIED
        if path.is_file() and not (is_hidden or is_bytecode or is_carried):
            yield inside.as_posix()
