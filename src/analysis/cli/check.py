"""The command `check`: every defect of the dataset, and whether a text of the article is accounted for."""

from pathlib import Path

import click

from analysis.cli.options import DATA, STUDY
from analysis.cli.terminal import show
from analysis.evidence import DataError, find_data, load


@click.command()
@click.option("--article", type=click.Path(path_type=Path), help="Text of the article, to be held against the claims.")
@STUDY
@DATA
def check(article: Path | None, study: str, data: Path | None) -> None:
    """Find every defect of the dataset, one a line as file:row:column.

    A figure or rate that is hardly plausible, such as a rank beyond the number ranked or a share that more than doubles
    in a year, is a defect until a row of accepted.csv says why it is right.

    What is missing and keeps no report from being made, such as the figures of an economy, is told as a note; notes do
    not fail.

    With the text of the article: every number of it has to be covered by a claim, and every printed token
    has to stand in its paragraph.
    """
    from analysis.runs.check import defects, implausible, no_longer_made_again, notes
    from analysis.runs.studies import study_named

    folder, of = data or find_data(), study_named(study)
    evidence = load(folder)
    doubted, stale = implausible(folder, of)
    if found := defects(evidence, of, article) + doubted:
        raise DataError(found)
    reports = folder.resolve().parent / "reports"  # where the project keeps its editions
    for note in (*stale, *notes(evidence, of), *no_longer_made_again(folder, reports)):
        show(f"note: {note}")
    covered = " and accounts for every number of the article" if article else ""
    show(f"{folder.name} has no defect{covered}: {evidence.summary}")
