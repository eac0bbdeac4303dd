"""Drafts: editions with a changed verdict, which wait for somebody to read and approve them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence.files import read_text
from analysis.findings import parameters
from analysis.runs import archive
from analysis.runs.folder import check_replaceable

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.findings import Study

FOLDER = "drafts"
"""Folder among the editions for those that wait."""


class NoDraft(AnalysisError, LookupError):
    """A draft was to be approved, and there is none of that name that still says what is known."""

    exit_code = 2


def waiting(reports: Path) -> list[Path]:
    """Return the drafts that wait, oldest first; a link to one elsewhere is none."""
    return [path for path in archive.editions(reports / FOLDER) if not path.is_symlink()]


def named(reports: Path, name: str) -> Path:
    """Return a draft by its name. Raises `NoDraft` where none is called so, or where it is not as it was made."""
    drafts = {path.name: path for path in waiting(reports)}
    if name not in drafts:
        known = f"; waiting is {', '.join(drafts)}" if drafts else "; none is waiting"
        raise NoDraft(f"--approve {name[:40]!r}: is no draft that waits{known}")
    check_replaceable(drafts[name])  # it would be published with whatever lies in it
    if (fault := damage(drafts[name])) is not None:
        raise NoDraft(f"{fault}: is not the file that was made; update again and read the new draft")
    return drafts[name]


def damage(draft: Path) -> Path | None:
    """Return a file of a draft that is missing or another one than was made; the executed notebook may be missing."""
    manifest = draft / "manifest.json"
    try:
        content = json.loads(read_text(manifest))
        outputs, day = dict(content["outputs"]), str(content["parameters"]["as_of"])
    except (AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError):
        return manifest
    if draft.name[:10] != day:
        return draft
    files: dict[str, Path] = {str(name): draft / str(name) for name in outputs}
    for name, path in files.items():
        if path.is_symlink():
            return path
        if not path.is_file():
            if name != "report.ipynb":  # it is not kept in version control
                return path
        elif sha256(path.read_bytes()).hexdigest() != outputs[name]:
            return path
    return None


def is_by_default(folder: Path, study: Study) -> bool:
    """Say whether an edition is as an update makes it: with the parameters that nobody gave, in all formats."""
    content = json.loads(read_text(folder / "manifest.json"))
    default = parameters.default(study, date.fromisoformat(folder.name[:10]))
    kinds = {name.partition("/")[0] for name in content["outputs"]}
    is_all = {"report.html", "report.pdf", "figures"} <= kinds
    return bool(is_all and content["parameters"] == parameters.as_arguments(default))


def check(reports: Path) -> None:
    """Refuse drafts that hold a file of somebody else. Raises `UnfitFolder`."""
    for draft in waiting(reports):
        check_replaceable(draft)


def clear(reports: Path, but: str = "") -> None:
    """Remove the drafts, but for one. Raises `UnfitFolder` where one holds a file of somebody else."""
    check(reports)
    for draft in (draft for draft in waiting(reports) if draft.name != but):
        gone = draft.with_name(f".{draft.name}.old")  # so that none is ever seen half removed
        draft.rename(gone)
        shutil.rmtree(gone)
