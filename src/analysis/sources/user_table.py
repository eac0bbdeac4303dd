"""Enter the figures of a table into `figures.csv`, the sheet of a data folder."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.dataset import DataError, Defect
from analysis.dataset.article_folder import text_of
from analysis.dataset.figures_csv import COLUMNS, FIGURES_CSV, OPTIONAL_COLUMNS, FigureSheet, read_sheet
from analysis.dataset.loading import checked_tables
from analysis.dataset.text_files import csv_text
from analysis.editions.atomic_files import lock, replace_file
from analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dataset.figures_csv import Row

WORKBOOKS = (".xlsx", ".xlsm")


class NewRow(NamedTuple):
    """A row of the user's table that the sheet lacks: its number there, its cells, and the figure derived from it."""

    number: int
    cells: Row
    figure: Row


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
    is_workbook = table.suffix.lower() in WORKBOOKS
    text = _workbook(table) if is_workbook else text_of(table)
    rows = read_sheet(text, table.name)
    path = folder / FIGURES_CSV
    with lock(path):
        tables, *_ = checked_tables(folder)
        content = text_of(path) if path.exists() else _csv_line(COLUMNS)
        sheet = FigureSheet(tables)
        new, stored = _new(rows, sheet, tables["observations"], table.name)
        figures = [row.figure for row in new]

        # The lines of the sheet stay as they are, so that it cannot get another column
        first_line = next(csv.reader(io.StringIO(content)))
        header = [name.strip().lower() for name in first_line]
        for row in new:
            for name in OPTIONAL_COLUMNS:
                if row.cells[name] and name not in header:
                    raise ParameterError(f"{FIGURES_CSV} has no column {name}; add it to the header")

        # Try the whole sheet before it is written; name its defects by the rows of the user's table
        if not content.endswith("\n"):
            content += "\n"
        number_of_first = content.count("\n") + 1
        for row in new:
            content += _csv_line([row.cells[name] for name in header])
        try:
            checked_tables(folder, content)
        except DataError as error:
            numbers = {number: row.number for number, row in enumerate(new, number_of_first)}
            raise DataError([_relocated(defect, numbers, table.name) for defect in error.defects]) from None
        if new and not dry_run:
            replace_file(path, content.encode())
    return figures, stored, list(_remarks(sheet, figures))


def _remarks(sheet: FigureSheet, figures: list[Row]) -> Iterator[str]:
    """Yield remarks on new economies and indicators, and on series that have another publisher already."""
    for table, kind in (("entities", "country or region"), ("indicators", "indicator")):
        names = [row["name"] for row in sheet.derived.tables.get(table, ())]
        if names:
            yield f"new {kind}: {', '.join(names)}"
    # the sheet gives an account to figures alone that stand beside another publisher's
    series = dict.fromkeys((figure["indicator"], figure["account"]) for figure in figures if figure["account"])
    for indicator, account in series:
        yield (
            f"{indicator} has figures of another publisher, which come first; "
            f'these are found as d.figure("{indicator}", …, account="{account}")'
        )


def _new(
    rows: list[tuple[int, Row]], sheet: FigureSheet, observations: dict[str, list[str]], file: str
) -> tuple[list[NewRow], int]:
    """Return the new rows, and the number of rows that are there already.

    Raises `DataError` with every row that cannot be read, or has another value than a stored figure of its name.
    """
    stored = {}
    columns = (observations[column] for column in ("observation_id", "value", "unit"))
    for name, value, unit in zip(*columns, strict=True):
        stored[name] = (value, unit)

    new: list[NewRow] = []
    stored_already = 0
    defects: list[Defect] = []
    for number, row in rows:
        try:
            figure = sheet.figure(number, row)
        except ValueError as error:
            defects.append(Defect(file, number, "value", str(error)))
            continue

        name, value, unit = figure["observation_id"], figure["value"], figure["unit"]
        if name not in stored:
            stored[name] = (value, unit)
            new.append(NewRow(number, cells=row, figure=figure))
            continue
        stored_value, stored_unit = stored[name]
        if float(stored_value) == float(value) and stored_unit == unit:
            stored_already += 1
        else:
            fault = f"{value} {unit} contradicts the {stored_value} {stored_unit} of {name}"
            defects.append(Defect(file, number, "value", f"{fault}; a revision has a later day of publication"))
    if defects:
        raise DataError(defects)
    return new, stored_already


def _csv_line(cells: Any) -> str:
    return csv_text([cells])


def _relocated(defect: Defect, numbers: dict[int, int], file: str) -> Defect:
    """Locate a defect of a new row in the table that it comes from; `numbers` has the rows there by those here."""
    if defect.file == FIGURES_CSV and defect.row in numbers:
        return Defect(file, numbers[defect.row], defect.column, defect.message)
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
        book = openpyxl.load_workbook(path, data_only=True)  # the results of formulas, not the formulas
    except OSError as error:
        raise ParameterError(f"{path}: cannot be read: {error.strerror}") from None
    except Exception as error:  # a file that only bears the name may fail in any way
        raise ParameterError(f"{path}: is no workbook: {error}") from None
    lines = []
    for row in book.worksheets[0].iter_rows():
        lines.append(_csv_line([_displayed_text(cell) for cell in row]))
    return "".join(lines)


IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
"""What is no digit in a number format of a workbook: words in quotes, escaped signs, colours, and gaps."""

DECIMALS = re.compile(r"\.[0#?]*")
"""The decimals in such a format."""


def _displayed_text(cell: Any) -> str:
    """Return the displayed text of a cell: a day as 2024-04-12, a number with the decimals of its format."""
    value, number_format = cell.value, str(cell.number_format)
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]  # without the time
    if value is None:
        return ""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return str(value)

    # The format of numbers above zero, without words in quotes, escaped signs, colours and gaps: 0.00 of 0.00" €";-0.00
    shown = IN_FORMAT.sub("", number_format.partition(";")[0])
    if "0" not in shown:
        return f"{value:.15g}"
    if "E" in shown:
        raise ParameterError(f"{cell.coordinate}: {number_format} hides digits; show the number in full, as with 0.00")

    # As many decimals as the format has behind the point: two for 0.00, one for 0.0%, and up to two for 0.##
    number = Decimal(repr(value))
    is_percentage = "%" in shown
    decimals = DECIMALS.search(shown)
    places = decimals[0][1:] if decimals else ""
    factor = 100 if is_percentage else 1
    text = str((number * factor).quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP))
    for _ in range(places.count("#")):
        text = text.removesuffix("0")
    return text.removesuffix(".") + "%" * is_percentage
