"""The commands `update`, `site` and `correct`."""

import os
from datetime import date
from pathlib import Path

import click

from analysis.cli.common import BASE_URL, DATA, QUIET, REPORTS, STUDY, remark, show, single_line
from analysis.dataset import find_data
from analysis.editions.studies import reports_of

NOTICES = ("JAPAN_TECH_NOTIFY", "JAPAN_TECH_NOTIFY_FILE")
"""Environment variables of versions before 2.1, which sent notices; without the remark they would end silently."""


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

    Writes index.html, corrections.html, feed.xml, about.html, claims/ with a page and a picture for each claim of the
    latest edition, and latest/, a copy of that edition. What changed in an edition is taken from history.jsonl. What
    `japan-tech check` refuses is not published.

    \b
    Examples:
      japan-tech site
      japan-tech site --out public --base-url https://example.org/reports/
    """
    from analysis.publish.site import Site, build

    data = data or find_data()
    reports = reports or reports_of(data)
    site = Site(reports=reports, data=data, out=out or reports, base=base_url, study=study)
    paths = build(site, _silent if quiet else remark)
    if not quiet:
        for path in paths:
            show(single_line(path))


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
    from analysis.editions.drafts import waiting_drafts
    from analysis.publish.correct import correct as correct_edition
    from analysis.publish.site import Site

    what = " ".join(what.split())
    why = " ".join(why.split())
    if not what:
        raise click.UsageError("--what: say what was wrong, and what is right")
    data = data or find_data()
    reports = reports or reports_of(data)
    site = Site(reports=reports, data=data, out=reports, base=base_url, study=study)
    paths = correct_edition(site, edition, what=what, why=why, say=_silent if quiet else remark)
    if not quiet:
        for path in (reports / edition, *paths):
            show(single_line(path))
        remark(f"the correction stands on the page of {edition}; its numbers stay until the next edition")
        for draft in waiting_drafts(reports):
            remark(f"draft {draft.name} waits: read it, then run japan-tech update --approve {draft.name}")


def _silent(_line: str) -> None:
    pass


def _draft_name(_context: click.Context, _option: click.Parameter, text: str | None) -> str:
    """Refuse an empty name, such as an unset variable, which would otherwise start a normal update."""
    if text == "":
        raise click.UsageError("--approve: name the draft, such as 2026-11-05")
    return text or ""


@click.command()
@click.option("--offline", is_flag=True, help="Use the data as they are, without fetching.")
@click.option("--approve", callback=_draft_name, metavar="DRAFT", help="Publish a draft, given its name.")
@click.option("--unattended", is_flag=True, help="Publish without a draft what would wait for approval.")
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
    only numbers change. An edition with another answer, a changed verdict, or a changed number that one of them rests
    on becomes a draft in reports/drafts, to be approved. The run is recorded in reports/history.jsonl and
    reports/status.json, and the site is rebuilt. What `japan-tech check` refuses is not published.

    \b
    Examples:
      japan-tech update
      japan-tech update --approve 2026-11-05    publish the draft after reading it
    """
    from analysis.publish.update import UpdateOptions, run, summary

    if tell_numbers or any(name in os.environ for name in NOTICES):
        remark(f"no notices are sent any more; unset {' and '.join(NOTICES)}, and see docs/scheduling.md")

    data = data or find_data()
    reports = reports or reports_of(data)
    options = UpdateOptions(
        data=data,
        reports=reports,
        today=date.today(),
        unattended=unattended,
        every=every,
        study=study,
        offline=offline,
        approval=approve,
        base=base_url,
    )
    done, code = run(options, say=_silent if quiet else remark, warn=remark)
    if done.draft and quiet:
        remark(summary(done))  # for cron, which mails what is printed: somebody has to act
    elif not quiet:
        show(summary(done))
    context.exit(code)
