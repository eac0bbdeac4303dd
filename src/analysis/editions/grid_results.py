"""What came of the runs of a grid: a table of all, and an index that leads to each; both are true meanwhile."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset.schema import is_file
from analysis.editions.files import lock, replace_file
from analysis.editions.grid import GridError, plan, read_grid
from analysis.editions.job import ground, notebooks_folder
from analysis.editions.manifest import TABLES
from analysis.errors import NotKnownError
from analysis.findings import Catalogue, parameters
from analysis.findings.compare import VERDICTS, verdict_rows
from analysis.findings.history import HISTORICAL
from analysis.rendering.html import write_page
from analysis.report.page import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from analysis.editions.grid import Plan
    from analysis.editions.job import Ground, Order
    from analysis.findings import Finding


# ----- record ----------------------------------------------------------------------------------------------

INDEX, RUNS, PICTURES = "index.html", "runs.csv", "pictures"
HEAD = ("run", "state", "why")
"""How the table of runs begins, by which a folder is known again as that of a grid."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")

TITLE = re.compile(r"<svg\b[^>]*><title>(.*?)</title>", re.DOTALL)
BEGINNING = 4096
"""So many letters of a drawing hold its title."""

MADE, KEPT, FAILED, STOPPED = "made", "unchanged", "failed", "not made"
"""What may come of a run; one that was not made was waiting when the grid was stopped."""

BY_ITSELF = "as it is by itself"
"""What is said of a parameter that is left empty."""

EVERY, SHARE = 5.0, 50
"""Seconds between two tables, and so many times what one takes to write: it costs little, of however many runs."""


@dataclass(slots=True)
class Record:
    """What came of each run, by its name: its state, and why it was made, or why that failed."""

    states: dict[str, tuple[str, str]] = field(default_factory=dict)
    left: dict[str, Path] = field(default_factory=dict)
    """The notebooks of runs that failed, as far as they ran."""

    def count(self, state: str) -> int:
        """Count the runs of a state."""
        return sum(it == state for it, _ in self.states.values())

    @property
    def failed(self) -> dict[str, str]:
        """The runs that failed, each with the reason."""
        return {name: why for name, (state, why) in self.states.items() if state == FAILED}


class Tables:
    """The table and the index of a grid, written now and then, so that one that is killed has told what is there."""

    def __init__(self, plan: Plan, record: Record) -> None:
        self.plan, self.record, self.next = plan, record, 0.0

    def keep(self) -> None:
        """Write both if the last time is long enough ago."""
        if time.monotonic() >= self.next:
            self.write()

    def write(self) -> None:
        """Write both as things stand."""
        begin = time.monotonic()
        replace_file(self.plan.out / RUNS, _table(self.plan, self.record))
        replace_file(self.plan.out / INDEX, _index(self.plan, self.record))
        end = time.monotonic()
        self.next = end + max(EVERY, SHARE * (end - begin))


def _table(plan: Plan, record: Record) -> bytes:
    """Write the table of all runs."""
    names = plan.grid.names
    rows = [(name, *record.states[name], *(_shown(plan.given[name][axis]) for axis in names)) for name in plan.orders]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([(*HEAD, *names), *rows])
    return buffer.getvalue().encode()


def _index(plan: Plan, record: Record) -> bytes:
    """Write the page that leads to each run, grouped by the first axis where there are several runs to a group."""
    first, *rest = plan.grid.names
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, given in plan.given.items():
        groups.setdefault(_said(plan, given[first]), []).append(_told(plan, record, name))
    if len(groups) in (1, len(plan.orders)):
        groups, rest = {"": [run for runs in groups.values() for run in runs]}, plan.grid.names
    for runs in groups.values():
        values = [[_said(plan, plan.given[run["name"]][axis]) for axis in rest] for run in runs]
        short = Counter(tuple(filter(None, it)) for it in values)
        for run, whole in zip(runs, values, strict=True):
            few = tuple(filter(None, whole))  # what is left empty needs no word where the others tell the run
            run["said"] = few or (BY_ITSELF,) if short[few] == 1 else [value or BY_ITSELF for value in whole]
    states = {state: record.count(state) for state in (MADE, KEPT, FAILED, STOPPED)}
    return write_page(
        "grid.html", title=plan.grid.file.stem, axes=plan.grid.names, groups=groups, states=states, table=RUNS
    )


def _told(plan: Plan, record: Record, name: str) -> dict[str, Any]:
    """Say of a run what its card needs."""
    state, why = record.states[name]
    left = record.left.get(name, plan.out / f"{name}.failed.ipynb")
    return {
        "name": name,
        "state": state,
        "why": why,
        "files": [file for file in ("report.html", "report.pdf") if (plan.out / name / file).is_file()],
        "left": left.name if left.is_file() else "",
        "picture": (picture := plan.out / PICTURES / f"{name}.svg").is_file(),
        "drawn": _title(picture),
    }


def _title(picture: Path) -> str:
    """Read what a drawing shows, which stands at its beginning."""
    with suppress(OSError), picture.open(encoding="utf-8") as file:
        found = TITLE.search(file.read(BEGINNING))
        return unescape(found[1]) if found else ""
    return ""


def _said(plan: Plan, value: Any) -> str:
    """Write a value as a reader would: an economy by its name, a day in words."""
    if isinstance(value, list):
        return ", ".join(_said(plan, it) for it in value)
    text = str(value)
    if text.isspace():
        return f"“{text}”"
    return in_words(date.fromisoformat(text)) if DAY.fullmatch(text) else plan.named.get(text, text)


def _shown(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)


# ----- tables ----------------------------------------------------------------------------------------------
# Findings and verdicts of a grid as two tidy tables, computed without a notebook.
#
# Of two days of knowledge most of what is known is the same: a finding is computed again only on a day from which it
# may
# be another one.

COLUMNS = ("finding_id", "value", "low", "high", "unit", "printed")
"""What is said of each finding, beside the parameters."""


def write_tables(plan: Plan, on: Ground, *, tick: Callable[[str, str], None]) -> list[Path]:
    """Write both tables into the folder of a grid, in place of earlier ones; return where they are.

    Raises `GridError` for a name of a finding that fits none, and `OSError`; then the earlier tables are as they were.
    """
    from analysis.editions.grid_run import check_grid_folder

    check_grid_folder(plan.out)
    with lock(plan.out):
        plan.out.mkdir(parents=True, exist_ok=True)
        paths = [plan.out / name for name in TABLES]
        new = [path.with_name(f".{path.name}.new") for path in paths]
        try:
            with (
                new[0].open("w", encoding="utf-8", newline="") as findings,
                new[1].open("w", encoding="utf-8", newline="") as verdicts,
            ):
                findings.write(line(("run", *plan.grid.names, *COLUMNS)))
                verdicts.write(line(("run", *plan.grid.names, *VERDICTS)))
                for name, of_findings, of_verdicts in computed(plan, on):
                    findings.writelines(of_findings)
                    verdicts.writelines(of_verdicts)
                    tick(name, "made")
            for source, path in zip(new, paths, strict=True):
                os.replace(source, path)  # noqa: PTH105
        finally:
            for path in new:
                path.unlink(missing_ok=True)
    return paths


def computed(plan: Plan, on: Ground) -> Iterator[tuple[str, list[str], list[str]]]:
    """Go through the sets that differ in the day alone, day by day, and then through the next ones."""
    orders = sorted(plan.orders.values(), key=lambda order: (_but_day(order), order.parameters["as_of"]))
    first: Catalogue | None = None
    for _, group in groupby(orders, key=_but_day):
        days = list(group)
        names = parameters.names(on.study)  # what a notebook of one's own declares beside them moves no finding
        asked = {name: value for name, value in days[0].parameters.items() if name in names}
        given = parameters.check(asked, on.evidence, on.study)
        catalogue = Catalogue(on.evidence, given, on.study) if first is None else first.under(given)
        first = first or catalogue
        known = _Known(_chosen(plan, first))
        for order in days:
            catalogue = catalogue.on(date.fromisoformat(order.parameters["as_of"]))
            head = line((order.name, *(_cell(plan.given[order.name][axis]) for axis in plan.grid.names)))[:-1]
            findings, verdicts = known.rows(catalogue)
            yield order.name, [f"{head},{row}" for row in findings], [f"{head},{row}" for row in verdicts]


def _but_day(order: Order) -> str:
    return repr({name: value for name, value in order.parameters.items() if name != "as_of"})


def _chosen(plan: Plan, catalogue: Catalogue) -> list[str]:
    """Name the findings that are asked for, all by default; those of the history differ from day to day."""
    names = [name for name in catalogue.names if not name.startswith(HISTORICAL)]
    for pattern in plan.grid.findings:
        if not any(fnmatch(name, pattern) for name in names):
            raise GridError(
                f"{plan.grid.file}: findings: {pattern!r} fits no finding; japan-tech trace lists their names"
            )
    return [name for name in names if not plan.grid.findings or any(fnmatch(name, it) for it in plan.grid.findings)]


class _Known:
    """The rows of one day, of which those are written anew on the next that may be other ones by then."""

    def __init__(self, names: Sequence[str]) -> None:
        self.rows_of: dict[str, str] = {}
        self.until: dict[str, date] = dict.fromkeys(names, date.min)
        self.verdicts: list[str] = []
        self.verdicts_until = date.min

    def rows(self, catalogue: Catalogue) -> tuple[list[str], list[str]]:
        """Return the rows of findings and of verdicts that are known on the day of a catalogue."""
        day = catalogue.parameters.as_of
        for name, until in self.until.items():
            if until <= day:
                known = catalogue.known(name)
                self.until[name] = known.until
                self.rows_of.pop(name, None)
                if not isinstance(known.answer, NotKnownError):
                    self.rows_of[name] = _row(name, known.answer)
        if self.verdicts_until <= day:
            self.verdicts = list(map(line, verdict_rows(catalogue.verdicts)))
            self.verdicts_until = catalogue.verdicts_hold_until()
        return [self.rows_of[name] for name in self.until if name in self.rows_of], self.verdicts


def _row(name: str, finding: Finding) -> str:
    q = finding.quantity
    return line((name, *(f"{it:.12g}" for it in (q.value, q.low, q.high)), q.unit, finding.text))


def line(cells: Sequence[object]) -> str:
    """Write a row as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _cell(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)


# ----- frame -----------------------------------------------------------------------------------------------
# The tables of a grid, as a table of pandas.

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
