"""A made-up dataset of a few rows, read like any other, for rules that hold of all data."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dataset import Evidence

PROJECT = Path(__file__).resolve().parents[1] / "data"

ENTITIES = {"AAA": "economy", "BBB": "economy", "CCC": "economy", "ALL": "region"}
ACTORS, ACCOUNTS = ("MAKER",), ("one", "other")
DOCUMENTS = {"report": "own", "copy": "copy", "daily": "press", "blog": "third_party"}
INDICATORS = {"hives": "Hives", "people": "People", "honey": "Honey", "place": "Place", "eggs": "Eggs"}
UNITS: dict[str, str] = {}
SOURCES = ("office", "paper", "bank", "article")
SETTINGS = """
judged_at = 2024-04-12
[thresholds]
rounding = 0.01
imprecise = 0.1
trend_swing = 1.5
trend_majority = 0.5
"""

Row = dict[str, Any]


def observed(
    indicator: str, entity: str, value: float, published: str, *, year: int = 2020, of: str = "", **cells: Any
) -> Row:
    """A row of observations.csv: an exact count of a year, unless cells say otherwise."""
    precision = float(cells.get("precision", 0))
    days = cells.get("period_start", f"{year}-01-01"), cells.get("period_end", f"{year}-12-31")
    name = ".".join(filter(None, (indicator, entity, of, (days[0] or days[1])[:4], published)))
    return {
        "observation_id": name, "entity": entity, "actor": of, "indicator": indicator, "frequency": "A",
        "period_start": days[0], "period_end": days[1], "value": value, "unit": "firms",
        "qualifier": "eq" if precision else "exact", "printed": f"{value:g}", "precision": 0,
        "low": value - precision / 2, "high": value + precision / 2, "status": "A", "source_id": "office",
        "published": published, "published_is": "exact", "vintage": published, "document_id": "report",
        "locator": "page 1", **cells,
    }  # fmt: skip


def claimed(claim_id: str, figure: str = "", **cells: Any) -> Row:
    """A row of claims.csv: to be computed, unless cells say otherwise; `figure` names the row that the article has."""
    return {
        "claim_id": claim_id, "paragraph": 1, "title": "They say so", "statement": "So they say.", "kind": "count",
        "check": "computed", "rule": "count", "figure": figure, "document_id": "report", "locator": "page 1",
        **cells,
    }  # fmt: skip


def rated(day: str, rate: float, published: str = "", quote: str = "JPY", base: str = "USD") -> Row:
    """A row of exchange_rates.csv."""
    return {
        "date": day, "base": base, "quote": quote, "rate": rate, "precision": 0.01, "source_id": "bank",
        "published": published or day, "document_id": "report", "locator": "column of the currency",
    }  # fmt: skip


def write(
    folder: Path,
    observations: Iterable[Row],
    claims: Iterable[Row] = (),
    rates: Iterable[Row] = (),
    corrections: Iterable[Row] = (),
    settings: str = SETTINGS,
    interfaces: Iterable[Row] = (),
    events: Iterable[Row] = (),
) -> Path:
    """Write the tables of a dataset into a folder; what is not given is not declared."""
    figures, claims = {row["observation_id"]: row for row in observations}, list(claims)
    said = {claim["claim_id"]: name for claim in claims if (name := claim.get("figure"))}
    article = [{**figures[name], "claim_id": claim} for claim, name in said.items()]
    paragraphs = {claim["claim_id"]: claim["paragraph"] for claim in claims}
    package = json.loads((PROJECT / "datapackage.json").read_text(encoding="utf-8"))
    rows: dict[str, list[Row]] = {
        "observations": [row for name, row in figures.items() if name not in said.values()]
        or [observed("people", "CCC", 1, "2001-01-01", year=2000)],
        "article": [{**row, "paragraph": paragraphs[row["claim_id"]]} for row in article],
        "events": list(events),
        "claims": claims or [claimed("C01", paragraph="", check="no", rule="not checkable")],
        "entities": [
            {"entity": name, "kind": kind, "name": name.title(), "name_in_prose": name.title()}
            for name, kind in ENTITIES.items()
        ],
        "actors": [
            {"actor": name, "kind": "firm", "name": name.title(), "name_in_prose": name.title(), "origin": "AAA"}
            for name in ACTORS
        ],
        "accounts": [{"account": name, "name": name.title(), "definition": name} for name in ACCOUNTS],
        "documents": [
            {
                "document_id": name, "publisher": name.rpartition("_")[2].title(), "title": f"A {name}",
                "language": "en", "kind": kind,
                "url": f"https://example.org/{name}", "seen": "2030-01-01", "note": "what it is",
            }
            for name, kind in DOCUMENTS.items()
        ],
        "indicators": [
            {"indicator": it, "name": words, "unit": UNITS.get(it, "firms"), "better": "none", "definition": words}
            for it, words in INDICATORS.items()
        ],
        "sources": [
            {
                "source_id": name, "publisher": name.title(), "title": name, "kind": "official", "licence": "none",
            }
            for name in SOURCES
        ],
        "exchange-rates": sorted(rates, key=lambda row: (row["source_id"], row["quote"], row["base"], row["date"])),
        "corrections": list(corrections),
        "renamed": [],
        "accepted": [],
        "interfaces": list(interfaces),
    }  # fmt: skip
    package["resources"] = [table for table in package["resources"] if rows[table["name"]]]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (folder / "choices.toml").write_text(settings, encoding="utf-8")
    for table in package["resources"]:
        columns = [field["name"] for field in table["schema"]["fields"]]
        with (folder / table["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows[table["name"]])
    return folder


def evidence(*observations: Row, **tables: Any) -> Evidence:
    """Read a made-up dataset."""
    folder = Path(tempfile.mkdtemp())
    try:
        return load(write(folder, observations, **tables))
    finally:
        shutil.rmtree(folder)
