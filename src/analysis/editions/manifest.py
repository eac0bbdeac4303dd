"""The manifest: what went into an edition and what came out, as hashes, without clock or machine.

What went in is also the key by which a run is known again: where all of it is the same and every file lies there as it
was made, another run would make the same files, and there is none.
"""

import hashlib
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.dataset.loading import data_digests, digest, package_digest, stored_digest
from analysis.dataset.schema import is_file, read_text
from analysis.editions.studies import study_digest
from analysis.errors import AnalysisError

# ----- manifest --------------------------------------------------------------------------------------------

NAME = "manifest.json"

FORMATS = ("html", "pdf", "figures")
"""What an edition may be made as, beside its executed notebook and its tables."""

WRITERS = frozenset({
    "font-source-sans-pro", "font-source-serif-pro", "ipykernel", "ipython", "jinja2", "matplotlib", "mistune",
    "nbclient", "nbconvert", "nbformat", "numpy", "pandas", "papermill", "pillow", "typst",
})  # fmt: skip
"""Installed packages with whose versions the bytes of a report may change."""

KEY = {
    "parameters": "the parameters", "formats": "the formats", "base": "the base address", "study": "the study",
    "notebook": "the notebook", "package": "the program", "installed": "the installed versions", "data": "the data",
    "editions": "the editions compared",
}  # fmt: skip
"""The parts of a manifest by which a run is known again, and what they are called."""

OF_A_RUN = frozenset({"collapsed", "execution", "language_info", "papermill", "scrolled", "widgets"})
"""What running a notebook writes into the metadata of it and its cells; all of it is written anew or left out."""

COMPARED = ("before", "after", "grid")
"""The parameters that may name a folder whose content counts: an edition, other data, or the tables of a grid."""

TABLES = ("findings.csv", "verdicts.csv")
"""What the findings and the verdicts of a grid or of an edition stand in."""

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
    """Leave out of a cell what a run puts there; what was put into one that is not run stays in the report."""
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
    """Return that part of a key which differs from run to run: the parameters, and what lies in folders compared."""
    named = {value for name in COMPARED if isinstance(value := parameters.get(name), str) and value}
    editions = {value: held for value in sorted(named) if (held := _held(Path(value)))}
    return {"parameters": dict(parameters), **({"editions": editions} if editions else {})}


def write(key: Content, stored: str, defaults: Mapping[str, Any], outputs: Mapping[str, bytes]) -> bytes:
    """Return the manifest of an edition as JSON: its key, and the hash of every file it consists of.

    `stored` is the hash of all the data as they lay there, `defaults` what its parameters are where none is given.
    """
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(outputs.items())}
    content = {part: key[part] for part in KEY if part in key} | {
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


def listed_manifest(file: Path) -> set[str]:
    """Return the names of an edition's files by its manifest, itself included; none where it is no manifest."""
    content = read(file.parent) if file.name == NAME else None
    return {NAME, *content["outputs"]} if content else set()


def differences(folder: Path, kept: Content, key: Content) -> Iterator[str]:
    """Say in what an edition differs from what a run with some key would make: in nothing where it is that."""
    for part, name in KEY.items():
        before, now = kept.get(part), key.get(part)
        if before != now:
            yield f"{name} changed{'' if part == 'package' else _which(before, now)}"
    for name, value in kept["outputs"].items():
        fault = _fault(folder / name, value)
        if fault:
            yield f"{name} {fault}"


def _which(before: Any, now: Any) -> str:
    """Name what differs in a part of a key."""
    if not isinstance(before, dict) or not isinstance(now, dict):
        return ""
    return f": {', '.join(sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name)))}"


def _fault(path: Path, value: str) -> str:
    """Say what is wrong with a file that an edition consists of, if anything is."""
    if path.is_symlink() or not path.is_file():
        return "is missing"
    return "" if hashlib.sha256(path.read_bytes()).hexdigest() == value else "was changed"


@cache
def installed() -> dict[str, str]:
    """Return the versions of Python, of what it packs files with, and of the installed packages that write a report.

    They are read from the names of the folders in which pip leaves its records: opening each takes a tenth of a second.
    """
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for place in map(Path, reversed(sys.path)):  # the first one that has a package is the one that is imported
        for record in place.glob("*.dist-info"):
            name, _, number = record.name.removesuffix(".dist-info").partition("-")
            if (name := name.lower().replace("_", "-")) in WRITERS:
                found[name] = number
    return dict(sorted(found.items()))


@cache
def _own_version() -> str:
    return version("japan-tech-report")


@cache
def _own_digest() -> str:
    return package_digest()


def _held(folder: Path) -> str:
    """Return a hash of an edition, of a data folder or of the tables of a grid; of anything else nothing is read."""
    if is_file(folder / NAME):
        return digest((folder / NAME).read_bytes())
    if is_file(folder / "datapackage.json"):
        return stored_digest(folder)
    return "".join(digest(table.read_bytes()) for name in TABLES if is_file(table := folder / name))


# ----- folder ----------------------------------------------------------------------------------------------
# What may be replaced by an edition: nothing that somebody else would miss.


class UnfitFolder(AnalysisError, ValueError):
    """The folder to write holds something other than an edition, which would be lost."""


def check_replaceable(target: Path) -> None:
    """Refuse to replace anything but an empty folder, or an earlier edition with no file of somebody else's in it.

    Raises `UnfitFolder` with the file that would be lost.
    """
    if target.is_symlink():
        raise UnfitFolder(f"{target}: is a link that leads elsewhere or nowhere; remove it or name another folder")
    if not target.exists():
        return
    listed = listed_manifest(target / "manifest.json")
    if not target.is_dir() or (not listed and any(target.iterdir())):
        raise UnfitFolder(f"{target}: is no report and would be lost; name another folder")
    ours = listed | {_checkpoint(name) for name in listed}
    for path in sorted(target.rglob("*")):
        if (path.is_symlink() or not path.is_dir()) and path.relative_to(target).as_posix() not in ours:
            raise UnfitFolder(f"{path}: is no part of the report and would be lost; move it or name another folder")


def _checkpoint(name: str) -> str:
    """Name the copy that JupyterLab keeps of a file that was opened in it."""
    file = Path(name)
    return (file.parent / ".ipynb_checkpoints" / f"{file.stem}-checkpoint{file.suffix}").as_posix()
