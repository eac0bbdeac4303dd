"""Notebooks: the project's own by their names, one's own by their paths, and where their reports go."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, nearest
from analysis.evidence import homes
from analysis.runs import archive, history
from analysis.runs.publication import fitting

APPS = frozenset({"explore"})
"""Notebooks to be worked with, of which no report is made."""

PREVIEW = "preview"
"""Folder among the editions for reports that were made by hand."""

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
        own, hint = Path(f"{name}.ipynb"), nearest(name, known, f"known are {', '.join(known)}")
        raise UnknownNotebook(f"notebook {name!r}: unknown{f'; your own is ./{own}' if own.is_file() else hint}")
    return folder_of_notebooks / f"{name}.ipynb"


def _own_notebook(name: str) -> Path:
    """Return the path of a notebook, which is looked into before a kernel starts."""
    path = Path(name).resolve()
    if path.suffix != ".ipynb" or not path.is_file():
        fault = "is a folder" if path.is_dir() else "is no notebook" if path.exists() else "does not exist"
        raise UnknownNotebook(
            f"notebook {name!r}: {fault}; give the path of an existing .ipynb file, or the name of one of the project's"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        needed = {"cell_type", "metadata", "source"}
        sound = content["nbformat"] == 4 and all(needed <= cell.keys() for cell in content["cells"])
        sound = sound and isinstance(content["metadata"], dict) and all(map(_is_sound, content["cells"]))
    except UNREADABLE:
        sound = False
    if not sound:
        raise UnknownNotebook(f"notebook {name!r}: cannot be read; open it in JupyterLab and save it again")
    return path


def _is_sound(cell: dict[str, Any]) -> bool:
    """Say whether a cell holds text and, if any, a list of tags; Jupyter stumbles over others."""
    return isinstance(cell["source"], str | list) and isinstance(cell["metadata"].get("tags", []), list)


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


def called(notebook: Path) -> list[str]:
    """Say how a notebook shows in the name of its report: by the folders that lead to it, if any, and its own name.

    So notebooks of one name in several folders have a report each; the project's own report goes without a name.
    """
    is_the_report = notebook.stem == "report"
    if is_the_projects(notebook):
        return [] if is_the_report else [notebook.stem]
    is_taken = not is_the_report and (notebooks_folder() / notebook.name).is_file()
    return [told(notebook.with_suffix(""), is_taken=is_taken)]


def told(path: Path, *, is_taken: bool = False) -> str:
    """Say from the working folder on where something lies; what lies elsewhere, or has a name of ours, gets a mark.

    Folders are told with a plus between them, so that no two places are told alike: `drafts+mine`, `mine-4f20c1`.
    """
    here = Path.cwd().resolve()
    parts = path.relative_to(here).parts if path.is_relative_to(here) else ()
    if parts and not any("+" in part for part in parts) and not (is_taken and len(parts) == 1):
        return "+".join(parts)
    return f"{path.name}-{sha256(str(path).encode()).hexdigest()[:6]}"


def place_of(name: str, notebook: Path, data: Path, *, is_own_study: bool) -> Path:
    """Say where the report of that name goes of itself.

    The project's reports folder is for its own notebooks, data and study; what is made from others goes to the working
    folder, and the name tells of other data, so that it never takes the place of an edition of the project. Where a
    history tells what was published, a report made by hand is a preview.
    """
    is_own_data = data.resolve() == notebooks_folder().parent / "data"
    if is_own_data and is_own_study and is_the_projects(notebook):
        reports = reports_folder(notebook)
        is_preview = archive.place(name) is not None and (reports / history.FILE).exists()
        return reports / PREVIEW / name if is_preview else reports / name
    return Path.cwd() / "reports" / (name if is_own_data else fitting(f"{name}-from-{told(data.resolve())}"))
