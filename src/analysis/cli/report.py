"""The command `report`: one edition, from parameters to a folder of files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.options import BASE_URL, DATA, GIVEN, STUDY
from analysis.cli.terminal import UnwritableOutput, named, remark, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.rendering.execution import Limits
    from analysis.runs.orders import Order

SECONDS = click.IntRange(min=1)

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
    from analysis.runs.manifest import FORMATS

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
    from analysis.evidence import find_data
    from analysis.rendering.execution import Limits
    from analysis.runs.orders import order

    if renew != bool(reason.strip()):
        raise click.UsageError("--renew and --reason TEXT go together: readers see why an edition was re-rendered")
    parameters = (_from_file(file) if file else {}) | dict(given)
    base, place = _below(base_url) if base_url else "", data or find_data()
    say = _say_nothing if quiet else _say
    work = order(notebook, parameters, data=place, out=out, formats=formats, study=study, reason=reason, base=base)
    _make(work, Limits(cell_timeout, timeout), say, force=force, explain=explain, quiet=quiet)


def _make(work: Order, limits: Limits, say: Callable[[str], None], *, force: bool, explain: bool, quiet: bool) -> None:
    """Make a report where there is a reason, and say which files it consists of."""
    from analysis.runs.edition import make, reasons

    found = reasons(work, force=force)
    if not found:
        _leave(work.out, say, quiet=quiet)
        return
    say(f"writing {_short(work.out)}{', because ' + '; '.join(found) if explain else ''}")
    summary = make(work, say, limits=limits, progress=not quiet and sys.stderr.isatty())
    if not quiet:
        _tell(work.out, summary)


def _from_file(file: Path) -> dict[str, Any]:
    from analysis.runs.parameter_file import read_parameters  # slow to import, and mostly not needed, as the next one

    return dict(read_parameters(file))


def _below(base_url: str) -> str:
    from analysis.runs.site.addresses import Addresses

    return Addresses.below(base_url).base


def _leave(out: Path, say: Callable[[str], None], *, quiet: bool) -> None:
    """Say that a folder holds what would be made, and which files these are."""
    say(f"leaving {_short(out)} as it is: nothing of which it is made has changed; --force makes it anew")
    if not quiet:
        _tell(out, "")


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
