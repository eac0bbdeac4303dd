"""The commands `diff` and `trace`: how a number came about, and why it changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from analysis.cli.common import DATA, PARAMETERS, STUDY, print_defects, show
from analysis.dataset import DataError, find_data, load
from analysis.editions import diff_text
from analysis.editions.open_edition import open_snapshot
from analysis.editions.studies import study_named
from analysis.errors import EditionError
from analysis.findings import Catalogue, parameters
from analysis.findings.diff import Changes

if TYPE_CHECKING:
    from pathlib import Path

MOST_CHANGES = 20
"""Maximum number of changes that `diff` lists without --all."""


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--all", "whole", is_flag=True, help="List every change, not only the twenty that matter most.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole comparison as JSON.")
@STUDY
@DATA
@click.pass_context
def diff(
    context: click.Context, before: str, after: str, whole: bool, as_json: bool, study: str, data: Path | None
) -> None:
    """Show what changed between two editions, and why.

    Verdicts come first, then the findings they rest on and those that moved furthest.

    BEFORE and AFTER are folders of editions, as-of dates or data folders. Each change is attributed to newly published
    figures, a correction, another edit of the data, a parameter, the method or the wording. Exits with 0 if nothing
    differs, 1 if something does, and 2 if one of them cannot be read.

    \b
    Examples:
      japan-tech diff 2024-04-12 2026-10-30
      japan-tech diff 2024-04-12 reports/2026-10-30 --json
    """
    try:
        folder = data or find_data()
        evidence = load(folder)
        opened_study = study_named(study, folder)
        old = open_snapshot(before, folder, evidence, opened_study)
        new = open_snapshot(after, folder, evidence, opened_study)
        changes = Changes(old, new)
    except DataError as error:
        print_defects(error)
        context.exit(2)  # not 1, which means that the editions differ
    except OSError as error:
        raise EditionError(f"{error.filename}: {error.strerror}") from None
    if as_json:
        show(json.dumps(diff_text.as_json(changes), indent=2))
    else:
        show("\n".join(diff_text.lines(changes, most=0 if whole else MOST_CHANGES)))  # 0: all
    context.exit(0 if changes.same else 1)


@click.command()
@click.argument("finding", required=False)
@click.option("--uses", metavar="OBSERVATION", help="List the findings that depend on a row of observations.csv.")
@PARAMETERS
@STUDY
@DATA
def trace(
    finding: str | None, uses: str | None, given: tuple[tuple[str, str], ...], study: str, data: Path | None
) -> None:
    """Show how a number was computed, down to its sources and the line of code that declares it.

    FINDING is a name from findings.csv, the target of a link on the page, or a claim. With --uses, list instead the
    findings that use a figure, and those that looked it up and used another one.

    \b
    Examples:
      japan-tech trace subsidy.ratio.DEU.mof
      japan-tech trace C26
      japan-tech trace --uses gdp_nominal_usd.JPN.2023.2026-04-14
    """
    from analysis.writing.trace import dependents, trace_lines

    if (finding is None) == (uses is None):
        raise click.UsageError("name a finding, or a row of observations.csv with --uses")
    evidence = load(data)
    opened_study = study_named(study, data)
    checked = parameters.check(dict(given), evidence, opened_study)
    catalogue = Catalogue(evidence, checked, opened_study)
    lines = dependents(catalogue, uses) if uses else trace_lines(finding or "", catalogue)  # never None here
    for line in lines:
        show(line)
