"""The command `report`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import watch as watching
from analysis.cli.common import (
    BASE_URL,
    CELL_TIMEOUT,
    DATA,
    PARAMETERS,
    QUIET,
    STUDY,
    TIMEOUT,
    remark,
    show,
    single_line,
)
from analysis.editions.job import read_parameters
from analysis.editions.manifest import FORMATS
from analysis.editions.project import open_project
from analysis.rendering.execute import Limits

if TYPE_CHECKING:
    from analysis.editions.job import Job


HELP = """Render a report as HTML and PDF, with its executed notebook, findings and verdicts.

NOTEBOOK is the name of a notebook in notebooks/ (by default, report) or the path of your own .ipynb file. In the folder
of an article of your own it is report.ipynb there. Modules in the working folder are not imported.

\b
Examples:
  japan-tech report
  japan-tech report -p as_of 2024-04-12          what was known when the article ran
  japan-tech report -p rate_rule ppp --to html --out /tmp/ppp
  japan-tech report -f explored.yaml             assumptions saved by the explorer
  japan-tech report country_profile -p focus KOR -p peers JPN,USA,DEU
  japan-tech report ./mine.ipynb                 your own notebook, started with japan-tech new
  japan-tech report --watch ./mine.ipynb         a draft of it, rendered again at each save
"""


def _formats(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    """Split the formats of --to and refuse those that do not exist."""
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        raise click.UsageError(f"--to {text!r}: expected {', '.join(FORMATS)}, with commas between them")
    return chosen


@click.command(help=HELP)
@click.argument("notebook", default="")
@PARAMETERS
@click.option(
    "-f",
    "--parameters-file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="YAML file of parameters, as for papermill; -p takes precedence.",
)
@click.option(
    "--to",
    "formats",
    default="html,pdf,figures",
    show_default=True,
    callback=_formats,
    help="Formats: html, pdf, and figures (each figure as an SVG and a PNG file).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Output folder, replaced as a whole.  [default: a folder named after the date, in the project's "
    "reports/preview/; in ./reports/ for your own notebook, data or study]",
)
@click.option("--renew", is_flag=True, help="Re-render the published edition in --out; needs --reason.")
@click.option(
    "--reason",
    default="",
    metavar="TEXT",
    help="Why it is re-rendered; shown to readers with what changed.",
)
@click.option("--draft", is_flag=True, help="Mark every fault where it is rather than refuse the report.")
@click.option("--watch", is_flag=True, help="Render a draft, and again at each save of notebook or data, until Ctrl-C.")
@click.option("--force", is_flag=True, help="Render even if nothing has changed.")
@click.option("--explain", is_flag=True, help="Print why the report is rendered or left as it is.")
@CELL_TIMEOUT
@TIMEOUT
@BASE_URL
@STUDY
@DATA
@QUIET
def report(
    notebook: str,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    formats: tuple[str, ...],
    out: Path | None,
    renew: bool,
    reason: str,
    draft: bool,
    watch: bool,
    force: bool,
    explain: bool,
    cell_timeout: int,
    timeout: int,
    base_url: str,
    study: str,
    data: Path | None,
    quiet: bool,
) -> None:
    """Render a report unless its folder is up to date."""
    if renew != bool(reason.strip()):
        raise click.UsageError("--renew and --reason TEXT go together")
    if (draft or watch) and renew:
        option = "--draft" if draft else "--watch"
        raise click.UsageError(f"{option} and --renew exclude each other: a draft is never published")

    def say(line: str) -> None:
        if not quiet:
            remark(single_line(line))

    # Notebook, data and parameter file are read anew for each draft of --watch
    def create_job() -> Job:
        values = read_parameters(file) if file else {}
        values |= dict(given)
        project = open_project(data, study)
        return project.create_job(
            notebook or project.notebook,
            values,
            out=out,
            formats=formats,
            reason=reason,
            base=base_url,
            draft=draft or watch,
        )

    def render(work: Job) -> None:
        summary = ""
        why = work.reasons_to_make(force=force)
        if why:
            from analysis.editions.build import make

            because = f", because {'; '.join(why)}" if explain else ""
            say(f"writing {_short(work.out)}{because}")
            limits = Limits(cell=cell_timeout, run=timeout)
            progress = not quiet and sys.stderr.isatty()
            summary = make(work, say, limits=limits, progress=progress, keep_kernel=watch)
        else:
            say(f"{_short(work.out)} is up to date; use --force to render it again")
        if not quiet:
            _show_result(work, summary, files=not watch)

    if watch:
        watching.watch(create_job, render)
    else:
        render(create_job())


def _show_result(work: Job, summary: str, *, files: bool) -> None:
    """Print the result of the notebook, the files of the report, and the URL of its page, or else of its PDF."""
    if summary:
        show(summary)
    if files:
        for path in sorted(work.out.iterdir()):
            show(_short(path))
    for page in (work.out / "report.html", work.out / "report.pdf"):
        if page.exists():
            show(f"open: {page.resolve().as_uri()}")
            break


def _short(path: Path) -> str:
    """Return a path as it is seen from the working folder."""
    try:
        return single_line(path.relative_to(Path.cwd()))
    except ValueError:
        return single_line(path)
