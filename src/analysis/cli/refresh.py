"""The command `refresh`: take in what publishers have published since, and say what is due by hand."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.options import DATA, REPORTS
from analysis.cli.terminal import show
from analysis.evidence import find_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.evidence.refresh import Answer


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="List what would enter, and write nothing.")
@click.option("--verify", is_flag=True, help="Compare what is stored with what is served, and write nothing.")
@click.option("--due", is_flag=True, help="List what is expected and has to be entered by hand; asks no server.")
@REPORTS
@DATA
def refresh(
    sources: tuple[str, ...], dry_run: bool, verify: bool, due: bool, reports: Path | None, data: Path | None
) -> int | None:
    """Fetch new rates and figures from their publishers into the data folder.

    SOURCE is a source_id of interfaces.csv; without one, all are fetched. What is stored is never changed: an answer
    that lacks or contradicts it is kept aside in the folder aside of the data, with the reason; of one with rows that
    are hardly plausible only the others enter. Needs the extra refresh. Exit code 3 when a source failed or was kept
    aside, or differs from what is stored.

    \b
    Examples:
      japan-tech refresh
      japan-tech refresh ecb_exr --dry-run
      japan-tech refresh --verify
      japan-tech refresh --due
    """
    from analysis.evidence import refresh as work
    from analysis.runs import archive

    if dry_run + verify + due > 1 or (due and sources):
        raise click.UsageError("give one of --dry-run, --verify and --due; --due takes no source")
    if reports and not reports.is_dir():  # the day on which a rate counts depends on what was published there
        raise click.UsageError(f"--reports {reports}: is no folder; name the one that holds the editions")
    folder, today = data or find_data(), date.today()
    if due:
        show("\n".join(work.due(folder, today) or ["nothing is due"]))
        return None
    if verify:
        found = work.verify(folder, sources, today=today)
        for source, differences in found.items():
            for line in differences or ["stored as served"]:
                show(f"{source}: {line}")
        return _ending(any(found.values()))
    edition = archive.newest_day(reports or folder.resolve().parent / "reports")  # where the project keeps them
    answers = work.refresh(folder, sources, today=today, edition=edition, dry_run=dry_run)
    for line in _lines(answers, "would enter" if dry_run else "entered", whole=dry_run):
        show(line)
    return _ending(any(answer.why for answer in answers))


def _lines(answers: "Iterable[Answer]", entered: str, *, whole: bool) -> "Iterable[str]":
    for answer in answers:
        if answer.why or not answer.entered:
            yield f"{answer.source}: {answer.status}{f': {answer.why}' if answer.why else ''}"
        if not answer.entered:
            continue
        yield f"{answer.source}: {len(answer.entered)} {entered}, {answer.entered[0]} to {answer.entered[-1]}"
        yield from (f"  {name}" for name in answer.entered if whole)


def _ending(incomplete: bool) -> int | None:
    if incomplete:
        return 3
    return None
