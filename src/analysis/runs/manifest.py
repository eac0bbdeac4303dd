"""The manifest: what went into an edition and what came out, as hashes, without clock or machine."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.evidence.digests import data_digests, digest, package_digest, stored_digest
from analysis.evidence.files import read_text


def write(data: Path, notebook: Path, parameters: Mapping[str, Any], outputs: Mapping[str, bytes]) -> bytes:
    """Return the manifest of an edition as JSON: hashes of data, notebook, package, and every output.

    Of the data the rows count that were public on the day of the edition, so that later ones change nothing in it but
    the line `stored`, the hash of all that lay there.
    """
    as_of = date.fromisoformat(parameters["as_of"]) if "as_of" in parameters else None
    content = {
        "parameters": dict(parameters),
        "notebook": {notebook.name: digest(notebook.read_bytes())},
        "package": {"japan-tech-report": version("japan-tech-report"), "sha256": package_digest()},
        "data": data_digests(data, as_of),
        "stored": stored_digest(data),
        "outputs": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(outputs.items())},
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def listed(file: Path) -> set[str]:
    """Return the names of an edition's files by its manifest, itself included; none where it is no manifest."""
    try:
        content = json.loads(read_text(file))
    except (OSError, RecursionError, ValueError):
        return set()
    is_one = isinstance(content, dict) and {"parameters", "notebook", "package", "data", "outputs"} <= content.keys()
    return {file.name, *content["outputs"]} if is_one and isinstance(content["outputs"], dict) else set()
