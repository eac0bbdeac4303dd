"""Drafts: editions with a changed verdict, which wait for somebody to read and approve them."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.evidence.files import read_text
from analysis.runs import archive
from analysis.runs.folder import check_replaceable

if TYPE_CHECKING:
    from pathlib import Path

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


def check(reports: Path) -> None:
    """Refuse drafts that hold a file of somebody else. Raises `UnfitFolder`."""
    for draft in waiting(reports):
        check_replaceable(draft)


def clear(reports: Path) -> list[str]:
    """Remove the drafts and return their names. Raises `UnfitFolder` where one holds a file of somebody else."""
    check(reports)
    drafts = waiting(reports)
    for draft in drafts:
        gone = draft.with_name(f".{draft.name}.old")  # so that none is ever seen half removed
        draft.rename(gone)
        shutil.rmtree(gone)
    return [draft.name for draft in drafts]
