"""Hashes of data and program: two editions with the same hashes were made of the same things."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]

CARRIED = frozenset({"data", "notebooks"})
"""Folders that an installed package carries along; each has hashes of its own."""

BYTECODE = frozenset({".pyc", ".pyo"})


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes; line ends of text are read as on Linux, so that a checkout does not matter.

    Like git, a zero byte tells what is no text, such as a typeface: there every byte counts.
    """
    is_text = b"\0" not in content
    return hashlib.sha256(content.replace(b"\r\n", b"\n") if is_text else content).hexdigest()


def data_digests(folder: Path) -> dict[str, str]:
    """Return a hash for every file of a data folder, by name."""
    return {path.name: digest(path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()}


def package_digest(package: Path = PACKAGE) -> str:
    """Return one hash for all that is shipped as this package: code, templates, scripts, typefaces and licences."""
    lines = (f"{name} {digest((package / name).read_bytes())}" for name in sorted(_shipped(package)))
    return digest("\n".join(lines).encode())


def _shipped(package: Path) -> Iterator[str]:
    """Name the files of a package, without what Python, an editor or a file manager leaves among them."""
    for path in package.rglob("*"):
        inside = path.relative_to(package)
        left = any(part == "__pycache__" or part.startswith(".") for part in inside.parts)
        if path.is_file() and path.suffix not in BYTECODE and inside.parts[0] not in CARRIED and not left:
            yield inside.as_posix()
