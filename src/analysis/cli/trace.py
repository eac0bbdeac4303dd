"""The command `trace`: how a number was made, down to where its figures were seen."""

from pathlib import Path

import click

from analysis.cli.options import DATA, PARAMETERS
from analysis.evidence import load


@click.command()
@click.argument("finding")
@PARAMETERS
@DATA
def trace(finding: str, given: tuple[tuple[str, str], ...], data: Path | None) -> None:
    """Show how a number was made, down to where its figures were seen.

    FINDING is a name from findings.csv.

    \b
    Example:
      japan-tech trace subsidy.ratio.DEU.mof
    """
    from analysis.exhibits.trace import tree
    from analysis.findings import compute_with_history, parameters

    evidence = load(data)
    catalogue, _, _ = compute_with_history(evidence, parameters.check(dict(given), evidence))
    names = {f.id: f for f in catalogue.everything()}
    found = names[finding] if finding in names else catalogue[finding]
    for line in tree(found, evidence):
        click.echo(line)
