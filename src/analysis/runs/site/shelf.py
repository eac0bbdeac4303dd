"""The published editions in a folder, each read back and held against its own manifest."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.exhibits.editions import open_snapshot
from analysis.findings.snapshot import NotAnEdition
from analysis.runs import manifest
from analysis.runs.archive import place

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.evidence import Evidence
    from analysis.findings import Study
    from analysis.findings.snapshot import Snapshot

PAGE, PDF, FINDINGS, VERDICTS = "report.html", "report.pdf", "findings.csv", "verdicts.csv"
NOTEBOOKS = ".ipynb"
"""Executed notebooks are not published: they are large and say nothing that the page does not."""

LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Damaged(NotAnEdition):
    """A file of a published edition is not the one that its manifest names."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Edition:
    """A published edition: what it says, its files, its title, and its claims in words by their names."""

    name: str
    folder: Path
    snapshot: Snapshot
    files: tuple[str, ...]
    title: str = ""
    claims: dict[str, str] = field(default_factory=dict)

    def read(self) -> dict[str, bytes]:
        """Return every file that is published, by name."""
        return {name: (self.folder / name).read_bytes() for name in self.files}


def editions(folder: Path, data: Path, evidence: Evidence, study: Study) -> list[Edition]:
    """Read the editions of a folder, oldest first; a folder with another name than a day is none.

    Raises `NotAnEdition` where one cannot be read, and `Damaged` where a file is another one than was published.
    """
    if not folder.is_dir():
        raise NotAnEdition(f"{folder}: is no folder of editions; make one with: japan-tech report")
    found = sorted((key, path) for path in folder.iterdir() if (key := place(path.name)) and path.is_dir())
    read = [_edition(path, data, evidence, study) for _, path in found]
    if not read:
        raise NotAnEdition(f"{folder}: holds no edition; make one with: japan-tech report")
    return read


def _edition(folder: Path, data: Path, evidence: Evidence, study: Study) -> Edition:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
    for path in paths:
        if path.is_symlink() or not path.is_file():
            raise NotAnEdition(f"{path}: is no file of an edition; remove it")
    snapshot = open_snapshot(str(folder), data, evidence, study)
    if not folder.name.startswith(snapshot.as_of):
        raise NotAnEdition(f"{folder}: is of {snapshot.as_of} by its manifest; name the folder after that day")
    listed = manifest.listed(folder / "manifest.json")
    names = [path.relative_to(folder).as_posix() for path in paths]
    files = tuple(name for name in names if name in listed and not name.endswith(NOTEBOOKS))
    if PAGE not in files:
        raise NotAnEdition(f"{folder}: has no {PAGE}; make the edition anew with: japan-tech report --to html,pdf")
    _hold_against_manifest(folder, files)
    return Edition(folder.name, folder, snapshot, files, *described(folder))


def _hold_against_manifest(folder: Path, files: tuple[str, ...]) -> None:
    outputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    for name in files:
        if name in outputs and hashlib.sha256((folder / name).read_bytes()).hexdigest() != outputs[name]:
            raise Damaged(f"{folder / name}: is not the file that was published; bring it back from a copy")


def described(folder: Path) -> tuple[str, dict[str, str]]:
    """Read from what the page of an edition says to machines its title, and its claims in words.

    Without a page that says so both are empty.
    """
    try:
        page = (folder / PAGE).read_text(encoding="utf-8", errors="replace")
        nodes: list[dict[str, Any]] = json.loads(LINKED_DATA.search(page)[1])["@graph"]  # type: ignore[index]
        title = next(str(node["headline"]) for node in nodes if node["@type"] == "Report")
        reviews = [node for node in nodes if node["@type"] == "ClaimReview"]
        return title, {str(it["@id"]).removeprefix("#c-"): str(it["claimReviewed"]) for it in reviews}
    except (AttributeError, LookupError, OSError, RecursionError, StopIteration, TypeError, ValueError):
        return "", {}
