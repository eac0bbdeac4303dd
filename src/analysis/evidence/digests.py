"""Hashes of data and program: two editions with the same hashes were made of the same things."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

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
