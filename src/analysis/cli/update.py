"""The command `update`: fetch, compare, publish, tell."""

from datetime import date
from pathlib import Path

import click

from analysis.cli.options import BASE_URL, DATA, REPORTS, STUDY
from analysis.cli.terminal import remark, show


def _named(_context: click.Context, _option: click.Parameter, text: str | None) -> str:
    """Refuse an empty name: a variable that is not set would otherwise make an update of its own."""
    if text == "":
        raise click.UsageError("--approve: name the draft, such as 2026-11-05")
    return text or ""


@click.command()
@click.option("--offline", is_flag=True, help="Fetch nothing: compare and publish from the data as they are.")
@click.option("--approve", callback=_named, metavar="DRAFT", help="Publish a draft that you have read, by its name.")
@click.option("--unattended", is_flag=True, help="Publish a changed verdict at once, without a draft.")
@click.option(
    "--every",
    type=click.IntRange(1, 3660),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="For numbers alone make a new edition after so many days at the earliest.",
)
@REPORTS
@BASE_URL
@click.option("--tell-numbers", is_flag=True, help="Send a notice also for an edition of new numbers alone.")
@STUDY
@DATA
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors: for cron.")
@click.pass_context
def update(
    context: click.Context,
    offline: bool,
    approve: str,
    unattended: bool,
    every: int,
    reports: Path | None,
    base_url: str,
    tell_numbers: bool,
    study: str,
    data: Path | None,
    quiet: bool,
) -> None:
    """Fetch what is new, compare it with the newest edition, and publish a new one where it is due.

    An edition is due when a verdict, a count of choices or a sentence changes by more than days and daily rates, and
    for numbers alone, rates among them, every so many days. A changed verdict waits in reports/drafts to be approved.
    What was done stands in reports/history.jsonl, and the site is built anew.

    \b
    Examples:
      japan-tech update
      japan-tech update --approve 2026-11-05    that draft has been read
    """
    from analysis.evidence import find_data
    from analysis.runs import notices
    from analysis.runs.notebooks import find_notebook, reports_folder
    from analysis.runs.schedule import Run, run
    from analysis.runs.site import Addresses
    from analysis.runs.update import Update, summary

    folder = reports or reports_folder(find_notebook("report"))
    work = Update(data or find_data(), folder, date.today(), unattended, every, study)
    it = Run(work, offline, approve, notices.addresses(), tell_numbers, Addresses.below(base_url))
    done, code = run(it, (lambda _line: None) if quiet else remark, remark)
    if done.waits and quiet:
        remark(summary(done))  # somebody has to act
    elif not quiet:
        show(summary(done))
    context.exit(code)
