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

from analysis.dataset.schema import csv_text, read_text
from analysis.editions import manifest
from analysis.editions.atomic_files import NEW, lock, replace_file, workshop
from analysis.editions.job import notebooks_folder, open_project
from analysis.editions.manifest import FORMATS, TABLES
from analysis.errors import AnalysisError, EditionError, NotKnownError, ParameterError, UnknownNameError, nearest
from analysis.findings import Catalogue, parameters
from analysis.findings.csv_tables import VERDICTS, verdict_rows
from analysis.findings.diff import Row, moved, printed
from analysis.findings.parameters import as_text
from analysis.findings.verdict_counts import HISTORICAL
from analysis.rendering.errors import ReportError
from analysis.rendering.html import write_page
from analysis.report.page import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    import pandas as pd

    from analysis.editions.job import Job, Project
    from analysis.rendering.execute import Limits

Values = dict[str, Any]
"""One value for each parameter that varies."""

STEPS = {
    "day": relativedelta(days=1), "week": relativedelta(weeks=1), "month": relativedelta(months=1),
    "quarter": relativedelta(months=3), "year": relativedelta(years=1),
}  # fmt: skip
KEYS = {"notebook": str, "formats": list, "findings": list, "axes": dict, "zip": list, "exclude": list}
LAST_YEAR = 2999
"""The last year in which a range of days may end."""

MOST_RUNS = 100_000
"""Runs above which the user has to confirm."""

INDEX, RUNS = "index.html", "runs.csv"
RUNS_HEADER = ("run", "state", "why")
SUMMARY_HEADER = ("answer", "differences")
SEPARATOR = " | "
"""Between the differences of a run in the table of runs."""

MADE, UNCHANGED, FAILED, NOT_MADE = "made", "unchanged", "failed", "not made"

FINDINGS = ("finding_id", "value", "low", "high", "unit", "printed")
COLUMNS = {"findings": FINDINGS, "verdicts": VERDICTS}
NUMBERS: Mapping[str, Any] = {
    "value": float, "low": float, "high": float, "margin": float, "holds_in": "Int64", "of": "Int64",
}  # fmt: skip
EXAMPLE = "robustness.toml"
MOST_NUMBERS = 3
"""Maximum number of changed numbers that the index lists for a run; the others are counted."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The contents of a grid's file; each axis is a sequence of values for one or several parameters.

    `findings` are patterns such as "yen.*" for the table of findings; without any, all are in it.
    """

    file: Path
    notebook: str
    formats: tuple[str, ...]
    axes: tuple[tuple[Values, ...], ...]
    exclude: tuple[dict[str, list[str]], ...]
    findings: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The parameters that vary, in the order of the file."""
        return [name for axis in self.axes for name in axis[0]]

    def combinations(self) -> Iterator[Values]:
        """Yield every combination of the axes that is not excluded, the last axis varying fastest."""
        for parts in product(*self.axes):
            values: Values = {}
            for part in parts:
                values |= part
            if not any(_matches(values, exclusion) for exclusion in self.exclude):
                yield values


def _matches(values: Values, exclusion: Mapping[str, list[str]]) -> bool:
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
    for name, value in content.items():
        if name not in KEYS:
            hint = nearest(name, KEYS, f"expected {', '.join(KEYS)}")
            raise ParameterError(f"{name} is unknown{hint}")
        if not isinstance(value, KEYS[name]):
            raise ParameterError(f"{name} has the wrong type; japan-tech grid --help shows an example")

    # The rows of [[zip]] are one more axis, of several parameters
    axes = [_axis(name, values) for name, values in content.get("axes", {}).items()]
    rows = content.get("zip", [])
    for row in rows:
        if not isinstance(row, dict) or not row or row.keys() != rows[0].keys():
            raise ParameterError('zip: each [[zip]] needs the same parameters; leave one out by giving it as ""')
    if rows:
        axes.append(tuple({name: _plain(value) for name, value in row.items()} for row in rows))
    if not axes:
        raise ParameterError("has no axes; write [axes] and below it lists of values, as much_larger = [ … ]")
    names = [name for axis in axes for name in axis[0]]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"{name} stands on two axes; leave it on one")

    formats = tuple(content.get("formats", ["html"]))
    for name in formats or ("",):
        if name not in FORMATS:
            raise ParameterError(f"formats: {name!r} is none of {', '.join(FORMATS)}")

    notebook = content.get("notebook", "report")
    is_path = notebook.endswith(".ipynb") or "/" in notebook or "\\" in notebook
    if is_path:
        notebook = str(file.parent.resolve() / notebook)
    exclude = tuple(_exclusion(row, axes) for row in content.get("exclude", []))
    findings = tuple(map(str, content.get("findings", [])))
    return Grid(file, notebook, formats, tuple(axes), exclude, findings)


def _axis(name: str, values: Any) -> tuple[Values, ...]:
    if isinstance(values, dict):
        values = list(_days(f"axes.{name}", values))
    values = values if isinstance(values, list) else [values]
    if not values:
        raise ParameterError(f"axes.{name} is empty, so there is nothing to run; give it a value")
    return tuple({name: _plain(value)} for value in values)


def _days(where: str, days: Mapping[str, Any]) -> Iterator[date]:
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
    is_days = type(every) is int and every > 0
    if not is_days and every not in STEPS:
        raise ParameterError(f"{where}: every is a number of days or one of {', '.join(STEPS)}")
    step: Any = timedelta(days=every) if is_days else STEPS[every]

    day = first
    steps = 0
    while day <= last:
        yield day
        steps += 1
        try:
            day = first + step * steps  # from the first day, so that the 31st comes back after a short month
        except OverflowError:  # the step ends after the last day that a date can have
            return


def _exclusion(row: Any, axes: Sequence[tuple[Values, ...]]) -> dict[str, list[str]]:
    """Read an [[exclude]]: for each parameter the values to leave out, as texts.

    A list means any of its values; where the axis has lists it is one of them, and a list of lists means any.
    """
    if not isinstance(row, dict):
        raise ParameterError("exclude: write [[exclude]] and below it parameters with the values to leave out")
    on_axes: dict[str, list[Any]] = {}
    for axis in axes:
        for name in axis[0]:
            on_axes[name] = [part[name] for part in axis]

    exclusion = {}
    for name, value in row.items():
        if name not in on_axes:
            raise ParameterError(f"exclude.{name}: not on an axis; expected one of {', '.join(on_axes)}")
        if not isinstance(value, list) or (_has_list(on_axes[name]) and not _has_list(value)):
            values = [value]
        else:
            values = value
        exclusion[name] = [as_text(value) for value in values]
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
        """Return the names of the runs that have to be made, and note for each run why, or that it is unchanged."""
        for run in self.runs.values():
            run_reasons = run.job.reasons_to_make(force=force)
            run.state = NOT_MADE if run_reasons else UNCHANGED
            run.why = run_reasons[0] if run_reasons else ""
        return [name for name, run in self.runs.items() if run.state == NOT_MADE]


def plan(grid: Grid, on: Project, out: Path, *, base: str = "", yes: bool = False) -> Plan:
    """Check every combination of parameters and name its run; raise `ParameterError`.

    The pages get absolute addresses below `base`; `yes` allows more than `MOST_RUNS` runs.
    """
    number = prod(len(axis) for axis in grid.axes)
    if number > MOST_RUNS and not yes:
        hint = f"leave out values, or say --yes for more than {MOST_RUNS:,}"
        raise ParameterError(f"{grid.file}: comes to {number:,} runs; {hint}")

    runs: dict[str, GridRun] = {}
    combinations = list(grid.combinations())
    jobs = on.create_jobs(grid.notebook, combinations, out, grid.formats, base)
    for values in combinations:
        try:
            job = next(jobs)
        except UnknownNameError as error:
            raise ParameterError(f"{grid.file}: {error}") from None
        except AnalysisError as error:
            where = ", ".join(f"{name} {str(value)[:40]}" for name, value in values.items())
            raise ParameterError(f"{grid.file}: {error}; it is on an axis as {where}") from None
        runs.setdefault(job.name, GridRun(job, values))
    if not runs:
        raise ParameterError(f"{grid.file}: every set of parameters is excluded, so there is nothing to run")
    entities = {code: row["name"] for code, row in on.evidence.entities.items()}
    return Plan(grid, out, runs, entities, on.study.answer)


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
        plan.out.mkdir(exist_ok=True)
        _summarise_unchanged(plan)
        _write_index(plan)  # so that the folder counts as that of a grid even if this is killed

        # All runs are compared with the first one, which is therefore made before the others
        first = [name for name in names if name == plan.first]
        others = [name for name in names if name != plan.first]
        batches = [batch for batch in (first, others) if batch]
        try:
            with _backend(scheduler):
                for batch in batches:
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
    if result.error:
        run.state = FAILED
        run.why = result.error
        run.notebook = result.notebook
    else:
        run.state = MADE
        run.summary = result.summary


def _results(plan: Plan, names: Sequence[str], limits: Limits, workers: int, keep_kernel: bool) -> Generator[RunResult]:
    """Make reports in parallel and yield the result of each."""
    pool = joblib.Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
    make_one = joblib.delayed(_make)
    first = plan.runs[plan.first].job.out
    owner = os.getpid()
    yield from pool(make_one(plan.runs[name].job, first, plan.answer, limits, keep_kernel, owner) for name in names)


def _make(job: Job, first: Path, answer: str, limits: Limits, keep_kernel: bool, owner: int) -> RunResult:
    """Make one report, in a worker process, and compare it with the one in the folder `first`."""
    from analysis.editions.build import DataChangedError, make  # in the worker: a grid that is up to date needs neither

    _end_with(owner)
    try:
        manifest.check_replaceable(job.out)
        make(job, lambda _: None, limits=limits, keep_kernel=keep_kernel)
    except (DataChangedError, OSError):  # the same would happen to every other run
        raise
    except AnalysisError as error:
        notebook = getattr(error, "left", None)
        return RunResult(job.name, error="; ".join(error.lines), notebook=notebook.name if notebook else "")
    except Exception as error:  # a bug in a library must not stop the other runs
        return RunResult(job.name, error=f"{type(error).__name__}: {error}".splitlines()[0])
    return RunResult(job.name, _summarise(job.out, first, answer))


@cache
def _end_with(owner: int) -> None:
    """End a worker, and its kernel with it, when the grid that started it is killed."""

    def watch() -> None:
        while os.getppid() == owner:
            time.sleep(1)
        os._exit(1)

    if os.getppid() == owner:  # false in the process of the grid and in the workers of a cluster
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _backend(scheduler: str) -> Iterator[None]:
    """Choose joblib's backend: processes of this machine, or a Dask cluster."""
    # joblib warns of results that nobody takes when a grid is interrupted
    warnings.filterwarnings("ignore", ".*(have been cancelled|executed  but not used)", UserWarning)
    with _dask_cluster(scheduler) if scheduler else _local_processes():
        yield


@contextmanager
def _local_processes() -> Iterator[None]:
    environment = os.environ.copy()
    with TemporaryDirectory(prefix="japan-tech-") as folder:
        os.environ["TMPDIR"] = folder  # of the workers, so that nothing is left when they are killed
        try:
            with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
                yield
        finally:
            os.environ.clear()
            os.environ.update(environment)


@contextmanager
def _dask_cluster(scheduler: str) -> Iterator[None]:
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

    # Group runs by the value of the first axis, if that makes more than one group of more than one run
    first_axis = plan.grid.names[0]
    titles = {name: _value_in_words(plan, run.values[first_axis]) for name, run in plan.runs.items()}
    is_grouped = 1 < len(set(titles.values())) < len(plan.runs)
    axes = plan.grid.names[1:] if is_grouped else plan.grid.names
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, run in plan.runs.items():
        title = titles[name] if is_grouped else ""
        groups.setdefault(title, []).append(_card(plan, name, run, axes))

    counts = Counter(run.state for run in plan.runs.values())
    states = {state: counts[state] for state in (MADE, UNCHANGED, FAILED, NOT_MADE)}
    page = write_page(
        "grid.html", title=plan.grid.file.stem, axes=plan.grid.names, groups=groups, states=states, table=RUNS
    )
    replace_file(plan.out / INDEX, page)


def _run_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    """Yield the row of each run in the table of runs."""
    for name, run in plan.runs.items():
        values = (as_text(value, "+") for value in run.values.values())
        answer = run.summary.answer if run.summary else ""
        differences = SEPARATOR.join(run.summary.differences) if run.summary else ""
        yield name, run.state, run.why, *values, answer, differences


def _summarise_unchanged(plan: Plan) -> None:
    """Take the summaries of unchanged runs from the table of runs, or from their tables if it does not have them."""
    first = plan.runs[plan.first]
    stored = _stored_summaries(plan) if first.state == UNCHANGED else {}
    for name, run in plan.runs.items():
        if run.state == UNCHANGED:
            run.summary = stored.get(name) or _summarise(run.job.out, first.job.out, plan.answer)


def _stored_summaries(plan: Plan) -> dict[str, Summary]:
    """Read the summaries in the table of runs; none if it compares with another first run."""
    try:
        with (plan.out / RUNS).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError:
        return {}
    if not rows or rows[0]["run"] != plan.first or not rows[0].keys() >= set(SUMMARY_HEADER):
        return {}
    summaries = {}
    for row in rows:
        if row["state"] in (MADE, UNCHANGED):
            differences = row["differences"].split(SEPARATOR) if row["differences"] else ()
            summaries[row["run"]] = Summary(row["answer"], tuple(differences))
    return summaries


def _summarise(folder: Path, first: Path, answer: str) -> Summary | None:
    """Return the summary of the report in a folder; None without tables, as for a notebook without downloads.

    Numbers on which a verdict rests come first, and then those that moved furthest.
    """
    tables = _tables(folder)
    if tables is None:
        return None
    findings, verdicts = tables
    printed_answer = findings.get(answer, {}).get("printed", "")
    first_tables = _tables(first) if folder != first else None
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
    numbers = list(dict.fromkeys(f"{findings[change.name]['label']}: {printed(change)}" for change in changes))
    differences += numbers[:MOST_NUMBERS]
    if len(numbers) > MOST_NUMBERS:
        differences.append(f"and {len(numbers) - MOST_NUMBERS} more")
    return Summary(printed_answer, tuple(differences))


def _tables(folder: Path) -> list[dict[str, Row]] | None:
    """Read the findings and the verdicts of a report, each by name; None if it has none."""
    files = [folder / name for name in TABLES]
    if not all(file.is_file() for file in files):
        return None
    return [_rows_by_name(file) for file in files]


def _rows_by_name(table: Path) -> dict[str, Row]:
    with table.open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())): row for row in csv.DictReader(file)}


def _card(plan: Plan, name: str, run: GridRun, axes: Sequence[str]) -> dict[str, Any]:
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
    """Write a value for readers: an economy by its name, a date in words."""
    if isinstance(value, list):
        return ", ".join(_value_in_words(plan, item) for item in value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return in_words(date.fromisoformat(text))
    return plan.entities.get(text, text) if text.strip() else "default"


def write_tables(plan: Plan, on: Project, *, tick: Callable[[], object]) -> list[Path]:
    """Compute the findings and verdicts of every run without its notebook, write two tables and return their paths."""
    with lock(plan.out):
        plan.out.mkdir(exist_ok=True)
        with workshop(plan.out) as folder:
            (folder / NEW).mkdir()
            paths = [folder / NEW / name for name in TABLES]
            with paths[0].open("w", encoding="utf-8") as findings, paths[1].open("w", encoding="utf-8") as verdicts:
                findings.write(csv_text([("run", *plan.grid.names, *FINDINGS)]))
                verdicts.write(csv_text([("run", *plan.grid.names, *VERDICTS)]))
                for finding_rows, run_verdicts in _compute(plan, on):
                    findings.write(csv_text(finding_rows))
                    verdicts.write(csv_text(run_verdicts))
                    tick()
            for path in paths:
                path.replace(plan.out / path.name)
    return [plan.out / name for name in TABLES]


Rows = list[tuple[Any, ...]]


def _compute(plan: Plan, on: Project) -> Iterator[tuple[Rows, Rows]]:
    """Yield the rows of findings and of verdicts of each run.

    Runs that differ only in the day follow each other, because most findings of one day are also those of the next.
    """
    study_parameters = parameters.names(on.study)
    default = parameters.check({}, on.evidence, on.study)
    catalogue = Catalogue(on.evidence, default, on.study)
    names = _chosen(plan.grid, catalogue)
    assumptions = ""
    until: dict[str, date] = {}  # the day on which each finding has to be computed again
    rows: dict[str, tuple[Any, ...]] = {}

    for run in sorted(plan.runs.values(), key=lambda run: (_assumptions(run), run.job.parameters["as_of"])):
        given = {name: value for name, value in run.job.parameters.items() if name in study_parameters}
        checked = parameters.check(given, on.evidence, on.study)
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

        run_cells = (run.job.name, *(as_text(value, "+") for value in run.values.values()))
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
    for pattern in grid.findings:
        if not any(fnmatch(name, pattern) for name in names):
            raise ParameterError(
                f"{grid.file}: findings: {pattern!r} fits no finding; japan-tech trace lists their names"
            )
    return [name for name in names if any(fnmatch(name, pattern) for pattern in grid.findings)]


def load_grid(folder: Path | str = "", table: str = "verdicts") -> pd.DataFrame:
    """Load a table that `japan-tech grid FILE --findings` has written: a row for each run and verdict or finding.

    `folder` is that of the grid; without one the grid of notebooks/robustness.toml is computed at once. `table` is
    "verdicts" or "findings". Raises `ParameterError` if there is no such table.
    """
    if table not in COLUMNS:
        raise ParameterError(f"table {table!r}: unknown; expected {' or '.join(COLUMNS)}")
    if not folder:
        on = open_project()
        example = plan(read_grid(notebooks_folder() / EXAMPLE), on, Path())
        rows: Rows = [("run", *example.grid.names, *COLUMNS[table])]
        for findings, verdicts in _compute(example, on):
            rows += findings if table == "findings" else verdicts
        return _frame(io.StringIO(csv_text(rows)), Path(EXAMPLE).stem)
    path = Path(folder, f"{table}.csv")
    if not path.is_file():
        raise ParameterError(f"{path}: is not there; japan-tech grid FILE --findings --out {folder} writes it")
    return _frame(path, Path(folder).resolve().name)


def _frame(source: Path | io.StringIO, name: str) -> pd.DataFrame:
    import pandas as pd  # only for a table at the prompt; the command does without

    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    for column in map(str, frame):
        numbers = pd.to_numeric(frame[column], errors="coerce")
        if column == "as_of":
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
        elif column in NUMBERS or numbers.notna().all():
            frame[column] = numbers.astype(NUMBERS.get(column, numbers.dtype))
        else:
            frame[column] = frame[column].astype("category")
    frame.attrs["source"] = f"Own computation: the grid “{name}”"
    return frame
