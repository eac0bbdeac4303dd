"""The command `trace`: how a number was made, and what depends on a figure."""

from pathlib import Path

import click

from analysis.cli.options import DATA, GIVEN, STUDY
from analysis.cli.terminal import show
from analysis.evidence import load


@click.command()
@click.argument("finding", required=False)
@click.option("--uses", metavar="OBSERVATION", help="Name every finding that depends on a row of observations.csv.")
@GIVEN
@STUDY
@DATA
def trace(
    finding: str | None, uses: str | None, given: tuple[tuple[str, str], ...], study: str, data: Path | None
) -> None:
    """Show how a number was made, down to where its figures were seen, and which line of the program declares it.

    FINDING is a name from findings.csv, what a link of the page leads to, or a claim. With --uses it is the other way
    round: which findings rest on a figure, and which ones looked it up and took another.

    \b
    Examples:
      japan-tech trace subsidy.ratio.DEU.mof
      japan-tech trace C26
      japan-tech trace --uses gdp_nominal_usd.JPN.2023.2026-04-14
    """
    from analysis.exhibits.trace import dependents, told
    from analysis.findings import Catalogue, parameters
    from analysis.runs.studies import study_named

    if (finding is None) == (uses is None):
        raise click.UsageError("name a finding, or a row of observations.csv with --uses")
    evidence, of = load(data), study_named(study)
    catalogue = Catalogue(evidence, parameters.check(dict(given), evidence, of), of)
    for line in dependents(catalogue, uses) if uses else told(finding or "", catalogue):
        show(line)
