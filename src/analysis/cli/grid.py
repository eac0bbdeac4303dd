"""The command `grid`: one notebook under many parameters."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from analysis.cli.common import BASE_URL, CELL_TIMEOUT, DATA, QUIET, STUDY, TIMEOUT, remark, show, single_line
from analysis.editions.project import open_project
from analysis.rendering.execute import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HELP = """Render a notebook under every combination of the parameters in FILE.

FILE is TOML. An axis is a list, a range of dates, or several parameters that vary together:

\b
  notebook = "report"                 name of a notebook, or path of your own
  formats = ["html"]                  html, pdf, figures
  [axes]
  much_larger = [1.2, 1.5, 2]
  as_of = { from = 2024-04-12, to = 2026-10-12, every = "month" }
  [[zip]]
  rate_rule = "day"
  own_rate = ""
  [[zip]]
  rate_rule = "own"
  own_rate = 150
  [[exclude]]
  much_larger = 2
  rate_rule = "own"

A list in [[exclude]] matches any of its values; if the axis itself consists of lists, write a list of lists. The path
of a notebook is relative to the folder of FILE. Your own notebook may also have the parameters of its cell tagged
"parameters". findings = ["yen.*"] limits the findings of --findings.

Reports that are up to date are left as they are, so an interrupted grid continues where it stopped; files that a
notebook reads besides the data are not tracked. If a run fails, its notebook is kept and the others go on; the command
then exits with 1.

\b
Examples:
  japan-tech grid variants.toml --dry-run
  japan-tech grid variants.toml --jobs 4
  japan-tech grid variants.toml --findings          tables for an.load_grid, without pages
  japan-tech grid variants.toml --scheduler tcp://10.0.0.1:8786
"""


@click.command(help=HELP)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Output folder.  [default: grids/NAME]")
@click.option("--dry-run", is_flag=True, help="List the runs without making them.")
@click.option("--explain", is_flag=True, help="Print for each run why it is made.")
@click.option("--findings", is_flag=True, help="Compute tables of findings and verdicts without running the notebook.")
@click.option("--force", is_flag=True, help="Make every run, even if nothing has changed.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Number of parallel runs.")
@click.option("--backend", type=click.Choice(["loky", "dask"]), hidden=True)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Run on the Dask cluster with this scheduler, such as tcp://host:8786.",
)
@click.option("--cold", is_flag=True, help="Start a new kernel for each run.")
@CELL_TIMEOUT
@TIMEOUT
@click.option("--yes", is_flag=True, help="Allow more than 100,000 runs.")
@BASE_URL
@STUDY
@DATA
@QUIET
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
    backend: str | None,
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
    """Render a notebook under every combination of the parameters in a file."""
    from analysis.editions.grid import FAILED, INDEX, check_grid_folder, plan, read_grid, run_grid, write_tables

    if backend:  # the option of earlier versions
        if (backend == "dask") != bool(scheduler):
            raise click.UsageError("--backend dask and --scheduler ADDRESS go together")
        remark("--backend is not needed: --scheduler ADDRESS alone chooses a Dask cluster; 3.0 will refuse it")
    project = open_project(data, study)
    planned = plan(read_grid(file), project, out or Path("grids") / file.stem, base=base_url, yes=yes)
    check_grid_folder(planned.out)

    # With --findings, tables without any run
    if findings and not dry_run:
        with _progress(len(planned.runs), quiet=quiet) as tick:
            paths = write_tables(planned, project, tick=tick)
        if not quiet:
            for path in paths:
                show(single_line(path))
        return

    # Make the runs that are due
    due = planned.due(force=force)
    summary = f"{len(planned.runs):,} runs, {len(due):,} to be made, into {single_line(planned.out)}"
    if dry_run:
        for name in due:
            show(single_line(f"{name}  {planned.runs[name].why}" if explain else name))
        remark(f"{summary}; nothing was run")
        return
    if not quiet:
        remark(summary)
    with _progress(len(due), quiet=quiet) as tick:
        run_grid(
            planned,
            due,
            Limits(cell=cell_timeout, run=timeout),
            tick=tick,
            workers=jobs,
            scheduler=scheduler,
            keep_kernel=not cold,
        )

    # Report what was made and, even with --quiet, what failed
    if explain and not quiet:
        for name, run in planned.runs.items():
            why = f": {run.why}" if run.why else ""
            show(single_line(f"{name}  {run.state}{why}"))
    states = Counter(run.state for run in planned.runs.values())
    if not quiet:
        counts = ", ".join(f"{number:,} {state}" for state, number in states.items())
        show(f"{counts}: {single_line(planned.out / INDEX)}")
    for name, run in planned.runs.items():
        if run.state == FAILED:
            notebook = f"; the notebook as far as it ran: {planned.out / run.notebook}" if run.notebook else ""
            remark(single_line(f"{name}: {run.why}{notebook}"))
    context.exit(1 if states[FAILED] else 0)


@contextmanager
def _progress(number: int, *, quiet: bool) -> Iterator[Callable[[], object]]:
    """Yield a function to be called after each run, which shows a progress bar."""
    seconds = 0.2 if sys.stderr.isatty() else 30.0  # in a log file, a line each half minute is enough
    with tqdm(total=number, unit="run", mininterval=seconds, file=sys.stderr, disable=quiet or not number) as bar:
        yield bar.update
