"""Options that several commands share, each declared once."""

from pathlib import Path

import click

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="JAPAN_TECH_DATA",
    show_envvar=True,
    help="Another data folder than the project's own.",
)
PARAMETERS = click.option(
    "-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE",
    help="A parameter of the report: as_of, focus, peers, denominator, basis, rate_rule, own_rate or much_larger. "
    "May be repeated.",
)  # fmt: skip
