"""Open an edition for a comparison: read from its folder, or computed as of a date or from a data folder."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.dataset import load
from analysis.dataset.digests import data_digests, package_digest, stored_digest
from analysis.dataset.text_files import is_file, is_folder, read_text
from analysis.errors import EditionError
from analysis.findings import Catalogue, parameters
from analysis.findings.edition_snapshot import STORED, parse, take

if TYPE_CHECKING:
    from analysis.dataset import Evidence
    from analysis.findings import Study
    from analysis.findings.edition_snapshot import Snapshot


def open_snapshot(given: str, data: Path, evidence: Evidence, study: Study) -> Snapshot:
    """Read an edition from its folder, or compute it as of a day or from another data folder.

    Raises `EditionError` for anything else, and `ParameterError` for a day without a report.
    """
    day = evidence.judged_at.isoformat()
    if not given.strip():
        raise EditionError(f"no edition named; try reports/{day} or {day}")
    path = Path(given)
    if is_file(path / "manifest.json"):
        return _read_edition(path, evidence)
    if is_file(path / "datapackage.json"):
        folder_evidence = load(path)
        return _compute_edition(path.resolve().name, path, folder_evidence, folder_evidence.newest, study)
    if is_folder(path):
        raise EditionError(f"{given}: has no manifest.json, so it is not an edition")
    try:
        as_of = date.fromisoformat(given)
    except ValueError:
        raise EditionError(f"{given[:80]}: not an edition folder or a date (try reports/{day} or {day})") from None
    return _compute_edition(given, data, evidence, as_of, study)


def _read_edition(folder: Path, evidence: Evidence) -> Snapshot:
    """Read an edition; raise `EditionError`, which names the file that is missing or wrong."""
    files = {}
    for name in ("manifest.json", "findings.csv", "verdicts.csv"):
        if not (folder / name).exists():
            raise EditionError(f"{folder}: has no {name}, so it cannot be compared")
        try:
            files[name] = read_text(folder / name)
        except (OSError, UnicodeDecodeError) as error:
            raise EditionError(f"{folder / name}: cannot be read: {error}") from None
    try:
        manifest = json.loads(files["manifest.json"])
    except (RecursionError, ValueError) as error:
        raise EditionError(f"{folder / 'manifest.json'}: is not JSON: {error}") from None
    return parse(
        folder.resolve().name,
        manifest,
        files["findings.csv"],
        files["verdicts.csv"],
        evidence.renamed,
        evidence.retired.keys(),
    )


def _compute_edition(name: str, data: Path, evidence: Evidence, as_of: date, study: Study) -> Snapshot:
    """Compute what an edition of a day would hold, with the default parameters."""
    catalogue = Catalogue(evidence, parameters.check({"as_of": as_of}, evidence, study), study)
    hashes = {f"data {file}": digest for file, digest in data_digests(data, as_of).items()}
    hashes |= {STORED: stored_digest(data), "package": package_digest()}
    return take(name, catalogue, hashes)
