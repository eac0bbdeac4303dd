"""The command `report`: one edition, from parameters to a folder of files."""

import sys
from pathlib import Path

import click

from analysis.cli.options import BASE_URL, DATA, GIVEN, STUDY
from analysis.cli.terminal import UnwritableOutput, named, remark, show

SECONDS = click.IntRange(min=1)


def _formats(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    from analysis.runs import FORMATS

    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        raise click.UsageError(f"--to {text!r}: expected {', '.join(FORMATS)}, with commas between them")
    return chosen


@click.command()
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
@click.option("--renew", is_flag=True, help="Make a published edition anew; say in the history what was wrong in it.")
@click.option("--cell-timeout", type=SECONDS, default=600, show_default=True, help="Seconds a cell may take.")
@click.option("--timeout", type=SECONDS, default=3600, show_default=True, help="Seconds all cells may take together.")
@BASE_URL
@STUDY
@DATA
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors: for cron.")
def report(
    notebook: str,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    formats: tuple[str, ...],
    out: Path | None,
    renew: bool,
    cell_timeout: int,
    timeout: int,
    base_url: str,
    study: str,
    data: Path | None,
    quiet: bool,
) -> None:
    """Make a report: HTML, PDF, executed notebook, findings, verdicts and manifest.

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
    from analysis.rendering.execution import Limits
    from analysis.runs import make, order, read_parameters
    from analysis.runs.site.addresses import Addresses

    parameters = (read_parameters(file) if file else {}) | dict(given)
    base = Addresses.below(base_url).base
    work = order(notebook, parameters, data=data, out=out, formats=formats, study=study, renew=renew, base=base)
    say, progress = (_say_nothing, False) if quiet else (_say, sys.stderr.isatty())
    say(f"writing {_short(work.out)}")
    summary = make(work, say, limits=Limits(cell_timeout, timeout), progress=progress)
    if not quiet:
        _tell(work.out, summary)


def _say(line: str) -> None:
    remark(named(line))


def _say_nothing(_line: str) -> None:
    return


def _tell(out: Path, summary: str) -> None:
    """Say what the notebook found and which files were written; the edition is there whether or not that succeeds."""
    try:
        for line in filter(None, (summary, *(_short(path) for path in sorted(out.iterdir())))):
            show(line)
    except UnwritableOutput as error:
        raise UnwritableOutput(f"{error}; the report was written to {_short(out)}") from None


def _short(path: Path) -> str:
    try:
        return named(path.relative_to(Path.cwd()))
    except ValueError:
        return named(path)
