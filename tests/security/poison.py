"""Data in which every text is hostile: each column of each table, and what the choices and the package say."""

from __future__ import annotations

import json
import re
from itertools import cycle
from typing import TYPE_CHECKING

from ..conftest import Copy
from .hostile import PAYLOADS, SHORT, UNPARTED, Case, cases

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "accounts.csv": ("definition",),
    "actors.csv": ("note",),
    "claims.csv": ("printed", "statement", "context", "locator", "note"),
    "corrections.csv": ("reason",),
    "documents.csv": ("publisher", "title", "note"),
    "entities.csv": ("name_ja", "name_es", "note"),
    "exchange_rates.csv": ("locator",),
    "indicators.csv": ("name", "definition"),
    "observations.csv": ("printed", "vintage", "locator", "note"),
    "sources.csv": ("publisher", "title", "licence", "note"),
}
"""The columns of free text, table by table; a payload is put behind what stands there."""

DRAWN = {"accounts.csv": ("name",), "actors.csv": ("name", "name_in_prose"), "entities.csv": ("name", "name_in_prose")}
"""Names that are drawn in figures; a short payload takes their place."""

REFERRED = {
    "source_id": ("source_id", "source_ids"),
    "observation_id": ("observation_id", "disagrees_with", "row"),
}
"""Names of rows, and the columns in which others refer to them; those that the study itself names stay as they are."""

KEPT = {"article", "declared"}
QUOTED = re.compile(r'^("?[\w.]+"?) = "([^"]*)"', re.MULTILINE)
TOLD = ("labels", "switches", "phrases.denominator", "phrases.basis", "phrases.rate_rule")
"""The parts of the choices that are told; names of choices are drawn."""


def data(folder: Path) -> list[Case]:
    """Make every text of a data folder hostile; return the cases that were put into it."""
    put, data = [], Copy(folder)
    for first, columns, payloads in (("q", COLUMNS, PAYLOADS), ("w", DRAWN, SHORT)):
        known = cases(tuple(f"{name} {column}" for name in columns for column in columns[name]), payloads, first)
        for name in columns:
            _fill(data, name, {column: known[f"{name} {column}"] for column in columns[name]})
        put += [case for found in known.values() for case in found]
    for column, table in (("source_id", "sources.csv"), ("observation_id", "observations.csv")):
        put += _rename(data, column, table)
    return put + _choices(folder / "choices.toml") + _package(folder / "datapackage.json")


def _fill(data: Copy, table: str, columns: dict[str, list[Case]]) -> None:
    """Give each row of a table a payload in each column; the longer column of the two begins elsewhere."""
    header, *rows = data.rows(table)
    for column, known in columns.items():
        at, turn = header.index(column), cycle(known)
        for row in rows:
            if not row[at].startswith("-") and (row[at] or column not in ("statement", "context")):
                row[at] = _beside(row[at], next(turn))
    data.write(table, [header, *rows])


def _rename(data: Copy, column: str, table: str) -> list[Case]:
    """Make the names of rows hostile, and with them every cell that refers to one."""
    known = cases((f"{table} {column}",), UNPARTED, column[0])[f"{table} {column}"]
    names = {row[0]: f"{row[0]}.{case.text}" for row, case in zip(data.rows(table)[1:], cycle(known), strict=False)}
    names = {name: new for name, new in names.items() if name not in KEPT}
    for path in data.folder.glob("*.csv"):
        header, *rows = data.rows(path.name)
        if path.name == "accepted.csv" and column == "source_id":  # rates are named by their source first
            for row in rows:
                source, dot, rest = row[0].partition(".")
                row[0] = f"{names.get(source, source)}{dot}{rest}"
        for at in (header.index(name) for name in REFERRED[column] if name in header):
            for row in rows:
                row[at] = " ".join(names.get(name, name) for name in row[at].split())
        data.write(path.name, [header, *rows])
    return known


def _beside(text: str, case: Case) -> str:
    return case.text if case.mark.startswith(("v", "w")) else f"{text} {case.text}".strip()


def _choices(file: Path) -> list[Case]:
    """Make the words for choices hostile."""
    parts = re.split(r"^(?=\[)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    known = cases(TOLD, first="z")
    for number, part in enumerate(parts):
        turn = cycle(known.get(part.partition("]")[0].removeprefix("["), ()))
        parts[number] = QUOTED.sub(lambda it, turn=turn: _longer(it, next(turn, None)), part)
    file.write_text("".join(parts), encoding="utf-8")
    return [case for found in known.values() for case in found]


def _longer(found: re.Match[str], case: Case | None) -> str:
    return f"{found[1]} = {json.dumps(_beside(found[2], case))}" if case else found[0]


def _package(file: Path) -> list[Case]:
    """Make what the package says of itself and of its tables hostile."""
    package = json.loads(file.read_text(encoding="utf-8"))
    known = cases(("datapackage.json title", "datapackage.json description"), first="x")
    titles, texts = (cycle(it) for it in known.values())
    for part in (package, *package["resources"]):
        part |= {"title": next(titles).text, "description": next(texts).text}
    package["name"] = next(titles).text
    file.write_text(json.dumps(package), encoding="utf-8")
    return [case for found in known.values() for case in found]
