"""Notebooks: the project's own by their names, one's own by their paths, and where their reports go."""

import json
from pathlib import Path

from analysis.errors import AnalysisError, nearest
from analysis.evidence import homes

APPS = frozenset({"explore"})
"""Notebooks to be worked with, of which no report is made."""

UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What goes wrong with a file that is no JSON or no notebook."""


class UnknownNotebook(AnalysisError, LookupError):
    """A notebook was asked for that is neither among the project's own nor a file to be run."""


def find_notebook(name: str) -> Path:
    """Find one of the project's notebooks by its name, or one's own by its path."""
    folder_of_notebooks = notebooks_folder()
    if any(sign in name for sign in "/\\") or name.endswith(".ipynb"):
        path = _own_notebook(name)
        if path.parent != folder_of_notebooks:
            return path
        name = path.stem
    known = sorted({path.stem for path in folder_of_notebooks.glob("*.ipynb")} - APPS)
    if name not in known:
        hint = nearest(name, known, f"known are {', '.join(known)}")
        raise UnknownNotebook(f"notebook {name!r}: unknown{hint}")
    return folder_of_notebooks / f"{name}.ipynb"


def _own_notebook(name: str) -> Path:
    """Return the path of a notebook, which is looked into before a kernel starts."""
    path = Path(name).resolve()
    if path.suffix != ".ipynb" or not path.is_file():
        raise UnknownNotebook(f"notebook {name!r}: is no existing .ipynb file; the project's own go by their names")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        needed = {"cell_type", "metadata", "source"}
        sound = content["nbformat"] == 4 and all(needed <= cell.keys() for cell in content["cells"])
    except UNREADABLE:
        sound = False
    if not sound:
        raise UnknownNotebook(f"notebook {name!r}: cannot be read; open it in JupyterLab and save it again")
    return path


def notebooks_folder() -> Path:
    """Return the project's notebooks, from any folder inside it or from the installed package."""
    for root in homes():
        if (root / "notebooks" / "report.ipynb").is_file():
            return root / "notebooks"
    raise UnknownNotebook("no notebooks folder found here or above")


def reports_folder(notebook: Path) -> Path:
    """Return the project's reports folder; an installed package writes into the working folder."""
    root = notebook.parent.parent
    return (root if (root / "pyproject.toml").is_file() else Path.cwd()) / "reports"


def is_the_projects(notebook: Path) -> bool:
    """Whether a notebook is one of the project's own."""
    return notebook.parent == notebooks_folder()
