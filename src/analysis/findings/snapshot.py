"""An edition as it can be compared: its findings and verdicts, its parameters, and what it was made of."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

from analysis.errors import AnalysisError
from analysis.evidence import Observation
from analysis.evidence.cells import FORMULA
from analysis.findings.catalogue import Catalogue
from analysis.findings.dependence import news
from analysis.findings.parameters import as_arguments
from analysis.findings.quantity import Quantity
from analysis.findings.tables import FINDINGS, LATER, VERDICTS, findings_csv, verdicts_csv
from analysis.findings.verdicts import Outcome

Row = dict[str, str]


class NotAnEdition(AnalysisError, ValueError):
    """What was given is no edition, no day and no data folder; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an edition says and what it was made of.

    `made_of` holds a hash for the program, the notebook and each file of the data, as far as they are known. `news`
    names the rows that a finding looked for and that became public after a day; `holds` says whether a row still lies
    in the data, be it used or not. An edition read back knows of neither.
    """

    name: str
    parameters: dict[str, Any]
    made_of: dict[str, str]
    findings: dict[str, Row]
    verdicts: dict[str, Row]
    news: Callable[[str, str], list[Observation]] = field(default=lambda _name, _since: [], compare=False)
    holds: Callable[[str], bool] = field(default=lambda _row: False, compare=False)

    @property
    def as_of(self) -> str:
        """The day of knowledge, as an ISO date."""
        return str(self.parameters.get("as_of", ""))


def parse(name: str, manifest: Mapping[str, Any], findings: str, verdicts: str, renamed: Mapping[str, str]) -> Snapshot:
    """Read an edition back from its manifest and its tables; what was renamed since bears its new name.

    Raises `NotAnEdition` when one of them is not what an edition holds.
    """
    try:
        made_of = {
            "package": manifest["package"]["sha256"],
            **{f"notebook {name}": value for name, value in manifest["notebook"].items()},
            **{f"data {name}": value for name, value in manifest["data"].items()},
            **({STORED: manifest["stored"]} if "stored" in manifest else {}),
        }
        parameters = dict(manifest["parameters"])
        date.fromisoformat(parameters["as_of"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotAnEdition(f"{name}: manifest.json is not that of an edition") from None
    found = _rows(name, "findings.csv", findings, FINDINGS), _rows(name, "verdicts.csv", verdicts, VERDICTS)
    figures, judged = (_under_new_names(rows, renamed) for rows in found)
    return Snapshot(name, parameters, made_of, figures, judged)


def take(name: str, catalogue: Catalogue, made_of: dict[str, str]) -> Snapshot:
    """Take a snapshot of what is computed now, in the same form as of an edition read back."""
    parameters = as_arguments(catalogue.parameters)
    findings = _rows(name, "findings.csv", findings_csv(catalogue.everything(), catalogue.evidence.documents), FINDINGS)

    def of(finding_id: str, since: str) -> list[Observation]:
        return news(catalogue, finding_id, date.fromisoformat(since))

    judged = _rows(name, "verdicts.csv", verdicts_csv(catalogue.verdicts), VERDICTS)
    rows = frozenset(catalogue.evidence.names_of_rows)
    return Snapshot(name, parameters, made_of, findings, judged, of, rows.__contains__)


STORED = "data as stored"
"""The part that all data make, of whichever day: two editions that share it were made from the same rows."""

NAMES = ("finding_id", "observation_id", "inputs", "evidence", "sources")
"""Columns that hold names of findings, rows and sources."""

DEEPEST = 100
"""Findings rest on each other by far fewer steps; what goes deeper is no edition."""

PART = re.compile(r"[^\s(),]+")
"""One name among those in a cell; that of a computed finding can hold the names of two others."""


def _under_new_names(rows: dict[str, Row], renamed: Mapping[str, str]) -> dict[str, Row]:
    """Give rows the names of today, unless the edition has a row of that name already or two rows would bear it."""
    taken = Counter([*rows, *(renamed[name] for name in rows if name in renamed)])
    renamed = {old: new for old, new in renamed.items() if old not in rows or taken[new] == 1}

    def new(found: re.Match[str]) -> str:
        stem = found[0].removeprefix("obs.")
        return found[0].replace(stem, renamed.get(stem, stem))

    def under_new_names(row: Row) -> Row:
        return {column: PART.sub(new, text) if column in NAMES else text for column, text in row.items()}

    return {PART.sub(new, key): under_new_names(row) for key, row in rows.items()}


def _rows(name: str, table: str, text: str, columns: Iterable[str]) -> dict[str, Row]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    key, *_ = columns
    rows: dict[str, Row] = {}
    try:
        if missing := set(columns) - LATER - set(reader.fieldnames or ()):
            raise NotAnEdition(f"{name}: {table} has no column {', '.join(sorted(missing))}; make the edition anew")
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise NotAnEdition(f"{name}: {table}:{number}: has another number of cells than its header")
            rows[row[key]] = dict.fromkeys(columns, "") | row
    except csv.Error as error:
        raise NotAnEdition(f"{name}: {table}:{reader.reader.line_num}: {error}") from None
    for number, row in enumerate(rows.values(), 2):
        if lost := next((part for part in row.get("inputs", "").split() if part not in rows), ""):
            raise NotAnEdition(f"{name}: {table}:{number}:inputs: {lost!r} is no finding of this table")
        if fault := _fault(row):
            raise NotAnEdition(f"{name}: {table}:{number}:{fault}")
    depth: dict[str, int] = {}
    try:
        for key in TopologicalSorter({key: row.get("inputs", "").split() for key, row in rows.items()}).static_order():
            depth[key] = 1 + max((depth[part] for part in rows[key].get("inputs", "").split()), default=0)
            if depth[key] > DEEPEST:
                raise NotAnEdition(f"{name}: {table}: {key[:40]!r} rests on findings {DEEPEST} steps deep")
    except CycleError as error:
        raise NotAnEdition(f"{name}: {table}: findings rest on themselves: {', '.join(error.args[1])!r}") from None
    return rows


def _fault(row: Row) -> str:
    """Say which cell of a finding or a verdict cannot be what it is said to be."""
    for column, text in row.items():
        if FORMULA.match(text):
            return f"{column}: {text[:40]!r} starts like a spreadsheet formula"
    if "verdict" in row:
        return "" if row["verdict"] in [*Outcome] else f"verdict: {row['verdict']!r} is no verdict"
    try:
        Quantity(float(row["value"]), float(row["low"]), float(row["high"]), row["unit"])
    except ValueError as error:
        return f"value: is no number within its bounds: {error}"
    return ""
