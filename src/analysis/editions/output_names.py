"""The names of output folders, after notebook, day and parameters."""

from __future__ import annotations

import os
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.dataset.article_folder import is_article
from analysis.editions import archive
from analysis.editions.notebooks import is_the_projects, notebooks_folder
from analysis.editions.studies import reports_of
from analysis.findings import Study, parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


LONGEST_NAME = 200
"""Maximum bytes in the name of a folder; file systems allow 255, and temporary names beside it are longer."""


def notebook_label(notebook: Path) -> list[str]:
    """Return the parts of a report's name that identify its notebook: none for the report of project or article."""
    if is_the_projects(notebook) or is_article(notebook.parent / "data"):
        return [] if notebook.stem == "report" else [notebook.stem]
    return [_short_path(notebook.with_suffix(""))]


def _short_path(path: Path) -> str:
    """Write a path below the working folder with plus signs, such as drafts+mine; any other with a hash, mine-0a1b2c.

    This gives the reports of different notebooks, and of different data folders, different names.
    """
    here = Path.cwd().resolve()
    parts = path.relative_to(here).parts if path.is_relative_to(here) else ()
    if parts and not any("+" in part for part in parts):  # a+b.ipynb and a/b.ipynb would have one name
        return "+".join(parts)
    return f"{path.name}-{sha256(str(path).encode()).hexdigest()[:6]}"


def default_folder(name: str, notebook: Path, data: Path, *, has_default_study: bool) -> Path:
    """Return the default output folder of a report.

    The project's reports folder is only for its own notebooks, data and study; other reports go to the working folder.
    There, every report made by hand is a preview: only an update publishes.
    """
    is_of_article = is_article(data) and data.resolve() == notebook.parent / "data"
    is_project_data = data.resolve() == notebooks_folder().parent / "data"
    is_of_project = is_project_data and has_default_study and is_the_projects(notebook)
    if is_of_article or is_of_project:
        return reports_of(data) / archive.PREVIEW / name
    if not is_project_data:
        name = shortened_name(f"{name}-from-{_short_path(data.resolve())}")
    return Path.cwd() / "reports" / name


def shortened_name(name: str) -> str:
    """Shorten a name that is too long for file systems to its beginning and a hash."""
    content = os.fsencode(name)
    if len(content) <= LONGEST_NAME:
        return name
    end = f"-{sha256(content).hexdigest()[:12]}"
    # The cut may go through a character of several bytes, which is left out
    return content[: LONGEST_NAME - len(end)].decode(errors="ignore") + end


def report_name(
    label: list[str], edition: str, checked: Mapping[str, Any], study: Study, stated: Collection[str]
) -> str:
    """Return the folder name of a report, with its notebook unless that is the report, and parameters not at default.

    Parameters that are `stated` in the notebook itself are left out.
    """
    # Other defaults, such as the countries compared, depend on the focus of this report; the focus itself is compared
    # with that of the study. The default day does not matter, as the day is in every name.
    focus = str(checked.get("focus", study.focus))
    default = parameters.as_arguments(parameters.default(study, date.min, focus))
    default["focus"] = study.focus

    parts = [edition, *label]
    left_out = ("as_of", *stated)
    for name, value in checked.items():
        if name in default and name not in left_out and value != default[name]:
            parts += [name, parameters.as_text(value, separator="+")]
    return "-".join(parts)


def value_in_name(value: Any) -> str:
    """Write a value for the name of a folder, escaping the characters that join its parts.

    >>> value_in_name("half-year"), value_in_name(["A+B", ""])
    ('half%2Dyear', 'A%2BB+%')
    """
    if isinstance(value, list):
        items = [value_in_name(str(item)).replace("+", "%2B") for item in value]
        return "+".join(item or "%" for item in items)  # [""] and [] have different names
    if isinstance(value, str):
        return quote(value, safe=" +,").replace("-", "%2D")
    return str(value)
