"""A grid: one notebook run under every combination of the parameters in a TOML file."""

from __future__ import annotations

import csv
import io
import logging
import os
import re
import threading
import time
import tomllib
import warnings
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatch
from functools import cache
from itertools import product
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import joblib
from dateutil.relativedelta import relativedelta
from joblib.externals.loky.process_executor import BrokenProcessPool

from analysis.dataset.text_files import csv_text, read_text
from analysis.editions import manifest
from analysis.editions.atomic_files import NEW, lock, replace_file, workshop
from analysis.editions.manifest import FORMATS, TABLES
from analysis.editions.notebooks import notebooks_folder
from analysis.editions.project import open_project
from analysis.errors import AnalysisError, EditionError, NotKnownError, ParameterError, UnknownNameError, nearest
from analysis.findings import Catalogue, parameters
from analysis.findings.csv_tables import VERDICTS, verdict_rows
from analysis.findings.diff import moved, printed
from analysis.findings.parameters import as_text
from analysis.findings.verdict_findings import HISTORICAL
from analysis.rendering.report_errors import ReportError
from analysis.rendering.template_filters import write_page
from analysis.report.page_methods import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from analysis.editions.job import Job
    from analysis.editions.project import Project
    from analysis.findings.edition_snapshot import Row
    from analysis.rendering.execute import Limits

Values = dict[str, Any]
"""Parameters with a value each, such as {"rate_rule": "own", "own_rate": 150}."""

Axis = tuple[Values, ...]
"""The values along one axis. Each is for the same parameters: one, or several that vary together."""

STEPS = {
    "day": relativedelta(days=1), "week": relativedelta(weeks=1), "month": relativedelta(months=1),
    "quarter": relativedelta(months=3), "year": relativedelta(years=1),
}  # fmt: skip
"""The words that a range of days may have for the time between two of them."""

KEYS = {"notebook": str, "formats": list, "findings": list, "axes": dict, "zip": list, "exclude": list}
"""The keys of a grid's file and their types."""

LAST_YEAR = 2999
"""The last year in which a range of days may end; a later one is taken for a slip."""

MOST_RUNS = 100_000
"""Runs above which the user has to confirm: they take days, and are more likely a slip."""

INDEX, RUNS = "index.html", "runs.csv"
RUNS_HEADER = ("run", "state", "why")
SUMMARY_HEADER = ("answer", "differences")
SEPARATOR = " | "
"""Between the differences of a run in the table of runs."""

MADE, UNCHANGED, FAILED, NOT_MADE = "made", "unchanged", "failed", "not made"

FINDING_COLUMNS = ("finding_id", "value", "low", "high", "unit", "printed")
COLUMNS = {"findings": FINDING_COLUMNS, "verdicts": VERDICTS}
"""The columns of the two tables of `--findings`, behind the name of the run and its parameters."""

NUMBER_TYPES: Mapping[str, Any] = {
    "value": float, "low": float, "high": float, "margin": float, "holds_in": "Int64", "of": "Int64",
}  # fmt: skip
"""The pandas types of columns that are numbers even where cells are empty."""

EXAMPLE = "robustness.toml"
"""The grid that is computed for `an.load_grid` without a folder."""

MOST_NUMBERS = 3
"""Maximum number of changed numbers that the index lists for a run, for cards of one height; the others are counted."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The contents of a grid's file.

    Each row of `exclude` has for some parameters the values to leave out, as texts. `findings` are patterns such as
    "yen.*" for the table of findings; without any, all are in it.
    """

    file: Path
    notebook: str
    formats: tuple[str, ...]
    axes: tuple[Axis, ...]
    exclude: tuple[dict[str, list[str]], ...]
    findings: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The parameters that vary, in the order of the file."""
        return _names(self.axes)

    def combinations(self) -> Iterator[Values]:
        """Yield every combination of the axes that is not excluded, the last axis varying fastest."""
        for point in product(*self.axes):
            values: Values = {}
            for on_axis in point:
                values |= on_axis
            if not any(_matches(values, exclusion) for exclusion in self.exclude):
                yield values


def _names(axes: Iterable[Axis]) -> list[str]:
    """Return the parameters on some axes; the first value of an axis has them all."""
    names: list[str] = []
    for axis in axes:
        names.extend(axis[0])
    return names


def _matches(values: Values, exclusion: Mapping[str, list[str]]) -> bool:
    """True if each parameter of an exclusion has one of its values."""
    return all(as_text(values[name]) in texts for name, texts in exclusion.items())


def read_grid(file: Path) -> Grid:
    """Read and check the file of a grid; raise `ParameterError`."""
    try:
        content = tomllib.loads(read_text(file))
        return _parse(file, content)
    except OSError as error:
        raise ParameterError(f"{file}: cannot be read: {error.strerror}") from None
    except RecursionError:
        raise ParameterError(f"{file}: brackets are nested too deep") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParameterError(f"{file}: is not TOML: {error}") from None
    except ParameterError as error:
        raise error.at(str(file)) from None


def _parse(file: Path, content: Mapping[str, Any]) -> Grid:
    """Return a grid from the content of its file; raise `ParameterError` for the first thing that is wrong."""
    for name, value in content.items():
        if name not in KEYS:
            hint = nearest(name, KEYS, f"expected {', '.join(KEYS)}")
            raise ParameterError(f"{name} is unknown{hint}")
        if not isinstance(value, KEYS[name]):
            raise ParameterError(f"{name} has the wrong type; japan-tech grid --help shows an example")

    # The rows of [[zip]] are one more axis, of several parameters
    axes = [_axis(name, values) for name, values in content.get("axes", {}).items()]
    rows = content.get("zip", [])
    for row in rows:  # the first one is found to be no table before its keys are asked for
        if not isinstance(row, dict) or not row or row.keys() != rows[0].keys():
            raise ParameterError('zip: each [[zip]] needs the same parameters; leave one out by giving it as ""')
    if rows:
        together = []
        for row in rows:
            together.append({name: _plain(value) for name, value in row.items()})
        axes.append(tuple(together))
    if not axes:
        raise ParameterError("has no axes; write [axes] and below it lists of values, as much_larger = [ … ]")
    names = _names(axes)
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"{name} stands on two axes; leave it on one")

    formats = tuple(content.get("formats", ["html"]))
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        name = unknown[0] if unknown else ""
        raise ParameterError(f"formats: {name!r} is none of {', '.join(FORMATS)}")

    notebook = content.get("notebook", "report")
    is_path = notebook.endswith(".ipynb") or "/" in notebook or "\\" in notebook
    if is_path:
        notebook = str(file.parent.resolve() / notebook)  # relative to the file, wherever the command is run
    exclude = tuple(_exclusion(row, axes) for row in content.get("exclude", []))
    findings = tuple(map(str, content.get("findings", [])))
    return Grid(file, notebook, formats, tuple(axes), exclude, findings)


def _axis(name: str, values: Any) -> Axis:
    """Return the axis of one parameter from a list of values, a range of days, or a single value."""
    if isinstance(values, dict):
        values = list(_days(f"axes.{name}", values))
    elif not isinstance(values, list):
        values = [values]
    if not values:
        raise ParameterError(f"axes.{name} is empty, so there is nothing to run; give it a value")
    return tuple({name: _plain(value)} for value in values)


def _days(where: str, days: Mapping[str, Any]) -> Iterator[date]:
    """Yield the days of a range such as { from = 2024-04-12, to = 2026-10-30, every = "month" }.

    Raises `ParameterError`, which names the key in the file, `where`.
    """
    if days.keys() != {"from", "to", "every"}:
        example = '{ from = 2024-04-12, to = 2026-10-30, every = "month" }'
        raise ParameterError(f"{where}: a range of days is written {example}")
    first, last, every = days["from"], days["to"], days["every"]
    if type(first) is not date or type(last) is not date:  # TOML also has dates with a time
        raise ParameterError(f"{where}: from and to are days, written without quotes, as 2024-04-12")
    if last.year > LAST_YEAR:
        raise ParameterError(f"{where}: {last} is too late; let to be a day before {LAST_YEAR + 1}")
    if first > last:
        raise ParameterError(f"{where}: {first} lies after {last}; let from be the earlier day")
    step: Any
    if type(every) is int and every > 0:  # for Python true and false are numbers as well
        step = timedelta(days=every)
    elif isinstance(every, str) and every in STEPS:
        step = STEPS[every]
    else:
        raise ParameterError(f"{where}: every is a number of days or one of {', '.join(STEPS)}")

    day = first
    steps = 0
    while day <= last:
        yield day
        steps += 1
        try:
            day = first + step * steps  # from the first day, so that the 31st comes back after a short month
        except OverflowError:  # the step ends after the last day that a date can have
            return


def _exclusion(row: Any, axes: Sequence[Axis]) -> dict[str, list[str]]:
    """Read an [[exclude]]: for each parameter the values to leave out, as texts.

    A list means any of its values: `focus = ["AVO", "BOR"]` excludes both. Where the values of an axis are lists
    themselves, `peers = ["AVO", "BOR"]` is one of them, and a list of lists means any.
    """
    if not isinstance(row, dict):
        raise ParameterError("exclude: write [[exclude]] and below it parameters with the values to leave out")
    on_axes: dict[str, list[Any]] = {}
    for axis in axes:
        for name in axis[0]:
            on_axes[name] = [part[name] for part in axis]

    if not row:
        raise ParameterError("exclude: names no parameter, which would leave out every run; give values to leave out")

    exclusion = {}
    for name, value in row.items():
        if name not in on_axes:
            raise ParameterError(f"exclude.{name}: not on an axis; expected one of {', '.join(on_axes)}")
        is_of_lists = _has_list(on_axes[name])
        if isinstance(value, list) and (_has_list(value) or not is_of_lists):
            excluded = value
        else:
            excluded = [value]
        exclusion[name] = [as_text(item) for item in excluded]
        values = [as_text(item) for item in on_axes[name]]
        if set(values).isdisjoint(exclusion[name]):  # of several some may be missing, as in an exclusion for many grids
            unmatched = ", ".join(exclusion[name])
            raise ParameterError(f"exclude.{name}: {unmatched} is not on its axis; expected any of {', '.join(values)}")
    return exclusion


def _has_list(values: list[Any]) -> bool:
    return any(isinstance(value, list) for value in values)


def _plain(value: Any) -> Any:
    """Return a value of TOML as YAML and notebooks have it: a date is a string."""
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Summary:
    """What the index shows of a run: its answer, and the verdicts and numbers that differ from the first run."""

    answer: str
    differences: tuple[str, ...] = ()


@dataclass(slots=True)
class GridRun:
    """One run of a grid: its job, the values of its parameters, and its state.

    `why` is the reason for which it has to be made, or the error if it failed; then `notebook` is the name of the
    partly executed notebook in the folder of the grid. `summary` is None if its findings are not known.
    """

    job: Job
    values: Values
    state: str = NOT_MADE
    why: str = ""
    notebook: str = ""
    summary: Summary | None = None


@dataclass(slots=True)
class Plan:
    """Every run of a grid by name; combinations that come to the same report are run once."""

    grid: Grid
    out: Path
    runs: dict[str, GridRun]
    entities: Mapping[str, str]
    answer: str = ""
    """The finding that answers the question of the study, if it has one."""

    @property
    def first(self) -> str:
        """The name of the run with which the others are compared."""
        return next(iter(self.runs))

    def due(self, *, force: bool = False) -> list[str]:
        """Return the names of the runs that have to be made, and note for each run why, or that it is unchanged.

        Runs made before a grid was interrupted are unchanged, so the same command resumes it.
        """
        for run in self.runs.values():
            run_reasons = run.job.reasons_to_make(force=force)
            if run_reasons:
                run.state = NOT_MADE
                run.why = run_reasons[0]  # one is enough for its line
            else:
                run.state = UNCHANGED
                run.why = ""
        return [name for name, run in self.runs.items() if run.state == NOT_MADE]


def plan(grid: Grid, project: Project, out: Path, *, base: str = "", yes: bool = False) -> Plan:
    """Check every combination of parameters and name its run; raise `ParameterError`.

    The pages get absolute addresses below `base`; `yes` allows more than `MOST_RUNS` runs.
    """
    number = prod(len(axis) for axis in grid.axes)  # before exclusions, which are applied to one run after another
    if number > MOST_RUNS and not yes:
        hint = f"leave out values, or say --yes for more than {MOST_RUNS:,}"
        raise ParameterError(f"{grid.file}: comes to {number:,} runs; {hint}")

    runs: dict[str, GridRun] = {}
    combinations = list(grid.combinations())
    jobs = project.create_jobs(grid.notebook, combinations, out, grid.formats, base)
    for values in combinations:
        # Each job is created when it is asked for, so an error is that of these values
        try:
            job = next(jobs)
        except UnknownNameError as error:  # of the notebook, which is on no axis
            raise ParameterError(f"{grid.file}: {error}") from None
        except AnalysisError as error:
            where = ", ".join(f"{name} {str(value)[:40]}" for name, value in values.items())
            raise ParameterError(f"{grid.file}: {error}; it is on an axis as {where}") from None
        runs.setdefault(job.name, GridRun(job, values))
    if not runs:
        raise ParameterError(f"{grid.file}: every set of parameters is excluded, so there is nothing to run")
    entities = {code: row["name"] for code, row in project.evidence.entities.items()}
    return Plan(grid, out, runs, entities, project.study.answer)


def check_grid_folder(out: Path) -> None:
    """Refuse a folder that holds something other than a grid; raise `EditionError`."""
    if not out.exists() or any((out / name).is_file() for name in (RUNS, *TABLES)):
        return
    if any(not path.name.startswith(".") for path in out.iterdir()):
        raise EditionError(f"{out}: not the folder of a grid (no {RUNS}); choose another one with --out")


def run_grid(
    plan: Plan,
    names: Sequence[str],
    limits: Limits,
    *,
    tick: Callable[[], object],
    workers: int = 1,
    scheduler: str = "",
    keep_kernel: bool = True,
) -> None:
    """Make the named runs and write the index. A run that fails leaves its notebook and stops no other.

    Args:
        plan: the grid.
        names: the runs to make.
        limits: how long cells may run.
        tick: is called after each run.
        workers: how many runs are made at the same time.
        scheduler: the address of a Dask scheduler; without one the workers are processes of this machine.
        keep_kernel: use one kernel for all runs of a worker.

    Raises:
        LockedError: another grid is writing the folder.
        DataChangedError: the data changed meanwhile.
    """
    with lock(plan.out):
        plan.out.mkdir(exist_ok=True)  # `lock` has made the folders above
        _summarise_unchanged(plan)
        _write_index(plan)  # so that the folder counts as that of a grid even if this is killed

        # All runs are compared with the first one, which is therefore made before the others
        first = [name for name in names if name == plan.first]
        others = [name for name in names if name != plan.first]
        batches = [batch for batch in (first, others) if batch]
        try:
            with _backend(scheduler):
                for batch in batches:
                    # Closed at once when this is interrupted, so that no run is begun that nobody waits for
                    with closing(_results(plan, batch, limits, workers, keep_kernel)) as results:
                        for result in results:
                            _record(plan.runs[result.name], result)
                            tick()
        except BrokenProcessPool:
            raise ReportError(
                "a worker process died, perhaps for want of memory; the same command makes the runs that are missing"
            ) from None
        finally:
            _write_index(plan)


@dataclass(frozen=True, slots=True)
class RunResult:
    """The result of one run: its summary, or the error and the name of the partly executed notebook."""

    name: str
    summary: Summary | None = None
    error: str = ""
    notebook: str = ""


def _record(run: GridRun, result: RunResult) -> None:
    """Note the result of a run in the plan."""
    if result.error:
        run.state = FAILED
        run.why = result.error
        run.notebook = result.notebook
    else:
        run.state = MADE
        run.summary = result.summary


def _results(plan: Plan, names: Sequence[str], limits: Limits, workers: int, keep_kernel: bool) -> Generator[RunResult]:
    """Make reports in parallel and yield the result of each as soon as it is made."""
    # One run at a time, or joblib would hold back the first results of a batch
    pool = joblib.Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
    make_report = joblib.delayed(_make)
    first_folder = plan.runs[plan.first].job.out
    grid_process = os.getpid()
    yield from pool(
        make_report(plan.runs[name].job, first_folder, plan.answer, limits, keep_kernel, grid_process) for name in names
    )


def _make(job: Job, first_folder: Path, answer: str, limits: Limits, keep_kernel: bool, grid_process: int) -> RunResult:
    """Make one report, in a worker process, and compare it with that of the first run.

    `answer` is the finding that answers the question of the study, `grid_process` the id of the process that waits.
    """
    from analysis.editions.build import DataChangedError, make  # imports nbconvert, which a grid up to date never needs

    _exit_with(grid_process)
    try:
        manifest.check_replaceable(job.out)
        make(job, lambda _: None, limits=limits, keep_kernel=keep_kernel)
    except (DataChangedError, OSError):  # the same would happen to every other run
        raise
    except AnalysisError as error:
        notebook = getattr(error, "left", None)  # set by `make` if a cell or the lint failed
        notebook_name = notebook.name if notebook else ""
        return RunResult(job.name, error="; ".join(error.lines), notebook=notebook_name)
    except Exception as error:  # a bug in a library must not stop the other runs
        return RunResult(job.name, error=f"{type(error).__name__}: {error}".splitlines()[0])
    return RunResult(job.name, _summarise(job.out, first_folder, answer))


@cache
def _exit_with(grid_process: int) -> None:
    """End a worker, and its kernel with it, when the process of the grid that started it is killed."""

    def watch() -> None:
        while os.getppid() == grid_process:
            time.sleep(1)
        os._exit(1)

    if os.getppid() == grid_process:  # false in the process of the grid and in the workers of a cluster
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _backend(scheduler: str) -> Iterator[None]:
    """Choose joblib's backend: processes of this machine, or a Dask cluster."""
    # Joblib warns of results that nobody takes when a grid is interrupted, in these words, with two spaces
    warnings.filterwarnings("ignore", ".*(have been cancelled|executed  but not used)", UserWarning)
    with _dask_cluster(scheduler) if scheduler else _local_processes():
        yield


@contextmanager
def _local_processes() -> Iterator[None]:
    """Run in processes of this machine; their temporary files are removed at the end, even if they are killed."""
    environment = os.environ.copy()
    with TemporaryDirectory(prefix="japan-tech-") as folder:
        os.environ["TMPDIR"] = folder  # which the workers inherit
        try:
            with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
                yield
        finally:
            os.environ.clear()
            os.environ.update(environment)


@contextmanager
def _dask_cluster(scheduler: str) -> Iterator[None]:
    """Run on the cluster of a Dask scheduler.

    Raises `ParameterError` if Dask is not installed or the scheduler cannot be reached, and `ReportError` if a run
    kills one worker after another.
    """
    try:  # an extra, which may not be installed
        from distributed import Client, KilledWorker
        from distributed.comm.addressing import resolve_address
    except ImportError:
        raise ParameterError("--scheduler needs Dask: pip install 'japan-tech-report[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it logs each attempt to connect
    try:
        resolve_address(scheduler)
        client: Any = Client(scheduler, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ParameterError(f"--scheduler {scheduler}: cannot be reached: {error}") from None
    try:
        with client, joblib.parallel_config(backend="dask", client=client):
            yield
    except KilledWorker as error:
        raise ReportError(f"--scheduler {scheduler}: a worker died: {error}") from None


def _write_index(plan: Plan) -> None:
    """Write the table and the page of all runs."""
    header = (*RUNS_HEADER, *plan.grid.names, *SUMMARY_HEADER)
    replace_file(plan.out / RUNS, csv_text([header, *_run_rows(plan)]).encode())

    # Group runs by the value of the first axis, if that makes several groups, and fewer than there are runs
    first_axis = plan.grid.names[0]
    titles = {}
    for name, run in plan.runs.items():
        titles[name] = _value_in_words(plan, run.values[first_axis])
    is_grouped = 1 < len(set(titles.values())) < len(plan.runs)
    axes = plan.grid.names[1:] if is_grouped else plan.grid.names
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, run in plan.runs.items():
        title = titles[name] if is_grouped else ""
        groups.setdefault(title, []).append(_run_card(plan, name, run, axes))

    counts = Counter(run.state for run in plan.runs.values())
    states = {state: counts[state] for state in (MADE, UNCHANGED, FAILED, NOT_MADE)}
    page = write_page(
        "grid.html", title=plan.grid.file.stem, axes=plan.grid.names, groups=groups, states=states, table=RUNS
    )
    replace_file(plan.out / INDEX, page)


def _run_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    """Yield the row of each run in the table of runs."""
    for name, run in plan.runs.items():
        values = _value_cells(run)
        summary = run.summary or Summary("")
        differences = SEPARATOR.join(summary.differences)
        yield name, run.state, run.why, *values, summary.answer, differences


def _value_cells(run: GridRun) -> list[str]:
    """Return the values of a run as they stand in tables, in the order of `Grid.names`; lists are written AVO+BOR."""
    return [as_text(value, separator="+") for value in run.values.values()]


def _summarise_unchanged(plan: Plan) -> None:
    """Take the summaries of unchanged runs from the table of runs, or from their tables if it does not have them."""
    first = plan.runs[plan.first]
    # If the first run is made again, the stored differences are from one that is gone
    stored = _stored_summaries(plan) if first.state == UNCHANGED else {}
    for name, run in plan.runs.items():
        if run.state == UNCHANGED:
            run.summary = stored.get(name) or _summarise(run.job.out, first.job.out, plan.answer)


def _stored_summaries(plan: Plan) -> dict[str, Summary]:
    """Read the summaries in the table of runs; none if it compares with another first run, which has its first row."""
    try:
        with (plan.out / RUNS).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError):
        return {}
    if not rows or not rows[0].keys() >= set(SUMMARY_HEADER) or rows[0]["run"] != plan.first:
        return {}
    summaries = {}
    for row in rows:
        if row["state"] in (MADE, UNCHANGED):
            differences = row["differences"].split(SEPARATOR) if row["differences"] else ()
            summaries[row["run"]] = Summary(row["answer"], tuple(differences))
    return summaries


def _summarise(folder: Path, first_folder: Path, answer: str) -> Summary | None:
    """Return the summary of the report in a folder; None without tables, as for a notebook without downloads.

    Verdicts that differ from the first run come first, then numbers on which a verdict rests, then those that moved
    furthest.
    """
    tables = _read_tables(folder)
    if tables is None:
        return None
    findings, verdicts = tables
    printed_answer = findings.get(answer, {}).get("printed", "")
    first_tables = _read_tables(first_folder) if folder != first_folder else None
    if first_tables is None:
        return Summary(printed_answer)
    first_findings, first_verdicts = first_tables

    differences = []
    decisive: set[str] = set()
    for claim, row in verdicts.items():
        decisive.update(row["evidence"].split())
        before = first_verdicts.get(claim)
        if before and before["verdict"] != row["verdict"]:
            differences.append(f"{claim}: {before['verdict']} → {row['verdict']}")

    # `moved` has the largest changes first, and sorting keeps their order
    changes = sorted(moved(first_findings, findings), key=lambda change: change.name not in decisive)
    numbers = []
    for change in changes:
        number = f"{findings[change.name]['label']}: {printed(change)}"
        if number not in numbers:  # several findings may have one label and the same change
            numbers.append(number)
    differences += numbers[:MOST_NUMBERS]
    if len(numbers) > MOST_NUMBERS:
        differences.append(f"and {len(numbers) - MOST_NUMBERS} more")
    return Summary(printed_answer, tuple(differences))


def _read_tables(folder: Path) -> list[dict[str, Row]] | None:
    """Read the findings and the verdicts of a report, each by name; None if it has none."""
    files = [folder / name for name in TABLES]
    if not all(file.is_file() for file in files):
        return None
    return [_rows_by_name(file) for file in files]


def _rows_by_name(table: Path) -> dict[str, Row]:
    """Return the rows of a table by their first cell, the name of a finding or a claim."""
    rows = {}
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = next(iter(row.values()))
            rows[name] = row
    return rows


def _run_card(plan: Plan, name: str, run: GridRun, axes: Sequence[str]) -> dict[str, Any]:
    """Return what the page of the grid shows of a run, with its values on some axes."""
    return {
        "name": name,
        "state": run.state,
        "why": run.why,
        "values_in_words": [_value_in_words(plan, run.values[axis]) for axis in axes],
        "files": [file for file in ("report.html", "report.pdf") if (plan.out / name / file).is_file()],
        "left": run.notebook,
        "summary": run.summary,
        "is_first": name == plan.first,
    }


def _value_in_words(plan: Plan, value: Any) -> str:
    """Write a value for readers: an economy by its name, a date in words, an empty one as “default”."""
    if isinstance(value, list):
        return ", ".join(_value_in_words(plan, item) for item in value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return in_words(date.fromisoformat(text))
    if not text.strip():
        return "default"
    return plan.entities.get(text, text)


def write_tables(plan: Plan, project: Project, *, tick: Callable[[], object]) -> list[Path]:
    """Compute the findings and verdicts of every run without its notebook, write two tables and return their paths."""
    with lock(plan.out):
        plan.out.mkdir(exist_ok=True)
        with workshop(plan.out) as folder:
            (folder / NEW).mkdir()  # the part of a workshop that is removed with it
            findings_csv, verdicts_csv = (folder / NEW / name for name in TABLES)
            with (
                findings_csv.open("w", encoding="utf-8") as findings,
                verdicts_csv.open("w", encoding="utf-8") as verdicts,
            ):
                findings.write(csv_text([_header(plan, "findings")]))
                verdicts.write(csv_text([_header(plan, "verdicts")]))
                for finding_rows, verdict_rows_of_run in _compute(plan, project):
                    findings.write(csv_text(finding_rows))
                    verdicts.write(csv_text(verdict_rows_of_run))
                    tick()
            for path in (findings_csv, verdicts_csv):
                path.replace(plan.out / path.name)
    return [plan.out / name for name in TABLES]


def _header(plan: Plan, table: str) -> tuple[str, ...]:
    """Return the header of a table, "findings" or "verdicts"."""
    return ("run", *plan.grid.names, *COLUMNS[table])


Rows = list[tuple[Any, ...]]


def _compute(plan: Plan, project: Project) -> Iterator[tuple[Rows, Rows]]:
    """Yield the rows of findings and of verdicts of each run.

    Runs that differ only in the day follow each other, because most findings of one day are also those of the next:
    each is computed again only on a day on which it may be another one.
    """
    study_parameters = parameters.names(project.study)
    default = parameters.check({}, project.evidence, project.study)
    catalogue = Catalogue(project.evidence, default, project.study)  # for the names, which are those of every run
    names = _chosen(plan.grid, catalogue)
    assumptions = None
    until: dict[str, date] = {}  # the day on which each finding has to be computed again
    rows: dict[str, tuple[Any, ...]] = {}  # the cells of each finding behind those of the run; none if it is not known

    for run in sorted(plan.runs.values(), key=lambda run: (_assumptions(run), run.job.parameters["as_of"])):
        # A user's notebook may have parameters that the study does not know
        given = {name: value for name, value in run.job.parameters.items() if name in study_parameters}
        checked = parameters.check(given, project.evidence, project.study)

        # The catalogue of another day shares what still holds with this one; that of other parameters computes all
        if _assumptions(run) == assumptions:
            catalogue = catalogue.on(checked.as_of)
        else:
            catalogue = catalogue.under(checked)
            assumptions = _assumptions(run)
            until = {}

        for name in names:
            if until.get(name, date.min) <= checked.as_of:
                entry = catalogue.entry(name)
                until[name] = entry.until
                rows[name] = ()
                if not isinstance(entry.answer, NotKnownError):
                    quantity = entry.answer.quantity
                    bounds = [f"{number:.12g}" for number in (quantity.value, quantity.low, quantity.high)]
                    rows[name] = (name, *bounds, quantity.unit, entry.answer.text)

        run_cells = (run.job.name, *_value_cells(run))
        findings = [(*run_cells, *rows[name]) for name in names if rows[name]]
        verdicts = [(*run_cells, *row) for row in verdict_rows(catalogue)]
        yield findings, verdicts


def _assumptions(run: GridRun) -> str:
    """Return all parameters of a run but its day, in a form that can be compared and sorted."""
    return repr({name: value for name, value in run.job.parameters.items() if name != "as_of"})


def _chosen(grid: Grid, catalogue: Catalogue) -> list[str]:
    """Return the names of the findings for the table; without those on former verdicts, which differ by the day."""
    names = [name for name in catalogue.names if not name.startswith(HISTORICAL)]
    if not grid.findings:
        return names
    chosen: set[str] = set()
    for pattern in grid.findings:
        fitting = [name for name in names if fnmatch(name, pattern)]
        if not fitting:
            raise ParameterError(
                f"{grid.file}: findings: {pattern!r} fits no finding; japan-tech trace lists their names"
            )
        chosen.update(fitting)
    return [name for name in names if name in chosen]  # in the order of the study, whatever that of the patterns


def load_grid(folder: Path | str = "", table: str = "verdicts") -> pd.DataFrame:
    """Load a table that `japan-tech grid FILE --findings` has written: a row for each run and verdict or finding.

    `folder` is that of the grid; without one the grid of notebooks/robustness.toml is computed at once. `table` is
    "verdicts" or "findings". Raises `ParameterError` if there is no such table.
    """
    if table not in COLUMNS:
        raise ParameterError(f"table {table!r}: unknown; expected {' or '.join(COLUMNS)}")
    if not folder:
        project = open_project()
        example = plan(read_grid(notebooks_folder() / EXAMPLE), project, out=Path())  # nothing is written there
        rows: Rows = [_header(example, table)]
        for findings, verdicts in _compute(example, project):
            rows += findings if table == "findings" else verdicts
        return _frame(io.StringIO(csv_text(rows)), Path(EXAMPLE).stem)
    path = Path(folder, f"{table}.csv")
    if not path.is_file():
        raise ParameterError(f"{path}: is not there; japan-tech grid FILE --findings --out {folder} writes it")
    return _frame(path, Path(folder).resolve().name)


def _frame(source: Path | io.StringIO, name: str) -> pd.DataFrame:
    """Return a table of a grid with columns of days, numbers and categories; `name` is that of the grid."""
    import pandas as pd  # only for a table at the prompt; the command does without

    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    for column in map(str, frame):
        numbers = pd.to_numeric(frame[column], errors="coerce")
        if column == "as_of":
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
        elif column in NUMBER_TYPES or numbers.notna().all():
            frame[column] = numbers.astype(NUMBER_TYPES.get(column, numbers.dtype))
        else:
            frame[column] = frame[column].astype("category")
    frame.attrs["source"] = f"Own computation: the grid “{name}”"
    return frame
