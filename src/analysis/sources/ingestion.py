"""Refresh the data folder: fetch each source, add new rows, quarantine answers that contradict stored ones."""

import csv
import io
import os
import re
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from analysis.dataset.loading import load
from analysis.dataset.records import Interface, by_source, parse_interfaces
from analysis.dataset.schema_checks import CONTROL, FORMULA, DataError, Table, read_package, read_tables
from analysis.dataset.text_files import csv_text
from analysis.editions.atomic_files import NEW, lock, replace_file, workshop
from analysis.errors import AnalysisError, UnwritableError
from analysis.sources import due_by_hand, new_rows
from analysis.sources.fetchers import FETCHERS, Download, Fetcher, SourceError
from analysis.sources.new_rows import Row, Tables

SORT_KEYS = {
    "documents": ("document_id",),
    "observations": ("observation_id",),
    "exchange_rates": ("source_id", "quote", "base", "date"),
}
"""The sort key of each table. Files are replaced in this order, so that the data can be loaded at any moment."""

LONGEST_REASON = 300
"""Letters of the line that says why a source failed."""


class Status(StrEnum):
    """How the fetching of a source ended."""

    ENTERED = "entered"
    NOTHING_NEW = "nothing new"
    QUARANTINED = "quarantined"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceResult:
    """The result for one source: the names of the rows added, or the reason in one line if there are none."""

    source: str
    status: Status
    entered: tuple[str, ...] = ()
    why: str = ""


def refresh(
    data: Path,
    sources: Sequence[str] = (),
    *,
    today: date,
    edition: date = date.min,
    dry_run: bool = False,
    fetchers: Mapping[str, Fetcher] = FETCHERS,
) -> list[SourceResult]:
    """Fetch new rows of some sources, or of all, and add them to the data folder.

    Stored rows are never changed. A source that fails or is quarantined does not stop the others.

    Args:
        data: The data folder.
        sources: The ids of sources; without any, all.
        today: The day of the refresh.
        edition: The day of the newest edition made of these data, which must not change; by default there is none.
        dry_run: Write nothing.
        fetchers: The fetcher of each protocol.

    Raises:
        LockedError: another run is writing the folder.
        UnwritableError: the folder cannot be written.
        DataError: the data have defects already.
    """
    tables = read_data(data)  # before the lock, for the interfaces alone, which a refresh does not change
    results = []
    permission: AbstractContextManager[None] = nullcontext() if dry_run else _locked(data)
    with permission:
        for source, interfaces in by_source(_interfaces(tables), sources, data).items():
            result = _refresh_source(
                data, source, interfaces, today=today, edition=edition, dry_run=dry_run, fetchers=fetchers
            )
            results.append(result)
    return results


def verify(
    data: Path, sources: Sequence[str] = (), *, today: date, fetchers: Mapping[str, Fetcher] = FETCHERS
) -> dict[str, list[str]]:
    """Return by source how the values served now differ from the stored ones; write nothing."""
    tables = read_data(data)
    lines: dict[str, list[str]] = {}
    for source, interfaces in by_source(_interfaces(tables), sources, data).items():
        try:
            download = _ask(tables, interfaces, today, fetchers)
            lines[source] = _differences(tables, interfaces, download, today)
        except Exception as error:  # what is served may be anything, and no source may stop another
            lines[source] = [f"could not be compared: {_one_line(error)}"]
    return lines


def due(data: Path, today: date) -> list[str]:
    """Return a line for each figure that is due to be entered by hand, and for each verdict due for a review."""
    return due_by_hand.due(data, _interfaces(read_data(data)), today)


def read_data(data: Path) -> dict[str, Table]:
    """Read the tables as text; raise `DataError` when they have defects."""
    tables, defects = read_tables(data, read_package(data))
    if defects:
        raise DataError(defects)
    return tables


def _interfaces(tables: Tables) -> list[Interface]:
    return parse_interfaces(tables["interfaces"]) if "interfaces" in tables else []


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Lock the data folder for writing; raise `UnwritableError` for one that is read-only or installed."""
    if "site-packages" in data.resolve().parts or not os.access(data, os.W_OK):
        raise UnwritableError(f"{data}: not writable; refresh a clone of the project, or name a folder with --data")
    with lock(data / "refresh"):
        yield


def _refresh_source(
    data: Path,
    source: str,
    interfaces: Sequence[Interface],
    *,
    today: date,
    edition: date,
    dry_run: bool,
    fetchers: Mapping[str, Fetcher],
) -> SourceResult:
    """Fetch one source and add its new rows."""
    # Read again for each source, as the one before may have added rows
    tables = read_data(data)
    try:
        download = _ask(tables, interfaces, today, fetchers)
    except SourceError as error:
        return SourceResult(source, Status.FAILED, why=_one_line(error))

    try:
        rows = new_rows.rows_to_add(tables, interfaces, download, today, edition)
        new_rows.check_plausibility(tables, rows)
        if rows:
            add_rows(data, rows, dry_run=dry_run)
    except (SourceError, OSError) as error:  # it is too early, or the disk is full: no fault of the answer
        return SourceResult(source, Status.FAILED, why=_one_line(error))
    except Exception as error:  # what is served may be anything, and no source may stop another
        why = _one_line(error)
        try:
            if not dry_run:
                _quarantine(data, f"{source}.{today}", why, download)
        except OSError as fault:
            return SourceResult(source, Status.FAILED, why=f"{why}; could not be quarantined: {_one_line(fault)}")
        return SourceResult(source, Status.QUARANTINED, why=why)

    entered = []
    for table, added in rows.items():
        if table != "documents":
            entered += [new_rows.row_name(table, row) for row in added]
    return SourceResult(source, Status.ENTERED if entered else Status.NOTHING_NEW, tuple(entered))


def _ask(tables: Tables, interfaces: Sequence[Interface], today: date, fetchers: Mapping[str, Fetcher]) -> Download:
    """Fetch the series of a source; raise `SourceError` in one line, whatever a library raises."""
    protocols = sorted({series.protocol for series in interfaces})
    if len(protocols) > 1:
        raise SourceError(f"its rows of interfaces.csv name several protocols, {' and '.join(protocols)}; leave one")
    protocol = protocols[0]
    if protocol not in fetchers:
        raise SourceError(f"protocol {protocol}: unknown; expected {', '.join(fetchers)}")
    try:
        with redirect_stdout(io.StringIO()) as unread, redirect_stderr(unread):  # libraries print what they get
            return fetchers[protocol](interfaces, _since(tables, interfaces), today)
    except Exception as error:  # libraries raise what they like, and no source may stop another
        raise SourceError(f"{protocol}: {_one_line(error)}") from None


def _since(tables: Tables, interfaces: Sequence[Interface]) -> date:
    """Return the first day stored of any series, so that the answer covers all stored rows; 1900 if none is stored."""
    days = []
    for series in interfaces:
        days += [row["period_start"] for row in new_rows.stored_rows(tables, series)]
    return date.fromisoformat(min(days, default="1900-01-01"))


def _differences(tables: Tables, interfaces: Sequence[Interface], download: Download, today: date) -> list[str]:
    """Return a line for each difference between an answer and the stored rows, or that nothing could be compared."""
    lines: list[str] = []
    is_compared = False
    for series, values in new_rows.values_by_series(interfaces, download).items():
        stored = new_rows.stored_rows(tables, series)
        lines += new_rows.differences(series, stored, values, today)
        if series.is_of_rates:  # these have no vintages
            is_compared = True
        for value in values:
            if any(new_rows.is_stored_vintage(row, value, today) for row in stored):
                is_compared = True
    if not lines and not is_compared:
        return ["served is another vintage than any stored, so nothing could be compared"]
    return lines


def add_rows(data: Path, rows: Mapping[str, Sequence[Row]], *, dry_run: bool = False) -> None:
    """Add rows to tables of the data folder; with `dry_run` only check that they could be added.

    New files are tried in a copy of the folder, and then replace the old ones one by one, documents first: the data
    load at every instant, and after a crash in between the next run adds the rest.

    Raises:
        DataError: the data would not load with the rows; nothing was changed.
    """
    with tempfile.TemporaryDirectory() if dry_run else workshop(data) as folder:
        trial = Path(shutil.copytree(data, Path(folder, NEW), ignore=_needless))
        for table, added in rows.items():
            path = trial / f"{table}.csv"
            text = path.read_bytes().decode("utf-8")  # `read_text` would change the ends of lines
            path.write_bytes(_insert(text, SORT_KEYS[table], added).encode("utf-8"))
        load(trial)
        for table in SORT_KEYS:  # in this order, documents first
            if table in rows and not dry_run:
                (trial / f"{table}.csv").replace(data / f"{table}.csv")


def _needless(folder: str, names: list[str]) -> list[str]:
    """Return the names in a folder that are left out of a copy to try: folders and hidden files."""
    return [name for name in names if name.startswith(".") or not (Path(folder) / name).is_file()]


def _insert(text: str, keys: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the text of a table with rows inserted in order; all other lines stay byte for byte.

    The table is taken to be sorted. `read_data` has ensured that each row is on one line, and that the last has an end.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    header, *lines = text.splitlines(keepends=True)
    columns = next(csv.reader([header]))
    key_columns = [columns.index(key) for key in keys]
    sort_keys = []
    for cells in csv.reader(lines):
        sort_keys.append(tuple(cells[column] for column in key_columns))
    for row in rows:
        sort_key = tuple(row[key] for key in keys)
        place = bisect_right(sort_keys, sort_key)
        sort_keys.insert(place, sort_key)
        lines.insert(place, csv_text([[row[column] for column in columns]], line_end))
    return "".join([header, *lines])


def _quarantine(data: Path, name: str, why: str, download: Download) -> None:
    """Write an answer to the folder `aside` of the data folder, with the reason on top, under a sanitised name."""
    rows = [
        [f"# {why}"],
        [f"# {CONTROL.sub('', download.address)} {download.checksum}"],
        ["series", "period", "printed", "published", "status", "place"],
    ]
    for value in download.values:
        published = str(value.published or "")
        cells = [value.series.name, value.period, value.printed, published, value.status, value.locator]
        rows.append([_safe_cell(cell) for cell in cells])
    (data / "aside").mkdir(exist_ok=True)
    replace_file(data / "aside" / re.sub(r"[^\w.-]", "_", f"{name}.csv"), csv_text(rows).encode())


def _safe_cell(text: str) -> str:
    """Escape control characters and spreadsheet formulas."""
    printable = CONTROL.sub("\ufffd", text)
    return f"'{printable}" if FORMULA.match(printable) else printable


def _one_line(error: Exception) -> str:
    """Return an error in one line, without control characters or a proxy's password."""
    text = error.lines[0] if isinstance(error, AnalysisError) else f"{type(error).__name__}: {error}"
    for secret in _secrets():
        text = text.replace(secret, "…")
    line = CONTROL.sub("\ufffd", " ".join(text.split()))
    if len(line) > LONGEST_REASON:
        return f"{line[: LONGEST_REASON - 1]}…"
    return line


def _secrets() -> list[str]:
    """Return the user names and passwords of configured proxies, and their parts, the longest first."""
    parts = set()
    for name, value in os.environ.items():
        if name.lower().endswith("_proxy") and "@" in value:
            # user:password of http://user:password@proxy.example:8080
            _, _, address = value.partition("://")
            account, _, _ = address.rpartition("@")
            parts.add(account)
            # an error may print a part of it alone, such as the password
            parts.update(re.split(r"[:#/?@%\\]", account))
    secrets = [part for part in parts if len(part) > 1]  # a single letter is in every message
    return sorted(secrets, key=len, reverse=True)
