"""The commands `check`, `add`, `latest` and `refresh`."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.common import DATA, REPORTS, STUDY, show
from analysis.dataset import find_data, load
from analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.sources import SourceResult


@click.command()
@click.option("--article", type=click.Path(path_type=Path), help="Text of the article, to compare with the claims.")
@STUDY
@DATA
def check(article: Path | None, study: str, data: Path | None) -> None:
    """Validate the dataset; print every defect as file:row:column.

    An implausible figure, such as a share that more than doubles in a year, is a defect until a row of accepted.csv
    explains it. Published editions have to be complete, unchanged and in the history, and the data have to include
    every row that the latest edition uses.

    Notes, such as on figures missing for an economy, do not make the check fail. Of a copy of the project's data, only
    those are printed that do not hold for the project's own.

    With --article, every number in the text has to be covered by a claim.
    """
    from analysis.dataset.article import is_article
    from analysis.editions import gate
    from analysis.editions.data_check import notes
    from analysis.editions.job import notebooks_folder
    from analysis.editions.studies import OWN, name_of, reports_of

    folder = data or find_data()
    checked = gate.check(folder, study, reports_of(folder), date.today(), article)
    evidence, of, stale = checked.evidence, checked.study, checked.remarks
    ours = notebooks_folder().parent / "data"
    is_copy = name_of(study) == OWN and not is_article(folder) and folder.resolve() != ours.resolve()
    known = {*notes(load(ours), of)} if is_copy else set()  # gaps of the project, which are no concern of a copy
    for note in (*stale, *(note for note in notes(evidence, of) if note not in known)):
        show(f"note: {note}")
    covered = " and accounts for every number of the article" if article else ""
    show(f"{folder.name} has no defect{covered}: {evidence.summary}")


@click.command()
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--dry-run", is_flag=True, help="List the new figures without writing them.")
@DATA
def add(table: Path, dry_run: bool, data: Path | None) -> None:
    """Enter figures from a table into figures.csv of the data folder.

    FILE has the columns who, what, when, value (as printed), unit, publisher, address and published, as CSV or, with
    the extra excel, as a workbook; an empty cell repeats the one above. Figures that are there already are left out. If
    a row is faulty or contradicts what is there, nothing is written.

    \b
    Examples:
      japan-tech add figures-2025.csv --dry-run
      japan-tech add figures.xlsx
    """
    from analysis.sources.user_table import add

    new, known, remarks = add(data or find_data(), table, dry_run=dry_run)
    for figure in new:
        bounds = "" if figure["low"] == figure["high"] else f", {figure['low']} to {figure['high']}"
        show(f"  {figure['observation_id']}: {figure['printed']} ({figure['value']} {figure['unit']}{bounds})")
    for line in remarks:
        show(f"note: {line}")
    there = f"; {known} there already" if known else ""
    show(f"{len(new)} {'would be entered' if dry_run else 'entered'}{there}")


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="List the new rows without writing them.")
@click.option("--verify", is_flag=True, help="Compare the stored rows with the publishers' without writing.")
@click.option("--due", is_flag=True, help="List figures to be entered by hand, without fetching anything.")
@REPORTS
@DATA
def refresh(
    sources: tuple[str, ...], dry_run: bool, verify: bool, due: bool, reports: Path | None, data: Path | None
) -> int | None:
    """Fetch new rates and figures from their publishers into the data folder.

    SOURCE is a source_id of interfaces.csv; by default all are fetched. Stored rows never change: an answer that lacks
    or contradicts them, or is implausible beside them, is quarantined in the folder aside of the data, with the reason.
    Needs the extra refresh. Exits with 3 if a source failed, was quarantined or differs from the stored rows.

    \b
    Examples:
      japan-tech refresh
      japan-tech refresh ecb_exr --dry-run
      japan-tech refresh --verify
      japan-tech refresh --due
    """
    from analysis import sources as work
    from analysis.editions import archive
    from analysis.editions.studies import reports_of

    if dry_run + verify + due > 1 or (due and sources):
        raise click.UsageError("give one of --dry-run, --verify and --due; --due takes no source")
    if reports and not reports.is_dir():  # the day on which a rate counts depends on what was published there
        raise click.UsageError(f"--reports {reports}: not a folder; name the one with the editions")
    folder, today = data or find_data(), date.today()
    if due:
        show("\n".join(work.due(folder, today) or ["nothing is due"]))
        return None
    if verify:
        found = work.verify(folder, sources, today=today)
        for source, differences in found.items():
            for line in differences or ["stored as served"]:
                show(f"{source}: {line}")
        return 3 if any(found.values()) else None
    edition = archive.newest_day(reports or reports_of(folder))
    answers = work.refresh(folder, sources, today=today, edition=edition, dry_run=dry_run)
    for line in _lines(answers, "would enter" if dry_run else "entered", whole=dry_run):
        show(line)
    return 3 if any(answer.why for answer in answers) else None


def _lines(answers: "Iterable[SourceResult]", entered: str, *, whole: bool) -> "Iterable[str]":
    for answer in answers:
        if answer.why or not answer.entered:
            yield f"{answer.source}: {answer.status}{f': {answer.why}' if answer.why else ''}"
        if not answer.entered:
            continue
        yield f"{answer.source}: {len(answer.entered)} {entered}, {answer.entered[0]} to {answer.entered[-1]}"
        yield from (f"  {name}" for name in answer.entered if whole)


@click.command()
@click.argument("day", required=False, type=click.DateTime(["%Y-%m-%d"]))
@DATA
def latest(day: datetime | None, data: Path | None) -> None:
    """Print one row for each figure as CSV: its latest vintage, by the preferred account.

    With DAY, such as 2024-04-12, as it was known then. At the prompt the same is d.latest.query("is_default").

    \b
    Examples:
      japan-tech latest > latest.csv
      japan-tech latest 2024-04-12 > then.csv
    """
    from analysis.dataset import frames

    evidence = load(data)
    if day and day.date() > evidence.newest:
        raise ParameterError(f"{day.date()} lies after the newest figure of the data, {evidence.newest}")
    known = evidence.as_known_on(day.date()) if day else evidence
    rows = frames.observations(known, known.newest_vintages).query("is_default").drop(columns="is_default")
    click.echo(rows.to_csv(), nl=False)
