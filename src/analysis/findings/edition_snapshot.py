"""The content of an edition, read from its tables or taken from a catalogue, to be compared."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.dataset.schema_checks import FORMULA
from analysis.errors import EditionError
from analysis.findings.csv_tables import FINDINGS, LATER_COLUMNS, VERDICTS, findings_csv, verdicts_csv
from analysis.findings.dependencies import news
from analysis.findings.parameters import as_arguments
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from analysis.dataset import Observation
    from analysis.findings.catalogue import Catalogue


Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content of an edition.

    Attributes:
        name: Its name.
        parameters: Its parameters as plain values.
        made_of: Hashes of the program, the notebook and each data file, as far as they are known.
        findings: The rows of `findings.csv` by name.
        verdicts: The rows of `verdicts.csv` by claim.
        news: Returns the rows that a finding looked up and that were published after a day; none if read from files.
        holds: Returns whether the data have a row, used or not; always False if read from files.
        retired: Names of findings that later versions no longer compute.
    """

    name: str
    parameters: dict[str, Any]
    made_of: dict[str, str]
    findings: dict[str, Row]
    verdicts: dict[str, Row]
    news: Callable[[str, str], list[Observation]] = field(default=lambda _name, _since: [], compare=False)
    holds: Callable[[str], bool] = field(default=lambda _row: False, compare=False)
    retired: Collection[str] = field(default=(), compare=False)

    @property
    def as_of(self) -> str:
        """The as-of date in ISO format."""
        return str(self.parameters.get("as_of", ""))


def parse(
    name: str,
    manifest: Mapping[str, Any],
    findings: str,
    verdicts: str,
    renamed: Mapping[str, str],
    retired: Collection[str] = (),
) -> Snapshot:
    """Parse the manifest and the tables of an edition; what was renamed since gets its new name.

    Raises `EditionError` if one of them is invalid.
    """
    try:
        made_of = {"package": manifest["package"]["sha256"]}
        made_of |= {f"notebook {notebook}": sha256 for notebook, sha256 in manifest["notebook"].items()}
        made_of |= {f"data {file}": sha256 for file, sha256 in manifest["data"].items()}
        if "stored" in manifest:
            made_of[STORED] = manifest["stored"]
        parameters = dict(manifest["parameters"])
        date.fromisoformat(parameters["as_of"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise EditionError(f"{name}: manifest.json is not that of an edition") from None

    finding_rows = _rows(name, "findings.csv", findings, FINDINGS)
    verdict_rows = _rows(name, "verdicts.csv", verdicts, VERDICTS)
    return Snapshot(
        name,
        parameters,
        made_of,
        findings=_under_new_names(finding_rows, renamed),
        verdicts=_under_new_names(verdict_rows, renamed),
        retired=retired,
    )


def take(name: str, catalogue: Catalogue, made_of: dict[str, str]) -> Snapshot:
    """Return a snapshot of a catalogue, equal to that of an edition parsed from its files."""

    def news_since(finding_id: str, day: str) -> list[Observation]:
        return news(catalogue, finding_id, date.fromisoformat(day))

    # written and parsed again, so that its cells are those of an edition's files
    findings = findings_csv(catalogue.everything(), catalogue.evidence.documents)
    return Snapshot(
        name,
        as_arguments(catalogue.parameters),
        made_of,
        findings=_rows(name, "findings.csv", findings, FINDINGS),
        verdicts=_rows(name, "verdicts.csv", verdicts_csv(catalogue), VERDICTS),
        news=news_since,
        holds=frozenset(catalogue.evidence.names_of_rows).__contains__,
    )


STORED = "data as stored"
"""The hash of all data, whatever the as-of date: two editions that share it were made from the same rows."""

COLUMNS_OF_NAMES = ("finding_id", "observation_id", "inputs", "evidence", "sources")
"""Columns with names of findings, rows and sources."""

NAME_IN_CELL = re.compile(r"[^\s(),]+")
"""One name in a cell; the name of a computed finding may contain those of its inputs."""


def _under_new_names(rows: dict[str, Row], renamed: Mapping[str, str]) -> dict[str, Row]:
    """Rename rows, unless the edition has a row of the new name or two rows would get it."""
    # A name that is no row here, such as that of an observation or a source, is free to change in the cells
    taken = Counter(list(rows))
    taken.update(renamed[name] for name in rows if name in renamed)
    renamed = {old: new for old, new in renamed.items() if old not in rows or taken[new] == 1}

    def new_name(match: re.Match[str]) -> str:
        stem = match[0].removeprefix("obs.")  # obs.NAME is the finding of the row NAME, and renamed with it
        return match[0].replace(stem, renamed.get(stem, stem))

    under_new_names = {}
    for key, row in rows.items():
        new_row = dict(row)
        for column in COLUMNS_OF_NAMES:
            if column in row:
                new_row[column] = NAME_IN_CELL.sub(new_name, row[column])
        under_new_names[NAME_IN_CELL.sub(new_name, key)] = new_row
    return under_new_names


def _rows(name: str, table: str, text: str, columns: Iterable[str]) -> dict[str, Row]:
    """Return the rows of a table by the first of its columns; raise `EditionError` for a table that is damaged.

    Columns that an early edition does not have are empty. In messages, rows are counted from the header, which is 1.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    key, *_ = columns
    rows: dict[str, Row] = {}
    try:
        missing = set(columns) - LATER_COLUMNS - set(reader.fieldnames or ())
        if missing:
            raise EditionError(f"{name}: {table} has no column {', '.join(sorted(missing))}; render the edition again")
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise EditionError(f"{name}: {table}:{number}: does not have as many cells as the header")
            rows[row[key]] = dict.fromkeys(columns, "") | row
    except csv.Error as error:
        raise EditionError(f"{name}: {table}:{reader.reader.line_num}: {error}") from None

    # Inputs may stand below the finding that has them, so they are looked up when all rows are there
    for number, row in enumerate(rows.values(), 2):
        for input_name in row.get("inputs", "").split():
            if input_name not in rows:
                raise EditionError(f"{name}: {table}:{number}:inputs: {input_name!r} is not in this table")
        fault = _fault(row)
        if fault:
            raise EditionError(f"{name}: {table}:{number}:{fault}")
    return rows


def _fault(row: Row) -> str:
    """Return what is wrong with a cell of a finding or a verdict, or an empty text."""
    for column, text in row.items():
        if FORMULA.match(text):
            return f"{column}: {text[:40]!r} starts like a spreadsheet formula"
    if "verdict" in row:
        is_outcome = row["verdict"] in list(Outcome)
        return "" if is_outcome else f"verdict: {row['verdict']!r} is not a verdict"
    try:
        Quantity(float(row["value"]), float(row["low"]), float(row["high"]), row["unit"])
    except ValueError as error:
        return f"value: is not a number within its bounds: {error}"
    return ""
