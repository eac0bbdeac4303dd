"""The command `japan-tech`: check and renew the data, make, trace, compare, update and publish reports, explore.

Each command is a module of this package and imports what it calls only when it is called, so that the help and a
mistyped word are answered at once.
"""

import sys

import click

from analysis.cli import common, grid, publish, report
from analysis.cli.common import exit_code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="japan-tech-report", message="%(version)s")
def cli() -> None:
    """Check a news article number by number: does Japan get its technological lead back?

    Exit codes: 0 done; 1 a defect of the data, a cell or a page; 2 a wrong parameter or name;
    3 done, but a source failed or was kept aside; 4 a draft waits for approval;
    75 another run is writing the same folder; 130 interrupted; 143 ended from outside.
    """


for command in (
    report.report, grid.grid, report.new, report.explore, publish.check, report.trace, report.diff, publish.refresh,
    publish.update, publish.site,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run the command; every error is one line on standard error and an exit code."""
    common.prepare()
    sys.exit(exit_code(cli))
