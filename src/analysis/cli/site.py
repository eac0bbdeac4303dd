"""The command `site`: the published editions as a small static site."""

from pathlib import Path

import click

from analysis.cli.options import BASE_URL, DATA, REPORTS, STUDY
from analysis.cli.terminal import named, remark, show


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
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors: for cron.")
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
    from analysis.evidence import find_data
    from analysis.runs.notebooks import find_notebook, reports_folder
    from analysis.runs.reconciling import check_published
    from analysis.runs.site import Addresses, Site, build

    addresses = Addresses.below(base_url)
    folder = reports or reports_folder(find_notebook("report"))
    check_published(folder)
    made = build(
        Site(folder, data or find_data(), out or folder, addresses, study),
        (lambda _: None) if quiet else remark,
    )
    if not quiet:
        for path in made:
            show(named(path))
