"""Whether a folder holds just what is asked for, told from its manifest, before data or study are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.evidence.digests import stored_digest
from analysis.runs import manifest
from analysis.runs.notebooks import find_notebook
from analysis.runs.studies import OWN, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def is_unchanged(
    out: Path,
    name: str,
    given: Mapping[str, Any],
    data: Path,
    formats: tuple[str, ...],
    study: str = "",
    base: str = "",
) -> bool:
    """Say whether an edition was made of the same data, by the same program, with the parameters that are given.

    This is the short way to the answer of `edition.reasons`: it says yes only where each parameter is written as it was
    and the data lie there as they did, so that nothing has to be checked again; never of one that compares folders.
    """
    kept = manifest.read(out)
    if (
        kept is None
        or "editions" in kept
        or kept.get("stored") != stored_digest(data)
        or not isinstance(kept.get("defaults"), dict)
    ):
        return False
    if any(not _is(value, given.get(name), kept["defaults"].get(name)) for name, value in kept["parameters"].items()):
        return False
    if not given.keys() <= kept["parameters"].keys():
        return False
    study = name_of(study)
    made_by = manifest.program(find_notebook(name), formats, base, "" if study == OWN else study)
    key = {part: kept.get(part) for part in manifest.KEY if part in kept} | made_by
    return not list(manifest.differences(out, kept, key))


def _is(value: Any, given: Any, default: Any) -> bool:
    """Say whether a parameter has the value that is given for it, or that of nobody's giving any."""
    if given is None:
        return bool(value == default)
    return bool(value == given or str(value) == given or (isinstance(value, list) and ",".join(value) == given))
