"""Hashes of the data folder, as a whole or as of a day, and of the program."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.dataset import figures_csv

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
    # their words hold more than names of documents and sources, which is harmless: other words name no row
    for name in UNDATED:
        if name in files:
            named_by_then |= _words(files[name])
    if figures_csv.FIGURES_CSV in files:
        public[figures_csv.FIGURES_CSV] = figures_csv.public_part(files[figures_csv.FIGURES_CSV], as_of)

    # Leave out only what later rows alone name: a document that no row names counts on any day
    only_later = named_later - named_by_then
    for name in GROWING:
        if name in files:
            lines = []
            for line in files[name].splitlines(keepends=True):
                # names are never quoted; that of the header, which no row names, stays
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
    # a row stands on one line in a table that was checked
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
