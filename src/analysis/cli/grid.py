"""The command `grid`: one notebook under many parameters."""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from analysis.cli.common import BASE_URL, DATA, STUDY, named, remark, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analysis.editions.grid import Plan
    from analysis.editions.grid_results import Record
    from analysis.editions.job import Ground

FEW = 5
"""So many names stand in a line."""

GOES_ON = "the same command again goes on from there"
ONLY_DUE = "with --force the same command begins anew, without it only what is out of date is made"
"""What can be done where a grid was stopped."""

SECONDS = click.IntRange(min=1)

HELP = """Make many reports: a notebook under every combination of the parameters in FILE.

FILE is TOML. Each axis is a list, a range of days, or several parameters that go together:

\b
  notebook = "report"                 the name of a notebook, or the path of one of your own
  formats = ["html"]                  html, pdf, figures
  [axes]
  focus = ["JPN", "KOR", "DEU"]
  as_of = { from = 2024-04-12, to = 2026-10-12, every = "month" }
  [[zip]]
  rate_rule = "day"
  own_rate = ""
  [[zip]]
  rate_rule = "own"
  own_rate = 150
  [[exclude]]
  focus = "DEU"
  rate_rule = "own"

A list in [[exclude]] means any of its values. Where the axis has lists it is one of them; a list of lists means any.
The path of a notebook is taken from the folder of FILE. The parameters are those of the study, and in a notebook of
your own those as well that its cell tagged "parameters" gives a value. findings = ["yen.*"] keeps the table of
--findings to those names.

What is there and would come out the same is left as it is, so that a grid that was stopped goes on where it was. What a
notebook reads beside the data is not looked at. A run that fails leaves its notebook and stops no other; the command
then ends with 1 and names them. Tables of findings are computed whole each time.

\b
Examples:
  japan-tech grid countries.toml --dry-run
  japan-tech grid countries.toml --jobs 4
  japan-tech grid countries.toml --findings         for an.load_grid: no page, thousands of sets a minute
  japan-tech grid countries.toml --backend dask --scheduler tcp://10.0.0.1:8786
"""


@click.command(help=HELP)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the grid.  [default: grids/NAME]"
)
@click.option("--dry-run", is_flag=True, help="Say what would be run, and run nothing.")
@click.option("--explain", is_flag=True, help="Say of each run why it is made; with --dry-run of those to be made.")
@click.option("--findings", is_flag=True, help="Compute findings and verdicts into two tables, without any notebook.")
@click.option("--force", is_flag=True, help="Make every run, also those that nothing has changed for.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Runs at the same time.")
@click.option(
    "--backend",
    type=click.Choice(["loky", "dask"]),
    default="loky",
    show_default=True,
    help="Processes of this machine, or a Dask cluster.",
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Where Dask's scheduler listens: tcp://host:8786.")
@click.option("--cold", is_flag=True, help="Start a new kernel for each run.")
@click.option("--cell-timeout", type=SECONDS, default=600, show_default=True, help="Seconds a cell may take.")
@click.option("--timeout", type=SECONDS, default=3600, show_default=True, help="Seconds all cells of a run may take.")
@click.option("--yes", is_flag=True, help="Run even more than 100,000 sets of parameters.")
@BASE_URL
@STUDY
@DATA
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors: for cron.")
@click.pass_context
def grid(
    context: click.Context,
    file: Path,
    out: Path | None,
    dry_run: bool,
    explain: bool,
    findings: bool,
    force: bool,
    jobs: int,
    backend: str,
    scheduler: str,
    cold: bool,
    cell_timeout: int,
    timeout: int,
    yes: bool,
    base_url: str,
    study: str,
    data: Path | None,
    quiet: bool,
) -> None:
    """Make many reports: a notebook under every combination of the parameters in a file."""
    from analysis.editions.grid import MOST, plan, read_grid
    from analysis.editions.grid_run import check_grid_folder
    from analysis.editions.job import ground

    if (backend == "dask") != bool(scheduler):
        raise click.UsageError("--backend dask and --scheduler ADDRESS go together")
    read, on = read_grid(file), ground(data, study)
    most = FEW if dry_run and read.size > MOST else None
    planned = plan(read, on, out or Path("grids") / file.stem, base=base_url, yes=yes, most=most)
    check_grid_folder(planned.out)
    if dry_run:
        _announce(planned, force=force, explain=explain)
    elif findings:
        _compute(planned, on, quiet=quiet)
    else:
        work = _Work(jobs, scheduler, cold, cell_timeout, timeout, force, explain, quiet)
        context.exit(_make(planned, work))


class _Work(NamedTuple):
    """How the runs of a grid are made, and what is said of them."""

    jobs: int
    scheduler: str
    cold: bool
    cell_timeout: int
    timeout: int
    force: bool
    explain: bool
    quiet: bool


def _compute(planned: Plan, on: Ground, *, quiet: bool) -> None:
    """Write the tables of findings and verdicts, and say where they are."""
    from analysis.editions.grid_results import write_tables

    with _progress(len(planned.orders), quiet=quiet) as tick:
        paths = write_tables(planned, on, tick=tick)
    for path in paths if not quiet else ():
        show(named(path))


def _make(planned: Plan, work: _Work) -> int:
    """Make what is due, say what came of it, and return what the command ends with."""
    from analysis.editions.grid_run import Workers, run_grid
    from analysis.rendering.execute import Limits

    due = dict(planned.due(force=work.force))
    if not work.quiet:
        remark(f"{len(planned.orders):,} runs, {len(due):,} to be made, into {named(planned.out)}")
    by, limits = Workers(work.jobs, work.scheduler, work.cold), Limits(work.cell_timeout, work.timeout)
    more = ONLY_DUE if work.force else GOES_ON
    with _progress(len(due), quiet=work.quiet, more=more) as tick:
        record = run_grid(planned, by, limits, due, tick=tick)
    _tell(planned, record, explain=work.explain, quiet=work.quiet)
    return 1 if record.failed else 0


def _announce(planned: Plan, *, force: bool, explain: bool) -> None:
    """Say what would be run."""
    due = dict(planned.due(force=force))
    for name, why in due.items():
        show(named(f"{name}  {why}" if explain else name))
    if planned.is_cut:
        remark(f"and so on: {planned.grid.size:,} sets of parameters, before any is left out; nothing was run")
        return
    remark(f"{len(planned.orders):,} runs, {len(due):,} to be made, into {named(planned.out)}; nothing was run")


@contextmanager
def _progress(number: int, *, quiet: bool, more: str = "") -> Iterator[Callable[[str, str], None]]:
    """Give what counts runs as they end, with their rate and the time left; where nobody looks on, now and then.

    Where the work is broken off, a line of its own says how many were made by then, and what `more` there is to say;
    where it was refused before anything was done there is none.
    """
    from tqdm import tqdm

    start, bars, states = time.time(), list[Any](), Counter[str]()

    def tick(_name: str, state: str) -> None:
        states[state] += 1
        if quiet:
            return
        if not bars:  # shown only once something is done: what is refused before gets one line
            every = 0.2 if sys.stderr.isatty() else 30.0
            bars.append(tqdm(total=number, unit="run", mininterval=every, file=sys.stderr))
            bars[0].start_t = start
        bars[0].update()

    try:
        yield tick
    except BaseException as end:
        for bar in bars:
            bar.close()
        if more and not quiet and (states or not isinstance(end, Exception)):
            remark(f"{states['made']:,} of {number:,} made; {more}")
        raise
    finally:
        for bar in bars:
            bar.close()


def _tell(planned: Plan, record: Record, *, explain: bool, quiet: bool) -> None:
    """Say what came of the grid, and last of all what failed, which is said in any case."""
    from analysis.editions.grid_results import INDEX
    from analysis.editions.grid_run import left_over

    states = Counter(state for state, _ in record.states.values())
    if not quiet:
        for name, (state, why) in record.states.items() if explain else ():
            show(named(f"{name}  {state}{f': {why}' if why else ''}"))
        counts = ", ".join(f"{number:,} {state}" for state, number in states.items())
        show(f"{counts}: {named(planned.out / INDEX)}")
        if old := left_over(planned):
            few = ", ".join(old[:FEW]) + (f" and {len(old) - FEW:,} more" if len(old) > FEW else "")
            remark(named(f"left over from other axes, and to be removed by hand if at all: {few}"))
    for name, why in record.failed.items():
        left = f"; the notebook as far as it ran: {planned.out / record.left[name].name}" if name in record.left else ""
        remark(named(f"{name}: {why}{left}"))
