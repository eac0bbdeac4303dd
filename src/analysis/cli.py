"""The command `japan-tech`: check the dataset, make a report, trace a number."""

import sys
from pathlib import Path
from typing import Any

import click

from analysis.errors import AnalysisError
from analysis.evidence import DataError, find_data, load

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Another data folder than the project's own.",
)
PARAMETERS = click.option(
    "-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE",
    help="A parameter of the report: as_of, focus, peers, denominator, basis, rate_rule, own_rate or much_larger. "
    "May be repeated.",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="japan-tech-report", message="%(version)s")
def cli() -> None:
    """Check a news article number by number: does Japan get its technological lead back?

    Exit codes: 0 done; 1 a defect of the data, a cell or a page; 2 a wrong parameter or name;
    75 another run is writing the same folder; 130 interrupted.
    """


@cli.command()
@click.argument("notebook", default="report")
@PARAMETERS
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
    help="html, pdf and figures (each by itself, as SVG and PNG).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder to write, replaced whole.  [default: reports/<as_of>, with what differs from the default]",
)
@DATA
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors: for cron.")
def report(
    notebook: str,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    formats: str,
    out: Path | None,
    data: Path | None,
    quiet: bool,
) -> None:
    """Make a report: HTML, PDF, executed notebook, findings, verdicts and manifest.

    NOTEBOOK is the name of a notebook in notebooks/, by default the report itself.

    \b
    Examples:
      japan-tech report
      japan-tech report -p as_of 2024-04-12          what was known on the article's day
      japan-tech report -p focus KOR -p peers JPN,USA,DEU
      japan-tech report -p rate_rule ppp --to html --out /tmp/ppp
      japan-tech report -f explored.yaml             the assumptions that the explorer wrote
    """
    from analysis.runs import make, order, read_parameters

    def say(line: str) -> None:
        if not quiet:
            click.echo(line, err=True)

    parameters = (read_parameters(file) if file else {}) | dict(given)
    work = order(notebook, parameters, data=data, out=out, formats=_formats(formats))
    summary = make(work, say, progress=not quiet and sys.stderr.isatty())
    if not quiet:
        if summary:
            click.echo(summary)
        for path in sorted(work.out.iterdir()):
            click.echo(_short(path))


@cli.command()
@click.option("--article", type=click.Path(path_type=Path), help="Text of the article, to be held against the claims.")
@DATA
def check(article: Path | None, data: Path | None) -> None:
    """Find every defect of the dataset, one a line as file:row:column.

    With the text of the article: every number of it has to be covered by a claim, and every printed token
    has to stand in its paragraph.
    """
    from analysis.runs.check import defects

    folder = data or find_data()
    evidence = load(folder)
    found = defects(evidence, article)
    if found:
        raise DataError(found)
    covered = " and accounts for every number of the article" if article else ""
    click.echo(f"{folder.name} has no defect{covered}: {evidence.summary}")


@cli.command()
@click.argument("finding")
@PARAMETERS
@DATA
def trace(finding: str, given: tuple[tuple[str, str], ...], data: Path | None) -> None:
    """Show how a number was made, down to where its figures were seen.

    FINDING is a name from findings.csv.

    \b
    Example:
      japan-tech trace subsidy.ratio.DEU.mof
    """
    from analysis.exhibits.trace import tree
    from analysis.findings import compute_with_history, parameters

    evidence = load(data)
    catalogue, _, _ = compute_with_history(evidence, parameters.check(dict(given), evidence))
    names = {f.id: f for f in catalogue.everything()}
    found = names[finding] if finding in names else catalogue[finding]
    for line in tree(found, evidence):
        click.echo(line)


@cli.command()
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for machines.")
@DATA
@click.pass_context
def diff(context: click.Context, before: str, after: str, as_json: bool, data: Path | None) -> None:
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

    from analysis.exhibits.revisions import open_snapshot
    from analysis.findings.changes import Changes
    from analysis.findings.snapshot import NotAnEdition
    from analysis.runs import diff as differences

    try:
        folder = data or find_data()
        evidence = load(folder)
        changes = Changes(open_snapshot(before, folder, evidence), open_snapshot(after, folder, evidence))
    except DataError as error:
        _tell(error)
        context.exit(2)  # one says that the editions differ
    except OSError as error:
        raise NotAnEdition(f"{error.filename}: {error.strerror}") from None
    if as_json:
        click.echo(json.dumps(differences.as_json(changes), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(differences.lines(changes)))
    context.exit(0 if changes.same else 1)


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
@DATA
def explore(jupyter_options: tuple[str, ...], data: Path | None) -> None:
    """Open the explorer in JupyterLab: change an assumption and see what follows.

    Works on a copy, explore.ipynb in the working folder; one that is already there is opened as it is. Reachable from
    this machine only, with a token; nothing is fetched from elsewhere. Other options go to jupyter lab.

    \b
    Examples:
      japan-tech explore
      japan-tech explore --no-browser --port 9000
    """
    from analysis.runs.explore import start

    start(jupyter_options, data)


def _tell(error: DataError) -> None:
    for defect in error.defects:
        click.echo(str(defect), err=True)


def _formats(text: str) -> tuple[str, ...]:
    from analysis.runs import FORMATS

    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        raise click.UsageError(f"--to {text!r}: expected {', '.join(FORMATS)}, with commas between them")
    return chosen


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def main() -> None:
    """Run the command; every error is one line on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_exit_code())


def _exit_code() -> int:
    def fail(code: int, message: Any) -> int:
        click.echo(f"japan-tech: {' '.join(str(message).splitlines())}", err=True)
        return code

    try:
        result = cli.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        return fail(130, "interrupted; nothing was written")
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return fail(2, error.format_message().replace("\n", " "))
    except DataError as error:
        _tell(error)
        return error.exit_code
    except AnalysisError as error:
        for line in error.lines:
            fail(error.exit_code, line)
        return error.exit_code
    except OSError as error:
        return fail(1, f"{error.filename or 'disk'}: {error.strerror}; nothing was written")
    return result if isinstance(result, int) else 0
