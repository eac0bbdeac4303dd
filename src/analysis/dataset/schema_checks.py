"""Read the tables and check every cell against the declaration in `datapackage.json`.

`data/datapackage.json` is the one place where columns, types, units and keys are declared. This module reads a table as
text, compares it with that declaration and reports every defect with file, row and column. Rows are counted as a text
editor counts them: the header is row 1.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from analysis.dataset.text_files import is_file, read_text
from analysis.errors import AnalysisError, nearest

Table = dict[str, list[str]]
"""A table as text: the name of each column with its cells."""

VERY_NEAR = 0.8
"""How alike two words are, from zero to one, of which the one is taken for a slip of the other."""

CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
"""Characters that print nothing or have no meaning, and steer what shows them; none has a place in a table."""

NUMBER_CELL = re.compile(r"-?(\d+(\.\d+)?([eE][-+]?\d+)?|INF)", re.ASCII)
INTEGER_CELL = re.compile(r"-?\d+", re.ASCII)
DAY_CELL = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

FORMULA = re.compile(r"\s*(?:[=@＝＠]|[-+－＋](?!(?:[0-9.,]+(?:[eE][-+]?[0-9]+)?|INF)(?:%|\s[^-+*/^&|!]*)?$))")
"""How a cell starts that a spreadsheet would take for a formula, some also in wide letters; a number is none."""


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
    """The dataset is invalid; `defects` has every place."""

    exit_code = 1

    def __init__(self, defects: list[Defect]) -> None:
        self.defects = sorted(defects)
        super().__init__("\n".join(map(str, self.defects)))

    @property
    def lines(self) -> list[str]:
        """Every defect as file:row:column with what is wrong."""
        return [str(defect) for defect in self.defects]


def _number(text: str) -> None:
    if not NUMBER_CELL.fullmatch(text):
        raise ValueError("is not a number; write 25000000000 or 0.0071")


def _integer(text: str) -> None:
    if not INTEGER_CELL.fullmatch(text):
        raise ValueError("is not a whole number")


def _date(text: str) -> None:
    if not DAY_CELL.fullmatch(text):
        raise ValueError("is not a day, such as 2024-04-12")
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar") from None


TYPES: dict[str, Callable[[str], None]] = {
    "string": lambda _: None,
    "number": _number,
    "integer": _integer,
    "date": _date,
}


def _text_fault(text: str) -> str:
    """Return why a text cannot stand in a cell, or an empty text."""
    if not text.strip():
        return "holds blanks only; write a value, or nothing"
    control = CONTROL.search(text)
    if control:
        return f"{text[:40]!r} holds the control character U+{ord(control[0]):04X}; remove it"
    if FORMULA.match(text):
        return f"{text[:40]!r} starts like a spreadsheet formula; remove the {text.strip()[0]!r}"
    return ""


def _form(field: dict[str, Any]) -> str:
    """Describe the form of the cells of a column: in words alone if words are among those allowed."""
    description = field.get("description", "").rstrip(".")
    pattern = field["constraints"]["pattern"]
    # alternatives that are plain words; what else the pattern allows is told by the description
    words = [word for word in pattern.split("|") if word.isalpha() and word.islower()]
    if words:
        return f"of a {field['name']}, as datapackage.json declares it: {description}; or {', '.join(words)}"
    return f"{pattern}: {description}" if description else str(pattern)


def cell_fault(text: str, field: dict[str, Any]) -> str:
    """Return why a cell does not fit the declaration of its column, or an empty text."""
    rules = field.get("constraints", {})
    if not text:
        return "is empty; a value is required" if rules.get("required") else ""
    if field["type"] == "string":
        fault = _text_fault(text)
        if fault:
            return fault
    try:
        TYPES[field["type"]](text)
    except ValueError as error:
        return f"{text[:40]!r} {error}"
    if "enum" in rules and text not in rules["enum"]:
        return f"{text[:40]!r} is unknown; expected one of {', '.join(rules['enum'])}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return f"{text[:40]!r} does not have the form {_form(field)}"
    if "minimum" in rules and float(text) < rules["minimum"]:
        return f"{text} is below {rules['minimum']}"
    return ""


def read_package(folder: Path) -> dict[str, Any]:
    """Read the declaration of the dataset, `datapackage.json`.

    Raises `DataError` when the folder holds no such file, it is not JSON, or it declares no tables.
    """
    path = folder / "datapackage.json"
    try:
        package = json.loads(read_text(path))
    except FileNotFoundError:
        # a folder with a sheet is meant to be that of an article, which needs no declaration
        lost = folder / "article.toml" if is_file(folder / "figures.csv") else path
        raise DataError(
            [Defect(str(lost), 1, "-", "is missing; restore it, or give a data folder with --data")]
        ) from None
    except OSError as error:
        raise DataError([Defect(str(path), 1, "-", f"cannot be read: {error.strerror}")]) from None
    except ValueError as error:
        raise DataError([Defect(path.name, 1, "-", f"is not JSON in UTF-8: {error}")]) from None
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not resources:
        raise DataError([Defect(path.name, 1, "resources", "declares no table")])
    for number, resource in enumerate(resources):
        if not _is_table(resource):
            fault = (
                f"needs name, path, and a schema with fields of the types {', '.join(TYPES)}, and a primaryKey of these"
            )
            raise DataError([Defect(path.name, 1, f"resources[{number}]", fault)])
    return cast("dict[str, Any]", package)


def _is_table(resource: Any) -> bool:
    """Return whether the declaration of a table has what is needed to read it."""
    # it may be any JSON, so whatever fails in looking at it tells that it is none
    try:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        for field in fields.values():
            re.compile(field.get("constraints", {}).get("pattern", ""))
        is_typed = all(field["type"] in TYPES for field in fields.values())
        has_key = set(resource["schema"]["primaryKey"]) <= fields.keys()
        return {"name", "path"} <= resource.keys() and is_typed and has_key
    except (AttributeError, KeyError, TypeError, re.error):
        return False


def read_tables(folder: Path, package: dict[str, Any]) -> tuple[dict[str, Table], list[Defect]]:
    """Read every table the package declares; return the tables and all their defects."""
    tables: dict[str, Table] = {}
    defects: list[Defect] = []
    for resource in package["resources"]:
        table, table_defects = _read_table(folder / resource["path"], resource["schema"])
        tables[resource["name"]] = table
        defects += table_defects
    # references are looked up only in tables without defects
    if not defects:
        for resource in package["resources"]:
            defects += _foreign_keys(resource, tables)
    return tables, defects


def _read_table(path: Path, schema: dict[str, Any]) -> tuple[Table, list[Defect]]:
    """Read one table; without its cells if the file or its header has a defect."""
    names = [field["name"] for field in schema["fields"]]

    def fault(row: int, column: str, message: str) -> tuple[Table, list[Defect]]:
        return {}, [Defect(path.name, row, column, message)]

    try:
        text = read_text(path)
    except FileNotFoundError:
        return fault(1, "-", "is missing")
    except OSError as error:
        return fault(1, "-", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        return fault(1, "-", f"is not UTF-8: byte {error.start}; save it as UTF-8")
    # the mark would become a part of the first column's name
    if text.startswith("\ufeff"):
        return fault(1, "-", "starts with a byte order mark; save it as UTF-8 without one")
    if not text.strip():
        return fault(1, "-", f"is empty; expected the columns {', '.join(names)}")
    if not text.endswith("\n"):
        return fault(text.count("\n") + 1, "-", "the last line does not end; add a newline")

    # A row stands on one line, so that its number is that of the line in an editor
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

    columns = zip(*rows[1:], strict=True)
    table = {name: list(cells) for name, cells in zip(names, columns, strict=True)}
    defects: list[Defect] = []
    for field in schema["fields"]:
        defects += _cell_defects(path.name, field, table)
    defects += _duplicates(path.name, schema["primaryKey"], table)
    return table, defects


def _header_fault(header: list[str], names: list[str]) -> tuple[str, str]:
    """Return a column and how the header differs there from the declared names, which it does."""
    if len(header) == 1:
        for separator, plural in ((";", "semicolons"), ("\t", "tabs")):
            if separator in header[0]:
                return "-", f"is separated by {plural}; save it separated by commas"
    for name in names:
        if name not in header:
            return name, "the column is missing"
    for name in header:
        if name not in names:
            return name or "-", f"the column is not declared; expected {', '.join(names)}"
    # the same names in another order, or one of them twice
    return header[0], f"the columns stand in another order; expected {', '.join(names)}"


def _cell_defects(file: str, field: dict[str, Any], table: Table) -> Iterator[Defect]:
    """Check each distinct text of a column once, then yield a defect for every row that has a faulty one."""
    column = table[field["name"]]
    faults = {text: cell_fault(text, field) for text in set(column)}
    if any(faults.values()):
        for number, text in enumerate(column, 2):
            if faults[text]:
                yield Defect(file, number, field["name"], faults[text])


def _duplicates(file: str, key: list[str], table: Table) -> Iterator[Defect]:
    """Find rows with the primary key of an earlier row."""
    first_rows: dict[tuple[str, ...], int] = {}
    columns = [table[name] for name in key]
    for number, values in enumerate(zip(*columns, strict=True), 2):
        first = first_rows.setdefault(values, number)
        if first != number:
            yield Defect(file, number, key[0], f"repeats the key {' '.join(values)} of row {first}")


def _foreign_keys(resource: dict[str, Any], tables: dict[str, Table]) -> Iterator[Defect]:
    """Find cells that should name a row of another table and do not; a key is a single column, and may be empty."""
    for key in resource["schema"].get("foreignKeys", []):
        column, target = key["fields"][0], key["reference"]
        if target["fields"][0] not in tables.get(target["resource"], {}):
            fault = f"{column!r} refers to {target['fields'][0]!r} of {target['resource']!r}, which is not declared"
            yield Defect("datapackage.json", 1, resource["name"], fault)
            continue
        keys = set(tables[target["resource"]][target["fields"][0]])
        for number, text in enumerate(tables[resource["name"]][column], 2):
            if text and text not in keys:
                fault = f"{text!r} is not in the table {target['resource']}{nearest(text, keys)}"
                yield Defect(resource["path"], number, column, fault)
