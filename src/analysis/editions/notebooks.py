"""Notebooks found by name, and the parameters that they declare."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import homes
from analysis.dataset.article_folder import is_article
from analysis.errors import ParameterError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


APPS = frozenset({"explore"})
"""Notebooks to be worked with, of which no report is made."""

UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""The errors raised for a file that is not JSON or not a notebook."""

KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
}
"""Parameter types of user notebooks, inferred from default values, and their names in messages."""


def find_notebook(name: str) -> Path:
    """Return the path of a notebook of the project, given its name, or of a user's notebook, given its path."""
    folder = notebooks_folder()
    is_path = name.endswith(".ipynb") or "/" in name or "\\" in name
    if is_path:
        path = _user_notebook(name)
        if path.parent != folder:
            return path
        name = path.stem  # a path into the folder of the project means the notebook of that name
    known = sorted({path.stem for path in folder.glob("*.ipynb")} - APPS)
    if name not in known:
        if not is_path and Path(f"{name}.ipynb").is_file():
            raise UnknownNameError(f"notebook {name!r}: unknown; did you mean ./{name}.ipynb?")
        hint = nearest(name, known, f"expected one of {', '.join(known)}, or the path of your own")
        raise UnknownNameError(f"notebook {name!r}: unknown{hint}")
    return folder / f"{name}.ipynb"


def _user_notebook(name: str) -> Path:
    """Return the path of a user's notebook; raise `UnknownNameError` if there is none, or it is none of version 4."""
    path = Path(name).resolve()
    if path.suffix != ".ipynb" or not path.is_file():
        raise UnknownNameError(
            f"notebook {name!r}: no such .ipynb file; give the path of one, or the name of one of the project's"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        is_notebook = content["nbformat"] == 4 and isinstance(content["metadata"], dict)
        for cell in content["cells"]:
            has_parts = isinstance(cell["source"], str | list) and isinstance(cell["metadata"], dict)
            is_notebook = is_notebook and has_parts
    except UNREADABLE:
        is_notebook = False
    if not is_notebook:
        raise UnknownNameError(f"notebook {name!r}: not a notebook; open it in JupyterLab and save it again")
    return path


def notebooks_folder() -> Path:
    """Return the notebooks folder of the checkout that contains the working folder, or else the installed one.

    Raises `UnknownNameError` if a checkout has no report notebook, rather than fall back to the installed one.
    """
    for root in homes():
        report = root / "notebooks" / "report.ipynb"
        if report.is_file():
            return report.parent
        if (root / "pyproject.toml").is_file():
            raise UnknownNameError(f"{report}: is missing; restore it")
    raise UnknownNameError("no notebooks folder found here or above")


def notebook_of(data: Path) -> str:
    """Return the report notebook for a data folder: the project's, or the one beside the data of an article."""
    return str(data.parent / "report.ipynb") if is_article(data) else "report"


def is_the_projects(notebook: Path) -> bool:
    """True if a notebook is one of the project's."""
    return notebook.parent == notebooks_folder()


def _assignments(notebook: Path) -> Iterator[tuple[str, ast.expr]]:
    """Yield the name and the default of each parameter in the cell tagged `parameters`."""
    for cell in _code_cells(notebook):
        if "parameters" not in _tags(cell):
            continue
        try:
            statements = ast.parse("".join(cell["source"])).body
        except SyntaxError:  # the run reports it
            continue
        for statement in statements:
            if isinstance(statement, ast.Assign):  # focus = "AVO"
                target = statement.targets[0]  # of a = b = 1 only a is a parameter
            elif isinstance(statement, ast.AnnAssign):  # focus: str = "AVO"
                target = statement.target
            else:
                continue
            if isinstance(target, ast.Name) and statement.value:
                yield target.id, statement.value


def parameter_names(notebook: Path) -> list[str]:
    """Return the names of the parameters that a notebook declares in its cell tagged `parameters`."""
    return [name for name, _ in _assignments(notebook)]


def read_declared(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return the defaults in the cell tagged `parameters`, without those of the study's parameters, `known`."""
    declared: dict[str, Any] = {}
    for name, default in _assignments(notebook):
        try:
            value = ast.literal_eval(default)
        except (TypeError, ValueError):
            continue  # an expression, whose type is not known before it runs, or one that will fail, as {[]: 1}
        if type(value) in KINDS and name not in known:
            declared[name] = value
    return declared


def read_stated(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return the values that a user's notebook gives the study's parameters, `known`, in its cell of parameters."""
    stated = {}
    for name, value in read_declared(notebook, known=()).items():
        is_default = value in ("", [])  # as a parameter is written that is not set
        if name in known and not is_default:
            stated[name] = value
    return stated


def accepted_names(notebook: Path) -> Collection[str]:
    """Return the parameters that may be set in a notebook.

    A notebook of the project declares them. A user's may use any name in its code, even one that it does not declare:
    papermill sets it all the same.
    """
    if is_the_projects(notebook):
        return parameter_names(notebook)
    code = ["".join(cell["source"]) for cell in _code_cells(notebook) if "parameters" not in _tags(cell)]
    return set(re.findall(r"\w+", "\n".join(code)))


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def _code_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook as they stand in its JSON."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell.get("cell_type") == "code"]


def check_accepted(given: Mapping[str, Any], notebook: Path, accepted: Collection[str], known: Collection[str]) -> None:
    """Raise `ParameterError` for a parameter that a notebook does not take, and name the notebooks that take it.

    Names that are not `known` are accepted in a user's notebook: if its cell of parameters declares any, they were
    refused by `declared_parameters`, and otherwise the check of the study's parameters refuses them.
    """
    for name in given:
        if name in accepted:
            continue
        does_not = f"parameter {name}: {notebook.name} does not"
        taken = ", ".join(parameter for parameter in known if parameter in accepted) or "none"
        if not is_the_projects(notebook):
            if name in known:
                raise ParameterError(f"{does_not} use it; it uses {taken}")
            continue

        reports = [path for path in sorted(notebook.parent.glob("*.ipynb")) if path.stem not in APPS]
        others = [path.stem for path in reports if name in parameter_names(path)]
        if others:
            raise ParameterError(f"{does_not} take it; these notebooks do: {', '.join(others)}")
        if name in known:
            raise ParameterError(f"{does_not} take it; it takes {taken}")
        hint = nearest(name, known, f"expected one of {', '.join(accepted)}")
        raise ParameterError(f"parameter {name}: unknown{hint}")


def declared_parameters(
    given: Mapping[str, Any], declared: Mapping[str, Any], known: Collection[str]
) -> dict[str, Any]:
    """Return the value of each parameter that a user's notebook declares: the given one, or else its default.

    The study's parameters, `known`, are not among them; they are checked elsewhere. Raises `ParameterError` for a wrong
    value, and for a name that is neither declared nor known. If the notebook declares nothing, all names pass.
    """
    for name in given:
        if declared and name not in declared and name not in known:
            names = [*known, *declared]
            hint = nearest(name, names, f"expected one of {', '.join(names)}")
            raise ParameterError(f"parameter {name}: unknown{hint}")
    values = dict(declared)
    for name, default in declared.items():
        if name in given:
            values[name] = _converted(name, given[name], default)
    return values


def _converted(name: str, value: Any, default: Any) -> Any:
    """Convert a value to the type of the default; on the command line all values are strings."""
    kind = type(default)
    try:
        if isinstance(value, str) and kind is bool:  # bool("false") is True
            value = {"true": True, "false": False}[value.lower()]
        elif isinstance(value, str) and kind is list:
            value = value.split(",")
        elif isinstance(value, str) or (type(value) is int and kind is float):
            value = kind(value)
        if type(value) is kind:  # exactly, as true is an int as well
            return value
    except (KeyError, ValueError):
        pass
    raise ParameterError(f"parameter {name}: {str(value)[:40]!r} is not {KINDS[kind]}, as in the notebook")
