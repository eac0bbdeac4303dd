"""Notebooks that failed, left beside the place of the report: they are replaced as long as nobody worked in them."""

import json
from collections.abc import Callable, Mapping
from glob import escape
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from analysis.runs.notebooks import UNREADABLE

SEAL = "as_it_ran"
"""The name in the metadata of a notebook under which the hash of its cells stands, as they ran."""


def seal(notebook: dict[str, Any]) -> None:
    """Note in a notebook what its cells say, so that it shows later whether somebody changed them."""
    notebook.setdefault("metadata", {})[SEAL] = _hash(notebook)


def place(out: Path) -> Path:
    """Say where the notebook of a report is left that failed: not in place of one in which somebody has worked."""
    first = out.with_name(f"{out.name}.failed.ipynb")
    others = (out.with_name(f"{out.name}.failed-{number}.ipynb") for number in count(2))
    return first if _is_ours(first) else next(filter(_is_ours, others))


def clear_away(out: Path, say: Callable[[str], None]) -> None:
    """Remove what was left of runs that failed; what somebody has changed stays, and `say` is told."""
    for path in sorted(out.parent.glob(f"{escape(out.name)}.failed*.ipynb")):
        if _is_ours(path):
            path.unlink(missing_ok=True)
        else:
            say(f"keeping {path.name}, which was changed by hand")


def _is_ours(path: Path) -> bool:
    """Say whether nothing of somebody's would be lost: nothing stands there, no file, or a notebook as it ran."""
    if path.is_symlink() or not path.is_file():
        return True
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return bool(notebook["metadata"][SEAL] == _hash(notebook))
    except UNREADABLE:
        return False


def _hash(notebook: Mapping[str, Any]) -> str:
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return sha256(json.dumps(cells).encode()).hexdigest()
