"""The commands report, diff, explore, new and trace."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import watch as watching
from analysis.cli.common import BASE_URL, CELL_TIMEOUT, DATA, GIVEN, QUIET, STUDY, TIMEOUT, named, remark, show, tell
from analysis.dataset import DataError, find_data, load
from analysis.editions import diff_text
from analysis.editions.build import make, reasons
from analysis.editions.job import open_project, read_parameters
from analysis.editions.manifest import FORMATS
from analysis.editions.snapshots import open_snapshot
from analysis.editions.studies import study_named
from analysis.errors import EditionError
from analysis.findings import Catalogue, parameters
from analysis.findings.diff import Changes
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


MOST_CHANGES = 20
"""Maximum number of changes that `diff` lists without --all."""


def _formats(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        raise click.UsageError(f"--to {text!r}: expected {', '.join(FORMATS)}, with commas between them")
    return chosen


@click.command(help=HELP)
@click.argument("notebook", default="")
@GIVEN
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
            remark(named(line))

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
        why = reasons(work, force=force)
        if why:
            because = f", because {'; '.join(why)}" if explain else ""
            say(f"writing {_short(work.out)}{because}")
            limits = Limits(cell_timeout, timeout)
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
    """Print the result of the notebook, the files of the report, and the URL of its page."""
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
        return named(path.relative_to(Path.cwd()))
    except ValueError:
        return named(path)


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--all", "whole", is_flag=True, help="List every change, not only the twenty that matter most.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole comparison as JSON.")
@STUDY
@DATA
@click.pass_context
def diff(
    context: click.Context, before: str, after: str, whole: bool, as_json: bool, study: str, data: Path | None
) -> None:
    """Show what changed between two editions, and why.

    Verdicts come first, then the findings they rest on and those that moved furthest.

    BEFORE and AFTER are folders of editions, as-of dates or data folders. Each change is attributed to newly published
    figures, a correction, another edit of the data, a parameter, the method or the wording. Exits with 0 if nothing
    differs, 1 if something does, and 2 if one of them cannot be read.

    \b
    Examples:
      japan-tech diff 2024-04-12 2026-10-30
      japan-tech diff 2024-04-12 reports/2026-10-30 --json
    """
    try:
        folder = data or find_data()
        evidence = load(folder)
        opened_study = study_named(study, data)
        old = open_snapshot(before, folder, evidence, opened_study)
        new = open_snapshot(after, folder, evidence, opened_study)
        changes = Changes(old, new)
    except DataError as error:
        tell(error)
        context.exit(2)  # not 1, which means that the editions differ
    except OSError as error:
        raise EditionError(f"{error.filename}: {error.strerror}") from None
    if as_json:
        show(json.dumps(diff_text.as_json(changes), indent=2))
    else:
        show("\n".join(diff_text.lines(changes, most=0 if whole else MOST_CHANGES)))
    context.exit(0 if changes.same else 1)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
@DATA
def explore(jupyter_options: tuple[str, ...], data: Path | None) -> None:
    """Open the explorer in JupyterLab: change an assumption and see what follows.

    Copies the explorer to explore.ipynb in the working folder, unless it is there, and runs it when it opens if its
    cells are unchanged. The server accepts connections from this machine only, with a token. Other options are passed
    to jupyter lab. Modules in the working folder are not imported.

    \b
    Examples:
      japan-tech explore
      japan-tech explore --no-browser --port 9000
    """
    from analysis.editions.explore_server import start

    start(jupyter_options, data)


@click.command()
@click.argument("name")
@click.option("--article", is_flag=True, help="Create a folder to check an article of your own.")
@STUDY
@DATA
def new(name: str, article: bool, study: str, data: Path | None) -> None:
    """Create a notebook to start from: a sentence, a figure and a table, with sources and workings.

    Writes NAME.ipynb, a complete report with hints on how to go on; NAME may be a path. Existing files are never
    overwritten.

    With --article, NAME is a folder for another article: its claims, figures and settings as a made-up example, and a
    notebook that checks them. It renders at once.

    \b
    Examples:
      japan-tech new mine
      japan-tech new mine --data ./data       with your own data
      japan-tech new storks --article         an article of your own
    """
    from analysis.editions.starter import start_article, start_notebook

    if article:
        folder = start_article(name)
        show(f"created: {named(folder)}: edit data/article.toml, claims.csv and figures.csv, then report.ipynb")
        show(f"render:  cd {shlex.quote(str(folder))} && japan-tech report --draft")
        return

    path = start_notebook(name, study_named(study, data), data)
    variables = ""  # the notebook reads study and data from the environment
    if study:
        variables += f"JAPAN_TECH_STUDY={shlex.quote(study)} "
    if data:
        variables += f"JAPAN_TECH_DATA={shlex.quote(str(data))} "
    argument = shlex.quote(str(path) if path.parent.parts else f"./{path}")
    show(f"created: {named(path)}")
    show(f"open:    {variables}jupyter lab {argument}")
    show(f"render:  {variables}japan-tech report {argument}")


@click.command()
@click.argument("finding", required=False)
@click.option("--uses", metavar="OBSERVATION", help="List the findings that depend on a row of observations.csv.")
@GIVEN
@STUDY
@DATA
def trace(
    finding: str | None, uses: str | None, given: tuple[tuple[str, str], ...], study: str, data: Path | None
) -> None:
    """Show how a number was computed, down to its sources and the line of code that declares it.

    FINDING is a name from findings.csv, the target of a link on the page, or a claim. With --uses, list instead the
    findings that use a figure, and those that looked it up and used another one.

    \b
    Examples:
      japan-tech trace subsidy.ratio.DEU.mof
      japan-tech trace C26
      japan-tech trace --uses gdp_nominal_usd.JPN.2023.2026-04-14
    """
    from analysis.writing.trace import dependents, trace_lines

    if (finding is None) == (uses is None):
        raise click.UsageError("name a finding, or a row of observations.csv with --uses")
    evidence = load(data)
    opened_study = study_named(study, data)
    checked = parameters.check(dict(given), evidence, opened_study)
    catalogue = Catalogue(evidence, checked, opened_study)
    lines = dependents(catalogue, uses) if uses else trace_lines(finding or "", catalogue)
    for line in lines:
        show(line)
