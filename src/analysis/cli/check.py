"""The command `check`: every defect of the dataset, and whether a text of the article is accounted for."""

from pathlib import Path

import click

from analysis.cli.options import DATA
from analysis.evidence import DataError, find_data, load


@click.command()
@click.option("--article", type=click.Path(path_type=Path), help="Text of the article, to be held against the claims.")
@DATA
def check(article: Path | None, data: Path | None) -> None:
    """Find every defect of the dataset, one a line as file:row:column.

    With the text of the article: every number of it has to be covered by a claim, and every printed token
    has to stand in its paragraph.
    """
    from analysis.runs.check import defects

    folder = data or find_data()
    evidence = load(folder)
    found = defects(evidence, article)
    if found:
        raise DataError(found)
    covered = " and accounts for every number of the article" if article else ""
    click.echo(f"{folder.name} has no defect{covered}: {evidence.summary}")
