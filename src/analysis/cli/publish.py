"""The command `check`: every defect of the dataset, and whether a text of the article is accounted for."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.common import BASE_URL, DATA, QUIET, REPORTS, STUDY, named, remark, show
from analysis.dataset import DataError, find_data, load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.sources import SourceResult


@click.command()
@click.option("--article", type=click.Path(path_type=Path), help="Text of the article, to be held against the claims.")
@STUDY
@DATA
def check(article: Path | None, study: str, data: Path | None) -> None:
    """Find every defect of the dataset, one a line as file:row:column.

    A figure or rate that is hardly plausible, such as a rank beyond the number ranked or a share that more than doubles
    in a year, is a defect until a row of accepted.csv says why it is right.

    A published edition that is missing, changed or not in the history is a fault, and so are data that end before the
    newest edition or lack a row on which it rests.

    What is missing and keeps no report from being made, such as the figures of an economy, is told as a note; notes do
    not fail.

    With the text of the article: every number of it has to be covered by a claim, and every printed token
    has to stand in its paragraph.
    """
    from analysis.editions import archive
    from analysis.editions.checks import defects, implausible, notes
    from analysis.editions.studies import study_named

    folder, of = data or find_data(), study_named(study)
    evidence = load(folder)
    doubted, stale = implausible(folder, of)
    if found := defects(evidence, of, article) + doubted:
        raise DataError(found)
    reports = folder.resolve().parent / "reports"  # where the project keeps its editions
    if folder.resolve().name == "data":
        archive.check(reports, archive.read(reports / archive.FILE), evidence)
        archive.check_rows(reports, evidence)
    for note in (*stale, *notes(evidence, of)):
        show(f"note: {note}")
    covered = " and accounts for every number of the article" if article else ""
    show(f"{folder.name} has no defect{covered}: {evidence.summary}")


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
    that lacks or contradicts it, or is hardly plausible beside it, is kept aside in the folder aside of the data, with
    the reason. Needs the extra refresh. Exit code 3 when a source failed or was kept aside, or differs from what is
    stored.

    \b
    Examples:
      japan-tech refresh
      japan-tech refresh ecb_exr --dry-run
      japan-tech refresh --verify
      japan-tech refresh --due
    """
    from analysis import sources as work
    from analysis.editions import archive

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


def _lines(answers: "Iterable[SourceResult]", entered: str, *, whole: bool) -> "Iterable[str]":
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


@click.command()
@REPORTS
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write, with copies of the editions.  [default: around the editions, in their own folder]",
)
@BASE_URL
@STUDY
@DATA
@QUIET
def site(reports: Path | None, out: Path | None, base_url: str, study: str, data: Path | None, quiet: bool) -> None:
    """Build a static site around the published editions: list, stable address, claims, corrections, feed.

    Writes index.html, corrections.html, feed.xml, claims/, a page for each claim of the newest edition, and latest/, a
    copy of it. What the site says of an edition comes from history.jsonl beside the editions, where there is one, and
    else from comparing each edition with the one before it.

    \b
    Examples:
      japan-tech site
      japan-tech site --out public --base-url https://example.org/reports/
    """
    from analysis.dataset import find_data
    from analysis.editions.job import find_notebook, reports_folder
    from analysis.publish.site import Site, build

    folder = reports or reports_folder(find_notebook("report"))
    made = build(
        Site(folder, data or find_data(), out or folder, base_url, study),
        (lambda _: None) if quiet else remark,
    )
    if not quiet:
        for path in made:
            show(named(path))


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
@QUIET
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
    from analysis.dataset import find_data
    from analysis.editions.job import find_notebook, reports_folder
    from analysis.publish import notify
    from analysis.publish.update import Update, run, summary

    work = Update(
        data or find_data(), reports or reports_folder(find_notebook("report")), date.today(), unattended, every, study,
        offline, approve, notify.addresses(), tell_numbers, base_url,
    )  # fmt: skip
    done, code = run(work, (lambda _line: None) if quiet else remark, remark)
    if done.draft and quiet:
        remark(summary(done))  # somebody has to act
    elif not quiet:
        show(summary(done))
    context.exit(code)
