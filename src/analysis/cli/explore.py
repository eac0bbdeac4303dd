"""The command `explore`: JupyterLab on the notebook with the controls."""

from pathlib import Path

import click

from analysis.cli.options import DATA


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("jupyter_options", nargs=-1, type=click.UNPROCESSED)
@DATA
def explore(jupyter_options: tuple[str, ...], data: Path | None) -> None:
    """Open the explorer in JupyterLab: change an assumption and see what follows.

    Works on a copy, explore.ipynb in the working folder; one that is already there is opened as it is, and runs by
    itself only if its cells are those of the original. Reachable from this machine only, with a token; nothing is
    fetched from elsewhere. Other options go to jupyter lab. Modules in the working folder are not imported there;
    under jupyter lab explore.ipynb they are.

    \b
    Examples:
      japan-tech explore
      japan-tech explore --no-browser --port 9000
    """
    from analysis.runs.explore import start

    start(jupyter_options, data)
