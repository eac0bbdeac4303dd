"""The commands `check`, `refresh`, `update` and `site`."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.common import BASE_URL, DATA, QUIET, REPORTS, STUDY, named, remark, show
from analysis.dataset import find_data, load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.sources import SourceResult

NOTICES = ("JAPAN_TECH_NOTIFY", "JAPAN_TECH_NOTIFY_FILE")
"""Environment variables of versions before 2.1, which sent notices; without the remark they would end silently."""


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
    from analysis.editions.checks import notes
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
    from analysis.sources.add import add

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
@REPORTS
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Output folder, with copies of the editions.  [default: the folder of the editions]",
)
@BASE_URL
@STUDY
@DATA
@QUIET
def site(reports: Path | None, out: Path | None, base_url: str, study: str, data: Path | None, quiet: bool) -> None:
    """Build a static site around the published editions.

    Writes index.html, corrections.html, feed.xml, claims/ with a page for each claim of the latest edition, and
    latest/, a copy of that edition. What changed in an edition is taken from history.jsonl; if it is not there, each
    edition is compared with the one before it. What `japan-tech check` refuses is not published.

    \b
    Examples:
      japan-tech site
      japan-tech site --out public --base-url https://example.org/reports/
    """
    from analysis.editions.studies import reports_of
    from analysis.publish.site import Site, build

    place = data or find_data()
    folder = reports or reports_of(place)
    made = build(
        Site(folder, place, out or folder, base_url, study),
        (lambda _: None) if quiet else remark,
    )
    if not quiet:
        for path in made:
            show(named(path))


@click.command()
@click.argument("edition")
@click.option("--what", required=True, metavar="TEXT", help="What was wrong, and what is right.")
@click.option("--why", default="", metavar="TEXT", help="How the error came about.")
@REPORTS
@BASE_URL
@STUDY
@DATA
@QUIET
def correct(
    edition: str, what: str, why: str, reports: Path | None, base_url: str, study: str, data: Path | None, quiet: bool
) -> None:
    """Correct a published edition: say on its page what was wrong.

    EDITION is the name of its folder. The correction is entered in history.jsonl and stands on the page of the edition,
    in latest/ if that is a copy of it, on the corrections page and in the feed. Numbers on the page stay as they are;
    the next edition has those of the data.

    \b
    Example:
      japan-tech correct 2026-10-30 --what "It said 56%; it is 52%." --why "Two rows were swapped."
    """
    from analysis.editions.studies import reports_of
    from analysis.publish.correct import correct as enter
    from analysis.publish.site import Site

    if not what.strip():
        raise click.UsageError("--what: say what was wrong, and what is right")
    place = data or find_data()
    folder = reports or reports_of(place)
    site = Site(folder, place, folder, base_url, study)
    made = enter(site, edition, " ".join(what.split()), " ".join(why.split()), (lambda _: None) if quiet else remark)
    if not quiet:
        for path in (folder / edition, *made):
            show(named(path))


def _named(_context: click.Context, _option: click.Parameter, text: str | None) -> str:
    """Refuse an empty name, such as an unset variable, which would otherwise start a normal update."""
    if text == "":
        raise click.UsageError("--approve: name the draft, such as 2026-11-05")
    return text or ""


@click.command()
@click.option("--offline", is_flag=True, help="Use the data as they are, without fetching.")
@click.option("--approve", callback=_named, metavar="DRAFT", help="Publish a draft, given its name.")
@click.option("--unattended", is_flag=True, help="Publish changed verdicts without a draft.")
@click.option(
    "--every",
    type=click.IntRange(1, 3660),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="Minimum number of days between editions in which only numbers change.",
)
@REPORTS
@BASE_URL
@click.option("--tell-numbers", is_flag=True, hidden=True)
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
    """Fetch new data, compare it with the latest edition, and publish a new edition if one is due.

    An edition is due when a verdict or a sentence changes by more than dates and daily rates, and every --every days if
    only numbers change. An edition with another answer, a changed verdict, or a changed number that one of them rests on
    becomes a draft in reports/drafts, to be approved. The run is recorded in reports/history.jsonl and status.json, and
    the site is rebuilt. What `japan-tech check` refuses is not published.

    \b
    Examples:
      japan-tech update
      japan-tech update --approve 2026-11-05    publish the draft after reading it
    """
    from analysis.editions.studies import reports_of
    from analysis.publish.update import Update, run, summary

    if tell_numbers or any(name in os.environ for name in NOTICES):
        remark(f"no notices are sent any more; unset {' and '.join(NOTICES)}, and see docs/scheduling.md")

    place = data or find_data()
    work = Update(
        place, reports or reports_of(place), date.today(), unattended, every, study, offline, approve, base_url
    )
    done, code = run(work, (lambda _line: None) if quiet else remark, remark)
    if done.draft and quiet:
        remark(summary(done))  # somebody has to act
    elif not quiet:
        show(summary(done))
    context.exit(code)
