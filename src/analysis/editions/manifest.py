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

from analysis.dataset.loading import data_digests, digest, package_digest
from analysis.dataset.schema import is_file, read_text
from analysis.editions.studies import study_digest
from analysis.errors import EditionError

NAME = "manifest.json"

FORMATS = ("html", "pdf", "figures")
"""What an edition may be made as, beside its executed notebook and its tables."""

WRITERS = frozenset({
    "font-source-sans-pro", "font-source-serif-pro", "ipykernel", "ipython", "jinja2", "lxml", "matplotlib", "mistune",
    "nbclient", "nbconvert", "nbformat", "nh3", "numpy", "pandas", "papermill", "pikepdf", "pillow", "typst",
})  # fmt: skip
"""Installed packages with whose versions the bytes of a report may change."""

KEY = {
    "parameters": "the parameters", "formats": "the formats", "base": "the base address", "study": "the study",
    "notebook": "the notebook", "package": "the program", "installed": "the installed versions", "data": "the data",
    "editions": "the tables of the grid", "draft": "whether it is a draft",
}  # fmt: skip
"""The parts of the cache key, and their names in messages."""

SAID = ("title", "answer", "picture", "picture_alt")
"""What a report says of itself, and its first figure, which the site repeats; the key does not depend on it."""

HISTORY = "history"
"""The part of a manifest with the hash of the line of the history that was last when an edition was made."""

OF_A_RUN = frozenset({"collapsed", "execution", "language_info", "papermill", "scrolled", "widgets"})
"""What running a notebook writes into the metadata of it and its cells; all of it is written anew or left out."""

TABLES = ("findings.csv", "verdicts.csv")
"""The tables of an edition or a grid."""

Content = dict[str, Any]


def program(notebook: Path, formats: tuple[str, ...], base: str = "", study: str = "") -> Content:
    """Return that part of a key which needs no look at the data: what is run, by which versions, and into what."""
    return {
        "formats": sorted(formats),
        **({"base": base} if base else {}),
        **({"study": {study: study_digest(study)}} if study else {}),
        "notebook": {notebook.name: notebook_digest(notebook)},
        "package": {"japan-tech-report": _own_version(), "sha256": _own_digest()},
        "installed": installed(),
    }


def notebook_digest(notebook: Path) -> str:
    """Return a hash of what a notebook says; that it was run, and saved with what came out, does not count."""
    return _lasting_digest(notebook.read_bytes())


@lru_cache(maxsize=8)  # a grid asks for each day
def _lasting_digest(notebook: bytes) -> str:
    content = json.loads(notebook)
    lasting = [_but_of_a_run(content.get("metadata", {})), *map(_lasting, content.get("cells", []))]
    return digest(json.dumps(lasting, sort_keys=True).encode())


def _lasting(cell: Content) -> Content:
    """Drop the outputs of a cell that is executed; keep those of one that is skipped."""
    is_run = cell["cell_type"] == "code" and "skip-execution" not in cell["metadata"].get("tags", [])
    kept = {part: it for part, it in cell.items() if not (is_run and part in ("outputs", "execution_count"))}
    return kept | {"source": "".join(cell["source"]), "metadata": _but_of_a_run(cell["metadata"])}


def _but_of_a_run(metadata: Content) -> Content:
    return {name: value for name, value in metadata.items() if name not in OF_A_RUN}


def inputs(data: Path, parameters: Mapping[str, Any], made_by: Content) -> Content:
    """Return the whole key of a run: its parameters, how it is made, and the data it is made of.

    Of the data the rows count that were public on the day of the edition, so that later ones make no other run of it.
    """
    as_of = date.fromisoformat(parameters["as_of"]) if "as_of" in parameters else None
    return {**made_by, "data": data_digests(data, as_of)} | asked(parameters)


def asked(parameters: Mapping[str, Any]) -> Content:
    """Return that part of a key which differs from run to run: the parameters, and the tables of a grid they name."""
    grid = parameters.get("grid")
    held = _held(Path(grid)) if isinstance(grid, str) and grid else ""
    return {"parameters": dict(parameters), **({"editions": {grid: held}} if held else {})}


def write(key: Content, stored: str, defaults: Mapping[str, Any], outputs: Mapping[str, bytes]) -> bytes:
    """Return the manifest of an edition as JSON: its key, and the hash of every file it consists of.

    `key` may hold what the report says of itself as well, and the line of the history. `stored` is the hash of all the
    data as they lay there, `defaults` what its parameters are where none is given.
    """
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(outputs.items())}
    content = {part: key[part] for part in (*SAID, *KEY, HISTORY) if part in key} | {
        "stored": stored,
        "defaults": dict(defaults),
        "outputs": hashes,
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def read(folder: Path) -> Content | None:
    """Return the manifest of the edition in a folder, or None where there is none that can be read."""
    try:
        content = json.loads(read_text(folder / NAME))
    except (OSError, RecursionError, ValueError):
        return None
    is_one = isinstance(content, dict) and {"parameters", "notebook", "package", "data", "outputs"} <= content.keys()
    return content if is_one and isinstance(content["outputs"], dict) else None


def listed(folder: Path) -> set[str]:
    """Return the paths of the files that the manifest of an edition lists, and its own; empty without a manifest."""
    content = read(folder)
    return {NAME, *content["outputs"]} if content else set()


def faults(folder: Path, content: Content) -> Iterator[str]:
    """Yield each file of an edition that is missing or does not have the hash of its manifest, as a phrase."""
    for name, value in content["outputs"].items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != value:
            yield f"{name} was changed"


def differences(folder: Path, kept: Content, key: Content) -> Iterator[str]:
    """Yield in what an edition differs from what a run with a key would make; nothing if it would be the same."""
    for part, name in KEY.items():
        before, now = kept.get(part), key.get(part)
        if before != now:
            yield f"{name} changed{'' if part == 'package' else _which(before, now)}"
    yield from faults(folder, kept)


def _which(before: Any, now: Any) -> str:
    """Name what differs in a part of a key."""
    if not isinstance(before, dict) or not isinstance(now, dict):
        return ""
    return f": {', '.join(sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name)))}"


@cache
def installed() -> dict[str, str]:
    """Return the versions of Python, zlib and the installed packages that write a report."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for name in WRITERS:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return dict(sorted(found.items()))


@cache
def _own_version() -> str:
    return version("japan-tech-report")


@cache
def _own_digest() -> str:
    return package_digest()


def _held(folder: Path) -> str:
    """Return a hash of the tables of a grid, empty if there are none."""
    return "".join(digest(table.read_bytes()) for name in TABLES if is_file(table := folder / name))


def check_replaceable(target: Path) -> None:
    """Refuse to replace anything but an empty folder or an edition without files of somebody else.

    Copies that JupyterLab keeps of files that were opened there are no such files. Raises `EditionError`.
    """
    if target.is_symlink():
        raise EditionError(f"{target}: is a link that leads elsewhere or nowhere; remove it or name another folder")
    if not target.exists():
        return
    ours = listed(target)
    if not target.is_dir() or (not ours and any(target.iterdir())):
        raise EditionError(f"{target}: is not a report and would be lost; name another folder")
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target)
        is_file = path.is_symlink() or not path.is_dir()
        if is_file and name.as_posix() not in ours and ".ipynb_checkpoints" not in name.parts:
            raise EditionError(f"{path}: is not part of the report and would be lost; move it or name another folder")
