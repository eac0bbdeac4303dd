"""Folders of small editions made by hand."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING

from analysis.findings.compare import FINDINGS, VERDICTS

from .made_editions import figure, judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from analysis.findings.compare import Row

FIRST, SECOND, THIRD = "2024-04-12", "2025-06-30", "2026-10-30"


def table(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """Write rows as CSV; what a row does not have is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def publish(folder: Path, *findings: Row, verdicts: tuple[Row, ...] = (), as_of: str = "") -> Path:
    """Put an edition into a folder that is named after its day."""
    files = {
        "findings.csv": table(FINDINGS, findings),
        "verdicts.csv": table(VERDICTS, verdicts),
        "report.html": f"<!doctype html><title>A</title><p id=here>Edition {folder.name}.</p>".encode(),
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
    return folder


def three(reports: Path) -> Path:
    """Three editions: a new figure turns one verdict of two in the second, the third moves a number and no verdict."""
    same = judged("C02", evidence="")
    publish(reports / FIRST, figure("sum", 3), verdicts=(judged("C01", evidence="obs.sum"), same))
    new = figure("sum2", 4, "2025-01-31") | {"finding_id": "obs.sum"}
    turned = judged("C01", evidence="obs.sum", verdict="disputed")
    publish(reports / SECOND, new, verdicts=(turned, same))
    newer = figure("sum3", 5, "2026-02-28") | {"finding_id": "obs.sum"}
    publish(reports / THIRD, newer, verdicts=(turned, same))
    return reports


def tell(reports: Path, *events: Mapping[str, object]) -> None:
    """Write the history of some editions."""
    lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    (reports / "history.jsonl").write_text("".join(lines), encoding="utf-8")
