"""Enter the figures of a table into `figures.csv`, the sheet of a data folder."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from analysis.dataset import DataError, Defect
from analysis.dataset.article import text_of
from analysis.dataset.loading import checked_tables
from analysis.dataset.schema import csv_text
from analysis.dataset.sheet import COLUMNS, FILE, OPTIONAL, FigureSheet, read_sheet
from analysis.editions.files import lock, replace_file
from analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dataset.sheet import Row

WORKBOOKS = (".xlsx", ".xlsm")


def add(folder: Path, table: Path, *, dry_run: bool = False) -> tuple[list[Row], int, list[str]]:
    """Enter the rows of a table into the sheet of a data folder.

    Args:
        folder: the data folder; its sheet is begun where there is none.
        table: a file with the columns of the sheet, as CSV or, with the extra excel, as a workbook.
        dry_run: write nothing.

    Returns:
        The new rows, as `observations.csv` would hold them, the number of rows that are there already, and remarks:
        names that are new, figures that stand beside another publisher's, and rows that may be slips.

    Raises:
        DataError: a row cannot be read, or contradicts what is there; then nothing is written.
        ParameterError: the table cannot be read.
    """
    rows = read_sheet(_workbook(table) if table.suffix.lower() in WORKBOOKS else text_of(table), table.name)
    path = folder / FILE
    with lock(path):
        tables, *_ = checked_tables(folder)
        content = text_of(path) if path.exists() else _line(COLUMNS)
        sheet = FigureSheet(tables)
        new, known = _new(rows, sheet, tables["observations"], table.name)
        header = next(csv.reader(io.StringIO(content)))
        header = [name.strip().lower() for name in header]
        if unknown := next((name for _, row, _ in new for name in OPTIONAL if row[name] and name not in header), ""):
            raise ParameterError(f"{FILE} has no column {unknown}; add it to the header")
        first = content.count("\n") + 1 + (not content.endswith("\n"))
        whole = content if content.endswith("\n") else f"{content}\n"
        whole += "".join(_line(row[name] for name in header) for _, row, _ in new)
        try:
            checked_tables(folder, whole)
        except DataError as error:
            places = {first + at: number for at, (number, _, _) in enumerate(new)}
            raise DataError([_placed(it, places, table.name) for it in error.defects]) from None
        if new and not dry_run:
            replace_file(path, whole.encode())
    return [figure for _, _, figure in new], known, list(_remarks(sheet, [figure for _, _, figure in new]))


def _remarks(sheet: FigureSheet, new: list[Row]) -> Iterator[str]:
    """Name economies and indicators that are new, and series that stand beside another publisher's."""
    for table, what in (("entities", "country or region"), ("indicators", "indicator")):
        if names := [row["name"] for row in sheet.derived.tables.get(table, ())]:
            yield f"new {what}: {', '.join(names)}"
    for indicator, account in dict.fromkeys((row["indicator"], row["account"]) for row in new if row["account"]):
        yield (
            f"{indicator} has figures of another publisher, which come first; "
            f'these are found as d.figure("{indicator}", …, account="{account}")'
        )


def _new(
    rows: list[tuple[int, Row]], sheet: FigureSheet, observations: dict[str, list[str]], file: str
) -> tuple[list[tuple[int, Row, Row]], int]:
    """Return the rows that are new, each with the figure it stands for, and how many are there already."""
    names = observations["observation_id"]
    values = dict(zip(names, zip(observations["value"], observations["unit"], strict=True), strict=True))
    new, known, defects = list[tuple[int, "Row", "Row"]](), 0, list[Defect]()
    for number, row in rows:
        try:
            figure = sheet.figure(number, row)
        except ValueError as error:
            defects.append(Defect(file, number, "value", str(error)))
            continue
        name, value = figure["observation_id"], (figure["value"], figure["unit"])
        if name not in values:
            values[name] = value
            new.append((number, row, figure))
        elif (float(values[name][0]), values[name][1]) == (float(value[0]), value[1]):
            known += 1
        else:
            fault = f"{' '.join(value)} contradicts the {' '.join(values[name])} of {name}"
            defects.append(Defect(file, number, "value", f"{fault}; a revision has a later day of publication"))
    if defects:
        raise DataError(defects)
    return new, known


def _line(cells: Any) -> str:
    return csv_text([cells])


def _placed(defect: Defect, places: dict[int, int], file: str) -> Defect:
    """Name a defect of a new row by its place in the table that it comes from."""
    if defect.file == FILE and defect.row in places:
        return Defect(file, places[defect.row], defect.column, defect.message)
    return defect


def _workbook(path: Path) -> str:
    """Return the first sheet of a workbook as CSV, each number with the digits that it shows."""
    try:
        import openpyxl
    except ImportError:
        raise ParameterError(
            f"{path.name}: reading a workbook needs openpyxl (pip install openpyxl); or save it as CSV"
        ) from None
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except OSError as error:
        raise ParameterError(f"{path}: cannot be read: {error.strerror}") from None
    except Exception as error:  # a file that only bears the name may fail in any way
        raise ParameterError(f"{path}: is no workbook: {error}") from None
    return "".join(_line(map(_shown, row)) for row in book.worksheets[0].iter_rows())


def _shown(cell: Any) -> str:
    """Return what a cell shows: a day as 2024-04-12, a number with the decimals and the per cent sign of its format."""
    value, form = cell.value, str(cell.number_format)
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return "" if value is None else str(value)
    decimals = Decimal(1).scaleb(-len(form.partition(".")[2].rstrip("%")) if "." in form else 0)
    number = Decimal(repr(value))
    if "%" in form:
        return f"{(number * 100).quantize(decimals, ROUND_HALF_UP)}%"
    return str(number.quantize(decimals, ROUND_HALF_UP)) if "0" in form else f"{value:.15g}"
