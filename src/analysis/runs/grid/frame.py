"""The tables of a grid, as a table of pandas."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.evidence.files import is_file
from analysis.findings.tables import VERDICTS
from analysis.runs.grid.axes import GridError, read_grid
from analysis.runs.grid.planning import plan
from analysis.runs.grid.tables import COLUMNS, computed, line
from analysis.runs.manifest import TABLES
from analysis.runs.notebooks import notebooks_folder
from analysis.runs.orders import ground

if TYPE_CHECKING:
    import pandas as pd

KINDS = {"findings": (TABLES[0], COLUMNS), "verdicts": (TABLES[1], VERDICTS)}
EXAMPLE = "robustness.toml"
NUMBERS = {"value": float, "low": float, "high": float, "margin": float, "holds_in": "Int64", "of": "Int64"}


def load_grid(folder: Path | str = "", table: str = "verdicts") -> pd.DataFrame:
    """Load what `japan-tech grid FILE --findings` has written: a row for each set of parameters and verdict or finding.

    `folder` is that of the grid, `table` "verdicts" or "findings". Without a folder the grid of
    notebooks/robustness.toml is computed at once. Raises `GridError` where there is no such table.
    """
    if table not in KINDS:
        raise GridError(f"table {table!r}: unknown; expected {' or '.join(KINDS)}")
    file, columns = KINDS[table]
    path = Path(folder) / file
    if not folder:
        return _frame(io.StringIO(_example(table)), Path(EXAMPLE).stem)
    if not is_file(path):
        raise GridError(f"{path}: is not there; japan-tech grid FILE --findings --out {folder} writes it")
    with path.open(encoding="utf-8") as start:
        if not start.readline().rstrip("\n").endswith(",".join(columns)):
            raise GridError(f"{path}: is no table of a grid; japan-tech grid FILE --findings writes one")
    return _frame(path, Path(folder).resolve().name)


def _frame(source: Path | io.StringIO, name: str) -> pd.DataFrame:
    """Read a table; days are days, and what repeats itself from row to row is stored once."""
    import pandas as pd

    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    numbers = {column: kind for column, kind in NUMBERS.items() if column in frame}
    for column, kind in numbers.items():
        frame[column] = pd.to_numeric(frame[column]).astype(kind)  # type: ignore[call-overload]
    if "as_of" in frame:
        frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[s]")
    for column in frame.columns.difference([*numbers, "as_of"]):
        values = pd.to_numeric(frame[column], errors="coerce")  # an axis of numbers
        frame[column] = values if values.notna().all() else frame[column].astype("category")
    frame.attrs["source"] = f"Own computation: the grid “{name}”"
    return frame


def _example(table: str) -> str:
    """Compute the example in memory, with the axes that its file names."""
    grid, on = read_grid(notebooks_folder() / EXAMPLE), ground()
    _, columns = KINDS[table]
    rows = [line(("run", *grid.names, *columns))]
    for _, findings, verdicts in computed(plan(grid, on, Path()), on):
        rows += findings if table == "findings" else verdicts
    return "".join(rows)
