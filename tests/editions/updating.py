"""A report that is kept up to date: a copy of the data to which rows are appended, and a folder of editions."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from analysis.dataset import find_data
from analysis.dataset.records import bounds
from analysis.publish.update import Update

EDITION = Path(__file__).resolve().parents[2] / "reports" / "2026-10-30"
POPULATION = "population_total.JPN.2023.2024-04-12"
FDI = "fdi_inward_stock_target.JPN.2030-12-31.2025-06-02"


@dataclass
class Kept:
    """A data folder and a folder of editions, with the newest one of the project in it."""

    data: Path
    reports: Path

    def on(self, day: str, **given: object) -> Update:
        """Return what is to be done on a day."""
        return replace(Update(self.data, self.reports, date.fromisoformat(day)), **given)

    def row(self, like: str, published: str, value: float, printed: str) -> None:
        """Append a vintage of a figure, read in a document that is opened for it."""
        rows = self._rows("observations.csv")
        old = next(row for row in rows if row["observation_id"] == like)
        low, high = bounds(value, float(old["precision"]), old["qualifier"])
        name = f"{like.rpartition('.')[0]}.{published}"
        new = old | {"observation_id": name, "published": published, "value": f"{value:.12g}", "printed": printed}
        new |= {
            "low": f"{low:.12g}",
            "high": f"{high:.12g}",
            "confirmed_by": "",
            "document_id": self._opened(published),
        }
        self._write("observations.csv", [*rows, new])

    def rate(self, day: str, value: float) -> None:
        """Append the Federal Reserve's rate of a day."""
        cells = {"date": day, "base": "USD", "quote": "JPY", "rate": f"{value}", "precision": "0.01"}
        cells |= {"source_id": "fed_h10", "published": day, "locator": "a column", "confirmed_by": ""}
        self._write(
            "exchange_rates.csv", [*self._rows("exchange_rates.csv"), cells | {"document_id": self._opened(day)}]
        )

    def files(self) -> dict[str, bytes]:
        """Every file of the published editions."""
        editions = (path for path in self.reports.glob("????-??-??*") if path.is_dir())
        found = (file for folder in editions for file in folder.rglob("*") if file.is_file())
        return {file.relative_to(self.reports).as_posix(): file.read_bytes() for file in found}

    def _opened(self, day: str) -> str:
        rows, name = self._rows("documents.csv"), f"opened_{day.replace(chr(45), chr(95))}"
        cells = {"document_id": name, "publisher": "A made-up office", "title": "New", "language": "en", "kind": "own"}
        cells |= {"url": f"https://example.org/{day}", "published": day, "seen": day, "checksum": "", "note": ""}
        if not any(row["document_id"] == name for row in rows):
            self._write("documents.csv", [*rows, cells])
        return name

    def _rows(self, table: str) -> list[dict[str, str]]:
        with (self.data / table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def _write(self, table: str, rows: list[dict[str, str]]) -> None:
        with (self.data / table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def kept(folder: Path) -> Kept:
    """Set up a copy of the data and the newest published edition in a folder."""
    shutil.copytree(find_data(), folder / "data")
    shutil.copytree(EDITION, folder / "reports" / EDITION.name)
    return Kept(folder / "data", folder / "reports")
