"""The work of a grid: many runs on all processors of this machine, or on a cluster; joblib hands them out."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import tempfile
import threading
import time
import warnings
from collections import Counter
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from json import JSONDecoder
from typing import TYPE_CHECKING, Any

import joblib
from joblib.externals.loky.process_executor import BrokenProcessPool

from analysis.editions import build, manifest
from analysis.editions.build import ANEW, DataChanged, Made, run
from analysis.editions.files import lock, remove, replace_file
from analysis.editions.grid_results import FAILED, HEAD, KEPT, MADE, PICTURES, RUNS, STOPPED, Record, Tables
from analysis.editions.manifest import TABLES, UnfitFolder, check_replaceable
from analysis.errors import AnalysisError
from analysis.rendering.errors import ReportError, how_it_ended
from analysis.rendering.execute import workspace
from analysis.rendering.palette import by_night_too
from analysis.rendering.style import as_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from analysis.editions.grid import Plan
    from analysis.editions.job import Order
    from analysis.rendering.execute import Limits


# ----- working ---------------------------------------------------------------------------------------------

WARM = "japan-tech-warm"
"""The engine for many runs, which keeps its kernel."""

TRIES = 3
"""So many times a run may be at work when its process dies, the last time alone, before it is taken for the reason."""

CUT_SHORT = ".*(have been cancelled|successfully executed  but not used)"
"""How joblib remarks, where a grid is stopped, that there was more to be done; that is told in our own words."""

DIED = "the process that made it died"

ENDS = re.compile(r"\((-?\d+)\)")
"""How joblib writes with what a process ended, as in SIGKILL(-9)."""


class NoCluster(AnalysisError, ValueError):
    """There is no scheduler at the address given, nothing to speak to one, or its workers do not last."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Failed:
    """A run that made no report: why, a line each, and the notebook as far as it got."""

    faults: list[str]
    notebook: NotebookNode | None = None


Outcome = Made | Failed


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work: so many processes here, or the cluster behind the address of a scheduler."""

    jobs: int = 1
    scheduler: str = ""
    cold: bool = False


def work_off(orders: Mapping[str, Order], by: Workers, limits: Limits) -> Generator[tuple[str, Outcome]]:
    """Make many reports and hand each one over as soon as it is made; nothing is written here.

    A process that dies takes no report with it: what may have been at work is made again by another one, at most twice
    and each alone, so that a run that kills its process fails by itself. What such processes keep while they are at
    work lies in a folder of this one, as they may be killed at any moment.
    """
    left, tries, suspects = dict(orders), Counter[str](), list[str]()
    if by.scheduler:  # whose workers have other working folders
        left = {name: replace(order, data=order.data.resolve()) for name, order in orders.items()}
    engine, boss = "" if by.cold else WARM, 0 if by.scheduler else os.getpid()
    warnings.filterwarnings("ignore", CUT_SHORT, UserWarning)  # for good: it comes as late as the pool is cleared away
    with workspace() if by.jobs > 1 and not by.scheduler else nullcontext() as place, _backend(by):
        while left:
            now = suspects[:1] or list(left)
            try:
                pool = joblib.Parallel(n_jobs=by.jobs, return_as="generator_unordered", batch_size=1)
                for name, outcome in pool(
                    joblib.delayed(make_one)(name, order, limits, engine, boss, place)
                    for name, order in [(name, left[name]) for name in now]
                ):
                    del left[name]  # the loop goes over what the pool gives
                    yield name, outcome
            except BrokenProcessPool as error:
                ended = next(map(int, ENDS.findall(str(error))), None)
                at_work = [name for name in now if name in left][: by.jobs]
                tries.update(at_work)
                suspects = suspects or at_work
                if len(at_work) == 1 and tries[name := at_work[0]] >= TRIES:
                    del left[name]
                    yield name, Failed([f"{DIED}{how_it_ended(ended)}"])
            suspects = [name for name in suspects if name in left]


def make_one(
    name: str, order: Order, limits: Limits, engine: str, boss: int, place: Path | None = None
) -> tuple[str, Outcome]:
    """Make one report wherever this is called; what goes wrong with it is its outcome, and no other run's concern.

    A process that `boss` has started ends with it, however that ends; a worker of a cluster has none.
    """
    if boss and os.getpid() != boss:
        _end_with(boss)
        tempfile.tempdir = str(place) if place else None
    return name, _outcome(order, limits, engine)


def _outcome(order: Order, limits: Limits, engine: str) -> Outcome:
    try:
        return run(order, _nobody, limits=limits, engine=engine)
    except AnalysisError as error:
        return Failed(error.lines, getattr(error, "notebook", None))
    except Exception as error:  # a fault of the program, or a full disk, stops no other run
        return Failed([f"{type(error).__name__}: {error}"])


def _nobody(_line: str) -> None:
    """Tell nobody of the steps of a run."""


@cache
def _end_with(boss: int) -> None:
    """Watch from now on whether the process that started this one still lives."""

    def watch() -> None:
        while os.getppid() == boss:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _backend(by: Workers) -> AbstractContextManager[None]:
    """Choose who works: this process, processes beside it, or a cluster."""
    return _cluster(by.scheduler) if by.scheduler else _beside() if by.jobs > 1 else nullcontext()


@contextmanager
def _beside() -> Iterator[None]:
    """Let processes beside this one work; where the terminal is closed it is this one that ends them.

    They inherit that the signal is blocked, which a thread of this process takes.
    """
    over, before = threading.Event(), set[int]()
    if hasattr(signal, "pthread_sigmask"):
        threading.Thread(target=over.wait, daemon=True).start()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
    try:
        with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
            yield
    finally:
        over.set()
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _cluster(address: str) -> Iterator[None]:
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.addressing import resolve_address
    except ImportError:
        raise NoCluster("--scheduler needs Dask: pip install 'japan-tech-report[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other versions on the workers
            resolve_address(address)  # a client that was made for none ends in a fault
            client: Any = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, ImportError) as error:
        raise NoCluster(f"--scheduler {address}: cannot be reached: {error}") from None
    try:
        with client, joblib.parallel_config(backend="dask", client=client):
            yield
    except KilledWorker as error:
        raise NoCluster(f"--scheduler {address}: one run killed worker after worker: {error}") from None


# ----- running ---------------------------------------------------------------------------------------------
# A grid from plan to folder: what is due is made and put in place one by one, and an index tells of all runs.

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
            build.clear_away(plan.orders[name].out)  # the report that is there is good again
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
            build.put(order, outcome)
            _picture(plan, name)
            return MADE, why
    except DataChanged:  # as it would be for every other run
        raise
    except AnalysisError as fault:
        return FAILED, "; ".join(fault.lines)
    error = ReportError("; ".join(outcome.faults))
    error.notebook = outcome.notebook
    build.leave(order, error)
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
