"""A grid from plan to folder: what is due is made and put in place one by one, and an index tells of all runs."""

from __future__ import annotations

import json
import re
from contextlib import closing, suppress
from html import escape
from json import JSONDecoder
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.rendering.errors import ReportError
from analysis.rendering.palette import by_night_too
from analysis.rendering.typeface import as_picture
from analysis.runs import edition, failed, manifest
from analysis.runs.edition import ANEW, DataChanged, Made
from analysis.runs.folder import UnfitFolder, check_replaceable
from analysis.runs.grid.record import FAILED, HEAD, KEPT, MADE, PICTURES, RUNS, STOPPED, Record, Tables
from analysis.runs.grid.working import work_off
from analysis.runs.locking import lock
from analysis.runs.manifest import TABLES
from analysis.runs.publication import remove
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from analysis.rendering.execution import Limits
    from analysis.runs.grid.planning import Plan
    from analysis.runs.grid.working import Outcome, Workers
    from analysis.runs.orders import Order

NOTEBOOKS = "*.failed*.ipynb"
"""How the notebooks of runs that failed are called."""

DRAWING = re.compile(rb'"image/svg\+xml": (?=\[)')
"""What stands before the lines of a drawing in a notebook, which takes long to read as a whole."""

ALTERNATIVE = re.compile(r'"image/svg\+xml": \{\s*"alt": (?=")')
"""What stands before the words for a drawing, of which the first sentence is its title."""

ROOT = re.compile(r"<svg\b[^>]*[^/>]>")


def run_grid(
    plan: Plan, by: Workers, limits: Limits, due: Mapping[str, str], *, tick: Callable[[str, str], None]
) -> Record:
    """Make what is due of a grid, each run for a reason; `tick` is told of each as it ends, with its state.

    A run that fails leaves its notebook and stops nothing. Raises `Locked` where another grid is at work in the folder,
    and `OSError` where nothing can be written: what is finished by then stays finished, and a run again goes on there.
    What is made anew though nothing has changed is good until then.
    """
    check_grid_folder(plan.out)
    record = Record({name: (KEPT if due.get(name, ANEW) == ANEW else STOPPED, "") for name in plan.orders})
    tables = Tables(plan, record)
    with lock(plan.out):
        plan.out.mkdir(exist_ok=True)
        for left in plan.out.glob(".*.new-*"):  # half a report, by a grid that was killed
            with suppress(OSError):
                remove(left)
        for name in {_run_of(path) for path in plan.out.glob(NOTEBOOKS)} & record.states.keys() - due.keys():
            failed.clear_away(plan.orders[name].out, lambda _: None)  # the report that is there is good again
        tables.write()
        try:
            for name, (state, _) in record.states.items():
                if state == KEPT and not (plan.out / PICTURES / f"{name}.svg").exists():
                    _picture(plan, name)
            _work(plan, by, limits, due, tables, tick)
        finally:
            tables.write()
    return record


def _work(
    plan: Plan, by: Workers, limits: Limits, due: Mapping[str, str], tables: Tables, tick: Callable[[str, str], None]
) -> None:
    """Make what is due and put it in place; a report that lies there counts also where a signal came right behind."""
    name, outcome, record = "", None, tables.record
    try:
        with closing(work_off(dict(_fit(plan, due, record)), by, limits)) as outcomes:
            for name, outcome in outcomes:
                record.states[name] = _settle(plan, name, outcome, due[name], record)
                tick(name, record.states[name][0])
                tables.keep()
    except BaseException:
        if name and record.states[name][0] in (STOPPED, KEPT) and _lies_there(outcome, plan.orders[name]):
            record.states[name] = (MADE, due[name])
            tick(name, MADE)
        raise


def _lies_there(outcome: Outcome | None, order: Order) -> bool:
    return isinstance(outcome, Made) and manifest.read(order.out) == json.loads(outcome.files[manifest.NAME])


def _fit(plan: Plan, due: Mapping[str, str], record: Record) -> Iterator[tuple[str, Order]]:
    """Go through what is to be made; places that hold something else are left out, and fail before any work is done."""
    for name in due:
        try:
            check_replaceable(plan.orders[name].out)
        except UnfitFolder as fault:
            record.states[name] = (FAILED, str(fault))
        else:
            yield name, plan.orders[name]


def check_grid_folder(out: Path) -> None:
    """Refuse a folder that holds something other than a grid. Raises `UnfitFolder`."""
    if not out.exists() or (out.is_dir() and all(path.name.startswith(".") for path in out.iterdir())):
        return  # what a grid that was killed left in it is hidden
    if not out.is_dir() or not any(_is_ours(out / name) for name in (RUNS, *TABLES)):
        raise UnfitFolder(
            f"{out}: holds something other than a grid, or its {RUNS} is gone; name another folder with --out"
        )


def _is_ours(table: Path) -> bool:
    """Say whether a file is a table of a grid: each begins with the name of a run."""
    try:
        with table.open(encoding="utf-8") as file:
            return file.readline().startswith(f"{HEAD[0]},")
    except (OSError, UnicodeDecodeError):
        return False


def _settle(plan: Plan, name: str, outcome: Outcome, why: str, record: Record) -> tuple[str, str]:
    """Put a report in place, or leave the notebook of one that failed."""
    order = plan.orders[name]
    try:
        if isinstance(outcome, Made):
            edition.put(order, outcome, lambda _: None)
            _picture(plan, name)
            return MADE, why
    except DataChanged:  # as it would be for every other run
        raise
    except AnalysisError as fault:
        return FAILED, "; ".join(fault.lines)
    error = ReportError("; ".join(outcome.faults))
    error.notebook = outcome.notebook
    edition.leave(order, error)
    if error.left:
        record.left[name] = error.left
    return FAILED, str(error)


def _picture(plan: Plan, name: str) -> None:
    """Lay the first drawing of a report beside it, for the index; of one that has none an earlier one is taken away."""
    picture = plan.out / PICTURES / f"{name}.svg"
    _, *drawings = DRAWING.split((plan.out / name / "report.ipynb").read_bytes(), maxsplit=2)
    if drawings:
        picture.parent.mkdir(exist_ok=True)
        own = drawings[0].decode()
        lines, end = JSONDecoder().raw_decode(own)
        drawing = _titled("".join(lines), own[end:])
        replace_file(picture, by_night_too(as_picture(drawing)).encode())
    else:
        picture.unlink(missing_ok=True)


def _titled(drawing: str, behind: str) -> str:
    """Let a drawing say what it shows, by the words for it that stand behind it in the notebook, if there are any."""
    if not (words := ALTERNATIVE.search(behind)):
        return drawing
    title = escape(JSONDecoder().raw_decode(behind, words.end())[0].partition(". ")[0])
    return ROOT.sub(lambda root: f"{root[0]}<title>{title}</title>", drawing, count=1)


def _run_of(notebook: Path) -> str:
    return notebook.name.rpartition(".failed")[0]


def left_over(plan: Plan) -> list[str]:
    """Name the reports in the folder of a grid, and the notebooks of failed ones, that no set would make any more."""
    reports = {path.parent.name: path.parent.name for path in plan.out.glob(f"[!.]*/{manifest.NAME}")}
    notebooks = {path.name: _run_of(path) for path in plan.out.glob(NOTEBOOKS)}
    return sorted(file for file, name in (reports | notebooks).items() if name not in plan.orders)
