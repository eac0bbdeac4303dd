"""The command `report`: one edition, from parameters to a folder of files."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.common import BASE_URL, CELL_TIMEOUT, DATA, GIVEN, QUIET, STUDY, TIMEOUT, named, remark, show, tell
from analysis.dataset import DataError, find_data, load
from analysis.errors import EditionError

if TYPE_CHECKING:
    from collections.abc import Callable


HELP = """Make a report: HTML, PDF, executed notebook, findings, verdicts and manifest.

NOTEBOOK is the name of a notebook in notebooks/, by default the report itself, or the path of one of your own that
ends in .ipynb. Modules in the working folder are not imported.

\b
Examples:
  japan-tech report
  japan-tech report -p as_of 2024-04-12          what was known on the article's day
  japan-tech report -p focus KOR -p peers JPN,USA,DEU
  japan-tech report -p rate_rule ppp --to html --out /tmp/ppp
  japan-tech report -f explored.yaml             the assumptions that the explorer wrote
  japan-tech report ./mine.ipynb                 a notebook of your own, as japan-tech new begins it
"""


def _formats(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    from analysis.editions.manifest import FORMATS

    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        raise click.UsageError(f"--to {text!r}: expected {', '.join(FORMATS)}, with commas between them")
    return chosen


@click.command(help=HELP)
@click.argument("notebook", default="report")
@GIVEN
@click.option(
    "-f",
    "--parameters-file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Parameters in a YAML file, as papermill takes and the explorer writes it; -p has precedence.",
)
@click.option(
    "--to",
    "formats",
    default="html,pdf,figures",
    show_default=True,
    callback=_formats,
    help="html, pdf and figures (each by itself, as SVG and PNG).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder to write, replaced whole; its place is printed first.  [default: a folder named by the day in the "
    "project's reports/preview/; for a notebook, data or a study of your own in reports/ of the working folder]",
)
@click.option("--renew", is_flag=True, help="Re-render a published edition; needs --reason.")
@click.option(
    "--reason",
    default="",
    metavar="TEXT",
    help="Why it is re-rendered, for readers: on its page, in the feed and among the corrections, with what changed.",
)
@click.option("--force", is_flag=True, help="Make it even where the folder holds what would be made.")
@click.option("--explain", is_flag=True, help="Say why a report is made, or why none has to be.")
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
    force: bool,
    explain: bool,
    cell_timeout: int,
    timeout: int,
    base_url: str,
    study: str,
    data: Path | None,
    quiet: bool,
) -> None:
    """Make a report where its folder does not hold it already."""
    from analysis.editions.build import make, reasons
    from analysis.editions.job import open_project, read_parameters
    from analysis.rendering.execute import Limits

    if renew != bool(reason.strip()):
        raise click.UsageError("--renew and --reason TEXT go together: readers see why an edition was re-rendered")
    say: Callable[[str], None] = (lambda _: None) if quiet else (lambda line: remark(named(line)))
    parameters = {**(read_parameters(file) if file else {}), **dict(given)}
    project = open_project(data, study)
    work = project.create_job(notebook, parameters, out=out, formats=formats, reason=reason, base=base_url)
    if found := reasons(work, force=force):
        say(f"writing {_short(work.out)}{', because ' + '; '.join(found) if explain else ''}")
        limits = Limits(cell_timeout, timeout)
        summary = make(work, say, limits=limits, progress=not quiet and sys.stderr.isatty())
    else:
        say(f"leaving {_short(work.out)} as it is: nothing of which it is made has changed; --force makes it anew")
        summary = ""
    if not quiet:
        for line in filter(None, (summary, *(_short(path) for path in sorted(work.out.iterdir())))):
            show(line)


def _short(path: Path) -> str:
    try:
        return named(path.relative_to(Path.cwd()))
    except ValueError:
        return named(path)


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for machines.")
@STUDY
@DATA
@click.pass_context
def diff(context: click.Context, before: str, after: str, as_json: bool, study: str, data: Path | None) -> None:
    """Show what changed between two editions, and why.

    BEFORE and AFTER are folders of editions, days of knowledge, or data folders. Each change is laid to a vintage, a
    correction, another edit of the data, a parameter, a method or words. Exit code 0 when nothing differs, 1 when
    something does, 2 when one of them cannot be read.

    \b
    Examples:
      japan-tech diff 2024-04-12 2026-10-30
      japan-tech diff reports/2024-04-12 reports/2026-10-30 --json
    """
    import json

    from analysis.editions import checks as differences
    from analysis.editions.studies import study_named
    from analysis.findings.compare import Changes
    from analysis.report.revisions import open_snapshot

    try:
        folder = data or find_data()
        evidence = load(folder)
        of = study_named(study)
        old, new = (open_snapshot(given, folder, evidence, of) for given in (before, after))
        changes = Changes(old, new)
    except DataError as error:
        tell(error)
        context.exit(2)  # one says that the editions differ
    except OSError as error:
        raise EditionError(f"{error.filename}: {error.strerror}") from None
    if as_json:
        show(json.dumps(differences.as_json(changes), indent=2))
    else:
        show("\n".join(differences.lines(changes)))
    context.exit(0 if changes.same else 1)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
@DATA
def explore(jupyter_options: tuple[str, ...], data: Path | None) -> None:
    """Open the explorer in JupyterLab: change an assumption and see what follows.

    Works on a copy, explore.ipynb in the working folder; one that is already there is opened as it is, and runs by
    itself only if its cells are those of the original. Reachable from this machine only, with a token; nothing is
    fetched from elsewhere. Other options go to jupyter lab. Modules in the working folder are not imported there;
    under jupyter lab explore.ipynb they are.

    \b
    Examples:
      japan-tech explore
      japan-tech explore --no-browser --port 9000
    """
    from analysis.editions.jupyter import start

    start(jupyter_options, data)


@click.command()
@click.argument("name")
@STUDY
@DATA
def new(name: str, study: str, data: Path | None) -> None:
    """Begin a notebook of your own: a sentence, a figure and a table, with sources and workings.

    Writes NAME.ipynb into the working folder; NAME may be a path. It is a report as it stands, with a remark at every
    step on how to go on. What is there already is never written over.

    \b
    Examples:
      japan-tech new mine
      japan-tech new mine --data ./data       with figures of your own
    """
    from analysis.editions.jupyter import start_notebook
    from analysis.editions.studies import study_named

    path = start_notebook(name, study_named(study), data)
    given = {"JAPAN_TECH_STUDY": study, "JAPAN_TECH_DATA": str(data or "")}
    set_first = "".join(f"{name}={shlex.quote(value)} " for name, value in given.items() if value)
    shown = shlex.quote(str(path) if path.parent.parts else f"./{path}")
    show(f"written: {named(path)}")
    show(f"to open it:     {set_first}jupyter lab {shown}")
    show(f"to report it:   {set_first}japan-tech report {shown}")


@click.command()
@click.argument("finding", required=False)
@click.option("--uses", metavar="OBSERVATION", help="Name every finding that depends on a row of observations.csv.")
@GIVEN
@STUDY
@DATA
def trace(
    finding: str | None, uses: str | None, given: tuple[tuple[str, str], ...], study: str, data: Path | None
) -> None:
    """Show how a number was made, down to where its figures were seen, and which line of the program declares it.

    FINDING is a name from findings.csv, what a link of the page leads to, or a claim. With --uses it is the other way
    round: which findings rest on a figure, and which ones looked it up and took another.

    \b
    Examples:
      japan-tech trace subsidy.ratio.DEU.mof
      japan-tech trace C26
      japan-tech trace --uses gdp_nominal_usd.JPN.2023.2026-04-14
    """
    from analysis.editions.studies import study_named
    from analysis.findings import Catalogue, parameters
    from analysis.report.trace import dependents, told

    if (finding is None) == (uses is None):
        raise click.UsageError("name a finding, or a row of observations.csv with --uses")
    evidence, of = load(data), study_named(study)
    catalogue = Catalogue(evidence, parameters.check(dict(given), evidence, of), of)
    for line in dependents(catalogue, uses) if uses else told(finding or "", catalogue):
        show(line)
