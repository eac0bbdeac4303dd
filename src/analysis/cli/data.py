"""The commands `check`, `add`, `latest` and `refresh`."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.common import DATA, REPORTS, STUDY, show
from analysis.dataset import find_data, load
from analysis.dataset.article_folder import is_article
from analysis.editions import archive
from analysis.editions.notebooks import notebooks_folder
from analysis.editions.studies import PROJECT_STUDY, name_of, reports_of
from analysis.errors import ParameterError

if TYPE_CHECKING:
    from analysis.sources import SourceResult


@click.command()
@click.option("--article", type=click.Path(path_type=Path), help="Text of the article, to compare with the claims.")
@STUDY
@DATA
def check(article: Path | None, study: str, data: Path | None) -> None:
    """Validate the dataset; print every defect as file:row:column.

    An implausible figure, such as a share that grows by more than half in a year, is a defect until a row of
    accepted.csv explains it. Published editions have to be complete, unchanged and in the history, and the data have
    to include every row that the latest edition uses.

    Notes, such as on figures missing for an economy, do not make the check fail. Of a copy of the project's data, only
    those are printed that do not hold for the project's own.

    With --article, every number in the text has to be covered by a claim.
    """
    from analysis.editions import check
    from analysis.editions.data_gaps import notes

    folder = data or find_data()
    checked = check.check(folder, study, reports_of(folder), today=date.today(), text=article)
    for remark in checked.remarks:
        show(f"note: {remark}")

    # Notes on the project's data do not concern a copy of them, which is any other folder that its study checks
    project_data = notebooks_folder().parent / "data"
    is_copy = name_of(study) == PROJECT_STUDY and not is_article(folder) and folder.resolve() != project_data.resolve()
    project_notes = set(notes(load(project_data), checked.study)) if is_copy else set()
    for note in notes(checked.evidence, checked.study):
        if note not in project_notes:
            show(f"note: {note}")
    covered = " and accounts for every number of the article" if article else ""
    show(f"{folder.name} has no defect{covered}: {checked.evidence.summary}")


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
        value = f"{figure['value']} {figure['unit']}"
        if figure["low"] != figure["high"]:
            value += f", {figure['low']} to {figure['high']}"
        show(f"  {figure['observation_id']}: {figure['printed']} ({value})")
    for line in remarks:
        show(f"note: {line}")
    entered = "would be entered" if dry_run else "entered"
    present = f"; {known} there already" if known else ""
    show(f"{len(new)} {entered}{present}")


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
    from analysis import sources as publishers

    chosen_modes = [dry_run, verify, due].count(True)
    if chosen_modes > 1 or (due and sources):
        raise click.UsageError("give one of --dry-run, --verify and --due; --due takes no source")
    if reports and not reports.is_dir():  # without it, rates would count from the wrong day
        raise click.UsageError(f"--reports {reports}: not a folder; name the one with the editions")
    folder = data or find_data()
    today = date.today()
    if due:
        show("\n".join(publishers.due(folder, today) or ["nothing is due"]))
        return None
    if verify:
        differences = publishers.verify(folder, sources, today=today)
        for source, lines in differences.items():
            for line in lines or ["stored as served"]:
                show(f"{source}: {line}")
        return 3 if any(differences.values()) else None

    edition = archive.newest_day(reports or reports_of(folder))
    answers = publishers.refresh(folder, sources, today=today, edition=edition, dry_run=dry_run)
    for answer in answers:
        _show_answer(answer, dry_run=dry_run)
    return 3 if any(answer.why for answer in answers) else None


def _show_answer(answer: "SourceResult", *, dry_run: bool) -> None:
    """Print the outcome for a source and its new rows: each of them if they are not written."""
    if answer.why:
        show(f"{answer.source}: {answer.status}: {answer.why}")
    elif not answer.entered:
        show(f"{answer.source}: {answer.status}")
    if not answer.entered:
        return
    entered = "would enter" if dry_run else "entered"
    show(f"{answer.source}: {len(answer.entered)} {entered}, {answer.entered[0]} to {answer.entered[-1]}")
    if dry_run:
        for name in answer.entered:
            show(f"  {name}")


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
    click.echo(rows.to_csv(), nl=False)  # not `show`: this is a file, which is to be what pandas writes
