"""A report that is kept up to date: a copy of the data to which rows are appended, and a folder of editions."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from analysis.dataset import find_data
from analysis.dataset.records import bounds
from analysis.editions import manifest
from analysis.publish.update import UpdateOptions

from ..builders import enter
from ..conftest import Copy

EDITION = Path(__file__).resolve().parents[2] / "reports" / "2026-10-30"
POPULATION = "population_total.JPN.2023.2024-04-12"
FDI = "fdi_inward_stock_target.JPN.2030-12-31.2025-06-02"


@dataclass
class Kept:
    """A data folder and a folder of editions, with the newest one of the project in it."""

    data: Path
    reports: Path

    def on(self, day: str, **given: object) -> UpdateOptions:
        """Return what is to be done on a day."""
        return replace(UpdateOptions(self.data, self.reports, date.fromisoformat(day)), **given)

    def row(self, like: str, published: str, value: float, printed: str) -> None:
        """Append a vintage of a figure, read in a document that is opened for it."""
        header, *rows = Copy(self.data).rows("observations.csv")
        old = dict(zip(header, next(row for row in rows if row[0] == like), strict=True))
        low, high = bounds(value, float(old["precision"]), old["qualifier"])
        numbers = {"value": f"{value:.12g}", "low": f"{low:.12g}", "high": f"{high:.12g}", "printed": printed}
        name = f"{like.rpartition('.')[0]}.{published}"
        new = old | numbers | {"observation_id": name, "published": published, "confirmed_by": ""}
        self._append("observations.csv", new | {"document_id": self._opened(published)})

    def doubtful_row(self, like: str, published: str, value: float, printed: str) -> None:
        """Append a vintage that is implausible, and accept it as somebody does who has asked its publisher."""
        self.row(like, published, value, printed)
        self.accept(f"{like.rpartition('.')[0]}.{published}", published)

    def accept(self, name: str, day: str) -> None:
        """Accept an implausible row."""
        for rule in ("step", "revision"):
            self._append("accepted.csv", {"row": name, "rule": rule, "reason": "Confirmed", "accepted": day})

    def rate(self, day: str, value: float) -> None:
        """Append the Federal Reserve's rate of a day."""
        cells = {"date": day, "base": "USD", "quote": "JPY", "rate": f"{value}", "precision": "0.01"}
        cells |= {"source_id": "fed_h10", "published": day, "locator": "a column", "document_id": self._opened(day)}
        self._append("exchange_rates.csv", cells)

    def lose(self, table: str, without: str) -> None:
        """Remove the rows of a table that name something."""
        data = Copy(self.data)
        data.write(table, [row for row in data.rows(table) if without not in row])

    def files(self) -> dict[str, bytes]:
        """Every file of the published editions."""
        found = (file for file in self.reports.glob("????-??-??*/**/*") if file.is_file())
        return {file.relative_to(self.reports).as_posix(): file.read_bytes() for file in found}

    def _opened(self, day: str) -> str:
        name = f"opened_{day.replace('-', '_')}"
        cells = {"document_id": name, "publisher": "A made-up office", "title": "New", "language": "en", "kind": "own"}
        if not any(row[0] == name for row in Copy(self.data).rows("documents.csv")):
            self._append("documents.csv", cells | {"url": f"https://example.org/{day}", "published": day, "seen": day})
        return name

    def _append(self, table: str, cells: dict[str, str]) -> None:
        data = Copy(self.data)
        rows = data.rows(table)
        data.write(table, [*rows, [cells.get(name, "") for name in rows[0]]])


def kept(folder: Path) -> Kept:
    """Set up a copy of the data and of the newest published edition, with a history that begins with it."""
    shutil.copytree(find_data(), folder / "data")
    edition = shutil.copytree(EDITION, folder / "reports" / EDITION.name)
    content = json.loads((edition / manifest.MANIFEST_JSON).read_bytes())
    content.pop(manifest.HISTORY, None)
    (edition / manifest.MANIFEST_JSON).write_text(json.dumps(content))
    enter(edition)
    return Kept(folder / "data", folder / "reports")
