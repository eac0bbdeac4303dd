"""Findings and verdicts of a grid as two tidy tables, computed without a notebook.

Of two days of knowledge most of what is known is the same: a finding is computed again only on a day from which it may
be another one.
"""

from __future__ import annotations

import csv
import io
import os
from datetime import date
from fnmatch import fnmatch
from itertools import groupby
from typing import TYPE_CHECKING, Any

from analysis.evidence import NotKnown
from analysis.findings import Catalogue, parameters
from analysis.findings.tables import VERDICTS, verdict_rows
from analysis.findings.tally import HISTORICAL
from analysis.runs.grid.axes import GridError
from analysis.runs.grid.running import check_grid_folder
from analysis.runs.locking import lock
from analysis.runs.manifest import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from analysis.findings import Finding
    from analysis.runs.grid.planning import Plan
    from analysis.runs.orders import Ground, Order

COLUMNS = ("finding_id", "value", "low", "high", "unit", "printed")
"""What is said of each finding, beside the parameters."""


def write_tables(plan: Plan, on: Ground, *, tick: Callable[[str, str], None]) -> list[Path]:
    """Write both tables into the folder of a grid, in place of earlier ones; return where they are.

    Raises `GridError` for a name of a finding that fits none, and `OSError`; then the earlier tables are as they were.
    """
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
                if not isinstance(known.answer, NotKnown):
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
