"""The command `new`: a notebook of one's own to start from."""

import shlex
from pathlib import Path

import click

from analysis.cli.options import DATA, STUDY
from analysis.cli.terminal import named, remark, show


@click.command()
@click.argument("name")
@STUDY
@DATA
def new(name: str, study: str, data: Path | None) -> None:
    """Begin a notebook of your own: a sentence, a figure and a table, with sources and workings.

    Writes NAME.ipynb into the working folder; NAME may be a path. It is a report as it stands, with a remark at every
    step on how to go on. What is there already is never written over.

    \b
    Examples:
      japan-tech new mine
      japan-tech new mine --data ./data       with figures of your own
    """
    from analysis.runs.starter import start_notebook
    from analysis.runs.studies import study_named

    path = start_notebook(name, study_named(study), data)
    given = {"JAPAN_TECH_STUDY": study, "JAPAN_TECH_DATA": str(data or "")}
    set_first = "".join(f"{name}={shlex.quote(value)} " for name, value in given.items() if value)
    shown = shlex.quote(str(path) if path.parent.parts else f"./{path}")
    show(f"written: {named(path)}")
    show(f"to open it:     {set_first}jupyter lab {shown}")
    show(f"to report it:   {set_first}japan-tech report {shown}")
    if hidden := _hiding(path.parent):
        remark(
            f"{named(hidden)}: bears the name of our package, and JupyterLab imports it instead; rename it "
            f"(japan-tech report and japan-tech explore do not mind)"
        )


def _hiding(folder: Path) -> Path | None:
    """Return what in a folder JupyterLab would import in place of this package."""
    return next((path for path in (folder / "analysis.py", folder / "analysis") if path.exists()), None)
