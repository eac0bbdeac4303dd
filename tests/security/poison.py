"""Data in which every text is hostile: each column of each table, and what the choices and the package say."""

from __future__ import annotations

import csv
import json
import re
from itertools import cycle
from typing import TYPE_CHECKING

from .hostile import PAYLOADS, SHORT, UNPARTED, Case, cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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
    "observation_id": ("observation_id", "disagrees_with"),
}
"""Names of rows, and the columns in which others refer to them; those that the study itself names stay as they are."""

KEPT = {"article", "declared"}
QUOTED = re.compile(r'^("?[\w.]+"?) = "([^"]*)"', re.MULTILINE)
TOLD = ("labels", "switches", "phrases.denominator", "phrases.basis", "phrases.rate_rule")
"""The parts of the choices that are told; names of choices are drawn."""


def data(folder: Path) -> list[Case]:
    """Make every text of a data folder hostile; return the cases that were put into it."""
    put = []
    for first, columns, payloads in (("q", COLUMNS, PAYLOADS), ("w", DRAWN, SHORT)):
        known = cases(tuple(f"{name} {column}" for name in columns for column in columns[name]), payloads, first)
        for name in columns:
            put += _table(folder / name, {column: known[f"{name} {column}"] for column in columns[name]})
    for column, table in (("source_id", "sources.csv"), ("observation_id", "observations.csv")):
        put += _names(folder, column, table)
    return put + _choices(folder / "choices.toml") + _package(folder / "datapackage.json")


def _table(file: Path, columns: dict[str, list[Case]]) -> Iterator[Case]:
    """Give each row of a table a payload in each column; the longer column of the two begins elsewhere."""
    with file.open(encoding="utf-8", newline="") as opened:
        header, *rows = csv.reader(opened)
    for column, known in columns.items():
        at, turn = header.index(column), cycle(known)
        for row in rows:
            if not row[at].startswith("-") and (row[at] or column not in ("statement", "context")):
                row[at] = _beside(row[at], next(turn))
        yield from known
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([header, *rows])


def _names(folder: Path, column: str, table: str) -> list[Case]:
    """Make the names of rows hostile, and with them every cell that refers to one."""
    known = cases((f"{table} {column}",), UNPARTED, column[0])[f"{table} {column}"]
    turn, names = cycle(known), {}
    for file in (folder / table, *(path for path in sorted(folder.glob("*.csv")) if path.name != table)):
        with file.open(encoding="utf-8", newline="") as opened:
            header, *rows = csv.reader(opened)
        if file.name == table:
            names = {row[0]: f"{row[0]}.{next(turn).text}" for row in rows if row[0] not in KEPT}
        for at in (header.index(name) for name in REFERRED[column] if name in header):
            for row in rows:
                row[at] = " ".join(names.get(name, name) for name in row[at].split())
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened, lineterminator="\n").writerows([header, *rows])
    return known


def _beside(text: str, case: Case) -> str:
    return case.text if case.mark.startswith(("v", "w")) else f"{text} {case.text}".strip()


def _choices(file: Path) -> list[Case]:
    put, parts = [], re.split(r"^(?=\[)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    known = cases(tuple(f"choices.toml {part}" for part in TOLD), first="z")
    known |= cases(("choices.toml names",), SHORT, "v")
    for number, part in enumerate(parts):
        name = part.partition("]")[0].removeprefix("[")
        if f"choices.toml {name}" in known:
            turn = cycle(known[f"choices.toml {name}"])
            parts[number] = QUOTED.sub(_longer(turn), part)
            put += known[f"choices.toml {name}"]
    file.write_text("".join(parts), encoding="utf-8")
    return put


def _longer(turn: Iterator[Case]) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]} = {json.dumps(_beside(found[2], next(turn)))}"


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
