"""Editions: small ones made by hand, and such as a run leaves them in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dataset.loading import stored_digest
from analysis.editions import manifest
from analysis.editions.job import notebooks_folder
from analysis.findings import Catalogue, parameters
from analysis.findings.compare import Row, Snapshot, findings_csv, verdicts_csv
from analysis.findings.parameters import as_arguments
from analysis.study import STUDY

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from analysis.dataset import Evidence

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


def write(folder: Path, evidence: Evidence, as_of: date, data: Path) -> Path:
    """An edition as a run leaves it, without page and PDF."""
    given = parameters.default(STUDY, as_of)
    catalogue = Catalogue(evidence, given, STUDY)
    files = {
        "findings.csv": findings_csv(catalogue.everything(), evidence.documents).encode(),
        "verdicts.csv": verdicts_csv(catalogue.verdicts).encode(),
    }
    made_by = manifest.program(notebooks_folder() / "report.ipynb", manifest.FORMATS)
    key = manifest.inputs(data, as_arguments(given), made_by)
    files["manifest.json"] = manifest.write(key, stored_digest(data), {}, files)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
