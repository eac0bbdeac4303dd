"""The shape of the dataset, read from `datapackage.json` and held against every cell.

`data/datapackage.json` is the one place where columns, types, units and keys are declared. This module
reads a table as text, compares it with that declaration and reports every defect with file, row and
column. Rows are counted as a text editor counts them: the header is row 1.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from analysis.errors import AnalysisError, nearest
from analysis.evidence.cells import CONTROL, TYPES, cell_fault
from analysis.evidence.files import read_text
from analysis.evidence.patterns import pattern_fault

VERY_NEAR = 0.8
"""How alike two names of files are, from zero to one, of which the one is taken for a slip of the other."""

Table = dict[str, list[str]]
"""A table as text: the name of each column with its cells."""


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """One fault of the dataset, at the place where it can be mended."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return CONTROL.sub("\ufffd", f"{self.file}:{self.row}:{self.column}: {self.message}")


class DataError(AnalysisError):
    """The dataset breaks its own declaration; `defects` says where."""

    exit_code = 1

    def __init__(self, defects: list[Defect]) -> None:
        self.defects = sorted(defects)
        super().__init__("\n".join(map(str, self.defects)))

    @property
    def lines(self) -> list[str]:
        """Every defect as file:row:column with what is wrong."""
        return [str(defect) for defect in self.defects]


def read_package(folder: Path) -> dict[str, Any]:
    """Read the declaration of the dataset, `datapackage.json`.

    Raises `DataError` when the folder holds no such file or it is not JSON.
    """
    path = folder / "datapackage.json"
    try:
        package = json.loads(read_text(path))
    except FileNotFoundError:
        raise DataError([Defect(str(path), 1, "-", "is missing; give a data folder that holds it")]) from None
    except OSError as error:
        raise DataError([Defect(str(path), 1, "-", f"cannot be read: {error.strerror}")]) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, no JSON, too deep, or a number of many thousand digits
        raise DataError([Defect(path.name, 1, "-", f"is not JSON in UTF-8: {error}")]) from None
    resources = _resources(package)
    for number, resource in enumerate(resources):
        try:
            fault = _fault_of(resource, resources)
        except (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError, re.error):
            fault = "does not describe a table as the Table Schema has it"
        if fault:
            raise DataError([Defect(path.name, 1, f"resources[{number}]", fault)])
    return cast("dict[str, Any]", package)


def _resources(package: Any) -> list[dict[str, Any]]:
    """Return the declared tables; raise `DataError` when the declaration has none."""
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not resources or not all(isinstance(r, dict) for r in resources):
        raise DataError([Defect("datapackage.json", 1, "resources", "declares no table")])
    return resources


def _fault_of(resource: dict[str, Any], resources: list[dict[str, Any]]) -> str:
    """Say what is wrong with the declaration of a table: parts, types, or a key that leads nowhere."""
    if not {"name", "path", "schema"} <= resource.keys() or not {"fields", "primaryKey"} <= resource["schema"].keys():
        return "needs name, path, and a schema with fields and primaryKey"
    if not _are_texts([resource["name"], resource["path"], *(field["name"] for field in resource["schema"]["fields"])]):
        return "has a name or a path that is no text"
    if Path(resource["path"]).name != resource["path"]:
        return f"{resource['path']!r} is no file of this folder"
    for field in resource["schema"]["fields"]:
        if field["type"] not in TYPES:
            return f"{field['name']} has the type {field['type']!r}; expected one of {', '.join(TYPES)}"
        if fault := _rule_fault(field.get("constraints", {})):
            return f"{field['name']}: {fault}"
    names = [field["name"] for field in resource["schema"]["fields"]]
    if unknown := [name for name in [*resource["schema"]["primaryKey"]] if name not in names]:
        return f"its primaryKey {unknown[0]!r} is none of its fields"
    for key in resource["schema"].get("foreignKeys", []):
        column, target = key["fields"][0], key["reference"]
        there: list[dict[str, Any]] = next(
            (other["schema"]["fields"] for other in resources if other["name"] == target["resource"]), []
        )
        if column not in names or target["fields"][0] not in [field["name"] for field in there]:
            return f"{column!r} refers to {target['fields'][0]!r} of {target['resource']!r}, which is not declared"
    return ""


def _are_texts(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(it, str) for it in given)


def _rule_fault(rules: dict[str, Any]) -> str:
    """Say which constraint of a column is none that a cell can be held against."""
    if not _are_texts(rules.get("enum", [])):
        return "its enum is no list of texts"
    if isinstance(rules.get("minimum", 0), bool) or not isinstance(rules.get("minimum", 0), (int, float)):
        return "its minimum is no number"
    fault = pattern_fault(rules.get("pattern", ""))
    return f"its pattern {fault}" if fault else ""


def read_tables(folder: Path, package: dict[str, Any]) -> tuple[dict[str, Table], list[Defect]]:
    """Read every table the package declares; return the tables and all their defects."""
    tables: dict[str, Table] = {}
    defects: list[Defect] = []
    for resource in package["resources"]:
        table, found = _read_table(folder / resource["path"], resource["schema"])
        tables[resource["name"]] = table
        defects += found
    if not defects:
        for resource in package["resources"]:
            defects += _foreign_keys(resource, tables)
    return tables, defects


def _read_table(path: Path, schema: dict[str, Any]) -> tuple[Table, list[Defect]]:
    try:
        text = _text(path)
    except ValueError as error:
        return {}, [Defect(path.name, 1, "-", str(error))]
    return _table(path.name, text, json.dumps(schema))


@lru_cache(maxsize=16)  # one process often reads one table again, or a folder of which one table is another
def _table(file: str, text: str, declared: str) -> tuple[Table, list[Defect]]:
    """Read and check a table; nobody changes what is returned, which stays the same for the same text."""
    schema = json.loads(declared)
    names = [field["name"] for field in schema["fields"]]

    def fault(row: int, column: str, message: str) -> tuple[Table, list[Defect]]:
        return {}, [Defect(file, row, column, message)]

    if text.startswith("\ufeff"):
        return fault(1, "-", "starts with a byte order mark; save it as UTF-8 without one")
    if not text.strip():
        return fault(1, "-", f"is empty; expected the columns {', '.join(names)}")
    if not text.endswith("\n"):
        return fault(text.count("\n") + 1, "-", "the last line does not end; add a newline")
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            rows.append(row)
            if reader.line_num != len(rows):
                return fault(len(rows), "-", "does not end with the line; write a row on one line and close its quotes")
    except csv.Error as error:
        return fault(len(rows) + 1, "-", f"cannot be read: {error}")
    if rows[0] != names:
        return fault(1, *_header_fault(rows[0], names))
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            return fault(number, "-", f"has {len(row)} cells; expected {len(names)}")
    if len(rows) == 1:
        return fault(2, "-", "the table has a header and no row")
    table = {name: list(cells) for name, cells in zip(names, zip(*rows[1:], strict=True), strict=True)}
    defects = [d for field in schema["fields"] for d in _cell_defects(file, field, table)]
    defects += _duplicates(file, schema["primaryKey"], table)
    return table, defects


def _text(path: Path) -> str:
    """Read a file of the dataset; raise `ValueError` with what is wrong with it."""
    try:
        return read_text(path)
    except FileNotFoundError:
        there = get_close_matches(path.name, (it.name for it in path.parent.glob("*")), 1, VERY_NEAR)
        raise ValueError(f"is missing; is {there[0]} meant to be it?" if there else "is missing") from None
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8: byte {error.start}; save it as UTF-8") from None


def _header_fault(header: list[str], names: list[str]) -> tuple[str, str]:
    if other := next((it for it in (";", "\t") if len(header) == 1 and it in header[0]), ""):
        return "-", f"is separated by {'semicolons' if other == ';' else 'tabs'}; save it separated by commas"
    for name in names:
        if name not in header:
            return name, "the column is missing"
    for name in header:
        if name not in names:
            return name or "-", f"the column is not declared; expected {', '.join(names)}"
    return header[0], f"the columns stand in another order; expected {', '.join(names)}"


def _cell_defects(file: str, field: dict[str, Any], table: Table) -> Iterator[Defect]:
    """Check each distinct text of a column once, then name every row that holds a faulty one."""
    column = table[field["name"]]
    faults = {text: fault for text in set(column) if (fault := cell_fault(text, field))}
    if faults:
        for number, text in enumerate(column, 2):
            if text in faults:
                yield Defect(file, number, field["name"], faults[text])


def _duplicates(file: str, key: list[str], table: Table) -> Iterator[Defect]:
    seen: dict[tuple[str, ...], int] = {}
    for number, values in enumerate(zip(*(table[name] for name in key), strict=True), 2):
        if values in seen:
            yield Defect(file, number, key[0], f"repeats the key {' '.join(values)} of row {seen[values]}")
        seen.setdefault(values, number)


def _foreign_keys(resource: dict[str, Any], tables: dict[str, Table]) -> Iterator[Defect]:
    for key in resource["schema"].get("foreignKeys", []):
        column, target = key["fields"][0], key["reference"]
        known = set(tables[target["resource"]][target["fields"][0]])
        for number, text in enumerate(tables[resource["name"]][column], 2):
            if text and text not in known:
                fault = f"{text!r} is not in the table {target['resource']}{nearest(text, known)}"
                yield Defect(resource["path"], number, column, fault)
