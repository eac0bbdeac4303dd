"""The work of a grid: many runs on all processors of this machine, or on a cluster; joblib hands them out."""

from __future__ import annotations

import logging
import os
import re
import signal
import tempfile
import threading
import time
import warnings
from collections import Counter
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import joblib
from joblib.externals.loky.process_executor import BrokenProcessPool

from analysis.errors import AnalysisError
from analysis.rendering.errors import how_it_ended
from analysis.rendering.workspace import workspace
from analysis.runs.edition import Made, run

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from analysis.rendering.execution import Limits
    from analysis.runs.orders import Order

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
