"""The manifest of an edition: hashes of its inputs and of its files.

The inputs are also a cache key: if all of them are equal and every file has its hash, a run would make the same files.
"""

import hashlib
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from analysis.dataset.digests import data_digests, digest, package_digest
from analysis.dataset.text_files import is_file, read_text
from analysis.editions.studies import study_digest
from analysis.errors import EditionError

MANIFEST_JSON = "manifest.json"

FORMATS = ("html", "pdf", "figures")
"""The formats of an edition, beside its executed notebook and its tables."""

WRITING_PACKAGES = frozenset({
    "font-source-sans-pro", "font-source-serif-pro", "ipykernel", "ipython", "jinja2", "lxml", "matplotlib", "mistune",
    "nbclient", "nbconvert", "nbformat", "nh3", "numpy", "pandas", "papermill", "pikepdf", "pillow", "typst",
})  # fmt: skip
"""Installed packages whose versions may change the bytes of a report."""

KEY_PARTS = {
    "parameters": "the parameters", "formats": "the formats", "base": "the base address", "study": "the study",
    "notebook": "the notebook", "package": "the program", "installed": "the installed versions", "data": "the data",
    "editions": "the tables of the grid", "draft": "whether it is a draft",
}  # fmt: skip
"""The parts of the cache key, and their names in messages."""

REPORT_METADATA = ("title", "answer", "picture", "picture_alt")
"""Metadata of the report, and its first figure, which the site repeats; they are not part of the key."""

HISTORY = "history"
"""The part of a manifest with the hash of the last line of the history when an edition was made."""

RUN_METADATA = frozenset({"collapsed", "execution", "language_info", "papermill", "scrolled", "widgets"})
"""Metadata that a run writes into a notebook and its cells, so that they do not identify its content."""

TABLES = ("findings.csv", "verdicts.csv")
"""The tables of an edition or a grid."""

Content = dict[str, Any]
"""The content of a manifest or of a part of it, as in JSON."""


def program(notebook: Path, formats: tuple[str, ...], base: str = "", study: str = "") -> Content:
    """Return the part of a key that does not depend on the data: formats, study, notebook and versions."""
    part: Content = {"formats": sorted(formats)}
    if base:
        part["base"] = base
    if study:
        part["study"] = {study: study_digest(study)}
    part["notebook"] = {notebook.name: notebook_digest(notebook)}
    part["package"] = {"japan-tech-report": _package_version(), "sha256": _package_digest()}
    part["installed"] = installed()
    return part


def notebook_digest(notebook: Path) -> str:
    """Return a hash of a notebook without the outputs and metadata of a run."""
    return _digest_without_run(notebook.read_bytes())


@lru_cache(maxsize=8)  # a grid uses the same notebook for every run
def _digest_without_run(notebook: bytes) -> str:
    content = json.loads(notebook)
    parts = [_without_run(content.get("metadata", {}))]
    parts += [_cell_without_run(cell) for cell in content.get("cells", [])]
    return digest(json.dumps(parts, sort_keys=True).encode())


def _cell_without_run(cell: Content) -> Content:
    """Drop the outputs of a cell that is executed; keep those of one that is skipped."""
    # The source is a text or a list of its lines, depending on the program that wrote the notebook
    content = cell | {"source": "".join(cell["source"]), "metadata": _without_run(cell["metadata"])}
    is_executed = cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", [])
    if is_executed:
        content.pop("outputs", None)
        content.pop("execution_count", None)
    return content


def _without_run(metadata: Content) -> Content:
    """Drop what a run writes into the metadata of a notebook or a cell."""
    return {name: value for name, value in metadata.items() if name not in RUN_METADATA}


def inputs(data: Path, parameters: Mapping[str, Any], made_by: Content) -> Content:
    """Return the whole key of a run: its parameters, its program (`made_by`) and its data.

    Of the data only the rows that were public on the day of the edition are hashed, so that later rows do not make it
    out of date.
    """
    as_of = date.fromisoformat(parameters["as_of"]) if "as_of" in parameters else None  # None hashes all rows
    key = made_by | {"data": data_digests(data, as_of), "parameters": dict(parameters)}

    # The notebook on a grid reads the tables in the folder that its parameter `grid` names
    grid = parameters.get("grid")
    if isinstance(grid, str) and grid:
        tables = [Path(grid, name) for name in TABLES]
        hashes = [digest(table.read_bytes()) for table in tables if is_file(table)]
        if hashes:
            key["editions"] = {grid: "".join(hashes)}
    return key


def write(key: Content, stored: str, defaults: Mapping[str, Any], outputs: Mapping[str, bytes]) -> bytes:
    """Return the manifest of an edition as JSON: its key, and the hash of every file of it.

    `key` may also contain the metadata of the report and the line of the history. `stored` is the hash of all the data,
    `defaults` are the default parameters.
    """
    parts = (*REPORT_METADATA, *KEY_PARTS, HISTORY)  # in this order in the file
    content = {part: key[part] for part in parts if part in key}
    content["stored"] = stored
    content["defaults"] = dict(defaults)
    content["outputs"] = {name: hashlib.sha256(file).hexdigest() for name, file in sorted(outputs.items())}
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def read(folder: Path) -> Content | None:
    """Return the manifest of the edition in a folder, or None if it is missing or cannot be read."""
    try:
        content = json.loads(read_text(folder / MANIFEST_JSON))
    except (OSError, RecursionError, ValueError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("outputs"), dict):
        return None
    if not content.keys() >= {"parameters", "notebook", "package", "data"}:  # such as the manifest of a web page
        return None
    return content


def listed(folder: Path) -> set[str]:
    """Return the paths of the files that the manifest of an edition lists, and its own; empty without a manifest."""
    content = read(folder)
    return {MANIFEST_JSON, *content["outputs"]} if content else set()


def faults(folder: Path, content: Content) -> Iterator[str]:
    """Yield each file of an edition that is missing or does not have the hash of its manifest, as a phrase."""
    for name, value in content["outputs"].items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != value:
            yield f"{name} was changed"


def differences(folder: Path, stored: Content, key: Content) -> Iterator[str]:
    """Yield each difference between an edition and what a run with a key would make; nothing if there is none.

    `stored` is the manifest in the folder of the edition. A difference is a phrase, such as “the data changed:
    figures.csv, sources.csv”.
    """
    for part, name in KEY_PARTS.items():
        before, now = stored.get(part), key.get(part)
        if before == now:
            continue
        which = ""
        if isinstance(before, dict) and isinstance(now, dict) and part != "package":  # whose entries are a hash
            entries = before.keys() | now.keys()
            changed = sorted(entry for entry in entries if before.get(entry) != now.get(entry))
            which = f": {', '.join(changed)}"
        yield f"{name} changed{which}"
    yield from faults(folder, stored)


@cache
def installed() -> dict[str, str]:
    """Return the versions of Python, zlib and the installed packages that write a report."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    versions = {"python": python, "zlib": zlib.ZLIB_RUNTIME_VERSION}  # zlib packs the pictures and the PDF
    for name in WRITING_PACKAGES:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return dict(sorted(versions.items()))


# A grid asks for both with every run, and reading them takes longer than all the rest of a key
@cache
def _package_version() -> str:
    return version("japan-tech-report")


@cache
def _package_digest() -> str:
    return package_digest()


def check_replaceable(target: Path) -> None:
    """Refuse to replace anything but an empty folder or an edition without foreign files; raise `EditionError`.

    The checkpoints that JupyterLab writes of files opened there are not foreign.
    """
    if target.is_symlink():
        raise EditionError(f"{target}: is a link that leads elsewhere or nowhere; remove it or name another folder")
    if not target.exists():
        return
    files = listed(target)
    is_empty = target.is_dir() and not any(target.iterdir())
    if not target.is_dir() or not (files or is_empty):
        raise EditionError(f"{target}: is not a report and would be lost; name another folder")
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target)
        is_folder = path.is_dir() and not path.is_symlink()
        is_checkpoint = ".ipynb_checkpoints" in name.parts
        if not is_folder and not is_checkpoint and name.as_posix() not in files:
            raise EditionError(f"{path}: is not part of the report and would be lost; move it or name another folder")
