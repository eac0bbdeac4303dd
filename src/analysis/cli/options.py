"""Options that several commands share, each declared once."""

from pathlib import Path

import click


def _apart(
    _context: click.Context, _option: click.Parameter, given: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Refuse a name and a value in one word, which takes the word behind it for the value."""
    for name, value in given:
        first, is_joined, rest = name.partition("=")
        if is_joined or value.startswith("--"):
            raise click.UsageError(f"-p {name} {value}: write -p {first} {rest or 'VALUE'}, set apart by a blank")
    return given


DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="JAPAN_TECH_DATA",
    show_envvar=True,
    help="Another data folder than the project's own.",
)
STUDY = click.option(
    "--study",
    default="",
    envvar="JAPAN_TECH_STUDY",
    show_envvar=True,
    metavar="MODULE:NAME",
    help="Another study than the project's own: an object in a module, or in a file as ./study.py:STUDY.",
)
GIVEN = click.option(
    "-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE", callback=_apart,
    help="A parameter of the report, such as as_of 2024-04-12; the README lists them all. May be repeated.",
)  # fmt: skip

REPORTS = click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the editions.  [default: the project's reports/]",
)

BASE_URL = click.option(
    "--base-url", default="", metavar="URL", help="Where the site will stand, for absolute addresses."
)
