"""The commands `new` and `explore`: start a notebook, or the explorer."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from analysis.cli.common import DATA, STUDY, show, single_line
from analysis.editions.studies import study_named

if TYPE_CHECKING:
    from pathlib import Path


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
@DATA
def explore(jupyter_options: tuple[str, ...], data: Path | None) -> None:
    """Open the explorer in JupyterLab: change an assumption and see what follows.

    Copies the explorer to explore.ipynb in the working folder, unless it is there, and runs it when it opens if its
    cells are unchanged. The server accepts connections from this machine only, with a token. Other options are passed
    to jupyter lab. Modules in the working folder are not imported.

    \b
    Examples:
      japan-tech explore
      japan-tech explore --no-browser --port 9000
    """
    from analysis.editions.jupyterlab import start

    start(jupyter_options, data)


@click.command()
@click.argument("name")
@click.option("--article", is_flag=True, help="Create a folder to check an article of your own.")
@STUDY
@DATA
def new(name: str, article: bool, study: str, data: Path | None) -> None:
    """Create a notebook to start from: a sentence, a figure and a table, with sources and workings.

    Writes NAME.ipynb, a complete report with hints on how to go on; NAME may be a path. Existing files are never
    overwritten.

    With --article, NAME is a folder for another article: its claims, figures and settings as a made-up example, and a
    notebook that checks them. It renders at once.

    \b
    Examples:
      japan-tech new mine
      japan-tech new mine --data ./data       with your own data
      japan-tech new storks --article         an article of your own
    """
    from analysis.editions.starter import start_article, start_notebook

    if article:  # which has a study and data of its own: neither --study nor --data counts
        folder = start_article(name)
        show(f"created: {single_line(folder)}: edit data/article.toml, claims.csv and figures.csv, then report.ipynb")
        show(f"render:  cd {shlex.quote(str(folder))} && japan-tech report --draft")
        return

    path = start_notebook(name, study_named(study, data), data)
    variables = ""  # the notebook reads study and data from the environment
    if study:
        variables += f"JAPAN_TECH_STUDY={shlex.quote(study)} "
    if data:
        variables += f"JAPAN_TECH_DATA={shlex.quote(str(data))} "
    # without a folder before it, a word would be the name of one of the project's notebooks
    argument = shlex.quote(str(path) if path.parent.parts else f"./{path}")
    show(f"created: {single_line(path)}")
    show(f"open:    {variables}jupyter lab {argument}")
    show(f"render:  {variables}japan-tech report {argument}")
