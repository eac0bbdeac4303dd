"""Builders of test data: datasets of a few rows, and small editions with their folders."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import load
from analysis.dataset.digests import stored_digest
from analysis.editions import archive, archive_integrity, manifest
from analysis.editions import publication_history as history
from analysis.editions.notebooks import notebooks_folder
from analysis.editions.publication_history import Event, EventKind
from analysis.findings import Catalogue, parameters
from analysis.findings.csv_tables import FINDINGS, VERDICTS, findings_csv, verdicts_csv
from analysis.findings.edition_snapshot import Snapshot
from analysis.findings.parameters import as_arguments
from analysis.study import STUDY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

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


def write_dataset(
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
        return load(write_dataset(folder, observations, **tables))
    finally:
        shutil.rmtree(folder)


# -- editions -----------------------------------------------------------------------------------------------

DAY, LATER = "2024-04-12", "2024-05-31"


def row(name: str, value: float, inputs: str = "", **cells: str) -> Row:
    """A finding of an edition, half a yen wide on each side."""
    return {
        "finding_id": name, "label": f"Label of {name}", "value": f"{value:g}", "low": f"{value - 0.5:g}",
        "high": f"{value + 0.5:g}", "unit": "JPY", "printed": f"¥{value:g}",
        "method": "counted" if inputs else "as published", "inputs": inputs, "sources": "mof",
        "observation_id": "", "published": "", **cells,
    }  # fmt: skip


def figure(name: str, value: float, published: str = "2024-04-09", **cells: str) -> Row:
    """A figure from a source: the finding and its row of the evidence differ in the first syllable of their names."""
    return row(f"obs.{name}", value, observation_id=name, published=published, **cells)


def double(of: float, inputs: str = "obs.sum") -> Row:
    """A finding that rests on others and is twice something."""
    return row("double", 2 * of, inputs)


def judged(claim_id: str = "C01", **cells: str) -> Row:
    """A verdict, supported under one of two choices unless said otherwise."""
    return {
        "claim_id": claim_id, "verdict": "supported", "method": "computed", "rule": "amount", "margin": "0.1",
        "holds_in": "1", "of": "2", "evidence": "double", **cells,
    }  # fmt: skip


def edition(
    *rows: Row, as_of: str = DAY, verdicts: tuple[Row, ...] = (), made_of: dict[str, str] | None = None, **given: object
) -> Snapshot:
    """A whole edition; `made_of` says which parts differ from those of every other one."""
    parts = {"package": "p", "notebook report.ipynb": "n", "data observations.csv": "o", "data choices.toml": "c"}
    return Snapshot(
        name=as_of,
        parameters={"as_of": as_of, "rate_rule": "day", **given},
        made_of=parts | (made_of or {}),
        findings={r["finding_id"]: r for r in rows},
        verdicts={v["claim_id"]: v for v in verdicts},
    )


def write_edition(folder: Path, evidence: Evidence, as_of: date, data: Path) -> Path:
    """An edition as a run leaves it, without page and PDF."""
    given = parameters.default(STUDY, as_of)
    catalogue = Catalogue(evidence, given, STUDY)
    files = {
        "findings.csv": findings_csv(catalogue.everything(), evidence.documents).encode(),
        "verdicts.csv": verdicts_csv(catalogue).encode(),
    }
    made_by = manifest.program(notebooks_folder() / "report.ipynb", manifest.FORMATS)
    key = manifest.inputs(data, as_arguments(given), made_by)
    files["manifest.json"] = manifest.write(key, stored_digest(data), {}, files)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


# -- folders of editions ------------------------------------------------------------------------------------

IN_THE_DATA = "population_total.JPN.2023.2024-04-12"
"""A row of the project's data, on which the newest edition rests: no site is built where the data lack it."""

FIRST, SECOND, THIRD = "2024-04-12", "2025-06-30", "2026-10-30"


def table(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """Write rows as CSV; what a row does not have is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def publish(
    folder: Path,
    *findings: Row,
    verdicts: tuple[Row, ...] = (),
    as_of: str = "",
    page: str = "",
    kind: EventKind | None = EventKind.PUBLISHED,
    day: str = "",
) -> Path:
    """Put an edition into a folder, and enter it in the history if it is named after a day and `kind` is not None.

    Without the day of publication it is entered as versions before 2.3 did with editions that they found.
    """
    files = {
        "findings.csv": table(FINDINGS, findings),
        "verdicts.csv": table(VERDICTS, verdicts),
        "report.html": f"<!doctype html><title>A</title><p id=here>Edition {folder.name}.</p>{page}".encode(),
        "report.pdf": b"%PDF",
    }
    content = {
        "parameters": {"as_of": as_of or folder.name[:10]},
        "notebook": {"report.ipynb": "n"},
        "package": {"sha256": "p"},
        "data": {"observations.csv": "o"},
        "outputs": {name: hashlib.sha256(text).hexdigest() for name, text in files.items()},
    }
    files["manifest.json"] = json.dumps(content).encode()
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_bytes(text)
    if kind and archive.day_and_number(folder.name):
        enter(folder, kind, day)
    return folder


def enter(folder: Path, kind: EventKind = EventKind.PUBLISHED, day: str = "") -> None:
    """Enter an edition or a draft in the history as it is now."""
    reports = folder.parent.parent if kind == EventKind.DRAFT else folder.parent
    why = "" if day else history.BEFORE
    event = Event(
        day or folder.name[:10], kind, folder.name, folder.name[:10], why=why, manifest=archive_integrity.seal(folder)
    )
    history.append(reports / history.HISTORY_JSONL, [event])


def three(reports: Path) -> Path:
    """Three editions: a new figure turns one verdict of two in the second, the third moves a number and no verdict."""
    same = judged("C02", evidence="")
    publish(reports / FIRST, figure("sum", 3), verdicts=(judged("C01", evidence="obs.sum"), same))
    new = figure("sum2", 4, "2025-01-31") | {"finding_id": "obs.sum"}
    turned = judged("C01", evidence="obs.sum", verdict="disputed")
    publish(reports / SECOND, new, verdicts=(turned, same))
    newer = figure(IN_THE_DATA, 5, "2026-02-28") | {"finding_id": "obs.sum"}
    publish(reports / THIRD, newer, verdicts=(turned, same))
    return reports


def tell(reports: Path, *events: Mapping[str, object]) -> None:
    """Write the history of some editions."""
    lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    (reports / "history.jsonl").write_text("".join(lines), encoding="utf-8")
