"""The command `japan-tech`.

Modules that take long to import are imported by the command that needs them, so that help and usage errors appear at
once.
"""

import sys

import click

from analysis.cli import common, data, grid, inspection, jupyter, publish, report
from analysis.cli.common import run_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="japan-tech-report", message="%(version)s")
def cli() -> None:
    """Check a news article number by number: does Japan get its technological lead back?

    Exit codes: 0 success; 1 defective data, or a cell or page that failed; 2 wrong usage;
    3 success, but a source failed or was quarantined; 4 a draft awaits approval;
    75 another run is writing the same folder; 130 interrupted; 143 terminated.
    """


for command in (
    report.report, grid.grid, jupyter.new, jupyter.explore, data.check, data.add, inspection.trace,
    inspection.diff, data.latest, data.refresh, publish.update, publish.site, publish.correct,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run the command line and exit with its code."""
    common.prepare()
    sys.exit(run_command(cli))
